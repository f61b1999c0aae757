"""What a line may use of the world outside the shell: its output, its traces, its budget of counted steps."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.errors import BudgetExceeded
from tutorial.shell.spans import Span

BUDGET = 200_000
BREATH_EVERY = 200
"""Steps between two places at which a driver may cut a line into slices."""
OUTPUT_LIMIT = 256_000
"""Characters that one line may print."""
TEXT_LIMIT = 16_000_000
"""Characters that one line may move through variables, pipes and files before it must end."""


class Interrupted(Exception):
    """Thrown into a running line by Ctrl-C: the line ends with exit code 130."""


class Terminated(Interrupted):
    """Thrown into a command by `timeout`, as the signal TERM: one that does not wait for it ends without a word."""


@dataclass(slots=True)
class LineContext:
    """One line's way to its terminal.

    `line` is the sequence number of its journal entry; `tty` tells whether the terminal's streams are a terminal;
    `trace` takes a packet's trace and returns the id that it got. `launch` takes a job with what it runs, which goes on
    when the line has ended, at the line's cost; without it a line waits for its jobs. `started` counts them.
    """

    terminal: str
    line: int
    tty: bool
    write: Callable[[str, tuple[Span, ...]], None]
    trace: Callable[[Any], str]
    launch: Callable[[Any, Generator[Any, Any, int]], None] | None = None
    budget: int = BUDGET
    columns: int = 120
    rows: int = 50
    steps: int = 0
    shown: int = 0
    moved: int = 0
    breath_at: int = BREATH_EVERY
    started: int = 0

    def step(self, count: int = 1) -> bool:
        """Count steps; True when it is time to yield a `Breath`. BudgetExceeded once the line has used up its own."""
        self.steps += count
        if self.steps > self.budget:
            of = "" if self.budget >= BUDGET else " that were left of this attempt"
            raise BudgetExceeded(f"the line has used up {'the' if of else 'its'} {self.budget:,} steps{of}")
        if self.steps < self.breath_at:
            return False
        self.breath_at = self.steps + BREATH_EVERY
        return True

    def move(self, characters: int) -> None:
        """Count text that goes through variables, pipes, files; BudgetExceeded when it is too much for one line."""
        self.moved += characters
        if self.moved > TEXT_LIMIT:
            raise BudgetExceeded(f"the line has moved more than {TEXT_LIMIT:,} characters")

    def show(self, stream: str, spans: tuple[Span, ...]) -> None:
        """Print on the terminal; BudgetExceeded once the line has printed `OUTPUT_LIMIT` characters."""
        left = OUTPUT_LIMIT - self.shown
        size = sum(len(span.text) for span in spans)
        self.shown += size
        if size <= left:
            self.write(stream, spans)
            return
        self.write(stream, cut(spans, left))
        raise BudgetExceeded(f"the line has printed more than {OUTPUT_LIMIT:,} characters")


def cut(spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """The first `length` characters of spans."""
    kept: list[Span] = []
    for span in spans:
        if length <= 0:
            break
        kept.append(Span(span.text[:length], span.element, span.kind))
        length -= len(span.text)
    return tuple(kept)
