"""Bridges' ports and forwarding entries, as `bridge` prints them; the ports in the form of the article's nodes.

Source: iproute2 bridge/fdb.c (print_fdb); for `bridge link` the article's own output (an older iproute2).
"""

from tutorial.cluster.network import layer2, places, routing
from tutorial.cluster.network.show.links import flags, state
from tutorial.cluster.network.tables import FDB, LINKS, FdbEntry, Link
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

Lines = tuple[Spans, ...]
MULTICAST = {
    "port": ("33:33:00:00:00:01", "01:00:5e:00:00:01"),
    "bridge": ("33:33:00:00:00:01", "01:00:5e:00:00:6a", "33:33:00:00:00:6a", "01:00:5e:00:00:01"),
}
"""Groups that every card listens to, and a bridge besides them."""
DETAILS = (
    "    hairpin {hairpin} guard off root_block off fastleave off learning on flood on mcast_flood on bcast_flood on "
    "mcast_router 1 mcast_to_unicast off neigh_suppress off vlan_tunnel off isolated off locked off "
)


def port_lines(world: World, namespace: str, name: str = "", *, details: bool = False) -> Lines:
    """`bridge link`, or `bridge -d link`: the ports of bridges."""
    found: list[Spans] = []
    for link in routing.links(world, namespace):
        if link.master and name in {"", link.name}:
            found.append(_port_line(world, namespace, link))
            found += [line(DETAILS.format(hairpin="on" if link.hairpin else "off"))] if details else []
    return tuple(found)


def _port_line(world: World, namespace: str, link: Link) -> Spans:
    word = link.port_state if layer2.carries(world, namespace, link) else "disabled"
    about = f"<{flags(world, namespace, link)}> mtu {link.mtu} master {link.master} state {word} priority 32 cost 2 "
    own = Span(link.name, places.link(namespace, link.name), "link")
    return line(f"{link.index}: ", own, f" state {state(world, namespace, link)} @(null): {about}")


def fdb_lines(world: World, namespace: str, *, device: str = "", bridge: str = "") -> Lines:
    """`bridge fdb show`, of one device, of one bridge and its ports."""
    found: list[Spans] = []
    for link in routing.links(world, namespace):
        if link.kind == "loopback" or device not in {"", link.name} or bridge not in {"", link.name, link.master}:
            continue
        found += _of_device(world, namespace, link, whole=not device)
    return tuple(found)


def _of_device(world: World, namespace: str, link: Link, *, whole: bool) -> list[Spans]:
    dev = f" dev {link.name}" if whole else ""
    learned = [entry for entry in world.values(FDB, namespace) if not layer2.has_aged(entry, world.now_ms)]
    if link.kind == "vxlan":
        own = [entry for entry in learned if entry.dev == link.name]
        return [_entry(namespace, entry, f"{dev} dst {entry.destination} self") for entry in own]
    groups = [line(f"{mac}{dev} self permanent") for mac in MULTICAST["bridge" if link.kind == "bridge" else "port"]]
    master = link.master or (link.name if link.kind == "bridge" else "")
    found = [
        _entry(namespace, entry, f"{dev} master {master}")
        for entry in learned
        if entry.dev == link.master and entry.port == link.name
    ]
    mine = [line(f"{link.mac}{dev} master {master} permanent")] if master else []
    return [*groups, *mine] if link.kind == "bridge" else [*found, *mine, *groups]


def _entry(namespace: str, entry: FdbEntry, about: str) -> Spans:
    name = Span(entry.mac, places.forwarding(namespace, entry.dev, entry.mac), "fdb")
    return line(name, f"{about} permanent" if entry.permanent else f"{about} ")


def is_known(world: World, namespace: str, name: str) -> bool:
    """Whether the namespace has a device of that name."""
    return world.get(LINKS, name, namespace) is not None
