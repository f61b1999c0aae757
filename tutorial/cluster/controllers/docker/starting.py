"""Containers that start: an executor for the task, the image, the container, its network, its process.

In host mode the container's process runs in the agent's own network namespace, and its port is the agent's. On one of
Docker's networks the container has a namespace of its own, joined to the network's bridge.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tutorial.cluster import host as hosts
from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.controllers.docker.ending import exited
from tutorial.cluster.controllers.docker.executor import driven, over, status
from tutorial.cluster.docker import bridges, images, programs, publishing
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, Published
from tutorial.cluster.docker.tables import (
    CONTAINERS,
    EXECUTORS,
    HOST,
    IMAGES,
    RUNNING,
    Container,
    Executor,
    PulledImage,
    Refused,
)
from tutorial.cluster.host import HOSTS, Process
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network import sockets
from tutorial.cluster.world import World

EXECUTOR_MS = 380
START_MS = 350
MS_PER_MB = 90
"""An image layer comes at about 11 MB a second."""
MANIFEST_MS = range(600, 1400)
"""A forced pull asks the registry for the manifest even when every layer is there."""
MOST_CONTAINERS = 500
"""So many an agent of this size can start before its kernel has no process ids for containers left."""


def _docker(task: Task) -> Json:
    return loads(task.info.container).get("docker")


def launch(world: World, task_id: str) -> None:
    """The agent takes up a task, unless it is over by now: an executor for it begins to work."""
    task = world[TASKS, task_id]
    if task.over:
        return
    world.put(EXECUTORS, task_id, Executor(task_id, f"mesos-{task.container_id}"), task.info.agent)
    world.after(EXECUTOR_MS, "docker.pull", task_id)


def pull(world: World, task_id: str) -> None:
    """Pull the image where it is missing or the app forces it; an unknown image fails the task."""
    if (found := driven(world, task_id, "starting")) is None:
        return
    task, _ = found
    wanted = _docker(task)
    image = images.find(wanted["image"]) if wanted else None
    if image is None:
        over(world, task, "TASK_FAILED", _cannot_pull(wanted))
        return
    manifest = world.choose("docker.manifest", (task_id,), MANIFEST_MS) if wanted["force_pull_image"] else 0
    known = world.get(IMAGES, image.name, task.info.agent) is not None
    world.after(manifest + (0 if known else image.size_mb * MS_PER_MB), "docker.pulled", task_id)


def _cannot_pull(wanted: Json) -> str:
    if wanted is None:
        return "The Mesos containerizer is not part of this simulation: give the app a Docker image"
    name = wanted["image"]
    return f"Failed to run 'docker pull {name}': pull access denied for {name}, repository does not exist"


def pulled(world: World, task_id: str) -> None:
    """The image is there; the executor starts and says so."""
    if (found := driven(world, task_id, "starting")) is None:
        return
    task, _ = found
    image = _image(task)
    image_id = world.hex_digits("docker.image", (image.name,), 64)
    world.put(IMAGES, image.name, PulledImage(image.name, image_id, world.now_ms), task.info.agent)
    status(world, task_id, "TASK_STARTING")
    world.after(START_MS, "docker.run", task_id)


def _image(task: Task) -> images.Image:
    image = images.find(_docker(task)["image"])
    assert image is not None, "the pull has found it"
    return image


def run(world: World, task_id: str) -> None:
    """Create the container, put it on its network and start its process, or report why not."""
    if (found := driven(world, task_id, "starting")) is None:
        return
    task, executor = found
    agent, image = task.info.agent, _image(task)
    argv = programs.command_line(image, task.info.command, task.info.arguments)
    container = created(world, task, executor, image, argv)
    try:
        _join(world, task, container)
    except Refused as refusal:
        bridges.disconnect(world, agent, container.name)
        world.delete(CONTAINERS, container.name, agent)
        over(world, task, "TASK_FAILED", f"Failed to run docker container: {refusal}")
        return
    listens = partial(sockets.listening, world, container.namespace(agent), "tcp")
    started(world, task, container, programs.start(image, argv, dict(container.env), listens))


def _join(world: World, task: Task, container: Container) -> None:
    """Put a container on its network and publish its ports; Refused when that, or one process more, can't be."""
    agent = task.info.agent
    if world.count(RUNNING, "", agent) >= MOST_CONTAINERS:
        raise Refused("fork/exec /proc/self/exe: resource temporarily unavailable")
    if container.network == HOST:
        return
    network = world.get(NETWORKS, container.network, agent)
    if network is None or network.driver != "bridge":
        raise Refused(f"network {container.network} not found")
    bridges.connect(world, agent, container.name, network, _causes(task, "/networks/0"))
    for port in _published(task):
        publishing.publish(world, agent, container.name, port)


