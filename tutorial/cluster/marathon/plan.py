"""Which steps lead from one root group to another: what stops, what starts, and what waits for what.

Sources: mesosphere/marathon v1.8.222, core/deployment/DeploymentPlan.scala, state/RootGroup.scala.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.groups import ROOT, parent
from tutorial.cluster.marathon.tables import Action

APP, BEGINNING, END = "app", "beginning", "end"
Node = tuple[str, str]
"""An app, or a group's beginning (what comes before all of its apps) or end (what comes after them), with its id."""


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


def layers(apps: Mapping[str, Json], groups: Mapping[str, tuple[str, ...]]) -> dict[str, int] | None:
    """How many apps the longest chain of dependencies from each app has; None when some wait for each other.

    An app waits for the apps that it names, for all in groups that it names, and for all in those that its own groups
    name. `apps` are the definitions by id, `groups` the dependencies of each group. Costs as much as these are long.
    """
    before = dict(_edges(apps, groups))
    found: dict[Node, int] = {}
    try:
        for node in TopologicalSorter(before).static_order():
            found[node] = (node[0] == APP) + max((found[other] for other in before.get(node, ())), default=0)
    except CycleError:
        return None
    return {app_id: found[APP, app_id] for app_id in apps}


def _edges(apps: Mapping[str, Json], groups: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Node, list[Node]]]:
    """Each node with those that come before it: beside its apps a group has two, its beginning and its end."""
    inside: dict[str, list[Node]] = {group: [] for group in (ROOT, *groups)}
    for kind, ids in ((APP, apps), (END, groups)):
        for path in ids:
            inside.setdefault(parent(path), []).extend([(kind, path)] if path != ROOT else [])
    for app_id, definition in apps.items():
        meant = ((APP if path in apps else END, path) for path in definition.get("dependencies", ()))
        yield (APP, app_id), [(BEGINNING, parent(app_id)), *meant]
    for group, within in inside.items():
        yield (END, group), within
        up = [] if group == ROOT else [(BEGINNING, parent(group))]
        yield (BEGINNING, group), [*up, *((END, path) for path in groups.get(group, ()))]


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
