"""What is free on an agent."""

from dataclasses import replace

from tutorial.cluster import ranges
from tutorial.cluster.mesos.tables import TASKS, Agent, TaskInfo
from tutorial.cluster.world import World


def free(world: World, agent: Agent) -> Agent:
    """The agent with what its tasks hold taken off."""
    held = [task.info for task in world.values(TASKS) if task.info.agent == agent.host and not task.over]
    return less(agent, held)


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
