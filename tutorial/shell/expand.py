"""From words to the arguments of a command: braces, parameters, substitutions, arithmetic, splitting, file names.

Generators, because a substitution runs commands that may wait.
"""

from collections.abc import Callable, Generator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell.braces import expand_braces, may_have_braces
from tutorial.shell.fields import Fields, Piece
from tutorial.shell.globbing import file_names, with_home, with_homes
from tutorial.shell.parameters import Parameters, Pieces, Text
from tutorial.shell.session import Session
from tutorial.shell.syntax import Arithmetic, Literal, Parameter, Part, Sequence, Substitution, Word

Texts = Generator[Wait, Any, list[str]]
Nothing = Generator[Wait, Any, None]
Capture = Callable[[Sequence, Session], Text]
"""Runs a script in a subshell and returns what it printed."""
FIELDS_A_STEP = 20
WORDS_A_STEP = 6
_MARKS = frozenset("*?[{~")
"""What makes a word without quotes stand for more than itself."""


class Expander:
    """Expands words for one session."""

    def __init__(self, session: Session, capture: Capture) -> None:
        self.session, self.capture = session, capture
        self.parameters = Parameters(session, self)

    # What words become

    def arguments(self, words: tuple[Word, ...]) -> Texts:
        """The arguments that words become: any number from each."""
        found: list[str] = []
        for at, word in enumerate(words):
            text = _plain_text(word)
            if at % WORDS_A_STEP == WORDS_A_STEP - 1:
                yield from self._step()
            if text is None:
                yield from self._word(word, found)
            else:
                found.append(text)
        return found

    def _word(self, word: Word, found: list[str]) -> Nothing:
        if may_have_braces(word.parts):
            for parts in expand_braces(word.parts):
                yield from self._step()
                yield from self._fields(parts, found)
        else:
            yield from self._fields(word.parts, found)

    def _step(self, count: int = 1) -> Nothing:
        if self.session.context.step(count):
            yield Breath()

    def _fields(self, parts: tuple[Part, ...], found: list[str]) -> Nothing:
        ifs = self.session.get("IFS")
        fields = Fields(" \t\n" if ifs is None else ifs)
        parts = with_home(self.session, parts)
        for part in parts if self.session.arguments else _without_empty_quotes(parts):
            yield from self._add(part, fields)
        fields.end()
        for at, pieces in enumerate(fields.done):
            if at % FIELDS_A_STEP == FIELDS_A_STEP - 1:
                yield from self._step()
            if "f" in self.session.options:
                found.append("".join(text for text, _ in pieces))
            else:
                found += yield from file_names(self.session, pieces)

    def text(self, word: Word) -> Text:
        """The one text that a word becomes where nothing is split."""
        pieces = yield from self.pieces(word)
        return "".join(text for text, _ in pieces)

    def assigned(self, word: Word) -> Text:
        """The value of an assignment."""
        return (yield from self.text(with_homes(self.session, word)))

    def pieces(self, word: Word) -> Pieces:
        """The text of a word with what was quoted, for patterns."""
        pieces: list[Piece] = []
        for part in with_home(self.session, word.parts):
            if isinstance(part, Literal):
                pieces.append((part.text, part.quoted))
            elif isinstance(part, Parameter) and self.parameters.word_counts(part):
                pieces += yield from self.pieces(part.word or Word(()))
            else:
                pieces.append(((yield from self._value(part)), part.quoted))
        return pieces

    # Parts

    def _add(self, part: Part, fields: Fields) -> Nothing:
        if isinstance(part, Literal):
            fields.add(part.text, quoted=part.quoted)
        elif isinstance(part, Parameter) and self.parameters.means_arguments(part):
            values = yield from self.parameters.arguments(part)
            yield from self._add_arguments(part, fields, values)
        elif isinstance(part, Parameter) and self.parameters.word_counts(part):
            yield from self._add_word(part, fields)
        else:
            value = yield from self._value(part)
            if part.quoted:
                fields.add(value, quoted=True)
            else:
                yield from self._split(value, fields)

    def _split(self, value: str, fields: Fields) -> Nothing:
        for count in fields.split(value):
            yield from self._step(count // FIELDS_A_STEP)

    def _add_word(self, part: Parameter, fields: Fields) -> Nothing:
        """`${x:-word}` when the word counts: its unquoted text is split like any expansion."""
        for inner in (part.word or Word(())).parts:
            if isinstance(inner, Literal) and not inner.quoted and not part.quoted:
                yield from self._split(inner.text, fields)
            else:
                yield from self._add(inner, fields)

    def _add_arguments(self, part: Parameter, fields: Fields, values: tuple[str, ...]) -> Nothing:
        if part.quoted and part.name == "*":
            fields.add(self.parameters.joined(values), quoted=True)
            return
        for at, value in enumerate(values):
            if at:
                fields.end()
                yield from self._step(at % FIELDS_A_STEP == 0)
            if part.quoted:
                fields.add(value, quoted=True)
            else:
                yield from self._split(value, fields)

    def _value(self, part: Part) -> Text:
        yield from self._step()
        if isinstance(part, Parameter):
            value = yield from self.parameters.value(part)
        elif isinstance(part, Substitution):
            value = (yield from self.capture(part.script, self.session)).rstrip("\n")
        elif isinstance(part, Arithmetic):
            value = str(self.parameters.calculated((yield from self.text(part.expression))))
        else:
            value = part.text
        self.session.context.move(len(value))
        return value


def _is_arguments(part: Part | None) -> bool:
    return isinstance(part, Parameter) and part.quoted and part.name == "@" and not part.operator


def _without_empty_quotes(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of a word when there are no arguments: quotes around `$@` alone then make no word."""
    return tuple(
        part
        for part, following in zip(parts, (*parts[1:], None), strict=True)
        if part != Literal("", quoted=True) or not _is_arguments(following)
    )


def plain_words(words: tuple[Word, ...]) -> list[str] | None:
    """The texts of words that stand for themselves, which need no expanding; None when one of them does not."""
    texts = [text for word in words if (text := _plain_text(word)) is not None]
    return texts if len(texts) == len(words) else None


def _plain_text(word: Word) -> str | None:
    if len(word.parts) != 1 or type(part := word.parts[0]) is not Literal or not _is_plain(part):
        return None
    return part.text


def _is_plain(part: Literal) -> bool:
    return part.quoted or _MARKS.isdisjoint(part.text)
