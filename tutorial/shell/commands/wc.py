"""wc: counts lines, words and bytes."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.texts import complain, each_input

KINDS = ("-l", "-w", "-m", "-c")


def run(call: Call) -> Running:
    """Prints the counts asked for, with a total behind several files."""
    options = parse_call(call, COMMAND)
    kinds = [kind for kind in KINDS if options.has(kind)] or ["-l", "-w", "-c"]
    rows: list[tuple[list[int], str]] = []
    code, size = 0, 0
    for path, reading in each_input(call, options.operands):
        try:
            text = yield from reading
        except ShellError as fault:
            code = complain(call, fault)
            continue
        rows.append(([_count(kind, text) for kind in kinds], path if options.operands else ""))
        size += len(text.encode())
    if len(options.operands) > 1:
        rows.append(([sum(row[0][at] for row in rows) for at in range(len(kinds))], "total"))
    width = _width(rows, options.operands, size)
    for counts, name in rows:
        call.out(" ".join(f"{count:{width}}" for count in counts) + (f" {name}" if name else "") + "\n")
    return code


def _count(kind: str, text: str) -> int:
    if kind == "-l":
        return text.count("\n")
    if kind == "-w":
        return len(text.split())
    return len(text) if kind == "-m" else len(text.encode())


def _width(rows: list[tuple[list[int], str]], operands: list[str], size: int) -> int:
    """Wide enough for the bytes of all files together; what is not a file may have any number of them."""
    if len(rows) == 1 and len(rows[0][0]) == 1:
        return 1
    return 7 if not operands or "-" in operands else len(str(size))


COMMAND = Command(
    "wc",
    "Count lines, words and bytes.",
    "wc [-clmw] [FILE…]",
    run,
    (
        Option(("-l", "--lines"), "lines"),
        Option(("-w", "--words"), "words"),
        Option(("-c", "--bytes"), "bytes"),
        Option(("-m", "--chars"), "characters"),
    ),
)
