"""sort: puts lines in order."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tutorial.shell import files
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.files import FileError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.sortkeys import Key, Order, parse_key
from tutorial.shell.texts import read_input, worked_lines

LETTERS = ("-b", "-d", "-f", "-h", "-i", "-n", "-r")
WORK = 2
"""How often more a line costs here than where it is only read."""


def run(call: Call) -> Running:
    """Prints all lines of its inputs in order; with `-c` it tells the first one out of order, and ends with 1."""
    options = parse_call(call, COMMAND)
    sorter = _Sorter(options)
    checks = next((flag for flag in ("-c", "-C") if options.has(flag)), "")
    if checks and len(options.operands) > 1:
        raise UsageError(f"extra operand '{options.operands[1]}' not allowed with {checks}")
    lines: list[str] = []
    for path in options.operands or ["-"]:
        lines += _lines((yield from read_input(call, path)) if path == "-" else _content(call, path))
    yield from worked_lines(call, lines * WORK)
    if checks:
        return _check(call, sorter, lines, options.operands[0] if options.operands else "-", loud=checks == "-c")
    _print(call, options, "".join(f"{line}\n" for line in sorter.sorted(lines)))
    return 0


def _content(call: Call, path: str) -> str:
    session = call.session
    try:
        text = files.read(call.world, session.place, session.user, session.cwd, path)
    except FileError as fault:
        words = "read failed" if fault.reason == "Is a directory" else "cannot read"
        raise UsageError(f"{words}: {fault}") from fault
    call.context.move(len(text))
    return text


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _print(call: Call, options: Parsed, text: str) -> None:
    if not options.has("-o"):
        call.out(text)
        return
    session, path = call.session, options.last("-o")
    try:
        place = files.check_writable(call.world, session.place, session.user, session.cwd, path)
    except FileError as fault:
        raise UsageError(f"open failed: {fault}") from fault
    call.context.move(len(text))
    files.write(call.world, session.place, session.user, place, text)


class _Sorter:
    """The order that the options ask for."""

    def __init__(self, options: Parsed) -> None:
        self.tab = _tab(options.last("-t")) if options.has("-t") else ""
        common = Order(frozenset(flag[1:] for flag in LETTERS if options.has(flag)))
        self.reverse = common.reverse
        self.unique = options.has("-u")
        self.stable = self.unique or options.has("-s")
        self.keys = [parse_key(text, common) for text in options.all("-k")]
        if not self.keys and common.letters - {"r"}:
            self.keys = [Key(common, skips="b" in common.letters)]
        for key in self.keys:
            if {"n", "h"} <= key.order.letters or ("d" in key.order.letters and {"n", "h"} & key.order.letters):
                raise UsageError(f"options '-{''.join(sorted(key.order.letters & set('dhn')))}' are incompatible")

    def sorted(self, lines: list[str]) -> list[str]:
        """The lines in order; with `-u` the first of those that are equal."""
        if not self.stable or not self.keys:
            lines = sorted(lines, reverse=self.reverse)
        for key in reversed(self.keys):
            values = [key.value(line, self.tab) for line in lines]
            order = sorted(range(len(lines)), key=values.__getitem__, reverse=key.order.reverse)
            lines = [lines[at] for at in order]
        return list(self._first_of_equals(lines)) if self.unique else lines

    def _first_of_equals(self, lines: list[str]) -> Iterator[str]:
        before: Any = None
        for line in lines:
            value = self.value(line)
            if before is None or value != before:
                yield line
            before = value

    def value(self, line: str) -> list[Any]:
        """What is equal in lines that are equal."""
        return [key.value(line, self.tab) for key in self.keys] if self.keys else [line]


def _tab(text: str) -> str:
    tab = "\0" if text == "\\0" else text
    if not tab:
        raise UsageError("empty tab")
    if len(tab) > 1:
        raise UsageError(f"multi-character tab '{text}'")
    return tab


def _check(call: Call, sorter: _Sorter, lines: list[str], path: str, *, loud: bool) -> int:
    for number, (line, following) in enumerate(pairwise(lines), 2):
        same = sorter.unique and sorter.value(line) == sorter.value(following)
        if same or sorter.sorted([line, following])[0] != line:
            call.err(f"sort: {path}:{number}: disorder: {following}\n" if loud else "")
            return 1
    return 0


COMMAND = Command(
    "sort",
    "Put lines in order (that of their characters' codes).",
    "sort [OPTION…] [FILE…]",
    run,
    (
        Option(("-n", "--numeric-sort"), "by the numbers that lines begin with"),
        Option(("-r", "--reverse"), "the last first"),
        Option(("-u", "--unique"), "one of lines that are equal"),
        Option(("-k", "--key"), "by a part of the line, from field to field: 2, 2,2n, 1.3,1.5", "F[.C][,F[.C]]"),
        Option(("-t", "--field-separator"), "what stands between fields, instead of blanks", "CHARACTER"),
        Option(("-h", "--human-numeric-sort"), "by sizes: 2K is less than 1G"),
        Option(("-f", "--ignore-case"), "upper and lower case are the same"),
        Option(("-b", "--ignore-leading-blanks"), "blanks before a key do not count"),
        Option(("-d", "--dictionary-order"), "only blanks, letters and digits count"),
        Option(("-i", "--ignore-nonprinting"), "only printable characters count"),
        Option(("-s", "--stable"), "lines with equal keys stay as they are"),
        Option(("-c", "--check"), "only tell whether they are in order"),
        Option(("-C", "--check=quiet", "--check=silent"), "as -c, without a word"),
        Option(("-o", "--output"), "write to a file, which may be an input", "FILE"),
    ),
)
