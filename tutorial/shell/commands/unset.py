"""unset: removes variables."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """Removes each named variable; one that isn't there is no fault."""
    for name in parse_call(call, COMMAND, permute=False).operands:
        call.session.remove(name)
    return 0


COMMAND = Command("unset", "Remove variables.", "unset [-v] NAME…", run, (Option(("-v",), "variables (default)"),))
