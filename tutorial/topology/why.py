"""Why something is there: its causes as steps, from the line that was typed to who wrote the entry.

Law of this file: every step follows from rows, and first of all from the entry's own causes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.edgelb.pools import VERSIONS as POOLS
from tutorial.cluster.edgelb.pools import Pool
from tutorial.cluster.jsontext import Json, resolve
from tutorial.cluster.marathon.definition import HOST, mode
from tutorial.cluster.marathon.tables import INSTANCES, VERSIONS, App, Instance
from tutorial.cluster.mesos.tables import AGENTS, TASKS
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World
from tutorial.topology import fragment

Document = dict[str, Any]
Typed = Mapping[int, tuple[str, str]]
"""What was typed: number of a line → terminal and text."""
NOTHING = Said("")
COUNT = "/instances"
"""What a task itself is there for: that so many are wanted."""
NAME = "/id"
NAMERS = frozenset({"mesosdns", "dcosnet"})
"""Controllers that give every task names."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reason: who did what (`title`), with which values (`told`).

    `line` is the number of a typed line with its `terminal` and `text`; `element` is what the step is about; `app` and
    `pointer` say which part of an app's definition it is, whose lines are in `lines`.
    """

    kind: str
    title: Said
    told: Said = NOTHING
    element: str = ""
    line: int = 0
    terminal: str = ""
    text: str = ""
    app: str = ""
    version: str = ""
    pointer: str = ""
    lines: tuple[fragment.Line, ...] = ()

    def document(self) -> Document:
        """The step as the page gets it; what it has not is left out."""
        found: Document = {"kind": self.kind, "title": self.title.document()}
        found |= {"told": self.told.document()} if self.told.message else {}
        found |= {"element": self.element} if self.element else {}
        if self.line:
            found |= {"line": self.line, "terminal": self.terminal, "text": self.text}
        if self.lines:
            lines = [line.document() for line in self.lines]
            found["definition"] = {"app": self.app, "version": self.version, "pointer": self.pointer, "lines": lines}
        return found


def of_socket(world: World, namespace: str, socket: Socket, typed: Typed) -> tuple[Step, ...]:
    """A listening socket: the port that its task was given, and the process that took it."""
    container = next((found for found in world.values(CONTAINERS, namespace) if found.pid == socket.pid), None)
    instance = None if container is None else _instance(world, container.task_id)
    if container is None or instance is None:
        return (*asked(world, socket.causes, typed), _written(socket.causes, namespace))
    listens = Step(
        "docker",
        gettext("Docker on {node} started the program that listens", node=namespace),
        gettext(
            "{time}: {program} (pid {pid}) in container {container}",
            time=world.timestamp(container.started_ms),
            program=socket.program,
            pid=str(socket.pid),
            container=container.name,
        ),
        f"task:{instance.id}",
    )
    return (*asked(world, socket.causes, typed), _port(world, instance, socket.port), listens)


def of_task(world: World, instance: Instance, typed: Typed) -> tuple[Step, ...]:
    """A task: the app that wants it, the offer that it was placed on, the container that was started for it."""
    agent = instance.agent
    offered = gettext("Marathon accepted an offer of {agent}", agent=agent)
    values = {"number": str(instance.number), "app": instance.app_id, "time": world.timestamp(instance.staged_ms)}
    accepted = Step("marathon", offered, gettext("{time}: for instance {number} of {app}", **values), f"agent:{agent}")
    container = _container(world, instance)
    if container is None:
        return (*asked(world, instance.causes[:1], typed), accepted)
    values = {"time": world.timestamp(container.created_ms), "container": container.name}
    created = gettext("Docker on {node} made a container for it", node=agent)
    return (
        *asked(world, instance.causes[:1], typed),
        accepted,
        Step("docker", created, gettext("{time}: {container}", **values)),
    )


def of_app(world: World, app: App, typed: Typed) -> tuple[Step, ...]:
    """An app: the line that gave its definition."""
    return asked(world, (Cause(app.line, "marathon", app.id, app.version, ""),), typed)


def of_entry(world: World, node: str, causes: Causes, typed: Typed, by: Step | None = None) -> tuple[Step, ...]:
    """Any entry: what was asked, and who wrote it (`by`, where more is known of that)."""
    return (*asked(world, causes, typed), *(() if by is None and _before(causes) else (by or _written(causes, node),)))


# What was asked


def asked(world: World, causes: Causes, typed: Typed) -> tuple[Step, ...]:
    """The line that was typed and the parts of the definition that it gave, or that all stood there before."""
    if _before(causes):
        return (Step("scenario", gettext("It stood there before the first line")),)
    found = [_line(cause, typed) for cause in causes[:1] if cause.line or cause.subject]
    found += [_definition(world, cause) for cause in causes if cause.subject]
    return tuple(found)


def _before(causes: Causes) -> bool:
    return all(cause.controller == "scenario" for cause in causes)


def _line(cause: Cause, typed: Typed) -> Step:
    if not cause.line or cause.line not in typed:
        return Step("http", gettext("Somebody asked for it over HTTP"))
    terminal, text = typed[cause.line]
    title = gettext("Line {line} was typed", line=str(cause.line))
    return Step("line", title, line=cause.line, terminal=terminal, text=text)


def _definition(world: World, cause: Cause) -> Step:
    """The part of the app's definition that a cause points at, in words and as its lines."""
    title = gettext("The definition of {app} asks for it", app=cause.subject)
    if (pool := world.get(POOLS, cause.version, cause.subject)) is not None:
        return _of_pool(pool, cause, title)
    app = world.get(VERSIONS, cause.version, cause.subject)
    if app is not None and cause.pointer == "default" and cause.controller in NAMERS:
        told = gettext("{pointer} gives its tasks their names, without a word about it", pointer=NAME)
        return _definition_step(cause, title, (told, NAME, fragment.fragment(app.definition, NAME)))
    if cause.pointer == "default" or app is None:
        told = gettext("Nobody wrote it: it is Marathon's own choice where nothing is said")
        return Step("definition", title, told, app=cause.subject, version=cause.version, pointer=cause.pointer)
    told, also = _part(app, cause.pointer)
    pointer = cause.pointer or COUNT
    lines = fragment.fragment(app.definition, pointer, also)
    return _definition_step(cause, title, (told, pointer, lines))


