"""The traces of an attempt: their names, the last ones kept, and which of them nobody has looked at yet."""

import zlib
from itertools import islice
from typing import Any

import orjson

from tutorial.attempt.entries import Frame, Line
from tutorial.cluster.jsontext import encoded
from tutorial.lesson.model import Lesson
from tutorial.lesson.readings import asked, readings

KEPT_TRACES = 1000
"""Of the traces of an attempt so many are kept, the last ones."""
TOLD = 200
"""Summaries in one frame."""


class Packed:
    """A trace of which nothing is wanted any more but what the browser may ask for: a fifth of the memory."""

    __slots__ = ("_document", "_summary")

    def __init__(self, summary: Frame, document: Frame) -> None:
        self._summary, self._document = _packed(summary), _packed(document)

    def summary(self) -> Frame:
        """As the trace's own."""
        return _unpacked(self._summary)

    def document(self) -> Frame:
        """As the trace's own."""
        return _unpacked(self._document)


def _packed(frame: Frame) -> bytes:
    return zlib.compress(encoded(frame))


def _unpacked(data: bytes) -> Frame:
    frame: Frame = orjson.loads(zlib.decompress(data))
    return frame


class Traces(dict[str, Any]):
    """Traces by their names, the oldest first: `3.1` is the first one of the journal's entry 3. Those that have been
    shown are packed.
    """

    def __init__(self, lines: dict[int, Line], lesson: Lesson | None = None) -> None:
        super().__init__()
        self._lines = lines
        self._lesson = lesson if lesson is not None and any(asked(lesson)) else None
        self._nth: dict[str, int] = {}
        self._unshown: list[str] = []
        self._unjudged: list[Any] = []
        self._count = 0

    def fork(self, lines: dict[int, Line]) -> "Traces":
        """The same traces, of a fork of the attempt."""
        other = Traces(lines, self._lesson)
        other.update(self)
        other._nth, other._count = dict(self._nth), self._count
        other._unshown, other._unjudged = [*self._unshown], [*self._unjudged]
        return other

    def add(self, line: Line, trace: Any) -> str:
        """Keep a trace of a line; its name comes back. What is too old is forgotten."""
        name = f"{line.entry.seq}.{len(line.traces) + 1}"
        line.traces.append(name)
        self[name] = trace
        self._count += 1
        self._nth[name] = self._count
        self._unshown.append(name)
        self._unjudged.append(trace)
        if len(self) > KEPT_TRACES:
            oldest = next(iter(self))
            del self[oldest], self._nth[oldest]
        return name

    def to_judge(self) -> tuple[Any, ...]:
        """Those that have come since this was asked last."""
        traces, self._unjudged = tuple(self._unjudged), []
        return traces

    def to_show(self) -> Frame:
        """The part of a push that tells of those which have come since this was asked last: empty when none have."""
        names, self._unshown = self._unshown[-KEPT_TRACES:], []
        if not names:
            return {}
        packed = self._packed(names)
        return {"traces": self.summaries(names), "trace": packed}

    def _packed(self, names: list[str]) -> Frame:
        """Pack these; the last one in full."""
        document: Frame = {}
        for name in names:
            document = self[name].document()
            said = {} if self._lesson is None else {"readings": readings(self._lesson, document)}
            document |= said
            self[name] = Packed(self[name].summary() | said, document)
        return {**document, **self._names(names[-1])}

    def document(self, name: str) -> Frame:
        """One trace in full, in the browser's form."""
        return {**self[name].document(), **self._names(name)}

    def last(self) -> Frame | None:
        """The newest one in full; None when there is none."""
        name = next(reversed(self), None)
        return None if name is None else self.document(name)

    def summaries(self, names: list[str] | None = None) -> list[Frame]:
        """Some (all, when not said otherwise) without their legs and hops, the newest ones of them."""
        shown = list(self) if names is None else names
        return [{**self[name].summary(), **self._names(name)} for name in shown[-TOLD:]]

    def before(self, nth: int) -> Frame:
        """The summaries directly before the `nth` trace (from 1), and which is the first that is kept (0: none)."""
        first = self._count - len(self) + 1
        names = list(islice(self, max(0, nth - first)))
        return {"traces": self.summaries(names), "first": first if self else 0}

    def _names(self, name: str) -> Frame:
        seq = int(name.partition(".")[0])
        return {"id": name, "nth": self._nth[name], "line": seq, "number": self._lines[seq].number}
