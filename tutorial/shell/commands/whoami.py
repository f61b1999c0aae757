"""whoami: the user's name."""

from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """The name of the shell's user."""
    call.out(call.session.user + "\n")
    return 0


COMMAND = Command("whoami", "Print the user's name.", "whoami", run)
