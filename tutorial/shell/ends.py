"""What `head` and `tail` have in common: options, files one after another with headings, complaints."""

import re
from collections.abc import Callable

from tutorial.shell.command import Call, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import parse_options
from tutorial.shell.texts import Reading, complain

Cut = Callable[[Call, str, str, bool], Reading]
"""What is printed of one: the call, its path (`-`: standard input), a number as typed, whether bytes are meant."""


def print_ends(call: Call, options: tuple[Option, ...], numbers: str, cut: Cut) -> Running:
    """Print a part of each input. `numbers` is the pattern of the numbers that the tool takes."""
    args = call.args
    if args and re.fullmatch(r"-[0-9]+", args[0]):
        args = (f"-n{args[0][1:]}", *args[1:])
    given = parse_options(options, args)
    by_bytes = given.has("-c")
    text = given.last("-c") if by_bytes else given.last("-n", "10")
    if not re.fullmatch(numbers, text):
        what = "bytes" if by_bytes else "lines"
        raise UsageError(f"invalid number of {what}: '{text}'", exit_code=1)
    paths, code = given.operands or ["-"], 0
    for at, path in enumerate(paths):
        try:
            shown = yield from cut(call, path, text, by_bytes)
        except ShellError as fault:
            code = complain(call, ShellError(f"cannot open '{path}' for reading: {str(fault).rsplit(': ', 1)[-1]}"))
            continue
        if len(paths) > 1 and not given.has("-q"):
            name = "standard input" if path == "-" else path
            call.out(f"{chr(10) if at else ''}==> {name} <==\n")
        call.out(shown)
    return code
