"""`request_passed`: a request came to a task of an app by way of a certain table of some machine."""

from tutorial.lesson.arrival import met, task_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, origin: str, kind: str, host: str, port: int, url: str) -> bool:
    """Whether a trace from `origin` (empty: anybody) was answered by a task of the app and met a hop of that kind on
    `host` on its way.

    `kind` is that of docs/trace.md (nat, ipvs, bridge, vxlan, socket …); `host` is a machine itself, not a container on
    it; empty: whichever. `port` is the packet's destination there; 0: whichever. A trace whose URL does not begin with
    `url` does not count.
    """
    return any(
        origin in {"", trace.origin}
        and trace.url.startswith(url)
        and met(trace, kind, host, port)
        and task_of(view.world, app, trace) is not None
        for trace in view.traces
    )


CHECK = Check(
    "A request came to a task by way of a table.",
    {
        "app": (str, None),
        "origin": (str, ""),
        "kind": (str, None),
        "host": (str, ""),
        "port": (int, 0),
        "url": (str, ""),
    },
    holds,
    of_traces=True,
)
