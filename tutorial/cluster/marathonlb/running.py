"""A Marathon-LB that runs: it asks Marathon, writes HAProxy's files, and starts HAProxy anew when they have changed.

Sources: mesosphere/marathon-lb marathon_lb.py (MarathonEventProcessor, compareWriteAndReloadConfig), reload_haproxy.sh.
"""

from dataclasses import dataclass, replace

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker.images import MARATHON_LB
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb.config import Refusal, Written, write
from tutorial.cluster.marathonlb.flags import CERTIFICATE, Flags, from_arguments
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.servers import haproxy_process
from tutorial.cluster.servers.haproxy_config import parsed
from tutorial.cluster.servers.haproxy_process import take_up
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.servers.haproxy_validity import faults
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Instance:
    """A Marathon-LB that runs on a host: its task, its container, its process, and what it has written last."""

    task_id: str
    container: str
    pid: int
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
        haproxy_process.gone(world, host, known.pid)
    elif known is None and task.state == "TASK_RUNNING" and (found := _container(world, host, task_id)):
        world.put(INSTANCES, host, Instance(task_id, found.name, found.pid))
        return host
    return ""


def _container(world: World, host: str, task_id: str) -> Container | None:
    """The container of a task, if Marathon-LB runs in it."""
    executor = world.get(EXECUTORS, task_id, host)
    container = None if executor is None else world.get(CONTAINERS, executor.container, host)
    return container if container is not None and container.argv[:1] == (MARATHON_LB,) else None


def _process(world: World, host: str) -> tuple[Instance, Container] | None:
    """The Marathon-LB of a host with its container, as long as that runs."""
    known = world.get(INSTANCES, host)
    container = None if known is None else world.get(CONTAINERS, known.container, host)
    return (known, container) if known and container and container.state == "running" else None


def regenerate(world: World, host: str, apps: Json) -> bool:
    """Write the files for Marathon's apps; whether they differ from those that there were. Where they can't be written,
    what there was stays; apps that HAProxy would not have are left out."""
    if (found := _process(world, host)) is None:
        return False
    known, container = found
    try:
        written = _valid(apps, from_arguments(container.argv))
    except Refusal:
        return False
    if written is None or written == known.written:
        return False
    world.put(INSTANCES, host, replace(known, written=written))
    return True


def _valid(apps: Json, flags: Flags) -> Written | None:
    """The files that HAProxy takes: those for all apps, else one app after the other is added, and left out where it
    makes them invalid. None when each of them does."""
    there = frozenset({CERTIFICATE, *flags.certificates})
    written = write(apps, flags)
    if not any(faults(written.configuration, there)):
        return written
    kept: list[Json] = []
    found = None
    for app in apps:
        tried = write([*kept, app], flags)
        if not any(faults(tried.configuration, there)):
            kept.append(app)
            found = tried
    return found


def reload(world: World, host: str, causes: dict[str, Cause]) -> None:
    """Start HAProxy with what was written. Where a port is another program's, the old one goes on. `causes`: of each
    app, by its part of the names of backends."""
    if (found := _process(world, host)) is None or found[0].written is None:
        return
    written, container = found[0].written, found[1]
    config = parsed(written.configuration)
    own = tuple(replace(cause, controller="marathonlb") for cause in container.causes)
    ports = {port: _causes_of(front.name, causes, own) for port, front in config.frontends.items()}
    ports.setdefault(config.statistics, own)
    files = Running(written.configuration, written.domains, written.apps, container.pid, world.now_ms)
    take_up(world, host, files, ports)


def _causes_of(front: str, causes: dict[str, Cause], own: Causes) -> Causes:
    """Those of the app that a frontend is for; of Marathon-LB itself where it is for all."""
    cause = causes.get(front.rpartition("_")[0])
    return own if cause is None else (cause,)
