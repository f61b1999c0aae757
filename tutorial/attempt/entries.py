"""The entries of a journal, and what each of them showed."""

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from tutorial import shell
from tutorial.cluster import api
from tutorial.cluster.waits import Answer, Ask

Frame = dict[str, Any]
"""A message to the page, without its encoding."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal; `kind` is line, interrupt, eof, http or clock. `answers` are those of outside tools."""

    seq: int
    at_ms: int
    terminal: str
    kind: str
    text: str
    answers: tuple[tuple[str, Answer], ...] = ()


@dataclass(slots=True)
class Line:
    """What an entry showed: its prompt, what was `typed` with its words linked, its output so far, what it `waits`
    for, its exit code once it has ended, the ids of its traces.

    `number` counts what was typed, from 1: people call a line by it. It is 0 for every other kind of entry.
    """

    entry: Entry
    number: int = 0
    prompt: str = ""
    typed: tuple[shell.Span, ...] = ()
    output: list[tuple[str, tuple[shell.Span, ...]]] = field(default_factory=list)
    shown: int = 0
    cut: bool = False
    steps: int = 0
    waits: tuple[str, tuple[tuple[str, str], ...]] | None = None
    exit_code: int | None = None
    state_hash: str = ""
    traces: list[str] = field(default_factory=list)
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    response: api.Response | None = None

    def text(self, stream: str) -> str:
        """All that was printed on one stream."""
        return "".join(span.text for name, spans in self.output if name == stream for span in spans)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which the picture changed by itself: the elements that changed, and the state of each after it.

    The state of one that is gone is None.
    """

    at_ms: int
    changed: tuple[tuple[str, str | None], ...]

    def document(self) -> Frame:
        """The moment as the page reads it."""
        return {"at_ms": self.at_ms, "changed": [list(pair) for pair in self.changed]}


@dataclass(slots=True)
class Fault:
    """A programming fault that a line ran into; it is reported to us, never shown as a traceback to the learner."""

    seq: int
    error: Exception


def answer_key(ask: Ask) -> str:
    """The text under which an outside tool's answer is stored: a digest, for the input may be long."""
    return blake2b(json.dumps(ask.key).encode(), digest_size=16).hexdigest()
