"""How HAProxy passes a request on: the server whose turn it is, its tries, the pages that it answers with itself.

Sources: HAProxy 2.6 src/stream.c, src/backend.c (back_handle_st_cer: what is tried again, when and where), lb_fwrr.c,
http_errors; Marathon-LB's time-outs and retries (config.py). Every try is a connection of its own.
"""

from dataclasses import dataclass, replace

from tutorial.cluster.network import tcp
from tutorial.cluster.network.fetch import Exchange, Serve, Served, Waiting, exchange
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.trace import Leg
from tutorial.cluster.state import Table
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

CONNECT_MS, SERVER_MS = 3_000, 30_000
"""`timeout connect` and `timeout server`."""
RETRIES = 3
"""`retries`: tries after the first one; the last of them goes to another server (`option redispatch`), and each one
unless the client's cookie names the server."""
PAUSE_MS = 1_000
"""How long it waits after a refusal, unless another server's turn has come."""
Target = tuple[str, int]
"""Address and port of a server."""

TURNS: Table[int] = Table("haproxy.turn")
"""Scope: namespace. Key: the pid of a HAProxy, and a backend's name or the number of a port. Whose turn it is: an index
into the servers."""

PAGES = {
    200: ("OK", "Service ready."),
    401: ("Unauthorized", "You need a valid user and password to access this content."),
    403: ("Forbidden", "Request forbidden by administrative rules."),
    502: ("Bad Gateway", "The server returned an invalid or incomplete response."),
    503: ("Service Unavailable", "No server is available to handle this request."),
    504: ("Gateway Time-out", "The server didn't respond in time."),
}
"""The pages that HAProxy itself answers with."""


@dataclass(frozen=True, slots=True)
class Balanced:
    """Servers that share the work, by what their turn is kept under, and the program that asks them."""

    turn: tuple[int, str]
    program: str
    servers: tuple[Target, ...]
    kept: Target | None = None
    """The one that the client's cookie names: it is asked first, and again, and takes no turn from the others."""
    drawn: Target | None = None
    """The same, where the client's address draws it."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What came of a request that was passed on; `server` is the one that answered, None where none was reached.

    `tried` are the servers in the order of the tries, which are connections; the first was chosen `by_cookie`.
    """

    served: Served
    server: Target | None = None
    tried: tuple[Target, ...] = ()
    by_cookie: bool = False


def pass_on(world: World, namespace: str, to: Balanced, request: HttpRequest, others: Serve) -> Waiting[Passed]:
    """Ask the next server; 503 when none of the tries is accepted. Each try is a connection of its own."""
    if not to.servers:
        return Passed(Served(page(503)))
    legs: list[Leg] = []
    plain = replace(request, tls=False, server_name="")
    server = to.kept or to.drawn or _next(world, namespace, to)
    tried = [server]
    for left in reversed(range(RETRIES + 1)):
        target = HttpRequest(*server, connect_timeout_ms=CONNECT_MS)
        opened = yield from tcp.connect(world, namespace, target, to.program)
        legs.append(opened.leg)
        if opened.socket is not None:
            done = yield from exchange(world, plain, opened, others, world.now_ms + SERVER_MS)
            served = Served(_passed_on(done), (*legs, *done.legs))
            return Passed(served, server, tuple(tried), by_cookie=to.kept is not None)
        if left:
            server = yield from _again(
                world, namespace, to, server, refused=opened.error != tcp.GAVE_UP, last=left == 1
            )
            tried.append(server)
    return Passed(Served(page(503), tuple(legs)), tried=tuple(tried), by_cookie=to.kept is not None)


def _again(world: World, namespace: str, to: Balanced, failed: Target, *, refused: bool, last: bool) -> Waiting[Target]:
    """Whom to try next, when it is time for that."""
    others = len(to.servers) > 1
    elsewhere = last or (others and to.kept is None and to.drawn is None)
    if refused and not (others and elsewhere):
        yield Until(world.now_ms + PAUSE_MS)
    return _next(world, namespace, to, avoid=failed) if elsewhere else failed


def _next(world: World, namespace: str, to: Balanced, avoid: Target | None = None) -> Target:
    """The server whose turn it is, or the one behind it where that is to be avoided."""
    turn = (world.get(TURNS, to.turn, namespace) or 0) % len(to.servers)
    turn = (turn + (to.servers[turn] == avoid)) % len(to.servers)
    world.put(TURNS, to.turn, (turn + 1) % len(to.servers), namespace)
    return to.servers[turn]


def _passed_on(done: Exchange) -> HttpResponse:
    """The server's answer, or what HAProxy says when it closes without one or is silent for too long."""
    if done.response is not None:
        return done.response
    return page(504 if done.error == tcp.GAVE_UP else 502)


def page(status: int) -> HttpResponse:
    """An answer of HAProxy's own."""
    title, words = PAGES[status]
    body = f"<html><body><h1>{status} {title}</h1>\n{words}\n</body></html>\n"
    headers = (("Cache-Control", "no-cache"), ("Connection", "close"), ("Content-Type", "text/html"))
    return HttpResponse(status, headers, body)
