"""Which steps lead from one root group to another: what stops, what starts, and what waits for what.

Sources: mesosphere/marathon v1.8.222, core/deployment/DeploymentPlan.scala, state/RootGroup.scala.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.groups import within
from tutorial.cluster.marathon.tables import Action

Graph = Mapping[str, tuple[str, ...]]
"""App id → ids of the apps that come before it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An app before and after a change, as normalised definitions; None where there is no such app."""

    app_id: str
    before: Json
    after: Json

    @property
    def reconfigured(self) -> bool:
        """Whether more than the number of instances is another."""
        return bool(configuration(self.before) != configuration(self.after))


def configuration(definition: Json) -> Json:
    """A definition without its number of instances: what its tasks depend on."""
    return {name: value for name, value in definition.items() if name != "instances"}


def graph(apps: Mapping[str, Json], groups: Graph) -> Graph:
    """What each app waits for: apps that it names, those of groups that it names, and those that its groups name.

    `apps` are the definitions by id, `groups` the dependencies of each group.
    """
    found: dict[str, dict[str, None]] = {app_id: {} for app_id in apps}
    for app_id, definition in apps.items():
        for dependency in definition.get("dependencies", ()):
            found[app_id] |= dict.fromkeys(_meant(dependency, apps, groups))
    for group, dependencies in groups.items():
        named = [app_id for dependency in dependencies for app_id in _in(dependency, apps)]
        for app_id in _in(group, apps) if named else ():
            found[app_id] |= dict.fromkeys(named)
    return {app_id: tuple(before) for app_id, before in found.items()}


def _meant(dependency: str, apps: Mapping[str, Json], groups: Graph) -> Iterator[str]:
    if dependency in apps:
        yield dependency
    elif dependency in groups:
        yield from _in(dependency, apps)


def _in(group: str, apps: Mapping[str, Json]) -> list[str]:
    return [app_id for app_id in apps if within(app_id, group)]


def layers(dependencies: Graph) -> dict[str, int] | None:
    """How many apps the longest chain of dependencies from each app has; None when some wait for each other."""
    found: dict[str, int] = {}
    try:
        for app_id in TopologicalSorter(dependencies).static_order():
            found[app_id] = 1 + max((found[other] for other in dependencies[app_id]), default=0)
    except CycleError:
        return None
    return found


def steps(targets: list[Target], layer: Mapping[str, int]) -> tuple[tuple[Action, ...], ...]:
    """The steps of a change: removed apps stop, new ones begin without instances, then layer by layer all become what
    they are to be. An app whose definition stays is restarted."""
    stops = [Action("StopApplication", one.app_id) for one in targets if one.after is None]
    starts = [Action("StartApplication", one.app_id) for one in targets if one.before is None]
    ordered: dict[int, list[Action]] = {}
    for one in targets:
        if one.after is not None:
            ordered.setdefault(layer[one.app_id], []).append(Action(_change(one), one.app_id))
    following = (ordered[number] for number in sorted(ordered))
    return tuple(tuple(actions) for actions in (stops, starts, *following) if actions)


def _change(target: Target) -> str:
    """What an app that is to be there needs: other numbers, or other tasks."""
    if target.before is None or target.after["instances"] == 0:
        return "ScaleApplication"
    same = target.before["instances"] == target.after["instances"]
    return "RestartApplication" if target.reconfigured or same else "ScaleApplication"
