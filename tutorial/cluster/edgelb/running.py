"""Load balancers that run: what Edge-LB writes for each, and the HAProxy that it starts anew when that has changed.

Sources: Edge-LB 1.5 concepts/edge-lb-architecture-deep-dive (`dcos-template`, a part of the API server, renders, and
`lbmgr`, beside HAProxy, checks and reloads), 1.4 usage (reloads at most once every 3 s).
"""

from dataclasses import dataclass, replace

from tutorial.cluster.docker.images import EDGELB_API, EDGELB_POOL
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS, HOST, Container
from tutorial.cluster.edgelb import selection
from tutorial.cluster.edgelb.config import written
from tutorial.cluster.edgelb.pools import POOLS, Pool, front_name
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.servers import haproxy_process
from tutorial.cluster.servers.haproxy_tables import RUNNING, Running
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Balancer:
    """A load balancer of a pool: its host, container and process; its ports, of statistics and of each frontend; what
    was written for it last; when it was reloaded last (logical ms)."""

    pool: str
    host: str
    container: str
    pid: int
    ports: tuple[int, ...]
    text: str = ""
    reloaded_ms: int = -1


BALANCERS: Table[Balancer] = Table("edgelb.balancer")
"""Key: task id."""
SERVERS: Table[str] = Table("edgelb.api")
"""Key: the task id of an API server. Entry: its host."""


def follow(world: World, task_id: str) -> bool:
    """A task has another state: whether something of Edge-LB's began because of that. What has ended is forgotten."""
    task = world.get(TASKS, task_id)
    if task is None:
        return False
    if task.over:
        if (known := world.get(BALANCERS, task_id)) is not None:
            haproxy_process.gone(world, known.host, known.pid)
        world.delete(BALANCERS, task_id)
        world.delete(SERVERS, task_id)
        return False
    begun = world.get(BALANCERS, task_id) is not None or world.get(SERVERS, task_id) is not None
    container = None if begun or task.state != "TASK_RUNNING" else _container(world, task.info.agent, task_id)
    if container is not None and container.argv[:1] == (EDGELB_API,):
        world.put(SERVERS, task_id, task.info.agent)
    elif container is not None and (container.argv[:1], container.network) == ((EDGELB_POOL,), HOST):
        name, ports = container.argv[-1], task.info.ports
        world.put(BALANCERS, task_id, Balancer(name, task.info.agent, container.name, container.pid, ports))
    else:
        return False
    return True


def _container(world: World, host: str, task_id: str) -> Container | None:
    executor = world.get(EXECUTORS, task_id, host)
    return None if executor is None else world.get(CONTAINERS, executor.container, host)


def _process(world: World, task_id: str) -> tuple[Balancer, Container, Pool] | None:
    """A load balancer with its container and its pool, as long as they are there."""
    known = world.get(BALANCERS, task_id)
    container = None if known is None else world.get(CONTAINERS, known.container, known.host)
    pool = None if known is None else world.get(POOLS, known.pool)
    if known is None or container is None or container.state != "running" or pool is None:
        return None
    return (known, container, pool) if len(known.ports) == 1 + len(pool.definition["haproxy"]["frontends"]) else None


def render(world: World, task_id: str) -> bool:
    """Write a load balancer's `haproxy.cfg`, while an API server runs; whether its HAProxy must be started for that."""
    found = _process(world, task_id)
    if found is None or not world.rows(SERVERS):
        return False
    known, _, pool = found
    tasks = selection.running(world)
    servers = [
        [(service, selection.ends(world, service, tasks)) for service in backend["services"]]
        for backend in pool.definition["haproxy"]["backends"]
    ]
    text = written(pool.definition, known.ports, servers)
    world.put(BALANCERS, task_id, replace(known, text=text))
    started = world.get(RUNNING, known.pid, known.host)
    return started is None or started.text != text


def reload(world: World, task_id: str) -> None:
    """Start HAProxy with what was written. Where a port is another program's it says so, and what there was goes on."""
    if (found := _process(world, task_id)) is None or not found[0].text:
        return
    known, container, pool = found
    fronts = pool.definition["haproxy"]["frontends"]
    pointers = ["/haproxy/stats", *(f"/haproxy/frontends/{at}" for at in range(len(fronts)))]
    ports = {port: (pool.cause(pointer),) for port, pointer in zip(known.ports, pointers, strict=True)}
    world.put(BALANCERS, task_id, replace(known, reloaded_ms=world.now_ms))
    if haproxy_process.take_up(world, known.host, Running(known.text, "", "", known.pid), ports):
        return
    names = dict(zip(known.ports, ["stats", *map(front_name, fronts)], strict=True))
    for port in haproxy_process.taken(world, known.host, known.pid, ports):
        _say(world, known.host, container.name, f"Starting frontend {names[port]}: cannot bind socket [0.0.0.0:{port}]")


def _say(world: World, host: str, name: str, words: str) -> None:
    """Write a line of HAProxy's into a container's log, unless it is there already."""
    container, line = world[CONTAINERS, name, host], f"[ALERT] ({world[CONTAINERS, name, host].pid}) : {words}\n"
    if line not in container.log:
        world.put(CONTAINERS, name, replace(container, log=container.log + line), host)
