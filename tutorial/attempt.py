"""An attempt: a world, the lines typed on it, and what they showed. Plain Python, replayable.

Laws of this file: the world moves only in `execute` and `advance`, and only as far as the entries and the logical
clock say; both are generators that may be cut anywhere without changing the result. A step of a line (up to its next
wait) happens whole or, if it raises, not at all. `published` is what readers see; `commit` replaces it.
"""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import Any

from tutorial import shell
from tutorial.cluster import api, controllers
from tutorial.cluster.jsontext import dumps
from tutorial.cluster.state import Change, Event, State
from tutorial.cluster.waits import Answer, Ask, Breath, Until, Wait
from tutorial.cluster.world import World
from tutorial.lesson.judge import Judge
from tutorial.lesson.model import Lesson
from tutorial.shell.context import cut as cut_spans
from tutorial.topology.structure import Picture

ENGINE = "1"
"""Raised by hand when the same journal gives another world than before."""

LINE_BUDGET = 200_000
JOURNAL_BUDGET = 2_000_000
KEPT_TRACES = 1000
"""Of the traces of an attempt so many are kept, the last ones."""
CRASHED = 70

Frame = dict[str, Any]
Running = Generator[Ask | Breath, Answer | None, None]
StoredAnswers = dict[str, Answer]


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
    """What an entry showed: its prompt, its output so far, its exit code once it has ended, the ids of its traces."""

    entry: Entry
    prompt: str = ""
    output: list[tuple[str, tuple[shell.Span, ...]]] = field(default_factory=list)
    shown: int = 0
    cut: bool = False
    steps: int = 0
    exit_code: int | None = None
    state_hash: str = ""
    traces: list[str] = field(default_factory=list)
    answers: list[tuple[str, Answer]] = field(default_factory=list)
    response: api.Response | None = None

    def text(self, stream: str) -> str:
        """All that was printed on one stream."""
        return "".join(span.text for name, spans in self.output if name == stream for span in spans)


@dataclass(slots=True)
class Foreground:
    """A line that waits: its generator and the context that it prints through."""

    line: Line
    command: Generator[Wait, Any, int]
    context: shell.LineContext


@dataclass(slots=True)
class Piece:
    """What the current step of a line has printed on one stream in a row: it becomes one frame."""

    line: Line
    stream: str
    spans: list[shell.Span] = field(default_factory=list)


@dataclass(slots=True)
class Fault:
    """A programming fault that a line ran into; it is reported to us, never shown as a traceback to the learner."""

    seq: int
    error: Exception


def answer_key(ask: Ask) -> str:
    """The text under which an outside tool's answer is stored: a digest, for the input may be long."""
    return blake2b(json.dumps(ask.key).encode(), digest_size=16).hexdigest()


