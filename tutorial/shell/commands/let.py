"""let: calculates."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import ShellError
from tutorial.shell.parameters import calculated


def run(call: Call) -> int:
    """0 when the last expression is not 0."""
    if not call.args:
        raise ShellError("expression expected", 1, label="bash: let")
    value = 0
    for expression in call.args:
        try:
            value = calculated(call.session, expression)
        except ShellError as fault:
            call.err(f"bash: let: {fault}\n")
            return 1
    return int(value == 0)


COMMAND = Command("let", "Calculate with whole numbers.", "let EXPRESSION…", run, helps=False)
