"""One HTTP request of a client program, from the connection to the answer, with its trace."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from tutorial.cluster.network import tcp
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.trace import Disposition, Trace
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

RESET = "Recv failure: Connection reset by peer"
SILENT_MS = 924_600
"""How long a kernel resends data that nobody acknowledges (tcp_retries2 15)."""

Serve = Callable[[World, str, Socket, HttpRequest], HttpResponse]
"""What the program behind a socket answers: world, namespace, socket, request → response."""


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
    world: World, namespace: str, request: HttpRequest, serve: Serve, program: str = "curl"
) -> Generator[Until, None, Fetch]:
    """Connect, send the request, take the answer. Yields waits in logical time; never raises for a lost packet."""
    started_ms = world.now_ms
    opened = yield from tcp.connect(world, namespace, request, program)
    response, error, disposition = None, opened.error, opened.disposition
    if opened.socket is not None:
        response, error, disposition = yield from _exchange(world, namespace, request, opened, serve, program)
    elapsed_ms = world.now_ms - started_ms
    trace = Trace(
        origin=namespace,
        method=request.method,
        url=request.url or f"http://{request.address}:{request.port}{request.path}",
        disposition=disposition,
        legs=(opened.leg,),
        at_ms=started_ms,
        elapsed_ms=elapsed_ms,
        status=response.status if response else 0,
        reason=response.reason if response else "",
        body=response.body if response else "",
        error=error,
    )
    local = (opened.syn.source, opened.syn.source_port) if opened.syn else ("", 0)
    return Fetch(response, error, opened.socket is not None, trace, elapsed_ms, local)


def _exchange(
    world: World,
    namespace: str,
    request: HttpRequest,
    opened: tcp.Opened,
    serve: Serve,
    program: str,
) -> Generator[Until, None, tuple[HttpResponse | None, str, Disposition]]:
    """The request goes over, the server answers, the answer comes back."""
    assert opened.socket is not None and opened.syn is not None, "the connection is open"
    ends = frozenset({(namespace, opened.syn.source, opened.syn.source_port, program)})
    there = tcp.deliver(world, opened, ends, towards_server=True)
    if there.disposition is Disposition.DELIVERED and there.socket is not None:
        response = serve(world, opened.namespace, there.socket, request)
        back = tcp.deliver(world, opened, ends, towards_server=False)
        if back.home:
            return response, "", Disposition.DELIVERED
        there = back
    if there.error is not None and there.error.kind == "rst":
        return None, RESET, Disposition.REFUSED
    limit_ms = SILENT_MS if request.max_time_ms is None else request.max_time_ms
    yield Until(world.now_ms + limit_ms)
    words = tcp.TIMED_OUT if request.max_time_ms is None else tcp.GAVE_UP
    return None, words, there.disposition
