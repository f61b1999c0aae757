"""An attempt: a world, the lines typed on it, and what they showed. Plain Python, replayable.

Laws of this file: the world moves only in `execute` and `advance`, and only as far as the entries and the logical
clock say; both are generators that may be cut anywhere without changing the result. A step of a line (up to its next
wait) happens whole or, if it raises, not at all. `published` is what readers see; `commit` replaces it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from tutorial import shell
from tutorial.attempt import budget, weight
from tutorial.attempt.entries import Entry, Fault, Frame, Line, Moment
from tutorial.attempt.moments import LastChanges, moment_of
from tutorial.attempt.running import NOBODYS_LINE, Lines, Running
from tutorial.attempt.screen import Screen, about, span_documents
from tutorial.attempt.traces import Traces
from tutorial.cluster import api, controllers
from tutorial.cluster.api import events
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json
from tutorial.cluster.network import captures
from tutorial.cluster.state import Change, Event, State
from tutorial.cluster.waits import Breath, steps
from tutorial.cluster.world import World
from tutorial.lesson.judge import Judge
from tutorial.lesson.model import Lesson
from tutorial.topology.structure import Picture

ENGINE = "1"
"""Raised by hand when the same journal gives another world than before."""

KEPT_MOMENTS = 1000
"""Of the moments of an attempt so many are kept, the last ones."""

GiveWay = Callable[[], bool]


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
        self.screen = Screen(cut_at, whole)
        self.lines: dict[int, Line] = {}
        self.traces = Traces(self.lines, lesson)
        self.last = LastChanges()
        self.moments: deque[Moment] = deque(maxlen=KEPT_MOMENTS)
        self.faults: list[Fault] = []
        self.steps = 0
        self.speed = 1.0
        self.last_at_ms = -1
        self.typed = 0
        self.picture = Picture(self.world)
        self.judge = Judge(lesson)
        self._running = Lines(self)
        self._terminals: dict[str, tuple[tuple[Any, Any], Frame]] = {}
        self._fresh_goals: list[Frame] = []
        self._rows_weight = 0
        self._told: list[Json] = []
        self._before: World | None = None
        self.judge.look(self.world, ())
        self.world.take_changes()
        self.published = self.world.state

    def fork(self) -> "Attempt":
        """Another attempt that begins where this one stands; neither learns what happens in the other.

        ValueError while a line or a job runs: where it is cannot be had twice. What was printed stays with this one.
        """
        if self.runs:
            raise ValueError("a line or a job runs")
        other = copy(self)
        other.world = self.world.fork()
        other.lines, other.moments, other.faults = dict(self.lines), self.moments.copy(), []
        other.screen = Screen(self.screen.cut_at, self.screen.whole)
        other.traces = self.traces.fork(other.lines)
        other.picture, other.judge = self.picture.fork(other.world), self.judge.fork()
        other._running, other._terminals, other._fresh_goals = Lines(other), dict(self._terminals), []
        other.listen(listening=False)
        return other

    # What stands

    @property
    def rev(self) -> int:
        """World events and entries applied since the start."""
        return self.world.state.rev

    def listen(self, *, listening: bool) -> None:
        """From now on keep what Marathon's event stream tells, for `take_events`; or no more."""
        if listening != (self._before is not None):
            self._before = World(self.world.state) if listening else None
            self._told = []

    def take_events(self) -> list[Json]:
        """Marathon's events since the last call, in order."""
        told, self._told = self._told, []
        return told

    @property
    def weight(self) -> int:
        """About how many bytes it holds beyond the start world: an estimate that costs nothing to make."""
        kept = len(self.lines) * weight.LINE + len(self.traces) * weight.TRACE + len(self.moments) * weight.MOMENT
        return weight.BARE + kept + self.screen.kept + max(0, self._rows_weight)

    @property
    def next_seq(self) -> int:
        """The number that the next entry gets."""
        return len(self.lines) + 1

    def next_at_ms(self, now_ms: int | None = None) -> int:
        """The logical time of an entry made when the logical clock shows `now_ms` (default: where the world stands)."""
        return max(self.last_at_ms + 1, self.world.now_ms, now_ms or 0)

    def busy(self, terminal: str) -> bool:
        """True while a line runs in the foreground of that terminal."""
        return (terminal,) in self._running.waiting

    @property
    def runs(self) -> bool:
        """True while a line or a job runs or is stopped, in whatever terminal."""
        return bool(self._running.waiting)

    @property
    def computing(self) -> bool:
        """True while a line has more to compute, in whatever terminal."""
        return self._running.computing

    @property
    def spent(self) -> bool:
        """True when the journal's budget is used up: no event happens any more, and no line or call is carried out."""
        return self.steps >= budget.JOURNAL_BUDGET

    @property
    def settled(self) -> bool:
        """True when nothing more will happen until somebody types."""
        return self.world.settled or self.spent

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
        self.world.count_entry(self.world.now_ms if self.spent else entry.at_ms)
        self.last_at_ms = entry.at_ms
        line = self.lines[entry.seq] = Line(entry)
        yield from _KINDS[entry.kind](self, line)
        yield from self._stop_if_spent()
        self._judge()
        self._look()

    def advance(self, to_ms: int, give_way: GiveWay | None = None) -> Running:
        """Let the logical clock run to `to_ms`, or to the moment at which the world is settled, whichever is first.

        While a line computes it stops on the way, before an event, once `give_way` says so.
        """
        while not self.settled and self.world.state.queue[0].at_ms <= to_ms:
            if give_way is not None and self.computing and give_way():
                return
            yield from self._one_event(to_ms)
            yield Breath()
        if not self.settled:
            self.world.set_now(to_ms)
        self._look()

    def finish(self, line: Line, limit_ms: int) -> Running:
        """Let the logical clock run until a line has ended, but no further than `limit_ms` or a settled world."""
        while line.exit_code is None and not self.settled and self.world.state.queue[0].at_ms <= limit_ms:
            yield from self._one_event(limit_ms)
            yield Breath()
        self._look()

    def commit(self) -> list[Frame]:
        """Publish what has happened since the last commit: readers see it from now on; returns its frames in order."""
        self.published = self.world.state
        return self.screen.take()

    def _run_until(self, at_ms: int) -> Running:
        while not self.spent and self.world.state.queue and self.world.state.queue[0].at_ms <= at_ms:
            yield from self._one_event(at_ms)
            yield Breath()

    def _one_event(self, until_ms: int) -> Running:
        event = self.world.pop_event(until_ms)
        if event is None:
            return
        self.steps += budget.EVENT_STEPS
        if event.kind == "process.wake":
            yield from self._running.wake(event)
        elif event.kind == captures.WAKE:
            yield from self._running.look(event.subject)
        else:
            yield from self._dispatch(event)
        yield from self._stop_if_spent()
        self._judge()
        self._look(by_itself=event.kind not in {"process.wake", captures.WAKE})

    def _stop_if_spent(self) -> Running:
        """End the lines that wait for a time that will never come."""
        if self.spent:
            yield from self._running.stop_all(f"for {budget.SPENT}")

    @contextmanager
    def _charged(self) -> Iterator[None]:
        """Count the rows of the world that are read and written within as steps."""
        before = self.world.work
        try:
            yield
        finally:
            self.steps += steps(self.world.work - before)

    def _dispatch(self, event: Event) -> Running:
        mark = self.world.mark()
        try:
            with self._charged():
                for _ in controllers.dispatch(event, self.world):
                    yield Breath()
        except Exception as error:  # a fault of ours: the event is dropped, the world goes on
            self.world.restore(mark)
            self.faults.append(Fault(0, error))

    # The kinds of entries

    def _line(self, line: Line) -> Running:
        entry = line.entry
        if self.busy(entry.terminal):
            raise ValueError(f"terminal {entry.terminal} is busy")
        shell.ensure_terminal(self.world, entry.terminal)
        line.prompt = self.terminal(entry.terminal)["prompt"]
        self.typed += 1
        line.number = self.typed
        context = shell.LineContext(
            terminal=entry.terminal,
            line=line.number,
            tty=self.tty,
            write=lambda stream, spans: self.screen.write(line, stream, spans),
            trace=lambda trace: self.traces.add(line, trace),
            budget=min(budget.LINE_BUDGET, budget.JOURNAL_BUDGET - self.steps),
        )
        line.typed = shell.typed_spans(self.world, entry.terminal, entry.text)
        told = {"number": line.number, "text": entry.text, "prompt": line.prompt, "at_ms": entry.at_ms, "rev": self.rev}
        self.screen.add(about(line, "started", spans=span_documents(line.typed), **told))
        command = budget.unheard(context) if self.spent else shell.run_line(self.world, context, entry.text)
        yield from self._running.begin(line, command, context)

    def _interrupt(self, line: Line) -> Running:
        yield from self._running.interrupt(line.entry.terminal)
        self._note_end(line, 0)

    def _eof(self, line: Line) -> Running:
        terminal = line.entry.terminal
        if not self.busy(terminal):
            shell.ensure_terminal(self.world, terminal)
            spans = shell.end_of_file(self.world, terminal)
            line.output.append(("stdout", spans))
            text = "".join(span.text for span in spans)
            self.screen.add(about(line, "terminal", text=text, **self.terminal(terminal)))
        self._note_end(line, 0)
        yield from ()

    def _http(self, line: Line) -> Running:
        mark = self.world.mark()
        try:
            line.response = self._answer(line)
        except Exception as error:  # reported to us; the client gets status 500 and an unharmed world
            self.world.restore(mark)
            self.faults.append(Fault(line.entry.seq, error))
            line.response = api.failed()
        self._note_end(line, 0)
        yield from ()

    def _answer(self, line: Line) -> api.Response:
        if self.spent:
            return budget.unanswered()
        self.steps += budget.CALL_STEPS
        with self._charged():
            response = api.answer(self.world, api.Request.load(line.entry.text), NOBODYS_LINE)
        self.steps += steps(0, line.entry.text, response.body)
        return response

    def _clock(self, line: Line) -> Running:
        self.speed = float(line.entry.text)
        self._note_end(line, 0)
        yield from ()

    def line_ended(self, line: Line, exit_code: int) -> None:
        """Note the end of a line and say so."""
        shell.leave_the_dead(self.world, line.entry.terminal)
        shell.set_last_exit(self.world, line.entry.terminal, exit_code)
        self._note_end(line, exit_code)
        terminal = self.terminal(line.entry.terminal)
        self.screen.show()
        self.screen.add(about(line, "ended", exit_code=exit_code, rev=self.rev, **terminal))

    def _note_end(self, line: Line, exit_code: int) -> None:
        line.exit_code = exit_code
        self._look()
        line.state_hash = self.world.state.hash()

    # Looking at what changed

    def _judge(self) -> None:
        """Judge after each event and each entry: at the same moments in every run, whoever looks when."""
        self._fresh_goals += self.judge.look(self.world, self.traces.to_judge())

    def _look(self, *, by_itself: bool = False) -> None:
        """Compare with what was shown last and add one push frame if the picture, a goal or a trace is new.

        What the picture shows by itself, without a line that does it at that moment, is noted as a moment.
        """
        left = self._left()
        changes: tuple[Change, ...] = self.world.take_changes()
        self._rows_weight += weight.growth(changes)
        if self._before is not None:
            self._told += events.happened(self._before, self.world, changes, by_itself=by_itself)
            self._before = World(self.world.state)
        frame: Frame = {}
        if changes and (operations := self.picture.operations(changes)):
            frame["ops"] = operations
            self.last.note(operations, self.world.now_ms, 0 if by_itself else self.typed)
            if by_itself and (moment := moment_of(self.world.now_ms, operations)):
                self.moments.append(moment)
                frame["moment"] = moment.document()
        goals, self._fresh_goals = self._fresh_goals, []
        if goals:
            frame["goals"] = goals
        frame |= self.traces.to_show()
        if frame:
            self.screen.add({"type": "push", "rev": self.rev, "ops": [], **frame})
        for terminal in left:
            self.screen.add({"type": "terminal", "terminal": terminal, "text": "", **self.terminal(terminal)})

    def _left(self) -> list[str]:
        """The terminals whose shells have ended with their containers, while no line ran in them: the shell around them
        takes the next line."""
        found = [terminal for terminal in shell.bereaved(self.world) if not self.busy(terminal)]
        for terminal in found:
            shell.leave_the_dead(self.world, terminal)
            shell.set_last_exit(self.world, terminal, shell.ENDED)
        return found

    def terminal(self, terminal: str) -> Frame:
        """A terminal as the page shows it: host, user, working directory, prompt. It is worked out when it changes."""
        rows = self.world.state.rows
        stands = rows(shell.TERMINALS.name).get(terminal), rows(HOSTS.name)
        shown = self._terminals.get(terminal)
        if shown is None or shown[0][0] is not stands[0] or shown[0][1] is not stands[1]:
            shown = self._terminals[terminal] = stands, shell.terminal_document(self.world, terminal)
        return shown[1]


_KINDS = {
    "line": Attempt._line,
    "interrupt": Attempt._interrupt,
    "eof": Attempt._eof,
    "http": Attempt._http,
    "clock": Attempt._clock,
}