def _published(task: Task) -> Iterator[Published]:
    """The ports that the agent shall serve for a task, each with the part of the definition that it comes from."""
    records = loads(task.info.discovery)["ports"]["ports"]
    told = [(record["number"], record["protocol"]) for record in records]
    for mapping in _docker(task).get("port_mappings", ()):
        cause = task.info.causes[1 + told.index((mapping["host_port"], mapping["protocol"]))]
        ports = (mapping["protocol"], mapping["host_port"], mapping["container_port"])
        yield Published(*ports, causes=(replace(cause, controller="docker"),))


def _network(task: Task) -> str:
    """The Docker network that a task's container is to be on."""
    asked = str(_docker(task)["network"]).lower()
    named = loads(task.info.container).get("network_infos", ())
    return str(named[0]["name"]) if asked == "user" and named else asked


def created(world: World, task: Task, executor: Executor, image: images.Image, argv: tuple[str, ...]) -> Container:
    """Create the task's container, named after its Mesos container id."""
    agent, name = world[HOSTS, task.info.agent], executor.container
    container_id, network = world.hex_digits("docker.container", (agent.id, name), 64), _network(task)
    added = {
        "MESOS_SANDBOX": "/mnt/mesos/sandbox",
        "MESOS_CONTAINER_NAME": name,
        "LIBPROCESS_IP": agent.ip,
    }
    asked_for = (variable for variable in task.info.environment if variable[0] not in added)
    container = Container(
        name=name,
        id=container_id,
        image=_docker(task)["image"],
        image_id=world.hex_digits("docker.image", (image.name,), 64),
        argv=argv,
        env=(*asked_for, *added.items(), ("PATH", image.path)),
        network=network,
        hostname=agent.hostname if network == HOST else container_id[:12],
        labels=(("MESOS_TASK_ID", task.info.id),),
        task_id=task.info.id,
        cpus_milli=task.info.cpus_milli,
        mem_mb=task.info.mem_mb,
        created_ms=world.now_ms,
        causes=_causes(task, "/container"),
    )
    world.put(CONTAINERS, name, container, agent.id)
    return container


def _causes(task: Task, pointer: str) -> Causes:
    """The task's causes, seen from Docker: the part of the definition that Docker reads."""
    return tuple(replace(cause, controller="docker", pointer=pointer) for cause in task.info.causes[:1])


def started(world: World, task: Task, container: Container, start: programs.Start) -> None:
    """The process runs, and listens if it does; the executor reports TASK_RUNNING, and at once an end that followed."""
    agent = world[HOSTS, task.info.agent]
    endpoint = world.get(ENDPOINTS, container.name, agent.id)
    inside = container.namespace(agent.id)
    begun = Process(0, start.program, start.argv, namespace=inside, causes=container.causes)
    process = hosts.spawn(world, agent.id, begun)
    running = replace(container, state="running", pid=process.pid, started_ms=world.now_ms, obeys=start.obeys)
    world.put(CONTAINERS, container.name, running, agent.id)
    world.put(EXECUTORS, task.info.id, Executor(task.info.id, container.name, "running"), agent.id)
    status(world, task.info.id, "TASK_RUNNING", address=endpoint.ip if endpoint else agent.ip)
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
        process.namespace,
        "tcp",
        sockets.ANY,
        port,
        pid=process.pid,
        program=process.name,
        causes=causes or (Cause(0, "docker"),),
    )
