"""Where the groups of a match lie, without ever going back.

The rule is glibc's: from left to right each part of a pattern takes the longest text that lets the rest of it match,
but where there is a choice, the first one that does.
How far a part may reach is what an automaton says of it; from where the rest may match is what one says that reads it,
and the text, from the right. Both together leave nothing to try out.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

from tutorial.shell.regex.automaton import Automaton
from tutorial.shell.regex.pattern import Assert, Chain, Either, Group, Repeat, Tree

PLACES_KEPT = 20_000
"""Places of all automata that are kept; then all are forgotten and made anew."""
Spans = dict[int, tuple[int, int]]
"""Number of a group → where it begins and ends; groups without a part in the match are not there."""
Placing = Generator[int, None, None]
"""Pauses with the units of work done since the last pause."""
_MIRRORED = {"^": "$", "$": "^", "<": ">", ">": "<", "(": ")", ")": "("}


def count_groups(tree: Tree) -> int:
    """How many groups a pattern has."""
    if isinstance(tree, Group):
        return 1 + count_groups(tree.inner)
    if isinstance(tree, Repeat):
        return count_groups(tree.inner)
    parts = tree.parts if isinstance(tree, Chain) else tree.choices if isinstance(tree, Either) else ()
    return sum(map(count_groups, parts))


def mirrored(tree: Tree) -> Tree:
    """The pattern that matches the same texts written from right to left."""
    if isinstance(tree, Assert):
        return Assert(_MIRRORED.get(tree.place, tree.place))
    if isinstance(tree, Group):
        return mirrored(tree.inner)
    if isinstance(tree, Repeat):
        return Repeat(mirrored(tree.inner), tree.least, tree.most)
    if isinstance(tree, Chain):
        return Chain(tuple(map(mirrored, reversed(tree.parts))))
    return Either(tuple(map(mirrored, tree.choices))) if isinstance(tree, Either) else tree


@dataclass(slots=True)
class Groups:
    """The groups of one pattern. Automata of its parts are made when they are first needed, and kept."""

    tree: Tree
    ignore_case: bool = False
    _automata: dict[tuple[Tree, bool], Automaton] = field(default_factory=dict)
    _places: int = 0

    def of(self, text: str, begin: int, end: int) -> Generator[int, None, Spans]:
        """The groups of the match that begins and ends there."""
        spans: Spans = {}
        yield from self._place(self.tree, text, begin, end, spans)
        return spans

    def _place(self, tree: Tree, text: str, begin: int, end: int, spans: Spans) -> Placing:
        if isinstance(tree, Group):
            spans[tree.number] = begin, end
            yield from self._place(tree.inner, text, begin, end, spans)
        elif isinstance(tree, Chain) and count_groups(tree):
            yield from self._chain(_parts(tree), text, begin, end, spans)
        elif isinstance(tree, Either) and count_groups(tree):
            for choice in tree.choices:
                if end in (yield from self._ends(choice, text, begin, end)):
                    yield from self._place(choice, text, begin, end, spans)
                    return
        elif isinstance(tree, Repeat) and count_groups(tree):
            yield from self._repeat(tree, text, begin, end, spans)

    def _chain(self, parts: tuple[Tree, ...], text: str, begin: int, end: int, spans: Spans) -> Placing:
        for number, part in enumerate(parts, 1):
            rest = Chain(parts[number:])
            reach = yield from self._split(part, rest, text, begin, end)
            yield from self._place(part, text, begin, reach, spans)
            if not count_groups(rest):
                return
            begin = reach

    def _repeat(self, tree: Repeat, text: str, begin: int, end: int, spans: Spans) -> Placing:
        least, most = tree.least, tree.most
        while begin < end or least > 0:
            least, most = max(0, least - 1), None if most is None else most - 1
            reach = yield from self._split(tree.inner, Repeat(tree.inner, least, most), text, begin, end)
            if reach == begin and begin < end:
                reach = yield from self._split(tree.inner, Repeat(tree.inner, 0, most), text, begin, end)
            yield from self._place(tree.inner, text, begin, reach, spans)
            if reach == begin:
                return
            begin = reach

    def _split(self, part: Tree, rest: Tree, text: str, begin: int, end: int) -> Generator[int, None, int]:
        """The last index up to which a part may match so that the rest matches up to the end."""
        if rest == Chain(()):
            return end
        starts = yield from self._starts(rest, text, begin, end)
        for choice in _choices(part):
            fitting = starts & (yield from self._ends(choice, text, begin, end))
            if fitting:
                return max(fitting)
        return begin

    def _ends(self, tree: Tree, text: str, begin: int, end: int) -> Generator[int, None, set[int]]:
        automaton = self._automaton(tree, reverse=False)
        return (yield from _run(automaton, text, begin, end))

    def _starts(self, tree: Tree, text: str, begin: int, end: int) -> Generator[int, None, set[int]]:
        """From where a pattern may match up to the end: read from the right, with what stands around the match."""
        automaton = self._automaton(tree, reverse=True)
        left, right = max(begin - 1, 0), min(end + 1, len(text))
        found = yield from _run(automaton, text[left:right][::-1], right - end, right - begin)
        return {right - at for at in found}

    def _automaton(self, tree: Tree, *, reverse: bool) -> Automaton:
        key = (tree, reverse)
        found = self._automata.get(key)
        if found is None:
            found = Automaton(mirrored(tree) if reverse else tree, ignore_case=self.ignore_case)
            found.work = len(found.program)
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[Tree, bool], automaton: Automaton) -> None:
        self._places += len(automaton.program)
        if self._places > PLACES_KEPT:
            self._automata, self._places = {}, len(automaton.program)
        self._automata[key] = automaton


def _choices(tree: Tree) -> tuple[Tree, ...]:
    while isinstance(tree, Group):
        tree = tree.inner
    return tree.choices if isinstance(tree, Either) else (tree,)


def _run(automaton: Automaton, text: str, begin: int, end: int) -> Generator[int, None, set[int]]:
    running = automaton.ends(text, begin, end)
    while True:
        try:
            next(running)
        except StopIteration as done:
            found: set[int] = done.value
            yield _taken(automaton)
            return found
        yield _taken(automaton)


def _taken(automaton: Automaton) -> int:
    work, automaton.work = automaton.work, 0
    return work


def _parts(tree: Chain) -> tuple[Tree, ...]:
    """The parts of a chain, those without groups that stand beside each other as one."""
    parts: list[Tree] = []
    plain: list[Tree] = []
    for part in tree.parts:
        if not count_groups(part):
            plain.append(part)
            continue
        parts += [Chain(tuple(plain))] if plain else []
        parts.append(part)
        plain = []
    return (*parts, Chain(tuple(plain))) if plain else tuple(parts)
