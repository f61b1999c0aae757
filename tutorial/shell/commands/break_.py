"""break: leaves loops."""

from tutorial.shell.command import Call, Command
from tutorial.shell.interpreter import LoopControl
from tutorial.shell.options import whole_number


def run(call: Call) -> int:
    """Leaves one loop, or as many as asked for."""
    raise LoopControl("break", max(1, whole_number(call.args[0], "break") if call.args else 1))


COMMAND = Command("break", "Leave a loop.", "break [N]", run)
