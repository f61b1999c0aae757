"""What a Mesos master keeps: agents, offers, tasks."""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.ranges import Ranges
from tutorial.cluster.state import Index, Table

PRIVATE_PORTS: Ranges = ((1025, 2180), (2182, 3887), (3889, 5049), (5052, 8079), (8082, 8180), (8182, 32000))
PUBLIC_PORTS: Ranges = ((1, 21), (23, 5050), (5052, 32000))
"""Source: dcos/dcos gen/dcos-config.yaml, /etc/mesos-slave and /etc/mesos-slave-public."""

TERMINAL = frozenset({"TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_ERROR", "TASK_LOST", "TASK_DROPPED"})
UNREACHABLE = "TASK_UNREACHABLE"
"""What a task is said to be whose agent is unreachable: perhaps it runs, perhaps it does not."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A registered agent and all that it has: thousandths of a CPU, MB of memory and disk, port ranges, one role.

    `state` is active, silent (not heard of since `silent_ms`) or unreachable (so for long that it is given up for now).
    """

    host: str
    role: str
    cpus_milli: int
    mem_mb: int
    disk_mb: int
    ports: Ranges
    attributes: tuple[tuple[str, str], ...] = ()
    registered_ms: int = 0
    causes: Causes = SCENARIO
    state: str = "active"
    silent_ms: int = -1


@dataclass(frozen=True, slots=True)
class Offer:
    """What is free on an agent, offered to a framework."""

    id: str
    agent: str
    role: str
    cpus_milli: int
    mem_mb: int
    disk_mb: int
    ports: Ranges
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """What a framework asks an agent to run. `discovery` and `container` are JSON texts.

    `command` is a shell line, `arguments` an argv; both are empty when the image's own command shall run. `grace_ms` is
    how long a kill waits before it is forced. `check` is the health check that the executor is to make, a JSON text.
    """

    id: str
    name: str
    agent: str
    cpus_milli: int
    mem_mb: int
    disk_mb: int
    ports: tuple[int, ...]
    discovery: str
    container: str
    command: str
    environment: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    grace_ms: int = 20_000
    causes: Causes = ()
    check: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """One status update of a task; `healthy` is true or false where its executor checks that, once it knows."""

    state: str
    at_ms: int
    address: str = ""
    message: str = ""
    healthy: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the master knows it; the last status is its state."""

    info: TaskInfo
    container_id: str
    statuses: tuple[Status, ...]
    causes: Causes = ()

    @property
    def state(self) -> str:
        """The Mesos name of its state, `TASK_RUNNING` for example."""
        return self.statuses[-1].state

    @property
    def over(self) -> bool:
        """Whether it has ended, so that its resources are free again."""
        return self.state in TERMINAL


@dataclass(frozen=True, slots=True)
class Checking:
    """What an executor knows of its task: since when it checks, failures in a row, healthy as it told last."""

    since_ms: int
    failures: int = 0
    healthy: str = ""


AGENTS: Table[Agent] = Table("mesos.agent")
"""Key: host id (S0 …)."""
LEFT: Table[Agent] = Table("mesos.left")
"""Key: host id. Entry: the agent less what its tasks hold; none where it has no tasks. `offers.put_task` keeps it."""
OFFERS: Table[Offer] = Table("mesos.offer")
"""Key: offer id."""
LAUNCHES: Table[TaskInfo] = Table("mesos.launch")
"""Key: task id: accepted by a framework, not yet taken up by the master."""
ALIVE_ON: Index[Task] = Index("mesos.task.alive", lambda task: None if task.over else task.info.agent)
"""The tasks of an agent that are not over."""
TASKS: Table[Task] = Table("mesos.task", (ALIVE_ON,))
"""Key: task id."""
CHECKING: Table[Checking] = Table("mesos.checking")
"""Scope: host id. Key: task id."""
