"""Searching in a line of the shell: what a search costs is counted in the line's steps."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from tutorial.cluster.waits import Breath, Wait
from tutorial.shell.context import LineContext
from tutorial.shell.regex.automaton import Automaton
from tutorial.shell.regex.groups import Groups, Spans, count_groups
from tutorial.shell.regex.pattern import Tree

WORK_A_STEP = 25
"""Units of a matcher's work that count as one step."""
MAKING, MAKING_A_PLACE = 250, 25
"""What it costs to make a pattern, and each place of it, in the same units."""
Found = TypeVar("Found")
Counted = Generator[Wait, Any, Found]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found in a text, and where its groups lie in it."""

    text: str
    start: int
    end: int
    groups: Spans

    def group(self, number: int) -> str:
        """What a group holds, 0 the whole match; "" for one without a part in it."""
        return self.text[slice(*self.groups.get(number, (0, 0)))] if number else self.text[self.start : self.end]


class Search:
    """A pattern that is looked for in texts. Its work that is less than a step is carried over to the next search."""

    def __init__(self, tree: Tree, *, ignore_case: bool = False) -> None:
        self.count = count_groups(tree)
        self._automaton = Automaton(tree, ignore_case=ignore_case)
        self._groups = Groups(tree, ignore_case)
        self._work = MAKING + MAKING_A_PLACE * len(self._automaton.program)

    def occurs(self, context: LineContext, text: str) -> Counted[bool]:
        """Whether the pattern matches somewhere in a text."""
        return (yield from self._searched(context, self._automaton.occurs(text)))

    def span(self, context: LineContext, text: str, start: int = 0) -> Counted[tuple[int, int] | None]:
        """Where the leftmost longest match at or behind `start` begins and ends."""
        return (yield from self._searched(context, self._automaton.search(text, start)))

    def match(self, context: LineContext, text: str, start: int = 0) -> Counted[Match | None]:
        """The leftmost longest match at or behind `start`, with its groups."""
        found = yield from self.span(context, text, start)
        if found is None:
            return None
        groups = (yield from self._placed(context, text, *found)) if self.count else {}
        return Match(text, *found, groups)

    def following(self, context: LineContext, text: str, before: Match | None) -> Counted[Match | None]:
        """The next match behind one, or the first. An empty one right behind another does not count."""
        start = 0 if before is None else before.end + (before.start == before.end)
        found = (yield from self.match(context, text, start)) if start <= len(text) else None
        if found is None or before is None or found.start < found.end or found.start > before.end:
            return found
        return (yield from self.match(context, text, start + 1)) if start < len(text) else None

    def _searched(self, context: LineContext, matching: Generator[None, None, Found]) -> Counted[Found]:
        while True:
            try:
                next(matching)
            except StopIteration as end:
                found: Found = end.value
                yield from self._charge(context)
                return found
            yield from self._charge(context)

    def _charge(self, context: LineContext) -> Counted[None]:
        work, self._automaton.work = self._automaton.work, 0
        yield from self._count(context, work)

    def _placed(self, context: LineContext, text: str, start: int, end: int) -> Counted[Spans]:
        placing = self._groups.of(text, start, end)
        while True:
            try:
                work = next(placing)
            except StopIteration as done:
                spans: Spans = done.value
                return spans
            yield from self._count(context, work)

    def _count(self, context: LineContext, work: int) -> Counted[None]:
        steps, self._work = divmod(self._work + work, WORK_A_STEP)
        if context.step(steps):
            yield Breath()
