"""false: fails."""

from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """Always 1."""
    return 1


COMMAND = Command("false", "Do nothing, unsuccessfully.", "false", run, helps=False)
