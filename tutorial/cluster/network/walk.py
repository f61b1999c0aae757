"""A packet's walk through the namespaces, in the order in which the kernel asks its tables.

Law of this file: it reads the world and writes only to a fork of it; what would change is in the `Walk` that comes
back; what is asked at each hook stands in `pipelines`.

The order is the kernel's: local out = routing, OUTPUT, POSTROUTING, neighbour, device; in = device, PREROUTING, the
check of the source, routing, then INPUT and whoever waits, or FORWARD and POSTROUTING. Sources: Linux
net/ipv4/ip_input.c, ip_forward.c, ip_output.c, route.c.
"""

from tutorial.cluster.network import frames, notes, refusals, routing, sockets, sysctls, vxlan
from tutorial.cluster.network.conntrack import NOTHING, Seen
from tutorial.cluster.network.frames import Arrival, Departure
from tutorial.cluster.network.journey import Inside, Journey, OpenEnds
from tutorial.cluster.network.packet import ECHO, ECHO_REPLY, NO_MAC, Packet
from tutorial.cluster.network.pipelines import through
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.routing import Decision
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.network.trace import Disposition, Step
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext
from tutorial.cluster.world import World


def send(
    world: World, namespace: str, packet: Packet, ends: OpenEnds = (), seen: Seen = NOTHING, *, quiet: bool = False
) -> Walk:
    """Send a packet from a program (or the kernel) of a namespace and follow it to its end.

    `ends` are the open connections that it may belong to; `seen` is the connection that an error already belongs to; a
    `quiet` walk has no taps and steps.
    """
    journey = Journey(World(world.state, world.line), ends, quiet)
    at: Inside | Departure | Arrival | Walk = Inside(namespace, packet, seen)
    while not isinstance(at, Walk):
        if isinstance(at, Inside):
            at = local_out(journey, at)
        elif isinstance(at, Departure):
            at = frames.carry(journey, at)
        else:
            at = receive(journey, at)
    return journey.brought(at)


def unsent(world: World, namespace: str, packet: Packet) -> tuple[Step, ...]:
    """What a program learns whose connection the kernel does not even try: there is no route, or the address stands for
    many machines."""
    journey = Journey(World(world.state, world.line))
    at, decision = Inside(namespace, packet), routing.look_up(world, namespace, packet.destination)
    if decision.route is None:
        notes.routed(journey, at, decision)
    else:
        notes.unconnectable(journey, at, decision)
    return tuple(journey.steps)


def local_out(journey: Journey, at: Inside) -> Departure | Arrival | Walk:
    """A program sends: routing, LOCAL_OUT, POSTROUTING. A new destination is routed anew, but the filter table still
    sees the device that the first route chose."""
    decision = _route(journey, at)
    if decision.route is None:
        return journey.end(Disposition.NO_ROUTE, at)
    back = through(journey, at.by(_device(decision)), "OUTPUT")
    if isinstance(back, Walk):
        return back
    if _asked_by(back.packet) != _asked_by(at.packet):
        decision = _route(journey, back)
        if decision.route is None:
            return journey.end(Disposition.DROPPED, back)
        if routing.keeps_in(journey.world, at.namespace, decision, back.packet.source):
            notes.stopped(journey, back.by(_device(decision)), "source", gettext("Source address"), "source.localnet")
            return journey.end(Disposition.DROPPED, back)
    sent = through(journey, back, "OUTPUT balanced")
    if isinstance(sent, Walk):
        return sent
    if sent.packet.destination != back.packet.destination:
        return _to_server(journey, sent, decision)
    return _filtered_out(journey, sent, decision)


def _filtered_out(journey: Journey, at: Inside, decision: Decision) -> Departure | Arrival | Walk:
    """The filter table of LOCAL_OUT, then POSTROUTING."""
    passed = through(journey, at, "OUTPUT end")
    return passed if isinstance(passed, Walk) else _post_routing(journey, passed, decision)


def _to_server(journey: Journey, at: Inside, decision: Decision) -> Departure | Arrival | Walk:
    """IPVS sends a local client's packet on: to a real server elsewhere by its own route, to one here by the old one.

    In both cases the nat table has had its say. Source: Linux net/netfilter/ipvs/ip_vs_xmit.c (ip_vs_nat_xmit).
    """
    found = _server_route(journey, at)
    if not found.local:
        return _reinjected(journey, at, found)
    return _filtered_out(journey, at, decision)


def _server_route(journey: Journey, at: Inside) -> Decision:
    """IPVS looks for the way to a real server without regard to who asks."""
    ask = routing.find if journey.quiet else routing.look_up
    return ask(journey.world, at.namespace, at.packet.destination)


