"""set: lists variables, or sets the positional parameters."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import UsageError
from tutorial.shell.quoting import quoted
from tutorial.shell.session import VARIABLES_LIMIT


def run(call: Call) -> int:
    """`set` lists, `set -- WORD…` sets `$1` and so on."""
    session = call.session
    if not call.args:
        for name, variable in sorted(session.variables.items()):
            if variable.value is not None:
                call.out(f"{name}={quoted(variable.value) if variable.value else ''}\n")
        return 0
    first = call.args[0]
    if first != "--" and first[:1] in {"-", "+"} and len(first) > 1:
        raise UsageError(f"option {first} is not supported here; supported: --", label="bash: set")
    arguments = call.args[1:] if first == "--" else call.args
    if sum(map(len, arguments)) + len(arguments) > VARIABLES_LIMIT:
        raise UsageError(f"the arguments of a shell may hold {VARIABLES_LIMIT:,} characters", 1, label="bash: set")
    session.arguments = arguments
    return 0


COMMAND = Command("set", "List variables, or set the positional parameters.", "set [-- WORD…]", run)
