"""The Mesos master and its agents: offers, launches, status updates.

Events read: `agent.lost`, `agent.returned` (host id), `mesos.revive`, `mesos.accept` (task id), `mesos.kill` (task id),
`executor.status` (task id, state, address, message, perhaps healthy). Events written: `mesos.offers`, `agent.launch`,
`agent.kill`, `mesos.status` (task id; which of its statuses).
"""

from tutorial.cluster.docker.tables import EXECUTORS
from tutorial.cluster.mesos import offers
from tutorial.cluster.mesos.liveness import HELD, KILLS, UNHEARD_MS, heard
from tutorial.cluster.mesos.tables import (
    AGENTS,
    ALIVE_ON,
    LAUNCHES,
    OFFERS,
    TASKS,
    UNREACHABLE,
    Offer,
    Status,
    Task,
)
from tutorial.cluster.state import Event, changed
from tutorial.cluster.world import World

OFFER_MS = 650
"""From a framework's wish for offers to the offer: the master's allocation interval is 1 s, half of it on average."""
UPDATE_MS = 40
"""One hop of a message between master, agent, executor and framework."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "mesos.revive":
        revive(world)
    elif event.kind == "mesos.allocate":
        allocate(world)
    elif event.kind == "mesos.accept":
        launch(world, event.subject)
    elif event.kind == "mesos.kill":
        kill(world, event.subject)
    elif event.kind == "executor.status":
        state, *more = (str(part) for part in event.data)
        tell(world, event.subject, Status(state, world.now_ms, *more))
    elif event.kind == "agent.lost":
        lost(world, event.subject)
    elif event.kind == "mesos.unreachable":
        unreachable(world, event.subject, int(event.data[0]))
    elif event.kind == "agent.returned":
        returned(world, event.subject)


def revive(world: World) -> None:
    """A framework wants offers: it gets them at the next allocation, one for all who asked before it."""
    if not any(event.retries <= world.retries for event in world.queued("mesos.allocate")):
        world.after(OFFER_MS, "mesos.allocate")


def allocate(world: World) -> None:
    """Offer everything that is free, of the agents that have enough for a task left."""
    for key, agent in world.rows(AGENTS):
        left = offers.free(world, agent)
        if agent.state == "active" and offers.allocatable(left):
            offer = Offer(
                id=f"O-{key}",
                agent=str(key),
                role=left.role,
                cpus_milli=left.cpus_milli,
                mem_mb=left.mem_mb,
                disk_mb=left.disk_mb,
                ports=left.ports,
                attributes=left.attributes,
            )
            world.put(OFFERS, offer.id, offer)
    world.after(0, "mesos.offers")


def launch(world: World, task_id: str) -> None:
    """A framework accepted: the task exists from now on, staging, and its agent is told."""
    info = world[LAUNCHES, task_id]
    world.delete(LAUNCHES, task_id)
    container_id = world.uuid4("mesos.container", (task_id,))
    staging = (Status("TASK_STAGING", world.now_ms),)
    offers.put_task(world, Task(info, container_id, staging, info.causes))
    if heard(world, info.agent):
        world.after(UPDATE_MS, "agent.launch", task_id)


def kill(world: World, task_id: str) -> None:
    """Pass a kill on to the agent, now or when it is heard again, unless the task is over or unknown."""
    task = world.get(TASKS, task_id)
    if task is None or task.over:
        return
    if heard(world, task.info.agent):
        world.after(UPDATE_MS, "agent.kill", task_id)
    else:
        world.put(KILLS, task_id, True, task.info.agent)  # an entry


def tell(world: World, task_id: str, status: Status) -> None:
    """An executor has news of a task: the agent tells the master, now or when it is heard again."""
    task = world.get(TASKS, task_id)
    if task is None or heard(world, task.info.agent):
        update(world, task_id, status)
    else:
        held = world.get(HELD, task_id, task.info.agent) or ()
        world.put(HELD, task_id, (*held, status), task.info.agent)


def update(world: World, task_id: str, status: Status) -> None:
    """Take in a status update and tell the framework. An update for a task that is over is dropped.

    Of updates that say the same state in a row the master keeps the last.
    """
    task = world.get(TASKS, task_id)
    if task is None or task.over:
        return
    kept = task.statuses[:-1] if task.state == status.state else task.statuses
    offers.put_task(world, changed(task, statuses=(*kept, status)))
    world.after(UPDATE_MS, "mesos.status", task_id, len(kept))


# Agents that are not heard of


def lost(world: World, host: str) -> None:
    """The master hears nothing of an agent any more: it offers nothing of it, and gives it up after a while."""
    agent = world.get(AGENTS, host)
    if agent is not None and agent.state == "active":
        offers.put_agent(world, changed(agent, state="silent", silent_ms=world.now_ms))
        world.after(UNHEARD_MS, "mesos.unreachable", host, world.now_ms)


def unreachable(world: World, host: str, since_ms: int) -> None:
    """An agent has been silent for so long that its tasks are said to be unreachable."""
    agent = world[AGENTS, host]
    if (agent.state, agent.silent_ms) != ("silent", since_ms):
        return
    offers.put_agent(world, changed(agent, state="unreachable"))
    for task in world.group(TASKS, ALIVE_ON, host):
        update(world, task.info.id, Status(UNREACHABLE, world.now_ms, message="Agent is unreachable"))


def returned(world: World, host: str) -> None:
    """The master hears of an agent again, and of its tasks: what they are, what has been, what never came there.

    Then those are killed whose end was asked for in vain.
    """
    agent = world.get(AGENTS, host)
    if agent is None or agent.state == "active":
        return
    offers.put_agent(world, changed(agent, state="active", silent_ms=-1, registered_ms=world.now_ms))
    for task in world.group(TASKS, ALIVE_ON, host):
        _heard_again(world, task)
    for key, _ in world.rows(KILLS, host):
        world.delete(KILLS, key, host)
        world.after(UPDATE_MS, "agent.kill", str(key))
    world.after(UPDATE_MS, "mesos.revive")


def _heard_again(world: World, task: Task) -> None:
    """The master learns what became of one task, or that the agent has never heard of it."""
    name, host = task.info.id, task.info.agent
    held = world.get(HELD, name, host) or ()
    world.delete(HELD, name, host)
    if not held and world.get(EXECUTORS, name, host) is None:
        update(world, name, Status("TASK_DROPPED", world.now_ms, message="Task is unknown to the agent"))
        return
    before = next(status for status in reversed(task.statuses) if status.state != UNREACHABLE)
    for status in held or (changed(before, at_ms=world.now_ms),):
        update(world, name, status)