def _reinjected(journey: Journey, at: Inside, decision: Decision) -> Departure | Arrival | Walk:
    """A packet that IPVS gave a server elsewhere leaves by LOCAL_OUT and POSTROUTING, whoever sent it."""
    notes.routed(journey, at, decision)
    if decision.route is None:
        return journey.end(Disposition.UNREACHABLE, at, refusals.icmp(journey, at, "icmp-host-unreachable"))
    packet = changed(at.packet, source_mac="", destination_mac="")
    at = Inside(at.namespace, packet, at.seen, outgoing=_device(decision))
    return _filtered_out(journey, at, decision)


def receive(journey: Journey, arrival: Arrival) -> Departure | Arrival | Walk:
    """The IP stack takes a frame in: conntrack, PREROUTING, the check of the source, the routing decision."""
    at = Inside(arrival.namespace, arrival.packet, arrival.seen or NOTHING, arrival.link.name)
    entered = at if arrival.seen is not None else through(journey, at, "PREROUTING")
    if isinstance(entered, Walk):
        return entered
    at = entered
    source, destination = at.packet.source, at.packet.destination
    fault = routing.source_fault(journey.world, at.namespace, arrival.link, source, destination)
    if fault:
        notes.stopped(journey, at, "source", gettext("Source address"), f"source.{fault}")
        return journey.end(Disposition.DROPPED, at)
    decision = _route(journey, at)
    return _local_in(journey, at) if decision.local else _forward(journey, at, decision)


def _forward(journey: Journey, at: Inside, decision: Decision) -> Departure | Arrival | Walk:
    """A packet for somebody else: whether this host forwards, a route, TTL, FORWARD, POSTROUTING."""
    if not sysctls.forwards(journey.world, at.namespace, at.incoming):
        notes.stopped(journey, at, "forward", gettext("Forwarding"), "forward.off")
        return journey.end(Disposition.DROPPED, at)
    if decision.route is None:
        return _nowhere(journey, at, decision)
    if at.packet.ttl <= 1:
        notes.stopped(journey, at, "ttl", gettext("Time to live"), "ttl.exceeded")
        return journey.end(Disposition.TTL_EXCEEDED, at, refusals.icmp(journey, at, "icmp-time-exceeded"))
    packet = changed(_passed_on(journey, at, decision), source_mac="", destination_mac="")
    at = at.now(packet).by(_device(decision))
    passed = through(journey, at, "FORWARD")
    return passed if isinstance(passed, Walk) else _post_routing(journey, passed, decision)


ERRORS = {"unreachable": "icmp-host-unreachable", "prohibit": "icmp-admin-prohibited"}
"""What a router says about a packet that such a route refuses (ip_error)."""


def _nowhere(journey: Journey, at: Inside, decision: Decision) -> Walk:
    """No route leads on: the sender is told, unless a blackhole takes the packet."""
    if decision.refused is None:
        return journey.end(Disposition.UNREACHABLE, at, refusals.icmp(journey, at, "icmp-net-unreachable"))
    error = ERRORS.get(decision.refused.kind)
    if error is None:
        return journey.end(Disposition.DROPPED, at)
    return journey.end(Disposition.UNREACHABLE, at, refusals.icmp(journey, at, error))


def _post_routing(journey: Journey, at: Inside, decision: Decision) -> Departure | Arrival | Walk:
    """POSTROUTING, the confirmation of the connection, then out by the route's device, or round by lo."""
    assert decision.route is not None, "a packet is only sent on with a route"
    moved = through(journey, at.by(_device(decision)), "POSTROUTING")
    if isinstance(moved, Walk):
        return moved
    at = moved
    if decision.local:
        return _loop_back(journey, at)
    return Departure(at, decision.route.via or at.packet.destination)


def _loop_back(journey: Journey, at: Inside) -> Departure | Arrival | Walk:
    """Out and in again by lo. The packet keeps its connection and its route: only raw and mangle are new to it."""
    lo = journey.world.get(LINKS, "lo", at.namespace)
    if lo is None or not lo.up:
        notes.stopped(journey, at, "device", gettext("Device"), "link.down")
        return journey.end(Disposition.DROPPED, at)
    packet = at.packet.framed(NO_MAC, NO_MAC)
    journey.tap(at.namespace, "lo", "out", packet)
    journey.tap(at.namespace, "lo", "in", packet)
    inside = Inside(at.namespace, packet, at.seen, incoming="lo")
    passed = through(journey, inside, "PREROUTING again")
    return passed if isinstance(passed, Walk) else _local_in(journey, passed)


