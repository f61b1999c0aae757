"""Groups: the tree that the paths of apps make. Source: mesosphere/marathon v1.8.222, state/Group.scala.

A group is there from the first app in it on, or since it was made, and stays when its last app has gone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.tables import APPS, VERSIONS, App
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

ROOT = "/"


@dataclass(frozen=True, slots=True)
class Group:
    """A group: the version with which it came, the ids of apps and groups that its own apps wait for."""

    version: str
    dependencies: tuple[str, ...] = ()


GROUPS: Table[Group] = Table("marathon.group")
"""Key: id of a group; the root only has a row when it has dependencies."""


def parent(path: str) -> str:
    """The group that an app or a group stands in."""
    return path.rpartition("/")[0] or ROOT


def within(path: str, group: str) -> bool:
    """Whether an app or a group stands in a group, at whatever depth."""
    return path != group and path.startswith(group if group == ROOT else f"{group}/")


def ancestors(path: str) -> Iterator[str]:
    """The groups that an app or a group stands in, the nearest first, without the root."""
    while (path := parent(path)) != ROOT:
        yield path


def exists(world: World, group: str) -> bool:
    """Whether there is such a group; the root always is."""
    return group == ROOT or world.get(GROUPS, group) is not None


def make(world: World, group: str, version: str, wanted: tuple[str, ...] | None = None) -> None:
    """A group is there from now on, with those that it stands in, and with these dependencies where they are given."""
    for path in (group, *ancestors(group)):
        if not exists(world, path):
            world.put(GROUPS, path, Group(version))
    if wanted is not None and wanted != dependencies(world).get(group, ()):
        known = world.get(GROUPS, group) or Group(version)
        world.put(GROUPS, group, replace(known, dependencies=wanted))


def remove(world: World, group: str) -> None:
    """A group is there no more, nor are those in it."""
    for path in (group, *ids(world)):
        if path == group or within(path, group):
            world.delete(GROUPS, path)


def ids(world: World) -> list[str]:
    """The ids of all groups without the root, sorted."""
    return [str(key) for key, _ in world.rows(GROUPS) if key != ROOT]


def dependencies(world: World) -> dict[str, tuple[str, ...]]:
    """The dependencies of every group, by its id."""
    return {str(key): found.dependencies for key, found in world.rows(GROUPS)}


def empty(world: World, group: str) -> bool:
    """Whether neither an app nor a group stands in a group."""
    return not any(within(path, group) for path in (*ids(world), *(app.id for app in world.values(APPS))))


def apps_in(world: World, group: str) -> list[App]:
    """The apps of a group and of the groups in it."""
    return [app for app in world.values(APPS) if within(app.id, group)]


def apps_at(world: World, group: str, version: str) -> list[App]:
    """The apps of a group as they were in a version; those that have gone since are forgotten."""
    found = []
    for app_id in world.scopes(VERSIONS):
        versions = [app for key, app in world.rows(VERSIONS, app_id) if str(key) <= version]
        if within(app_id, group) and versions:
            found.append(versions[-1])
    return found


def versions(world: World, group: str) -> list[str]:
    """The versions in which something in a group was changed, newest first."""
    known = {
        str(key)
        for app_id in world.scopes(VERSIONS)
        if within(app_id, group)
        for key, _ in world.rows(VERSIONS, app_id)
    }
    known |= {found.version for key, found in world.rows(GROUPS) if key == group or within(str(key), group)}
    return sorted(known, reverse=True)


def version(world: World, group: str) -> str:
    """When something in a group was last changed; the beginning where nothing was."""
    return next(iter(versions(world, group)), world.timestamp(0))


def document(world: World, group: str, app: Callable[[App], Json], apps: list[App] | None = None) -> Json:
    """A group with its apps, each as `app` shows it, and its groups; of `apps` where these are given."""
    found = list(world.values(APPS)) if apps is None else apps
    groups = [path for path in ids(world) if parent(path) == group]
    return {
        "id": group,
        "apps": [app(one) for one in found if parent(one.id) == group],
        "dependencies": list(dependencies(world).get(group, ())),
        "groups": [document(world, path, app, found) for path in groups],
        "pods": [],
        "version": version(world, group),
    }
