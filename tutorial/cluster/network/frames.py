"""A packet on its way from one IP stack to the next: the neighbour's address, the device, cables, segments, bridges.

Source: Linux net/core/neighbour.c, net/bridge/br_device.c, br_forward.c, br_input.c, drivers/net/veth.c. A frame that
bridges flood is seen on every port; where it goes on is where it is addressed to.
"""

from dataclasses import dataclass

from tutorial.cluster.network import arp, bridge_nf, layer2, neighbours, notes, refusals, vxlan
from tutorial.cluster.network.bridge_nf import Goes
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.journey import MOST_DEVICES, Inside, Journey
from tutorial.cluster.network.neighbours import Resolution
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tables import LINKS, SEGMENTS, Link
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext


@dataclass(frozen=True, slots=True)
class Departure:
    """A packet that leaves a namespace by `at.outgoing`, towards a next hop."""

    at: Inside
    next_hop: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame that a device of a namespace hands to the IP stack there. `seen` is its connection when a bridge has
    already asked PREROUTING."""

    namespace: str
    link: Link
    packet: Packet
    seen: Seen | None = None


Carried = Arrival | Inside | Walk
"""Where a frame gets to: an IP stack, a UDP packet that now carries it (as its host sends it), or its end."""


def carry(journey: Journey, leaving: Departure) -> Carried:
    """Give the packet its Ethernet header and take it where that leads."""
    at = leaving.at
    link = journey.world.get(LINKS, at.outgoing, at.namespace)
    if link is None or not link.up:
        return _nowhere(journey, at, "link.down")
    if link.kind in {"dummy", "loopback"}:
        return _nowhere(journey, at, "link.dummy")
    found = _resolved(journey, at, link, leaving.next_hop)
    if not found.mac:
        return _unresolved(journey, at, (link, leaving.next_hop), found)
    framed = at.packet.framed(link.mac, found.mac)
    notes.resolved(journey, at, (link, leaving.next_hop), found, framed)
    journey.left = MOST_DEVICES
    return _transmit(journey, at.now(framed), link)


def _resolved(journey: Journey, at: Inside, link: Link, next_hop: str) -> Resolution:
    """Look for the neighbour; devices see the question and the answer."""
    found = neighbours.resolve(journey.world, at.namespace, link, next_hop, at.packet)
    if found.asked:
        journey.sights += arp.sights(journey.world, at.namespace, link, (found.sender, next_hop), found.found)
    return found


def _nowhere(journey: Journey, at: Inside, message: str) -> Walk:
    notes.stopped(journey, at, "device", gettext("Device"), message)
    return journey.end(Disposition.DROPPED, at)


def _unresolved(journey: Journey, at: Inside, departure: tuple[Link, str], found: Resolution) -> Walk:
    """Three questions without an answer: the sender hears `host unreachable`, a local one through lo."""
    notes.unresolved(journey, at, departure, found)
    failure = refusals.icmp(journey, at, "icmp-host-unreachable")
    walk = journey.end(Disposition.UNRESOLVED, at, failure)
    return changed(walk, delay_ms=found.wait_ms)


def _transmit(journey: Journey, at: Inside, link: Link) -> Carried:
    """A device sends a frame: over its cable or segment, or, when it is a bridge, by one of its ports."""
    if not layer2.carries(journey.world, at.namespace, link):
        return _nowhere(journey, at, "link.no_carrier")
    journey.tap(at.namespace, link.name, "out", at.packet)
    if link.kind == "bridge":
        return _bridge(journey, at, link, "")
    if link.kind == "vxlan":
        return vxlan.encapsulate(journey, at, link)
    if link.peer:
        ends: tuple[layer2.Place, ...] = layer2.other_ends(journey.world, at.namespace, link)
    else:
        plugged = journey.world.get(SEGMENTS, at.packet.destination_mac, link.segment)
        ends = (plugged,) if plugged is not None else ()
    device = None if not ends else journey.world.get(LINKS, ends[0][1], ends[0][0])
    if device is None or not device.up:
        notes.lost(journey, at.namespace, link, at.packet)
        return journey.end(Disposition.DROPPED, at)
    notes.crossed(journey, at.namespace, link, at.packet, (ends[0][0], device))
    packet = changed(at.packet, mark=0) if at.packet.mark else at.packet
    return _receive(journey, Inside(ends[0][0], packet, incoming=device.name), device)


def _receive(journey: Journey, at: Inside, link: Link) -> Carried:
    """A device takes a frame in: for its bridge, for this host, or for nobody here."""
    journey.left -= 1
    if journey.left <= 0:
        return journey.end(Disposition.LOOP, at)
    journey.tap(at.namespace, link.name, "in", at.packet)
    bridge = layer2.bridge_of(journey.world, at.namespace, link)
    if bridge is not None:
        return _into_bridge(journey, at, link, bridge)
    return taken_in(journey, at, link)


def taken_in(journey: Journey, at: Inside, link: Link) -> Arrival | Walk:
    """A device that is no bridge's port hands a frame to the IP stack, if it is addressed to it."""
    if at.packet.destination_mac != link.mac:
        notes.stopped(journey, at, "device", gettext("Device"), "link.other")
        return journey.end(Disposition.DROPPED, at)
    return Arrival(at.namespace, link, at.packet)


