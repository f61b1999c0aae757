"""yes: says so until nobody listens any more."""

from tutorial.shell.command import Call, Command, Running
from tutorial.shell.texts import charged


def run(call: Call) -> Running:
    """Prints its words, or `y`, again and again; it ends with its reader, or with the line's budget."""
    line = " ".join(call.args or ("y",)) + "\n"
    while True:
        yield from charged(call, 1)
        call.out(line)


COMMAND = Command("yes", "Print a line again and again.", "yes [WORD…]", run)
