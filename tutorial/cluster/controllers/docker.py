"""The Docker daemon of each agent, and the Mesos executor that drives it.

Events read: `agent.launch`, `agent.kill` (task id) and this controller's own. Events written: `executor.status`.
Host networking: the container's process runs in the agent's own network namespace, and its port is the agent's.
"""

from dataclasses import replace

from tutorial.cluster import host as hosts
from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker import images
from tutorial.cluster.docker.tables import CONTAINERS, IMAGES, Container, PulledImage
from tutorial.cluster.host import HOSTS, PROCESSES, Process
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network import sockets
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

EXECUTOR_MS = 300
START_MS = 350
STATUS_MS = 60
STOP_MS = 180
MS_PER_MB = 90
"""An image layer comes at about 11 MB a second."""
MANIFEST_MS = (600, 1400)
"""A forced pull asks the registry for the manifest even when every layer is there."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "agent.launch":
        world.after(EXECUTOR_MS, "docker.pull", event.subject)
    elif event.kind == "docker.pull":
        pull(world, event.subject)
    elif event.kind == "docker.run":
        run(world, event.subject)
    elif event.kind == "agent.kill":
        kill(world, event.subject)
    elif event.kind == "docker.stopped":
        stopped(world, event.subject, int(event.data[0]))


def _status(world: World, task_id: str, state: str, address: str = "", message: str = "") -> None:
    world.after(STATUS_MS, "executor.status", task_id, state, address, message)


def _docker(task: Task) -> Json:
    return loads(task.info.container).get("docker")


def _causes(task: Task) -> Causes:
    """The task's causes, seen from Docker: the part of the definition that Docker reads is the container."""
    return tuple(replace(cause, controller="docker", pointer="/container") for cause in task.info.causes[:1])


def pull(world: World, task_id: str) -> None:
    """Pull the image where it is missing or the app forces it, then run; an unknown image fails the task."""
    task = world[TASKS, task_id]
    if task.over:
        return
    wanted = _docker(task)
    if wanted is None or (image := images.find(wanted["image"])) is None:
        name = "" if wanted is None else wanted["image"]
        message = (
            f"Failed to run 'docker pull {name}': pull access denied for {name}, repository does not exist"
            if name
            else "the Mesos containerizer is not part of this simulation"
        )
        _status(world, task_id, "TASK_FAILED", message=message)
        return
    known = world.get(IMAGES, image.name, task.info.agent)
    low, high = MANIFEST_MS
    manifest = world.choose("docker.manifest", (task_id,), range(low, high)) if wanted["forcePullImage"] else 0
    layers = 0 if known else image.size_mb * MS_PER_MB
    image_id = world.hex_digits("docker.image", (image.name,), 64)
    world.put(IMAGES, image.name, PulledImage(image.name, image_id, world.now_ms + manifest + layers), task.info.agent)
    world.after(manifest + layers + START_MS, "docker.run", task_id)


def run(world: World, task_id: str) -> None:
    """Create the container and start its process, or report how it failed to start."""
    task = world[TASKS, task_id]
    if task.over:
        return
    network = _docker(task).get("network", "HOST").lower()
    if network != "host":
        message = f"network mode {network} is not part of this simulation yet"
        _status(world, task_id, "TASK_FAILED", message=message)
        return
    image = images.find(_docker(task)["image"])
    assert image is not None, "pull has found it"
    container = created(world, task, image)
    environment = dict(text.partition("=")[::2] for text in container.env)
    taken = sockets.listening_ports(world, task.info.agent)
    start = images.start(image, environment, taken)
    if start.exit_code:
        _ended(world, task.info.agent, container, start.exit_code)
        _status(world, task_id, "TASK_FAILED", message=f"Container exited with status {start.exit_code}")
        return
    started(world, task, container, image.program, start)


def created(world: World, task: Task, image: images.Image) -> Container:
    """Create the task's container, named after its Mesos container id."""
    agent, name = world[HOSTS, task.info.agent], f"mesos-{task.container_id}"
    variables = dict(task.info.environment) | {
        "MESOS_SANDBOX": "/mnt/mesos/sandbox",
        "MESOS_CONTAINER_NAME": name,
        "LIBPROCESS_IP": agent.ip,
    }
    container = Container(
        name=name,
        id=world.hex_digits("docker.container", (agent.id, name), 64),
        image=_docker(task)["image"],
        image_id=world.hex_digits("docker.image", (image.name,), 64),
        argv=image.command,
        env=(*(f"{key}={value}" for key, value in variables.items()), f"PATH={image.path}"),
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


def started(world: World, task: Task, container: Container, program: str, start: images.Start) -> None:
    """The process runs and listens; the executor reports TASK_RUNNING with the address of the container."""
    agent = world[HOSTS, task.info.agent]
    process = hosts.spawn(
        world,
        agent.id,
        Process(0, program, start.argv, namespace=agent.id, causes=container.causes),
    )
    running = replace(container, state="running", pid=process.pid, started_ms=world.now_ms)
    world.put(CONTAINERS, container.name, running, agent.id)
    port_cause: Causes = tuple(
        replace(cause, controller="docker") for cause in task.info.causes if "/port" in cause.pointer
    )
    sockets.listen(
        world,
        agent.id,
        "tcp",
        "0.0.0.0",  # noqa: S104 (a simulated socket)
        start.port,
        pid=process.pid,
        program=program,
        causes=port_cause or (Cause(0, "docker"),),
    )
    _status(world, task.info.id, "TASK_RUNNING", address=agent.ip)


def kill(world: World, task_id: str) -> None:
    """Stop the task's container, or report it killed at once when it has none yet."""
    task = world.get(TASKS, task_id)
    if task is None or task.over:
        return
    _status(world, task_id, "TASK_KILLING")
    container = world.get(CONTAINERS, f"mesos-{task.container_id}", task.info.agent)
    if container is None or container.state != "running":
        world.after(STATUS_MS + 1, "executor.status", task_id, "TASK_KILLED", "", "")
        return
    world.after(STATUS_MS + STOP_MS, "docker.stopped", task_id, 2)


def stopped(world: World, task_id: str, exit_code: int) -> None:
    """The container's process is gone: its sockets close, the container has exited, the executor reports."""
    task = world[TASKS, task_id]
    container = world[CONTAINERS, f"mesos-{task.container_id}", task.info.agent]
    sockets.close_all(world, task.info.agent, container.pid)
    world.delete(PROCESSES, container.pid, task.info.agent)
    _ended(world, task.info.agent, container, exit_code)
    _status(world, task_id, "TASK_KILLED", message="Container killed")


def _ended(world: World, agent: str, container: Container, exit_code: int) -> None:
    ended = replace(container, state="exited", pid=0, finished_ms=world.now_ms, exit_code=exit_code)
    world.put(CONTAINERS, container.name, ended, agent)