class Attempt:
    """A world with its journal. Drive `execute` and `advance`, then `commit` and send the frames that it gives.

    Of a line that prints more than `cut_at` characters only those are kept, except of the line numbered `whole`.
    """

    def __init__(
        self,
        start: State,
        lesson: Lesson | None = None,
        *,
        tty: bool = True,
        cut_at: int | None = None,
        whole: int | None = None,
    ) -> None:
        self.world = World(start)
        self.published = start
        self.lesson = lesson
        self.tty = tty
        self.cut_at = cut_at
        self.whole = whole
        self.lines: dict[int, Line] = {}
        self.traces: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.steps = 0
        self.speed = 1.0
        self.last_at_ms = -1
        self.picture = Picture(self.world)
        self.judge = Judge(lesson)
        self._waiting: dict[str, Foreground] = {}
        self._frames: list[Frame] = []
        self._piece: Piece | None = None
        self._new_traces: list[str] = []
        self._unjudged: list[Any] = []
        self._fresh_goals: list[Frame] = []
        self.judge.look(self.world, ())
        self.world.take_changes()
        self.published = self.world.state

    # What stands

    @property
    def rev(self) -> int:
        """World events and entries applied since the start."""
        return self.world.state.rev

    @property
    def next_seq(self) -> int:
        """The number that the next entry gets."""
        return len(self.lines) + 1

    def next_at_ms(self, now_ms: int | None = None) -> int:
        """The logical time of an entry made when the logical clock shows `now_ms` (default: where the world stands)."""
        return max(self.last_at_ms + 1, self.world.now_ms, now_ms or 0)

    def busy(self, terminal: str) -> bool:
        """True while a line runs in the foreground of that terminal."""
        return terminal in self._waiting

    @property
    def settled(self) -> bool:
        """True when nothing more will happen until somebody types."""
        return self.world.settled

    @property
    def next_due_ms(self) -> int | None:
        """When the next event of an unsettled world is due; None when it is settled."""
        return None if self.settled else self.world.state.queue[0].at_ms

    # What moves it

    def execute(self, entry: Entry) -> Running:
        """Apply one entry: first everything that is due by its time, then the entry up to its first wait.

        Yields `Ask` (send the answer) and `Breath` (resume at once). Raises ValueError for an entry out of order.
        """
        if entry.seq != self.next_seq or entry.at_ms <= self.last_at_ms:
            raise ValueError(f"entry {entry.seq} at {entry.at_ms} ms does not follow {len(self.lines)}")
        yield from self._run_until(entry.at_ms)
        self.world.set_now(entry.at_ms)
        self.last_at_ms = entry.at_ms
        self.world.count_entry()
        line = self.lines[entry.seq] = Line(entry)
        yield from _KINDS[entry.kind](self, line)
        self._judge()
        self._look()

    def advance(self, to_ms: int) -> Running:
        """Let the logical clock run to `to_ms`, or to the moment at which the world is settled, whichever is first."""
        while not self.settled and self.world.state.queue[0].at_ms <= to_ms:
            yield from self._one_event(to_ms)
            yield Breath()
        if not self.settled:
            self.world.set_now(to_ms)
        self._look()

    def commit(self) -> list[Frame]:
        """Publish what has happened since the last commit: readers see it from now on; returns its frames in order."""
        self.published = self.world.state
        frames, self._frames = self._frames, []
        return frames

    def _run_until(self, at_ms: int) -> Running:
        while self.world.state.queue and self.world.state.queue[0].at_ms <= at_ms:
            yield from self._one_event(at_ms)
            yield Breath()

    def _one_event(self, until_ms: int) -> Running:
        event = self.world.pop_event(until_ms)
        if event is None:
            return
        if event.kind == "process.wake":
            waiting = self._waiting.get(event.subject)
            if waiting is not None and waiting.line.entry.seq == event.data[0]:
                yield from self._resume(waiting, None)
        else:
            self._dispatch(event)
        self._judge()

    def _dispatch(self, event: Event) -> None:
        before = self.world.state
        try:
            controllers.dispatch(event, self.world)
        except Exception as error:  # a fault of ours: the event is dropped, the world goes on
            self.world.state = before
            self.faults.append(Fault(0, error))

    # The kinds of entries

    def _line(self, line: Line) -> Running:
        entry = line.entry
        if self.busy(entry.terminal):
            raise ValueError(f"terminal {entry.terminal} is busy")
        shell.ensure_terminal(self.world, entry.terminal)
        line.prompt = shell.prompt(self.world, entry.terminal)
        context = shell.LineContext(
            terminal=entry.terminal,
            line=entry.seq,
            tty=self.tty,
            write=lambda stream, spans: self._write(line, stream, spans),
            trace=lambda trace: self._trace(line, trace),
            budget=min(LINE_BUDGET, JOURNAL_BUDGET - self.steps),
        )
        self._frames.append(
            self._about(line, "started", text=entry.text, prompt=line.prompt, at_ms=entry.at_ms, rev=self.rev)
        )
        command = shell.run_line(self.world, context, entry.text)
        yield from self._resume(Foreground(line, command, context), None)

    def _interrupt(self, line: Line) -> Running:
        waiting = self._waiting.get(line.entry.terminal)
        if waiting is not None:
            yield from self._resume(waiting, shell.Interrupted())
        self._note_end(line, 0)

    def _eof(self, line: Line) -> Running:
        terminal = line.entry.terminal
        if not self.busy(terminal):
            shell.ensure_terminal(self.world, terminal)
            spans = shell.end_of_file(self.world, terminal)
            line.output.append(("stdout", spans))
            text = "".join(span.text for span in spans)
            self._frames.append({"type": "terminal", "terminal": terminal, "text": text, **self.terminal(terminal)})
        self._note_end(line, 0)
        yield from ()

    def _http(self, line: Line) -> Running:
        line.response = api.answer(self.world, api.Request.load(line.entry.text), line.entry.seq)
        self._note_end(line, 0)
        yield from ()

    def _clock(self, line: Line) -> Running:
        self.speed = float(line.entry.text)
        self._note_end(line, 0)
        yield from ()

    # Running a line

    def _resume(self, running: Foreground, value: Answer | shell.Interrupted | None) -> Running:
        """One step of a line: on to its next wait or its end. A step that raises leaves the world as it was."""
        mark, terminal = self.world.mark(), running.line.entry.terminal
        self._waiting.pop(terminal, None)
        try:
            wait, exit_code = yield from self._step(running, value)
        except Exception as error:  # reported to us; the learner gets exit 70 and an unharmed world
            self.world.restore(mark)
            self.faults.append(Fault(running.line.entry.seq, error))
            message = f"hopscope: internal error {type(error).__name__}; nothing was changed\n"
            self._write(running.line, "stderr", (shell.Span(message),))
            wait, exit_code = None, CRASHED
        self._show_piece()
        if wait is None:
            self._end(running, exit_code)
            return
        self._waiting[terminal] = running
        delay = max(0, wait.at_ms - self.world.now_ms)
        self.world.after(delay, "process.wake", terminal, running.line.entry.seq)

    def _step(
        self, running: Foreground, value: Answer | shell.Interrupted | None
    ) -> Generator[Ask | Breath, Answer | None, tuple[Until | None, int]]:
        """Run to the next wait in logical time, or to the end: (None, exit code)."""
        while True:
            try:
                if isinstance(value, shell.Interrupted):
                    wait = running.command.throw(value)
                else:
                    wait = running.command.send(value)
            except StopIteration as end:
                return None, end.value
            value = None
            if isinstance(wait, Until):
                return wait, 0
            if isinstance(wait, Ask):
                value = yield from self._ask(running.line, wait)
            else:
                yield Breath()

    def _ask(self, line: Line, ask: Ask) -> Generator[Ask, Answer | None, Answer]:
        key = answer_key(ask)
        stored = dict(line.entry.answers).get(key) or dict(line.answers).get(key)
        answer = stored or (yield ask)
        assert answer is not None, "a driver answers what is asked"
        if key not in dict(line.answers):
            line.answers.append((key, answer))
        return answer

    def _end(self, running: Foreground, exit_code: int) -> None:
        line = running.line
        line.steps = running.context.steps
        self.steps += line.steps
        shell.set_last_exit(self.world, line.entry.terminal, exit_code)
        self._note_end(line, exit_code)
        terminal = self.terminal(line.entry.terminal)
        self._frames.append(self._about(line, "ended", exit_code=exit_code, rev=self.rev, **terminal))

    def _note_end(self, line: Line, exit_code: int) -> None:
        line.exit_code = exit_code
        self._look()
        line.state_hash = self.world.state.hash()

    def _write(self, line: Line, stream: str, spans: tuple[shell.Span, ...]) -> None:
        kept_whole = self.cut_at is None or line.entry.seq == self.whole
        left = None if kept_whole else max(0, (self.cut_at or 0) - line.shown)
        line.shown += sum(len(span.text) for span in spans)
        cut = left is not None and line.shown > (self.cut_at or 0)
        if self._piece is None or self._piece.line is not line or self._piece.stream != stream:
            self._show_piece()
            self._piece = Piece(line, stream)
        self._piece.spans += cut_spans(spans, left) if cut and left is not None else spans
        if cut and not line.cut:
            line.cut = True
            self._show_piece()
            self._frames.append(self._about(line, "cut"))

    def _show_piece(self) -> None:
        """Make one frame of what was printed in a row. Where that ends follows from the entries alone."""
        piece, self._piece = self._piece, None
        if piece is None or not piece.spans:
            return
        spans, output = merged(piece.spans), piece.line.output
        frame = self._about(piece.line, "output", stream=piece.stream, part=len(output), spans=span_documents(spans))
        self._frames.append(frame)
        output.append((piece.stream, spans))

    def _about(self, line: Line, kind: str, **fields: Any) -> Frame:
        return {"type": kind, "line": line.entry.seq, "terminal": line.entry.terminal, **fields}

    def _trace(self, line: Line, trace: Any) -> str:
        name = f"{line.entry.seq}.{len(line.traces) + 1}"
        line.traces.append(name)
        self.traces[name] = trace
        self._new_traces.append(name)
        self._unjudged.append(trace)
        if len(self.traces) > KEPT_TRACES:
            del self.traces[next(iter(self.traces))]
        return name

    # Looking at what changed

    def _judge(self) -> None:
        """Judge after each event and each entry: at the same moments in every run, whoever looks when."""
        traces, self._unjudged = tuple(self._unjudged), []
        self._fresh_goals += self.judge.look(self.world, traces)

    def _look(self) -> None:
        """Compare with what was shown last and add one push frame if the picture, a goal or a trace is new."""
        changes: tuple[Change, ...] = self.world.take_changes()
        frame: Frame = {}
        if operations := self.picture.operations(changes):
            frame["ops"] = operations
        goals, self._fresh_goals = self._fresh_goals, []
        if goals:
            frame["goals"] = goals
        traces, self._new_traces = self._new_traces[-KEPT_TRACES:], []
        if traces:
            frame["traces"] = [self.trace_summary(name) for name in traces[-200:]]
            frame["trace"] = self.trace_document(traces[-1])
        if frame:
            self._frames.append({"type": "push", "rev": self.rev, "ops": [], **frame})

    def trace_document(self, name: str) -> Frame:
        """One trace in full, in the browser's form."""
        return {**self.traces[name].document(), "id": name, "line": int(name.partition(".")[0])}

    def trace_summary(self, name: str) -> Frame:
        """A trace without its legs and hops."""
        return {**self.traces[name].summary(), "id": name, "line": int(name.partition(".")[0])}

    def terminal(self, terminal: str) -> Frame:
        """A terminal as the page shows it: host, user, working directory, prompt."""
        return shell.terminal_document(self.world, terminal)

    def snapshot(self) -> Frame:
        """Everything a page needs that has just come: picture, terminals, journal, traces, goals, clock."""
        last = next(reversed(self.traces), None)
        return {
            "type": "snapshot",
            "rev": self.rev,
            "elements": self.picture.document(),
            "terminals": [{"id": name, **self.terminal(name)} for name in shell.terminal_ids(self.world)],
            "journal": [line_document(line) for line in self.lines.values()],
            "traces": [self.trace_summary(name) for name in list(self.traces)[-200:]],
            "trace": None if last is None else self.trace_document(last),
            "goals": self.judge.document(),
            "clock": self.clock(),
        }

    def clock(self) -> Frame:
        """The logical clock: where it stands, when it began, whether it runs."""
        state = self.world.state
        return {"now_ms": state.now_ms, "epoch_ms": state.epoch_ms, "settled": self.settled, "speed": self.speed}


