"""`app_runs`: an app has so many running tasks, and no deployment is at work on it."""

from tutorial.cluster.marathon.documents import deployments_of
from tutorial.cluster.marathon.tables import number_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, instances: int) -> bool:
    """Whether exactly `instances` tasks of the app run and nothing is being changed."""
    return number_of(view.world, app, condition="Running") == instances and not deployments_of(view.world, app)


CHECK = Check("An app runs with a number of tasks.", {"app": (str, None), "instances": (int, 1)}, holds)
