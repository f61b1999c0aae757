"""Instances: scheduled, stopped, launched again. Each has one task at a time, numbered by its incarnation."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count as count_from
from itertools import islice

from tutorial.cluster.marathon import offer_statistics
from tutorial.cluster.marathon.definition import mode
from tutorial.cluster.marathon.ids import instance_id, time_uuid
from tutorial.cluster.marathon.tables import BLOCK, GENERATIONS, INSTANCES, NUMBERED, UNHEARD, App, Instance, number_of
from tutorial.cluster.world import World

MESSAGE_MS = 60
"""From a decision to the message that carries it out."""
MOST_WAITING = 100
"""So many instances of an app wait for offers at a time: Marathon hands out 100 launch tokens."""
TASKLESS = frozenset({"Scheduled", "Failed", "Finished", "Killed"}) | UNHEARD
"""Conditions without a task that could be killed now: an unreachable one is killed when it is heard of again."""


def launch(world: World, app: App, count: int) -> None:
    """Schedule up to `count` new instances of the app's configuration and ask Mesos for offers."""
    fresh = min(count, MOST_WAITING - number_of(world, app.id, condition="Scheduled"))
    if fresh > 0:
        for number in islice(_free_numbers(world, app), fresh):
            instance = _scheduled(world, app, number)
            world.put(INSTANCES, instance.id, instance)
        world.after(MESSAGE_MS, "mesos.revive")


def _free_numbers(world: World, app: App) -> Iterator[int]:
    """The numbers from 1 that no instance of the app's configuration has, lowest first."""
    for block in count_from(0):
        group = (app.id, app.last_config_change, block)
        numbers = range(max(1, block * BLOCK), (block + 1) * BLOCK)
        if world.count(NUMBERED, group) < len(numbers):
            used = {instance.number for instance in world.group(INSTANCES, NUMBERED, group)}
            yield from (number for number in numbers if number not in used)


def _scheduled(world: World, app: App, number: int) -> Instance:
    """A new instance of the app's configuration with that number."""
    network_mode = mode(app.definition)
    generation = (world.get(GENERATIONS, (app.id, network_mode, number)) or 0) + 1
    world.put(GENERATIONS, (app.id, network_mode, number), generation)
    uuid = time_uuid(world, "marathon.instance", (app.id, network_mode, number, generation))
    return Instance(
        id=instance_id(app.id, uuid),
        app_id=app.id,
        number=number,
        generation=generation,
        config_version=app.last_config_change,
        version=app.version,
        scheduled_ms=world.now_ms,
    )


def stop(world: World, instance: Instance) -> None:
    """An instance shall not run any more: forget it if it has no task, else have its task killed, once."""
    if instance.condition in TASKLESS:
        world.delete(INSTANCES, instance.id)
        offer_statistics.forget_if_launched(world, instance.app_id)
        world.after(0, "marathon.reconcile", instance.app_id)
    elif instance.goal == "running":
        world.put(INSTANCES, instance.id, replace(instance, goal="stopped"))
        world.wait_for(instance.task_id)
        world.after(MESSAGE_MS, "mesos.kill", instance.task_id)


def decommission(world: World, name: str) -> None:
    """Stop one instance by name; if its app still wants as many, another one takes its place."""
    instance = world.get(INSTANCES, name)
    if instance is not None:
        stop(world, instance)
        world.after(0, "marathon.reconcile", instance.app_id)


def kill(world: World, name: str) -> None:
    """Kill an instance's task; the instance itself goes on, with its next task, unless its agent is unreachable."""
    instance = world.get(INSTANCES, name)
    if instance is not None and instance.condition in UNHEARD:
        stop(world, instance)
    elif instance is not None and instance.condition not in TASKLESS:
        world.after(MESSAGE_MS, "mesos.kill", instance.task_id)


def relaunch(world: World, name: str) -> None:
    """Schedule an ended instance again under its next incarnation, with a new task, perhaps on another agent."""
    instance = world.get(INSTANCES, name)
    if instance is None or instance.condition not in {"Failed", "Finished", "Killed"}:
        return
    again = replace(
        instance,
        condition="Scheduled",
        incarnation=instance.incarnation + 1,
        retries=world.retries,
        agent="",
        host_ports=(),
        staged_ms=-1,
        started_ms=-1,
    )
    world.put(INSTANCES, name, again)
    world.after(MESSAGE_MS, "mesos.revive")
