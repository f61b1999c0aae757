"""TCP connections over logical time: SYNs and their retransmission, what answers them, one HTTP exchange.

Sources: Linux net/ipv4/tcp_timer.c (tcp_syn_retries 6), tcp_ipv4.c (tcp_v4_err), inet_hashtables.c. A connection that is
answered costs no logical time: a round trip inside the cluster is far below a millisecond.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace

from tutorial.cluster.network import report, routing
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.packet import Packet, reply_to
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tables import CONNTRACK, OPENED, Socket
from tutorial.cluster.network.trace import Disposition, Leg
from tutorial.cluster.network.walk import OpenEnds, send
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

SYN_AT_MS = (0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000)
GIVE_UP_MS = 127_000
EPHEMERAL = range(32768, 61000)

REFUSED = "Connection refused"
NO_ROUTE = "No route to host"
UNREACHABLE = "Network is unreachable"
TIMED_OUT = "Connection timed out"
GAVE_UP = "gave up"
"""The client's own limit was over before the kernel's."""

ERRORS = {
    "rst": REFUSED,
    "icmp-port-unreachable": REFUSED,
    "icmp-host-unreachable": NO_ROUTE,
    "icmp-host-prohibited": NO_ROUTE,
    "icmp-admin-prohibited": NO_ROUTE,
    "icmp-time-exceeded": NO_ROUTE,
    "icmp-net-unreachable": UNREACHABLE,
}
"""What a connecting socket makes of what it hears (icmp_err_convert)."""
REFUSALS = {"rst": "tcp-rst"}


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome of connecting: the server's end, or the system's words; the leg with everything that was seen."""

    leg: Leg
    disposition: Disposition
    error: str = ""
    syn: Packet | None = None
    arrived: Packet | None = None
    namespace: str = ""
    socket: Socket | None = None


def client_packet(world: World, namespace: str, request: HttpRequest) -> Packet | None:
    """The SYN that a client's kernel makes: source address by route, source port drawn; None when there is no route."""
    decision = routing.look_up(world, namespace, request.address)
    if decision.route is None:
        return None
    source = routing.source_address(world, namespace, decision.route, request.address)
    port = _ephemeral(world, namespace, source, request)
    return Packet("syn", "tcp", source, port, request.address, request.port)


def _ephemeral(world: World, namespace: str, source: str, request: HttpRequest) -> int:
    """A source port, drawn by how many connections the namespace has made to this end; one still known is skipped."""
    end = (request.address, request.port)
    count = (world.get(OPENED, end, namespace) or 0) + 1
    world.put(OPENED, end, count, namespace)
    port = world.choose("tcp.port", (namespace, *end, count), EPHEMERAL)
    while world.get(CONNTRACK, ("tcp", source, port, *end), namespace) is not None:
        port = EPHEMERAL[(port + 1) % len(EPHEMERAL)]
    return port


def connect(
    world: World, namespace: str, request: HttpRequest, program: str
) -> Generator[Until, None, Opened]:
    """Open a connection, or learn why not; waits in logical time between retransmissions."""
    started_ms = world.now_ms
    syn = client_packet(world, namespace, request)
    if syn is None:
        lost = send(world, namespace, Packet("syn", "tcp", "0.0.0.0", 0, request.address, request.port))
        return Opened(Leg((), request_steps=lost.steps), Disposition.NO_ROUTE, UNREACHABLE)
    deadline_ms, words = _deadline(started_ms, request)
    ends: OpenEnds = frozenset({(namespace, syn.source, syn.source_port, program)})
    opened = Opened(Leg((), attempts=0), Disposition.DROPPED, syn=syn)
    for at_ms in SYN_AT_MS:
        if started_ms + at_ms >= deadline_ms and at_ms:
            break
        if world.now_ms < started_ms + at_ms:
            yield Until(started_ms + at_ms)
        opened, delay_ms = _try(world, namespace, syn, ends, opened)
        if delay_ms:
            yield Until(min(world.now_ms + delay_ms, deadline_ms))
        if opened.error or opened.socket is not None:
            return opened
    yield Until(deadline_ms)
    return replace(opened, error=words)


def _deadline(started_ms: int, request: HttpRequest) -> tuple[int, str]:
    limits = [limit for limit in (request.connect_timeout_ms, request.max_time_ms) if limit is not None]
    own = min(limits, default=GIVE_UP_MS)
    return (started_ms + own, GAVE_UP) if own < GIVE_UP_MS else (started_ms + GIVE_UP_MS, TIMED_OUT)


def _try(
    world: World, namespace: str, syn: Packet, ends: OpenEnds, before: Opened
) -> tuple[Opened, int]:
    """Send the SYN once: what came of it, and the time that it cost."""
    walk = send(world, namespace, syn, ends)
    report.apply(world, walk.changes)
    first = not before.leg.attempts
    leg = replace(
        before.leg,
        attempts=before.leg.attempts + (1 if walk.taps else 0),
        syn=walk.taps if first else before.leg.syn,
        request_steps=walk.steps if first else before.leg.request_steps,
    )
    opened = replace(before, leg=leg, disposition=walk.disposition, arrived=walk.packet, namespace=walk.namespace)
    if walk.socket is not None:
        return _accepted(world, opened, walk, ends), walk.delay_ms
    if walk.error is not None:
        return _refused(world, opened, walk, namespace, ends), walk.delay_ms
    return opened, walk.delay_ms


def _accepted(world: World, opened: Opened, walk: Walk, ends: OpenEnds) -> Opened:
    """The server's kernel answers with a SYN-ACK, which has to find its way back."""
    back = send(world, walk.namespace, reply_to(walk.packet, "syn-ack"), ends)
    report.apply(world, back.changes)
    leg = replace(opened.leg, syn_ack=back.taps, reply_steps=back.steps)
    if not back.home:
        return replace(opened, leg=leg, disposition=back.disposition)
    return replace(opened, leg=leg, socket=walk.socket)


def _refused(world: World, opened: Opened, walk: Walk, namespace: str, ends: OpenEnds) -> Opened:
    """An RST or an ICMP error goes back; the client hears it if it gets home."""
    assert walk.error is not None, "only a walk with an error is refused"
    icmp = walk.error.protocol == "icmp"
    back = send(world, walk.namespace, walk.error, ends)
    report.apply(world, back.changes)
    kind = REFUSALS.get(walk.error.kind, walk.error.kind)
    leg = replace(opened.leg, refusal_kind=kind, refusal=back.taps, reply_steps=back.steps)
    heard = back.home and (not icmp or back.namespace == namespace)
    return replace(opened, leg=leg, error=ERRORS[walk.error.kind] if heard else "")


def deliver(world: World, opened: Opened, ends: OpenEnds, *, towards_server: bool) -> Walk:
    """Carry the data of an open connection one way; the connection's own entries translate it."""
    assert opened.syn is not None and opened.arrived is not None, "an open connection has two ends"
    if towards_server:
        packet, namespace = replace(opened.syn, kind="data"), next(iter(ends))[0]
    else:
        packet, namespace = reply_to(opened.arrived, "data"), opened.namespace
    walk = send(world, namespace, packet, ends)
    report.apply(world, walk.changes)
    return walk

