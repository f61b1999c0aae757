"""TCP connections over logical time: SYNs and their retransmission, what answers them, data on an open connection.

Sources: Linux net/ipv4/tcp_timer.c (tcp_syn_retries 6), tcp_ipv4.c (tcp_v4_err), icmp.c (icmp_err_convert),
inet_hashtables.c. A connection that is answered costs no logical time: a round trip inside the cluster is far below a
millisecond.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace

from tutorial.cluster.network import connections, report, routing, segments, trace
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import OpenEnds
from tutorial.cluster.network.packet import Load, Packet, reply_to, reversed_flow
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tables import CONNECTIONS, CONNTRACK, OPENED, Socket
from tutorial.cluster.network.trace import Disposition, Leg
from tutorial.cluster.network.walk import send, unsent
from tutorial.cluster.state import changed
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

SYN_AT_MS = (0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000)
GIVE_UP_MS = 127_000
EPHEMERAL = range(32768, 61000, 2)
"""`ip_local_port_range`; connect() takes the even ones first."""

REFUSED = "Connection refused"
NO_ROUTE = "No route to host"
UNREACHABLE = routing.NO_WAY
NO_PROTOCOL = "Protocol not available"
TIMED_OUT = "Connection timed out"
GAVE_UP = trace.GAVE_UP

ERRORS = {
    "rst": REFUSED,
    "icmp-port-unreachable": REFUSED,
    "icmp-proto-unreachable": NO_PROTOCOL,
    "icmp-host-unreachable": NO_ROUTE,
    "icmp-host-prohibited": NO_ROUTE,
    "icmp-admin-prohibited": NO_ROUTE,
    "icmp-time-exceeded": NO_ROUTE,
    "icmp-net-unreachable": UNREACHABLE,
    "icmp-net-prohibited": UNREACHABLE,
}
"""What a connecting socket makes of what it hears."""
REFUSALS = {"rst": "tcp-rst"}


@dataclass(frozen=True, slots=True)
class Client:
    """The asking end: a program in a namespace, and the first packet of its connection."""

    namespace: str
    program: str
    syn: Packet

    @property
    def ends(self) -> OpenEnds:
        """The open connection as walks look for it."""
        _, source, port, destination, destination_port = self.syn.flow
        return ((self.namespace, source, port, destination, destination_port, self.program),)


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome of connecting: the client's end and the server's (`namespace`, `socket`, the SYN as it `arrived`), or
    the system's words; the leg with everything that was seen."""

    leg: Leg
    disposition: Disposition
    error: str = ""
    client: Client | None = None
    arrived: Packet | None = None
    namespace: str = ""
    socket: Socket | None = None

    @property
    def server(self) -> tuple[str, Packet]:
        """Where the connection was taken, and its first packet as it arrived there."""
        assert self.arrived is not None, "an open connection has a server"
        return self.namespace, self.arrived


class Abandoned(Exception):
    """Thrown into a client that waits: its user has stopped it. It ends with what was seen so far."""


def first_packet(world: World, namespace: str, kind: str, protocol: str, end: tuple[str, int]) -> Packet | None:
    """The first packet that a client's kernel makes: source address by route, source port drawn; None when there is no
    route.

    0.0.0.0 means this host; nobody connects to a broadcast or multicast address.
    """
    address = "127.0.0.1" if end[0] == routing.NOWHERE else end[0]
    route = routing.find(world, namespace, address).route
    if route is None or routing.address_type(world, namespace, address) in {"BROADCAST", "MULTICAST"}:
        return None
    source = routing.source_address(world, namespace, route, address)
    port = _ephemeral(world, namespace, (protocol, source), (address, end[1]))
    return Packet(kind, protocol, source, port, address, end[1])


