"""The lines that run, and the jobs that they have left behind: each a generator with what it waits for.

Laws of this file: a step (up to the next wait) happens whole or, if it raises, not at all. What a step begins, ends or
sends a signal to is met behind it, in the order in which it was begun.
"""

from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tutorial import shell
from tutorial.attempt import budget
from tutorial.attempt.entries import Fault, Line, answer_key
from tutorial.attempt.screen import Screen, about, waits_document
from tutorial.cluster.errors import BudgetExceeded
from tutorial.cluster.state import Event
from tutorial.cluster.waits import Answer, Ask, Breath, Ended, Until, Wait
from tutorial.cluster.world import World

CRASHED = 70
NOBODYS_LINE = 0
"""What the cluster's API is asked from outside is caused by no line."""
SIGNALLED = 128

Running = Generator[Ask | Breath, Answer | None, None]
Stop = shell.Interrupted | BudgetExceeded
"""What ends a line from outside."""
Key = tuple[str | int, ...]
"""A terminal's id; of a job, its host and pid behind it."""


class Owner(Protocol):
    """What an attempt gives to its lines."""

    world: World
    screen: Screen
    faults: list[Fault]
    steps: int

    def line_ended(self, line: Line, exit_code: int) -> None:
        """Note the end of a line and say so."""


@dataclass(slots=True)
class Activity:
    """A line, or a job, that waits: its generator, the context that it prints through, the event that wakes it.

    One that `computes` waits only so that others may come in between; a `stopped` one waits to be sent on.
    """

    line: Line
    command: Generator[Wait, Any, int]
    context: shell.LineContext
    job: shell.Job | None = None
    wait: Until | Ended | None = None
    alarm: Event | None = None
    computes: bool = False
    stopped: bool = False

    @property
    def key(self) -> Key:
        """What it is found by."""
        terminal = self.line.entry.terminal
        return (terminal,) if self.job is None else (terminal, self.job.host, self.job.pid)

    def looks_from(self, terminal: str) -> bool:
        """Whether it belongs to this terminal and waits for what a capture is shown."""
        looks = isinstance(self.wait, Until) and bool(self.wait.capture) and not self.stopped
        return looks and self.line.entry.terminal == terminal


