"""tail: the last lines of its inputs."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import parse_options
from tutorial.shell.texts import complain, lines_of, read_input


def run(call: Call) -> Running:
    """Prints the last lines, or with `+N` everything from line N on."""
    args = call.args
    if args and re.fullmatch(r"-[0-9]+", args[0]):
        args = (f"-n{args[0][1:]}", *args[1:])
    options = parse_options(COMMAND.options, args)
    by_bytes = options.has("-c")
    text = options.last("-c") if by_bytes else options.last("-n", "10")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", text):
        what = "bytes" if by_bytes else "lines"
        raise UsageError(f"invalid number of {what}: '{text}'", exit_code=1)
    paths, code = options.operands or ["-"], 0
    for at, path in enumerate(paths):
        try:
            content = yield from read_input(call, path)
        except ShellError as fault:
            code = complain(call, ShellError(f"cannot open '{path}' for reading: {str(fault).rsplit(': ', 1)[-1]}"))
            continue
        if len(paths) > 1 and not options.has("-q"):
            name = "standard input" if path == "-" else path
            call.out(f"{chr(10) if at else ''}==> {name} <==\n")
        call.out(_end(content, text, by_bytes=by_bytes))
    return code


def _end(content: str, text: str, *, by_bytes: bool) -> str:
    count = abs(int(text))
    start = max(count - 1, 0) if text.startswith("+") else -count if count else None
    if by_bytes:
        return b"".join([content.encode()[start:]] if start is not None else []).decode("utf-8", "replace")
    return "".join(lines_of(content)[start:]) if start is not None else ""


COMMAND = Command(
    "tail",
    "Print the last lines of files.",
    "tail [-n [+]N | -N] [-c [+]N] [-q] [FILE…]",
    run,
    (
        Option(("-n", "--lines"), "so many lines; from line N on for +N", "N"),
        Option(("-c", "--bytes"), "so many bytes", "N"),
        Option(("-q", "--quiet"), "no headings"),
    ),
)