def _ephemeral(world: World, namespace: str, own: tuple[str, str], end: tuple[str, int]) -> int:
    """A source port, drawn by how many connections the namespace has made to this end; one still known is skipped."""
    count = (world.get(OPENED, end, namespace) or 0) + 1
    world.put(OPENED, end, count, namespace)
    port = world.choose(f"{own[0]}.port", (namespace, *end, count), EPHEMERAL)
    for _ in EPHEMERAL:
        flow = (*own, port, *end)
        if world.get(CONNTRACK, flow, namespace) is None and world.get(CONNECTIONS, flow, namespace) is None:
            break
        port = EPHEMERAL[(EPHEMERAL.index(port) + 1) % len(EPHEMERAL)]
    return port


def connect(world: World, namespace: str, request: HttpRequest, program: str) -> Generator[Until, None, Opened]:
    """Open a connection, or learn why not; waits in logical time between retransmissions.

    SYNs go out until one is answered or refused. A refusal that takes its time (a neighbour that does not answer) comes
    when its time is over; SYNs that are due before it go out all the same.
    """
    syn = first_packet(world, namespace, "syn", "tcp", (request.address, request.port))
    if syn is None:
        steps = unsent(world, namespace, Packet("syn", "tcp", routing.NOWHERE, 0, request.address, request.port))
        error = routing.no_way(world, namespace, request.address)
        return Opened(Leg((), request_steps=steps), Disposition.NO_ROUTE, error)
    client = Client(namespace, program, syn)
    connections.put(world, namespace, syn.flow, "SYN-SENT", program=program)
    opened = None
    try:
        opened = yield from _connect(world, request, client)
    finally:
        if opened is None or opened.socket is None:
            connections.close(world, namespace, syn.flow)
        else:
            _established(world, opened)
    return opened


def _connect(world: World, request: HttpRequest, client: Client) -> Generator[Until, None, Opened]:
    began_ms = world.now_ms
    deadline_ms, words = _deadline(began_ms, request)
    opened = Opened(Leg((), attempts=0), Disposition.DROPPED, client=client)
    coming: tuple[int, Walk] | None = None
    try:
        for at_ms in (*SYN_AT_MS, GIVE_UP_MS):
            due_ms = min(began_ms + at_ms, deadline_ms)
            if coming is not None and coming[0] < due_ms:
                yield Until(coming[0], _unanswered(request, opened))
                opened = _refused(world, opened, coming[1], client)
                coming = None
                if opened.error:
                    return opened
            if world.now_ms < due_ms:
                yield Until(due_ms, _unanswered(request, opened))
            if due_ms == deadline_ms:
                break
            opened, walk = _try(world, opened, client)
            if opened.error or opened.socket is not None:
                return opened
            if walk.failure is not None and walk.delay_ms:
                coming = coming or (world.now_ms + walk.delay_ms, walk)
    except Abandoned:
        words = GAVE_UP
    return replace(opened, error=words)


def _unanswered(request: HttpRequest, opened: Opened) -> Said:
    """What a client waits for between two SYNs."""
    return gettext(
        "No answer from {address}, port {port}, to {count} of at most {most} attempts to connect.",
        address=request.address,
        port=str(request.port),
        count=str(opened.leg.attempts),
        most=str(len(SYN_AT_MS)),
    )


def _deadline(began_ms: int, request: HttpRequest) -> tuple[int, str]:
    """When the client, or else its kernel, gives up, and the words for it."""
    limits = [limit for limit in (request.connect_timeout_ms, request.max_time_ms) if limit is not None]
    own = min(limits, default=GIVE_UP_MS)
    return (began_ms + own, GAVE_UP) if own < GIVE_UP_MS else (began_ms + GIVE_UP_MS, TIMED_OUT)


