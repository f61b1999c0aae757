"""One HTTP request of a client program, from the connection to the answer, with its trace.

A program behind a socket is a generator, for it may wait, and ask others in its turn: those connections are more legs.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TypeVar

from tutorial.cluster.network import segments, tcp
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.tcp import GAVE_UP, TIMED_OUT
from tutorial.cluster.network.trace import Disposition, Leg, Trace
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

RESET = "Recv failure: Connection reset by peer"
EMPTY = "Empty reply from server"
SILENT_MS = 924_600
"""How long a kernel resends data that nobody acknowledges (tcp_retries2 15)."""

Value = TypeVar("Value")
Waiting = Generator[Until, None, Value]
"""What waits in logical time and ends with a value."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a program does with a request: it answers, or closes the connection (`response` None) with or without having
    read what came; `legs` are the connections that it made for that."""

    response: HttpResponse | None
    legs: tuple[Leg, ...] = ()
    unread: bool = False


Serve = Callable[[World, str, Socket, HttpRequest], Waiting[Served]]
"""What the program behind a socket does: world, namespace, socket, request → what it served."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a request on an open connection: the response, or the system's words; further legs."""

    response: HttpResponse | None
    error: str
    disposition: Disposition
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """What a client process learns: the response, or the system's words; whether it was connected; the trace."""

    response: HttpResponse | None
    error: str
    connected: bool
    trace: Trace
    elapsed_ms: int
    local: tuple[str, int] = ("", 0)


def fetch(
    world: World,
    namespace: str,
    request: HttpRequest,
    serve: Serve,
    program: str = "curl",
    *,
    lookups: tuple[Lookup, ...] = (),
    tried: tuple[Leg, ...] = (),
) -> Waiting[Fetch]:
    """Connect, send the request, take the answer. Yields waits in logical time; never raises for a lost packet.

    `lookups` brought the address, and `tried` are the connections to other addresses of the same name that were not
    opened: the trace has them too.

    Thrown `tcp.Abandoned`, it ends with the trace of what was seen so far.
    """
    began_ms = world.now_ms
    opened = yield from tcp.connect(world, namespace, request, program)
    done = Exchange(None, opened.error, opened.disposition)
    if opened.socket is not None:
        until_ms = None if request.max_time_ms is None else began_ms + request.max_time_ms
        try:
            done = yield from exchange(world, request, opened, serve, until_ms)
        except tcp.Abandoned:
            done = Exchange(None, GAVE_UP, Disposition.DROPPED)
    response, elapsed_ms = done.response, world.now_ms - began_ms
    trace = Trace(
        origin=namespace,
        method=request.method,
        url=request.url or f"http://{request.address}:{request.port}{request.path}",
        disposition=done.disposition,
        legs=(*tried, opened.leg, *done.legs),
        at_ms=began_ms,
        elapsed_ms=elapsed_ms,
        status=response.status if response else 0,
        reason=response.reason if response else "",
        body=response.body if response else "",
        error=done.error,
        lookups=lookups,
    )
    local = ("", 0) if opened.client is None else (opened.client.syn.source, opened.client.syn.source_port)
    return Fetch(response, done.error, opened.socket is not None, trace, elapsed_ms, local)


def exchange(
    world: World, request: HttpRequest, opened: tcp.Opened, serve: Serve, until_ms: int | None = None
) -> Waiting[Exchange]:
    """A request on an open connection, until the client gives up at `until_ms` (None: when its kernel does)."""
    over = _Talk(Exchange(None, "", Disposition.DROPPED))
    try:
        over = yield from _talk(world, request, opened, serve, until_ms)
    finally:
        tcp.hang_up(world, opened, over.closed_by)
    return over.done


@dataclass(frozen=True, slots=True)
class _Talk:
    """What came of a request, and which end closed the connection in order; empty: it broke."""

    done: Exchange
    closed_by: str = ""


def _talk(world: World, request: HttpRequest, opened: tcp.Opened, serve: Serve, until_ms: int | None) -> Waiting[_Talk]:
    client = opened.client
    assert client is not None, "the connection is open"
    there = tcp.deliver(world, client, "data", segments.asked(world, opened.server, request))
    if there.failure is not None and there.failure.packet.kind == "rst":
        return _Talk(Exchange(None, RESET, Disposition.RESET))
    if there.socket is None:
        return _Talk((yield from _silence(world, there.disposition, until_ms)))
    assert opened.arrived is not None, "the server has seen the first packet"
    asked = replace(request, peer=opened.arrived.source)
    served = yield from limited(world, serve(world, opened.namespace, there.socket, asked), until_ms)
    if served is None:
        return _Talk(Exchange(None, GAVE_UP, Disposition.DROPPED), "client")
    kind = "data" if served.response else "rst" if served.unread else "fin"
    back = tcp.answer(world, opened, kind, segments.answered(world, opened.server, request, served.response))
    if not back.home:
        return _Talk((yield from _silence(world, back.disposition, until_ms, served.legs)))
    if served.response is None:
        broken = Exchange(None, RESET if served.unread else EMPTY, Disposition.RESET, served.legs)
        return _Talk(broken, "" if served.unread else "server")
    _close(world, opened, back, (request.size, served.response.size))
    return _Talk(Exchange(served.response, "", Disposition.DELIVERED, served.legs), "client")


def _close(world: World, opened: tcp.Opened, back: Walk, counts: tuple[int, int]) -> None:
    """The client, which has sent and heard so many bytes, closes the connection; the server does the same then."""
    assert opened.client is not None, "the connection is open"
    load = segments.closed(world, opened.server, *counts)
    there = tcp.deliver(world, opened.client, "fin", load)
    if there.socket is not None:
        segments.farewell(world, there.sights, back.sights, load)


def _silence(
    world: World, disposition: Disposition, until_ms: int | None, legs: tuple[Leg, ...] = ()
) -> Waiting[Exchange]:
    """Data that is lost is sent again until somebody gives up."""
    why = gettext("What was sent is not acknowledged: it is sent again and again.")
    yield Until(world.now_ms + SILENT_MS if until_ms is None else until_ms, why)
    return Exchange(None, TIMED_OUT if until_ms is None else GAVE_UP, disposition, legs)


def at_once(work: Waiting[Value]) -> Value | None:
    """What a client learns without waiting; None, and it gives up, when it would have to wait."""
    try:
        next(work)
    except StopIteration as end:
        value: Value = end.value
        return value
    work.close()
    return None


def limited(world: World, work: Waiting[Value], until_ms: int | None) -> Waiting[Value | None]:
    """Let a program work, but not beyond a moment; None when that comes first."""
    try:
        while True:
            try:
                wait = next(work)
            except StopIteration as end:
                value: Value = end.value
                return value
            if until_ms is not None and wait.at_ms > until_ms:
                work.close()
                yield Until(until_ms)
                return None
            yield wait
    finally:
        work.close()
