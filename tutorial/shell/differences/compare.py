"""Which lines of two texts have to go and to come: as few as can be, and the same ones as GNU's diff chooses.

Source: gnulib, `diffseq.h` (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, from both ends) and
diffutils 3.3, `analyze.c` (`discard_confusing_lines` without its guesses at large files, `shift_boundaries`).
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

Work = Generator[int, None, None]
"""Pauses with the units of work done since the last pause."""
PAUSE = 2_000
_FAR = 10**9


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `old` to `old_end` (from 0, the end not included) of the first text become `new` to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int


def changes(
    one: Sequence[str], other: Sequence[str], horizon: int, key: Callable[[str], str]
) -> Generator[int, None, list[Change]]:
    """The changes, in order; lines are the same when their keys are. Of what both begin and end with to the letter,
    `horizon` lines are looked at, too.
    """
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < min(len(one), len(other)) - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    yield head + tail
    head, tail = max(0, head - horizon), max(0, tail - horizon)
    gone, come = (_Marks([key(line) for line in text[head : len(text) - tail]]) for text in (one, other))
    yield from _Comparison(gone, come).run()
    yield from _shift(gone, come)
    yield from _shift(come, gone)
    return _collected(gone, come, head)


class _Marks:
    """Which lines of a text are changed; behind and before them stands what is not."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.changed = [False] * (len(lines) + 2)


class _Comparison:
    """The comparison of two lists of lines, of which those that the other one does not have are left out at once."""

    def __init__(self, gone: _Marks, come: _Marks) -> None:
        self.gone, self.come = gone, come
        old, new = gone.lines, come.lines
        self.old_at = self._kept(old, frozenset(new), gone)
        self.new_at = self._kept(new, frozenset(old), come)
        self.old, self.new = [old[at] for at in self.old_at], [new[at] for at in self.new_at]
        self.forward: dict[int, int] = {}
        self.backward: dict[int, int] = {}

    @staticmethod
    def _kept(lines: list[str], there: frozenset[str], marks: _Marks) -> list[int]:
        for at, line in enumerate(lines):
            marks.changed[at] = line not in there
        return [at for at in range(len(lines)) if not marks.changed[at]]

    def run(self) -> Work:
        """Mark what is changed, part by part."""
        waiting = [(0, len(self.old), 0, len(self.new))]
        while waiting:
            old, old_end, new, new_end = waiting.pop()
            while old < old_end and new < new_end and self.old[old] == self.new[new]:
                old, new = old + 1, new + 1
            while old < old_end and new < new_end and self.old[old_end - 1] == self.new[new_end - 1]:
                old_end, new_end = old_end - 1, new_end - 1
            if old == old_end or new == new_end:
                for at in self.old_at[old:old_end]:
                    self.gone.changed[at] = True
                for at in self.new_at[new:new_end]:
                    self.come.changed[at] = True
                yield old_end - old + new_end - new
                continue
            middle, new_middle = yield from self._middle(old, old_end, new, new_end)
            waiting += [(old, middle, new, new_middle), (middle, old_end, new_middle, new_end)]

    def _middle(self, old: int, old_end: int, new: int, new_end: int) -> Generator[int, None, tuple[int, int]]:
        """A place that a shortest way leads through: where those from both ends meet."""
        least, most = old - new_end, old_end - new
        start, goal = old - new, old_end - new_end
        odd = (start - goal) % 2 == 1
        low = high = start
        low_back = high_back = goal
        self.forward[start], self.backward[goal] = old, old_end
        work = 0
        while True:
            low, high = self._widened(self.forward, low, high, (least, most), -1)
            for diagonal in range(high, low - 1, -2):
                at, work = self._ahead(diagonal, old_end, new_end), work + 1
                if odd and low_back <= diagonal <= high_back and self.backward[diagonal] <= at:
                    yield work
                    return at, at - diagonal
            low_back, high_back = self._widened(self.backward, low_back, high_back, (least, most), _FAR)
            for diagonal in range(high_back, low_back - 1, -2):
                at, work = self._back(diagonal, old, new), work + 1
                if not odd and low <= diagonal <= high and at <= self.forward[diagonal]:
                    yield work
                    return at, at - diagonal
            if work > PAUSE:
                yield work
                work = 0

    @staticmethod
    def _widened(
        reached: dict[int, int], low: int, high: int, bounds: tuple[int, int], nowhere: int
    ) -> tuple[int, int]:
        """One diagonal more on each side, as far as there are any."""
        if low > bounds[0]:
            low -= 1
            reached[low - 1] = nowhere
        else:
            low += 1
        if high < bounds[1]:
            high += 1
            reached[high + 1] = nowhere
        else:
            high -= 1
        return low, high

    def _ahead(self, diagonal: int, old_end: int, new_end: int) -> int:
        below, above = self.forward[diagonal - 1], self.forward[diagonal + 1]
        at = above if below < above else below + 1
        while at < old_end and at - diagonal < new_end and self.old[at] == self.new[at - diagonal]:
            at += 1
        self.forward[diagonal] = at
        return at

    def _back(self, diagonal: int, old: int, new: int) -> int:
        below, above = self.backward[diagonal - 1], self.backward[diagonal + 1]
        at = below if below < above else above - 1
        while old < at and new < at - diagonal and self.old[at - 1] == self.new[at - diagonal - 1]:
            at -= 1
        self.backward[diagonal] = at
        return at


def _shift(marks: _Marks, others: _Marks) -> Work:
    """Move each run of changes as far down as it may stand, or to where the other text is changed, and join runs."""
    changed, other, lines = marks.changed, others.changed, marks.lines
    at = there = 0
    while True:
        while at < len(lines) and not changed[at]:
            while other[there]:
                there += 1
            there, at = there + 1, at + 1
        if at == len(lines):
            return
        start = at
        while changed[at]:
            at += 1
        while other[there]:
            there += 1
        start, at, there, corresponding = yield from _moved(marks, others, start, at, there)
        while corresponding < at:
            start, at = start - 1, at - 1
            changed[start], changed[at] = True, False
            there = _before(other, there)


def _before(changed: list[bool], at: int) -> int:
    at -= 1
    while changed[at]:
        at -= 1
    return at


def _moved(
    marks: _Marks, others: _Marks, start: int, at: int, there: int
) -> Generator[int, None, tuple[int, int, int, int]]:
    """Move a run up, then down, until it grows no more; where it and its counterpart are then."""
    changed, other, lines = marks.changed, others.changed, marks.lines
    length = -1
    corresponding = len(lines)
    while length != at - start:
        length = at - start
        yield 1 + length
        while start and lines[start - 1] == lines[at - 1]:
            start, at = start - 1, at - 1
            changed[start], changed[at] = True, False
            while changed[start - 1]:
                start -= 1
            there = _before(other, there)
        corresponding = at if other[there - 1] else len(lines)
        while at != len(lines) and lines[start] == lines[at]:
            changed[start], changed[at] = False, True
            start, at = start + 1, at + 1
            while changed[at]:
                at += 1
            there += 1
            while other[there]:
                corresponding = at
                there += 1
    return start, at, there, corresponding


def _collected(gone: _Marks, come: _Marks, head: int) -> list[Change]:
    found: list[Change] = []
    old = new = 0
    while old < len(gone.lines) or new < len(come.lines):
        start, new_start = old, new
        while gone.changed[old]:
            old += 1
        while come.changed[new]:
            new += 1
        if old > start or new > new_start:
            found.append(Change(head + start, head + old, head + new_start, head + new))
        old, new = old + 1, new + 1
    return found
