"""Driving an attempt without a server: nothing is sliced, nobody waits."""

from typing import Any

from tutorial.attempt.attempt import Attempt
from tutorial.attempt.running import Running
from tutorial.cluster.waits import Answer, Ask


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
