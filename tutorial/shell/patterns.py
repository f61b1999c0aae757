"""Shell patterns (`*`, `?`, `[…]`) matched in time proportional to pattern × text, whatever the pattern."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a pattern: a character, `?`, `*` or a set of characters."""

    kind: str
    text: str = ""
    negated: bool = False

    def takes(self, mark: str) -> bool:
        """Whether a single character fits here."""
        if self.kind == "char":
            return mark == self.text
        return self.kind == "any" or (self.kind == "set" and _in_set(self.text, mark) != self.negated)


def _in_set(text: str, mark: str) -> bool:
    at = 0
    while at < len(text):
        end = text.find(":]", at + 2)
        if text.startswith("[:", at) and end > 0:
            if (known := CLASSES.get(text[at + 2 : end])) is not None and known(mark):
                return True
            at = end + 2
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            if text[at] <= mark <= text[at + 2]:
                return True
            at += 3
        elif text[at] == mark:
            return True
        else:
            at += 1
    return False


def compile_pattern(segments: Segments) -> tuple[Item, ...]:
    """The pattern of a text in pieces."""
    return tuple(_items([(mark, quoted) for text, quoted in segments for mark in text]))


def _items(marks: list[tuple[str, bool]]) -> Iterator[Item]:
    at = 0
    while at < len(marks):
        mark, quoted = marks[at]
        at += 1
        if quoted or mark not in "*?[\\":
            yield Item("char", mark)
        elif mark == "*":
            yield Item("star")
        elif mark == "?":
            yield Item("any")
        elif mark == "\\" and at < len(marks):
            yield Item("char", marks[at][0])
            at += 1
        elif mark == "[" and (end := _set_end(marks, at)):
            inside = "".join(text for text, _ in marks[at:end])
            negated = inside[0] in "!^"
            yield Item("set", inside[1:] if negated else inside, negated)
            at = end + 1
        else:
            yield Item("char", mark)


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
