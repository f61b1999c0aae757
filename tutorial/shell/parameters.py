"""Values of parameters: `$name`, `$1`, `$?`, and what `${name…}` makes of them."""

from collections.abc import Callable, Generator
from typing import Any, Protocol

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import patterns
from tutorial.shell.arithmetic import calculate
from tutorial.shell.errors import LineFault
from tutorial.shell.fields import Piece
from tutorial.shell.patterns import Item
from tutorial.shell.quoting import listed
from tutorial.shell.session import Session
from tutorial.shell.syntax import Parameter, Word
from tutorial.shell.work import worked

Text = Generator[Wait, Any, str]
Pieces = Generator[Wait, Any, list[Piece]]
Number = Generator[Wait, Any, int]
Pattern = tuple[Item, ...]

SHELL_PID = "2217"
TWICE = len("^^")
WINDOW = 10_000
"""How many characters a pattern that is replaced may match."""
_SPECIAL = frozenset("@*#?$!-")


class Words(Protocol):
    """Expands the words inside of `${…}`."""

    def text(self, word: Word) -> Text:
        """The word's text."""
        ...

    def pieces(self, word: Word) -> Pieces:
        """The word's text with what was quoted."""
        ...


class Parameters:
    """The parameters of one session."""

    def __init__(self, session: Session, words: Words) -> None:
        self.session, self.words = session, words

    def joined(self, values: tuple[str, ...] | None = None) -> str:
        """`$*`: the arguments with the first character of `IFS` between them."""
        ifs = self.session.get("IFS")
        return (" " if ifs is None else ifs[:1]).join(self.session.arguments if values is None else values)

    def means_arguments(self, part: Parameter) -> bool:
        """True for `$@`, `${@:1:2}`, and `${@:-word}` when it is not the word."""
        if part.name not in "@*":
            return False
        return part.operator in {"", ":"} or (part.operator in {"-", ":-"} and not self.word_counts(part))

    def arguments(self, part: Parameter) -> Generator[Wait, Any, tuple[str, ...]]:
        """`$@`, or `${@:start:count}` of it; at 0 stands the shell's own name."""
        values = self.session.arguments
        if part.operator != ":":
            return values
        every = (self.session.name, *values)
        start = yield from self._number(part.word)
        start = max(len(every) + start, 0) if start < 0 else start
        if part.second is None:
            return every[start:]
        count = yield from self._number(part.second)
        if count < 0:
            raise LineFault(f"{count}: substring expression < 0", exit_code=1)
        return every[start : start + count]

    def lookup(self, name: str) -> str | None:
        """A parameter's value, special ones included; None when it is unset."""
        session = self.session
        if name.isdigit():
            return self._argument(int(name[:9]))
        if name.startswith("PIPESTATUS"):
            return self._status(name.removeprefix("PIPESTATUS"))
        if name not in _SPECIAL:
            return session.get(name)
        if name in "@*":
            joined = self.joined() if name == "*" else " ".join(session.arguments)
            return joined if session.arguments else None
        specials: dict[str, str | None] = {
            "?": str(session.last_exit),
            "#": str(len(session.arguments)),
            "$": SHELL_PID,
            "-": self._flags(),
        }
        specials["!"] = str(session.last_job) if session.last_job else None
        return specials.get(name, "")

    def _flags(self) -> str:
        """`$-`: how the shell works; one at a terminal is interactive."""
        return self.session.options.replace("P", "") + ("himBHs" if self.session.context.tty else "hBc")

    def _status(self, place: str) -> str | None:
        """Of the stages of the last pipeline the exit code of one, or of all."""
        codes = self.session.stage_exits
        if place in {"[@]", "[*]"}:
            return " ".join(map(str, codes))
        number = int(place.strip("[]") or 0)
        return str(codes[number]) if number < len(codes) else None

    def _argument(self, number: int) -> str | None:
        if number == 0:
            return self.session.name
        arguments = self.session.arguments
        return arguments[number - 1] if number <= len(arguments) else None

    def calculated(self, expression: str) -> int:
        """The value of an arithmetic expression, which may read and write variables."""
        return calculate(expression, lambda name: self.lookup(name) or "", self.session.put)

    def word_counts(self, part: Parameter) -> bool:
        """True for `${x:-word}`, `${x-word}`, `${x:+word}`, `${x+word}` when the value is the word."""
        if part.operator not in {":-", "-", ":+", "+"}:
            return False
        value = self.lookup(part.name)
        missing = value is None or (part.operator[0] == ":" and value == "")
        return missing == part.operator.endswith("-")

    def value(self, part: Parameter) -> Text:
        """What a parameter stands for, after its operator; not for those whose word counts."""
        value = self.lookup(part.name)
        operator = part.operator
        if operator in {"", "length", "indirect"} or operator.startswith("@"):
            return self._looked_up(part, value)
        if operator.endswith(("-", "+")):
            return (value or "") if operator.endswith("-") else ""
        if operator.endswith(("=", "?")):
            return (yield from self._assign_or_fail(part, value))
        if operator == ":":
            return (yield from self._substring(part, value or ""))
        if operator in {"/", "//"}:
            return (yield from self._replaced(part, value or ""))
        if operator in {"^", "^^", ",", ",,"}:
            return (yield from self._cased(part, value or ""))
        return (yield from self._trimmed(part, value or ""))

    def _looked_up(self, part: Parameter, value: str | None) -> str:
        """What needs no words expanded."""
        if value is None and "u" in self.session.options and part.name not in "@*":
            raise LineFault(f"{part.name}: unbound variable", exit_code=1)
        if part.operator == "length":
            return str(len(self.session.arguments) if part.name in "@*" else len(value or ""))
        if part.operator == "indirect":
            return (self.lookup(value) or "") if value else ""
        return _CHANGES.get(part.operator, str)(value or "")

    def _assign_or_fail(self, part: Parameter, value: str | None) -> Text:
        if value is not None and not (part.operator[0] == ":" and value == ""):
            return value
        text = yield from self.words.text(part.word or Word(()))
        if part.operator.endswith("?"):
            raise LineFault(f"{part.name}: {text or 'parameter null or not set'}", exit_code=1)
        if not (part.name[0].isalpha() or part.name[0] == "_"):
            raise LineFault(f"${part.name}: cannot assign in this way", exit_code=1)
        self.session.put(part.name, text)
        return text

    def _substring(self, part: Parameter, value: str) -> Text:
        start = yield from self._number(part.word)
        start = max(len(value) + start, 0) if start < 0 else start
        if part.second is None:
            return value[start:]
        length = yield from self._number(part.second)
        if length < 0:
            if len(value) + length < start:
                raise LineFault(f"{length}: substring expression < 0", exit_code=1)
            return value[start : len(value) + length]
        return value[start : start + length]

    def _number(self, word: Word | None) -> Number:
        return self.calculated((yield from self.words.text(word or Word(()))))

    # Patterns

    def _cased(self, part: Parameter, value: str) -> Text:
        """Letters made large or small: the first or all of them, of those that fit the pattern."""
        change = str.upper if part.operator[0] == "^" else str.lower
        pattern = yield from self._compiled((yield from self.words.pieces(part.word or Word(()))))
        looked_at = value if len(part.operator) == TWICE else value[:1]
        if not pattern:
            return change(looked_at) + value[len(looked_at) :]
        marks: list[str] = []
        for mark in looked_at:
            fits = yield from worked(self.session.context, patterns.matches(pattern, mark))
            marks.append(change(mark) if fits else mark)
        return "".join(marks) + value[len(looked_at) :]

    def _compiled(self, pieces: list[Piece]) -> Generator[Wait, Any, Pattern]:
        return (yield from worked(self.session.context, patterns.compile_pattern(pieces)))

    def _longest(self, pattern: Pattern, text: str) -> Number:
        return (yield from worked(self.session.context, patterns.longest(pattern, text)))

    def _trimmed(self, part: Parameter, value: str) -> Text:
        pattern = yield from self._compiled((yield from self.words.pieces(part.word or Word(()))))
        from_end = part.operator[0] == "%"
        if from_end:
            pattern, searched = pattern[::-1], value[::-1]
        else:
            searched = value
        match = patterns.shortest if len(part.operator) == 1 else patterns.longest
        length = max((yield from worked(self.session.context, match(pattern, searched))), 0)
        return value[: len(value) - length] if from_end else value[length:]

    def _replaced(self, part: Parameter, value: str) -> Text:
        pieces = yield from self.words.pieces(part.word or Word(()))
        new = "" if part.second is None else (yield from self.words.text(part.second))
        anchor = pieces[0][0][:1] if part.operator == "/" and pieces and not pieces[0][1] else ""
        if anchor not in {"#", "%"}:
            anchor = ""
        if anchor:
            pieces = [(pieces[0][0][1:], False), *pieces[1:]]
        pattern = yield from self._compiled(pieces)
        if not pattern:
            return value
        if not anchor and not value:
            empty = self.session.get(part.name) == "" and (yield from self._longest(pattern, value)) == 0
            return new if empty else value
        if not anchor:
            return (yield from self._replace_all(pattern, value, new, once=part.operator == "/"))
        at_end = anchor == "%"
        found = (pattern[::-1], value[::-1]) if at_end else (pattern, value)
        length = yield from self._longest(*found)
        if length < 0:
            return value
        return value[: len(value) - length] + new if at_end else new + value[length:]

    def _replace_all(self, pattern: Pattern, value: str, new: str, *, once: bool) -> Text:
        out: list[str] = []
        at = 0
        while at < len(value):
            if self.session.context.step():
                yield Breath()
            length = yield from self._longest(pattern, value[at : at + WINDOW])
            out.append(new if length > 0 else value[at])
            self.session.context.move(len(out[-1]) + min(len(value) - at, WINDOW) // 100)
            at += max(length, 1)
            if length > 0 and once:
                break
        return "".join(out) + value[at:]


def calculated(session: Session, expression: str) -> int:
    """The value of an arithmetic expression in a session's variables."""
    return calculate(expression, lambda name: session.get(name) or "", session.put)


def _first_upper(value: str) -> str:
    return value[:1].upper() + value[1:]


_CHANGES: dict[str, Callable[[str], str]] = {"@Q": listed, "@U": str.upper, "@L": str.lower, "@u": _first_upper}
