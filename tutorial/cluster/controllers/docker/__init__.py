"""The Docker daemon of each agent, and the Mesos executors that drive it.

Events read: `agent.launch`, `agent.kill` (task id), `process.exited` (host; pid, exit code), `docker.start` (host;
container: somebody has asked for it by hand) and this controller's own.
Events written: `executor.status`. Source: apache/mesos 1.8, src/docker/executor.cpp.
"""

from collections.abc import Callable

from tutorial.cluster.controllers.docker.ending import exited, kill, remove, stopped
from tutorial.cluster.controllers.docker.starting import launch, pull, pulled, run, start
from tutorial.cluster.state import Event
from tutorial.cluster.world import World


def on(event: Event, world: World) -> None:
    """React to one event."""
    if (reaction := REACTIONS.get(event.kind)) is not None:
        reaction(world, event.subject)
    elif event.kind == "process.exited":
        exited(world, event.subject, int(event.data[0]), int(event.data[1]))
    elif event.kind == "docker.start":
        start(world, event.subject, str(event.data[0]))
    elif event.kind == "docker.stopped":
        stopped(world, event.subject, int(event.data[0]))


REACTIONS: dict[str, Callable[[World, str], None]] = {
    "agent.launch": launch,
    "agent.kill": kill,
    "docker.pull": pull,
    "docker.pulled": pulled,
    "docker.remove": remove,
    "docker.run": run,
}
