"""read: takes one line of input into variables."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.options import parse_call

Mark = tuple[str, bool]
"""A character, and whether a backslash stood before it."""
_ESCAPED = re.compile(r"\\(.)|.", re.DOTALL)


def run(call: Call) -> Running:
    """Splits a line at `IFS`; the last variable gets the rest, `REPLY` the line as it is. 1 at the end of the input."""
    options = parse_call(call, COMMAND, permute=False)
    marks: list[Mark] = []
    line = yield from call.stdin.read_line()
    while not options.has("-r") and _continues(line):
        marks += _marks(line[:-2], raw=False)
        line = yield from call.stdin.read_line()
    marks += _marks(line.removesuffix("\n"), raw=options.has("-r"))
    ifs = call.env.get("IFS", call.session.get("IFS"))
    values = (
        _values(marks, " \t\n" if ifs is None else ifs, len(options.operands)) if options.operands else [_text(marks)]
    )
    for name, value in zip(options.operands or ["REPLY"], values, strict=True):
        call.session.put(name, value)
    return 0 if line.endswith("\n") else 1


def _continues(line: str) -> bool:
    body = line.removesuffix("\n")
    return line.endswith("\n") and (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _marks(text: str, *, raw: bool) -> list[Mark]:
    """The characters of a line; those behind a backslash are never split at."""
    if raw:
        return [(mark, False) for mark in text]
    return [(found[1] or found[0], bool(found[1])) for found in _ESCAPED.finditer(text)]


def _text(marks: list[Mark]) -> str:
    return "".join(mark for mark, _ in marks)


def _values(marks: list[Mark], ifs: str, count: int) -> list[str]:
    white = {(mark, False) for mark in ifs if mark in " \t\n"}
    splits = {(mark, False) for mark in ifs}
    hard = splits - white
    values: list[str] = []
    marks = _stripped(marks, white)
    for _ in range(count - 1):
        at = next((at for at, mark in enumerate(marks) if mark in splits), len(marks))
        values.append(_text(marks[:at]))
        rest = _stripped(marks[at:], white)
        marks = _stripped(rest[1:], white) if rest and rest[0] in hard else rest
    return [*values, _last(marks, white, splits)]


def _stripped(marks: list[Mark], white: set[Mark]) -> list[Mark]:
    start, end = 0, len(marks)
    while start < end and marks[start] in white:
        start += 1
    while end > start and marks[end - 1] in white:
        end -= 1
    return marks[start:end]


def _last(marks: list[Mark], white: set[Mark], splits: set[Mark]) -> str:
    """What is left for the last variable: one separator at its end does not count if it is the only one."""
    if marks and marks[-1] in splits and not any(mark in splits for mark in _stripped(marks[:-1], white)):
        return _text(_stripped(marks[:-1], white))
    return _text(marks)


COMMAND = Command(
    "read",
    "Take one line of input into variables.",
    "read [-r] [NAME…]",
    run,
    (Option(("-r",), "backslashes are plain"),),
)
