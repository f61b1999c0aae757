"""`request_refused`: a request reached a machine on which nothing listened on that port."""

from tutorial.cluster.network.trace import Disposition
from tutorial.lesson.checks import Check, View


def holds(view: View, *, origin: str, host: str, url: str) -> bool:
    """Whether a trace from `origin`, whose URL begins with `url`, was refused by the kernel of `host` (empty: any)."""
    return any(
        trace.origin == origin
        and trace.url.startswith(url)
        and trace.disposition is Disposition.REFUSED
        and any(direction == "request" and host in {"", step.namespace} for _, direction, step in trace.hops())
        for trace in view.traces
    )


CHECK = Check(
    "A request was refused because nothing listened.",
    {"origin": (str, None), "host": (str, ""), "url": (str, "")},
    holds,
    of_traces=True,
)
