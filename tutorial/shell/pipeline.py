"""Commands that run side by side: the stages of a pipeline, the jobs of a subshell. Each runs as far as it can."""

from collections.abc import Callable, Generator
from dataclasses import replace
from functools import partial
from typing import Any

from tutorial.cluster.network import captures
from tutorial.cluster.waits import Ask, Breath, Ended, Input, Until, Wait
from tutorial.cluster.world import World
from tutorial.shell.context import Interrupted
from tutorial.shell.redirects import Descriptors
from tutorial.shell.session import Session
from tutorial.shell.streams import BrokenPipe, Pipe, PipeSource
from tutorial.shell.syntax import Node

Running = Generator[Wait, Any, int]
Start = Callable[[Node, Session, Descriptors], Running]
"""Runs a command in a subshell of its own."""
BROKEN_PIPE, HUNG_UP = 141, 129


class Stage:
    """One of them: what it waits for, what it is to be sent, how it ended."""

    def __init__(self, running: Running, reads: PipeSource | None, writes: Pipe | None) -> None:
        self.running, self.reads, self.writes = running, reads, writes
        self.wait: Wait | None = None
        self.answer: Any = None
        self.exit_code: int | None = None

    def ready(self, world: World) -> bool:
        """Whether it can go on; one that waits for what comes from outside is woken by `poke`."""
        if self.exit_code is not None:
            return False
        if isinstance(self.wait, Until):
            return world.now_ms >= self.wait.at_ms or captures.pending(world, self.wait.capture)
        if isinstance(self.wait, Input) and self.reads is not None:
            return self.reads.pipe.ready
        return not isinstance(self.wait, Input | Ended)

    def attend(self) -> None:
        """Meet what was sent to it; a stage is sent nothing."""

    def poke(self, *, kind: type[Input] | type[Ended]) -> None:
        """What it waits for may have come."""
        if isinstance(self.wait, kind):
            self.wait = None

    def end(self, exit_code: int) -> None:
        """It has ended: its pipes are closed."""
        self.exit_code = exit_code
        self.running.close()
        if self.writes is not None:
            self.writes.close()
        if self.reads is not None:
            self.reads.close()


def run_stages(nodes: tuple[Node, ...], session: Session, descriptors: Descriptors, start: Start) -> Running:
    """Run the commands of a pipeline, each with its output connected to the next one's input; the last exit code."""
    stages = _connected(nodes, session, descriptors, start)
    yield from _together(stages, session)
    session.stage_exits = tuple(stage.exit_code or 0 for stage in stages)
    return stages[-1].exit_code or 0


def supervised(running: Running, session: Session, leave: Callable[[Stage], None] | None = None) -> Running:
    """Run a subshell together with the jobs that it starts; its exit code, once all of them have ended, or, where
    somebody takes those that are left, once it has ended itself."""
    session.supervised = True
    step = partial(running.send, None)
    while True:
        try:
            wait = step()
        except StopIteration as end:
            code: int = end.value
            if leave is None:
                yield from _together(session.children, session)
            _left(session.children, leave)
            return code
        if session.children:
            break
        try:
            step = partial(running.send, (yield wait))
        except Interrupted as stop:
            step = partial(running.throw, stop)
    main = Stage(running, None, None)
    main.wait, main.answer = (None, (yield wait)) if isinstance(wait, Ask) else (wait, None)
    session.children.insert(0, main)
    yield from _together(session.children, session, None if leave is None else main)
    _left(session.children, leave)
    return main.exit_code or 0


def _left(stages: list[Stage], leave: Callable[[Stage], None] | None) -> None:
    """Give away those that have not ended."""
    for stage in stages if leave is not None else ():
        if leave is not None and stage.exit_code is None:
            leave(stage)


def _together(stages: list[Stage], session: Session, last: Stage | None = None) -> Generator[Wait, Any, None]:
    """Run them until all have ended, or until this one has; more may be added meanwhile."""
    whole = False
    try:
        while (alive := [stage for stage in stages if stage.exit_code is None]) and (last is None or last in alive):
            ran = False
            for stage in alive:
                stage.attend()
                if stage.ready(session.world):
                    ran = True
                    yield from _turn(stage, session)
            if any(stage.exit_code is not None for stage in alive):
                for stage in stages:
                    stage.poke(kind=Ended)
            elif not ran:
                yield from _wait(alive)
        whole = True
    finally:
        for stage in stages if not whole else ():
            if stage.exit_code is None:
                stage.end(HUNG_UP)


def _wait(stages: list[Stage]) -> Generator[Wait, Any, None]:
    """Wait for what the first of them to go on waits for. When nothing can wake any of them, they are ended."""
    times = [stage.wait for stage in stages if isinstance(stage.wait, Until)]
    if times:
        yield _first(times)
    elif any(isinstance(stage.wait, Input) and stage.reads is None for stage in stages):
        yield Input()
    else:
        for stage in stages:
            stage.end(HUNG_UP)
    for stage in stages:
        if stage.reads is None:
            stage.poke(kind=Input)


def _first(waits: list[Until]) -> Until:
    """The wait that ends first. Captures of any of them count, and it is idle only when all are."""
    capture = next((wait.capture for wait in waits if wait.capture), "")
    first = min(waits, key=lambda wait: wait.at_ms)
    return replace(first, capture=capture, idle=all(wait.idle for wait in waits))


def _connected(nodes: tuple[Node, ...], session: Session, descriptors: Descriptors, start: Start) -> list[Stage]:
    stages: list[Stage] = []
    source: PipeSource | None = None
    for number, node in enumerate(nodes, 1):
        pipe = Pipe(session.context) if number < len(nodes) else None
        inner = dict(descriptors)
        if source is not None:
            inner[0] = source
        if pipe is not None:
            inner[1] = pipe
        stages.append(Stage(start(node, session, inner), source, pipe))
        source = None if pipe is None else PipeSource(pipe)
    return stages


def _turn(stage: Stage, session: Session) -> Generator[Wait, Any, None]:
    """Run a stage until it waits, breathes or ends."""
    stage.wait = None
    while True:
        try:
            wait = stage.running.send(stage.answer)
        except StopIteration as end:
            stage.end(end.value)
            return
        except BrokenPipe:
            stage.end(BROKEN_PIPE)
            return
        stage.answer = None
        if isinstance(wait, Ask):
            stage.answer = yield wait
            continue
        stage.wait = wait
        if isinstance(wait, Breath):
            yield wait
        elif isinstance(wait, Input | Ended) and session.context.step():
            yield Breath()
        return
