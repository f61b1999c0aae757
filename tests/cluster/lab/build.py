"""Documents with one field changed."""

import copy
from typing import Any

Document = dict[str, Any]
GONE = "<gone>"


def with_field(document: Document, path: str, value: Any) -> Document:
    """A document with one field set, or taken out (GONE). Fields are named as errors name them."""
    made = copy.deepcopy(document)
    *parents, last = path.replace("[", ".").replace("]", "").split(".")
    place: Any = made
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    key = int(last) if last.isdigit() else last
    if value == GONE:
        del place[key]
    else:
        place[key] = value
    return made
