"""Learners who have typed certain lines on a lesson's start: what they have in common is played once."""

from collections.abc import Callable, Iterable
from typing import Protocol

Line = tuple[str, str]
"""A terminal and what is typed there."""
Path = tuple[Line, ...]


class Learner(Protocol):
    """Somebody in an attempt of a lesson, who types and waits until each line has ended."""

    def type(self, terminal: str, text: str) -> tuple[int, str]:
        """Type a line once everything has settled; its exit code and all that it printed."""

    def settle(self) -> None:
        """Wait until everything has settled."""

    def met(self) -> set[str]:
        """The ids of the goals that are met."""

    def hints(self, goal: str) -> tuple[int, ...]:
        """The numbers of the hints that stand for an unmet goal."""

    def shown(self) -> set[str]:
        """The ids of the picture's elements."""

    def readings(self) -> dict[str, str]:
        """What the newest trace about it says of each thing that the lesson asks."""

    def lines(self, script: str) -> Iterable[Line]:
        """The lines of a script."""

    @property
    def busy(self) -> bool:
        """Whether something of theirs still runs."""

    def fork(self) -> "Learner":
        """Somebody else who has done the same, and goes on alone; not while they are busy."""


NewLearner = Callable[[], Learner]


class Learners:
    """Everybody who ever typed something on this start."""

    def __init__(self, new_learner: NewLearner) -> None:
        self._at: dict[Path, Learner] = {(): new_learner()}
        self._settled: dict[Path, Learner] = {}
        self._said: dict[Path, tuple[int, str]] = {}

    def after(self, path: Path, *, settled: bool = True) -> Learner:
        """Somebody who has typed these lines, and waited since if `settled`. Ask of them, but type nothing more."""
        known = self._known(path)
        learner = self._rested(path[:known]) if settled or known < len(path) else self._at[path]
        if known == len(path):
            return learner
        learner = learner.fork()
        for count in range(known + 1, len(path) + 1):
            self._said[path[:count]] = learner.type(*path[count - 1])
            if not learner.busy:
                self._at[path[:count]] = learner.fork()
        if settled:
            learner.settle()
        return learner

    def said(self, path: Path) -> tuple[int, str]:
        """What the last of these lines came to: its exit code and what it printed."""
        if path not in self._said:
            self.after(path, settled=False)
        return self._said[path]

    def _known(self, path: Path) -> int:
        """How many of the lines somebody has typed already, who can go on."""
        return next(count for count in range(len(path), -1, -1) if path[:count] in self._at)

    def _rested(self, path: Path) -> Learner:
        if path not in self._settled:
            learner = self._settled[path] = self._at[path].fork()
            learner.settle()
        return self._settled[path]
