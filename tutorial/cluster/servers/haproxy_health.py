"""Which servers of a HAProxy are UP, by the looks that it has taken at them.

Source: HAProxy 1.9 src/checks.c (process_chk_conn, set_server_check_status), src/server.c (the state file, which a new
process reads: Marathon-LB has the old one write it). A server begins UP, but one failure away from DOWN.
"""

from dataclasses import dataclass, replace

from tutorial.cluster.servers.haproxy_config import Check, Section, Server
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

NOT_YET = "INI"


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a server: UP from as many `points` as its check's `rise`, at most `fall` - 1 more; DOWN below.

    `since_ms` is when that changed last; `status` and `code` are what the last look found, `failures` and `downs` what
    this process has counted, `down_ms` how long the server was DOWN before it came back.
    """

    points: int
    since_ms: int
    status: str = NOT_YET
    code: int = 0
    failures: int = 0
    downs: int = 0
    down_ms: int = 0
    looked_ms: int = -1


HEALTH: Table[Health] = Table("haproxy.health")
"""Scope: namespace. Key: the pid, the backend's name, the server's; "" for the backend itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a server has found: in HAProxy's words for it, with the code of an HTTP answer."""

    well: bool
    status: str
    code: int = 0


def is_up(check: Check | None, health: Health | None) -> bool:
    """Whether a server may be asked; one that is not looked at always may."""
    return check is None or health is None or health.points >= check.rise


def is_steady(check: Check, health: Health) -> bool:
    """Whether another look that finds the same would change nothing."""
    return health.status != NOT_YET and health.points in (0, _most(check))


def _most(check: Check) -> int:
    return check.rise + check.fall - 1


def learned(health: Health, check: Check, look: Look, now_ms: int) -> Health:
    """What is known after one more look."""
    known = replace(health, status=look.status, code=look.code, looked_ms=now_ms)
    was_up = health.points >= check.rise
    if look.well:
        points = health.points + 1
        known = replace(known, points=_most(check) if points >= check.rise else points)
    else:
        points = health.points - 1 if health.points > check.rise else 0
        known = replace(known, points=points, failures=health.failures + was_up)
    return known if (known.points >= check.rise) == was_up else _turned(known, now_ms, up=not was_up)


def _turned(health: Health, now_ms: int, *, up: bool) -> Health:
    """A server or backend that has just become UP or DOWN."""
    if not up:
        return replace(health, since_ms=now_ms, downs=health.downs + 1)
    return replace(health, since_ms=now_ms, down_ms=health.down_ms + now_ms - health.since_ms)


def put(world: World, namespace: str, key: tuple[int, str, str], backend: Section, health: Health) -> None:
    """Keep what is known of a server. A backend is DOWN when the last of its servers is."""
    before = usable(world, namespace, key[0], backend)
    world.put(HEALTH, key, health, namespace)
    up = bool(usable(world, namespace, key[0], backend))
    whole = (*key[:2], "")
    if bool(before) != up:
        world.put(HEALTH, whole, _turned(world[HEALTH, whole, namespace], world.now_ms, up=up), namespace)


def take_over(world: World, namespace: str, running: Running) -> None:
    """What is known of servers that the new configuration still has is kept; their counts begin anew."""
    wanted: dict[tuple[int, str, str], Server | None] = {}
    for backend in running.config.backends.values():
        wanted[running.pid, backend.name, ""] = None
        wanted |= {(running.pid, backend.name, server.name): server for server in backend.servers}
    for key, _ in world.rows(HEALTH, namespace):
        if isinstance(key, tuple) and key[0] == running.pid and key not in wanted:
            world.delete(HEALTH, key, namespace)
    for key, server in wanted.items():
        check = server.check if server else None
        known = world.get(HEALTH, key, namespace) or Health(check.rise if check else 0, world.now_ms)
        world.put(HEALTH, key, replace(known, failures=0, downs=0, down_ms=0), namespace)


def forget(world: World, namespace: str, pid: int) -> None:
    """A process has ended."""
    for key, _ in world.rows(HEALTH, namespace):
        if isinstance(key, tuple) and key[0] == pid:
            world.delete(HEALTH, key, namespace)


def usable(world: World, namespace: str, pid: int, backend: Section) -> list[Server]:
    """The servers of a backend that may be asked, in their order."""
    return [
        server
        for server in backend.servers
        if not server.disabled and is_up(server.check, world.get(HEALTH, (pid, backend.name, server.name), namespace))
    ]
