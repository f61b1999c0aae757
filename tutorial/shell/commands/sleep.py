"""sleep: waits in logical time."""

from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.durations import milliseconds
from tutorial.shell.errors import UsageError


def run(call: Call) -> Running:
    """Waits as long as all its arguments together say."""
    if not call.args:
        call.err("sleep: missing operand\nTry 'sleep --help' for more information.\n")
        return 1
    length_ms = sum(_milliseconds(text) for text in call.args)
    if length_ms > 0:
        why = gettext("It sleeps for {seconds} s.", seconds=f"{length_ms / 1000:g}")
        yield Until(call.world.now_ms + length_ms, why)
    return 0


def _milliseconds(text: str) -> int:
    found = milliseconds(text)
    if found is None:
        raise UsageError(f"invalid time interval '{text}'\nTry 'sleep --help' for more information.", exit_code=1)
    return found


COMMAND = Command(
    "sleep", "Wait. Units are s (default), m, h, d; the cluster's clock runs on.", "sleep NUMBER[smhd]…", run
)