def _definition_step(cause: Cause, title: Said, part: tuple[Said, str, tuple[fragment.Line, ...]]) -> Step:
    told, pointer, lines = part
    app, version = cause.subject, cause.version
    return Step("definition", title, told, f"app:{app}", app=app, version=version, pointer=pointer, lines=lines)


def _of_pool(pool: Pool, cause: Cause, title: Said) -> Step:
    """The same for a pool of Edge-LB's."""
    told = gettext("{pointer} says on which port its load balancers listen", pointer=cause.pointer)
    lines = fragment.fragment(pool.definition, cause.pointer)
    return Step("definition", title, told, app=pool.name, version=pool.version, pointer=cause.pointer, lines=lines)


def _part(app: App, pointer: str) -> tuple[Said, tuple[str, ...]]:
    """What a part of a definition asks for, and the pointers that decide with it."""
    definition = app.definition
    if not pointer:
        return gettext("/instances is {count}", count=str(definition["instances"])), ()
    if pointer == "/labels":
        return gettext("{pointer} name the group and the ports for Marathon-LB", pointer=pointer), ()
    if pointer.startswith("/labels/"):
        return gettext("{pointer} is {value}", pointer=pointer, value=str(resolve(definition, pointer))), ()
    if "/labels/" in pointer:
        value = str(resolve(definition, pointer))
        return gettext("{pointer} asks for the virtual address {label}", pointer=pointer, label=value), ()
    if pointer.startswith(("/portDefinitions/", "/container/portMappings/")):
        return _wanted_port(definition, pointer)
    return gettext("{pointer} says what is to run", pointer=pointer), ()


def _wanted_port(definition: Json, pointer: str) -> tuple[Said, tuple[str, ...]]:
    """Whether a definition asks for one host port or for any: Marathon's requirePorts, or hostPort."""
    port = resolve(definition, pointer)
    if mode(definition) != HOST:
        number = port.get("hostPort")
        if number:
            return gettext("{pointer}: host port {port}", pointer=pointer, port=str(number)), ()
        return gettext("{pointer}: any host port, for none is named", pointer=pointer), ()
    if definition["requirePorts"]:
        words = gettext(
            "{pointer}: port {port} itself, for requirePorts is true", pointer=pointer, port=str(port["port"])
        )
        return words, ("/requirePorts",)
    words = gettext(
        "{pointer}: any port, for requirePorts is false ({port} is only the service port)",
        pointer=pointer,
        port=str(port["port"]),
    )
    return words, ("/requirePorts",)


# Who did what


def _port(world: World, instance: Instance, port: int) -> Step:
    """How an instance came by its port: drawn from what its agent offered, or asked for by number."""
    app = world.get(VERSIONS, instance.version, instance.app_id)
    agent = world.get(AGENTS, instance.agent)
    if app is not None and mode(app.definition) == HOST and app.definition["requirePorts"]:
        title = gettext("Marathon waited for an offer of {agent} with this port", agent=instance.agent)
        return Step("marathon", title, gettext("port {port}", port=str(port)), f"agent:{instance.agent}")
    title = gettext("Marathon drew a port from {agent}'s offer", agent=instance.agent)
    ends = next(((low, high) for low, high in (agent.ports if agent else ()) if low <= port <= high), (port, port))
    told = gettext(
        "{port}, of the free ones between {low} and {high}", port=str(port), low=str(ends[0]), high=str(ends[1])
    )
    return Step("marathon", title, told, f"agent:{instance.agent}")


def _instance(world: World, task_id: str) -> Instance | None:
    found = world.get(INSTANCES, task_id.partition("._app.")[0])
    return found if found is not None and found.task_id == task_id else None


def _container(world: World, instance: Instance) -> Container | None:
    task = world.get(TASKS, instance.task_id)
    return None if task is None else world.get(CONTAINERS, f"mesos-{task.container_id}", instance.agent)


def _written(causes: Causes, node: str) -> Step:
    """Who wrote an entry, as far as its causes tell."""
    name = causes[0].controller if causes else ""
    known = {
        "dcosnet": gettext("dcos-net on {node} wrote it", node=node),
        "mesosdns": gettext("Mesos-DNS wrote it, for it asks the master for all tasks"),
        "docker": gettext("Docker on {node} wrote it", node=node),
        "kernel": gettext("The kernel of {node} wrote it", node=node),
        "marathon": gettext("Marathon wrote it"),
        "mesos": gettext("Mesos wrote it"),
    }
    return Step(name, known.get(name, gettext("{name} on {node} wrote it", name=name, node=node)))
