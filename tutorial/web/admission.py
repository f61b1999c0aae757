"""Whether an entry may be made now."""

from tutorial import shell
from tutorial.attempt import JOURNAL_BUDGET
from tutorial.web.frames import Refused
from tutorial.web.limits import ENTRIES
from tutorial.web.live import Live


def admitted(live: Live, kind: str, terminal: str, text: str) -> bool:
    """Whether an entry may be made now, or would change nothing; Refused when it may not."""
    attempt = live.attempt
    if live.differs:
        raise Refused("read_only", f"This attempt was made with another version of the course: {live.differs}.")
    busy = attempt.busy(terminal)
    if kind == "interrupt":
        return busy
    if (kind == "eof" and busy) or (kind == "clock" and float(text) == attempt.speed):
        return False
    if attempt.next_seq > ENTRIES or attempt.spent:
        most = f"an attempt has at most {ENTRIES} entries and {JOURNAL_BUDGET:,} steps"
        raise Refused("journal_full", f"{most}: this one is full; begin a new one")
    if kind == "line" and busy:
        raise Refused("busy", f"a line still runs in {terminal}: Ctrl-C ends it")
    if kind in {"line", "eof"} and not shell.is_place(attempt.world, terminal):
        raise Refused("unknown_terminal", f"there is no machine and no running container {terminal}")
    return True
