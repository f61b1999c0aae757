"""One question to one name server by UDP: the packet with it, the program behind the socket, the packet back.

Sources: RFC 1035 4.2.1; Linux net/ipv4/udp.c (__udp4_lib_err: only a connected socket hears of ICMP errors),
net/netfilter/core.c (nf_hook_slow: who sends what a rule drops is told EPERM).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tutorial.cluster.network import connections, places, report, routing
from tutorial.cluster.network.dns.captured import asks, says
from tutorial.cluster.network.dns.legs import LookupLeg
from tutorial.cluster.network.dns.messages import Query, Record, Reply, size
from tutorial.cluster.network.fetch import Waiting, limited
from tutorial.cluster.network.packet import Load, Packet, reply_to
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.tcp import ERRORS, GAVE_UP, TIMED_OUT, Abandoned, Client, first_packet
from tutorial.cluster.network.trace import Disposition, Step
from tutorial.cluster.network.walk import send, unsent
from tutorial.cluster.state import changed
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

End = tuple[str, int]
"""Address and port of a server."""
IDS = range(65536)
NOT_PERMITTED = "Operation not permitted"
STOPPED = frozenset({Disposition.DROPPED, Disposition.REJECTED})
"""How a packet ends that a rule of LOCAL_OUT or POSTROUTING stops: no device has seen it then."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a server's program makes of a question: its reply (None: it says nothing), and whom it asked for it."""

    reply: Reply | None
    legs: tuple[LookupLeg, ...] = ()


Answer = Callable[[World, str, Socket, Query], Waiting[Answered]]
"""What the program behind a UDP socket does with a question."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks whom: a program in a namespace a server, and why just that one (the title of the table that says so, the
    command that prints it, its entries). `connected`: its socket is, so it hears of ICMP errors."""

    namespace: str
    program: str
    server: End
    title: Said
    table: str = ""
    asked: tuple[Asked, ...] = ()
    connected: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a program looked at: its title, the command that prints it, its entries; and where that is."""

    title: Said
    table: str
    asked: tuple[Asked, ...]
    element: str


Terms = tuple[Answer, int]
"""What programs do with a question, and until when an answer is waited for."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a question: a reply, or the system's words for there being none; what was seen; its number."""

    reply: Reply | None
    error: str
    leg: LookupLeg
    id: int = 0


def exchange(world: World, asker: Asker, query: Query, answer: Answer, patience_ms: int) -> Waiting[Heard]:
    """Ask a server once and wait for its answer, or for an error, for so long. Never raises for a lost packet.

    Thrown `tcp.Abandoned`, it ends with what was seen so far.
    """
    packet = first_packet(world, asker.namespace, "query", "udp", asker.server)
    if packet is None:
        lost = Packet("query", "udp", routing.NOWHERE, 0, *asker.server)
        leg = _leg(world, asker, lost, query, unsent(world, asker.namespace, lost))
        error = routing.no_way(world, asker.namespace, asker.server[0])
        return Heard(None, error, replace(leg, outcome=error))
    client = Client(asker.namespace, asker.program, packet)
    numbered = replace(query, id=world.choose("dns.id", (*packet.flow, query.name), IDS))
    connections.put(world, asker.namespace, packet.flow, "ESTAB", program=asker.program)
    try:
        return (yield from _exchange(world, asker, client, numbered, (answer, world.now_ms + patience_ms)))
    finally:
        connections.close(world, asker.namespace, packet.flow)


def _leg(world: World, asker: Asker, packet: Packet, query: Query, steps: tuple[Step, ...]) -> LookupLeg:
    """The leg of a question, which begins with why this server is asked."""
    end = f"{packet.destination}:{packet.destination_port}"
    words = {"program": asker.program, "server": end, "name": query.name}
    shown = Shown(asker.title, asker.table, asker.asked, places.node(world, asker.namespace))
    first = _step(asker.namespace, packet, "dns.asks", words, shown)
    return LookupLeg(asker.namespace, end, query.name, (first, *steps))


def _step(namespace: str, packet: Packet, message: str, words: dict[str, str], shown: Shown) -> Step:
    """A step of a program that asks or answers: it looks at what it knows, and leaves the packet as it is."""
    params = (("node", places.said(namespace)), *words.items())
    place = (shown.element, shown.table, shown.asked)
    return Step(namespace, "", "dns", shown.title, message, params, packet, packet, *place)


