"""Agents that are not heard of for a while: how a world loses one and gets it back, and what waits on it meanwhile.

An agent is lost to the master, not to its tasks: they run on, and their news wait until the master hears of it again.
"""

from tutorial.cluster.mesos.tables import AGENTS, Status
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

UNHEARD_MS = 20 * 15_000
"""An agent is unreachable when it has missed 20 pings of 15 s. Source: dcos/dcos gen/dcos-config.yaml."""
UNITS = {"agent": "dcos-mesos-slave", "public_agent": "dcos-mesos-slave-public"}
"""The systemd unit of a Mesos agent by the role of its machine. Source: dcos/dcos packages/mesos/extra."""
HELD: Table[tuple[Status, ...]] = Table("mesos.held")
"""Scope: host id. Key: task id. Entry: what the agent has to tell of the task when it is heard again."""
KILLS: Table[bool] = Table("mesos.held.kill")
"""Scope: host id. Key: task id. What is to be killed when the agent is heard again: a framework asks until it is."""


def lose(world: World, host: str) -> None:
    """From now on the master hears nothing of an agent."""
    world.after(0, "agent.lost", host)


def bring_back(world: World, host: str) -> None:
    """From now on the master hears of an agent again."""
    world.after(0, "agent.returned", host)


def heard(world: World, host: str) -> bool:
    """Whether the master hears of an agent."""
    return world[AGENTS, host].state == "active"
