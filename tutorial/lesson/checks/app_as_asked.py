"""`app_as_asked`: an app has all the tasks that its definition asks for, and no deployment is at work on it."""

from tutorial.cluster.marathon.documents import deployments_of
from tutorial.cluster.marathon.tables import APPS, number_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str) -> bool:
    """Whether as many tasks of the app run as it wants, one at least, and nothing is being changed."""
    found = view.world.get(APPS, app)
    if found is None or deployments_of(view.world, app):
        return False
    asked: int = found.definition["instances"]
    return number_of(view.world, app, condition="Running") == asked > 0


CHECK = Check("An app runs with as many tasks as it asks for.", {"app": (str, None)}, holds)
