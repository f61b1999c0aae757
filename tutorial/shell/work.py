"""Long computations that pause: each yields how many steps it has taken since it paused last."""

from collections.abc import Generator
from typing import Any, TypeVar

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell.context import LineContext

Result = TypeVar("Result")


def worked(context: LineContext, work: Generator[int, None, Result]) -> Generator[Wait, Any, Result]:
    """Do the work with its steps counted, breathing in its pauses; what it returns."""
    while True:
        try:
            steps = next(work)
        except StopIteration as end:
            result: Result = end.value
            return result
        if context.step(steps):
            yield Breath()
