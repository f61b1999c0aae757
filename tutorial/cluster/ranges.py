"""Port ranges: tuples of (low, high), both ends included, ascending. Mesos writes them, Marathon picks from them."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter

Ranges = tuple[tuple[int, int], ...]


def contains(ranges: Ranges, port: int) -> bool:
    """Whether one of the ranges holds the port."""
    return any(low <= port <= high for low, high in ranges)


def size(ranges: Ranges) -> int:
    """How many ports the ranges hold."""
    return sum(high - low + 1 for low, high in ranges)


def hold(ranges: Ranges, count: int) -> bool:
    """Whether the ranges hold so many ports; costs less than their size."""
    return any(held >= count for held in accumulate((high - low + 1 for low, high in ranges), initial=0))


def at(ranges: Ranges, index: int) -> int:
    """The port at an index when the ranges are laid end to end, wrapping round; IndexError when they are empty."""
    if not ranges:
        raise IndexError(index)
    index %= size(ranges)
    for low, high in ranges:
        if index <= high - low:
            break
        index -= high - low + 1
    return low + index


def index_of(ranges: Ranges, port: int) -> int:
    """The index of a port when the ranges are laid end to end; ValueError when they do not hold it."""
    passed = 0
    for low, high in ranges:
        if low <= port <= high:
            return passed + port - low
        passed += high - low + 1
    raise ValueError(f"port {port} is not in {ranges}")


def without(ranges: Ranges, used: Iterable[int]) -> Ranges:
    """The ranges less single ports."""
    left = ranges
    for port in sorted(set(used)):
        index = bisect_right(left, port, key=itemgetter(0)) - 1
        if index >= 0 and port <= left[index][1]:
            left = (*left[:index], *_split(*left[index], port), *left[index + 1 :])
    return left


def _split(low: int, high: int, port: int) -> list[tuple[int, int]]:
    return [part for part in ((low, port - 1), (port + 1, high)) if part[0] <= part[1]]
