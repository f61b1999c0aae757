"""Which words name an element of the picture: addresses, ids, names and ports of the world as it stands.

The index is built from the world's tables and kept for as long as they stay the same; text is only looked up in it.
"""

import re
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.marathon.tables import APPS, INSTANCES
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesos.tables import AGENTS, TASKS
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.state import Table
from tutorial.cluster.world import World
from tutorial.shell.spans import Span, Spans

Target = tuple[str, str]
"""Element id and kind."""

_TABLES: tuple[Table[Any], ...] = (HOSTS, AGENTS, APPS, INSTANCES, TASKS, CONTAINERS, SOCKETS)
_TOKEN = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/_.\-]*|[A-Za-z0-9][A-Za-z0-9_.\-]*(?::[0-9]+)?")
_KINDS = {"master": "host", "router": "host", "client": "host"}
FIRST_LINKED_PORT = 1024


@dataclass(slots=True)
class _Index:
    tables: tuple[Any, ...]
    words: dict[str, Target]


_last: list[_Index] = []


def linked(world: World, text: str) -> Spans:
    """The text as spans, each known word linked to its element."""
    words = index(world)
    spans: list[Span] = []
    start = at = 0
    while found := _TOKEN.search(text, at):
        word, target = _known(found[0], words)
        if target is None:
            at = found.start() + 1 if found[0][0] == "/" else found.end()
            continue
        if found.start() > start:
            spans.append(Span(text[start : found.start()]))
        spans.append(Span(word, *target))
        start = at = found.start() + len(word)
    if start < len(text) or not spans:
        spans.append(Span(text[start:]))
    return tuple(spans)


def _known(word: str, words: dict[str, Target]) -> tuple[str, Target | None]:
    for candidate in (word, word.rstrip(".-/"), word.partition(":")[0]):
        if candidate in words:
            return candidate, words[candidate]
    return word, None


def index(world: World) -> dict[str, Target]:
    """Every word that names an element now. The last one is kept and used again while its tables are the same."""
    tables = tuple(world.state.tables.get(table.name) for table in _TABLES)
    for known in _last:
        if all(old is new for old, new in zip(known.tables, tables, strict=True)):
            return known.words
    words = _build(world)
    _last[:] = [_Index(tables, words), *_last[:7]]
    return words


def _build(world: World) -> dict[str, Target]:
    words: dict[str, Target] = {}
    agents = {agent.host for agent in world.values(AGENTS)}
    for host in world.values(HOSTS):
        if host.role != "laptop":
            _add_host(words, host, world, registered=host.id in agents)
    for app in world.values(APPS):
        words[app.id] = (f"app:{app.id}", "app")
    for instance in world.values(INSTANCES):
        for word in (instance.id, instance.task_id):
            words[word] = (f"task:{instance.id}", "task")
    for name in world.scopes(CONTAINERS):
        for container in world.values(CONTAINERS, name):
            _add_container(words, container)
    _add_sockets(words, world)
    return words


def _add_host(words: dict[str, Target], host: Host, world: World, *, registered: bool) -> None:
    target = (f"host:{host.id}", "host") if host.role in _KINDS else (f"agent:{host.id}", "agent")
    for word in (host.ip, host.public_ip, host.hostname):
        if word:
            words[word] = target
    if registered:
        words[documents.slave_id(world, host.id)] = target


def _add_container(words: dict[str, Target], container: Any) -> None:
    if not container.task_id:
        return
    target = (f"task:{container.task_id.partition('._app.')[0]}", "task")
    for word in (container.name, container.id, container.id[:12]):
        words[word] = target


def _add_sockets(words: dict[str, Target], world: World) -> None:
    """`address:port`, and the number alone where only one agent listens on it."""
    seen: dict[int, list[str]] = {}
    for host in world.values(HOSTS):
        if host.role not in {"agent", "public_agent"}:
            continue
        for socket in world.values(SOCKETS, host.id):
            if socket.protocol != "tcp" or socket.port < FIRST_LINKED_PORT:
                continue
            element = f"socket:{host.id}/tcp/{socket.port}"
            words[f"{host.ip}:{socket.port}"] = (element, "port")
            seen.setdefault(socket.port, []).append(element)
    for port, elements in seen.items():
        if len(elements) == 1:
            words[str(port)] = (elements[0], "port")
