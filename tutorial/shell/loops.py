"""Leaving loops: what `break` and `continue` share."""

from tutorial.shell.command import Call
from tutorial.shell.errors import LineFault


class LoopControl(Exception):
    """`break` or `continue`, for so many loops; the exit code of the loop that ends."""

    def __init__(self, kind: str, levels: int, exit_code: int = 0) -> None:
        super().__init__(kind)
        self.kind, self.levels, self.exit_code = kind, levels, exit_code


def control(call: Call, kind: str) -> int:
    """Leave as many loops as asked for; outside of a loop bash says so and goes on."""
    loops = call.session.loops
    if not loops:
        call.err(f"bash: {kind}: only meaningful in a `for', `while', or `until' loop\n")
        return 0
    if len(call.args) > 1:
        raise LineFault(f"{kind}: too many arguments", exit_code=1)
    levels = _levels(call.args[0], kind) if call.args else 1
    if levels < 1:
        call.err(f"bash: {kind}: {call.args[0]}: loop count out of range\n")
        raise LoopControl("break", loops, 1)
    raise LoopControl(kind, min(levels, loops))


def _levels(text: str, kind: str) -> int:
    try:
        return int(text) if text.isascii() else int("x")
    except ValueError:
        raise LineFault(f"{kind}: {text}: numeric argument required", exit_code=128) from None
