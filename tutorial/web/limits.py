"""How much one attempt or one address may ask of us."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

LINES_A_SECOND = 30
LOOKS_A_SECOND = 10
"""Checkouts, whole traces, completions, files and whole outputs, some of which may cost a replay."""
ATTEMPTS_A_MINUTE = 20
LINKS_A_MINUTE = 20
SOCKETS = 4
STREAMS = 4
"""Event streams of an attempt."""
SLOWEST, FASTEST = 0.01, 1000.0
"""Logical seconds a second."""
ENTRIES = 500
BODY = 256_000
"""Bytes of a request's body."""

Clock = Callable[[], float]


class Bucket:
    """A token bucket: `size` at once, refilled evenly within `seconds`."""

    __slots__ = ("_clock", "_left", "_rate", "_size", "_then")

    def __init__(self, size: int, seconds: float, clock: Clock = time.monotonic) -> None:
        self._size = self._left = float(size)
        self._rate = size / seconds
        self._clock = clock
        self._then = clock()

    def wait(self) -> float:
        """Take one and return 0, or return after how many seconds there is one again."""
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._then) * self._rate)
        self._then = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate


class Buckets:
    """A bucket for each key; the keys that were used longest ago are forgotten."""

    def __init__(self, size: int, seconds: float, keys: int = 10_000, clock: Clock = time.monotonic) -> None:
        self._make = lambda: Bucket(size, seconds, clock)
        self._keys = keys
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()

    def wait(self, key: Hashable) -> float:
        """As `Bucket.wait`, for that key."""
        bucket = self._buckets.pop(key, None) or self._make()
        self._buckets[key] = bucket
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return bucket.wait()
