"""Instances whose agent is unreachable: counted until they are inactive, known until they are expunged.

Sources: mesosphere/marathon v1.8.222, docs/docs/unreachable.md, core/instance/update/InstanceUpdater.scala,
core/task/jobs/impl/ExpungeOverdueLostTasksActor.scala.
"""

from dataclasses import replace

from tutorial.cluster.marathon.tables import INSTANCES, Instance, app_of
from tutorial.cluster.mesos.tables import TASKS, Status
from tutorial.cluster.world import World

RECONCILE_MS = 600_000
"""Marathon looks at what it counts only with news of a task, which come when it asks Mesos for all of them."""
EXPUNGE_MS = range(8_000, 11_000)
"""How long after its time an instance is really forgotten."""


def take(world: World, instance: Instance, status: Status) -> None:
    """An instance's task is unreachable. One that was to stop is forgotten, others are given up in time, or never."""
    if instance.goal == "stopped":
        world.delete(INSTANCES, instance.id)
        return
    world.put(INSTANCES, instance.id, replace(instance, condition="Unreachable", results=(), readiness=None))
    strategy = app_of(world, instance).definition["unreachableStrategy"]
    if strategy == "disabled":
        return
    if not strategy["inactiveAfterSeconds"]:
        give_up(world, instance.id)
        return
    due_ms = status.at_ms + strategy["inactiveAfterSeconds"] * 1000
    world.after(-(-due_ms // RECONCILE_MS) * RECONCILE_MS - world.now_ms, "marathon.inactive", instance.id)


def give_up(world: World, name: str) -> None:
    """An unreachable instance counts no more; another one takes its place, and it is forgotten in its turn."""
    instance = world.get(INSTANCES, name)
    if instance is None or instance.condition != "Unreachable":
        return
    world.put(INSTANCES, name, replace(instance, condition="UnreachableInactive", goal="stopped"))
    strategy = app_of(world, instance).definition["unreachableStrategy"]
    due_ms = world[TASKS, instance.task_id].statuses[-1].at_ms + strategy["expungeAfterSeconds"] * 1000
    late_ms = world.choose("marathon.expunge", (name,), EXPUNGE_MS)
    world.after(max(0, due_ms - world.now_ms) + late_ms, "marathon.expunge", name)
    world.after(0, "marathon.reconcile", instance.app_id)


def expunge(world: World, name: str) -> None:
    """An instance that is still unreachable is forgotten."""
    instance = world.get(INSTANCES, name)
    if instance is not None and instance.condition == "UnreachableInactive":
        world.delete(INSTANCES, name)
        world.after(0, "marathon.reconcile", instance.app_id)
