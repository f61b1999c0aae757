"""Jobs: commands that run while their shell goes on (`&`). Each is a process of its host.

Law of this file: whoever sends a signal writes it into the world; whoever runs the process takes it from there, between
two of its steps. A job costs its line's steps.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from tutorial.cluster.docker import signals
from tutorial.cluster.errors import BudgetExceeded
from tutorial.cluster.host import PROCESSES, SIGNALS, Process, end, spawn
from tutorial.cluster.waits import Wait
from tutorial.cluster.world import World
from tutorial.shell.context import Interrupted
from tutorial.shell.errors import ShellError
from tutorial.shell.pipeline import Stage
from tutorial.shell.redirects import Descriptors
from tutorial.shell.session import Session
from tutorial.shell.spans import Span
from tutorial.shell.streams import Null, Output
from tutorial.shell.terminal import JOBS, TERMINALS, Job
from tutorial.shell.texts import integer

Running = Generator[Wait, Any, int]
Body = Callable[[Session, Descriptors], Running]
AT_ONCE = 200
"""Jobs of a terminal that run at the same time."""
A_LINE = 1_000
"""Jobs that one line may start."""
REMEMBERED = 50
"""Of jobs that have ended and been told of the exit codes of so many are known, the last ones."""
INTERRUPT, STOP, CONTINUE, STOPS = 2, 19, 18, frozenset({19, 20, 21, 22})
TERMINATED, KILLED = 143, 137
WORDS = {
    1: "Hangup",
    3: "Quit",
    4: "Illegal instruction",
    5: "Trace/breakpoint trap",
    6: "Aborted",
    7: "Bus error",
    8: "Floating point exception",
    9: "Killed",
    10: "User defined signal 1",
    11: "Segmentation fault",
    12: "User defined signal 2",
    13: "Broken pipe",
    14: "Alarm clock",
    15: "Terminated",
    INTERRUPT: "Interrupt",
}
"""What bash says of a process that a signal has ended. Source: glibc, sysdeps/generic/siglist.h."""


def start(session: Session, descriptors: Descriptors, text: str, body: Body) -> Running:
    """Begin a job; the exit code is 0 at once. Where nobody runs it beside its shell, it runs now."""
    context = session.context
    context.started += 1
    alive = sum(job.state != "Done" for job in known(session))
    if context.started > A_LINE or alive >= AT_ONCE:
        raise ShellError("fork: retry: Resource temporarily unavailable", 254)
    job = _made(session, text)
    inner = session.fork()
    inner.loops = 0
    standard = Null() if descriptors[0].is_terminal else descriptors[0]
    running = _guarded(body(inner, {**descriptors, 0: standard}), descriptors[2])
    session.last_job = job.pid
    if not (session.controls or session.supervised):
        code = yield from running
        end(session.world, job.host, job.pid)
        return code
    keep(session, job)
    if session.controls and context.launch is not None:
        if context.tty:
            descriptors[2].write((Span(f"[{job.number}] {job.pid}\n"),))
        context.launch(job, running)
    else:
        session.children.append(Child(running, session, job))
    return 0


def _made(session: Session, text: str) -> Job:
    """A process for a command, and its number in the shell."""
    host = session.place.split("/", maxsplit=1)[0]
    words = tuple(text.split())
    process = Process(0, words[0] if words else "bash", words, session.user, session.place)
    pid = spawn(session.world, host, process).pid
    terminal = session.world.get(TERMINALS, session.context.terminal)
    number = 1 + max((job.number for job in listed(session)), default=0)
    return Job(number, pid, host, len(terminal.frames) if terminal else 1, text)


def _guarded(running: Running, error: Output) -> Running:
    """A job's command: an interrupt ends it with 130, a budget that is used up with 137."""
    try:
        return (yield from running)
    except Interrupted:
        return 128 + INTERRUPT
    except BudgetExceeded as refusal:
        error.write((Span(f"hopscope: {refusal}; it was ended\n"),))
        return KILLED


class Child(Stage):
    """A job that runs beside its subshell."""

    def __init__(self, running: Running, session: Session, job: Job) -> None:
        super().__init__(running, None, None)
        self.session, self.job, self.stopped, self.signal = session, job, False, 0

    def attend(self) -> None:
        """Meet a signal that was sent."""
        number = taken(self.session.world, self.job)
        if number in STOPS or number == CONTINUE:
            self.stopped = number in STOPS
            mark(self.session, self.job, stopped=self.stopped)
        elif number:
            self.signal = number
            self.end(128 + number)

    def ready(self, world: World) -> bool:
        """Whether it can go on."""
        return not self.stopped and super().ready(world)

    def end(self, exit_code: int) -> None:
        """Its process is gone, and its exit code is known."""
        super().end(exit_code)
        finish(self.session.world, self.job)
        keep(self.session, replace(self.job, state="Done", exit_code=exit_code, signal=self.signal))


def orphaned(session: Session) -> Callable[[Stage], None] | None:
    """Who takes the jobs that a subshell leaves behind: the attempt, as processes that are no shell's. None where they
    are waited for: where nobody runs them beside their shell, and where there are many already."""
    world, terminal, launch = session.world, session.context.terminal, session.context.launch
    if not session.controls or launch is None:
        return None
    if sum(job.number == NOBODYS for job in world.values(JOBS, terminal)) >= AT_ONCE:
        return None

    def take(stage: Stage) -> None:
        assert isinstance(stage, Child), "a subshell leaves nothing but jobs"
        job = replace(stage.job, number=NOBODYS, shell=NOBODYS, told=True)
        world.put(JOBS, (job.host, job.pid), job, terminal)
        launch(job, _resumed(stage))

    return take


