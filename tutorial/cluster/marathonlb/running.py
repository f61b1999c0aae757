"""A Marathon-LB that runs: it asks Marathon, writes HAProxy's files, and starts HAProxy anew when they have changed.

Sources: mesosphere/marathon-lb marathon_lb.py (MarathonEventProcessor, compareWriteAndReloadConfig), reload_haproxy.sh.
"""

from dataclasses import dataclass, replace

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker.images import MARATHON_LB
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb.config import Refusal, Written, write
from tutorial.cluster.marathonlb.flags import from_arguments
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import sockets
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers.balanced import TURNS
from tutorial.cluster.servers.haproxy import RUNNING, STATS_PORT, Running
from tutorial.cluster.servers.haproxy_config import parsed
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

PROGRAM = "haproxy"


@dataclass(frozen=True, slots=True)
class Instance:
    """A Marathon-LB that runs on a host: its task, its container, and what it has written last."""

    task_id: str
    container: str
    written: Written | None = None


INSTANCES: Table[Instance] = Table("marathonlb.instance")
"""Key: host id; the ports that it takes are its machine's, so there is one at most."""


def follow(world: World, task_id: str) -> str:
    """A task has another state: the host on which a Marathon-LB began because of that, empty where none did. One that
    has ended is forgotten, and HAProxy with it."""
    task = world.get(TASKS, task_id)
    if task is None:
        return ""
    host = task.info.agent
    known = world.get(INSTANCES, host)
    if known is not None and known.task_id == task_id and task.over:
        world.delete(INSTANCES, host)
        world.delete(RUNNING, "", host)
    elif known is None and task.state == "TASK_RUNNING" and (name := _container(world, host, task_id)):
        world.put(INSTANCES, host, Instance(task_id, name))
        return host
    return ""


def _container(world: World, host: str, task_id: str) -> str:
    """The container of a task, if Marathon-LB runs in it."""
    executor = world.get(EXECUTORS, task_id, host)
    container = None if executor is None else world.get(CONTAINERS, executor.container, host)
    return container.name if container is not None and container.argv[:1] == (MARATHON_LB,) else ""


def _process(world: World, host: str) -> tuple[Instance, Container] | None:
    """The Marathon-LB of a host with its container, as long as that runs."""
    known = world.get(INSTANCES, host)
    container = None if known is None else world.get(CONTAINERS, known.container, host)
    return (known, container) if known and container and container.state == "running" else None


def regenerate(world: World, host: str, apps: Json) -> bool:
    """Write the files for Marathon's apps; whether they differ from those that there were. Where they can't be written,
    what there was stays."""
    if (found := _process(world, host)) is None:
        return False
    known, container = found
    try:
        written = write(apps, from_arguments(container.argv))
    except Refusal:
        return False
    world.put(INSTANCES, host, replace(known, written=written))
    return written != known.written


def reload(world: World, host: str, causes: dict[str, Cause]) -> None:
    """Start HAProxy with what was written: it takes over the ports that it still has, opens and closes others. Where a
    port is another program's, the old one goes on. `causes`: of each app, by its part of the names of backends."""
    if (found := _process(world, host)) is None or found[0].written is None:
        return
    written, container = found[0].written, found[1]
    wanted = {STATS_PORT: "", **{port: front.name for port, front in parsed(written.configuration).frontends.items()}}
    taken = {socket.port: socket for socket in world.values(SOCKETS, host) if socket.protocol == "tcp"}
    if any(taken[port].pid != container.pid for port in wanted.keys() & taken.keys()):
        return
    for port in sorted(taken.keys() - wanted.keys()):
        if taken[port].pid == container.pid:
            world.delete(SOCKETS, ("tcp", taken[port].address, port), host)
    own = tuple(replace(cause, controller="marathonlb") for cause in container.causes)
    for port, name in sorted(wanted.items()):
        cause = causes.get(name.rpartition("_")[0])
        _listen(world, host, container.pid, port, own if cause is None else (cause,))
    _started(world, host, Running(written.configuration, written.domains, written.apps, container.pid))


def _listen(world: World, host: str, pid: int, port: int, causes: Causes) -> None:
    sockets.listen(world, host, "tcp", sockets.ANY, port, pid=pid, program=PROGRAM, causes=causes)


def _started(world: World, host: str, running: Running) -> None:
    """The new process begins with the first server of each backend."""
    for turn, _ in world.rows(TURNS, host):
        world.delete(TURNS, turn, host)
    world.put(RUNNING, "", running, host)
