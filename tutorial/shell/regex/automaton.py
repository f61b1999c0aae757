"""A pattern as an automaton, walked over a text without ever going back.

Its states are sets of places in the pattern, made when they are first met and kept (a lazy DFA). What a step costs is
counted: `work` grows by one a character and by the size of the pattern a new state.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

from tutorial.shell.patterns import Item
from tutorial.shell.regex.pattern import (
    SIZE_LIMIT,
    TOO_BIG,
    Assert,
    Chain,
    Either,
    Group,
    PatternFault,
    Repeat,
    Take,
    Tree,
)

STATES_LIMIT = 2_000
"""States that are kept; then all are forgotten and made anew."""
PAUSE_EVERY = 20_000
"""Units of work between two places at which a search pauses. Who drives it sets the work back to nothing."""

Searching = Generator[None, None, tuple[int, int] | None]
EDGE, WORD, OTHER = 0, 1, 2


@dataclass(slots=True)
class _Place:
    """A place of the program: what it takes (None: nothing), where it leads."""

    item: Item | None = None
    check: str = ""
    following: tuple[int, ...] = ()


@dataclass(slots=True)
class _State:
    """A set of places that take a character; whether the end of the pattern is among them; the steps known so far."""

    places: tuple[int, ...]
    accepts: bool
    steps: dict[tuple[str, int], "_State"] = field(default_factory=dict)


class Automaton:
    """Finds the leftmost longest match of a pattern in lines."""

    def __init__(self, tree: Tree, *, ignore_case: bool = False) -> None:
        self.program: list[_Place] = []
        self.ignore_case = ignore_case
        self.work = 0
        self.end = self._place(_Place())
        self.start = self._build(tree, self.end)
        self._states: dict[tuple[frozenset[int], bool], _State] = {}
        self._starts: dict[tuple[int, int], _State] = {}

    # From tree to program: each part is built in front of what follows it

    def _place(self, place: _Place) -> int:
        if len(self.program) >= SIZE_LIMIT:
            raise PatternFault(TOO_BIG, exit_code=2)
        self.program.append(place)
        return len(self.program) - 1

    def _build(self, tree: Tree, following: int) -> int:
        if isinstance(tree, Take):
            return self._place(_Place(tree.item, following=(following,)))
        if isinstance(tree, Assert):
            return self._place(_Place(check=tree.place, following=(following,)))
        if isinstance(tree, Group):
            return self._build(tree.inner, following)
        if isinstance(tree, Chain):
            for part in reversed(tree.parts):
                following = self._build(part, following)
            return following
        if isinstance(tree, Either):
            return self._place(_Place(following=tuple(self._build(choice, following) for choice in tree.choices)))
        return self._repeat(tree, following)

    def _repeat(self, tree: Repeat, following: int) -> int:
        if tree.most is None:
            again = self._place(_Place())
            self.program[again].following = (self._build(tree.inner, again), following)
            following = again
        else:
            behind = following
            for _ in range(tree.most - tree.least):
                following = self._place(_Place(following=(self._build(tree.inner, following), behind)))
        for _ in range(tree.least):
            following = self._build(tree.inner, following)
        return following

    # Walking

    def search(self, text: str, start: int = 0) -> Searching:
        """Where the leftmost longest match at or behind `start` begins and ends; pauses now and then."""
        if not (yield from self._occurs(text, start)):
            return None
        for begin in range(start, len(text) + 1):
            end = yield from self._longest(text, begin)
            if end is not None:
                return begin, end
        return None

    def occurs(self, text: str) -> Generator[None, None, bool]:
        """Whether the pattern matches somewhere in a text."""
        return (yield from self._occurs(text, 0))

    def _occurs(self, text: str, start: int) -> Generator[None, None, bool]:
        state = self._first(text, start)
        for at in range(start, len(text)):
            if state.accepts:
                return True
            state = self._step(state, text, at, restart=True)
            if self.work >= PAUSE_EVERY:
                yield
        return state.accepts

    def ends(self, text: str, begin: int, limit: int) -> Generator[None, None, set[int]]:
        """Where the matches that begin at an index may end, up to a limit; pauses now and then."""
        state = self._first(text, begin)
        found = {begin} if state.accepts else set()
        for at in range(begin, limit):
            if not state.places:
                break
            state = self._step(state, text, at, restart=False)
            if state.accepts:
                found.add(at + 1)
            if self.work >= PAUSE_EVERY:
                yield
        return found

    def _longest(self, text: str, begin: int) -> Generator[None, None, int | None]:
        state = self._first(text, begin)
        end = begin if state.accepts else None
        self.work += 1
        if self.work >= PAUSE_EVERY:
            yield
        for at in range(begin, len(text)):
            if not state.places:
                break
            state = self._step(state, text, at, restart=False)
            end = at + 1 if state.accepts else end
            if self.work >= PAUSE_EVERY:
                yield
        return end

    def _first(self, text: str, at: int) -> _State:
        around = (_kind(text, at - 1), _kind(text, at))
        state = self._starts.get(around)
        if state is None:
            state = self._starts[around] = self._closed((self.start,), *around)
        return state

    def _step(self, state: _State, text: str, at: int, *, restart: bool) -> _State:
        self.work += 1
        mark, behind = text[at], _kind(text, at + 1)
        key = (mark, behind + 4 * restart)
        found = state.steps.get(key)
        if found is None:
            moved = [self.program[place].following[0] for place in state.places if self._takes(place, mark)]
            found = self._closed((*moved, self.start) if restart else tuple(moved), _kind(text, at), behind)
            state.steps[key] = found
        return found

    def _takes(self, place: int, mark: str) -> bool:
        item = self.program[place].item
        assert item is not None, "a state holds places that take a character"
        if not self.ignore_case or item.takes(mark) != item.negated:
            return item.takes(mark)
        if item.negated:
            return item.takes(mark.lower()) and item.takes(mark.upper())
        return item.takes(mark.lower()) or item.takes(mark.upper()) or _same(item, mark)

    def _closed(self, places: tuple[int, ...], before: int, behind: int) -> _State:
        """The state of all places that can be reached without taking a character."""
        waiting, seen = list(places), set(places)
        while waiting:
            place = self.program[waiting.pop()]
            if place.item is None and (not place.check or _holds(place.check, before, behind)):
                new = [following for following in place.following if following not in seen]
                seen.update(new)
                waiting += new
        self.work += len(seen) * 4
        taking = frozenset(place for place in seen if self.program[place].item is not None)
        return self._kept(taking, accepts=self.end in seen)

    def _kept(self, places: frozenset[int], *, accepts: bool) -> _State:
        if len(self._states) >= STATES_LIMIT:
            self._states, self._starts = {}, {}
        key = (places, accepts)
        if key not in self._states:
            self._states[key] = _State(tuple(sorted(places)), accepts)
        return self._states[key]


def _same(item: Item, mark: str) -> bool:
    return item.kind == "char" and item.text.lower() == mark.lower()


def _kind(text: str, at: int) -> int:
    """What stands at an index: the line's edge, a word character, something else."""
    if not 0 <= at < len(text):
        return EDGE
    return WORD if text[at].isalnum() or text[at] == "_" else OTHER


def _holds(check: str, before: int, behind: int) -> bool:
    word_before, word_behind = before == WORD, behind == WORD
    answers = {
        "^": before == EDGE,
        "$": behind == EDGE,
        "<": word_behind and not word_before,
        ">": word_before and not word_behind,
        "b": word_before != word_behind,
        "B": word_before == word_behind,
        "(": not word_before,
        ")": not word_behind,
    }
    return answers[check]
