"""pwd: prints the working directory."""

from tutorial.shell.command import Call, Command


def run(call: Call) -> int:
    """The session's working directory."""
    call.out(call.session.cwd + "\n")
    return 0


COMMAND = Command("pwd", "Print the working directory.", "pwd", run)
