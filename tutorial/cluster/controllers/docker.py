"""The Docker daemon of each agent, and the Mesos executor that drives it.

Events read: `agent.launch`, `agent.kill` (task id), `process.exited` (host; pid, exit code) and this controller's own.
Events written: `executor.status`. Host networking: the container's process runs in the agent's own network namespace,
and its port is the agent's. Source: apache/mesos 1.8, src/docker/executor.cpp.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tutorial.cluster import host as hosts
from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker import images, programs
from tutorial.cluster.docker.tables import (
    CONTAINERS,
    EXECUTORS,
    IMAGES,
    RUNNING,
    Container,
    Executor,
    PulledImage,
)
from tutorial.cluster.host import HOSTS, PROCESSES, Process
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network import sockets
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

EXECUTOR_MS = 380
START_MS = 350
STATUS_MS = 60
STOP_MS = 180
KILLED = 137
"""The exit code of what SIGKILL ended."""
TERMINATED = 2
"""A Go program that is the first process of its container exits so on SIGTERM (runtime/signal_unix.go)."""
MS_PER_MB = 90
"""An image layer comes at about 11 MB a second."""
MANIFEST_MS = range(600, 1400)
"""A forced pull asks the registry for the manifest even when every layer is there."""
MOST_CONTAINERS = 500
"""So many an agent of this size can start before its kernel has no process ids for containers left."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if (reaction := REACTIONS.get(event.kind)) is not None:
        reaction(world, event.subject)
    elif event.kind == "process.exited":
        exited(world, event.subject, int(event.data[0]), int(event.data[1]))
    elif event.kind == "docker.stopped":
        stopped(world, event.subject, int(event.data[0]))


def _status(world: World, task_id: str, state: str, address: str = "", message: str = "", *, retries: int = 0) -> None:
    world.after(STATUS_MS, "executor.status", task_id, state, address, message, retries=retries)


def _over(world: World, task: Task, state: str, message: str = "", *, retries: int = 0) -> None:
    """The executor reports a task's end, and is gone."""
    _status(world, task.info.id, state, message=message, retries=retries)
    world.delete(EXECUTORS, task.info.id, task.info.agent)


def _driven(world: World, task_id: str, *states: str) -> tuple[Task, Executor] | None:
    """The task and its executor, if that is in one of these states."""
    task = world.get(TASKS, task_id)
    executor = None if task is None else world.get(EXECUTORS, task_id, task.info.agent)
    return (task, executor) if task and executor and executor.state in states else None


def _docker(task: Task) -> Json:
    return loads(task.info.container).get("docker")


# Starting


def launch(world: World, task_id: str) -> None:
    """The agent takes up a task, unless it is over by now: an executor for it begins to work."""
    task = world[TASKS, task_id]
    if task.over:
        return
    world.put(EXECUTORS, task_id, Executor(task_id, f"mesos-{task.container_id}"), task.info.agent)
    world.after(EXECUTOR_MS, "docker.pull", task_id)


def pull(world: World, task_id: str) -> None:
    """Pull the image where it is missing or the app forces it; an unknown image fails the task."""
    if (found := _driven(world, task_id, "starting")) is None:
        return
    task, _ = found
    wanted = _docker(task)
    image = images.find(wanted["image"]) if wanted else None
    if image is None:
        _over(world, task, "TASK_FAILED", _cannot_pull(wanted))
        return
    manifest = world.choose("docker.manifest", (task_id,), MANIFEST_MS) if wanted["forcePullImage"] else 0
    known = world.get(IMAGES, image.name, task.info.agent) is not None
    world.after(manifest + (0 if known else image.size_mb * MS_PER_MB), "docker.pulled", task_id)


def _cannot_pull(wanted: Json) -> str:
    if wanted is None:
        return "The Mesos containerizer is not part of this simulation: give the app a Docker image"
    name = wanted["image"]
    return f"Failed to run 'docker pull {name}': pull access denied for {name}, repository does not exist"


def pulled(world: World, task_id: str) -> None:
    """The image is there; the executor starts and says so."""
    if (found := _driven(world, task_id, "starting")) is None:
        return
    task, _ = found
    image = _image(task)
    image_id = world.hex_digits("docker.image", (image.name,), 64)
    world.put(IMAGES, image.name, PulledImage(image.name, image_id, world.now_ms), task.info.agent)
    _status(world, task_id, "TASK_STARTING")
    world.after(START_MS, "docker.run", task_id)


def _image(task: Task) -> images.Image:
    image = images.find(_docker(task)["image"])
    assert image is not None, "the pull has found it"
    return image


def run(world: World, task_id: str) -> None:
    """Create the container and start its process, or report how it failed to start."""
    if (found := _driven(world, task_id, "starting")) is None:
        return
    task, executor = found
    if (refusal := _refusal(world, task)) is not None:
        _over(world, task, "TASK_FAILED", f"Failed to run docker container: {refusal}")
        return
    image = _image(task)
    argv = programs.command_line(image, task.info.command, task.info.arguments)
    container = created(world, task, executor, image, argv)
    listens = partial(sockets.listening, world, task.info.agent, "tcp")
    started(world, task, container, programs.start(image, argv, dict(container.env), listens))


def _refusal(world: World, task: Task) -> str | None:
    """Why the daemon does not run the task's container, or None."""
    network = str(_docker(task).get("network", "HOST")).lower()
    if network != "host":
        return f"network mode {network} is not part of this simulation yet"
    running = world.count(RUNNING, "", task.info.agent)
    return "fork/exec /proc/self/exe: resource temporarily unavailable" if running >= MOST_CONTAINERS else None


