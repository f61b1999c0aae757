"""sleep: waits in logical time."""

import re

from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell.command import Call, Command, Running
from tutorial.shell.errors import UsageError

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME = re.compile(r"([0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})([smhd]?)")


def run(call: Call) -> Running:
    """Waits as long as all its arguments together say."""
    if not call.args:
        call.err("sleep: missing operand\nTry 'sleep --help' for more information.\n")
        return 1
    seconds = sum(_seconds(text) for text in call.args)
    if seconds > 0:
        why = gettext("It sleeps for {seconds} s.", seconds=f"{seconds:g}")
        yield Until(call.world.now_ms + round(seconds * 1000), why)
    return 0


def _seconds(text: str) -> float:
    found = _TIME.fullmatch(text)
    if found is None:
        raise UsageError(f"invalid time interval '{text}'\nTry 'sleep --help' for more information.", exit_code=1)
    return float(found[1]) * UNITS[found[2]]


COMMAND = Command(
    "sleep", "Wait. Units are s (default), m, h, d; the cluster's clock runs on.", "sleep NUMBER[smhd]…", run
)
