"""awk: a small language over records and fields."""

import re

from tutorial.shell.awk.interpreter import Interpreter
from tutorial.shell.awk.parser import read_program
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import read_file

_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL | re.ASCII)
USAGE = (
    "Usage: awk [POSIX or GNU style options] -f progfile [--] file ...\n"
    "Usage: awk [POSIX or GNU style options] [--] 'program' file ...\n"
)


def run(call: Call) -> Running:
    """Runs a program over its inputs; the code of its `exit`, 2 for what ends it."""
    options = parse_call(call, COMMAND, permute=False)
    if options.has("-f"):
        source = "\n".join(_file(call, path) for path in options.all("-f"))
    elif options.operands:
        source = options.operands.pop(0)
    else:
        call.err(USAGE)
        return 1
    interpreter = Interpreter(call, read_program(source), options.operands, _settings(options))
    return (yield from interpreter.run())


def _file(call: Call, path: str) -> str:
    try:
        return read_file(call, path)
    except FileError as fault:
        raise UsageError(f"fatal: can't open source file `{path}' for reading ({fault.reason})") from fault


def _settings(options: Parsed) -> list[str]:
    settings = options.all("-v")
    for setting in settings:
        if not _SETTING.fullmatch(setting):
            raise UsageError(f"fatal: `{setting}' argument to `-v' not in `var=value' form", exit_code=2)
    if options.has("-F"):
        separator = options.last("-F")
        settings = ["FS=\t" if separator == "t" else f"FS={separator}", *settings]
    return settings


COMMAND = Command(
    "awk",
    "Run a small program over records and their fields.",
    "awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE…]",
    run,
    (
        Option(("-F", "--field-separator"), "what stands between fields: a character or a pattern", "SEPARATOR"),
        Option(("-v", "--assign"), "set a variable before the program begins", "NAME=VALUE"),
        Option(("-f", "--file"), "read the program from a file", "FILE"),
    ),
    aliases=("gawk",),
)