def created(world: World, task: Task, executor: Executor, image: images.Image, argv: tuple[str, ...]) -> Container:
    """Create the task's container, named after its Mesos container id."""
    agent, name = world[HOSTS, task.info.agent], executor.container
    added = {
        "MESOS_SANDBOX": "/mnt/mesos/sandbox",
        "MESOS_CONTAINER_NAME": name,
        "LIBPROCESS_IP": agent.ip,
    }
    asked_for = (variable for variable in task.info.environment if variable[0] not in added)
    container = Container(
        name=name,
        id=world.hex_digits("docker.container", (agent.id, name), 64),
        image=_docker(task)["image"],
        image_id=world.hex_digits("docker.image", (image.name,), 64),
        argv=argv,
        env=(*asked_for, *added.items(), ("PATH", image.path)),
        network="host",
        hostname=agent.hostname,
        labels=(("MESOS_TASK_ID", task.info.id),),
        task_id=task.info.id,
        cpus_milli=task.info.cpus_milli,
        mem_mb=task.info.mem_mb,
        created_ms=world.now_ms,
        causes=_causes(task),
    )
    world.put(CONTAINERS, name, container, agent.id)
    return container


def _causes(task: Task) -> Causes:
    """The task's causes, seen from Docker: the part of the definition that Docker reads is the container."""
    return tuple(replace(cause, controller="docker", pointer="/container") for cause in task.info.causes[:1])


def started(world: World, task: Task, container: Container, start: programs.Start) -> None:
    """The process runs, and listens if it does; the executor reports TASK_RUNNING, and at once an end that followed."""
    agent = world[HOSTS, task.info.agent]
    process = hosts.spawn(
        world, agent.id, Process(0, start.program, start.argv, namespace=agent.id, causes=container.causes)
    )
    running = replace(container, state="running", pid=process.pid, started_ms=world.now_ms, obeys=start.obeys)
    world.put(CONTAINERS, container.name, running, agent.id)
    world.put(EXECUTORS, task.info.id, Executor(task.info.id, container.name, "running"), agent.id)
    _status(world, task.info.id, "TASK_RUNNING", address=agent.ip)
    if start.port:
        _listen(world, task, process, start.port)
    if start.exit_code is not None:
        exited(world, agent.id, process.pid, start.exit_code)
    elif start.lasts_ms:
        world.after(start.lasts_ms, "process.exited", agent.id, process.pid, 0, progress=False)


def _listen(world: World, task: Task, process: Process, port: int) -> None:
    causes = tuple(replace(cause, controller="docker") for cause in task.info.causes if "/port" in cause.pointer)
    sockets.listen(
        world,
        task.info.agent,
        "tcp",
        sockets.ANY,
        port,
        pid=process.pid,
        program=process.name,
        causes=causes or (Cause(0, "docker"),),
    )


# Ending


def kill(world: World, task_id: str) -> None:
    """Stop the task's container, by force after its grace period; report it killed at once when it has none yet."""
    if (found := _driven(world, task_id, "starting", "running")) is None:
        return
    task, executor = found
    _status(world, task_id, "TASK_KILLING")
    container = world.get(CONTAINERS, executor.container, task.info.agent)
    if container is None:
        _over(world, task, "TASK_KILLED", "Container was killed before it started")
        return
    stopping = replace(executor, state="stopping", retries=world.retries)
    world.put(EXECUTORS, task_id, stopping, task.info.agent)
    if container.obeys:
        world.after(STOP_MS, "docker.stopped", task_id, TERMINATED)
    else:
        world.after(STOP_MS + task.info.grace_ms, "docker.stopped", task_id, KILLED)


def stopped(world: World, task_id: str, exit_code: int) -> None:
    """`docker stop` has ended the container's process, if it had not ended by itself."""
    if (found := _driven(world, task_id, "stopping")) is not None:
        task, executor = found
        exited(world, task.info.agent, world[CONTAINERS, executor.container, task.info.agent].pid, exit_code)


def exited(world: World, host: str, pid: int, exit_code: int) -> None:
    """A process is gone: its sockets close; if it was a container's, that has exited and its executor reports."""
    process = world.get(PROCESSES, pid, host)
    if process is None:
        return
    sockets.close_all(world, process.namespace or host, pid)
    world.delete(PROCESSES, pid, host)
    container = next((found for found in world.group(CONTAINERS, RUNNING, "", host) if found.pid == pid), None)
    if container is None:
        return
    ended = replace(container, state="exited", pid=0, finished_ms=world.now_ms, exit_code=exit_code)
    world.put(CONTAINERS, container.name, ended, host)
    message = f"Container exited with status {exit_code}"
    if (found := _driven(world, container.task_id, "running")) is not None:
        _over(world, found[0], "TASK_FAILED" if exit_code else "TASK_FINISHED", message)
    elif (found := _driven(world, container.task_id, "stopping")) is not None:
        task, executor = found
        with world.waited_for():  # whoever asked for the kill waits for this end, whatever brought it about
            state = "TASK_KILLED" if exit_code else "TASK_FINISHED"
            _over(world, task, state, message, retries=executor.retries)


REACTIONS: dict[str, Callable[[World, str], None]] = {
    "agent.launch": launch,
    "agent.kill": kill,
    "docker.pull": pull,
    "docker.pulled": pulled,
    "docker.run": run,
}
