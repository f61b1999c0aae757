"""`tasks_answered`: requests from some machine were answered by several tasks of an app, in one line or in many."""

from tutorial.lesson.arrival import comes_from, task_of
from tutorial.lesson.checks import Check, View


def gather(view: View, *, app: str, origin: str, tasks: int, url: str) -> frozenset[str]:
    """The ids of the app's instances that answered a trace from `origin` whose URL begins with `url`."""
    answered = ((trace, task_of(view.world, app, trace)) for trace in view.traces if trace.url.startswith(url))
    return frozenset(task.id for trace, task in answered if task is not None and comes_from(trace, origin, task))


def holds(view: View, *, app: str, origin: str, tasks: int, url: str) -> bool:
    """Whether at least so many different ones have done so since the lesson began."""
    return len(view.gathered) >= tasks


CHECK = Check(
    "Several tasks of an app have answered.",
    {"app": (str, None), "origin": (str, None), "tasks": (int, None), "url": (str, "")},
    holds,
    gather,
)
