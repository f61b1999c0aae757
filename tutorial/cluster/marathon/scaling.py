"""How many instances a change starts and stops at a time, and which ones.

Sources: mesosphere/marathon v1.8.222, core/deployment/ScalingProposition.scala, mesos/Constraints.scala,
core/deployment/impl/TaskReplaceActor.scala.
"""

from collections import Counter
from dataclasses import dataclass
from math import ceil, floor

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.placement import field_value
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.world import World

RANKS = {"Unreachable": 0, "Staging": 1, "Starting": 2, "Running": 3}
OTHERS = 4


def victims(world: World, definition: Json, instances: list[Instance], count: int) -> list[Instance]:
    """The `count` instances that scaling down stops: those that level `GROUP_BY` groups, then the rest in order."""
    ordered = kill_order(definition, instances)
    chosen = _levelling(world, definition, ordered, count)
    return [*chosen, *(instance for instance in ordered if instance not in chosen)][:count]


def kill_order(definition: Json, instances: list[Instance]) -> list[Instance]:
    """Instances by condition (unreachable, staging, starting, running, others), within one by age (`killSelection`)."""
    youngest = definition["killSelection"] == "YOUNGEST_FIRST"

    def key(instance: Instance) -> tuple[int, int, int]:
        since = instance.started_ms if instance.condition == "Running" else instance.staged_ms
        return RANKS.get(instance.condition, OTHERS), -since if youngest else since, -instance.number

    return sorted(instances, key=key)


def _levelling(world: World, definition: Json, ordered: list[Instance], count: int) -> list[Instance]:
    """Instances out of the fullest groups of `GROUP_BY` constraints, until groups are even or `count` is reached."""
    fields = [constraint[0] for constraint in definition.get("constraints", []) if constraint[1].upper() == "GROUP_BY"]
    placed = [instance for instance in ordered if instance.agent]
    values = {field: {i.id: field_value(world, field, i.agent) for i in placed} for field in fields}
    sizes = {field: Counter(groups.values()) for field, groups in values.items()}
    chosen: list[Instance] = []
    while len(chosen) < count and (field := _most_uneven(sizes)) is not None:
        fullest = max(sizes[field].values())
        full = (i for i in placed if i not in chosen and sizes[field][values[field][i.id]] == fullest)
        chosen.append(next(full))
        for name, groups in values.items():
            sizes[name][groups[chosen[-1].id]] -= 1
    return chosen


def _most_uneven(sizes: dict[str, Counter[str | None]]) -> str | None:
    differences = {field: max(groups.values()) - min(groups.values()) for field, groups in sizes.items() if groups}
    worst = max(differences.values(), default=0)
    return next((field for field in differences if differences[field] == worst), None) if worst else None


@dataclass(frozen=True, slots=True)
class Rolling:
    """How a rolling restart goes: old instances stopped at once, and how many instances there may ever be."""

    at_once: int
    most: int


def rolling(definition: Json, found: int) -> Rolling:
    """The plan of a restart that found so many instances, by the app's upgrade strategy."""
    target, strategy = definition["instances"], definition["upgradeStrategy"]
    least = ceil(target * strategy["minimumHealthCapacity"])
    most = floor(target * (1 + strategy["maximumOverCapacity"]))
    if least == most <= found:
        most += 1
    return Rolling(max(0, found - least), most)
