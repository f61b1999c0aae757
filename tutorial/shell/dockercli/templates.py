"""What docker lists: tables as it lays them out, or lines by a template."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutorial.shell.command import Call
from tutorial.shell.gotemplate import Fault, filled, parse
from tutorial.shell.options import Parsed

PADDING = 3
MIN_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """What a subcommand lists: the kind of thing, the heading of each field, the fields that its table shows."""

    kind: str
    headings: Mapping[str, str]
    shown: Sequence[str]

    def unknown(self, name: str) -> str:
        """Go's words for a field that there is not."""
        return f"can't evaluate field {name} in type *formatter.{self.kind}Context"


def listed(call: Call, given: Parsed, rows: list[dict[str, str]], columns: Columns) -> int:
    """Print what a subcommand lists: by a template (`--format`), ids alone (`-q`), or as a table; the exit code."""
    if given.has("--format"):
        try:
            call.out(_by_template(given.last("--format"), rows, columns))
        except Fault as fault:
            call.err(f"Template parsing error: {fault}\n")
            return 1
    elif given.has("-q"):
        call.out("".join(f"{row['ID']}\n" for row in rows))
    else:
        head = [columns.headings[name] for name in columns.shown]
        call.out(table(head, [[row[name] for name in columns.shown] for row in rows]))
    return 0


def _by_template(form: str, rows: list[dict[str, str]], columns: Columns) -> str:
    """The template filled from each row, one a line; `table …` adds headings, and columns at tabs."""
    text = re.sub(r"\\([tn])", lambda found: {"t": "\t", "n": "\n"}[found[1]], form)
    as_table = text.startswith("table ")
    template = parse(text.removeprefix("table ").lstrip() if as_table else text)
    lines = [filled(template, row, columns.unknown) for row in rows]
    if not as_table:
        return "".join(f"{line}\n" for line in lines)
    head = filled(template, dict(columns.headings), columns.unknown)
    return table(head.split("\t"), [line.split("\t") for line in lines])


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as Go's tabwriter lays them out: at least 20 wide, three blanks between, none behind the last."""
    widths = [max(MIN_WIDTH, *(len(row[at]) + PADDING for row in [head, *rows])) for at in range(len(head) - 1)]
    lines = []
    for row in [head, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("".join(cells) + row[-1] + "\n")
    return "".join(lines)
