"""export: marks variables for the environment of programs."""

import re

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call
from tutorial.shell.quoting import declared

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def run(call: Call) -> int:
    """`export NAME[=VALUE]…`, or the list of exported variables."""
    options = parse_call(call, COMMAND, permute=False)
    session = call.session
    if options.has("-p") or not options.operands:
        for name, value in sorted(session.exported().items()):
            call.out(f"declare -x {name}={declared(value)}\n")
        return 0
    code = 0
    for word in options.operands:
        name, mark, value = word.partition("=")
        if not _NAME.fullmatch(name):
            call.err(f"bash: export: `{word}': not a valid identifier\n")
            code = 1
        elif mark:
            session.put(name, value, exported=not options.has("-n"))
        else:
            session.mark(name, exported=not options.has("-n"))
    return code


COMMAND = Command(
    "export",
    "Mark variables for the environment of programs.",
    "export [-np] [NAME[=VALUE]…]",
    run,
    (Option(("-p",), "list exported variables"), Option(("-n",), "unmark")),
)
