"""HAProxy: a program that ends the client's connection and makes another one to a server.

Sources: HAProxy 2.6 src/stream.c, src/backend.c (back_handle_st_cer: what is tried again, when and where), lb_fwrr.c,
http_errors; Marathon-LB's time-outs and retries (config.py). Every try is a connection of its own.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.network import tcp
from tutorial.cluster.network.fetch import Exchange, Serve, Served, Waiting, exchange
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.trace import Leg
from tutorial.cluster.state import Table
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

CONNECT_MS, SERVER_MS = 3_000, 30_000
"""`timeout connect` and `timeout server`."""
RETRIES = 3
"""`retries`: tries after the first one; the last of them goes to another server (`option redispatch`)."""
PAUSE_MS = 1_000
"""How long it waits after a refusal before it asks the same server again."""
Target = tuple[str, int]
"""Address and port of a server."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """What a port of HAProxy leads to: its servers in the order of the configuration."""

    servers: tuple[Target, ...]
    causes: Causes = SCENARIO


PROXIES: Table[Proxy] = Table("haproxy.proxy")
"""Scope: namespace. Key: the port that it binds."""
TURNS: Table[int] = Table("haproxy.turn")
"""Scope: namespace. Key: the port. Whose turn it is next: an index into the servers."""

PAGES = {
    502: ("Bad Gateway", "The server returned an invalid or incomplete response."),
    503: ("Service Unavailable", "No server is available to handle this request."),
    504: ("Gateway Time-out", "The server didn't respond in time."),
}
"""The pages that HAProxy itself answers with."""


def haproxy(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Pass a request on to the next server; 503 when none of its tries is accepted."""
    proxy = world.get(PROXIES, socket.port, namespace)
    legs: list[Leg] = []
    server = None if proxy is None or not proxy.servers else _next(world, namespace, socket.port, proxy)
    if proxy is None or server is None:
        return Served(page(503))
    for retry in range(RETRIES + 1):
        target = HttpRequest(*server, connect_timeout_ms=CONNECT_MS)
        opened = yield from tcp.connect(world, namespace, target, socket.program)
        legs.append(opened.leg)
        if opened.socket is not None:
            done = yield from exchange(world, request, opened, others, world.now_ms + SERVER_MS)
            return Served(_passed_on(done), (*legs, *done.legs))
        if retry == RETRIES - 1 and len(proxy.servers) > 1:
            server = _next(world, namespace, socket.port, proxy, avoid=server)
        elif opened.error != tcp.GAVE_UP and retry < RETRIES:
            yield Until(world.now_ms + PAUSE_MS)
    return Served(page(503), tuple(legs))


def _next(world: World, namespace: str, port: int, proxy: Proxy, avoid: Target | None = None) -> Target:
    """The server whose turn it is, or the one behind it where that is to be avoided."""
    turn = (world.get(TURNS, port, namespace) or 0) % len(proxy.servers)
    turn = (turn + (proxy.servers[turn] == avoid)) % len(proxy.servers)
    world.put(TURNS, port, (turn + 1) % len(proxy.servers), namespace)
    return proxy.servers[turn]


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
