"""rev: turns each line around."""

from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.options import parse_call
from tutorial.shell.texts import Inputs


def run(call: Call) -> Running:
    """Prints each line with its last character first."""
    inputs = Inputs(call, parse_call(call, COMMAND, exit_code=1).operands, _complain)
    while line := (yield from inputs.line()):
        text = line.removesuffix("\n")
        call.out(text[::-1] + line[len(text) :])
    return inputs.code


def _complain(call: Call, fault: ShellError) -> int:
    call.err(f"rev: cannot open {fault}\n")
    return 1


COMMAND = Command("rev", "Turn each line around.", "rev [FILE…]", run)
