"""What is free on an agent."""

from dataclasses import replace

from tutorial.cluster import ranges
from tutorial.cluster.mesos.tables import AGENTS, ALIVE_ON, LAUNCHES, LEFT, TASKS, Agent, Task, TaskInfo
from tutorial.cluster.ranges import hold
from tutorial.cluster.world import World


def free(world: World, agent: Agent) -> Agent:
    """The agent with what its tasks hold, and what frameworks have just accepted, taken off."""
    left = world.get(LEFT, agent.host) or agent
    accepted = [info for info in world.values(LAUNCHES) if info.agent == agent.host]
    return less(left, accepted) if accepted else left


def put_task(world: World, task: Task) -> None:
    """Put a task, and what is left of its agent where that changes with it."""
    before, host = world.get(TASKS, task.info.id), task.info.agent
    world.put(TASKS, task.info.id, task)
    if before is None or before.over != task.over:
        _put_left(world, world[AGENTS, host])


def put_agent(world: World, agent: Agent) -> None:
    """Put an agent, and with it what is left of it."""
    world.put(AGENTS, agent.host, agent)
    _put_left(world, agent)


def _put_left(world: World, agent: Agent) -> None:
    held = [task.info for task in world.group(TASKS, ALIVE_ON, agent.host)]
    world.put(LEFT, agent.host, less(agent, held) if held else None)


def allocatable(left: Agent) -> bool:
    """Whether so much is left that it is offered. Source: dcos/dcos gen/dcos-config.yaml, MIN_ALLOCATABLE_RESOURCES."""
    return left.cpus_milli >= 10 and left.mem_mb >= 32 and hold(left.ports, 1)


def less(agent: Agent, held: list[TaskInfo]) -> Agent:
    """The agent less the resources of some tasks."""
    used = {port for info in held for port in info.ports}
    return replace(
        agent,
        cpus_milli=agent.cpus_milli - sum(info.cpus_milli for info in held),
        mem_mb=agent.mem_mb - sum(info.mem_mb for info in held),
        disk_mb=agent.disk_mb - sum(info.disk_mb for info in held),
        ports=ranges.without(agent.ports, used),
    )