NOBODYS = 0
"""The number of a job that no shell knows, and of that shell: nobody is told how it ended."""


def _resumed(child: Child) -> Running:
    """A job goes on where it waited."""
    if child.wait is not None:
        yield child.wait
    return (yield from child.running)


# Signals


def taken(world: World, job: Job) -> int:
    """The signal that a job has been sent, which is then no more; 0 for none."""
    number = world.get(SIGNALS, job.pid, job.host)
    if number is None:
        return 0 if world.get(PROCESSES, job.pid, job.host) else signals.NUMBERS["KILL"]
    world.delete(SIGNALS, job.pid, job.host)
    return number


def finish(world: World, job: Job) -> None:
    """A job's process is gone."""
    world.delete(SIGNALS, job.pid, job.host)
    end(world, job.host, job.pid)


def ended(world: World, terminal: str, job: Job, exit_code: int, signal: int, *, told: bool) -> str:
    """A job of a terminal's shell has ended: what is said of that, if anybody is told."""
    finish(world, job)
    if job.number == NOBODYS:
        world.delete(JOBS, (job.host, job.pid), terminal)
        return ""
    others = tuple(one for one in world.values(JOBS, terminal) if one.shell == job.shell and not one.told)
    done = replace(job, state="Done", exit_code=exit_code, signal=signal, told=told)
    world.put(JOBS, (job.host, job.pid), done, terminal)
    forget(world, terminal)
    return described(others, done) if told else ""


def stopped(world: World, terminal: str, job: Job, *, stopped: bool) -> None:
    """A job of a terminal's shell was stopped, or goes on."""
    if job.number == NOBODYS:
        return
    world.put(JOBS, (job.host, job.pid), replace(job, state="Stopped" if stopped else "Running"), terminal)


# The shell's table of jobs


def known(session: Session) -> tuple[Job, ...]:
    """All jobs of a shell, those that have ended with them, by number."""
    if not session.controls:
        return tuple(sorted(session.jobs.values(), key=lambda job: job.number))
    jobs = session.world.values(JOBS, session.context.terminal)
    level = len(session.world[TERMINALS, session.context.terminal].frames)
    return tuple(sorted((job for job in jobs if job.shell == level), key=lambda job: (job.number, job.pid)))


def listed(session: Session) -> tuple[Job, ...]:
    """The jobs that have a number: those that run, are stopped, or have ended without a word."""
    return tuple(job for job in known(session) if not job.told)


def shown(session: Session) -> tuple[Job, ...]:
    """The jobs that `jobs` and `%1` mean: a subshell without its own knows those of the shell around it."""
    jobs = listed(session)
    return jobs if jobs or session.parent is None else shown(session.parent)


def keep(session: Session, job: Job) -> None:
    """Put a job into the shell's table."""
    if session.controls:
        session.world.put(JOBS, (job.host, job.pid), job, session.context.terminal)
    else:
        session.jobs[job.pid] = job


def mark(session: Session, job: Job, *, stopped: bool) -> None:
    """Note that a job was stopped or goes on."""
    keep(session, replace(job, state="Stopped" if stopped else "Running"))


def tell(session: Session, job: Job) -> None:
    """From now on a job that has ended has no number any more; the oldest of those are forgotten."""
    keep(session, replace(job, told=True))
    if session.controls:
        forget(session.world, session.context.terminal)


def forget(world: World, terminal: str) -> None:
    """Forget the oldest jobs that have ended and were told of."""
    told = [job for job in world.values(JOBS, terminal) if job.told]
    for job in told[: max(0, len(told) - REMEMBERED)]:
        world.delete(JOBS, (job.host, job.pid), terminal)


def described(jobs: tuple[Job, ...], job: Job) -> str:
    """A job's line, as `jobs` prints it; `+` is the newest one, `-` the one before."""
    order = [other.number for other in sorted(jobs, key=lambda other: (other.state == "Stopped", other.number))]
    marks = dict(zip(order[::-1], "+-", strict=False))
    behind = " &" if job.state == "Running" else ""
    return f"[{job.number}]{marks.get(job.number, ' ')}  {state(job):<24}{job.text}{behind}\n"


def state(job: Job) -> str:
    """A job's state in bash's words."""
    if job.state != "Done":
        return job.state
    if job.signal:
        return WORDS.get(job.signal, f"Unknown signal {job.signal}")
    return f"Exit {job.exit_code}" if job.exit_code else "Done"


def find(session: Session, text: str, *, command: str) -> Job:
    """The job that `%1`, `%%`, `%-` or `%word` names, or "" for the newest; ShellError with bash's words."""
    jobs = shown(session)
    word = text.removeprefix("%")
    order = sorted(jobs, key=lambda job: (job.state == "Stopped", job.number))
    if word in {"", "+", "%"}:
        found = order[-1:]
    elif word == "-":
        found = order[-2:-1] or order[-1:]
    elif (number := integer(word)) is not None:
        found = [job for job in jobs if job.number == number]
    elif word.startswith("?"):
        found = [job for job in jobs if word[1:] in job.text]
    else:
        found = [job for job in jobs if job.text.startswith(word)]
    if len(found) > 1:
        raise ShellError(f"{word}: ambiguous job spec", 1, label=f"bash: {command}")
    if not found:
        raise ShellError(f"{text or 'current'}: no such job", 1, label=f"bash: {command}")
    return found[0]
