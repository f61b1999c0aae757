"""Which words name an element of the picture: addresses, ids, names and ports of the world as it stands; or a file.

Text is only looked up in indexes, which are built from the world's tables and kept for as long as they stay the same:
one of machines, which hardly ever changes and which most worlds share, and those of tasks and virtual addresses, which
are built only for words that could be in them. Files are looked up one by one, in the folder of the shell that prints;
so are devices and their addresses, in its network namespace.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import Any

from tutorial.cluster.dcosnet.names import ZONE
from tutorial.cluster.dcosnet.tables import MAPPINGS
from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.host import FILES, HOSTS, File, Host
from tutorial.cluster.marathon.documents import ACTIVE
from tutorial.cluster.marathon.tables import INSTANCES, Instance
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesos.tables import AGENTS
from tutorial.cluster.network import places, sockets
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.tables import ADDRESSES, LINKS, SOCKETS
from tutorial.cluster.state import Table
from tutorial.cluster.world import World
from tutorial.shell import files
from tutorial.shell.spans import Span, Spans
from tutorial.shell.terminal import Frame, frame

Target = tuple[str, str]
"""Element id and kind."""

TYPED = 4_096
"""Characters of a typed line in which words are linked."""
LOOPBACK = "lo"
"""Every machine has one; it is in no picture."""
Words = dict[str, Target]
LOOKED_UP, A_WORD = 250_000, 25
"""How much of one text is looked up: its words with their lengths, each as dear as so many characters. What comes
behind is plain."""

SHORT, KEPT = 64, 512
"""Of lines of so many characters so many are remembered in which nothing is linked."""
_PLAIN: dict[tuple[str, str, str], tuple[Words, Mapping[Any, File]]] = {}

_OF_HOSTS: tuple[Table[Any], ...] = (HOSTS, AGENTS)
_OF_TASKS: tuple[Table[Any], ...] = (HOSTS, INSTANCES, CONTAINERS, ENDPOINTS, SOCKETS)
_OF_VIPS: tuple[Table[Any], ...] = (SERVICES, MAPPINGS)
_SHORTEST_ID = 12
"""Characters of the shortest id of a task or container; what else names a task begins with `/` or a digit."""
_TOKEN = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/_.\-]*|[A-Za-z0-9][A-Za-z0-9_.\-]*(?::[0-9]+)?")
_KINDS = {"master": "host", "router": "host", "client": "host"}


@dataclass(slots=True)
class _Index:
    """Words that name elements, as a builder finds them in tables; the last ones are kept."""

    tables: tuple[Table[Any], ...]
    build: Callable[[World], Words]
    kept: list[tuple[list[Any], Words]] = field(default_factory=list)

    def of(self, world: World) -> Words:
        """Every word that names an element of that world now."""
        tables = [world.state.tables.get(table.name) for table in self.tables]
        for known, words in self.kept:
            if all(map(is_, known, tables)):
                return words
        found = self.build(world)
        self.kept[:] = [(tables, found), *self.kept[:7]]
        return found


def typed_spans(world: World, terminal: str, text: str) -> Spans:
    """A line that is typed, as spans; none where nothing is linked, and a very long one is not looked into.

    What was found is kept for as long as machines and files stay the same: a line is often typed again.
    """
    if len(text) > TYPED:
        return ()
    shell = frame(world, terminal)
    hosts, there = _HOSTS.of(world), world.state.rows(FILES.name, files.scope(shell.host))
    place = (text, shell.host, shell.cwd)
    known = _PLAIN.get(place)
    if known is not None and known[0] is hosts and known[1] is there:
        return ()
    spans = linked(world, text, shell)
    if len(spans) > 1 or spans[0].element:
        return spans
    if len(text) <= SHORT and not any(map(_may_name_a_task, _TOKEN.findall(text))):
        if len(_PLAIN) >= KEPT:
            _PLAIN.clear()
        _PLAIN[place] = hosts, there
    return ()


def linked(world: World, text: str, shell: Frame | None = None) -> Spans:
    """The text as spans, each known word linked to its element, and names of files to those that a shell sees.

    A file's target is `file:<place>:<absolute path>`.
    """
    hosts = _HOSTS.of(world)
    tasks: tuple[Words, ...] | None = None
    there = world.state.rows(FILES.name, files.scope(shell.host)) if shell is not None else {}
    spans: list[Span] = []
    start = at = 0
    left = LOOKED_UP
    while left > 0 and (found := _TOKEN.search(text, at)):
        left -= A_WORD + len(found[0])
        if tasks is None and _may_name_a_task(found[0]):
            tasks = _TASKS.of(world), _VIPS.of(world)
        word, target = _known(found[0], hosts, tasks)
        if target is None and shell is not None:
            word, target = _device(world, shell.host, found[0])
        if target is None and shell is not None:
            word, target = _file(there, shell, found[0])
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


def _may_name_a_task(word: str) -> bool:
    return len(word) >= _SHORTEST_ID or word[0] in "/0123456789"


def _known(word: str, hosts: Words, others: tuple[Words, ...] | None) -> tuple[str, Target | None]:
    for candidate in _parts(word):
        for words in (hosts, *(others or ())):
            if target := words.get(candidate):
                return candidate, target
    return word, None


def _parts(word: str) -> tuple[str, ...]:
    """A word in its readings, and what stands before its port."""
    return (*_readings(word), word.partition(":")[0]) if ":" in word else _readings(word)


def _device(world: World, place: str, word: str) -> tuple[str, Target | None]:
    """A word that is a device of a place, an address of one, or that of a container beside it."""
    for candidate in _parts(word):
        if candidate in world.state.rows(LINKS.name, place) and candidate != LOOPBACK:
            return candidate, (places.link(place, candidate), "link")
        if candidate[0].isdigit() and (found := _addresses(world, place).get(candidate)):
            return candidate, found
    return word, None


def _addresses(world: World, place: str) -> Words:
    """The addresses of a place's devices, and of the containers that are on it; kept as long as they stay the same."""
    rows = [world.state.rows(table.name, place) for table in (ADDRESSES, ENDPOINTS, CONTAINERS)]
    known = _ADDRESSES.get(place)
    if known is not None and all(map(is_, known[0], rows)):
        return known[1]
    words = {entry.ip: (places.address(place, entry), "address") for entry in rows[0].values() if entry.dev != LOOPBACK}
    for name, endpoint in rows[1].items():
        container = rows[2].get(name)
        if container is not None and (instance := container.task_id.partition("._app.")[0]):
            words[endpoint.ip] = (f"task:{instance}", "task")
    if len(_ADDRESSES) >= KEPT:
        _ADDRESSES.clear()
    _ADDRESSES[place] = rows, words
    return words


