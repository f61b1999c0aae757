"""A sed script as a list of commands. Source: GNU sed 4.2.2, `compile.c`, whose words its faults have."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from tutorial.shell.errors import UsageError
from tutorial.shell.regex import PatternFault, Search, parse

SUPPORTED = "{}=abcdDgGhHiInNpPqQstTxy:#"
COMMANDS_LIMIT = 2_000
_ESCAPES = {"n": "\n", "t": "\t", "f": "\f", "v": "\v", "a": "\a", "r": "\r"}
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_LINE = re.compile(r"([0-9]{1,15})(?:~([0-9]{1,15}))?")
_BLANK_LINE = re.compile(r"[ \t]*\n")
_LABEL = re.compile(r"[^\s;]*")
_OFFSET = re.compile(r"[+~]([0-9]{1,15})")


@dataclass(frozen=True, slots=True)
class Address:
    """Which lines are meant. `kind` is line, step, last, pattern, or for the second one plus or multiple."""

    kind: str
    number: int = 0
    step: int = 0
    search: Search | None = None


@dataclass(frozen=True, slots=True)
class Substitution:
    """What `s` does: the pattern (None: the last one used), what stands instead, from which match on, in how many."""

    search: Search | None
    replacement: tuple[tuple[str, str], ...]
    number: int = 1
    everywhere: bool = False
    prints: bool = False


@dataclass(slots=True)
class Command:
    """A command with its addresses. `text` is that of `a`, `i`, `c`; `target` is where `{`, `b`, `t`, `T` lead."""

    name: str
    first: Address | None = None
    second: Address | None = None
    negated: bool = False
    text: str = ""
    target: int = 0
    code: int = 0
    substitution: Substitution | None = None
    table: dict[str, str] = field(default_factory=dict)


def read_script(pieces: list[str], *, extended: bool) -> list[Command]:
    """The commands of the pieces of a script; UsageError with exit code 1 in sed's words."""
    return _Reader(pieces, extended=extended).read()


