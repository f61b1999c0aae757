"""head: the first lines of its inputs."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import parse_options
from tutorial.shell.texts import Reading, complain, lines_of, read_input


def run(call: Call) -> Running:
    """Prints the first lines; from a pipe it reads no more than it needs."""
    args = call.args
    if args and re.fullmatch(r"-[0-9]+", args[0]):
        args = (f"-n{args[0][1:]}", *args[1:])
    options = parse_options(COMMAND.options, args)
    by_bytes = options.has("-c")
    text = options.last("-c") if by_bytes else options.last("-n", "10")
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        what = "bytes" if by_bytes else "lines"
        raise UsageError(f"invalid number of {what}: '{text}'", exit_code=1)
    paths, code = options.operands or ["-"], 0
    for at, path in enumerate(paths):
        try:
            shown = yield from _shown(call, path, int(text), by_bytes=by_bytes)
        except ShellError as fault:
            code = complain(call, ShellError(f"cannot open '{path}' for reading: {str(fault).rsplit(': ', 1)[-1]}"))
            continue
        if len(paths) > 1 and not options.has("-q"):
            name = "standard input" if path == "-" else path
            call.out(f"{chr(10) if at else ''}==> {name} <==\n")
        call.out(shown)
    return code


def _shown(call: Call, path: str, count: int, *, by_bytes: bool) -> Reading:
    if path == "-" and not by_bytes and count >= 0 and not call.stdin.is_terminal:
        lines: list[str] = []
        while len(lines) < count and (line := (yield from call.stdin.read_line())):
            lines.append(line)
        return "".join(lines)
    text = yield from read_input(call, path)
    if by_bytes:
        return text.encode()[:count].decode("utf-8", "replace")
    return "".join(lines_of(text)[:count])


COMMAND = Command(
    "head",
    "Print the first lines of files.",
    "head [-n N | -N] [-c N] [-q] [FILE…]",
    run,
    (
        Option(("-n", "--lines"), "so many lines; all but the last N for -N", "N"),
        Option(("-c", "--bytes"), "so many bytes", "N"),
        Option(("-q", "--quiet"), "no headings"),
    ),
)
