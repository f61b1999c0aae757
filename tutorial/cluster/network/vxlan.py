"""VXLAN: frames in UDP packets between hosts.

Source: Linux drivers/net/vxlan/vxlan_core.c (vxlan_xmit, vxlan_rcv, vxlan_snoop). The outer time to live is always 64;
the outer packet is the host's own and passes its hooks like any other.
"""

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network import layer2, notes, routing
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tables import FDB, FdbEntry, Link
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.texts import Said
from tutorial.cluster.world import World

SOURCE_PORTS = range(32768, 61000)
MOST_ENVELOPES = 8
"""A frame in that many envelopes goes in a circle (XMIT_RECURSION_LIMIT)."""


def encapsulate(journey: Journey, at: Inside, link: Link) -> Inside | Walk:
    """The UDP packet that carries a frame to the host behind which its destination is; without an entry it is lost."""
    world, mac = journey.world, at.packet.destination_mac
    destination = _destination(world, at.namespace, link, mac)
    route = routing.find(world, at.namespace, destination).route if destination else None
    if route is None or route.dev == link.name or _depth(at.packet) >= MOST_ENVELOPES:
        notes.wrapped(journey, at, link, destination, at.packet)
        return journey.end(Disposition.DROPPED if route is None else Disposition.LOOP, at)
    source = routing.source_address(world, at.namespace, route, destination)
    port = world.choose("vxlan.port", (at.namespace, *at.packet.flow), SOURCE_PORTS)
    outer = Packet("vxlan", "udp", source, port, destination, link.udp_port, inner=at.packet, vni=link.vni)
    notes.wrapped(journey, at, link, destination, outer)
    return Inside(at.namespace, outer)


def _depth(packet: Packet) -> int:
    """How many envelopes a packet has."""
    return 0 if packet.inner is None else 1 + _depth(packet.inner)


def _destination(world: World, namespace: str, link: Link, mac: str) -> str:
    entry = world.get(FDB, (link.name, mac), namespace)
    return "" if entry is None or layer2.has_aged(entry, world.now_ms) else entry.destination


def receiver(world: World, namespace: str, packet: Packet) -> Link | None:
    """The vxlan device to which a UDP packet belongs: its socket is open while the device is up."""
    for link in routing.links(world, namespace):
        if link.kind == "vxlan" and link.up and link.udp_port == packet.destination_port and packet.protocol == "udp":
            return link
    return None


def decapsulate(journey: Journey, at: Inside, link: Link) -> Inside | Walk:
    """The frame that a UDP packet carries, as it comes in by the device, which learns where the sender is."""
    inner = at.packet.inner
    if inner is None or at.packet.vni != link.vni:
        notes.stopped(journey, at, "vxlan", Said("VXLAN"), "vxlan.other")
        return journey.end(Disposition.DROPPED, at)
    notes.unwrapped(journey, at, link, inner)
    if link.learning and not _learn(journey.world, at.namespace, link, (inner.source_mac, at.packet.source)):
        notes.stopped(journey, at, "vxlan", Said("VXLAN"), "vxlan.moved")
        return journey.end(Disposition.DROPPED, at)
    return Inside(at.namespace, inner, incoming=link.name)


def _learn(world: World, namespace: str, link: Link, seen: tuple[str, str]) -> bool:
    """Learn at which host an Ethernet address is; False when a permanent entry says otherwise."""
    mac, source = seen
    known = world.get(FDB, (link.name, mac), namespace)
    if known is not None and known.permanent:
        return known.destination == source
    causes = known.causes if known is not None and known.destination == source else by_kernel(world.line)
    entry = FdbEntry(link.name, mac, destination=source, permanent=False, since_ms=world.now_ms, causes=causes)
    world.put(FDB, (link.name, mac), entry, namespace)
    return True
