"""`app_known`: Marathon knows an app, whether anything of it runs or not."""

from tutorial.cluster.marathon.tables import APPS
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str) -> bool:
    """Whether an app of this id was handed over and not taken away again."""
    return view.world.get(APPS, app) is not None


CHECK = Check("Marathon knows an app.", {"app": (str, None)}, holds)
