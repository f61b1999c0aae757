"""seq: a sequence of whole numbers."""

import re

from tutorial.cluster.waits import Breath
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


def run(call: Call) -> Running:
    """From 1 or FIRST to LAST."""
    args = list(call.args)
    separator = args.pop(0)[2:] or (args.pop(0) if args else "") if args and args[0].startswith("-s") else "\n"
    for word in args:
        if word.startswith("--"):
            raise UsageError(f"option {word} is not supported here; supported: -s", exit_code=1)
        if not _NUMBER.fullmatch(word):
            raise UsageError(f"invalid number '{word}'; whole numbers are supported here", exit_code=1)
    if not 1 <= len(args) <= 3:
        raise UsageError("missing operand" if not args else f"extra operand '{args[3]}'", exit_code=1)
    numbers = [int(word) for word in args]
    first, step, last = (
        (1, 1, *numbers) if len(numbers) == 1 else (numbers[0], 1, numbers[1]) if len(numbers) == 2 else numbers
    )
    if step == 0:
        raise UsageError("invalid Zero increment value: '0'", exit_code=1)
    written = False
    for number in range(first, last + (1 if step > 0 else -1), step):
        if call.context.step():
            yield Breath()
        call.out(f"{separator if written else ''}{number}")
        written = True
    call.out("\n" if written else "")
    return 0


COMMAND = Command(
    "seq",
    "Print a sequence of whole numbers.",
    "seq [-s TEXT] [FIRST [STEP]] LAST",
    run,
    (Option(("-s",), "text between the numbers", "TEXT"),),
)
