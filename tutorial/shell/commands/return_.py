"""return: leaves a function, or a file that is read by `source`."""

from tutorial.shell.command import Call, Command
from tutorial.shell.errors import LineFault
from tutorial.shell.functions import Return
from tutorial.shell.texts import integer


def run(call: Call) -> int:
    """Ends what runs with the number given, or with `$?`."""
    if not call.session.callers:
        call.err("bash: return: can only `return' from a function or sourced script\n")
        return 2
    if len(call.args) > 1:
        raise LineFault("return: too many arguments", exit_code=1)
    if not call.args:
        raise Return(call.session.last_exit)
    text = call.args[0]
    number = integer(text)
    if number is None:
        call.err(f"bash: return: {text}: numeric argument required\n")
        raise Return(2)
    raise Return(number & 0xFF)


COMMAND = Command("return", "Leave a function, or a file read by source.", "return [N]", run, helps=False)
