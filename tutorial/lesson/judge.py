"""Which goals are met, and which hints stand. A goal that was met once in an attempt stays met: it was shown that it
can be done. Only a lasting one is lost again when its check no longer holds.

Law: the verdict follows from the entries alone, for the judge looks after each event and each entry, sees world and
traces only, and sees each trace once, in the world in which it ended.
"""

from copy import copy
from dataclasses import replace
from typing import Any

from tutorial.cluster.network.trace import CONNECT, PING, TRACEROUTE
from tutorial.cluster.world import World
from tutorial.lesson.checks import View, known
from tutorial.lesson.glance import Glance
from tutorial.lesson.model import Condition, Goal, Hint, Lesson

Document = dict[str, Any]
PROBES = frozenset({PING, TRACEROUTE, CONNECT})


class Judge:
    """The goals of a lesson (None: no goals), which of them are met, and which were and are no longer."""

    def __init__(self, lesson: Lesson | None) -> None:
        self.goals: tuple[Goal, ...] = lesson.goals if lesson else ()
        self.met: set[str] = set()
        self.lost: set[str] = set()
        self.rungs: dict[str, tuple[int, ...]] = {}
        """The numbers of the hints that stand now, of each goal."""
        self._conditions = {repr(one): one for goal in self.goals for one in _conditions(goal)}
        self._held: set[str] = set()
        self._gathered: dict[str, frozenset[str]] = {}
        self._seen: Glance | None = None

    def fork(self) -> "Judge":
        """Another one that has seen the same; neither learns what the other sees."""
        other = copy(self)
        other.met, other.lost, other._held = set(self.met), set(self.lost), set(self._held)
        other.rungs, other._gathered = dict(self.rungs), dict(self._gathered)
        other._seen = None
        return other

    def look(self, world: World, traces: tuple[Any, ...]) -> list[Document]:
        """Look at the world and at the traces since the last look; returns the goals about which something is new.

        The checks are not asked where they would read what they read at the last look: their answers are the same.
        """
        if all(goal.id in self.met and not goal.lasting for goal in self.goals):
            return []
        if not traces and self._seen is not None and self._seen.stands_in(world.state):
            return []
        glance = Glance(world.state)
        view = View(glance.world, tuple(trace for trace in traces if trace.method not in PROBES))
        self._note_conditions(view)
        fresh = [goal for goal in self.goals if self._turns(goal, view)]
        climbed = [goal for goal in self.goals if self._climbs(goal, view)]
        self._seen = None if traces or fresh else glance
        return [self._verdict(goal) for goal in self.goals if goal in fresh or goal in climbed]

    def _turns(self, goal: Goal, view: View) -> bool:
        """Whether a goal has just been met or lost. It can be met once its turn has come; its check is asked before."""
        if goal.id in self.met and not goal.lasting:
            return False
        was = goal.id in self.met
        now = holds(goal, self._gathering(goal.id, goal, view, goal.after)) and (was or self._has_turn(goal.after))
        if now and not was:
            self.met.add(goal.id)
            self.lost.discard(goal.id)
        elif was and not now:
            self.met.discard(goal.id)
            self.lost.add(goal.id)
        return now != was

    def _has_turn(self, after: str) -> bool:
        return not after or after in self.met

    def _gathering(self, name: str, judged: Goal | Condition, view: View, after: str = "") -> View:
        """The view with all that a check that gathers has found under that name since its turn has come."""
        gather = known()[judged.check].gather
        if gather is None or not self._has_turn(after):
            return view
        found = self._gathered.get(name, frozenset()) | gather(view, **dict(judged.parameters))
        self._gathered[name] = found
        return replace(view, gathered=found)

    def _note_conditions(self, view: View) -> None:
        """What a trace has shown once has been shown; what the world says, it says anew each time."""
        for name, one in self._conditions.items():
            if holds(one, self._gathering(name, one, view)):
                self._held.add(name)
            elif not known()[one.check].of_traces:
                self._held.discard(name)

    def _stands(self, hint: Hint) -> bool:
        wanted = hint.when is None or repr(hint.when) in self._held
        return wanted and (hint.until is None or repr(hint.until) not in self._held)

    def _climbs(self, goal: Goal, view: View) -> bool:
        """Whether other hints of an open goal stand now than before."""
        if goal.id in self.met:
            return False
        before = self.rungs.get(goal.id)
        self.rungs[goal.id] = tuple(n for n, hint in enumerate(goal.hints, 1) if self._stands(hint))
        return self.rungs[goal.id] != before and bool(_conditions(goal))

    def _verdict(self, goal: Goal) -> Document:
        """A goal as the page is told; `hints` only of an open one whose ladder has rungs that come and go."""
        verdict: Document = {"id": goal.id, "met": goal.id in self.met}
        if goal.id in self.lost:
            verdict["lost"] = True
        if _conditions(goal) and goal.id not in self.met:
            verdict["hints"] = list(self.rungs.get(goal.id, ()))
        return verdict

    def document(self) -> list[Document]:
        """Every goal with its verdict."""
        return [{**self._verdict(goal), "step": goal.step} for goal in self.goals]

    @property
    def step(self) -> int:
        """The number of the first step with an unmet goal, from 1; one past the last when all are met."""
        open_steps = [goal.step for goal in self.goals if goal.id not in self.met]
        return min(open_steps, default=max((goal.step for goal in self.goals), default=0) + 1)


def _conditions(goal: Goal) -> list[Condition]:
    return [one for hint in goal.hints for one in (hint.when, hint.until) if one is not None]


def holds(judged: Goal | Condition, view: View) -> bool:
    """Whether a check holds now."""
    return known()[judged.check].holds(view, **dict(judged.parameters))
