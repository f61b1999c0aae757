"""Groups: the tree that the paths of apps make. Source: mesosphere/marathon v1.8.222, state/Group.scala."""

from collections.abc import Callable, Iterator

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.tables import APPS, App
from tutorial.cluster.world import World

ROOT = "/"


def parent(path: str) -> str:
    """The group that an app or a group stands in."""
    return path.rpartition("/")[0] or ROOT


def within(path: str, group: str) -> bool:
    """Whether an app or a group stands in a group, at whatever depth."""
    return path != group and path.startswith(group if group == ROOT else f"{group}/")


def apps_in(world: World, group: str) -> list[App]:
    """The apps of a group and of the groups in it."""
    return [app for app in world.values(APPS) if within(app.id, group)]


def ids(world: World) -> list[str]:
    """The ids of all groups that apps stand in, sorted."""
    return sorted({group for app in world.values(APPS) for group in ancestors(app.id)})


def ancestors(path: str) -> Iterator[str]:
    """The groups that an app or a group stands in, the nearest first, without the root."""
    while (path := parent(path)) != ROOT:
        yield path


def document(world: World, group: str, app: Callable[[App], Json]) -> Json:
    """A group with its apps, each as `app` shows it, and its groups."""
    apps = [found for found in world.values(APPS) if parent(found.id) == group]
    groups = [path for path in ids(world) if parent(path) == group]
    return {
        "id": group,
        "apps": [app(found) for found in apps],
        "dependencies": [],
        "groups": [document(world, path, app) for path in groups],
        "pods": [],
        "version": version(world, group),
    }


def version(world: World, group: str) -> str:
    """When something in a group was last changed; the beginning where nothing was."""
    return max((app.version for app in apps_in(world, group)), default=world.timestamp(0))