def _readings(word: str) -> tuple[str, ...]:
    """A word, and what it is without the marks that a sentence puts behind it."""
    return (word, word.rstrip(".-/")) if word[-1] in ".-/" else (word,)


def _file(there: Mapping[Any, File], shell: Frame, word: str) -> tuple[str, Target | None]:
    """A word that is the path of a file, or its name in the shell's folder."""
    for candidate in _readings(word):
        path = candidate if candidate.startswith("/") else f"{shell.cwd.rstrip('/')}/{candidate}"
        if path in there and not there[path].is_dir:
            return candidate, (f"file:{shell.host}:{path}", "file")
    return word, None


def _host_words(world: World) -> Words:
    words: Words = {}
    agents = {agent.host for agent in world.values(AGENTS)}
    for host in world.values(HOSTS):
        if host.role != "laptop":
            _add_host(words, host, world, registered=host.id in agents)
    return words


def _task_words(world: World) -> Words:
    words: Words = {}
    placed = [instance for instance in world.values(INSTANCES) if instance.agent]
    shown = {instance.id for instance in placed}
    apps = Counter(instance.app_id for instance in placed)
    for instance in placed:
        alone = (instance.app_id,) if apps[instance.app_id] == 1 else ()
        for word in (instance.id, instance.task_id, *alone):
            words[word] = (f"task:{instance.id}", "task")
    for name in world.scopes(CONTAINERS):
        for container in world.values(CONTAINERS, name):
            if (instance_id := container.task_id.partition("._app.")[0]) in shown:
                _add_container(words, container, instance_id)
    _add_ports(words, world, placed)
    _add_addresses(words, world, shown)
    return words


def _add_addresses(words: Words, world: World, shown: set[str]) -> None:
    """The addresses of containers that no other one has: those of the overlay."""
    held = [(host, name, end.ip) for host in world.scopes(ENDPOINTS) for name, end in world.rows(ENDPOINTS, host)]
    times = Counter(ip for _, _, ip in held)
    for host, name, ip in held:
        container = world.get(CONTAINERS, name, host)
        instance = "" if container is None else container.task_id.partition("._app.")[0]
        if times[ip] == 1 and instance in shown:
            words[ip] = (f"task:{instance}", "task")


def _vip_words(world: World) -> Words:
    """Virtual addresses by number and by name, with their port, and without where they have one only."""
    keys = {service.key for node in world.scopes(SERVICES) for service in world.values(SERVICES, node)}
    names = {
        address: f"{mapping.name}.{ZONE}"
        for node in world.scopes(MAPPINGS)
        for address, mapping in world.rows(MAPPINGS, node)
    }
    ports = Counter(address for _, address, _ in keys)
    words: Words = {}
    for protocol, address, port in sorted(keys):
        target = (places.virtual(protocol, address, port), "vip")
        for name in (address, names.get(address, "")):
            if name:
                words |= {f"{name}:{port}": target, **({name: target} if ports[address] == 1 else {})}
    return words


def _add_host(words: Words, host: Host, world: World, *, registered: bool) -> None:
    target = (f"host:{host.id}", "host") if host.role in _KINDS else (f"agent:{host.id}", "agent")
    for word in (host.ip, host.public_ip, host.hostname):
        if word:
            words[word] = target
    if registered:
        words[documents.slave_id(world, host.id)] = target


def _add_container(words: Words, container: Container, instance_id: str) -> None:
    for word in (container.name, container.id, container.id[:12]):
        words[word] = (f"task:{instance_id}", "task")


def _add_ports(words: Words, world: World, placed: list[Instance]) -> None:
    """`address:port` of what tasks listen on, and the number alone where only one agent has it."""
    seen: dict[int, list[str]] = {}
    for instance in placed:
        host = world.get(HOSTS, instance.agent)
        for port in instance.host_ports if host is not None and instance.condition in ACTIVE else ():
            if host is not None and sockets.listening(world, host.id, "tcp", port):
                element = f"socket:{host.id}/tcp/{port}"
                words[f"{host.ip}:{port}"] = (element, "port")
                seen.setdefault(port, []).append(element)
    for port, elements in seen.items():
        if len(elements) == 1:
            words[str(port)] = (elements[0], "port")


_HOSTS, _TASKS = _Index(_OF_HOSTS, _host_words), _Index(_OF_TASKS, _task_words)
_VIPS = _Index(_OF_VIPS, _vip_words)
_ADDRESSES: dict[str, tuple[list[Any], Words]] = {}
