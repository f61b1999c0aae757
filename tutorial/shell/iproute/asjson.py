"""JSON as iproute2 writes it: its own layout where it is to be pretty, all in one line otherwise.

Source: iproute2 6.1 lib/json_writer.c.
"""

from typing import Any

from tutorial.cluster.jsontext import dumps
from tutorial.cluster.spans import Span, Spans

INDENT = "    "


def json_lines(value: Any, *, pretty: bool) -> tuple[Spans, ...]:
    """A value of maps, lists, texts, numbers and spans as the lines that are printed."""
    lines: list[list[Span]] = [[]]
    for part in _Writer(pretty=pretty).write(value):
        if part is None:
            lines.append([])
        else:
            lines[-1].append(part)
    return tuple(tuple(line) for line in lines)


class _Writer:
    """Writes parts, None where a line ends."""

    def __init__(self, *, pretty: bool) -> None:
        self.pretty, self.depth = pretty, 0

    def write(self, value: Any) -> list[Span | None]:
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list):
            return self._array(value)
        if isinstance(value, Span):
            return [Span('"'), value, Span('"')]
        return [Span(dumps(value))]

    def _object(self, value: dict[str, Any]) -> list[Span | None]:
        self.depth += 1
        parts: list[Span | None] = [Span("{")]
        for at, (name, one) in enumerate(value.items()):
            parts += [Span(",")] if at else []
            parts += [*self._newline(), Span(f'"{name}":{" " if self.pretty else ""}'), *self.write(one)]
        self.depth -= 1
        return [*parts, *(self._newline() if value else []), Span("}")]

    def _array(self, value: list[Any]) -> list[Span | None]:
        blank = [Span(" ")] if self.pretty else []
        self.depth += 1
        parts: list[Span | None] = [Span("["), *blank]
        for at, one in enumerate(value):
            parts += [*([Span(",")] if at else []), *self.write(one)]
        self.depth -= 1
        return [*parts, *(blank if value else []), Span("]")]

    def _newline(self) -> list[Span | None]:
        return [None, Span(INDENT * self.depth)] if self.pretty else []
