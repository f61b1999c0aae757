"""Pipelines: stages that run by turns, from left to right.

A stage runs until it waits, breathes or ends, so that a reader that has seen enough ends its writers, and a stage that
waits in logical time feeds the next one meanwhile.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.waits import Ask, Breath, Input, Until, Wait
from tutorial.shell.redirects import Descriptors
from tutorial.shell.session import Session
from tutorial.shell.streams import BrokenPipe, Pipe, PipeSource
from tutorial.shell.syntax import Node

Running = Generator[Wait, Any, int]
Start = Callable[[Node, Session, Descriptors], Running]
"""Runs a command in a subshell of its own."""
BROKEN_PIPE = 141


@dataclass(slots=True)
class _Stage:
    """A stage of a pipeline: what it waits for, what it is to be sent, how it ended."""

    running: Running
    reads: PipeSource | None
    writes: Pipe | None
    wait: Wait | None = None
    answer: Any = None
    exit_code: int | None = None

    def ready(self, now_ms: int) -> bool:
        if self.exit_code is not None:
            return False
        if isinstance(self.wait, Until):
            return now_ms >= self.wait.at_ms
        if isinstance(self.wait, Input) and self.reads is not None:
            return self.reads.pipe.ready
        return True

    def end(self, exit_code: int) -> None:
        self.exit_code = exit_code
        self.running.close()
        if self.writes is not None:
            self.writes.close()
        if self.reads is not None:
            self.reads.close()


def run_stages(nodes: tuple[Node, ...], session: Session, descriptors: Descriptors, start: Start) -> Running:
    """Run the commands of a pipeline, each with its output connected to the next one's input; the last exit code."""
    stages = _connected(nodes, session, descriptors, start)
    try:
        while any(stage.exit_code is None for stage in stages):
            ran = False
            for stage in stages:
                if stage.ready(session.world.now_ms):
                    ran = True
                    yield from _turn(stage, session)
            if not ran:
                waits = [s.wait for s in stages if s.exit_code is None and isinstance(s.wait, Until)]
                yield min(waits, key=lambda wait: wait.at_ms)
    finally:
        for stage in stages:
            stage.running.close()
    return stages[-1].exit_code or 0


def _connected(nodes: tuple[Node, ...], session: Session, descriptors: Descriptors, start: Start) -> list[_Stage]:
    stages: list[_Stage] = []
    source: PipeSource | None = None
    for number, node in enumerate(nodes, 1):
        pipe = Pipe(session.context) if number < len(nodes) else None
        inner = dict(descriptors)
        if source is not None:
            inner[0] = source
        if pipe is not None:
            inner[1] = pipe
        stages.append(_Stage(start(node, session, inner), source, pipe))
        source = None if pipe is None else PipeSource(pipe)
    return stages


def _turn(stage: _Stage, session: Session) -> Generator[Wait, Any, None]:
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
        elif isinstance(wait, Input) and session.context.step():
            yield Breath()
        return
