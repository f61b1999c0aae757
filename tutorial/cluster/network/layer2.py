"""Layer 2: which devices a frame can get to, and what bridges learn of it.

A bridge's forwarding entries age; that is evaluated when they are read. Source: Linux net/bridge/br_fdb.c,
br_forward.c, br_stp.c, drivers/net/veth.c.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network import routing
from tutorial.cluster.network.tables import FDB, LINKS, SEGMENTS, FdbEntry, Link
from tutorial.cluster.world import World

FDB_MS = 300_000
"""How long a bridge believes what it learned."""
Place = tuple[str, str]
"""Namespace and device."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A frame's way through a bridge: the ports it came in and goes out by; empty for the bridge's own device."""

    namespace: str
    bridge: str
    came: str
    went: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A device that a broadcast gets to, with the bridges on the way."""

    namespace: str
    link: Link
    crossings: tuple[Crossing, ...] = ()


def carries(world: World, namespace: str, link: Link) -> bool:
    """Whether frames can leave and enter by a device: it is up, and so is the other end of its pair; a bridge needs a
    port that forwards."""
    if link.up and link.kind == "bridge":
        return bool(ports(world, namespace, link.name))
    if not link.up or not link.peer:
        return link.up
    peer = world.get(LINKS, link.peer, link.peer_namespace)
    return peer is not None and peer.up


def bridge_of(world: World, namespace: str, link: Link) -> Link | None:
    """The bridge that a device is a port of."""
    return world.get(LINKS, link.master, namespace) if link.master else None


def forwards(world: World, namespace: str, port: Link) -> bool:
    """Whether a bridge's port takes frames in and gives them out."""
    bridge = bridge_of(world, namespace, port)
    return bridge is not None and bridge.up and port.port_state == "forwarding" and carries(world, namespace, port)


def ports(world: World, namespace: str, bridge: str) -> tuple[Link, ...]:
    """The ports of a bridge that forward, by their number."""
    members = (link for link in routing.links(world, namespace) if link.master == bridge)
    return tuple(link for link in members if forwards(world, namespace, link))


def out_ports(world: World, namespace: str, bridge: str, came: str) -> tuple[Link, ...]:
    """The ports that a frame may leave by: not the one it came in by, unless that one is in hairpin mode."""
    return tuple(port for port in ports(world, namespace, bridge) if port.name != came or port.hairpin)


def own_macs(world: World, namespace: str, bridge: Link) -> frozenset[str]:
    """The Ethernet addresses that are the bridge's own: its device's and its ports'."""
    members = (link.mac for link in routing.links(world, namespace) if link.master == bridge.name)
    return frozenset({bridge.mac, *members})


def known_port(world: World, namespace: str, bridge: str, mac: str) -> str:
    """The port behind which a bridge knows an Ethernet address; empty when it does not know."""
    entry = world.get(FDB, (bridge, mac), namespace)
    return "" if entry is None or has_aged(entry, world.now_ms) else entry.port


def has_aged(entry: FdbEntry, now_ms: int) -> bool:
    """Whether a learned entry is no longer believed."""
    return not entry.permanent and now_ms - entry.since_ms > FDB_MS


def learn(world: World, namespace: str, bridge: str, mac: str, port: str) -> None:
    """A bridge learns from a frame that comes in by a port."""
    known = world.get(FDB, (bridge, mac), namespace)
    causes = known.causes if known is not None and known.port == port else by_kernel(world.line)
    entry = FdbEntry(bridge, mac, port, permanent=False, since_ms=world.now_ms, causes=causes)
    if known is None or not known.permanent:
        world.put(FDB, (bridge, mac), entry, namespace)


def other_ends(world: World, namespace: str, link: Link) -> tuple[Place, ...]:
    """The devices at the other end of a device's cable, or on its segment, that are up."""
    if not carries(world, namespace, link):
        return ()
    if link.peer:
        return ((link.peer_namespace, link.peer),)
    plugged = world.values(SEGMENTS, link.segment) if link.segment else ()
    return tuple(end for end in plugged if end != (namespace, link.name) and _is_up(world, end))


def _is_up(world: World, place: Place) -> bool:
    link = world.get(LINKS, place[1], place[0])
    return link is not None and link.up


def broadcast(world: World, namespace: str, link: Link) -> Iterator[Reached]:
    """Every device that a broadcast sent by a device gets to, nearest first, each once."""
    seen: set[Place] = {(namespace, link.name)}
    ahead = list(_sent(world, Reached(namespace, link)))
    while ahead:
        at = ahead.pop(0)
        if (at.namespace, at.link.name) in seen:
            continue
        seen.add((at.namespace, at.link.name))
        bridge = bridge_of(world, at.namespace, at.link)
        if bridge is None:
            yield at
        elif forwards(world, at.namespace, at.link):
            ahead += _bridged(world, at, bridge)


def _sent(world: World, at: Reached, came: str = "") -> Iterator[Reached]:
    """Where a frame gets to that a device sends: over its cable or segment, or out of a bridge's ports."""
    if at.link.kind == "bridge":
        for port in out_ports(world, at.namespace, at.link.name, came) if at.link.up else ():
            crossing = Crossing(at.namespace, at.link.name, came, port.name)
            yield from _sent(world, Reached(at.namespace, port, (*at.crossings, crossing)))
        return
    for namespace, name in other_ends(world, at.namespace, at.link):
        yield Reached(namespace, world[LINKS, name, namespace], at.crossings)


def _bridged(world: World, at: Reached, bridge: Link) -> list[Reached]:
    """A frame came in by a bridge's port: the bridge's own device hears it, and it leaves by the other ports."""
    up = Crossing(at.namespace, bridge.name, at.link.name, "")
    own = Reached(at.namespace, bridge, (*at.crossings, up))
    return [own, *_sent(world, Reached(at.namespace, bridge, at.crossings), at.link.name)]


def leads_to(world: World, namespace: str, port: Link, mac: str) -> bool:
    """Whether a device with an Ethernet address is somewhere behind a port."""
    return any(reached.link.mac == mac for reached in broadcast(world, namespace, port))
