"""`request_failed`: somebody asked and got no answer, for whatever reason."""

from tutorial.lesson.checks import Check, View


def holds(view: View, *, origin: str, url: str) -> bool:
    """Whether a trace from `origin` whose URL begins with `url` failed."""
    return any(
        trace.origin == origin and trace.url.startswith(url) and not trace.success and trace.method != "DNS"
        for trace in view.traces
    )


CHECK = Check("A request got no answer.", {"origin": (str, None), "url": (str, "")}, holds, of_traces=True)