class _Reader:
    def __init__(self, pieces: list[str], *, extended: bool) -> None:
        self.pieces, self.extended = pieces, extended
        self.text, self.at = "\n".join(pieces), 0
        self.commands: list[Command] = []
        self.open: list[int] = []
        self.labels: dict[str, int] = {}

    def fault(self, words: str) -> NoReturn:
        """Say where it is: which piece, which character of it."""
        number, at = 1, self.at
        for piece in self.pieces[:-1]:
            if at <= len(piece):
                break
            number, at = number + 1, at - len(piece) - 1
        raise UsageError(f"-e expression #{number}, char {at}: {words}", exit_code=1)

    # The script as a whole

    def read(self) -> list[Command]:
        while True:
            self._skip("; \t\n")
            if self.at >= len(self.text):
                break
            self._command()
            if len(self.commands) > COMMANDS_LIMIT:
                self.fault(f"more than {COMMANDS_LIMIT:,} commands are not supported here")
        if self.open:
            raise UsageError("-e expression #1, char 0: unmatched `{'", exit_code=1)
        self._lead_branches()
        return self.commands

    def _lead_branches(self) -> None:
        for command in self.commands:
            if command.name in {"b", "t", "T"}:
                if command.text and command.text not in self.labels:
                    raise UsageError(f"can't find label for jump to `{command.text}'", exit_code=4)
                command.target = self.labels.get(command.text, len(self.commands))

    def _skip(self, marks: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in marks:
            self.at += 1

    def _next(self) -> str:
        """The next character, taken; "" at the end."""
        mark = self.text[self.at : self.at + 1]
        self.at += 1
        return mark

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    # Commands

    def _command(self) -> None:
        command = Command("", self._address())
        self._skip(" \t")
        self._range(command)
        while self._peek() == "!":
            self.at += 1
            if command.negated:
                self.fault("multiple `!'s")
            command.negated = True
            self._skip(" \t")
        self._name(command)

    def _range(self, command: Command) -> None:
        if command.first is not None and self._peek() == ",":
            self.at += 1
            self._skip(" \t")
            command.second = self._second()
            self._skip(" \t")
        zero = command.first is not None and command.first == Address("line", 0)
        if zero and (command.second is None or command.second.kind != "pattern"):
            self.fault("invalid usage of line address 0")

    def _name(self, command: Command) -> None:
        command.name = self._next()
        if not command.name:
            self.at -= 1
            self.fault("missing command")
        if command.name in {"}", ":", "#"} and command.first is not None:
            words = {"}": "} doesn't want any addresses", ":": ": doesn't want any addresses"}
            self.fault(words.get(command.name, "comments don't accept any addresses"))
        if command.name not in SUPPORTED:
            known = command.name in "elFLrRvwWz"
            why = f"command `{command.name}' is not supported here; supported: {SUPPORTED}"
            self.fault(why if known else f"unknown command: `{command.name}'")
        readers: dict[str, Callable[[Command], None]] = {
            "#": self._comment,
            ":": self._label,
            "{": self._opens,
            "}": self._closes,
            "s": self._substitution,
            "y": self._table,
            **dict.fromkeys("aic", self._text),
            **dict.fromkeys("btT", self._branch),
            **dict.fromkeys("qQ", self._code),
        }
        readers.get(command.name, self._plain)(command)

    def _plain(self, command: Command) -> None:
        self.commands.append(command)
        self._ends()

    def _ends(self) -> None:
        """Behind a command stands a semicolon, a newline, `}` or `#`, or the script's end."""
        self._skip(" \t")
        if self._peek() in {";", "\n"}:
            self.at += 1
        elif self._peek() not in {"", "}", "#"}:
            self.at += 1
            self.fault("extra characters after command")

    def _comment(self, command: Command) -> None:
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end

    def _label(self, command: Command) -> None:
        self._skip(" \t")
        name = self._word()
        if not name:
            self.fault('":" lacks a label')
        self.labels[name] = len(self.commands)

    def _word(self) -> str:
        found = _LABEL.match(self.text, self.at)
        assert found is not None, "it may be empty"
        self.at = found.end()
        return found[0]

    def _branch(self, command: Command) -> None:
        self._skip(" \t")
        found = re.compile(r"[^\s;}]*").match(self.text, self.at)
        command.text = found[0] if found else ""
        self.at += len(command.text)
        self._plain(command)

    def _opens(self, command: Command) -> None:
        self.open.append(len(self.commands))
        self.commands.append(command)

    def _closes(self, command: Command) -> None:
        if not self.open:
            self.fault("unexpected `}'")
        self.commands[self.open.pop()].target = len(self.commands)
        self._ends()

    def _code(self, command: Command) -> None:
        if command.second is not None:
            self.fault("command only uses one address")
        self._skip(" \t")
        digits = re.compile("[0-9]*").match(self.text, self.at)
        command.code = int((digits[0] if digits else "")[:9] or 0) & 0xFF
        self.at += len(digits[0]) if digits else 0
        self._plain(command)

    def _text(self, command: Command) -> None:
        self._skip(" \t")
        if self._peek() == "\\":
            behind = _BLANK_LINE.match(self.text, self.at + 1)
            self.at = behind.end() if behind else self.at + 1
        if self.at >= len(self.text):
            self.fault("expected \\ after `a', `c' or `i'")
        kept: list[str] = []
        while (mark := self._next()) not in {"", "\n"}:
            kept.append(self._next() if mark == "\\" else mark)
        command.text = "".join(kept) + "\n"
        self.commands.append(command)

    # Addresses

    def _address(self) -> Address | None:
        found = _LINE.match(self.text, self.at)
        if found:
            self.at = found.end()
            if found[2] and int(found[2]):
                return Address("step", int(found[1]), int(found[2]))
            return Address("line", int(found[1]))
        mark = self._peek()
        if mark == "$":
            self.at += 1
            return Address("last")
        if mark not in {"/", "\\"} or not mark:
            return None
        self.at += 1
        return self._pattern(mark if mark == "/" else self._next())

    def _second(self) -> Address:
        found = _OFFSET.match(self.text, self.at)
        if found:
            self.at = found.end()
            return Address("plus" if found[0][0] == "+" else "multiple", int(found[1]))
        address = self._address()
        if address is None:
            self.at += 1
            self.fault("unexpected `,'")
        return address

    def _pattern(self, mark: str) -> Address:
        text = self._between(mark, "unterminated address regex", pattern=True)
        flags = ""
        while self._peek() and self._peek() in "IM":
            flags += self._next()
        return Address("pattern", search=self._search(text, flags))

    def _search(self, text: str, flags: str) -> Search | None:
        if "M" in flags:
            self.fault("the flag M is not supported here; supported: I")
        if not text:
            return None
        try:
            return Search(parse(text, extended=self.extended), ignore_case="I" in flags)
        except PatternFault as fault:
            self.fault(str(fault))

    def _between(self, mark: str, unterminated: str, *, pattern: bool) -> str:
        """The text up to the next delimiter, which is taken; a delimiter behind a backslash is plain."""
        kept: list[str] = []
        while (taken := self._next()) != mark:
            if not taken or (taken == "\n" and pattern):
                self.at = min(self.at, len(self.text))
                self.fault(unterminated)
            if taken == "\\":
                taken = self._next()
                if pattern and taken != mark and taken in _ESCAPES:
                    taken = _ESCAPES[taken]
                elif taken != mark:
                    taken = f"\\{taken}"
            kept.append(taken)
        return "".join(kept)

    # s and y

    def _substitution(self, command: Command) -> None:
        mark = self._next()
        if mark in {"", "\n", "\\"}:
            self.fault("unterminated `s' command")
        pattern = self._between(mark, "unterminated `s' command", pattern=True)
        start = self.at
        self._between(mark, "unterminated `s' command", pattern=False)
        text = self.text[start : self.at - 1].replace(f"\\{mark}", mark if mark != "&" else "\\&")
        number, flags = self._flags()
        search = self._search(pattern, "I" if "i" in flags.lower() else "")
        parts = _replacement(text)
        wanted = max((int(part) for kind, part in parts if kind == "group"), default=0)
        if search is not None and wanted > search.count:
            self.fault(f"invalid reference \\{wanted} on `s' command's RHS")
        command.substitution = Substitution(search, parts, number, "g" in flags, "p" in flags)
        self._plain(command)

    def _flags(self) -> tuple[int, str]:
        flags, number = "", ""
        while self._peek() and self._peek() in "gpiIeMmw0123456789":
            mark = self._next()
            if mark in "eMmw":
                self.fault(f"the flag {mark} of `s' is not supported here; supported: g p i I and a number")
            if mark.isdigit():
                if number and not self.text[self.at - 2].isdigit():
                    self.fault("multiple number options to `s' command")
                number += mark
            else:
                if mark in flags and mark in "gp":
                    self.fault(f"multiple `{mark}' options to `s' command")
                flags += mark
        if number and not int(number[:9]):
            self.fault("number option to `s' command may not be zero")
        if self._peek() not in {"", ";", "\n", "}", "#", " ", "\t"}:
            self.at += 1
            self.fault("unknown option to `s'")
        return int(number[:9] or 1), flags

    def _table(self, command: Command) -> None:
        mark = self._next()
        if mark in {"", "\n", "\\"}:
            self.fault("unterminated `y' command")
        sides = [self._between(mark, "unterminated `y' command", pattern=False) for _ in range(2)]
        first, second = (
            _PAIR.sub(lambda found: {"n": "\n", "\\": "\\"}.get(found[1], found[0]), side) for side in sides
        )
        if len(first) != len(second):
            self.fault("strings for `y' command are different lengths")
        command.table = dict(reversed(tuple(zip(first, second, strict=True))))
        self._plain(command)


def _replacement(text: str) -> tuple[tuple[str, str], ...]:
    """What stands instead of a match: `text`, `group` and `case` (L U l u E) parts."""
    parts: list[tuple[str, str]] = []
    at = 0
    for found in re.finditer(r"&|\\(.)", text, re.DOTALL):
        parts.append(("text", text[at : found.start()]))
        at = found.end()
        mark = found[1]
        if mark is None or mark.isdigit():
            parts.append(("group", mark or "0"))
        elif mark in "LUluE":
            parts.append(("case", mark))
        else:
            parts.append(("text", _ESCAPES.get(mark, mark)))
    parts.append(("text", text[at:]))
    return tuple(part for part in parts if part != ("text", ""))
