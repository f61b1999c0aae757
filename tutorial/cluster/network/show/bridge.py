"""Bridges' ports and forwarding entries, as `bridge` prints them; the ports in the form of the article's nodes.

Source: iproute2 bridge/fdb.c (print_fdb); for `bridge link` the article's own output (an older iproute2).
"""

from dataclasses import dataclass
from typing import Any

from tutorial.cluster.network import layer2, places, routing
from tutorial.cluster.network.show.links import flags, peer_here, state
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


@dataclass(frozen=True, slots=True)
class Forward:
    """A forwarding entry as it is printed. `entry` is the row, None for what every device has by itself; `own` tells
    that the device itself has it, not the bridge (`master`) for its port."""

    mac: str
    dev: str
    master: str = ""
    destination: str = ""
    own: bool = False
    permanent: bool = True
    entry: FdbEntry | None = None
    bridge: str = ""

    def name(self, namespace: str) -> str | Span:
        """The address, which leads to its element where there is a row."""
        if self.entry is None:
            return self.mac
        return Span(self.mac, places.forwarding(namespace, self.entry.dev, self.mac), "fdb")

    def age(self, now_ms: int) -> int | None:
        """For how many seconds it has been so; None where nobody counts them."""
        if self.own and not self.destination:
            return None
        return (now_ms - (0 if self.entry is None else self.entry.since_ms)) // 1000


def forwards(world: World, namespace: str) -> tuple[Forward, ...]:
    """Every forwarding entry of a namespace, in the order in which the kernel tells them."""
    found: list[Forward] = []
    for link in routing.links(world, namespace):
        if link.kind != "loopback":
            found += _of_device(world, namespace, link)
    return tuple(found)


def _of_device(world: World, namespace: str, link: Link) -> list[Forward]:
    learned = [entry for entry in world.values(FDB, namespace) if not layer2.has_aged(entry, world.now_ms)]
    if link.kind == "vxlan":
        own = [entry for entry in learned if entry.dev == link.name]
        return [Forward(e.mac, e.dev, "", e.destination, own=True, permanent=e.permanent, entry=e) for e in own]
    kind = "bridge" if link.kind == "bridge" else "port"
    master = link.master or (link.name if kind == "bridge" else "")
    groups = [Forward(mac, link.name, own=True, bridge=master) for mac in MULTICAST[kind]]
    found = [
        Forward(entry.mac, link.name, master, permanent=entry.permanent, entry=entry, bridge=master)
        for entry in learned
        if entry.dev == link.master and entry.port == link.name
    ]
    mine = [Forward(link.mac, link.name, master, bridge=master)] if master else []
    return [*groups, *mine] if kind == "bridge" else [*found, *mine, *groups]


def fdb_lines(world: World, namespace: str, *, device: str = "", bridge: str = "") -> Lines:
    """`bridge fdb show` of one device, or of one bridge and its ports."""
    found = [each for each in forwards(world, namespace) if device in {"", each.dev} and bridge in {"", each.bridge}]
    return tuple(forward_line(world, namespace, each, whole=not device) for each in found)


def forward_line(world: World, namespace: str, given: Forward, *, whole: bool, statistics: bool = False) -> Spans:
    """One entry; `whole` names its device."""
    words = [f" dev {given.dev}" if whole else "", f" dst {given.destination}" if given.destination else ""]
    age = given.age(world.now_ms) if statistics else None
    words += ["" if age is None else f" used {age}/{age}"]
    words += [" self" if given.own else f" master {given.master}", " permanent" if given.permanent else " "]
    return line(given.name(namespace), *words)


def forward_object(
    world: World, namespace: str, given: Forward, *, whole: bool, statistics: bool = False
) -> dict[str, Any]:
    """The same as a map, for JSON."""
    age = given.age(world.now_ms) if statistics else None
    return {
        "mac": given.name(namespace),
        **({"ifname": given.dev} if whole else {}),
        **({"dst": given.destination} if given.destination else {}),
        **({} if age is None else {"used": age, "updated": age}),
        "flags": ["self"] if given.own else [],
        **({"master": given.master} if given.master else {}),
        "state": "permanent" if given.permanent else "",
    }


def port_object(world: World, namespace: str, link: Link) -> dict[str, Any]:
    """A bridge's port as a map, for JSON."""
    word = link.port_state if layer2.carries(world, namespace, link) else "disabled"
    return {
        "ifindex": link.index,
        **_peer(world, namespace, link),
        "ifname": Span(link.name, places.link(namespace, link.name), "link"),
        "flags": flags(world, namespace, link).split(","),
        "mtu": link.mtu,
        "master": link.master,
        "state": word,
        "priority": 32,
        "cost": 2,
    }


def _peer(world: World, namespace: str, link: Link) -> dict[str, str]:
    other = peer_here(world, namespace, link)
    return {"link": other} if other else {}


def is_known(world: World, namespace: str, name: str) -> bool:
    """Whether the namespace has a device of that name."""
    return world.get(LINKS, name, namespace) is not None
