"""`printf` of awk: C's formats, for numbers that are floating point."""

import math
import re
from collections.abc import Iterator

from tutorial.shell.awk.values import Value, number, text
from tutorial.shell.errors import UsageError

WIDEST = 10_000
_DIRECTIVE = re.compile(r"%([-+ #0]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?[hlLqjzt]*(.)", re.DOTALL)


def formatted(form: str, values: list[Value], convert: str) -> str:
    """The format with the values in its places; UsageError when there are fewer of them."""
    waiting = iter(values)
    return _DIRECTIVE.sub(lambda found: _directive(found, waiting, convert), form)


def _next(waiting: Iterator[Value], directive: str) -> Value:
    for value in waiting:
        return value
    raise UsageError(f"fatal: not enough arguments to satisfy format string\n\t`{directive}'", exit_code=2)


def _directive(found: "re.Match[str]", waiting: Iterator[Value], convert: str) -> str:
    flags, width, precision, kind = found.groups()
    if kind == "%":
        return "%"
    if kind not in "diouxXcseEfFgG":
        return found[0]
    size = _count(width, waiting, found[0])
    if size < 0:
        flags, size = flags + "-", -size
    exact = None if precision is None else _count(precision, waiting, found[0])
    if exact is not None and exact < 0:
        exact = None
    body = _body(kind, flags, exact, _next(waiting, found[0]), convert)
    if "-" in flags:
        return body.ljust(size)
    zeros = "0" in flags and kind not in "cs" and not (kind in "diouxX" and exact is not None) and body[-1:] not in "fn"
    if not zeros:
        return body.rjust(size)
    sign = re.match(r"[-+ ]?(?:0[xX])?", body)
    head = sign[0] if sign else ""
    return head + body[len(head) :].rjust(size - len(head), "0")


def _count(written: str, waiting: Iterator[Value], directive: str) -> int:
    count = int(number(_next(waiting, directive))) if written == "*" else int(written[:9] or 0)
    if abs(count) > WIDEST:
        raise UsageError(f"fatal: a width over {WIDEST:,} is not supported here", exit_code=2)
    return count


def _body(kind: str, flags: str, exact: int | None, value: Value, convert: str) -> str:
    if kind == "c":
        return _character(value)
    if kind == "s":
        shown = text(value, convert)
        return shown if exact is None else shown[:exact]
    amount = number(value)
    if math.isnan(amount) or math.isinf(amount):
        return text(amount)
    signs = "".join(mark for mark in flags if mark in "+ #")
    if kind in "diouxX":
        return _whole(kind, signs, exact, amount)
    return f"%{signs}{'' if exact is None else f'.{exact}'}{kind}" % amount


def _whole(kind: str, signs: str, exact: int | None, amount: float) -> str:
    whole = int(amount)
    if kind in "di":
        return f"%{signs.replace('#', '')}{'' if exact is None else f'.{exact}'}d" % whole
    if whole < 0:
        whole &= 2**64 - 1
    digits = {"o": f"{whole:o}", "u": str(whole), "x": f"{whole:x}", "X": f"{whole:X}"}[kind].rjust(exact or 0, "0")
    prefix = {"o": "0", "x": "0x", "X": "0X"}.get(kind, "") if "#" in signs and whole else ""
    return prefix + digits


def _character(value: Value) -> str:
    """The first character of a text, or the one that a number stands for."""
    if isinstance(value, str):
        return value[:1]
    code = int(number(value))
    return chr(code) if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
