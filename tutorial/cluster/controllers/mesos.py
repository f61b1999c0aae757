"""The Mesos master and its agents: offers, launches, status updates.

Events read: `mesos.revive`, `mesos.accept` (task id), `mesos.kill` (task id), `executor.status` (task id, state,
address, message, perhaps healthy). Events written: `mesos.offers`, `agent.launch`, `agent.kill`, `mesos.status` (task
id; which of its statuses).
"""

from dataclasses import replace

from tutorial.cluster.mesos import offers
from tutorial.cluster.mesos.tables import AGENTS, LAUNCHES, OFFERS, TASKS, Offer, Status, Task
from tutorial.cluster.state import Event
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
        update(world, event.subject, Status(state, world.now_ms, *more))


def revive(world: World) -> None:
    """A framework wants offers: it gets them at the next allocation, one for all who asked before it."""
    if not any(event.retries <= world.retries for event in world.queued("mesos.allocate")):
        world.after(OFFER_MS, "mesos.allocate")


def allocate(world: World) -> None:
    """Offer everything that is free, of the agents that have enough for a task left."""
    for key, agent in world.rows(AGENTS):
        left = offers.free(world, agent)
        if offers.allocatable(left):
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
    world.put(TASKS, task_id, Task(info, container_id, staging, info.causes))
    world.after(UPDATE_MS, "agent.launch", task_id)


def kill(world: World, task_id: str) -> None:
    """Pass a kill on to the agent, unless the task is over or unknown."""
    task = world.get(TASKS, task_id)
    if task is not None and not task.over:
        world.after(UPDATE_MS, "agent.kill", task_id)


def update(world: World, task_id: str, status: Status) -> None:
    """Take in a status update and tell the framework. An update for a task that is over is dropped.

    Of updates that say the same state in a row the master keeps the last.
    """
    task = world.get(TASKS, task_id)
    if task is None or task.over:
        return
    kept = task.statuses[:-1] if task.state == status.state else task.statuses
    world.put(TASKS, task_id, replace(task, statuses=(*kept, status)))
    world.after(UPDATE_MS, "mesos.status", task_id, len(kept))