def _try(world: World, before: Opened, client: Client) -> tuple[Opened, Walk]:
    """Send the SYN once: what came of it. The leg keeps what the first one met.

    An error about a packet that carried it goes to the vxlan device that sent that one, and says nothing to it.
    """
    walk = send(world, client.namespace, segments.opening(world, client.namespace, client.syn), client.ends)
    report.apply(world, walk)
    if walk.packet.inner is not None:
        walk = replace(walk, failure=None)
    first = not before.leg.attempts
    leg = replace(
        before.leg,
        attempts=before.leg.attempts + 1,
        syn=walk.taps if first else before.leg.syn,
        request_steps=walk.steps if first else before.leg.request_steps,
    )
    opened = replace(before, leg=leg, disposition=walk.disposition, arrived=walk.packet, namespace=walk.namespace)
    if walk.socket is not None:
        return _accepted(world, opened, walk, client), walk
    if walk.failure is not None and not walk.delay_ms:
        return _refused(world, opened, walk, client), walk
    return opened, walk


def _accepted(world: World, opened: Opened, walk: Walk, client: Client) -> Opened:
    """The server's kernel answers with a SYN-ACK, which has to find its way back."""
    answer = changed(reply_to(walk.packet, "syn-ack"), load=walk.packet.load)
    back = send(world, walk.namespace, segments.opening(world, walk.namespace, answer), client.ends)
    report.apply(world, back)
    leg = opened.leg
    if not leg.syn_ack:
        leg = replace(leg, syn_ack=back.taps)
    if not leg.reply_steps or back.home:
        leg = replace(leg, request_steps=walk.steps, reply_steps=back.steps)
    if not back.home:
        return replace(opened, leg=leg, disposition=back.disposition)
    return replace(opened, leg=leg, socket=walk.socket)


def _refused(world: World, opened: Opened, walk: Walk, client: Client) -> Opened:
    """An RST or an ICMP error goes back; the client hears it if it gets home. The leg keeps the first one."""
    assert walk.failure is not None, "only a walk with an error is refused"
    back = send(world, walk.namespace, walk.failure.packet, client.ends, walk.failure.seen)
    report.apply(world, back)
    kind, leg = walk.failure.packet.kind, opened.leg
    if not leg.refusal:
        leg = replace(leg, refusal_kind=REFUSALS.get(kind, kind), refusal=back.taps, reply_steps=back.steps)
    return replace(opened, leg=leg, error=ERRORS[kind] if back.home else "")


def _established(world: World, opened: Opened) -> None:
    """Both ends of a connection stand, each in its own namespace."""
    client, arrived, socket = opened.client, opened.arrived, opened.socket
    assert client is not None, "an open connection has a client"
    assert arrived is not None, "an open connection has a server"
    assert socket is not None, "somebody listened"
    connections.put(world, client.namespace, client.syn.flow, "ESTAB", program=client.program)
    flow = reversed_flow(arrived.flow)
    connections.put(world, opened.namespace, flow, "ESTAB", program=socket.program, pid=socket.pid)


def hang_up(world: World, opened: Opened, first: str = "") -> None:
    """The connection is over. `first`, client or server, closed it in order; empty: it was reset or given up."""
    assert opened.client is not None, "an open connection has a client"
    assert opened.arrived is not None, "an open connection has a server"
    flow = reversed_flow(opened.arrived.flow)
    connections.close(world, opened.client.namespace, opened.client.syn.flow, first=first == "client")
    connections.close(world, opened.namespace, flow, first=first == "server")


def deliver(world: World, client: Client, kind: str, load: Load | None = None) -> Walk:
    """Carry a packet of an open connection from the client to the server."""
    return _carried(world, client.namespace, changed(client.syn, kind=kind, load=load), client)


def answer(world: World, opened: Opened, kind: str, load: Load | None = None) -> Walk:
    """Carry a packet of an open connection from the server to the client."""
    assert opened.arrived is not None, "an open connection has a server"
    assert opened.client is not None, "an open connection has a client"
    packet = changed(reply_to(opened.arrived, kind), load=load)
    return _carried(world, opened.namespace, packet, opened.client)


def _carried(world: World, namespace: str, packet: Packet, client: Client) -> Walk:
    walk = send(world, namespace, packet, client.ends, quiet=True)
    report.apply(world, walk)
    return walk
