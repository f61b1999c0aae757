"""exec: a command in the place of the shell. Without one its redirections stay, which is the interpreter's affair."""

from tutorial.shell.command import Call, Command, Running
from tutorial.shell.invoke import run_command
from tutorial.shell.session import Exit


def run(call: Call) -> Running:
    """Runs the command, and ends the shell with its exit code."""
    if not call.args:
        return 0
    raise Exit((yield from run_command(list(call.args), call.session, call.descriptors, call.values)))


COMMAND = Command("exec", "Run a command in the place of this shell.", "exec [COMMAND…]", run, helps=False)
