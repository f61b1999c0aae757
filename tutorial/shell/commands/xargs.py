"""xargs: runs a command with words that come in."""

import re
from collections.abc import Generator
from itertools import chain
from typing import Any

from tutorial.cluster.waits import Wait
from tutorial.shell.builtins import is_program
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.escapes import unescape
from tutorial.shell.invoke import NOT_FOUND, run_command
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.streams import Null, Source
from tutorial.shell.texts import charged, open_input

LONGEST = 131_072
"""Characters of a command line, a blank for each word (xargs' own default)."""
_WORD = re.compile(r"""(?:[^\s'"\\]|\\.|'[^'\n]*'|"[^"\n]*")+""", re.DOTALL)
_LINE = re.compile(r"""(?:[^\s'"\\]|\\.|'[^'\n]*'|"[^"\n]*")(?:[^\n'"\\]|\\.|'[^'\n]*'|"[^"\n]*")*""", re.DOTALL)
_QUOTED = re.compile(r"""'([^'\n]*)'|"([^"\n]*)"|\\(.)""", re.DOTALL)
FAILED, ENDED = 123, 124


class _Stop(Exception):
    """A command ended with 255: no more of them."""


def run(call: Call) -> Running:
    """0 when all commands did; 123 when one failed, 124 when one ended with 255, 126 and 127 as the shell has them."""
    options = parse_call(call, COMMAND, permute=False, exit_code=1)
    job = _Job(call, options)
    source = open_input(call, options.last("-a")) if options.has("-a") else call.stdin
    try:
        if options.has("-I"):
            yield from job.each_line(source)
        else:
            yield from job.groups((yield from source.read_all()))
    except _Stop:
        return ENDED
    return job.code


class _Job:
    def __init__(self, call: Call, options: Parsed) -> None:
        self.call, self.options, self.code = call, options, 0
        self.command = options.operands or ["echo"]
        self.most = _count(options, "-n") if options.has("-n") else 0
        self.lines = _count(options, "-L") if options.has("-L") else 0
        self.mark = "\0" if options.has("-0") else _delimiter(options.last("-d")) if options.has("-d") else ""

    def each_line(self, source: Source) -> Generator[Wait, Any, None]:
        """A command for each line, which stands where the mark stands."""
        mark = self.options.last("-I")
        if self.mark:
            for word in self._words((yield from source.read_all())):
                yield from self._start([part.replace(mark, word) for part in self.command])
            return
        while line := (yield from source.read_line()):
            for word in _read(line, _LINE):
                yield from self._start([part.replace(mark, word) for part in self.command])

    def groups(self, text: str) -> Generator[Wait, Any, None]:
        """Commands with as many words each as there may be."""
        groups = self._groups(text)
        if not groups and not self.options.has("-r"):
            groups = [[]]
        for group in groups:
            yield from self._start([*self.command, *group])

    def _groups(self, text: str) -> list[list[str]]:
        if self.lines and not self.mark:
            lines = [words for line in text.split("\n") if (words := _read(line, _WORD))]
            return [list(chain.from_iterable(lines[at : at + self.lines])) for at in range(0, len(lines), self.lines)]
        groups: list[list[str]] = []
        room = 0
        for word in self._words(text):
            room -= len(word) + 1
            if not groups or room < 0 or (self.most and len(groups[-1]) >= self.most):
                groups.append([])
                room = LONGEST - len(word) - 1
            groups[-1].append(word)
        return groups

    def _words(self, text: str) -> list[str]:
        return text.removesuffix(self.mark).split(self.mark) if self.mark and text else _read(text, _WORD)

    def _start(self, words: list[str]) -> Generator[Wait, Any, None]:
        yield from charged(self.call, 1 + len(words) // 8)
        self.call.context.move(sum(map(len, words)))
        if self.options.has("-t"):
            self.call.err(" ".join(words) + "\n")
        if not is_program(self.call.session, words[0]):
            raise ShellError(f"{words[0]}: No such file or directory", exit_code=NOT_FOUND)
        descriptors = self.call.descriptors | {0: Null(), 1: self.call.stdout, 2: self.call.stderr}
        code = yield from run_command(words, self.call.session.fork(), descriptors)
        if code == 255:
            self.call.err(f"xargs: {words[0]}: exited with status 255; aborting\n")
            raise _Stop
        self.code = FAILED if code else self.code


def _count(options: Parsed, flag: str) -> int:
    text = options.last(flag)
    if not re.fullmatch("[0-9]{1,9}", text):
        raise UsageError(f'invalid number "{text}" for {flag} option', exit_code=1)
    if not int(text):
        raise UsageError(f"value {text} for {flag} option should be >= 1", exit_code=1)
    return int(text)


def _delimiter(text: str) -> str:
    mark = unescape(text, octal_zero=False, stops=False)[0]
    if len(mark) != 1:
        raise UsageError("Invalid input delimiter specification: one character, or an escape of one", exit_code=1)
    return mark


def _read(text: str, pattern: "re.Pattern[str]") -> list[str]:
    """The words of a text, without their quotes; UsageError for a quote that stands alone."""
    words: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        _check_quotes(text[at : found.start()])
        at = found.end()
        words.append(_QUOTED.sub(lambda part: part[1] or part[2] or part[3] or "", found[0]))
    _check_quotes(text[at:])
    return words


def _check_quotes(between: str) -> None:
    mark = next((mark for mark in between if mark in "'\""), "")
    if mark:
        kind = "single" if mark == "'" else "double"
        words = f"unmatched {kind} quote; by default quotes are special to xargs unless you use the -0 option"
        raise UsageError(words, exit_code=1)


COMMAND = Command(
    "xargs",
    "Run a command with words that come in.",
    "xargs [-0rt] [-n N] [-L N] [-I TEXT] [-d CHARACTER] [COMMAND…]",
    run,
    (
        Option(("-n", "--max-args"), "no more than so many words a command", "N"),
        Option(("-I", "--replace"), "a command for each line, put where this text stands", "TEXT"),
        Option(("-L", "--max-lines"), "the words of so many lines a command", "N"),
        Option(("-r", "--no-run-if-empty"), "no command when no word comes in"),
        Option(("-0", "--null"), "words end with a NUL; quotes are plain"),
        Option(("-d", "--delimiter"), "words end with this character; quotes are plain", "CHARACTER"),
        Option(("-t", "--verbose"), "print each command before it runs"),
        Option(("-a", "--arg-file"), "read words from a file", "FILE"),
        Option(("-P", "--max-procs"), "so many at a time (here one after the other)", "N"),
    ),
)
