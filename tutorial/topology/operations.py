"""Operations between two pictures: add, move, change, remove, in this order.

Law: `apply(before, operations(before, after)) == after`, and operations may be applied one list after another.
"""

from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]
Elements = Mapping[str, Document]
Operation = list[Any]

MOVED = ("parent", "place", "source", "target")
"""Fields that say where an element stands; all others say what it is."""


def operations(before: Elements, after: Elements) -> list[Operation]:
    """The operations that turn one picture into the other; empty when they are equal."""
    added: list[Operation] = [["add", after[name]] for name in after if name not in before]
    removed: list[Operation] = [["remove", name] for name in before if name not in after]
    moved: list[Operation] = []
    changed: list[Operation] = []
    for name in after:
        if name in before and before[name] != after[name]:
            places = _difference(before[name], after[name], moved=True)
            facts = _difference(before[name], after[name], moved=False)
            moved += [["move", name, places]] if places else []
            changed += [["change", name, facts]] if facts else []
    return [*added, *moved, *changed, *removed]


def _difference(before: Document, after: Document, *, moved: bool) -> Document:
    """The fields that differ, with their new values; a field that is gone has the value None."""
    names = [*after, *(name for name in before if name not in after)]
    return {name: after.get(name) for name in names if (name in MOVED) == moved and before.get(name) != after.get(name)}


def apply(elements: Elements, steps: list[Operation]) -> dict[str, Document]:
    """The picture after some operations; the one that was given stays as it is."""
    result = dict(elements)
    for kind, *rest in steps:
        if kind == "add":
            result[rest[0]["id"]] = rest[0]
        elif kind == "remove":
            result.pop(rest[0], None)
        else:
            changed = {**result[rest[0]], **rest[1]}
            optional = {"source", "target"}
            result[rest[0]] = {k: v for k, v in changed.items() if v is not None or k not in optional}
    return result
