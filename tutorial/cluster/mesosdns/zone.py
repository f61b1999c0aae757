"""The zone as it is kept in the world: brought up to date task by task.

Law of this file: after `refresh` each task gives what `records.of_task` makes of it.
"""

from tutorial.cluster.causes import Cause
from tutorial.cluster.mesos import documents
from tutorial.cluster.mesos.tables import AGENTS, TASKS
from tutorial.cluster.mesosdns.records import RUNNING, of_task
from tutorial.cluster.network.dns.gifts import Gift, Given, follow
from tutorial.cluster.servers.mesos_dns import DOMAIN, PROGRAM, TTL
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

FRAMEWORK = "marathon"
FRONT = "0 1"
"""Priority and weight of every service."""

WAITING: Table[str] = Table("mesosdns.waiting")
"""Key and entry: task id, of tasks to which something has happened since the last refresh."""


def note(world: World, task_id: str) -> None:
    """Something has happened to a task: the next refresh looks at it."""
    world.put(WAITING, task_id, task_id)


def refresh(world: World) -> None:
    """Look at every task to which something has happened since the last time."""
    for task_id in world.values(WAITING):
        world.delete(WAITING, task_id)
        follow(world, PROGRAM, task_id, _gift(world, task_id), TTL)


def _gift(world: World, task_id: str) -> Gift | None:
    """What a task gives now; None when it gives nothing."""
    task = world.get(TASKS, task_id)
    agent = None if task is None else world.get(AGENTS, task.info.agent)
    if task is None or agent is None or task.state != RUNNING:
        return None
    slave = documents.slave(world, task.info.agent, agent)
    found = of_task(documents.task(world, task), slave, FRAMEWORK, DOMAIN)
    causes = tuple(Cause(cause.line, "mesosdns", cause.subject, cause.version) for cause in task.info.causes[:1])
    return Gift(tuple(sorted({_as_kept(*one) for one in found})), causes)


def _as_kept(kind: str, name: str, value: str) -> Given:
    """Names in small letters without their last dot, services with priority and weight before port and target."""
    plain = name.rstrip(".").lower()
    if kind != "SRV":
        return kind, plain, value
    target, _, port = value.rpartition(":")
    return kind, plain, f"{FRONT} {port} {target.lower()}"
