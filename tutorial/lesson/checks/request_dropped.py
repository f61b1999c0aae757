"""`request_dropped`: a request was thrown away on its way, without an answer."""

from tutorial.cluster.network.trace import Disposition
from tutorial.lesson.checks import Check, View


def holds(view: View, *, origin: str, host: str) -> bool:
    """Whether a trace from `origin` ended without an answer because `host` threw the packet away."""
    return any(
        trace.origin == origin
        and trace.disposition is Disposition.DROPPED
        and [step.namespace for _, direction, step in trace.hops() if direction == "request"][-1:] == [host]
        for trace in view.traces
    )


CHECK = Check("A request was dropped on its way.", {"origin": (str, None), "host": (str, None)}, holds, of_traces=True)
