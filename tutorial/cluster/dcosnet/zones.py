"""What dcos-net's name servers are told of tasks: addresses of their agents and of their own.

Source: dcos/dcos-net apps/dcos_dns/src/dcos_dns_mesos.erl (the leading master tells all nodes).
"""

from tutorial.cluster.causes import Cause
from tutorial.cluster.dcosnet.backends import FRAMEWORK
from tutorial.cluster.dcosnet.names import fragment, label
from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network.dns.gifts import Gift, Given, follow
from tutorial.cluster.servers.dcos_dns import PROGRAM, TTL
from tutorial.cluster.world import World

TASKS_ZONE = "dcos.thisdcos.directory"


def tell_task(world: World, task_id: str) -> None:
    """A task runs, or does not any more."""
    task = world.get(TASKS, task_id)
    runs = task is not None and task.state == "TASK_RUNNING"
    follow(world, PROGRAM, task_id, _gift(world, task) if runs and task is not None else None, TTL)


def _gift(world: World, task: Task) -> Gift:
    agent, own = world[HOSTS, task.info.agent].ip, task.statuses[-1].address or world[HOSTS, task.info.agent].ip
    auto = agent if task.info.ports else own
    front = f"{label(loads(task.info.discovery)['name'])}.{fragment(FRAMEWORK)}"
    found: list[Given] = [
        ("A", f"{front}.{kind}.{TASKS_ZONE}", address)
        for kind, address in (("agentip", agent), ("autoip", auto), ("containerip", own))
    ]
    causes = tuple(Cause(cause.line, "dcosnet", cause.subject, cause.version) for cause in task.info.causes[:1])
    return Gift(tuple(found), causes)
