"""dcos-net on every node: virtual addresses from the labels of tasks to IPVS.

Each agent's dcos-net looks at its tasks every two seconds; what has changed is told to every node, and each writes it
into its own kernel. Every half minute a node compares its kernel with what it should hold. Looks that would find
nothing new are not queued.

Events read: `executor.status`, `agent.kill`, `mesos.status` (task id), `kernel.changed` (host id: somebody has written
into tables of its kernel by hand) and this controller's own. Source: dcos/dcos-net as of July 2019, apps/dcos_l4lb.
"""

from collections.abc import Callable

from tutorial.cluster.dcosnet import backends, node, zones
from tutorial.cluster.dcosnet.tables import PROGRAMMED
from tutorial.cluster.dcosnet.vips import VipKey
from tutorial.cluster.host import HOSTS, NODE_ROLES
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

POLL_MS, COMPARE_MS = 2_000, 30_000
GOSSIP_MS = range(30, 300)
"""How long news take to a node, over the tree in which the nodes pass them on."""
PUSH_MS = 1_000
"""The leading master pushes what it learns of tasks to the name servers at most once a second."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if (reaction := REACTIONS.get(event.kind)) is not None:
        reaction(world, event)


def _task_changed(world: World, event: Event) -> None:
    task = world.get(TASKS, event.subject)
    if task is not None and backends.asks(task.info):
        _queue_once(world, "dcosnet.poll", task.info.agent, POLL_MS)


def _status_came(world: World, event: Event) -> None:
    if zones.concerned(world, event.subject):
        world.after(PUSH_MS, "dcosnet.task", event.subject)


def _kernel_changed(world: World, event: Event) -> None:
    if world.rows(PROGRAMMED, event.subject):
        _queue_once(world, "dcosnet.compare", event.subject, COMPARE_MS)


def poll(world: World, agent: str) -> None:
    """An agent looks at its tasks and tells what is new of them."""
    for key in backends.tell(world, agent):
        for host in world.values(HOSTS):
            if host.role in NODE_ROLES:
                _tell(world, host.id, key)


def _tell(world: World, host: str, key: VipKey) -> None:
    world.after(world.choose("dcosnet.gossip", (host,), GOSSIP_MS), "dcosnet.heard", host, *key)


def _queue_once(world: World, kind: str, host: str, every_ms: int) -> None:
    """Queue a host's next look of a kind, unless one is queued: it looks at moments of its own, at fixed intervals."""
    if not world.queued(kind, host):
        phase = world.choose(kind, (host,), range(every_ms))
        world.after((phase - world.now_ms) % every_ms, kind, host)


REACTIONS: dict[str, Callable[[World, Event], None]] = {
    "executor.status": _task_changed,
    "agent.kill": _task_changed,
    "mesos.status": _status_came,
    "kernel.changed": _kernel_changed,
    "dcosnet.poll": lambda world, event: poll(world, event.subject),
    "dcosnet.heard": lambda world, event: node.follow(world, event.subject, event.data),  # type: ignore[arg-type]  # a VipKey
    "dcosnet.task": lambda world, event: zones.tell(world, event.subject),
    "dcosnet.compare": lambda world, event: node.repair(world, event.subject),
}
"""Kind of an event → what is done."""
