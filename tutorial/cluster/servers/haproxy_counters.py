"""What a HAProxy counts: of each frontend, each server, each backend. A new process begins with nought.

Source: HAProxy 1.9 doc/management.txt, section 9.1 (what each column counts); compared with a real one in a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import add

from tutorial.cluster.network.fetch import Served
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.servers.balanced import Passed, Target
from tutorial.cluster.servers.haproxy_config import Section, Server
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

FRONTEND, BACKEND = "FRONTEND", "BACKEND"
SECOND_MS = 1_000


@dataclass(frozen=True, slots=True)
class Counters:
    """Of one frontend, backend or server. `sessions` are connections, `chosen` turns that came by balancing.

    `second` is the last one in which there was a session, counted from the scenario's start; it saw `in_second` of
    them, no other more than `most`.
    """

    sessions: int = 0
    chosen: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    denied: int = 0
    failed: int = 0
    retries: int = 0
    elsewhere: int = 0
    intercepted: int = 0
    answers: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
    """By their first digit, and what has none of 1 to 5."""
    last_ms: int = -1
    second: int = -1
    in_second: int = 0
    most: int = 0


ADDED = (
    "sessions",
    "chosen",
    "bytes_in",
    "bytes_out",
    "denied",
    "failed",
    "retries",
    "elsewhere",
    "intercepted",
)
"""What is simply added up."""
COUNTERS: Table[Counters] = Table("haproxy.counters")
"""Scope: namespace. Key: the pid, the section's name, and FRONTEND, BACKEND or a server's name."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A request that a frontend took, and what came of it. `intercepted`: HAProxy answered itself before it
    chose a backend; `denied`: who asked may not."""

    front: str
    request: HttpRequest
    response: HttpResponse | None
    backend: Section | None = None
    passed: Passed | None = None
    intercepted: bool = False
    denied: bool = False


def of(world: World, namespace: str, pid: int, section: str, part: str) -> Counters:
    """The counters of a part of a section."""
    return world.get(COUNTERS, (pid, section, part), namespace) or Counters()


def forget(world: World, namespace: str, pid: int) -> None:
    """A process begins anew, or has ended."""
    for key, _ in world.rows(COUNTERS, namespace):
        if isinstance(key, tuple) and key[0] == pid:
            world.delete(COUNTERS, key, namespace)


def count(world: World, namespace: str, pid: int, what: Counted) -> None:
    """Count a request with all who had to do with it."""
    _add(world, namespace, (pid, what.front, FRONTEND), replace(_whole(what), intercepted=int(what.intercepted)))
    if what.backend is None:
        return
    whole, passed = _whole(what), what.passed or Passed(Served(what.response))
    if what.passed and not passed.tried:
        whole = replace(whole, failed=1)
    for server, tried in _tries(what.backend, passed):
        _add(world, namespace, (pid, what.backend.name, server.name), tried)
        whole = _sum(whole, replace(tried, sessions=0))
    if passed.server is not None:
        server = _at(what.backend, passed.server)
        _add(world, namespace, (pid, what.backend.name, server.name), replace(_whole(what), sessions=0))
    _add(world, namespace, (pid, what.backend.name, BACKEND), whole)


def _whole(what: Counted) -> Counters:
    """The request and its answer."""
    answers = [0] * 6
    if what.response is not None:
        digit = what.response.status // 100
        answers[digit - 1 if 1 <= digit <= 5 else 5] = 1
    return Counters(
        sessions=1,
        bytes_in=_size(what.request),
        bytes_out=0 if what.response is None else _size(what.response),
        denied=int(what.denied),
        answers=tuple(answers),
    )


def _size(message: HttpRequest | HttpResponse) -> int:
    return len((message.head + message.body).encode())


def _tries(backend: Section, passed: Passed) -> Iterator[tuple[Server, Counters]]:
    """What each connection that was tried counts for: a new one, another one to the same server, one to another."""
    for at, target in enumerate(passed.tried):
        again = at > 0 and passed.tried[at - 1] == target
        moved = at > 0 and not again
        if moved:
            yield _at(backend, passed.tried[at - 1]), Counters(elsewhere=1)
        chosen = moved or (at == 0 and not passed.by_cookie)
        yield _at(backend, target), Counters(sessions=1, chosen=int(chosen), retries=int(again))
    if passed.tried and passed.server is None:
        yield _at(backend, passed.tried[-1]), Counters(failed=1)


def _at(backend: Section, target: Target) -> Server:
    return next(server for server in backend.servers if (server.address, server.port) == target)


def _add(world: World, namespace: str, key: tuple[int, str, str], more: Counters) -> None:
    found = _sum(world.get(COUNTERS, key, namespace) or Counters(), more)
    if more.sessions:
        second = world.now_ms // SECOND_MS
        in_second = (found.in_second if found.second == second else 0) + more.sessions
        most = max(found.most, in_second)
        found = replace(found, last_ms=world.now_ms, second=second, in_second=in_second, most=most)
    world.put(COUNTERS, key, found, namespace)


def _sum(known: Counters, more: Counters) -> Counters:
    added = {name: getattr(known, name) + getattr(more, name) for name in ADDED}
    answers = tuple(map(add, known.answers, more.answers))
    return replace(known, **added, answers=answers)
