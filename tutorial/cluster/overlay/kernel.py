"""What the overlay writes into the kernel of every node: the end of the tunnel, and the way to every other node.

Sources: dcos/dcos-net apps/dcos_overlay/src/dcos_overlay_configure.erl, dcos_overlay_netlink.erl; for masquerading
dcos/dcos-mesos-modules overlay/agent.cpp.
"""

from collections.abc import Iterable

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.network import chains, policy, setup
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS, IpSet, Member, scope
from tutorial.cluster.network.tables import (
    FDB,
    LINKS,
    NEIGHBOURS,
    FdbEntry,
    Link,
    Neighbour,
    Route,
    RoutingRule,
)
from tutorial.cluster.overlay.tables import NETWORK, VTEP_NETWORK, Part
from tutorial.cluster.world import World

DEVICE, VNI, PORT = "vtep1024", 1024, 64000
TABLE, PRIORITY = "42", 32765
"""The routing table that what comes from the overlay asks about nodes, and its place among the policy rules."""
SET = "overlay"
CAUSES: Causes = (Cause(0, "overlay"),)


def start(world: World, parts: Iterable[Part]) -> None:
    """Join all nodes."""
    every = tuple(parts)
    for own in every:
        _tunnel(world, own)
        for other in every:
            if other is not own:
                _way(world, own.host, other)
        _masquerade(world, own.host)


def _tunnel(world: World, own: Part) -> None:
    index = max(link.index for link in world.values(LINKS, own.host)) + 1
    link = Link(DEVICE, index, "vxlan", own.mac, vni=VNI, udp_port=PORT, learning=True, causes=CAUSES)
    setup.add_link(world, own.host, link)
    setup.add_address(world, own.host, DEVICE, f"{own.vtep}/{VTEP_NETWORK.partition('/')[2]}", CAUSES)
    policy.add(world, own.host, RoutingRule(PRIORITY, NETWORK, TABLE, causes=CAUSES))


def _way(world: World, node: str, other: Part) -> None:
    """How a node reaches another's containers, and from a container the other node itself."""
    neighbour = Neighbour(DEVICE, other.vtep, other.mac, "PERMANENT", causes=CAUSES)
    world.put(NEIGHBOURS, (DEVICE, other.vtep), neighbour, node)
    entry = FdbEntry(DEVICE, other.mac, destination=other.address, causes=CAUSES)
    world.put(FDB, (DEVICE, other.mac), entry, node)
    for table, destination in (("main", other.subnet), (TABLE, f"{other.address}/32")):
        setup.add_route(world, node, Route(table, destination, DEVICE, via=other.vtep, causes=CAUSES))


def _masquerade(world: World, node: str) -> None:
    """What goes from the overlay to anywhere else goes out under the node's address."""
    world.put(IPSETS, SET, IpSet(SET, "hash:net", "family inet hashsize 1024 maxelem 65536 counters", CAUSES), node)
    for network, nomatch in (("0.0.0.0/1", False), ("128.0.0.0/1", False), (NETWORK, True)):
        world.put(MEMBERS, network, Member(network, nomatch, CAUSES), scope(node, SET))
    chains.add(world, node, "nat", f"-A POSTROUTING -s {NETWORK} -m set --match-set {SET} dst -j MASQUERADE", CAUSES)
