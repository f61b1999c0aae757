"""`tasks_answered`: requests from some machine were answered by several tasks of an app, in one line or in many."""

from tutorial.lesson.arrival import comes_from, met, task_of
from tutorial.lesson.checks import Check, View


def gather(view: View, *, app: str, origin: str, tasks: int, kind: str) -> frozenset[str]:
    """The ids of the app's instances that answered a trace from `origin` which met a hop of that kind (empty: any)."""
    traces = [trace for trace in view.traces if not kind or met(trace, kind)]
    answered = ((trace, task_of(view.world, app, trace)) for trace in traces)
    return frozenset(task.id for trace, task in answered if task is not None and comes_from(trace, origin, task))


def holds(view: View, *, app: str, origin: str, tasks: int, kind: str) -> bool:
    """Whether at least so many different ones have done so since the lesson began."""
    return len(view.gathered) >= tasks


CHECK = Check(
    "Several tasks of an app have answered.",
    {"app": (str, None), "origin": (str, None), "tasks": (int, None), "kind": (str, "")},
    holds,
    gather,
    of_traces=True,
)
