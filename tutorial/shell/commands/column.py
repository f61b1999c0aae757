"""column: lines in columns, or a table."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import Inputs, worked_lines

TAB = 8


def run(call: Call) -> Running:
    """Fills columns with its lines; with `-t` each line is a row of a table. Empty lines are left out."""
    options = parse_call(call, COMMAND, exit_code=1)
    inputs = Inputs(call, options.operands, _complain)
    lines: list[str] = []
    while line := (yield from inputs.line()):
        if line.strip(" \t\n"):
            lines.append(line.removesuffix("\n"))
    yield from worked_lines(call, lines)
    if not lines:
        return inputs.code
    call.out(_table(lines, options) if options.has("-t") else _filled(call, lines, options))
    return inputs.code


def _complain(call: Call, fault: ShellError) -> int:
    call.err(f"column: {fault}\n")
    return 1


def _table(lines: list[str], options: Parsed) -> str:
    marks = options.last("-s")
    rows = [re.split(f"[{re.escape(marks)}]", line) if marks else line.split() for line in lines]
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    between = options.last("-o", "  ")
    return "".join(_row(row, widths, between) + "\n" for row in rows)


def _row(row: list[str], widths: list[int], between: str) -> str:
    """Each cell as wide as its column, but for the last column."""
    cells = [*row, *[""] * (len(widths) - len(row))]
    padded = [cell.ljust(width) for cell, width in zip(cells[:-1], widths, strict=False)]
    return between.join([*padded, cells[-1]])


def _filled(call: Call, lines: list[str], options: Parsed) -> str:
    """Down the columns, or across with `-x`, with tabs between."""
    width = _width(call, options)
    if max(map(len, lines)) >= width:
        return "".join(f"{line}\n" for line in lines)
    cell = (max(map(len, lines)) + TAB) & -TAB
    columns = width // cell or (len(lines) if options.has("-x") else 1)
    rows = -(-len(lines) // columns)
    shown: list[str] = []
    for row in range(rows):
        cells = lines[row * columns : (row + 1) * columns] if options.has("-x") else lines[row::rows]
        padded = [text + "\t" * -(-(cell - len(text)) // TAB) for text in cells[:-1]]
        shown.append("".join([*padded, cells[-1]]) + "\n")
    return "".join(shown)


def _width(call: Call, options: Parsed) -> int:
    default = str(call.context.columns) if call.stdout.is_terminal else "80"
    text = options.last("-c", default)
    if not re.fullmatch("[0-9]+", text) or not int(text[:9]):
        raise UsageError(f"invalid columns argument: '{text}'", exit_code=1)
    return int(text[:9])


COMMAND = Command(
    "column",
    "Put lines into columns, or make a table of them.",
    "column [-t] [-s CHARACTERS] [-o TEXT] [-c N] [-x] [FILE…]",
    run,
    (
        Option(("-t", "--table"), "a table: each line is a row"),
        Option(("-s", "--separator"), "what cells are told apart by, instead of blanks", "CHARACTERS"),
        Option(("-o", "--output-separator"), "what stands between columns, instead of two blanks", "TEXT"),
        Option(("-c", "--output-width", "--columns"), "how wide the output is", "N"),
        Option(("-x", "--fillrows"), "fill rows before columns"),
    ),
)
