"""The two table layouts of the CLI: the Python half's (prettytable without borders) and the Go half's."""

from collections.abc import Callable, Sequence

Row = Sequence[str]
NO_VALUE = "---"
"""What a cell shows that has no value."""


def python_table(head: Row, rows: Sequence[Row], left: frozenset[str]) -> str:
    """Columns centred, or to the left where named, each with two blanks behind it. No rows: nothing at all."""
    if not rows:
        return ""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = []
    for row in [head, *rows]:
        cells = [
            cell.ljust(width) if name in left else _centred(cell, width)
            for cell, width, name in zip(row, widths, head, strict=True)
        ]
        lines.append("".join(f"{cell}  " for cell in cells))
    return "\n".join(lines)


def _centred(text: str, width: int) -> str:
    """Uneven room goes to the right of a text of odd length, else to its left. Source: prettytable 0.7, _justify."""
    room = width - len(text)
    left = room // 2 + (room % 2 if len(text) % 2 == 0 else 0)
    return " " * left + text + " " * (room - left)


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


def cell(value: Callable[[], object]) -> str:
    """A cell's text: `N/A` where a key is missing, `---` for no value."""
    try:
        found = value()
    except KeyError:
        return "N/A"
    return NO_VALUE if found is None else str(found)
