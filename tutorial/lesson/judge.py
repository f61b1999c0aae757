"""Which goals are met. A goal that was met once in an attempt stays met: it was shown that it can be done.

Law: the verdict follows from the entries alone, for the judge looks after each event and each entry, sees world and
traces only, and sees each trace once, in the world in which it ended.
"""

from dataclasses import replace
from typing import Any

from tutorial.cluster.network.trace import CONNECT, PING, TRACEROUTE
from tutorial.cluster.world import World
from tutorial.lesson.checks import View, known
from tutorial.lesson.glance import Glance
from tutorial.lesson.model import Goal, Lesson

Document = dict[str, Any]
PROBES = frozenset({PING, TRACEROUTE, CONNECT})


class Judge:
    """The goals of a lesson (None: no goals) and which of them are met."""

    def __init__(self, lesson: Lesson | None) -> None:
        self.goals: tuple[Goal, ...] = lesson.goals if lesson else ()
        self.met: set[str] = set()
        self._gathered: dict[str, frozenset[str]] = {}
        self._found_unmet: Glance | None = None

    def look(self, world: World, traces: tuple[Any, ...]) -> list[Document]:
        """Look at the world and at the traces since the last look; returns the goals that have just been met.

        The checks are not asked where they would read what they read at the last look: what was unmet then is now.
        """
        if len(self.met) == len(self.goals):
            return []
        if not traces and self._found_unmet is not None and self._found_unmet.stands_in(world.state):
            return []
        glance = Glance(world.state)
        view = View(glance.world, tuple(trace for trace in traces if trace.method not in PROBES))
        fresh = [goal for goal in self.goals if goal.id not in self.met and self._meets(goal, view)]
        self._found_unmet = None if traces or fresh else glance
        return [{"id": goal.id, "met": True} for goal in fresh]

    def _meets(self, goal: Goal, view: View) -> bool:
        """Whether a goal holds now and its turn has come; it is then met. Its check is asked in any case."""
        if holds(goal, self._gathering(goal, view)) and (not goal.after or goal.after in self.met):
            self.met.add(goal.id)
        return goal.id in self.met

    def _gathering(self, goal: Goal, view: View) -> View:
        """The view with all that a check that gathers has found for this goal since its turn has come."""
        gather = known()[goal.check].gather
        if gather is None or (goal.after and goal.after not in self.met):
            return view
        found = self._gathered.get(goal.id, frozenset()) | gather(view, **dict(goal.parameters))
        self._gathered[goal.id] = found
        return replace(view, gathered=found)

    def document(self) -> list[Document]:
        """Every goal with its verdict."""
        return [{"id": goal.id, "step": goal.step, "met": goal.id in self.met} for goal in self.goals]

    @property
    def step(self) -> int:
        """The number of the first step with an unmet goal, from 1; one past the last when all are met."""
        open_steps = [goal.step for goal in self.goals if goal.id not in self.met]
        return min(open_steps, default=max((goal.step for goal in self.goals), default=0) + 1)


def holds(goal: Goal, view: View) -> bool:
    """Whether a goal's check holds now."""
    return known()[goal.check].holds(view, **dict(goal.parameters))
