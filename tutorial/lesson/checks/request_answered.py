"""`request_answered`: a request from some machine reached a task of an app, and the answer came home."""

from tutorial.lesson.arrival import comes_from, task_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, origin: str) -> bool:
    """Whether a trace from `origin` (a host, or `own agent`) was answered by one of the app's tasks."""
    answered = ((trace, task_of(view.world, app, trace)) for trace in view.traces)
    return any(task is not None and comes_from(trace, origin, task) for trace, task in answered)


CHECK = Check(
    "A request was answered by a task of an app.", {"app": (str, None), "origin": (str, None)}, holds, of_traces=True
)
