"""true: succeeds."""

from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """Always 0."""
    return 0


COMMAND = Command("true", "Do nothing, successfully.", "true", run, aliases=(":",), helps=False)
