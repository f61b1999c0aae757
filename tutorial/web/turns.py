"""Turns on the event loop: the generators of attempts run in short slices, and the long ones one after another.

A line that is done within its first slice never waits. Longer ones queue for each further slice, so however many
there are, between two of them the loop serves whoever else is ready.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from tutorial.attempt import Running
from tutorial.cluster.waits import Answer, Ask

SLICE_S = 0.010

Asker = Callable[[Ask], Awaitable[Answer]]


class Turns:
    """Drives the generators of all attempts of a process."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def drive(self, running: Running, ask: Asker) -> None:
        """Run to the end."""
        answer: Answer | None = None
        wait = _slice(running, answer)
        while wait is not None:
            if isinstance(wait, Ask):
                answer = await ask(wait)
                wait = _slice(running, answer)
                continue
            async with self._turn:
                await asyncio.sleep(0)
                wait = _slice(running, None)


def _slice(running: Running, answer: Answer | None) -> "Ask | bool | None":
    """Run for a slice: the question it ran into, True when the slice is over, None at the end."""
    until = perf_counter() + SLICE_S
    try:
        wait = running.send(answer)
        while not isinstance(wait, Ask):
            if perf_counter() >= until:
                return True
            wait = running.send(None)
    except StopIteration:
        return None
    return wait
