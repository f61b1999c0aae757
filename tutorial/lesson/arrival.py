"""At which task of an app a request arrived, in whatever network mode."""

from typing import Any

from tutorial.cluster.marathon.documents import instances_of
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.world import World


def task_of(world: World, app: str, trace: Any) -> Instance | None:
    """The instance of the app that answered a trace; None when none of them did."""
    if not trace.success:
        return None
    reached = {step.element for _, direction, step in trace.hops() if direction == "request" and step.kind == "socket"}
    return next((found for found in instances_of(world, app) if _is_at(world, found, reached)), None)


def _is_at(world: World, instance: Instance, reached: set[str]) -> bool:
    """Whether one of the sockets is the task's: on its agent in host mode, in its container's namespace else.

    The proxy of a container's host port is not the task: its own connection leads there.
    """
    task = world.get(TASKS, instance.task_id)
    inside = f"socket:{instance.agent}/mesos-{task.container_id}/" if task else ""
    ports = {f"socket:{instance.agent}/tcp/{port}" for port in instance.host_ports}
    return bool(reached & ports) or (inside != "" and any(element.startswith(inside) for element in reached))


def comes_from(trace: Any, origin: str, instance: Instance) -> bool:
    """Whether a trace was sent by `origin`: a host, or `own agent`, that of the task."""
    return bool(trace.origin == (instance.agent if origin == "own agent" else origin))


def met(trace: Any, kind: str, host: str = "", port: int = 0) -> bool:
    """Whether a request met a hop of that kind on its way: on that host, bound for that port; empty, 0: whichever."""
    return any(
        direction == "request"
        and step.kind == kind
        and host in {"", step.namespace}
        and port in {0, step.before.destination_port}
        for _, direction, step in trace.hops()
    )
