"""The two table layouts of the CLI: the Python half's (prettytable without borders) and the Go half's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import shorten
from unicodedata import east_asian_width

from tutorial.cluster.jsontext import Json

NO_VALUE = "---"
"""What a cell shows that has no value."""
MISSING = "N/A"
"""What a cell shows whose key is missing in the answer."""
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the Python half: its heading, its cell for a row's object, centred unless `left`, cut to `limit`."""

    head: str
    value: Callable[[Json], object]
    left: bool = False
    limit: int = 0

    def cell(self, item: Json) -> str:
        """The text of a cell."""
        try:
            text = str(self.value(item))
        except KeyError:
            text = MISSING
        return shorten(text, self.limit, placeholder="...") if self.limit else text


def table(columns: Sequence[Column], items: Sequence[Json], sort_by: str | None = None) -> str:
    """A row an object, ordered by a column and then by all of them; no rows: nothing at all.

    Source: python/lib/dcoscli/dcoscli/tables.py, prettytable 0.7.
    """
    rows = [tuple(column.cell(item) for column in columns) for item in items]
    if sort_by is not None:
        at = next(index for index, column in enumerate(columns) if column.head == sort_by)
        rows.sort(key=lambda row: (row[at], row))
    left = frozenset(column.head for column in columns if column.left)
    return python_table(tuple(column.head for column in columns), rows, left)


def python_table(head: Row, rows: Sequence[Row], left: frozenset[str]) -> str:
    """Columns centred, or to the left where named, each with two blanks behind it. No rows: nothing at all."""
    if not rows:
        return ""
    cells = [[text.split("\n") for text in row] for row in [head, *rows]]
    widths = [max(columns(line) for row in cells for line in row[at]) for at in range(len(head))]
    shown = []
    for row in cells:
        for line in zip_longest(*row, fillvalue=""):
            parts = zip(line, widths, head, strict=True)
            shown.append("".join(f"{_placed(text, width, left=name in left)}  " for text, width, name in parts))
    return "\n".join(shown)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _placed(text: str, width: int, *, left: bool) -> str:
    """Uneven room goes to the right of a text of odd length, else to its left. Source: prettytable 0.7, _justify."""
    room = width - columns(text)
    before = 0 if left else room // 2 + (room % 2 if columns(text) % 2 == 0 else 0)
    return " " * before + text + " " * (room - before)


def go_table(head: Row, rows: Sequence[Row]) -> str:
    """Two blanks before each column and behind the last; headings centred, cells to the left.

    Source: dcos/dcos-cli pkg/cli/table.go with olekukonko/tablewriter.
    """
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = ["  ".join(["", *map(_headed, head, widths), ""])]
    lines += [
        "  ".join(["", *(cell.ljust(width) for cell, width in zip(row, widths, strict=True)), ""]) for row in rows
    ]
    return "\n".join(lines)


def _headed(text: str, width: int) -> str:
    left = (width - len(text)) // 2
    return (" " * left + text).ljust(width)
