"""The zone as it is kept in the world: brought up to date task by task.

Law of this file: after `refresh` the zone has what `records.of_task` makes of each task that runs, and nothing else of
tasks.
"""

from collections.abc import Iterator

from tutorial.cluster.causes import Cause
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import loads
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesos.tables import AGENTS, ALIVE_ON, TASKS, Task
from tutorial.cluster.mesosdns.records import RUNNING, of_task
from tutorial.cluster.network.dns.changes import Changes, Single
from tutorial.cluster.servers.mesos_dns import DOMAIN, PROGRAM, TTL
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

FRAMEWORK = "marathon"
FRONT = "0 1"
"""Priority and weight of every service."""

WAITING: Table[str] = Table("mesosdns.waiting")
"""Key and entry: task id, of tasks to which something has happened since the last refresh."""
LISTED: Table[str] = Table("mesosdns.listed")
"""Key and entry: task id, of tasks whose records are in the zone."""


def note(world: World, task_id: str) -> bool:
    """Something has happened to a task: whether the next refresh has to look at it, for it runs or was known to run."""
    concerned = _runs(world, task_id) or world.get(LISTED, task_id) is not None
    if concerned:
        world.put(WAITING, task_id, task_id)
    return concerned


def _runs(world: World, task_id: str) -> bool:
    task = world.get(TASKS, task_id)
    return task is not None and task.state == RUNNING and world.get(AGENTS, task.info.agent) is not None


def refresh(world: World) -> None:
    """Look at every task to which something has happened since the last time."""
    changes, waiting = Changes(), world.values(WAITING)
    come = [task_id for task_id in waiting if _runs(world, task_id) and world.get(LISTED, task_id) is None]
    gone = [task_id for task_id in waiting if not _runs(world, task_id) and world.get(LISTED, task_id) is not None]
    for task_id in gone:
        world.delete(LISTED, task_id)
        changes.go(_records(world, world[TASKS, task_id]))
    for task_id in come:
        world.put(LISTED, task_id, task_id)
    for task in (*_beside(world, gone), *(world[TASKS, task_id] for task_id in come)):
        causes = tuple(Cause(cause.line, "mesosdns", cause.subject, cause.version) for cause in task.info.causes[:1])
        changes.come(_records(world, task), causes)
    changes.write(world, PROGRAM, TTL)
    for task_id in waiting:
        world.delete(WAITING, task_id)


def _beside(world: World, gone: list[str]) -> Iterator[Task]:
    """The listed tasks that share names and agent with some that have gone: what both gave stays."""
    places = dict.fromkeys((world[TASKS, task_id].info.agent, world[TASKS, task_id].info.name) for task_id in gone)
    for agent, name in places:
        for task in world.group(TASKS, ALIVE_ON, agent):
            if task.info.name == name and world.get(LISTED, task.info.id) is not None:
                yield task


def listed(world: World) -> Iterator[tuple[Task, tuple[Single, ...]]]:
    """The tasks whose records are in the zone, each with its own."""
    for task_id in world.values(LISTED):
        task = world[TASKS, task_id]
        yield task, tuple(sorted(set(_records(world, task))))


def _records(world: World, task: Task) -> Iterator[Single]:
    """What `of_task` makes of the parts of the master's documents that it reads."""
    info = task.info
    ports = ", ".join(f"{port}-{port}" for port in info.ports)
    document = {
        "id": info.id,
        "name": info.name,
        "slave_id": documents.slave_id(world, info.agent),
        "resources": {"ports": f"[{ports}]"},
        "discovery": loads(info.discovery),
    }
    agent = {"pid": f"slave(1)@{world[HOSTS, info.agent].ip}:5051"}
    for kind, name, value in of_task(document, agent, FRAMEWORK, DOMAIN):
        yield _as_kept(kind, name, value)


def _as_kept(kind: str, name: str, value: str) -> Single:
    """Names in small letters without their last dot, services with priority and weight before port and target."""
    plain = name.rstrip(".").lower()
    if kind != "SRV":
        return kind, plain, value
    target, _, port = value.rpartition(":")
    return kind, plain, f"{FRONT} {port} {target.lower()}"
