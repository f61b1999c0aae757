"""What sort compares: parts of lines, and the orders of numbers, sizes and texts.

Source: GNU coreutils 8.22, src/sort.c (`begfield`, `limfield`, `keycompare`); texts stand in the order of their
character codes, as in the C locale.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tutorial.shell.errors import UsageError

_BLANKS = re.compile(r"[ \t\n]*")
_FIELD = re.compile(r"[ \t\n]*[^ \t\n]*")
_KEY = re.compile(r"([0-9]+)(?:\.([0-9]+))?([bdfhinr]*)(?:,([0-9]+)(?:\.([0-9]+))?([bdfhinr]*))?")
_NUMBER = re.compile(r"[ \t\n]*(-?)([0-9]*(?:\.[0-9]*)?)([kKMGTPEZY]?)")
_UNITS = " KMGTPEZY"
_LARGEST = 10**9
"""Fields and characters behind this one are there in no line."""


@dataclass(frozen=True, slots=True)
class Order:
    """How texts are compared: the letters of the options that say it (`n`, `h`, `f`, `d`, `i`, `r`, `b`)."""

    letters: frozenset[str] = frozenset()

    @property
    def reverse(self) -> bool:
        """Whether the largest stands first."""
        return "r" in self.letters

    def value(self, text: str) -> Any:
        """What a text is compared by."""
        if "n" in self.letters or "h" in self.letters:
            return _number(text, sizes="h" in self.letters)
        if "d" in self.letters:
            text = re.sub(r"[^A-Za-z0-9 \t]", "", text)
        elif "i" in self.letters:
            text = re.sub(r"[^ -~]", "", text)
        return text.upper() if "f" in self.letters else text


@dataclass(frozen=True, slots=True)
class Key:
    """A part of a line, from a place to a place: fields from 0, characters from 0; `end` is None for the line's end."""

    order: Order
    field: int = 0
    character: int = 0
    skips: bool = False
    end: tuple[int, int] | None = None
    end_skips: bool = False

    def value(self, line: str, tab: str) -> Any:
        """What the line is compared by."""
        return self.order.value(line[self._start(line, tab) : self._limit(line, tab)])

    def _start(self, line: str, tab: str) -> int:
        at = _behind_fields(line, tab, self.field, last=True)
        return min(_behind(_BLANKS, line, at) + self.character if self.skips else at + self.character, len(line))

    def _limit(self, line: str, tab: str) -> int:
        if self.end is None:
            return len(line)
        field, character = self.end
        if not character:
            return _behind_fields(line, tab, field + 1, last=False)
        at = _behind_fields(line, tab, field, last=True)
        return min((_behind(_BLANKS, line, at) if self.end_skips else at) + character, len(line))


def parse_key(text: str, common: Order) -> Key:
    """The key that `-k` describes, in the `common` order where it names none; UsageError in sort's words."""
    found = _KEY.fullmatch(text)
    if found is None:
        raise UsageError(f"invalid field specification '{text}'; supported: F[.C][bdfhinr][,F[.C][bdfhinr]]")
    field, character, letters, last, last_character, last_letters = found.groups()
    if not int(field[:9]) or (last and not int(last[:9])):
        raise UsageError(f"field number is zero: invalid field specification '{text}'")
    if character and not int(character[:9]):
        raise UsageError(f"character offset is zero: invalid field specification '{text}'")
    own = frozenset(letters) | frozenset(last_letters or "")
    order = Order(own - {"b"}) if own else common
    skips = "b" in (letters if own else common.letters)
    key = Key(order, _index(field), _index(character or "1"), skips)
    if not last:
        return key
    end_skips = "b" in ((last_letters or "") if own else common.letters)
    return replace(key, end=(_index(last), min(int((last_character or "0")[:12]), _LARGEST)), end_skips=end_skips)


def _index(number: str) -> int:
    return min(int(number[:12]), _LARGEST) - 1


def _behind(pattern: "re.Pattern[str]", line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at


def _behind_fields(line: str, tab: str, count: int, *, last: bool) -> int:
    """The index behind so many fields, and with `last` behind the separator of the last one, too."""
    at = 0
    for number in range(count, 0, -1):
        if at >= len(line):
            break
        if not tab:
            at = _behind(_FIELD, line, at)
            continue
        found = line.find(tab, at)
        at = len(line) if found < 0 else found + (last or number > 1)
    return at


def _number(text: str, *, sizes: bool) -> tuple[int, Decimal]:
    """A number as it begins a text, 0 where none does; of `sizes` the unit counts first."""
    found = _NUMBER.match(text)
    digits = found[2] if found else ""
    number = Decimal(digits) if digits.strip(".") else Decimal(0)
    unit = _UNITS.index(found[3].upper() or " ") if found and sizes and number else 0
    negative = found is not None and found[1] == "-"
    return (-unit, -number) if negative else (unit, number)
