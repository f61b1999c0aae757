"""curl's progress meter. Source: curl 7.88.1, lib/progress.c."""

from collections.abc import Callable

HEADING = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
SECOND_MS = 1000


class Meter:
    """Writes the meter, where it is wanted."""

    def __init__(self, write: Callable[[str], None], *, on: bool) -> None:
        self.write, self.on = write, on

    def begin(self) -> None:
        """The heading and the first line."""
        if self.on:
            self.write(HEADING)
            self.tick(0)

    def tick(self, spent_ms: int) -> None:
        """Nothing has come so far."""
        if self.on:
            self.write(line(0, 0, 0, 0, spent_ms))

    def end(self, received: int, expected: int, sent: int, spent_ms: int) -> None:
        """The last line of a transfer."""
        if self.on:
            self.write(line(received, expected, sent, sent, spent_ms) + "\n")


def line(received: int, expected: int, sent: int, to_send: int, spent_ms: int) -> str:
    """One state of the meter, written over the one before."""
    total, moved, took_ms = expected + to_send, received + sent, max(spent_ms, 1)
    speed = moved * SECOND_MS // took_ms
    left = total // speed if speed else 0
    fields = (
        f"{_percent(moved, total):3} {_size(total)}  {_percent(received, expected):3} {_size(received)}",
        f"{_percent(sent, to_send):3} {_size(sent)}",
        f"{_size(received * SECOND_MS // took_ms)}  {_size(sent * SECOND_MS // took_ms)}",
    )
    times = (clock(left), clock(spent_ms // SECOND_MS), clock(0))
    return "\r" + "  ".join(fields) + " " + " ".join((*times, _size(speed)))


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def clock(seconds: int) -> str:
    """A span of time in eight columns; none is `--:--:--`."""
    if seconds <= 0:
        return "--:--:--"
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours:2}:{minutes:02}:{seconds % 60:02}" if hours < 100 else f"{hours // 24:3}d {hours % 24:02}h"


def _size(count: int) -> str:
    """A number of bytes in five columns."""
    if count < 100_000:
        return f"{count:5}"
    if count < 10_000 << 10:
        return f"{count >> 10:4}k"
    return f"{count >> 20:2}.{(count & 0xFFFFF) * 10 >> 20}M" if count < 100 << 20 else f"{count >> 20:4}M"
