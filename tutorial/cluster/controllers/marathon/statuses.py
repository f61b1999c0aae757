"""Status updates: a task changed its state, and its instance follows."""

from tutorial.cluster.controllers.marathon import health, readiness, unreachable
from tutorial.cluster.controllers.marathon.deployments import Pauses, reconcile
from tutorial.cluster.controllers.marathon.instances import MESSAGE_MS
from tutorial.cluster.marathon import backoff
from tutorial.cluster.marathon.tables import (
    FAILURES,
    INSTANCES,
    UNHEARD,
    WAITING,
    Failure,
    Instance,
    app_of,
    instance_of,
)
from tutorial.cluster.mesos.tables import TASKS, TERMINAL, UNREACHABLE, Status
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

CONDITIONS = {
    "TASK_STAGING": "Staging",
    "TASK_STARTING": "Starting",
    "TASK_RUNNING": "Running",
    "TASK_KILLING": "Killing",
    "TASK_KILLED": "Killed",
    "TASK_FAILED": "Failed",
    "TASK_FINISHED": "Finished",
    "TASK_ERROR": "Failed",
    "TASK_LOST": "Failed",
    "TASK_DROPPED": "Failed",
}
DELAYING = frozenset({"TASK_FAILED", "TASK_FINISHED", "TASK_ERROR", "TASK_LOST", "TASK_DROPPED"})
"""Ends that make the next launch wait."""
FAILED = DELAYING - {"TASK_FINISHED"}
"""Ends that an app shows as its last failure."""


def follow(world: World, task_id: str, index: int) -> Pauses:
    """The instance follows its task; an ended one is removed, or scheduled again with its next task."""
    task = world.get(TASKS, task_id)
    if task is None:
        return
    instance, status = world.get(INSTANCES, instance_of(task_id)), task.statuses[index]
    over = status.state in TERMINAL
    if instance is None or instance.task_id != task_id:
        _unknown(world, task_id, status)
        return
    if status.state == UNREACHABLE:
        unreachable.take(world, instance, status)
    elif not over:
        _came_on(world, instance, status)
        yield from health.told(world, instance.id, status)
    elif instance.goal == "stopped":
        world.delete(INSTANCES, instance.id)
    else:
        _ended(world, instance, status)
    if over and world.count(WAITING, ""):
        world.after(MESSAGE_MS, "mesos.revive")
    yield from reconcile(world, instance.app_id)


def _unknown(world: World, task_id: str, status: Status) -> None:
    """A task that Marathon knows nothing of, or no more, is killed: so it goes to one that comes back too late."""
    if status.state in {"TASK_STARTING", "TASK_RUNNING"}:
        world.after(MESSAGE_MS, "mesos.kill", task_id)


def _came_on(world: World, instance: Instance, status: Status) -> None:
    starts = status.state == "TASK_RUNNING" and instance.started_ms < 0
    follows = changed(
        instance,
        condition=CONDITIONS[status.state],
        started_ms=status.at_ms if starts else instance.started_ms,
        addresses=(status.address,) if status.address else instance.addresses,
    )
    world.put(INSTANCES, instance.id, follows)
    if status.state == "TASK_RUNNING":
        health.watch(world, follows)
        readiness.watch(world, follows)
    if instance.goal == "stopped" and instance.condition in UNHEARD:
        world.after(MESSAGE_MS, "mesos.kill", instance.task_id)
    if status.state != "TASK_KILLING":
        backoff.advanced(world, app_of(world, instance))


def _ended(world: World, instance: Instance, status: Status) -> None:
    """A task ended while its instance should run: the instance is launched again, after a delay if the task failed."""
    ended = changed(instance, condition=CONDITIONS[status.state], addresses=(), results=(), readiness=None)
    world.put(INSTANCES, instance.id, ended)
    if status.state in FAILED:
        world.put(FAILURES, instance.app_id, _failure(instance, status))
    delay_ms = backoff.failed(world, app_of(world, instance)) if status.state in DELAYING else MESSAGE_MS
    world.after(delay_ms, "marathon.relaunch", instance.id, retries=world.retries + 1)


def _failure(instance: Instance, status: Status) -> Failure:
    return Failure(instance.task_id, status.state, status.message, instance.agent, status.at_ms, instance.version)
