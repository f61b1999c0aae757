"""What the text tools share: their inputs, one after the other."""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import files
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError
from tutorial.shell.streams import Source, TextSource

Reading = Generator[Wait, Any, str]
_INTEGER = re.compile(r"[ \t]*([+-]?[0-9]{1,18})[ \t]*")


def integer(text: str) -> int | None:
    """The whole number that a text is, as the shell's own commands read it; None where it is none, or too large."""
    found = _INTEGER.fullmatch(text)
    return int(found[1]) if found else None


def read_file(call: Call, path: str) -> str:
    """The text of a file as the call's user may read it; FileError with the system's words."""
    session = call.session
    text = files.read(call.world, session.place, session.user, session.cwd, path)
    call.context.move(len(text))
    return text


def read_input(call: Call, path: str) -> Reading:
    """The text of a file, or of standard input for `-`."""
    if path == "-":
        return (yield from call.stdin.read_all())
    return read_file(call, path)


def each_input(call: Call, paths: list[str]) -> Iterator[tuple[str, Reading]]:
    """The inputs of a text tool: its files, or standard input when none is named."""
    for path in paths or ["-"]:
        yield path, read_input(call, path)


def open_input(call: Call, path: str) -> Source:
    """A file to be read, or standard input for `-`; FileError with the system's words."""
    return call.stdin if path == "-" else TextSource(read_file(call, path))


LINES_A_STEP, CHARACTERS_A_STEP = 4, 200
"""Lines that a text tool handles in one step; a long one counts as several."""


class Inputs:
    """The lines of a text tool's files (standard input when none is named), one after the other, counted as steps.

    A file that can't be read is complained of; `code` is then 1, or what `complain` returns.
    """

    def __init__(self, call: Call, paths: list[str], complain: Callable[[Call, ShellError], int] | None = None) -> None:
        self.call, self.paths, self.complain = call, list(paths) or ["-"], complain
        self.source: Source | None = None
        self.name, self.code, self._work = "", 0, 0

    def line(self) -> Reading:
        """The next line, with its newline if it has one; "" behind the last file."""
        while self.source is not None or self.paths:
            if self.source is None:
                self.name = self.paths.pop(0)
            try:
                self.source = self.source or open_input(self.call, self.name)
                text = yield from self.source.read_line()
            except ShellError as fault:
                self.source = None
                self.code = (self.complain or complain)(self.call, fault)
                continue
            if text:
                yield from self._count(text)
                return text
            self.source = None
        return ""

    def _count(self, text: str) -> Generator[Wait, Any, None]:
        self._work += 1 + len(text) // CHARACTERS_A_STEP
        steps, self._work = divmod(self._work, LINES_A_STEP)
        yield from charged(self.call, steps)


def worked_lines(call: Call, lines: list[str]) -> Generator[Wait, Any, None]:
    """Count the steps for work on lines that are held together."""
    yield from charged(call, (len(lines) + sum(map(len, lines)) // CHARACTERS_A_STEP) // LINES_A_STEP)


def complain(call: Call, fault: ShellError) -> int:
    """Print a fault as the tool's own line and return 1, to go on with the next file."""
    call.err(f"{call.name}: {fault}\n")
    return 1


def lines_of(text: str) -> list[str]:
    """The lines of a text, each with its newline if it has one."""
    pieces = text.split("\n")
    return [piece + "\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def charged(call: Call, count: int) -> Generator[Wait, Any, None]:
    """Count steps for work done, and breathe where it is time to."""
    if call.context.step(count):
        yield Breath()
