"""`request_answered`: a request from some machine reached a task of an app, and the answer came home."""

from tutorial.cluster.marathon.documents import instances_of
from tutorial.lesson.checks import Check, View


def holds(view: View, *, app: str, origin: str) -> bool:
    """Whether a trace from `origin` (a host, or `own agent`) ends well at a port of one of the app's tasks."""
    ports = {
        (instance.agent, f"socket:{instance.agent}/tcp/{port}")
        for instance in instances_of(view.world, app)
        for port in instance.host_ports
    }
    for trace in view.traces:
        reached = {step.element for _, direction, step in trace.hops() if direction == "request"}
        for agent, element in ports:
            wanted = agent if origin == "own agent" else origin
            if trace.success and trace.origin == wanted and element in reached:
                return True
    return False


CHECK = Check("A request was answered by a task of an app.", {"app": (str, None), "origin": (str, None)}, holds)
