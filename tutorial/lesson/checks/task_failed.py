"""`task_failed`: a task of an app has failed, and the app is still without it."""

from tutorial.cluster.marathon.tables import APPS, FAILURES, number_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str) -> bool:
    """Whether Marathon has kept a failure of one of the app's tasks and fewer run than the app asks for."""
    found = view.world.get(APPS, app)
    if found is None or view.world.get(FAILURES, app) is None:
        return False
    asked: int = found.definition["instances"]
    return number_of(view.world, app, condition="Running") < asked


CHECK = Check("A task of an app has failed and is missing.", {"app": (str, None)}, holds)
