"""shift: drops positional parameters."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import LineFault, ShellError
from tutorial.shell.texts import integer


def run(call: Call) -> int:
    """Drops so many parameters from the front (1); 1 where there are fewer."""
    if len(call.args) > 1:
        raise LineFault("shift: too many arguments", exit_code=1)
    text = call.args[0] if call.args else "1"
    count = integer(text)
    if count is None:
        raise LineFault(f"shift: {text}: numeric argument required", exit_code=1)
    if count < 0:
        raise ShellError(f"{text}: shift count out of range", 1, label="bash: shift")
    if count > len(call.session.arguments):
        return 1
    call.session.arguments = call.session.arguments[count:]
    return 0


COMMAND = Command("shift", "Drop positional parameters.", "shift [N]", run, helps=False)
