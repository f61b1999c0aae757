"""The looks that a HAProxy takes at its servers, where its configuration says so.

Events read: `haproxy.started` (host id; the pid), `kernel.changed`, `process.exited` and `docker.start`, after which a
look may find something new, and this controller's own, `haproxy.check` and `haproxy.check.failed` (host id; pid,
backend, server). A look that would find what the last one found is not taken. Source: HAProxy 1.9 src/checks.c.
"""

from collections.abc import Iterator, Mapping

from tutorial.cluster.network import fetch, tcp
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.servers import serve
from tutorial.cluster.servers.balanced import CONNECT_MS
from tutorial.cluster.servers.haproxy_config import Check, Section, Server
from tutorial.cluster.servers.haproxy_health import HEALTH, NOT_YET, Health, Look, is_steady, learned, put
from tutorial.cluster.servers.haproxy_tables import RUNNING
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

PROGRAM = "haproxy"
NEWS = frozenset({"kernel.changed", "process.exited", "docker.start"})
REFUSED, SILENT = Look(False, "L4CON"), Look(False, "L4TOUT")
BROKEN = Look(False, "L7RSP")
Key = tuple[int, str, str]


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "haproxy.started":
        _begin(world, event.subject, int(event.data[0]))
    elif event.kind in NEWS:
        _expect_news(world)
    elif event.kind == "haproxy.check":
        _check(world, event.subject, _key(event))
    elif event.kind == "haproxy.check.failed":
        _learn(world, event.subject, _key(event), SILENT)


def _key(event: Event) -> Key:
    pid, backend, server = event.data
    return int(pid), str(backend), str(server)


def _checked(world: World, host: str, pid: int) -> Iterator[tuple[Key, Check, Health]]:
    """The servers that a process looks at."""
    running = world.get(RUNNING, pid, host)
    for backend, server, check in running.config.checked if running else ():
        key = (pid, backend, server.name)
        if (health := world.get(HEALTH, key, host)) is not None:
            yield key, check, health


def _begin(world: World, host: str, pid: int) -> None:
    """The first looks at servers that are new are spread over the shortest interval of all."""
    found = list(_checked(world, host, pid))
    spread_ms = min((check.inter_ms for _, check, _ in found), default=0)
    _look(
        world,
        host,
        {key: spread_ms * at // len(found) for at, (key, _, health) in enumerate(found) if health.status == NOT_YET},
    )


def _expect_news(world: World) -> None:
    """Something has changed that packets meet: each server is looked at again at its next moment."""
    for host in world.scopes(RUNNING):
        for pid, _ in world.rows(RUNNING, host):
            assert isinstance(pid, int), "the table is keyed by pids"
            found = [known for known in _checked(world, host, pid) if known[2].status != NOT_YET]
            _look(
                world,
                host,
                {
                    key: check.inter_ms - (world.now_ms - health.looked_ms) % check.inter_ms
                    for key, check, health in found
                },
            )


def _look(world: World, host: str, delays_ms: Mapping[Key, int]) -> None:
    """One more look at each of some servers, unless one is to come or under way."""
    if not delays_ms:
        return
    kinds = ("haproxy.check", "haproxy.check.failed")
    coming = {event.data for kind in kinds for event in world.queued(kind, host)}
    for key, delay_ms in delays_ms.items():
        if key not in coming:
            world.after(delay_ms, "haproxy.check", host, *key)


def _found(world: World, host: str, key: Key) -> tuple[Section, Server, Check, Health] | None:
    """A server that is under check still, with its backend and what is known of it."""
    running, health = world.get(RUNNING, key[0], host), world.get(HEALTH, key, host)
    backend = running.config.backends.get(key[1]) if running else None
    servers = [server for server in backend.servers if server.name == key[2]] if backend else []
    if backend is None or health is None or not servers or servers[0].check is None:
        return None
    return backend, servers[0], servers[0].check, health


def _check(world: World, host: str, key: Key) -> None:
    """Look at a server; where nothing comes back it has failed when the look's time is over."""
    if (found := _found(world, host, key)) is None:
        return
    backend, server, check, _ = found
    look = _seen(world, host, backend, server, check)
    if look is not None:
        _learn(world, host, key, look)
        return
    limit_ms = check.inter_ms if backend.check_timeout_ms is None else min(check.inter_ms, CONNECT_MS)
    world.after(limit_ms, "haproxy.check.failed", host, *key)


def _learn(world: World, host: str, key: Key, look: Look) -> None:
    """Count what was found; look again as long as the same would change something."""
    if (found := _found(world, host, key)) is None:
        return
    backend, _, check, health = found
    known = learned(health, check, look, world.now_ms)
    put(world, host, key, backend, known)
    if not is_steady(check, known):
        _look(world, host, {key: check.inter_ms})


def _seen(world: World, host: str, backend: Section, server: Server, check: Check) -> Look | None:
    """What a connection, or a request where the backend names one, finds; None when nothing has come back yet."""
    method, path = backend.check_request or ("", "/")
    request = HttpRequest(server.address, check.port or server.port, method=method, path=path)
    if backend.check_request is not None:
        return _asked(world, host, request)
    opened = fetch.at_once(tcp.connect(world, host, request, PROGRAM))
    if opened is None:
        return None
    if opened.client is None or opened.socket is None:
        return REFUSED
    tcp.deliver(world, opened.client, "fin")
    tcp.hang_up(world, opened, "client")
    return Look(True, "L4OK")


def _asked(world: World, host: str, request: HttpRequest) -> Look | None:
    try:
        found = fetch.at_once(fetch.fetch(world, host, request, serve, PROGRAM))
    except NotSimulatedError:
        return BROKEN
    if found is None:
        return None
    if found.response is None:
        return BROKEN if found.connected else REFUSED
    well = 200 <= found.response.status < 400
    return Look(well, "L7OK" if well else "L7STS", found.response.status)
