"""awk's values: numbers, texts, and texts from outside that count as numbers where they look like one.

Source: POSIX, awk, "Expressions in awk".
"""

import math
import re

Value = float | str | None
"""None is what was never set: 0 and the empty text at once."""
_PREFIX = re.compile(r"[ \t\n\r\f\v]*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-](?:inf|nan)(?![a-z]))")


class Outside(str):
    """A text from a field, an input or a command line."""

    __slots__ = ()


def number(value: Value) -> float:
    """A value as a number: of a text what it begins with."""
    if isinstance(value, float):
        return value
    found = _PREFIX.match(value) if value else None
    return float(found[1]) if found else 0.0


def looks_numeric(text: str) -> bool:
    """Whether the whole text is a number, with blanks around it."""
    found = _PREFIX.match(text)
    return found is not None and not text[found.end() :].strip(" \t\n\r\f\v")


def text(value: Value, convert: str = "%.6g") -> str:
    """A value as a text; whole numbers are written without a point, others by a format."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if math.isnan(value) or math.isinf(value):
        return f"{'-' if math.copysign(1, value) < 0 else ''}{'nan' if math.isnan(value) else 'inf'}"
    if value == int(value):
        return str(int(value))
    return plain_format(convert, value)


def plain_format(convert: str, value: float) -> str:
    """A number by a format of one number, such as `%.6g` or `%d`; by `%.6g` when it is no such format."""
    found = re.fullmatch(r"([^%]*%[-+ #0]*[0-9]{0,3}(?:\.[0-9]{0,3})?)([defgEFGi])([^%]*)", convert)
    if found is None:
        return "%.6g" % value  # noqa: UP031 (awk's formats are C's)
    return (found[1] + found[2] + found[3]) % (int(value) if found[2] in "di" else value)


def is_true(value: Value) -> bool:
    """Whether a value counts as true."""
    if isinstance(value, Outside) and looks_numeric(value):
        return number(value) != 0
    return value != 0.0 if isinstance(value, float) else bool(value)


def is_number(value: Value) -> bool:
    """Whether a value is compared as a number."""
    return value is None or isinstance(value, float) or (isinstance(value, Outside) and looks_numeric(value))


def compare(left: Value, right: Value, convert: str) -> int:
    """Less than 0, 0 or more: as numbers where both are, else as texts."""
    if is_number(left) and is_number(right):
        one, other = number(left), number(right)
        return (one > other) - (one < other)
    first, second = text(left, convert), text(right, convert)
    return (first > second) - (first < second)
