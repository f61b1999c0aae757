"""From words to the arguments of a command: parameters, substitutions, arithmetic, splitting, file names.

Generators, because a substitution runs commands that may wait.
"""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell import files, patterns
from tutorial.shell.arithmetic import calculate
from tutorial.shell.braces import expand_braces, may_have_braces
from tutorial.shell.errors import LineFault
from tutorial.shell.fields import Fields, Piece
from tutorial.shell.session import Session
from tutorial.shell.syntax import Arithmetic, Literal, Parameter, Part, Sequence, Substitution, Word
from tutorial.shell.terminal import home

Texts = Generator[Wait, Any, list[str]]
Text = Generator[Wait, Any, str]
Pieces = Generator[Wait, Any, list[Piece]]
Nothing = Generator[Wait, Any, None]
Capture = Callable[[Sequence, Session], Text]
"""Runs a script in a subshell and returns what it printed."""

SHELL_PID = "2217"
_SPECIAL = frozenset("@*#?$!-")


class Expander:
    """Expands words for one session."""

    def __init__(self, session: Session, capture: Capture) -> None:
        self.session, self.capture = session, capture

    # What words become

    def arguments(self, words: tuple[Word, ...]) -> Texts:
        """The arguments that words become: any number from each."""
        found: list[str] = []
        for word in words:
            if len(word.parts) == 1 and type(part := word.parts[0]) is Literal and _is_plain(part):
                found.append(part.text)
            else:
                yield from self._word(word, found)
        return found

    def _word(self, word: Word, found: list[str]) -> Nothing:
        if may_have_braces(word.parts):
            for parts in expand_braces(word.parts):
                if self.session.context.step():
                    yield Breath()
                yield from self._fields(parts, found)
        else:
            yield from self._fields(word.parts, found)

    def _fields(self, parts: tuple[Part, ...], found: list[str]) -> Nothing:
        ifs = self.session.get("IFS")
        fields = Fields(" \t\n" if ifs is None else ifs)
        for part in _without_empty_quotes(self._tilde(parts)) if not self.session.arguments else self._tilde(parts):
            yield from self._add(part, fields)
        fields.end()
        if self.session.context.step(len(fields.done) // 50):
            yield Breath()
        for pieces in fields.done:
            found += self._file_names(pieces)

    def text(self, word: Word) -> Text:
        """The one text that a word becomes where nothing is split: the value of an assignment."""
        pieces = yield from self.pieces(word)
        return "".join(text for text, _ in pieces)

    def pieces(self, word: Word) -> Pieces:
        """The text of a word with what was quoted, for patterns."""
        pieces: list[Piece] = []
        for part in self._tilde(word.parts):
            if isinstance(part, Literal):
                pieces.append((part.text, part.quoted))
            elif isinstance(part, Parameter) and self._word_counts(part):
                pieces += yield from self.pieces(part.word or Word(()))
            else:
                pieces.append(((yield from self._value(part)), part.quoted))
        return pieces

    # Parts

    def _add(self, part: Part, fields: Fields) -> Nothing:
        if isinstance(part, Literal):
            fields.add(part.text, quoted=part.quoted)
        elif isinstance(part, Parameter) and part.name in "@*" and not part.operator:
            self._add_arguments(part, fields)
        elif isinstance(part, Parameter) and self._word_counts(part):
            yield from self._add_word(part, fields)
        else:
            value = yield from self._value(part)
            if part.quoted:
                fields.add(value, quoted=True)
            else:
                fields.split(value)

    def _add_word(self, part: Parameter, fields: Fields) -> Nothing:
        """`${x:-word}` when the word counts: its unquoted text is split like any expansion."""
        for inner in (part.word or Word(())).parts:
            if isinstance(inner, Literal) and not inner.quoted and not part.quoted:
                fields.split(inner.text)
            else:
                yield from self._add(inner, fields)

    def _add_arguments(self, part: Parameter, fields: Fields) -> None:
        values = self.session.arguments
        if part.quoted and part.name == "*":
            fields.add(self._joined(), quoted=True)
            return
        for at, value in enumerate(values):
            if at:
                fields.end()
            if part.quoted:
                fields.add(value, quoted=True)
            else:
                fields.split(value)

    def _joined(self) -> str:
        ifs = self.session.get("IFS")
        return (" " if ifs is None else ifs[:1]).join(self.session.arguments)

    def _value(self, part: Part) -> Text:
        if isinstance(part, Parameter):
            value = yield from self._parameter(part)
        elif isinstance(part, Substitution):
            value = (yield from self.capture(part.script, self.session)).rstrip("\n")
        elif isinstance(part, Arithmetic):
            expression = yield from self.text(part.expression)
            value = str(calculate(expression, lambda name: self.lookup(name) or "", self.session.put))
        else:
            value = part.text
        self.session.context.move(len(value))
        return value

    def lookup(self, name: str) -> str | None:
        """A parameter's value, special ones included; None when it is unset."""
        session = self.session
        if name.isdigit():
            number = int(name[:9])
            if number == 0:
                return "bash"
            return session.arguments[number - 1] if number <= len(session.arguments) else None
        if name not in _SPECIAL:
            return session.get(name)
        if name in "@*":
            joined = self._joined() if name == "*" else " ".join(session.arguments)
            return joined if session.arguments else None
        specials = {"?": str(session.last_exit), "#": str(len(session.arguments)), "$": SHELL_PID, "-": "himBHs"}
        return specials.get(name, "")

    def _word_counts(self, part: Parameter) -> bool:
        """True for `${x:-word}`, `${x-word}`, `${x:+word}`, `${x+word}` when the value is the word."""
        if part.operator not in {":-", "-", ":+", "+"}:
            return False
        value = self.lookup(part.name)
        missing = value is None or (part.operator[0] == ":" and value == "")
        return missing == part.operator.endswith("-")

    def _parameter(self, part: Parameter) -> Text:
        value = self.lookup(part.name)
        operator = part.operator
        if not operator:
            return value or ""
        if operator == "length":
            return str(len(self.session.arguments) if part.name in "@*" else len(value or ""))
        if operator.endswith(("-", "+")):
            return (value or "") if operator.endswith("-") else ""
        if operator.endswith(("=", "?")):
            return (yield from self._assign_or_fail(part, value))
        if operator == ":":
            return (yield from self._substring(part, value or ""))
        if operator in {"/", "//"}:
            return (yield from self._replaced(part, value or ""))
        if operator in {"^", "^^", ",", ",,"}:
            return _cased(operator, value or "")
        return (yield from self._trimmed(part, value or ""))

    def _assign_or_fail(self, part: Parameter, value: str | None) -> Text:
        if value is not None and not (part.operator[0] == ":" and value == ""):
            return value
        text = yield from self.text(part.word or Word(()))
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

    def _number(self, word: Word | None) -> Generator[Wait, Any, int]:
        expression = yield from self.text(word or Word(()))
        return calculate(expression, lambda name: self.lookup(name) or "", self.session.put)

    def _trimmed(self, part: Parameter, value: str) -> Text:
        pattern = patterns.compile_pattern((yield from self.pieces(part.word or Word(()))))
        self._charge(pattern, value)
        from_end = part.operator[0] == "%"
        if from_end:
            pattern, searched = pattern[::-1], value[::-1]
        else:
            searched = value
        lengths = patterns.ends(pattern, searched)
        length = next(lengths, 0) if len(part.operator) == 1 else max(lengths, default=0)
        return value[: len(value) - length] if from_end else value[length:]

    def _replaced(self, part: Parameter, value: str) -> Text:
        pieces = yield from self.pieces(part.word or Word(()))
        replacement = "" if part.second is None else (yield from self.text(part.second))
        anchor = pieces[0][0][:1] if part.operator == "/" and pieces and not pieces[0][1] else ""
        if anchor in {"#", "%"} and anchor:
            pieces = [(pieces[0][0][1:], False), *pieces[1:]]
        pattern = patterns.compile_pattern(pieces)
        self._charge(pattern, value)
        if not pattern:
            return value
        if anchor == "#":
            length = max(patterns.ends(pattern, value), default=-1)
            return value if length < 0 else replacement + value[length:]
        if anchor == "%":
            length = max(patterns.ends(pattern[::-1], value[::-1]), default=-1)
            return value if length < 0 else value[: len(value) - length] + replacement
        return self._replace_all(pattern, value, replacement, once=part.operator == "/")

    def _replace_all(self, pattern: tuple[patterns.Item, ...], value: str, new: str, *, once: bool) -> str:
        out, at, size = [], 0, 0
        while at < len(value):
            self.session.context.step()
            length = max(patterns.ends(pattern, value[at : at + 10_000]), default=0)
            piece = new if length else value[at]
            out.append(piece)
            size += len(piece)
            self.session.context.move(len(piece) + (length if length else min(len(value) - at, 10_000)))
            at += length or 1
            if length and once:
                break
        return "".join(out) + value[at:]

    def _charge(self, pattern: tuple[patterns.Item, ...], value: str) -> None:
        self.session.context.step(len(pattern) * len(value) // 500)

    # Names of files and users

    def _tilde(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        if not parts or not isinstance(parts[0], Literal) or parts[0].quoted or not parts[0].text.startswith("~"):
            return parts
        prefix, rest = self._home(parts[0].text, alone=len(parts) == 1)
        return (Literal(prefix, quoted=True), Literal(rest), *parts[1:]) if prefix else parts

    def _home(self, text: str, *, alone: bool) -> tuple[str, str]:
        """The folder that `~` or `~user` at a text's beginning stands for, or "", and the rest."""
        end = next((at for at, mark in enumerate(text) if mark in "/:"), len(text))
        user = text[1:end]
        if (end == len(text) and not alone) or user not in {"", "root", "you", "centos", self.session.user}:
            return "", text
        return home(user) if user else self.session.home, text[end:]

    def assigned(self, word: Word) -> Text:
        """The value of an assignment: `~` stands for a folder behind `:` too."""
        parts: list[Part] = []
        for part in word.parts:
            if isinstance(part, Literal) and not part.quoted and ":~" in part.text:
                parts += self._list_of_paths(part.text, alone=part is word.parts[-1])
            else:
                parts.append(part)
        return (yield from self.text(Word(tuple(parts))))

    def _list_of_paths(self, text: str, *, alone: bool) -> Iterator[Part]:
        first, *others = re.split(r":(?=~)", text)
        yield Literal(first)
        for at, path in enumerate(others, 1):
            folder, rest = self._home(path, alone=alone or at < len(others))
            yield Literal(f":{folder}{rest}")

    def _file_names(self, pieces: list[Piece]) -> list[str]:
        text = "".join(piece for piece, _ in pieces)
        if not patterns.is_pattern(pieces):
            return [text]
        return self._matching(pieces) or [text]

    def _matching(self, pieces: list[Piece]) -> list[str]:
        parts: list[list[Piece]] = [[]]
        for text, quoted in pieces:
            for at, part in enumerate(text.split("/")):
                if at:
                    parts.append([])
                parts[-1].append((part, quoted))
        found = [""]
        for at, level in enumerate(parts):
            plain = "".join(piece for piece, _ in level)
            mark = "/" if at < len(parts) - 1 else ""
            if not patterns.is_pattern(level):
                found = [path + plain + mark for path in found]
                continue
            pattern = patterns.compile_pattern(level)
            found = [path + name + mark for path in found for name in self._names(path, pattern, folder=bool(mark))]
        return sorted(path for path in found if self._exists(path))

    def _names(self, path: str, pattern: tuple[patterns.Item, ...], *, folder: bool) -> list[str]:
        session = self.session
        place = files.absolute(session.cwd, path) if path else session.cwd
        names = files.listing(session.world, session.place, place)
        session.context.step(len(names) // 10)
        hidden = pattern[0].kind == "char" and pattern[0].text == "."
        names = tuple(name for name in names if hidden or not name.startswith("."))
        return [name for name in names if patterns.matches(pattern, name)]

    def _exists(self, path: str) -> bool:
        session = self.session
        file = files.lookup(session.world, session.place, files.absolute(session.cwd, path))
        return file is not None and (file.is_dir or not path.endswith("/"))


def _is_arguments(part: Part | None) -> bool:
    return isinstance(part, Parameter) and part.quoted and part.name == "@" and not part.operator


def _without_empty_quotes(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of a word when there are no arguments: quotes around `$@` alone then make no word."""
    return tuple(
        part
        for part, following in zip(parts, (*parts[1:], None), strict=True)
        if part != Literal("", quoted=True) or not _is_arguments(following)
    )


def _is_plain(part: Literal) -> bool:
    return part.quoted or not any(mark in part.text for mark in "*?[{~")


def _cased(operator: str, value: str) -> str:
    change = str.upper if operator[0] == "^" else str.lower
    return change(value) if len(operator) == 2 else change(value[:1]) + value[1:]
