"""The tasks on agents, with what lies on the ways to them."""

from collections.abc import Iterator

from tutorial.cluster.docker.tables import EXECUTORS
from tutorial.cluster.marathon.documents import ACTIVE, STATES
from tutorial.cluster.marathon.tables import FAILURES, Instance
from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place
from tutorial.topology.ways import asked_for_by, container_of, ranges, way_elements

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
    """The task of an instance on its agent, in the slot that it keeps while it lives, and the ways that lead to it."""
    yield _task(world, instance, parent)
    if instance.condition in ACTIVE:
        yield from way_elements(world, instance, parent)


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
    container = container_of(world, instance)
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
        ("host port", ranges(instance.host_ports) if active else ""),
        ("container", container.name if container else ""),
        ("started", world.timestamp(instance.started_ms) if instance.started_ms >= 0 and active else ""),
        ("asked for by", asked_for_by(instance.causes)),
    )
    return tuple((name, value) for name, value in facts if value)


def _pulled_image(world: World, instance: Instance) -> str:
    """The image that the task's executor waits for."""
    executor = world.get(EXECUTORS, instance.task_id, instance.agent)
    return executor.pulling if executor else ""
