"""continue: goes on with the next round of a loop."""

from tutorial.shell.command import Call, Command
from tutorial.shell.loops import control


def run(call: Call) -> int:
    """Ends this round of the loop, or of an outer one."""
    return control(call, "continue")


COMMAND = Command("continue", "Go on with the next round of a loop.", "continue [N]", run)
