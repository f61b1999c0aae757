"""The current record and its fields."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell.awk.patterns import Patterns
from tutorial.shell.awk.values import Outside, Value
from tutorial.shell.awk.values import text as as_text
from tutorial.shell.context import LineContext
from tutorial.shell.errors import UsageError

PARTS_A_STEP = 4
EMPTY = Outside("")
FIELDS_LIMIT = 32_767
"""Fields of a record (what mawk has)."""


def split(context: LineContext, patterns: Patterns, text: str, separator: str) -> Generator[Wait, Any, list[str]]:
    """The parts of a text: between blanks for " ", single characters for "", else between matches of a pattern."""
    if len(separator) < 2 and separator != "\\":
        parts = _words(text) if separator == " " else text.split(separator) if separator and text else list(text)
        if context.step(len(parts) // PARTS_A_STEP):
            yield Breath()
        return parts
    if not text:
        return []
    parts = []
    at = start = 0
    search = patterns.of(separator)
    while (found := (yield from search.span(context, text, start))) is not None:
        if found[0] == found[1]:
            start = found[1] + 1
            if start > len(text):
                break
            continue
        parts.append(text[at : found[0]])
        at = start = found[1]
    return [*parts, text[at:]]


def _words(text: str) -> list[str]:
    return [word for word in text.replace("\t", " ").replace("\n", " ").split(" ") if word]


class Record:
    """`$0` and `$1` to `$NF`: whichever was set last, the others follow from it when they are asked for."""

    def __init__(self, context: LineContext, patterns: Patterns) -> None:
        self.context, self.patterns = context, patterns
        self._text: str | None = ""
        self._fields: list[Value] | None = []
        self._separator = " "

    def set(self, text: str, separator: str) -> None:
        """A new record, whose fields are told apart by the separator that holds now."""
        self._text, self._fields, self._separator = Outside(text), None, separator

    def fields(self) -> Generator[Wait, Any, list[Value]]:
        """The fields; one that was set has the value that it was set to."""
        if self._fields is None:
            assert self._text is not None, "one of the two is known"
            parts = yield from split(self.context, self.patterns, self._text, self._separator)
            if len(parts) > FIELDS_LIMIT:
                raise UsageError(f"fatal: more than {FIELDS_LIMIT:,} fields are not supported here", exit_code=2)
            self._fields = [Outside(part) for part in parts]
        return self._fields

    def text(self, separator: str, convert: str) -> str:
        """The record; once a field was changed, the fields with the output's separator between them, numbers by a
        format: a text like any other, whatever it looks like.
        """
        if self._text is None:
            assert self._fields is not None, "one of the two is known"
            self._text = separator.join(as_text(field, convert) for field in self._fields)
            self.context.move(len(self._text))
        return self._text

    def get(self, number: int) -> Generator[Wait, Any, Value]:
        """A field from 1 on; one that is not there is an empty one, which compares as a text (so do gawk and mawk)."""
        fields = yield from self.fields()
        return fields[number - 1] if number <= len(fields) else EMPTY

    def put(self, number: int, value: Value) -> Generator[Wait, Any, None]:
        """Set a field from 1 on; fields up to it become empty ones."""
        yield from self.resize(max(number, len((yield from self.fields()))))
        fields = yield from self.fields()
        fields[number - 1], self._text = value, None

    def resize(self, count: int) -> Generator[Wait, Any, None]:
        """Set the number of fields."""
        if not 0 <= count <= FIELDS_LIMIT:
            raise UsageError(f"fatal: {count} fields are not supported here", exit_code=2)
        fields = yield from self.fields()
        self._fields = [*fields[:count], *[EMPTY] * (count - len(fields))]
        self._text = None
