"""About how many bytes an attempt holds beyond the start world that it shares with others: counted, not measured.

What one thing takes was measured with `tracemalloc`; a test holds the sum against that.
"""

from collections.abc import Iterable
from typing import Any

from tutorial.cluster.state import Change

BARE, LINE, TRACE, MOMENT, ROW = 3_000, 600, 2_000, 250, 1_000
"""An attempt at its start, a line without its output, a trace, a moment, a row with its place in the maps."""


def growth(changes: Iterable[Change]) -> int:
    """What changed rows take more than before; a row that the start world keeps is taken for one less."""
    grown = 0
    for change in changes:
        grown += _row(change.after) - _row(change.before)
    return grown


def _row(entry: Any) -> int:
    if entry is None:
        return 0
    values = (getattr(entry, name) for name in getattr(type(entry), "__slots__", ()))
    return ROW + sum(len(value) for value in values if isinstance(value, str))