_KINDS = {
    "line": Attempt._line,
    "interrupt": Attempt._interrupt,
    "eof": Attempt._eof,
    "http": Attempt._http,
    "clock": Attempt._clock,
}


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


def line_document(line: Line) -> Frame:
    """A line with its output as the page lists it."""
    entry = line.entry
    return {
        "line": {
            "seq": entry.seq,
            "kind": entry.kind,
            "terminal": entry.terminal,
            "text": entry.text,
            "prompt": line.prompt,
            "at_ms": entry.at_ms,
        },
        "output": [{"stream": stream, "spans": span_documents(spans)} for stream, spans in line.output],
        "exit_code": line.exit_code,
        "traces": list(line.traces),
    }


def run(running: Running, ask: Any) -> None:
    """Drive a generator of `Attempt` to its end without slicing; `ask` answers what outside tools are asked."""
    answer: Answer | None = None
    while True:
        try:
            wait = running.send(answer)
        except StopIteration:
            return
        answer = ask(wait) if isinstance(wait, Ask) else None


def settle(attempt: Attempt, limit_ms: int) -> Running:
    """Let the clock run on until the world is settled, at most `limit_ms` further."""
    return attempt.advance(attempt.world.now_ms + limit_ms)


def journal_text(lines: Iterator[Line]) -> str:
    """The entries as one JSON document a line, for a bug report or a link."""
    return "\n".join(dumps([line.entry.seq, line.entry.at_ms, line.entry.terminal, line.entry.text]) for line in lines)
