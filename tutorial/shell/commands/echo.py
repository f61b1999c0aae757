"""echo: prints its arguments."""

import re

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.escapes import unescape

_FLAGS = re.compile(r"-[neE]+")


def run(call: Call) -> int:
    """Bash's echo: only words made of n, e and E are options."""
    args = list(call.args)
    newline, escapes = "\n", False
    while args and _FLAGS.fullmatch(args[0]):
        flags = args.pop(0)
        newline = "" if "n" in flags else newline
        escapes = flags.rindex("e") > flags.rfind("E") if "e" in flags else escapes and "E" not in flags
    text = " ".join(args)
    if escapes:
        text, stopped = unescape(text, octal_zero=True)
        newline = "" if stopped else newline
    call.out(text + newline)
    return 0


COMMAND = Command(
    "echo",
    "Print arguments.",
    "echo [-neE] [WORD…]",
    run,
    (
        Option(("-n",), "no newline at the end"),
        Option(("-e",), "interpret backslash escapes"),
        Option(("-E",), "do not interpret them (default)"),
    ),
    helps=False,
)
