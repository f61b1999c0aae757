"""Where requests to virtual addresses may go: what one node tells of its tasks, and what all nodes know together.

Source: dcos/dcos-net as of July 2019, apps/dcos_l4lb/src/dcos_l4lb_mesos_poller.erl: a task counts while it runs and,
where Mesos checks its health, while it is healthy; from the beginning of a kill it does not count any more.
"""

from collections import defaultdict
from dataclasses import replace

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.dcosnet.tables import BACKENDS, TOLD, Backend
from tutorial.cluster.dcosnet.vips import VipKey, Wish, wishes
from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import EXECUTORS
from tutorial.cluster.host import HOSTS
from tutorial.cluster.mesos.tables import ALIVE_ON, CHECKING, TASKS, Task, TaskInfo
from tutorial.cluster.network import ipv4
from tutorial.cluster.world import World

FRAMEWORK = "marathon"
"""The one framework of the simulated cluster."""

Told = dict[VipKey, tuple[Backend, ...]]


def asks(info: TaskInfo) -> bool:
    """Whether a task asks for a virtual address at all."""
    return bool(wishes(info, FRAMEWORK))


def of_agent(world: World, agent: str) -> Told:
    """What an agent has to tell now."""
    found: dict[VipKey, dict[tuple[str, int], Backend]] = defaultdict(dict)
    for task in world.group(TASKS, ALIVE_ON, agent):
        for wish in wishes(task.info, FRAMEWORK) if _runs(world, task) else ():
            backend = Backend(agent, _address(world, task, wish), wish.port, _causes(task.info, wish))
            found[wish.key].setdefault((backend.address, backend.port), backend)
    return {key: tuple(backends.values()) for key, backends in found.items()}


def _runs(world: World, task: Task) -> bool:
    executor = world.get(EXECUTORS, task.info.id, task.info.agent)
    checking = world.get(CHECKING, task.info.id, task.info.agent)
    well = not task.info.check or (checking is not None and checking.healthy == "true")
    return executor is not None and executor.state == "running" and well


def _address(world: World, task: Task, wish: Wish) -> str:
    """The agent's address, or that of the task's container as the agent itself knows it."""
    agent = task.info.agent
    executor = world.get(EXECUTORS, task.info.id, agent)
    endpoint = world.get(ENDPOINTS, executor.container, agent) if executor and not wish.at_agent else None
    return world[HOSTS, agent].ip if endpoint is None else endpoint.ip


def _causes(info: TaskInfo, wish: Wish) -> Causes:
    """The label that asked for it; where it is not known at which port it stands, the app."""
    whole, *of_ports = info.causes or (Cause(0, "mesos"),)
    cause, place = (of_ports[wish.record], wish.label) if 0 <= wish.record < len(of_ports) else (whole, wish.label)
    label = place.replace("~", "~0").replace("/", "~1")
    return (replace(cause, controller="dcosnet", pointer=f"{cause.pointer}/labels/{label}"),)


def tell(world: World, agent: str) -> tuple[VipKey, ...]:
    """Take what an agent has to tell into what all know: the virtual addresses that have changed, sorted."""
    found = of_agent(world, agent)
    before = world.get(TOLD, agent) or ()
    changed = tuple(key for key in sorted({*before, *found}) if _merge(world, agent, key, found.get(key, ())))
    world.put(TOLD, agent, tuple(sorted(found)) or None)
    return changed


def _merge(world: World, agent: str, key: VipKey, backends: tuple[Backend, ...]) -> bool:
    known = world.get(BACKENDS, key) or ()
    others = tuple(backend for backend in known if backend.agent != agent)
    merged = tuple(sorted((*others, *backends), key=_place))
    world.put(BACKENDS, key, merged or None)
    return merged != known


def _place(backend: Backend) -> tuple[int, int, str]:
    return (ipv4.number(backend.address), backend.port, backend.agent)
