"""`app_labelled`: an app has a label with a certain value."""

from tutorial.cluster.marathon.tables import APPS
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, label: str, value: str) -> bool:
    """Whether the definition has the label; an empty `value`: with whichever value."""
    found = view.world.get(APPS, app)
    given = found.definition.get("labels", {}).get(label) if found else None
    return given is not None and value in {"", given}


CHECK = Check(
    "An app has a label.",
    {"app": (str, None), "label": (str, None), "value": (str, "")},
    holds,
)
