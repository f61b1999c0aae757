"""Several generators at once: each goes on when its time has come, until one brings what is wanted."""

from collections.abc import Callable
from typing import TypeVar

from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

Value = TypeVar("Value")


def first_of(world: World, works: list[Waiting[Value]], wanted: Callable[[Value], bool]) -> Waiting[list[Value]]:
    """Let works run side by side until one ends with what is wanted, or all have ended: the values of those that did.

    The others are closed then, and if somebody stops this.
    """
    due: dict[int, Until] = dict.fromkeys(range(len(works)), Until(world.now_ms))
    ended: list[Value] = []
    try:
        while due:
            number = min(due, key=lambda one: (due[one].at_ms, one))
            if due[number].at_ms > world.now_ms:
                yield due[number]
            try:
                due[number] = next(works[number])
            except StopIteration as end:
                del due[number]
                ended.append(end.value)
                if wanted(end.value):
                    break
    finally:
        for work in works:
            work.close()
    return ended
