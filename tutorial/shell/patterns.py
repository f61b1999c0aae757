"""Shell patterns (`*`, `?`, `[…]`) matched in time proportional to pattern × text, whatever the pattern."""

from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")
Work = Generator[int, None, Result]
"""A computation that pauses, see `work`."""
STATES_A_STEP = 30
PAUSE = 3_000
Segments = Sequence[tuple[str, bool]]
"""A text in pieces; the flag says that a piece was quoted, so that its characters stand for themselves."""

CLASSES: dict[str, Callable[[str], bool]] = {
    "alpha": str.isalpha,
    "digit": str.isdigit,
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "blank": lambda mark: mark in " \t",
    "punct": lambda mark: mark.isascii() and mark.isprintable() and not mark.isalnum() and mark != " ",
    "xdigit": lambda mark: mark in "0123456789abcdefABCDEF",
}


class Members:
    """What the text between the brackets of a set names: characters and ranges, in order, and classes."""

    __slots__ = ("classes", "firsts", "lasts")

    def __init__(self, text: str) -> None:
        ranges, self.classes = _named(text)
        self.firsts: list[str] = []
        self.lasts: list[str] = []
        for first, last in sorted(ranges):
            if self.lasts and first <= self.lasts[-1]:
                self.lasts[-1] = max(self.lasts[-1], last)
            else:
                self.firsts.append(first)
                self.lasts.append(last)

    def hold(self, mark: str) -> bool:
        """Whether a character is named, in a time that hardly depends on how many are."""
        at = bisect_right(self.firsts, mark) - 1
        return (at >= 0 and mark <= self.lasts[at]) or any(known(mark) for known in self.classes)


def _named(text: str) -> tuple[set[tuple[str, str]], set[Callable[[str], bool]]]:
    ranges: set[tuple[str, str]] = set()
    classes: set[Callable[[str], bool]] = set()
    at = 0
    while at < len(text):
        end = text.find(":]", at + 2) if text.startswith("[:", at) else -1
        if end > 0:
            if (known := CLASSES.get(text[at + 2 : end])) is not None:
                classes.add(known)
            at = end + 2
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            if text[at] <= text[at + 2]:
                ranges.add((text[at], text[at + 2]))
            at += 3
        else:
            ranges.add((text[at], text[at]))
            at += 1
    return ranges, classes


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern: a character, `?`, `*` or a set of characters."""

    kind: str
    text: str = ""
    negated: bool = False
    members: Members | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", Members(self.text) if self.kind == "set" else None)

    def takes(self, mark: str) -> bool:
        """Whether a single character fits here."""
        if self.members is not None:
            return self.members.hold(mark) != self.negated
        return mark == self.text if self.kind == "char" else self.kind == "any"


def compile_pattern(segments: Segments) -> Work[tuple[Item, ...]]:
    """The pattern of a text in pieces. Several `*` in a row are one."""
    marks = [(mark, quoted) for text, quoted in segments for mark in text]
    last = max((at for at, (mark, _) in enumerate(marks) if mark == "]"), default=-1)
    items: list[Item] = []
    at = work = 0
    while at < len(marks):
        start = at
        item, at, seen = _item(marks, at, last)
        if item.kind != "star" or not items or items[-1].kind != "star":
            items.append(item)
        work += max(at, seen) - start
        if work > PAUSE:
            yield work // STATES_A_STEP
            work %= STATES_A_STEP
    return tuple(items)


def _item(marks: list[tuple[str, bool]], at: int, last: int) -> tuple[Item, int, int]:
    """The item at an index, where the next one is, how far it was looked; `last` is where the last `]` stands."""
    mark, quoted = marks[at]
    at += 1
    end = 0
    if quoted or mark not in "*?[\\":
        return Item("char", mark), at, at
    if mark in "*?":
        return Item("star" if mark == "*" else "any"), at, at
    if mark == "\\":
        return Item("char", marks[at][0] if at < len(marks) else mark), at + (at < len(marks)), at
    if at <= last and (end := _set_end(marks, at)):
        inside = "".join(text for text, _ in marks[at:end])
        negated = inside[0] in "!^"
        return Item("set", inside[1:] if negated else inside, negated), end + 1, end
    return Item("char", mark), at, len(marks) if at <= last else at


def _set_end(marks: list[tuple[str, bool]], start: int) -> int:
    at = start + (start < len(marks) and marks[start][0] in "!^")
    at += start < len(marks) and marks[at : at + 1] != [] and marks[at][0] == "]"
    while at < len(marks):
        if marks[at][0] == "[" and at + 1 < len(marks) and marks[at + 1][0] == ":":
            at += 2
            while at < len(marks) and marks[at][0] != "]":
                at += 1
        elif marks[at][0] == "]":
            return at
        at += 1
    return 0


def is_pattern(segments: Segments) -> bool:
    """Whether unquoted pattern characters stand in a text."""
    return any(not quoted and any(mark in "*?[" for mark in text) for text, quoted in segments)


def ends(pattern: Sequence[Item], text: str) -> Iterator[tuple[int, int]]:
    """The lengths of all beginnings of the text that match, ascending, each with the steps since the one before.

    Where there are no matches it pauses with the length -1.
    """
    states = _closure({0}, pattern)
    work = 0
    if len(pattern) in states:
        yield 0, 0
    for at, mark in enumerate(text):
        following = set()
        for state in states:
            if state < len(pattern):
                item = pattern[state]
                if item.kind == "star":
                    following.add(state)
                elif item.takes(mark):
                    following.add(state + 1)
        work += len(states)
        if not following:
            return
        states = _closure(following, pattern)
        if len(pattern) in states:
            yield at + 1, work // STATES_A_STEP
            work %= STATES_A_STEP
        elif work > PAUSE:
            yield -1, work // STATES_A_STEP
            work %= STATES_A_STEP


def _closure(states: set[int], pattern: Sequence[Item]) -> set[int]:
    for start in tuple(states):
        state = start
        while state < len(pattern) and pattern[state].kind == "star":
            state += 1
            states.add(state)
    return states


def longest(pattern: Sequence[Item], text: str) -> Work[int]:
    """The length of the longest beginning that matches, or -1."""
    last = -1
    for length, steps in ends(pattern, text):
        last = max(last, length)
        if steps:
            yield steps
    return last


def shortest(pattern: Sequence[Item], text: str) -> Work[int]:
    """The length of the shortest beginning that matches, or -1."""
    for length, steps in ends(pattern, text):
        if length >= 0:
            return length
        yield steps
    return -1


def matches(pattern: Sequence[Item], text: str) -> Work[bool]:
    """Whether the whole text matches."""
    return (yield from longest(pattern, text)) == len(text)
