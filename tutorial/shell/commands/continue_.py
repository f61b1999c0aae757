"""continue: goes on with the next round of a loop."""

from tutorial.shell.command import Call, Command
from tutorial.shell.interpreter import LoopControl
from tutorial.shell.options import whole_number


def run(call: Call) -> int:
    """Ends this round of the loop, or of an outer one."""
    raise LoopControl("continue", max(1, whole_number(call.args[0], "continue") if call.args else 1))


COMMAND = Command("continue", "Go on with the next round of a loop.", "continue [N]", run)
