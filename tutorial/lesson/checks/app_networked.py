"""`app_networked`: an app runs with a number of tasks in a certain network mode, and no deployment is at work on it."""

from tutorial.cluster.marathon.documents import deployments_of, instances_of
from tutorial.cluster.marathon.tables import Instance, app_of
from tutorial.cluster.world import World
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, mode: str, instances: int) -> bool:
    """Whether exactly so many tasks run, each of a version with that `mode` (host, container/bridge, container)."""
    found = instances_of(view.world, app)
    fits = [one for one in found if one.condition == "Running" and _mode(view.world, one) == mode]
    return len(fits) == len(found) == instances and not deployments_of(view.world, app)


def _mode(world: World, instance: Instance) -> str:
    return str(app_of(world, instance).definition["networks"][0]["mode"])


CHECK = Check("An app runs in a network mode.", {"app": (str, None), "mode": (str, None), "instances": (int, 1)}, holds)
