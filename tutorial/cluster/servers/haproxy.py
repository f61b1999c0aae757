"""HAProxy: a program that ends the client's connection and makes another one to a server.

What a port leads to stands in the configuration that it was started with; in a described network, in a row for each
port. Sources: HAProxy 1.9 doc/configuration.txt, src/proto_http.c; Marathon-LB's getconfig.lua, getmaps.lua and others.
"""

from dataclasses import replace

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.trace import Leg
from tutorial.cluster.servers.balanced import Balanced, Passed, Target, page, pass_on
from tutorial.cluster.servers.haproxy_config import Section, backend_name
from tutorial.cluster.servers.haproxy_counters import Counted, count
from tutorial.cluster.servers.haproxy_health import usable
from tutorial.cluster.servers.haproxy_lua import STATS, of_statistics
from tutorial.cluster.servers.haproxy_tables import PROXIES, RUNNING, Running
from tutorial.cluster.servers.haproxy_tests import header
from tutorial.cluster.world import World

BALANCES = ("roundrobin", "static-rr", "leastconn", "source")


def haproxy(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Answer, or pass a request on to the next server; 503 when none of its tries is accepted."""
    running = world.get(RUNNING, socket.pid, namespace)
    if running is not None:
        counted, legs = yield from _obeyed(world, (namespace, socket), running, request, others)
        count(world, namespace, socket.pid, counted)
        response = counted.response
        if response is not None and request.method == "HEAD":
            response = replace(response, body="")
        return Served(response, legs)
    proxy = world.get(PROXIES, socket.port, namespace)
    to = Balanced((socket.pid, str(socket.port)), socket.program, () if proxy is None else proxy.servers)
    return (yield from pass_on(world, namespace, to, request, others)).served


def haproxy_speaks_tls(world: World, namespace: str, socket: Socket) -> bool:
    """Whether HAProxy was told certificates for a port."""
    running = world.get(RUNNING, socket.pid, namespace)
    front = running.config.frontends.get(socket.port) if running else None
    return front is not None and front.tls


def _obeyed(
    world: World, at: tuple[str, Socket], running: Running, request: HttpRequest, others: Serve
) -> Waiting[tuple[Counted, tuple[Leg, ...]]]:
    """What the configuration has HAProxy do with a request that came to a socket of a namespace."""
    namespace, socket = at
    front = running.config.frontends.get(socket.port)
    if front is None:
        own = (
            of_statistics(world, namespace, running, request) if socket.port == running.config.statistics else page(503)
        )
        if own.status == 503:
            return Counted(STATS, request, own, Section(STATS), Passed(Served(own))), ()
        return Counted(STATS, request, own, intercepted=True), ()
    if front.tls != request.tls:  # what the other side sends is no beginning of what is spoken here
        return Counted(front.name, request, None), ()
    backend = _backend(running, front, request)
    if (told := _own(front, request)) is not None:
        return replace(told, front=front.name, intercepted=True), ()
    if backend is not None and (told := _own(backend, request)) is not None:
        return replace(told, front=front.name, backend=backend), ()
    if backend is None:
        return Counted(front.name, request, page(503)), ()
    to, cookies = _chosen(world, at, backend, request)
    passed = yield from pass_on(world, namespace, to, request, others)
    served = _told(backend, passed, {end: cookie for end, cookie in cookies.items() if end != to.kept})
    return Counted(front.name, request, served.response, backend, passed), served.legs


def _backend(running: Running, front: Section, request: HttpRequest) -> Section | None:
    """The first backend that a rule gives, if it exists."""
    maps = {"domain2backend": running.domains, "app2backend": running.apps}
    names = (backend_name(rule, request, maps) for rule in front.holding(front.uses, request))
    found = next((name for name in names if name in running.config.backends), front.otherwise)
    return running.config.backends.get(found)


def _own(section: Section, request: HttpRequest) -> Counted | None:
    """What HAProxy does itself: it asks for a password, turns away who may not, or tells another address."""
    kind, gate = section.gate(request) or ("", None)
    if gate is not None and kind == "auth":
        unknown, realm = page(401), f'Basic realm="{" ".join(gate.words[1:])}"'
        return Counted("", request, replace(unknown, headers=(*unknown.headers, ("WWW-Authenticate", realm))))
    if kind in ("deny", "reject"):
        return Counted("", request, page(403) if kind == "deny" else None, denied=True)
    for rule in section.holding(section.redirects, request):
        where = rule.words[-1] if "location" in rule.words else f"https://{header(request, 'Host')}{request.path}"
        return Counted("", request, HttpResponse(301, (("Content-length", "0"), ("Location", where)), ""))
    return None


def _chosen(
    world: World, at: tuple[str, Socket], backend: Section, request: HttpRequest
) -> tuple[Balanced, dict[Target, str]]:
    """The servers that take part, with their cookies; first the one that the client's cookie names."""
    namespace, socket = at
    if backend.balance not in BALANCES:
        raise NotSimulatedError(f"balance {backend.balance} is not simulated; {', '.join(BALANCES)} are")
    if any(server.tls for server in backend.servers):
        raise NotSimulatedError(f"TLS is not simulated yet; backend {backend.name} speaks it with its servers")
    servers = usable(world, namespace, socket.pid, backend)
    cookies = {(server.address, server.port): server.cookie for server in servers}
    sent = header(request, "Cookie").replace(" ", "").split(";")
    ends = tuple(cookies)
    kept = next((end for end in ends if f"{backend.cookie}={cookies[end]}" in sent), None)
    drawn = ends[ipv4.number(request.peer) % len(ends)] if ends and backend.balance == "source" else None
    return Balanced((socket.pid, backend.name), socket.program, ends, kept, drawn), cookies


def _told(backend: Section, passed: Passed, cookies: dict[Target, str]) -> Served:
    """What the client gets: with the cookie of its server, if it had none; without HTTP nothing of HAProxy's own."""
    served = passed.served
    if passed.server is None and backend.mode == "tcp":
        return replace(served, response=None)
    if not backend.cookie or passed.server not in cookies or served.response is None:
        return served
    added = ("Set-Cookie", f"{backend.cookie}={cookies[passed.server]}; path=/"), ("Cache-control", "private")
    return replace(served, response=replace(served.response, headers=(*served.response.headers, *added)))
