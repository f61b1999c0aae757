"""A cluster without prompt and page: its world, calls to its API, its clock; and what must always hold in it."""

import json
from collections import Counter
from typing import Any

from tutorial.cluster import api, controllers, ranges, scenario
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, Container
from tutorial.cluster.host import FIRST_PID, PROCESSES
from tutorial.cluster.marathon.documents import instances_of
from tutorial.cluster.marathon.placement import reject_reason
from tutorial.cluster.marathon.tables import (
    APPS,
    DEPLOYMENTS,
    INSTANCES,
    STATISTICS,
    VERSIONS,
    App,
    Instance,
    deployment_of,
)
from tutorial.cluster.mesos import offers
from tutorial.cluster.mesos.tables import AGENTS, LAUNCHES, LEFT, OFFERS, TASKS, Agent, Offer
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.state import MOST_RETRIES
from tutorial.cluster.world import World

IMAGE = {"type": "DOCKER", "docker": {"image": "dcoslabs/httpi:latest"}}
HTTP = [{"port": 0, "name": "http"}]


def app(name: str = "/web", **fields: object) -> dict[str, Any]:
    """A definition of httpi in host mode."""
    small = {"cpus": 0.1, "mem": 32, "instances": 1}
    return {"id": name, "container": IMAGE, "portDefinitions": HTTP, **small, **fields}


class Cluster:
    """The article's cluster at its start, or a variant of it."""

    def __init__(self, *, seed: str | None = None, **table: Any) -> None:
        self.world = World(scenario.build(scenario.load({"name": "article", **table}), seed=seed))
        self.line = 0

    def call(self, method: str, path: str, document: object = None, **query: str) -> api.Response:
        """One call to Marathon, as if a line had made it."""
        self.line += 1
        self.advance(1)
        body = "" if document is None else json.dumps(document)
        request = api.Request(method, f"/service/marathon/v2/{path}", tuple(query.items()), (), body)
        return api.answer(self.world, request, self.line)

    def ask(self, path: str, below: str = "/service/marathon/v2/") -> api.Response:
        """A question that takes no time and changes nothing."""
        return api.answer(self.world, api.Request("GET", below + path), self.line)

    def advance(self, delay_ms: int) -> None:
        """Let the clock run on, and everything that is due happen."""
        until_ms = self.world.now_ms + delay_ms
        while (event := self.world.pop_event(until_ms)) is not None:
            list(controllers.dispatch(event, self.world))
            self.dispatched()
        self.world.set_now(until_ms)

    def dispatched(self) -> None:
        """Called after every event."""

    def settle(self, events: int = 20_000) -> None:
        """Let the clock run until nothing more will happen; AssertionError when that never comes."""
        for _ in range(events):
            if self.world.settled:
                return
            event = self.world.pop_event(self.world.state.queue[0].at_ms)
            assert event is not None
            list(controllers.dispatch(event, self.world))
            self.dispatched()
        raise AssertionError(f"not settled after {events} events: {self.world.state.queue}")

    def add(self, definition: dict[str, Any]) -> None:
        """Make an app and let it come up."""
        assert self.call("POST", "apps", definition).status == 201
        self.settle()

    def update(self, name: str = "web", **fields: object) -> None:
        """Change an app and let that be done."""
        assert self.call("PUT", f"apps/{name}", fields).status == 200
        self.settle()

    def instances(self, name: str = "/web") -> list[Instance]:
        return instances_of(self.world, name)

    def conditions(self, name: str = "/web") -> Counter[str]:
        return Counter(instance.condition for instance in self.instances(name))

    def container(self, instance: Instance) -> Container:
        """The container of an instance's task."""
        task = self.world[TASKS, instance.task_id]
        return self.world[CONTAINERS, f"mesos-{task.container_id}", instance.agent]

    def kill(self, instance: Instance, exit_code: int = 137) -> None:
        """End the process of an instance's task, as `kill -9` on its agent would."""
        self.world.after(0, "process.exited", instance.agent, self.container(instance).pid, exit_code)


def check_always(world: World) -> None:
    """What holds at every moment."""
    for agent in world.values(AGENTS):
        check_agent(world, agent.host, agent.ports)
    for instance in world.values(INSTANCES):
        assert instance.goal in {"running", "stopped"}
    for deployment in world.values(DEPLOYMENTS):
        assert 1 <= deployment.step <= len(deployment.steps)
    versions = [found.version for found in world.values(DEPLOYMENTS)]
    assert len(versions) == len(set(versions))
    waiting = {instance.app_id for instance in world.values(INSTANCES) if instance.condition == "Scheduled"}
    assert {key for key, _ in world.rows(STATISTICS)} <= waiting, "offers are counted for an app that waits for none"


def of_tasks(world: World, host: str) -> tuple[list[int], list[int]]:
    """The ports and the pids of an agent that are not those of DC/OS' own programs, which run from the start."""
    ports = [socket.port for socket in world.values(SOCKETS, host) if socket.pid >= FIRST_PID]
    return ports, [process.pid for process in world.values(PROCESSES, host) if process.pid >= FIRST_PID]


