"""Views: what is worked out from the rows of one table in one scope, kept for as long as those rows stay the same.

Rows are persistent maps, so "the same" is identity: a view costs a dictionary look-up until a row changes.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from tutorial.cluster.state import Rows, Table
from tutorial.cluster.world import World

Entry = TypeVar("Entry")
Value = TypeVar("Value")

MOST_KEPT = 512


def view(table: Table[Entry], make: Callable[[tuple[Entry, ...]], Value]) -> Callable[[World, str], Value]:
    """A function (world, scope) → what `make` makes of the entries there, in the order of their keys."""
    kept: dict[int, tuple[Rows, Value]] = {}

    def look(world: World, scope: str) -> Value:
        rows: Any = world.state.rows(table.name, scope)
        found = kept.get(id(rows))
        if found is not None and found[0] is rows:
            return found[1]
        if len(kept) >= MOST_KEPT:
            kept.clear()
        value = make(tuple(rows[key] for key in sorted(rows)))
        kept[id(rows)] = (rows, value)
        return value

    return look
