"""`app_on_port`: every task of an app has one and the same port, and no deployment is at work on it."""

from tutorial.cluster.marathon.documents import deployments_of, instances_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, port: int) -> bool:
    """Whether the app has tasks, all of them run on this host port, and nothing is being changed."""
    instances = instances_of(view.world, app)
    fixed = [found for found in instances if (found.condition, found.host_ports) == ("Running", (port,))]
    return bool(fixed) and fixed == instances and not deployments_of(view.world, app)


CHECK = Check("All tasks of an app have the same port.", {"app": (str, None), "port": (int, None)}, holds)
