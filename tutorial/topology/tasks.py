"""The tasks on agents, with the host ports that they hold, and the lines between card, port and task."""

from collections.abc import Iterator

from tutorial.cluster.causes import Causes
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS
from tutorial.cluster.marathon.definition import ports
from tutorial.cluster.marathon.documents import ACTIVE, STATES
from tutorial.cluster.marathon.ports import wanted
from tutorial.cluster.marathon.tables import FAILURES, Instance, app_of
from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import sockets
from tutorial.cluster.network.tables import LINKS, Socket
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place, edge

Facts = tuple[tuple[str, str], ...]

LOOKS = {
    "Provisioned": "staging",
    "Staging": "staging",
    "Starting": "staging",
    "Running": "running",
    "Killing": "stopping",
    "Killed": "stopping",
    "Failed": "failed",
    "Finished": "failed",
    "Unreachable": "failed",
    "UnreachableInactive": "failed",
}
"""How a task looks in the picture, by the condition of its instance."""


def task_elements(world: World, instance: Instance, parent: str) -> Iterator[Element]:
    """The task of an instance on its agent, in the slot that it keeps while it lives, and the ports that it holds."""
    yield _task(world, instance, parent)
    if instance.condition in ACTIVE:
        yield from _ports(world, instance, parent)


def _task(world: World, instance: Instance, parent: str) -> Element:
    """A task is named as DNS names it: its app and five characters of its id."""
    return Element(
        id=f"task:{instance.id}",
        kind="task",
        label=f"{instance.app_id.rpartition('/')[2]}-{short_hash(instance.task_id)}",
        parent=parent,
        state=LOOKS[instance.condition],
        place=Place(column="D", slot=instance.slot),
        facts=_task_facts(world, instance),
    )


def _task_facts(world: World, instance: Instance) -> Facts:
    task = world.get(TASKS, instance.task_id)
    container = world.get(CONTAINERS, f"mesos-{task.container_id}", instance.agent) if task else None
    failure = world.get(FAILURES, instance.app_id)
    failed = failure is not None and failure.task_id == instance.task_id
    active = instance.condition in ACTIVE
    facts = (
        ("app", instance.app_id),
        ("task id", instance.task_id),
        ("Mesos state", STATES.get(instance.condition, "TASK_STAGING")),
        ("pulling", _pulled_image(world, instance)),
        ("why", failure.message if failure and failed else ""),
        ("address", ", ".join(instance.addresses)),
        ("host port", ", ".join(map(str, instance.host_ports)) if active else ""),
        ("container", container.name if container else ""),
        ("started", world.timestamp(instance.started_ms) if instance.started_ms >= 0 and active else ""),
        ("asked for by", asked_for_by(instance.causes)),
    )
    return tuple((name, value) for name, value in facts if value)


def _pulled_image(world: World, instance: Instance) -> str:
    """The image that the task's executor waits for."""
    executor = world.get(EXECUTORS, instance.task_id, instance.agent)
    return executor.pulling if executor else ""


def asked_for_by(causes: Causes) -> str:
    """The line that something is there for, with the part of the app's definition: `line 3: /httpi, networks/0`."""
    found = next((cause for cause in causes if cause.line), None)
    if found is None:
        return ""
    part = found.pointer.strip("/")
    return f"line {found.line}: {found.subject}" + (f", {part}" if part else "")


def _ports(world: World, instance: Instance, parent: str) -> Iterator[Element]:
    """The host ports of a task: outlined while they are only promised, solid once something listens."""
    definition = app_of(world, instance).definition
    held = zip(ports(definition), wanted(definition), strict=True)
    protocols = [port["protocol"] for port, host_port in held if host_port is not None]
    card = world.get(LINKS, "eth0", instance.agent)
    for port, protocol in zip(instance.host_ports, protocols, strict=True):
        kind = "tcp" if "tcp" in protocol else "udp"
        name = f"socket:{instance.agent}/{kind}/{port}"
        socket = sockets.listening(world, instance.agent, kind, port)
        state = "listening" if socket else "promised"
        yield Element(name, "port", str(port), parent, state, Place(column="A", slot=instance.slot), _facts(socket))
        if socket is not None:
            yield edge(name, f"task:{instance.id}")
            if card is not None:
                yield edge(f"link:{instance.agent}/eth0", name)


def _facts(socket: Socket | None) -> Facts:
    if socket is None:
        return (("program", "nothing listens yet"),)
    asked = asked_for_by(socket.causes)
    return (
        ("program", f"{socket.program} (pid {socket.pid})"),
        ("address", f"{socket.address}:{socket.port}"),
        *((("asked for by", asked),) if asked else ()),
    )
