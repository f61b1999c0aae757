"""The nodes on which the recordings of Linux tools were made: agent S3 with its containers in bridge mode or on the
overlay, the others of its cluster, the client outside.

Docker and the overlay write their tables as in a scenario, so that what is printed judges them too. What was drawn
there, what the recordings' makers put in by hand, and what had happened before stands here.
"""

from dataclasses import replace

from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.docker import bridges, publishing
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS
from tutorial.cluster.docker.tables import CONTAINERS, Container, Published
from tutorial.cluster.host import AGENT_ROLES, HOSTS
from tutorial.cluster.lab.expand import EPOCH_MS
from tutorial.cluster.network import chains, links, setup, sockets
from tutorial.cluster.network.tables import (
    CONNTRACK,
    FDB,
    LINKS,
    NEIGHBOURS,
    SEGMENTS,
    FdbEntry,
    Neighbour,
    Route,
    Tracked,
    Tuple5,
)
from tutorial.cluster.overlay import bridge as overlay_bridge
from tutorial.cluster.overlay import kernel as overlay
from tutorial.cluster.overlay.tables import allocate
from tutorial.cluster.scenario import ARTICLE
from tutorial.cluster.state import State
from tutorial.cluster.world import World

VIP = "11.249.78.219"
BRIDGE = [("veth10f72e2", 69, "c1", 9896), ("vethd365035", 71, "c2", 26186)]
OVERLAY = [("veth5be01d7", 75, "c1", 0), ("vetha91c3f4", 77, "c2", 0), ("veth07d62ab", 79, "c3", 0)]
"""S3's containers: the name and the number of the host's end of each pair, the name, the published port."""
PAIR_MACS = {
    "veth10f72e2": "8e:3c:5d:0a:11:69",
    "vethd365035": "8e:3c:5d:0a:11:71",
    "veth5be01d7": "8e:3c:5d:0b:03:75",
    "vetha91c3f4": "8e:3c:5d:0b:03:77",
    "veth07d62ab": "8e:3c:5d:0b:03:79",
}
CARDS = {"S3": "06:5a:10:00:15:68", "S2": "06:5a:10:01:71:98", "master": "06:5a:10:00:09:10"}
DOCKER0, D_DCOS = "02:42:5b:7a:11:3c", "02:42:1d:c0:50:03"
MASQUERADE = "-A POSTROUTING -s 9.0.0.0/8 {} -j MASQUERADE"
OF_DCOS_NET = "-A FORWARD -j ACCEPT"
"""The rule of dcos-net's that these nodes had although it did not run there."""
BY_HAND = (
    "-A INPUT -p tcp -m tcp --dport 4444 -j DROP",
    "-A INPUT -s 172.16.40.67/32 -p icmp -j DROP",
)
"""Rules on S3 for what the recordings show."""


def world(lab: str) -> World:
    """The nodes of a lab: `bridge` or `overlay`."""
    bridged = lab == "bridge"
    pairs, network = (BRIDGE, "bridge") if bridged else (OVERLAY, "dcos")
    names = [("docker.veth", ("S3", inside), name) for name, _, inside, _ in pairs]
    macs = [("docker.bridge.mac", ("S3", name), mac) for name, mac in (("docker0", DOCKER0), ("d-dcos", D_DCOS))]
    built = World(State("recorded", EPOCH_MS, pins=(*names, *macs, *ARTICLE.pins)))
    _wires(built)
    _systems(built)
    for _, _, inside, port in pairs:
        _container(built, "S3", inside, network)
        if port:
            publishing.publish(built, "S3", inside, Published("tcp", port, port))
    _container(built, "S2", "c1", "dcos")
    for rule in BY_HAND:
        chains.add(built, "S3", "filter", rule)
    _numbers(built, pairs)
    _neighbours(built, pairs, bridged=bridged)
    return built