def check_agent(world: World, host: str, offered: ranges.Ranges) -> None:
    """Processes, sockets, containers and executors of an agent belong together; no port is held twice or leaks."""
    processes = dict(world.rows(PROCESSES, host))
    sockets = world.values(SOCKETS, host)
    assert {socket.pid for socket in sockets} <= set(processes) | {0}
    listening = [(socket.protocol, socket.address, socket.port) for socket in sockets]
    assert len(listening) == len(set(listening))
    running = [container for container in world.values(CONTAINERS, host) if container.state == "running"]
    assert {container.pid for container in running} <= set(processes)
    assert len({container.pid for container in running}) == len(running)
    driven = {executor.container for executor in world.values(EXECUTORS, host) if executor.state != "starting"}
    assert {container.name for container in running if container.task_id} == driven
    holding = [task for task in world.values(TASKS) if task.info.agent == host and not task.over]
    agent = world[AGENTS, host]
    assert (world.get(LEFT, host) or agent) == offers.less(agent, [task.info for task in holding]), "what is left"
    ports = [port for task in holding for port in task.info.ports]
    ports += [port for info in world.values(LAUNCHES) if info.agent == host for port in info.ports]
    assert len(ports) == len(set(ports))
    assert all(ranges.contains(offered, port) for port in ports)
    held = {task.container_id for task in holding}
    assert {container.name.removeprefix("mesos-") for container in running if container.task_id} <= held
    own = {socket.port for socket in sockets if socket.pid in {container.pid for container in running}}
    assert own <= set(ports), "a container listens on a port that its task does not hold"


RESTING = frozenset(
    {
        "marathon.relaunch",
        "marathon.delayed",
        "process.exited",
        "docker.remove",
        "marathon.health",
        "marathon.health.late",
        "marathon.readiness",
        "executor.check",
    }
)


def check_settled(world: World) -> None:
    """What holds once nothing more will happen. In what fails again and again, a settled world may stand anywhere."""
    if not {event.kind for event in world.state.queue} <= RESTING:
        assert all(event.retries >= MOST_RETRIES for event in world.state.queue if event.kind not in RESTING)
        return
    assert not world.rows(OFFERS)
    assert not world.rows(LAUNCHES)
    known = {instance.task_id: instance for instance in world.values(INSTANCES)}
    for task in world.values(TASKS):
        if not task.over and world[AGENTS, task.info.agent].state == "active":
            assert task.info.id in known, "nobody knows that this task runs"
            check_running(world, known[task.info.id])
    for instance in world.values(INSTANCES):
        check_instance(world, instance)
    for found in world.values(APPS):
        meant = [instance for instance in instances_of(world, found.id) if instance.goal == "running"]
        well = {"", "healthy"} if not found.definition.get("healthChecks") else {"healthy"}
        waits = any(instance.condition != "Running" or instance.health not in well for instance in meant)
        deployment = deployment_of(world, found.id)
        if deployment is not None and found.definition.get("readinessChecks"):
            waits |= any(instance.version == deployment.version and not instance.ready for instance in meant)
        actions = () if deployment is None else deployment.current
        at_work = any(action.app_id == found.id and not action.done for action in actions)
        assert at_work <= waits, "a deployment is at work though every instance runs"
        assert deployment is not None or len(meant) == found.definition["instances"]
        check_queue(world, found, sum(instance.condition == "Scheduled" for instance in meant))


def check_queue(world: World, app: App, waiting: int) -> None:
    """What waits for an offer stands in the queue, with the reason of every agent that is there, and rightly so."""
    queue = api.answer(world, api.Request("GET", "/service/marathon/v2/queue"), 0).json["queue"]
    item = next((item for item in queue if item["app"]["id"] == app.id), None)
    assert bool(waiting) <= (item is not None)
    if item is None or not waiting or not item["delay"]["overdue"] or world.queued("marathon.delayed", app.id):
        return
    assert item["count"] >= waiting
    (first, *_) = (found for found in instances_of(world, app.id) if found.condition == "Scheduled")
    offered = [offer for agent in world.values(AGENTS) if (offer := offer_of(world, agent)) is not None]
    placed = [
        other.agent
        for other in instances_of(world, app.id)
        if other.agent and other.config_version == first.config_version and other.goal == "running"
    ]
    definition = world[VERSIONS, first.version, app.id].definition
    assert all(reject_reason(world, definition, offer, placed) for offer in offered), "it could run, but waits"
    assert not offered or item["processedOffersSummary"]["unusedOffersCount"], "nobody says why it waits"


def offer_of(world: World, agent: Agent) -> Offer | None:
    """What the master would offer of an agent now."""
    left = offers.free(world, agent)
    if agent.state != "active" or not offers.allocatable(left):
        return None
    return Offer("O", agent.host, left.role, left.cpus_milli, left.mem_mb, left.disk_mb, left.ports, left.attributes)


def check_instance(world: World, instance: Instance) -> None:
    """A settled instance runs its task, waits for an offer, or waits to be launched again."""
    assert instance.goal == "running"
    if instance.agent and world[AGENTS, instance.agent].state == "unreachable":
        assert instance.condition == "Unreachable"
    elif instance.condition == "Running":
        check_running(world, instance)
    elif instance.condition == "Scheduled":
        assert instance.agent == ""
    else:
        assert instance.condition in {"Failed", "Finished", "Killed"}
        assert world.queued("marathon.relaunch", instance.id)


def check_running(world: World, instance: Instance) -> None:
    """A running task has its container, its process, and a socket if it listens."""
    assert instance.condition == "Running"
    task = world[TASKS, instance.task_id]
    assert task.state == "TASK_RUNNING"
    assert task.info.agent == instance.agent
    container = world[CONTAINERS, f"mesos-{task.container_id}", instance.agent]
    assert container.state == "running"
    process = world[PROCESSES, container.pid, instance.agent]
    assert world[EXECUTORS, instance.task_id, instance.agent].state == "running"
    listening = [socket for socket in world.values(SOCKETS, process.namespace) if socket.pid == process.pid]
    if process.name == "httpi":
        assert [socket.port for socket in listening] == [int(process.argv[2])]
        assert container.network != "host" or process.argv[2] == str(instance.host_ports[0])
