"""The JSON documents of a Mesos master. Source: apache/mesos 1.8, src/master/http.cpp and src/common/http.cpp."""

from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.offers import free
from tutorial.cluster.mesos.tables import AGENTS, ALIVE_ON, TASKS, UNREACHABLE, Agent, Task
from tutorial.cluster.ranges import Ranges
from tutorial.cluster.world import World

VERSION = "1.8.1"
NAMES = (
    *("STAGING", "STARTING", "RUNNING", "KILLING", "FINISHED", "KILLED", "FAILED", "LOST", "ERROR", "GONE", "DROPPED"),
    *("UNREACHABLE", "GONE_BY_OPERATOR", "UNKNOWN"),
)


def master_id(world: World) -> str:
    """The id of the leading master, which begins every other Mesos id."""
    return str(world.pinned("mesos.master", ("id",)))


def slave_id(world: World, agent: str) -> str:
    """The Mesos id of an agent."""
    return f"{master_id(world)}-{agent}"


def framework_id(world: World) -> str:
    """Marathon's framework id: the second framework of the cluster."""
    return f"{master_id(world)}-0001"


def master(world: World) -> Host:
    """The leading master's host."""
    return next(host for host in world.values(HOSTS) if host.role == "master")


def state(world: World) -> Json:
    """GET /master/state."""
    leader = master(world)
    pid = f"master@{leader.ip}:5050"
    agents = [slave(world, key, agent) for key, agent in _numbered(world)]
    return {
        "version": VERSION,
        "id": master_id(world),
        "pid": pid,
        "hostname": leader.ip,
        "activated_slaves": float(sum(agent["active"] for agent in agents)),
        "deactivated_slaves": 0.0,
        "unreachable_slaves": float(len(world.rows(AGENTS)) - len(agents)),
        "cluster": str(world.pinned("dcos.cluster", ("name",))),
        "leader": pid,
        "leader_info": {"id": master_id(world), "pid": pid, "port": 5050, "hostname": leader.ip},
        "domain": domain(leader),
        "slaves": agents,
        "recovered_slaves": [],
        "frameworks": [framework(world)],
        "completed_frameworks": [],
        "orphan_tasks": [],
        "unregistered_frameworks": [],
    }


def _numbered(world: World) -> list[tuple[str, Agent]]:
    """The agents that are registered: one that is unreachable is not, until it comes back."""
    return [(str(key), agent) for key, agent in world.rows(AGENTS) if agent.state != "unreachable"]


def domain(host: Host) -> Json:
    """A host's fault domain."""
    return {"fault_domain": {"region": {"name": host.region}, "zone": {"name": host.zone}}}


def resources(cpus_milli: int, mem_mb: int, disk_mb: int, ports: Ranges) -> Json:
    """A set of resources; ports are left out when there are none, as the master does."""
    document: Json = {
        "disk": float(disk_mb),
        "mem": float(mem_mb),
        "gpus": 0.0,
        "cpus": cpus_milli / 1000,
    }
    if ports:
        document["ports"] = "[" + ", ".join(f"{low}-{high}" for low, high in ports) + "]"
    return document


def slave(world: World, key: str, agent: Agent) -> Json:
    """One agent as /master/state shows it."""
    host = world[HOSTS, agent.host]
    left = free(world, agent)
    whole = resources(agent.cpus_milli, agent.mem_mb, agent.disk_mb, agent.ports)
    nothing = resources(0, 0, 0, ())
    used = resources(
        agent.cpus_milli - left.cpus_milli,
        agent.mem_mb - left.mem_mb,
        agent.disk_mb - left.disk_mb,
        tuple((port, port) for port in used_ports(world, agent)),
    )
    return {
        "id": slave_id(world, key),
        "hostname": host.ip,
        "port": 5051,
        "attributes": dict(agent.attributes),
        "pid": f"slave(1)@{host.ip}:5051",
        "registered_time": (world.state.epoch_ms + agent.registered_ms) / 1000,
        "resources": whole,
        "used_resources": used,
        "offered_resources": nothing,
        "reserved_resources": {} if agent.role == "*" else {agent.role: whole},
        "unreserved_resources": whole if agent.role == "*" else nothing,
        "active": agent.state == "active",
        "deactivated": False,
        "version": VERSION,
        "domain": domain(host),
    }


def used_ports(world: World, agent: Agent) -> list[int]:
    """The ports that tasks hold on an agent, ascending."""
    return sorted(port for task in world.group(TASKS, ALIVE_ON, agent.host) for port in task.info.ports)


def framework(world: World) -> Json:
    """Marathon as the master knows it, with its tasks."""
    leader = master(world)
    tasks = world.values(TASKS)
    alive = [found for found in tasks if not found.over and found.state != UNREACHABLE]
    return {
        "id": framework_id(world),
        "name": "marathon",
        "pid": f"scheduler-{world.uuid4('mesos.scheduler', ('marathon',))}@{leader.ip}:15101",
        "hostname": leader.ip,
        "webui_url": f"http://{leader.ip}:8443",
        "active": True,
        "connected": True,
        "recovered": False,
        "user": "root",
        "failover_timeout": 604800.0,
        "checkpoint": True,
        "resources": _total(alive),
        "role": "slave_public",
        "tasks": [task(world, found) for found in alive],
        "unreachable_tasks": [task(world, found) for found in tasks if found.state == UNREACHABLE],
        "completed_tasks": [task(world, found) for found in tasks if found.over],
        "offers": [],
        "executors": [],
    }


def _total(tasks: list[Task]) -> Json:
    ports = sorted(port for found in tasks for port in found.info.ports)
    return resources(
        sum(found.info.cpus_milli for found in tasks),
        sum(found.info.mem_mb for found in tasks),
        sum(found.info.disk_mb for found in tasks),
        tuple((port, port) for port in ports),
    )


def task(world: World, found: Task) -> Json:
    """One task with its status updates, oldest first."""
    info = found.info
    ports = tuple((port, port) for port in sorted(info.ports))
    return {
        "id": info.id,
        "name": info.name,
        "framework_id": framework_id(world),
        "executor_id": "",
        "slave_id": slave_id(world, info.agent),
        "state": found.state,
        "resources": resources(info.cpus_milli, info.mem_mb, info.disk_mb, ports),
        "role": world[AGENTS, info.agent].role,
        "statuses": [
            {
                "state": status.state,
                "timestamp": (world.state.epoch_ms + status.at_ms) / 1000,
                **({"healthy": status.healthy == "true"} if status.healthy else {}),
                "container_status": {
                    "container_id": {"value": found.container_id},
                    "network_infos": [{"ip_addresses": [{"ip_address": status.address}]}] if status.address else [],
                },
            }
            for status in found.statuses
        ],
        "discovery": loads(info.discovery),
        "container": loads(info.container),
    }


def summary(world: World) -> Json:
    """GET /master/state-summary."""
    tasks = world.values(TASKS)
    whole = state(world)
    slaves = []
    for key, agent in _numbered(world):
        states = [found.state for found in tasks if found.info.agent == agent.host]
        counts = {f"TASK_{name}": states.count(f"TASK_{name}") for name in NAMES}
        slaves.append({**slave(world, key, agent), **counts, "framework_ids": [framework_id(world)] if states else []})
    frameworks = [{key: whole["frameworks"][0][key] for key in ("id", "name", "hostname", "active")}]
    return {"hostname": whole["hostname"], "cluster": whole["cluster"], "slaves": slaves, "frameworks": frameworks}
