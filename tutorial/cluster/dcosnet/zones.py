"""What dcos-net's name servers are told of tasks: addresses of their agents and of their own.

Source: dcos/dcos-net apps/dcos_dns/src/dcos_dns_mesos.erl (the leading master tells all nodes).
"""

from collections.abc import Iterator

from tutorial.cluster.causes import Cause
from tutorial.cluster.dcosnet.backends import FRAMEWORK
from tutorial.cluster.dcosnet.names import fragment, label
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import loads
from tutorial.cluster.mesos.tables import ALIVE_ON, TASKS, Task
from tutorial.cluster.network.dns.changes import Changes, Single
from tutorial.cluster.servers.dcos_dns import PROGRAM, TTL
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

ZONE, RUNNING = "dcos.thisdcos.directory", "TASK_RUNNING"

LISTED: Table[str] = Table("dcosnet.listed")
"""Key: task id, of tasks that the servers know. Entry: the task's own address."""


def concerned(world: World, task_id: str) -> bool:
    """Whether what the servers know of a task may change: it runs, or was told to run."""
    task = world.get(TASKS, task_id)
    return (task is not None and task.state == RUNNING) or world.get(LISTED, task_id) is not None


def tell(world: World, task_id: str) -> None:
    """Tell the servers that a task runs, or does not any more."""
    task, listed = world.get(TASKS, task_id), world.get(LISTED, task_id)
    runs = task is not None and task.state == RUNNING
    if task is None or runs == (listed is not None):
        return
    changes = Changes()
    if listed is not None:
        world.delete(LISTED, task_id)
        changes.go(_records(world, task, listed))
        for other in world.group(TASKS, ALIVE_ON, task.info.agent):
            own = world.get(LISTED, other.info.id) if other.info.name == task.info.name else None
            _come(world, changes, other, own)
    else:
        own = task.statuses[-1].address or world[HOSTS, task.info.agent].ip
        world.put(LISTED, task_id, own)
        _come(world, changes, task, own)
    changes.write(world, PROGRAM, TTL)


def _come(world: World, changes: Changes, task: Task, own: str | None) -> None:
    if own is not None:
        causes = tuple(Cause(cause.line, "dcosnet", cause.subject, cause.version) for cause in task.info.causes[:1])
        changes.come(_records(world, task, own), causes)


def _records(world: World, task: Task, own: str) -> Iterator[Single]:
    """The agent's address, the task's own, and the one of the two at which its ports are."""
    agent = world[HOSTS, task.info.agent].ip
    front = f"{label(loads(task.info.discovery)['name'])}.{fragment(FRAMEWORK)}"
    for kind, address in (("agentip", agent), ("containerip", own), ("autoip", agent if task.info.ports else own)):
        yield "A", f"{front}.{kind}.{ZONE}", address
