"""break: leaves loops."""

from tutorial.shell.command import Call, Command
from tutorial.shell.loops import control


def run(call: Call) -> int:
    """Leaves one loop, or as many as asked for."""
    return control(call, "break")


COMMAND = Command("break", "Leave a loop.", "break [N]", run)
