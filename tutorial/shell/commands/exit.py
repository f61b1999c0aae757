"""exit: ends the shell; on a node that is the way back."""

from tutorial.shell.command import Call, Command
from tutorial.shell.session import Exit
from tutorial.shell.texts import integer


def run(call: Call) -> int:
    """Ends the shell with the number given, or with `$?`."""
    if not call.args:
        raise Exit(call.session.last_exit)
    text = call.args[0]
    number = integer(text)
    if number is None:
        call.err(f"bash: {call.name}: {text}: numeric argument required\n")
        raise Exit(2)
    if len(call.args) > 1:
        call.err(f"bash: {call.name}: too many arguments\n")
        return 1
    raise Exit(number & 0xFF)


COMMAND = Command(
    "exit",
    "Leave this shell; a shell opened by ssh leads back to where it was opened.",
    "exit [N]",
    run,
    aliases=("logout",),
)