def _local_in(journey: Journey, at: Inside) -> Departure | Arrival | Walk:
    """INPUT and IPVS, which may send the packet on to a server elsewhere."""
    sent = through(journey, at, "INPUT")
    if isinstance(sent, Walk):
        return sent
    if sent.packet.destination != at.packet.destination:
        found = _server_route(journey, sent)
        if not found.local:
            return _reinjected(journey, sent, found)
    return _taken(journey, sent)


def _taken(journey: Journey, at: Inside) -> Arrival | Walk:
    """Whoever waits for the packet: an open connection, a vxlan device, a listening socket, the kernel."""
    moved = through(journey, at, "INPUT end")
    if isinstance(moved, Walk):
        return moved
    at = moved
    program = _holder(journey, at)
    if program is not None:
        notes.came_home(journey, at, program)
        return changed(journey.end(Disposition.DELIVERED, at), home=True)
    if at.packet.kind == ECHO:
        return _echoed(journey, at)
    if at.packet.is_error or at.packet.kind == ECHO_REPLY:
        notes.unasked(journey, at)
        return journey.end(Disposition.DROPPED, at)
    device = vxlan.receiver(journey.world, at.namespace, at.packet)
    return _to_socket(journey, at) if device is None else _unwrap(journey, at, device)


def _echoed(journey: Journey, at: Inside) -> Walk:
    """The kernel itself takes an echo request, to answer it (net/ipv4/icmp.c, icmp_echo)."""
    ignored = sysctls.is_on(journey.world, at.namespace, sysctls.ECHO_IGNORED)
    notes.echoed(journey, at, ignored=ignored)
    return journey.end(Disposition.DROPPED if ignored else Disposition.DELIVERED, at)


def _unwrap(journey: Journey, at: Inside, device: Link) -> Arrival | Walk:
    """A vxlan device takes the frame out of a UDP packet and hands it to the IP stack, if it is addressed to it."""
    inside = vxlan.decapsulate(journey, at, device)
    if isinstance(inside, Walk):
        return inside
    journey.tap(at.namespace, device.name, "in", inside.packet)
    return frames.taken_in(journey, inside, device)


def _holder(journey: Journey, at: Inside) -> str | None:
    """The program whose open connection a packet belongs to; an error belongs to the one that it quotes."""
    flow = at.packet.flow
    _, far, far_port, near, near_port = flow if at.packet.about is None else _quoted(at.packet)
    wanted = (at.namespace, near, near_port, far, far_port)
    return next((end[5] for end in journey.ends if end[:5] == wanted), None)


def _quoted(packet: Packet) -> tuple[str, str, int, str, int]:
    assert packet.about is not None, "only errors quote a packet"
    protocol, source, source_port, destination, destination_port = packet.about
    return protocol, destination, destination_port, source, source_port


def _to_socket(journey: Journey, at: Inside) -> Walk:
    """A listening socket takes the packet, or the kernel says that none is there."""
    _, _, _, address, port = at.packet.flow
    socket = sockets.find(journey.world, at.namespace, at.packet.protocol, address, port)
    if socket is None:
        notes.closed(journey, at)
        return journey.end(Disposition.REFUSED, at, refusals.closed(journey, at))
    notes.taken(journey, at, socket)
    return changed(journey.end(Disposition.DELIVERED, at), socket=socket)


def _route(journey: Journey, at: Inside) -> Decision:
    ask = routing.find if journey.quiet else routing.look_up
    packet = at.packet
    decision = ask(
        journey.world, at.namespace, packet.destination, packet.source, incoming=at.incoming, mark=packet.mark
    )
    notes.routed(journey, at, decision, _passed_on(journey, at, decision))
    return decision


def _passed_on(journey: Journey, at: Inside, decision: Decision) -> Packet:
    """The packet as this host passes it on, where it does."""
    leads_on = bool(at.incoming) and decision.route is not None and not decision.local and at.packet.ttl > 1
    if not leads_on or not sysctls.forwards(journey.world, at.namespace, at.incoming):
        return at.packet
    return changed(at.packet, ttl=at.packet.ttl - 1)


def _asked_by(packet: Packet) -> tuple[str, str, int]:
    """What of a packet says which way it goes: when LOCAL_OUT changes it, it is routed anew."""
    return packet.source, packet.destination, packet.mark


def _device(decision: Decision) -> str:
    """The device by which a packet with this route leaves: lo when it stays here."""
    assert decision.route is not None, "only a route has a device"
    return "lo" if decision.local else decision.route.dev
