"""`request_dropped`: a request was thrown away on its way, without an answer."""

from typing import Any

from tutorial.cluster.network.trace import Disposition
from tutorial.lesson.checks import Check, View


def holds(view: View, *, origin: str, host: str, port: int) -> bool:
    """Whether a trace from `origin` ended without an answer because `host` threw the packet away.

    `port` is the packet's destination there, of its envelope if it is in one; 0: whichever.
    """
    return any(
        trace.origin == origin and trace.disposition is Disposition.DROPPED and _died_at(trace, host, port)
        for trace in view.traces
    )


def _died_at(trace: Any, host: str, port: int) -> bool:
    asked = [step for _, direction, step in trace.hops() if direction == "request"]
    return any(step.namespace == host and port in {0, step.before.destination_port} for step in asked[-1:])


CHECK = Check(
    "A request was dropped on its way.",
    {"origin": (str, None), "host": (str, None), "port": (int, 0)},
    holds,
    of_traces=True,
)