def _wires(built: World) -> None:
    """The machines with their cards. No router stood between the networks."""
    for host in ARTICLE.hosts:
        built.put(HOSTS, host.id, host)
    setup.build_underlay(built, ARTICLE.hosts, ARTICLE.underlay)
    for name, mac in CARDS.items():
        card = built[LINKS, "eth0", name]
        built.delete(SEGMENTS, card.mac, card.segment)
        setup.add_link(built, name, replace(card, mac=mac))
    links.set_up(built, "router", "eth1", up=False)


def _systems(built: World) -> None:
    """Docker, then the overlay. A rule stands for the set of the latter, which the recorded kernel did not have."""
    agents = {host.id for host in ARTICLE.hosts if host.role in AGENT_ROLES}
    for agent in sorted(agents):
        bridges.start(built, agent)
    parts = allocate(built, ARTICLE.hosts)
    overlay.start(built, parts)
    for part in parts:
        if part.host in agents:
            overlay_bridge.add(built, part)
            chains.add(built, part.host, "filter", OF_DCOS_NET)
    chains.delete(built, "S3", "nat", MASQUERADE.format(f"-m set --match-set {overlay.SET} dst"))
    chains.add(built, "S3", "nat", MASQUERADE.format("! -d 9.0.0.0/8"))


def _container(built: World, host: str, name: str, network: str) -> None:
    bridges.connect(built, host, name, built[NETWORKS, network, host], SCENARIO)
    running = Container(name, name, "", "", (), (), network, name, (), "", 0, 0, 0, state="running")
    built.put(CONTAINERS, name, running, host)


Pairs = list[tuple[str, int, str, int]]


def _numbers(built: World, pairs: Pairs) -> None:
    """The numbers of devices and the addresses of pairs' ends that were drawn; the VIP as it stood on these nodes."""
    numbers = {"vtep1024": 10, "d-dcos": 11, **{name: number for name, number, _, _ in pairs}}
    for name, number in numbers.items():
        link = built[LINKS, name, "S3"]
        built.put(LINKS, name, replace(link, index=number, mac=PAIR_MACS.get(name, link.mac)), "S3")
    for _, number, inside, _ in pairs:
        built.put(LINKS, "eth0", replace(built[LINKS, "eth0", f"S3/{inside}"], index=number - 1), f"S3/{inside}")
    for name in ("S3", "master"):
        setup.add_route(built, name, Route("local", f"{VIP}/32", "lo", source=VIP, kind="local"))


def _neighbours(built: World, pairs: Pairs, *, bridged: bool) -> None:
    """Who was met before the recordings, and what bridges learned of them."""
    inside, gateway = ("c1", ("172.17.0.1", DOCKER0)) if bridged else ("c2", ("9.0.3.129", D_DCOS))
    ends = {name: built[ENDPOINTS, name, "S3"] for _, _, name, _ in pairs}
    bridge = built[NETWORKS, ends[inside].network, "S3"].bridge
    known = [("S3", "eth0", "172.16.9.10", CARDS["master"]), (f"S3/{inside}", "eth0", *gateway)]
    known += [("master", "eth0", "172.16.15.168", CARDS["S3"])] if bridged else []
    known += [("S3", bridge, end.ip, end.mac) for name, end in ends.items() if bridged or name == inside]
    for place, dev, ip, mac in known:
        built.put(NEIGHBOURS, (dev, ip), Neighbour(dev, ip, mac, "REACHABLE", built.now_ms), place)
    for end in ends.values():
        built.put(FDB, (bridge, end.mac), FdbEntry(bridge, end.mac, end.device, permanent=False), "S3")


def listen(built: World, place: str, *given: tuple[str, str, int, str]) -> None:
    """Programs that listen: protocol, address, port, name."""
    for pid, (protocol, address, port, program) in enumerate(given, 100):
        sockets.listen(built, place, protocol, address, port, pid=pid, program=program)


def track(built: World, place: str, *given: tuple[Tuple5, Tuple5, str, bool]) -> None:
    """Tracked connections: both tuples, state, whether it was answered; the last packet was a second ago."""
    for original, reply, state, seen in given:
        built.put(CONNTRACK, original, Tracked(original, reply, state, seen, built.now_ms - 1000), place)
