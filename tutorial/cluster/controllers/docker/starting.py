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
from tutorial.cluster.docker import bridges, images, programs, publishing, pulling
from tutorial.cluster.docker.lifecycle import START_MS
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS
from tutorial.cluster.docker.tables import (
    CONTAINERS,
    EXECUTORS,
    HOST,
    RUNNING,
    Container,
    Executor,
    Published,
    Refused,
)
from tutorial.cluster.host import HOSTS, Process
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network import sockets
from tutorial.cluster.world import World

EXECUTOR_MS = 380
IMAGE = "/container/docker/image"
MOST_CONTAINERS = 500
"""So many an agent of this size can start before its kernel has no process ids for containers left."""


MOST_LOGGED = 16_384
"""Characters of what a container's programs said that are kept, the last ones."""
FAILED_TO_START = 128
"""The exit code of a container that its daemon could not start."""


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
    task, executor = found
    wanted = _docker(task)
    image = images.find(wanted["image"]) if wanted else None
    if image is None:
        over(world, task, "TASK_FAILED", _cannot_pull(wanted))
        return
    delay_ms = pulling.manifest_ms(world, task_id) if wanted["force_pull_image"] else 0
    delay_ms += pulling.missing_ms(world, task.info.agent, image)
    if delay_ms:
        world.put(EXECUTORS, task_id, replace(executor, pulling=image.name), task.info.agent)
    world.after(delay_ms, "docker.pulled", task_id)


def _cannot_pull(wanted: Json) -> str:
    if wanted is None:
        return "The Mesos containerizer is not part of this simulation: give the app a Docker image"
    name = wanted["image"]
    return f"Failed to run 'docker pull {name}': pull access denied for {name}, repository does not exist"


def pulled(world: World, task_id: str) -> None:
    """The image is there; the executor starts and says so."""
    if (found := driven(world, task_id, "starting")) is None:
        return
    task, executor = found
    world.put(EXECUTORS, task_id, replace(executor, pulling=""), task.info.agent)
    pulling.keep(world, task.info.agent, _image(task), _causes(task, IMAGE))
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
        join(world, agent, container)
    except Refused as refusal:
        world.delete(CONTAINERS, container.name, agent)
        over(world, task, "TASK_FAILED", f"Failed to run docker container: {refusal}")
        return
    world.put(EXECUTORS, task_id, Executor(task_id, container.name, "running"), agent)
    endpoint = world.get(ENDPOINTS, container.name, agent)
    status(world, task_id, "TASK_RUNNING", address=endpoint.ip if endpoint else world[HOSTS, agent].ip)
    begin(world, agent, container, image)


def start(world: World, host: str, name: str) -> None:
    """Start a container again that has ended; what is in the way of that is noted with it, in the daemon's words."""
    container = world.get(CONTAINERS, name, host)
    if container is None or container.state == "running":
        return
    image = images.find(container.image)
    assert image is not None, "it was made from that image"
    try:
        join(world, host, container)
    except Refused as refusal:
        world.put(CONTAINERS, name, replace(container, error=str(refusal), exit_code=FAILED_TO_START), host)
        return
    begin(world, host, container, image)


def join(world: World, host: str, container: Container) -> None:
    """Put a container on its network and publish its ports, all of it or nothing; Refused when that can't be."""
    if world.count(RUNNING, "", host) >= MOST_CONTAINERS:
        raise Refused("fork/exec /proc/self/exe: resource temporarily unavailable")
    if container.network == HOST:
        return
    network = world.get(NETWORKS, container.network, host)
    if network is None or network.driver != "bridge":
        raise Refused(f"network {container.network} not found")
    causes = tuple(replace(cause, pointer="/networks/0") for cause in container.causes)
    try:
        bridges.connect(world, host, container.name, network, causes)
        for port in container.ports:
            publishing.publish(world, host, container.name, port)
    except Refused:
        bridges.disconnect(world, host, container.name)
        raise


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
        image_id=pulling.id_of(world, image),
        argv=argv,
        env=(*asked_for, *added.items(), ("PATH", image.path)),
        network=network,
        hostname=agent.hostname if network == HOST else container_id[:12],
        labels=(("MESOS_TASK_ID", task.info.id),),
        task_id=task.info.id,
        cpus_milli=task.info.cpus_milli,
        mem_mb=task.info.mem_mb,
        created_ms=world.now_ms,
        ports=tuple(_published(task)),
        causes=_causes(task, "/container"),
    )
    world.put(CONTAINERS, name, container, agent.id)
    return container


def _causes(task: Task, pointer: str) -> Causes:
    """The task's causes, seen from Docker: the part of the definition that Docker reads."""
    return tuple(replace(cause, controller="docker", pointer=pointer) for cause in task.info.causes[:1])


def begin(world: World, host: str, container: Container, image: images.Image) -> None:
    """Start the process of a container that is on its network: it runs, and listens if it does, or ends at once."""
    namespace = container.namespace(host)
    listens = partial(sockets.listening, world, namespace, "tcp")
    start = programs.start(image, container.argv, dict(container.env), listens)
    begun = Process(0, start.program, start.argv, namespace=namespace, causes=container.causes)
    process = hosts.spawn(world, host, begun)
    running = replace(container, state="running", pid=process.pid, started_ms=world.now_ms, exit_code=0, error="")
    log = (container.log + (f"{start.message}\n" if start.message else ""))[-MOST_LOGGED:]
    world.put(CONTAINERS, container.name, replace(running, obeys=start.obeys, log=log), host)
    if start.port:
        _listen(world, container, process, start.port)
    if start.exit_code is not None:
        exited(world, host, process.pid, start.exit_code)
    elif start.lasts_ms:
        world.after(start.lasts_ms, "process.exited", host, process.pid, 0, progress=False)


def _listen(world: World, container: Container, process: Process, port: int) -> None:
    """Listen, because of the parts of the task's definition that speak of ports."""
    task = world.get(TASKS, container.task_id)
    asked = (cause for cause in (task.info.causes if task else ()) if "/port" in cause.pointer)
    causes = tuple(replace(cause, controller="docker") for cause in asked) or (Cause(0, "docker"),)
    where = (world, process.namespace, "tcp", sockets.ANY, port)
    sockets.listen(*where, pid=process.pid, program=process.name, causes=causes)