def _exchange(world: World, asker: Asker, client: Client, query: Query, terms: Terms) -> Waiting[Heard]:
    packet = changed(client.syn, load=Load(query.size, words=asks(query)))
    walk = send(world, client.namespace, packet, client.ends)
    report.apply(world, walk)
    heard = Heard(None, TIMED_OUT, _leg(world, asker, client.syn, query, walk.steps))
    until_ms = terms[1]
    try:
        if walk.socket is None:
            heard = yield from _undelivered(world, asker, walk, heard, (client, until_ms))
        else:
            heard = yield from _answered(world, client, walk, query, (heard, *terms))
        if heard.reply is None and heard.error == TIMED_OUT and world.now_ms < until_ms:
            yield Until(until_ms, _unanswered(client, query))
    except Abandoned:
        heard = replace(heard, error=GAVE_UP)
    outcome = heard.error if heard.reply is None else heard.reply.code
    return replace(heard, leg=replace(heard.leg, outcome=outcome), id=query.id)


def _unanswered(client: Client, query: Query) -> Said:
    """What a program waits for that has asked."""
    return gettext(
        "{program} waits for an answer from {address}: who is {name}?",
        program=client.program,
        address=client.syn.destination,
        name=query.name,
    )


def _undelivered(world: World, asker: Asker, walk: Walk, heard: Heard, waits: tuple[Client, int]) -> Waiting[Heard]:
    """No program took the question. What a rule of the asker's own host stops on its way out can't be sent at all. An
    error that finds its way back is heard by a connected socket, when its time has come; an error about a packet that
    carried this one says nothing to it."""
    client, until_ms = waits
    if not walk.taps and walk.disposition in STOPPED:
        return replace(heard, error=NOT_PERMITTED)
    if walk.failure is None or walk.packet.inner is not None or world.now_ms + walk.delay_ms >= until_ms:
        return heard
    if walk.delay_ms:
        yield Until(world.now_ms + walk.delay_ms)
    back = send(world, walk.namespace, walk.failure.packet, client.ends, walk.failure.seen)
    report.apply(world, back)
    error = ERRORS[walk.failure.packet.kind] if back.home and asker.connected else TIMED_OUT
    return Heard(None, error, replace(heard.leg, answer=back.steps))


def _answered(
    world: World, client: Client, walk: Walk, query: Query, so_far: tuple[Heard, Answer, int]
) -> Waiting[Heard]:
    """The server's program works, but nobody waits for it longer than the asker; its reply has to find its way back."""
    heard, answer, until_ms = so_far
    assert walk.socket is not None, "somebody took the question"
    done = yield from limited(world, answer(world, walk.namespace, walk.socket, query), until_ms)
    if done is None or done.reply is None:
        return replace(heard, leg=replace(heard.leg, inner=() if done is None else done.legs))
    load = Load(size(query, done.reply), words=says(query, done.reply))
    back = send(world, walk.namespace, changed(reply_to(walk.packet, "answer"), load=load), client.ends)
    report.apply(world, back)
    leg = replace(heard.leg, inner=done.legs, verdict=(_verdict(walk, query, done),), answer=back.steps)
    return Heard(done.reply, "", leg) if back.home else Heard(None, TIMED_OUT, leg)


SAYS = {"NXDOMAIN": "dns.unknown", "SERVFAIL": "dns.failed", "REFUSED": "dns.refused"}


def _verdict(walk: Walk, query: Query, done: Answered) -> Step:
    """What the server says, with the records that it knows."""
    socket, reply = walk.socket, done.reply
    assert socket is not None, "somebody answered"
    assert reply is not None, "somebody said something"
    knows = "dns.passed" if done.legs else "dns.answer"
    message = SAYS.get(reply.code, knows if reply.answers else "dns.nothing")
    answer = ", ".join(record.data for record in reply.answers)
    words = {"program": socket.program, "name": query.name, "type": query.type, "answer": answer}
    element = places.socket(walk.namespace, socket.protocol, socket.port)
    shown = Shown(Said(socket.program), _dig(walk.packet, query), tuple(map(_entry, reply.answers)), element)
    return _step(walk.namespace, reply_to(walk.packet, "answer"), message, words, shown)


def _entry(record: Record) -> Asked:
    text = f"{record.name} {record.ttl} IN {record.type} {record.data}"
    return Asked(text, matched=True, why=gettext("the name and the type that were asked for"))


def _dig(packet: Packet, query: Query) -> str:
    """The command that asks the same of the same server."""
    port = "" if packet.destination_port == 53 else f" -p {packet.destination_port}"
    return f"dig @{packet.destination}{port} {query.name} {query.type}"
