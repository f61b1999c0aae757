"""unset: removes variables and functions."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """Removes each named variable, or else the function of that name; one that isn't there is no fault."""
    options = parse_call(call, COMMAND, permute=False)
    session, code = call.session, 0
    for name in options.operands:
        if not options.has("-f") and name in session.variables:
            try:
                session.remove(name)
            except ShellError as fault:
                call.err(f"bash: unset: {fault}\n")
                code = 1
        elif not options.has("-v"):
            session.forget(name)
    return code


COMMAND = Command(
    "unset",
    "Remove variables and functions.",
    "unset [-f | -v] NAME…",
    run,
    (Option(("-v",), "variables alone"), Option(("-f",), "functions alone")),
)