def _into_bridge(journey: Journey, at: Inside, port: Link, bridge: Link) -> Carried:
    """A bridge learns where the sender is; a frame to one of its own addresses goes up to the host."""
    world = journey.world
    if not layer2.forwards(world, at.namespace, port):
        notes.stopped(journey, at, "bridge", gettext("Bridge {bridge}", bridge=bridge.name), "bridge.blocked")
        return journey.end(Disposition.DROPPED, at)
    layer2.learn(world, at.namespace, bridge.name, at.packet.source_mac, port.name)
    if not bridge_nf.is_on(journey, at.namespace):
        return _switch(journey, at, bridge, None)
    asked = bridge_nf.pre_routing(journey, at, bridge)
    if isinstance(asked, Walk):
        return asked
    moved, goes, next_hop = asked
    if goes is Goes.ROUND:
        return _go_round(journey, moved, bridge, next_hop)
    return _switch(journey, moved, bridge, moved.seen)


def _switch(journey: Journey, at: Inside, bridge: Link, seen: Seen | None) -> Carried:
    """Up to the host, or on to another port."""
    if at.packet.destination_mac not in layer2.own_macs(journey.world, at.namespace, bridge):
        return _bridge(journey, at, bridge, at.incoming)
    journey.tap(at.namespace, bridge.name, "in", at.packet)
    return Arrival(at.namespace, bridge, at.packet, seen)


def _go_round(journey: Journey, at: Inside, bridge: Link, next_hop: str) -> Carried:
    """A frame with a new destination behind the same bridge gets the Ethernet address of that one. When the neighbour
    has to be looked for, the frame goes through the bridge's own device once."""
    found = _resolved(journey, at, bridge, next_hop)
    if not found.mac:
        return _unresolved(journey, at, (bridge, next_hop), found)
    framed = at.packet.framed(at.packet.source_mac, found.mac)
    notes.resolved(journey, at, (bridge, next_hop), found, framed)
    if not found.confirmed:
        journey.tap(at.namespace, bridge.name, "out", at.packet.framed(bridge.mac, found.mac))
    return _bridge(journey, at.now(framed), bridge, at.incoming)


def _bridge(journey: Journey, at: Inside, bridge: Link, came: str) -> Carried:
    """A frame leaves a bridge by the port behind which its destination is, or by every port when that is not known."""
    world, mac = journey.world, at.packet.destination_mac
    known = layer2.known_port(world, at.namespace, bridge.name, mac)
    allowed = layer2.out_ports(world, at.namespace, bridge.name, came)
    out = tuple(port for port in allowed if known in {"", port.name})
    notes.switched(journey, at, bridge.name, tuple(port.name for port in out), known=bool(known))
    if not out:
        return journey.end(Disposition.DROPPED, at)
    if came and bridge_nf.is_on(journey, at.namespace):
        passed = bridge_nf.passing_on(journey, at, bridge)
        if isinstance(passed, Walk):
            return passed
        at = passed
    goal = next((port for port in out if layer2.leads_to(world, at.namespace, port, mac)), out[-1])
    for port in out:
        if port is not goal:
            _wasted(journey, at, port)
    return _transmit(journey, at, goal)


def _wasted(journey: Journey, at: Inside, port: Link) -> None:
    """A flooded copy is seen by a port and by the device at its other end, which does not want it; not followed on."""
    journey.tap(at.namespace, port.name, "out", at.packet)
    for namespace, name in layer2.other_ends(journey.world, at.namespace, port):
        journey.tap(namespace, name, "in", at.packet)
