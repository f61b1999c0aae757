"""What a daemon sets going when somebody asks it to by hand: signals, a stop, a start, the end of a container's row.

Nobody tells the container's Mesos executor: it waits for `docker run` to end, and takes that for the end of its task,
with the exit code that the container had. So whoever restarts a task's container ends the task, and Marathon starts
another; the container goes on with nobody who looks after it, until its agent removes it, an hour after the task's end
(DC/OS' `docker_remove_delay`).
Sources: moby/moby 18.09, daemon/kill.go, stop.go, restart.go, start.go, delete.go; apache/mesos 1.8,
src/docker/executor.cpp (reaped), src/slave/containerizer/docker.cpp (reaped, ___destroy, remove).
"""

from tutorial.cluster.docker import programs
from tutorial.cluster.docker.programs import TERM, UNBOUNDED_MS
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.world import World

STOP_MS = 180
"""From a signal until the daemon has seen that the process is gone."""
START_MS = 350
REMOVE_MS = 3_600_000


def signal(world: World, host: str, container: Container, number: int) -> None:
    """Send a signal to a running container's first process; it ends in a moment, or does not hear it."""
    exit_code = programs.on_signal(number, obeys=container.obeys)
    if exit_code is not None:
        world.after(STOP_MS, "process.exited", host, container.pid, exit_code)


def stop(world: World, host: str, container: Container, seconds: int) -> None:
    """Ask a running container's process to end, and kill it after some seconds; never when they are negative."""
    signal(world, host, container, TERM)
    if seconds >= 0 and programs.on_signal(TERM, obeys=container.obeys) is None:
        grace_ms = min(seconds * 1000, UNBOUNDED_MS)
        world.after(STOP_MS + grace_ms, "process.exited", host, container.pid, programs.ENDED_BY_KILL)


def ends_at(world: World, host: str, container: Container) -> int | None:
    """When the process that a container has had is going to end; None when it has, or nothing is to end it."""
    now = world.get(CONTAINERS, container.name, host)
    if now is None or now.pid != container.pid or now.state != "running":
        return None
    ends = (event for event in world.queued("process.exited", host) if event.data[0] == container.pid)
    return next((event.at_ms for event in ends), None)


def start(world: World, host: str, container: Container) -> None:
    """Let the daemon start a container that does not run."""
    world.after(START_MS, "docker.start", host, container.name)


def starts_at(world: World, host: str, container: Container) -> int | None:
    """When the daemon is going to start a container."""
    starts = (event for event in world.queued("docker.start", host) if event.data[0] == container.name)
    return next((event.at_ms for event in starts), None)


def remove(world: World, host: str, container: Container) -> None:
    """Forget a container that does not run."""
    world.delete(CONTAINERS, container.name, host)
