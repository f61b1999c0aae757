"""unset: removes variables and functions."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """Removes each named variable, or else the function of that name; one that isn't there is no fault."""
    options = parse_call(call, COMMAND, permute=False)
    session = call.session
    for name in options.operands:
        if not options.has("-f") and name in session.variables:
            session.remove(name)
        elif not options.has("-v"):
            session.forget(name)
    return 0


COMMAND = Command(
    "unset",
    "Remove variables and functions.",
    "unset [-f | -v] NAME…",
    run,
    (Option(("-v",), "variables alone"), Option(("-f",), "functions alone")),
)
