"""read: takes one line of input into variables."""

import re
from collections.abc import Generator
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.texts import integer

_ESCAPED = re.compile("\\\\(.)|\ue002", re.DOTALL)
_KEPT = "\ue002"
"""Stands for a character that stood behind a backslash, for it is never split at."""


def run(call: Call) -> Running:
    """Splits a line at `IFS`; the last variable gets the rest, `REPLY` the line as it is. 1 at the end of the input."""
    options = parse_call(call, COMMAND, permute=False)
    if options.has("-n") or options.has("-d"):
        text, ended = yield from _part(call, options)
    else:
        text, ended = yield from _line(call, raw=options.has("-r"))
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
    return 0 if ended else 1


def _line(call: Call, *, raw: bool) -> Generator[Wait, Any, tuple[str, bool]]:
    """A line, with those that it goes on over; whether it was a whole one."""
    text = ""
    line = yield from call.stdin.read_line()
    while not raw and _continues(line):
        text += line[:-2]
        line = yield from call.stdin.read_line()
    return text + line.removesuffix("\n"), line.endswith("\n")


def _part(call: Call, options: Parsed) -> Generator[Wait, Any, tuple[str, bool]]:
    """So many characters, or what stands before a delimiter; whether that was all there. The rest is given back."""
    mark = options.last("-d", "\n")[:1] or "\0"
    most = integer(options.last("-n", "262144"))
    if most is None or most < 0:
        raise UsageError(f"{options.last('-n')}: invalid number", exit_code=1)
    text = ""
    while len(text) < most and mark not in text:
        line = yield from call.stdin.read_line()
        if not line:
            return text, False
        text += line
    end = text.find(mark)
    taken = most if end < 0 or end > most else end
    call.stdin.unread(text[taken + (taken == end) :])
    return text[:taken], True


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
    "read [-rs] [-d MARK] [-n COUNT] [-p PROMPT] [-t SECONDS] [NAME…]",
    run,
    (
        Option(("-r",), "backslashes are plain"),
        Option(("-d",), "up to this character, not to the line's end", "MARK"),
        Option(("-n",), "so many characters at most", "COUNT"),
        Option(("-p",), "what a terminal would show first (nothing is read from one here)", "PROMPT"),
        Option(("-s",), "without showing it (a terminal's affair)"),
        Option(("-t",), "at most so long (a terminal's affair)", "SECONDS"),
    ),
)
