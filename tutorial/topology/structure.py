"""World → elements: what stands in the picture, and its structure. Ids are the cluster's own.

`Picture` keeps the elements of each host and makes anew only those of hosts whose rows have changed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.marathon.tables import INSTANCES, Instance
from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network.setup import UNDERLAY
from tutorial.cluster.network.tables import LINKS, SOCKETS
from tutorial.cluster.state import Change
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place
from tutorial.topology.operations import Document, Operation, operations

BANDS = {"master": 0, "public_agent": 1, "client": 2, "router": 3}
"""The order of the machines in the band at the left edge; private agents have a band of their own."""
STATES = {
    "Provisioned": "staging",
    "Staging": "staging",
    "Starting": "staging",
    "Running": "running",
    "Killing": "stopping",
    "Failed": "failed",
    "Finished": "failed",
    "Killed": "failed",
}
PRIVATE = "agent"


def host_id(host: Host) -> str:
    """The element that stands for a machine."""
    return f"agent:{host.id}" if host.role in {"agent", "public_agent"} else f"host:{host.id}"


def shown(host: Host) -> bool:
    """Whether a machine stands in the picture; the learner's own laptop does not."""
    return host.role == PRIVATE or host.role in BANDS


def wire_elements(world: World) -> Iterator[Element]:
    """The underlay, and the way from the client to the router."""
    hosts = world.values(HOSTS)
    router = next((host for host in hosts if host.role == "router"), None)
    yield Element(f"wire:{UNDERLAY}", "wire", label=UNDERLAY, place=Place("wire"))
    for host in hosts:
        if host.role == "client" and router is not None:
            yield _edge(f"link:{host.id}/eth0", f"link:{router.id}/eth1")


def host_elements(world: World, host: Host) -> Iterator[Element]:
    """A machine with its network cards, ports and tasks, and the edges between them."""
    place = Place("agents", host.order) if host.role == PRIVATE else Place("edge", BANDS[host.role])
    yield Element(host_id(host), host.role, host.id, state="up", place=place, facts=_host_facts(host))
    for link in world.values(LINKS, host.id):
        if link.kind == "ethernet":
            name = f"link:{host.id}/{link.name}"
            state = "up" if link.up else "down"
            facts = (("mac", link.mac), ("mtu", str(link.mtu)))
            yield Element(name, "nic", link.name, host_id(host), state, Place(column="edge"), facts)
            if link.segment == UNDERLAY:
                yield _edge(name, f"wire:{UNDERLAY}")
    if host.role in {"agent", "public_agent"}:
        yield from _tasks(world, host)


def _host_facts(host: Host) -> tuple[tuple[str, str], ...]:
    public = (("public ip", host.public_ip),) if host.public_ip else ()
    return (("ip", host.ip), ("role", host.role.replace("_", " ")), ("hostname", host.hostname), *public)


def _edge(source: str, target: str) -> Element:
    return Element(f"edge:{source}--{target}", "edge", source=source, target=target)


def _tasks(world: World, host: Host) -> Iterator[Element]:
    found = sorted(
        (instance for instance in world.values(INSTANCES) if instance.agent == host.id),
        key=lambda instance: instance.id,
    )
    slots = task_slots(world, host.id)
    for instance in found:
        slot = slots.get(instance.task_id, 0)
        yield _task(instance, host, slot)
        yield from _ports(world, instance, host, slot)


def _task(instance: Instance, host: Host, slot: int) -> Element:
    name = instance.app_id.rpartition("/")[2]
    facts = (
        ("app", instance.app_id),
        ("task", instance.task_id),
        ("condition", instance.condition),
        ("address", ", ".join(instance.addresses)),
        ("host ports", ", ".join(map(str, instance.host_ports))),
    )
    return Element(
        id=f"task:{instance.id}",
        kind="task",
        label=f"{name}-{short_hash(instance.task_id)}",
        parent=host_id(host),
        state=STATES.get(instance.condition, "staging"),
        place=Place(column="D", slot=slot),
        facts=tuple((key, value) for key, value in facts if value),
    )


def _ports(world: World, instance: Instance, host: Host, slot: int) -> Iterator[Element]:
    """The host ports of a task: outlined while they are only promised, solid once something listens."""
    listening = {socket.port: socket for socket in world.values(SOCKETS, host.id)}
    for port in instance.host_ports:
        name = f"socket:{host.id}/tcp/{port}"
        socket = listening.get(port)
        facts = (("program", f"{socket.program} (pid {socket.pid})"),) if socket else ()
        state = "listening" if socket else "promised"
        yield Element(name, "port", str(port), host_id(host), state, Place(column="A", slot=slot), facts)
        if socket is not None:
            yield _edge(f"link:{host.id}/eth0", name)
            yield _edge(name, f"task:{instance.id}")


def task_slots(world: World, agent: str) -> dict[str, int]:
    """The slot of each task on an agent: the lowest that was free when the task was staged, kept while it lives."""
    tasks = [task for task in world.values(TASKS) if task.info.agent == agent]
    slots: dict[str, int] = {}
    ends: dict[int, float] = {}
    for task in sorted(tasks, key=lambda task: (task.statuses[0].at_ms, task.info.id)):
        began = task.statuses[0].at_ms
        slot = next(index for index in range(len(tasks) + 1) if ends.get(index, -1) < began)
        slots[task.info.id] = slot
        ends[slot] = task.statuses[-1].at_ms if task.over else float("inf")
    return slots


class Picture:
    """The picture of a world: everything once, then only what the changes touch."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._parts: dict[str, dict[str, Document]] = {}
        self._make([host.id for host in world.values(HOSTS)])
        self._parts[""] = _documents(wire_elements(world))

    def document(self) -> list[Document]:
        """Every element, machines in their order."""
        return [element for part in self._parts.values() for element in part.values()]

    def operations(self, changes: Iterable[Change]) -> list[Operation]:
        """What the changed rows mean for the picture; empty when nothing in it changes."""
        touched = sorted({host for change in changes for host in hosts_of(change)})
        before = {name: element for host in touched for name, element in self._parts.get(host, {}).items()}
        self._make(touched)
        after = {name: element for host in touched for name, element in self._parts[host].items()}
        return operations(before, after)

    def _make(self, hosts: list[str]) -> None:
        for name in hosts:
            host = self.world.get(HOSTS, name)
            visible = host is not None and shown(host)
            self._parts[name] = _documents(host_elements(self.world, host)) if visible and host else {}


def _documents(elements: Iterable[Element]) -> dict[str, Document]:
    return {element.id: element.document() for element in elements}


def hosts_of(change: Change) -> set[str]:
    """The machines whose elements may differ after a change."""
    if change.table == HOSTS.name:
        return {str(change.key)}
    if change.table in {LINKS.name, SOCKETS.name}:
        return {change.scope.partition("/")[0]}
    if change.table in {INSTANCES.name, TASKS.name}:
        return {agent for row in (change.before, change.after) if row and (agent := _agent(row))}
    return set()


def _agent(row: Any) -> str:
    return row.info.agent if isinstance(row, Task) else str(row.agent)


def structure(world: World) -> dict[str, Document]:
    """The whole picture by element id."""
    return {element["id"]: element for element in Picture(world).document()}


__all__ = ["Picture", "host_id", "structure", "task_slots"]