class Lines:
    """All that run in an attempt."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.waiting: dict[Key, Activity] = {}
        self._begun: deque[Activity] = deque()

    @property
    def computing(self) -> bool:
        """True while one of them has more to compute."""
        return any(activity.computes for activity in self.waiting.values())

    # What makes them go on

    def begin(self, line: Line, command: Generator[Wait, Any, int], context: shell.LineContext) -> Running:
        """Run a line up to its first wait."""
        context.launch = lambda job, running: self._begun.append(Activity(line, running, context, job))
        yield from self._go_on([(Activity(line, command, context), None)])

    def wake(self, event: Event) -> Running:
        """The time that one of them waits for has come."""
        activity = self.waiting.get((event.subject, *event.data[1:]))
        if activity is not None and activity.line.entry.seq == event.data[0]:
            yield from self._go_on([(activity, None)])

    def look(self, terminal: str) -> Running:
        """Captures of a terminal's lines and jobs have been shown something."""
        yield from self._go_on([(one, None) for one in self.waiting.values() if one.looks_from(terminal)])

    def interrupt(self, terminal: str) -> Running:
        """Ctrl-C: the terminal's line ends, its jobs do not."""
        activity = self.waiting.get((terminal,))
        if activity is not None:
            yield from self._go_on([(activity, shell.Interrupted())])

    def stop_all(self, reason: str) -> Running:
        """End all that wait, for a reason that is said."""
        for key in sorted(self.waiting, key=str):
            if (activity := self.waiting.get(key)) is not None:
                yield from self._go_on([(activity, BudgetExceeded(f"the line cannot go on, {reason}"))])

    def _go_on(self, first: Iterable[tuple[Activity, Answer | Stop | None]]) -> Running:
        """Some go on, and then whatever they have begun, sent signals to or waited with."""
        due = deque(first)
        while due:
            activity, value = due.popleft()
            ended = yield from self._resume(activity, value)
            due.extend((begun, None) for begun in self._begun)
            self._begun.clear()
            due.extend(self._stirred(ended=ended and activity.job is not None))

    # Steps

    def _resume(self, running: Activity, value: Answer | Stop | None) -> Generator[Ask | Breath, Answer | None, bool]:
        """One step: on to the next wait or the end, of which it is true. One that raises leaves the world as it was."""
        world = self.owner.world
        self._asleep_no_more(running)
        mark = world.mark()
        world.line = running.context.line
        try:
            wait, exit_code = yield from self._step(running, value)
        except Exception as error:  # reported to us; the learner gets exit 70 and an unharmed world
            world.restore(mark)
            self.owner.faults.append(Fault(running.line.entry.seq, error))
            message = f"hopscope: internal error {type(error).__name__}; nothing was changed\n"
            self.owner.screen.write(running.line, "stderr", (shell.Span(message),))
            self._begun.clear()
            wait, exit_code = None, CRASHED
        world.line = NOBODYS_LINE
        if wait is None:
            self._end(running, exit_code)
        else:
            self._fall_asleep(running, wait)
        self.owner.screen.show()
        return wait is None

    def _asleep_no_more(self, running: Activity) -> None:
        self.waiting.pop(running.key, None)
        if running.alarm is not None:
            self.owner.world.cancel(running.alarm)  # an interrupt comes before it: nothing is to happen then any more
            running.alarm = None

    def _fall_asleep(self, running: Activity, wait: Until | Ended) -> None:
        self.waiting[running.key] = running
        running.wait = wait
        if running.job is None:
            self._tell_wait(running.line, wait)
        self._set_alarm(running)

    def _set_alarm(self, running: Activity) -> None:
        world, wait = self.owner.world, running.wait
        if isinstance(wait, Until) and not running.stopped:
            terminal, *process = running.key
            delay = max(0, wait.at_ms - world.now_ms)
            data = (running.line.entry.seq, *process)
            running.alarm = world.after(delay, "process.wake", str(terminal), *data, progress=not wait.idle)

    def _tell_wait(self, line: Line, wait: Until | Ended) -> None:
        """Say what a line waits for, where that is another thing than before."""
        if wait.why != line.waits:
            line.waits = wait.why
            self.owner.screen.add(about(line, "waiting", waits=waits_document(line)))

    def _step(
        self, running: Activity, value: Answer | Stop | None
    ) -> Generator[Ask | Breath, Answer | None, tuple[Until | Ended | None, int]]:
        """Run to the next wait, or to the end: (None, exit code). Computing takes time, too."""
        pause_at = running.context.steps + budget.PAUSE_EVERY
        running.computes = False
        while True:
            try:
                wait = running.command.throw(value) if isinstance(value, Stop) else running.command.send(value)
            except StopIteration as end:
                return None, end.value
            value = None
            if isinstance(wait, Until | Ended):
                return wait, 0
            if isinstance(wait, Ask):
                value = yield from self._ask(running.line, wait)
            elif running.context.steps >= pause_at:
                running.computes = True
                return Until(self.owner.world.now_ms + budget.PAUSE_MS), 0
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

    # Ends and signals

    def _end(self, running: Activity, exit_code: int, signal: int = 0) -> None:
        line, job = running.line, running.job
        self.owner.steps += running.context.steps - line.steps
        line.steps = running.context.steps
        if job is None:
            self.owner.line_ended(line, exit_code)
        else:
            terminal = line.entry.terminal
            notice = shell.job_ended(self.owner.world, terminal, job, exit_code, signal, told=running.context.tty)
            self.owner.screen.write(line, "stderr", (shell.Span(notice),))

    def _stirred(self, *, ended: bool) -> list[tuple[Activity, Answer | Stop | None]]:
        """Who goes on now: jobs that are interrupted, and, when a job has ended or stopped, who waits for that."""
        due: list[tuple[Activity, Answer | Stop | None]] = []
        for activity in [activity for activity in self.waiting.values() if activity.job is not None]:
            number = shell.taken(self.owner.world, activity.job) if activity.job is not None else 0
            if number == shell.INTERRUPT:
                due.append((activity, shell.Interrupted()))
            elif number:
                ended = self._meet(activity, number) or ended
        if ended:
            due += [(one, None) for one in self.waiting.values() if isinstance(one.wait, Ended)]
        return due

    def _meet(self, activity: Activity, number: int) -> bool:
        """A job meets a signal; whether that ends or stops it."""
        assert activity.job is not None, "lines are sent no signals"
        if number in shell.STOPS or number == shell.CONTINUE:
            self._asleep_no_more(activity)
            activity.stopped = number in shell.STOPS
            self.waiting[activity.key] = activity
            self._set_alarm(activity)
            shell.job_stopped(self.owner.world, activity.line.entry.terminal, activity.job, stopped=activity.stopped)
            return activity.stopped
        self._asleep_no_more(activity)
        activity.command.close()
        self._end(activity, SIGNALLED + number, number)
        self.owner.screen.show()
        return True
