"""`app_field`: a field of an app's definition has a certain value."""

from typing import Any

from tutorial.cluster.marathon.tables import APPS
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, pointer: str, value: str) -> bool:
    """Whether the definition, as Marathon has completed it, has that value at a JSON pointer (`/labels/HAPROXY_GROUP`).

    Numbers and texts are compared as they are written; an empty `value`: the field is there, whatever it says.
    """
    found = view.world.get(APPS, app)
    given: Any = found.definition if found else None
    for part in pointer.split("/")[1:]:
        given = _inside(given, part)
    return given is not None and value in {"", str(given)}


def _inside(given: Any, part: str) -> Any:
    if isinstance(given, list | tuple):
        return given[int(part)] if part.isdigit() and int(part) < len(given) else None
    return given.get(part) if isinstance(given, dict) else None


CHECK = Check(
    "A field of an app has a value.",
    {"app": (str, None), "pointer": (str, None), "value": (str, "")},
    holds,
)
