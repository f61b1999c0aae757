"""read: takes one line of input into variables."""

import re

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.options import parse_call

_ESCAPED = re.compile("\\\\(.)|\ue002", re.DOTALL)
_KEPT = "\ue002"
"""Stands for a character that stood behind a backslash, for it is never split at."""


def run(call: Call) -> Running:
    """Splits a line at `IFS`; the last variable gets the rest, `REPLY` the line as it is. 1 at the end of the input."""
    options = parse_call(call, COMMAND, permute=False)
    text = ""
    line = yield from call.stdin.read_line()
    while not options.has("-r") and _continues(line):
        text += line[:-2]
        line = yield from call.stdin.read_line()
    text += line.removesuffix("\n")
    kept: list[str] = []
    if not options.has("-r"):
        kept = [found[1] or _KEPT for found in _ESCAPED.finditer(text)]
        text = _ESCAPED.sub(_KEPT, text)
    ifs = call.env.get("IFS", call.session.get("IFS"))
    names = options.operands
    values = _values(text, " \t\n" if ifs is None else ifs, len(names)) if names else [text]
    behind = iter(kept)
    for name, value in zip(names or ["REPLY"], values, strict=True):
        call.session.put(name, re.sub(_KEPT, lambda _: next(behind), value) if kept else value)
    return 0 if line.endswith("\n") else 1


def _continues(line: str) -> bool:
    body = line.removesuffix("\n")
    return line.endswith("\n") and (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _values(text: str, ifs: str, count: int) -> list[str]:
    white = "".join(mark for mark in ifs if mark in " \t\n")
    separator = re.compile(f"[{re.escape(ifs)}]" if ifs else "(?!)")
    blanks = re.compile(f"[{re.escape(white)}]*" if white else "")
    text = text.strip(white)
    values: list[str] = []
    at = 0
    for _ in range(count - 1):
        found = separator.search(text, at)
        end = found.start() if found else len(text)
        values.append(text[at:end])
        at = _behind(blanks, text, end)
        if text[at : at + 1] and text[at] in ifs:
            at = _behind(blanks, text, at + 1)
    return [*values, _last(text[at:], white, separator)]


def _behind(blanks: "re.Pattern[str]", text: str, at: int) -> int:
    found = blanks.match(text, at)
    return found.end() if found else at


def _last(text: str, white: str, separator: "re.Pattern[str]") -> str:
    """What is left for the last variable: one separator at its end does not count if it is the only one."""
    body = text[:-1].strip(white)
    ends = separator.search(text, len(text) - 1) if text else None
    return body if ends and not separator.search(body) else text


COMMAND = Command(
    "read",
    "Take one line of input into variables.",
    "read [-r] [NAME…]",
    run,
    (Option(("-r",), "backslashes are plain"),),
)
