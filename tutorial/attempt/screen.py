"""What lines print, as frames: pieces that were printed in a row become one, and what is too long is cut.

Law of this file: where a piece ends follows from the entries alone, so every process numbers them alike.
"""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tutorial import shell
from tutorial.attempt.entries import Frame, Line
from tutorial.shell.context import cut as cut_spans


@dataclass(slots=True)
class Piece:
    """What the current step of a line has printed on one stream in a row: it becomes one frame."""

    line: Line
    stream: str
    spans: list[shell.Span] = field(default_factory=list)


class Screen:
    """Collects frames. Of a line that prints more than `cut_at` characters only those are kept, except of the line
    numbered `whole`; `kept` counts the characters of all lines.
    """

    def __init__(self, cut_at: int | None, whole: int | None) -> None:
        self.cut_at = cut_at
        self.whole = whole
        self.kept = 0
        self._frames: list[Frame] = []
        self._piece: Piece | None = None

    def add(self, frame: Frame) -> None:
        """A frame that is no output."""
        self._frames.append(frame)

    def take(self) -> list[Frame]:
        """All frames since the last call, in order."""
        frames, self._frames = self._frames, []
        return frames

    def write(self, line: Line, stream: str, spans: tuple[shell.Span, ...]) -> None:
        """Note what a line prints."""
        left = self._left(line)
        line.shown += sum(len(span.text) for span in spans)
        cut = left is not None and line.shown > (self.cut_at or 0)
        if self._piece is None or self._piece.line is not line or self._piece.stream != stream:
            self.show()
            self._piece = Piece(line, stream)
        self._piece.spans += cut_spans(spans, left) if cut and left is not None else spans
        if cut and not line.cut:
            line.cut = True
            self.show()
            self.add(about(line, "cut"))

    def _left(self, line: Line) -> int | None:
        """How many more characters of a line are kept; None: all."""
        if self.cut_at is None or line.entry.seq == self.whole:
            return None
        return max(0, self.cut_at - line.shown)

    def show(self) -> None:
        """Make one frame of what was printed in a row."""
        piece, self._piece = self._piece, None
        if piece is None or not piece.spans:
            return
        spans, output = merged(piece.spans), piece.line.output
        self.kept += sum(len(span.text) for span in spans)
        self.add(about(piece.line, "output", stream=piece.stream, part=len(output), spans=span_documents(spans)))
        output.append((piece.stream, spans))


def about(line: Line, kind: str, **fields: Any) -> Frame:
    """A frame about a line."""
    return {"type": kind, "line": line.entry.seq, "terminal": line.entry.terminal, **fields}


def merged(spans: list[shell.Span]) -> tuple[shell.Span, ...]:
    """The same text in fewer spans: neighbours that name nothing become one."""
    found: list[shell.Span] = []
    for named, group in groupby(spans, lambda span: span.element is not None or span.kind is not None):
        run_of = tuple(group)
        found += run_of if named else (shell.Span("".join(span.text for span in run_of)),)
    return tuple(found)


def span_documents(spans: tuple[shell.Span, ...]) -> list[list[str | None]]:
    """Spans as the page reads them: text, element, kind."""
    return [[span.text, span.element, span.kind] for span in spans]


def waits_document(line: Line) -> list[Any] | None:
    """What a line waits for, as a message and its values; None where that is not known."""
    return None if line.waits is None else [line.waits[0], dict(line.waits[1])]


def line_document(line: Line) -> Frame:
    """A line with its output as the page lists it."""
    entry = line.entry
    return {
        "line": {
            "seq": entry.seq,
            "number": line.number,
            "kind": entry.kind,
            "terminal": entry.terminal,
            "text": entry.text,
            "spans": span_documents(line.typed),
            "prompt": line.prompt,
            "at_ms": entry.at_ms,
        },
        "output": [{"stream": stream, "spans": span_documents(spans)} for stream, spans in line.output],
        "waits": waits_document(line) if line.exit_code is None else None,
        "exit_code": line.exit_code,
        "traces": list(line.traces),
    }
