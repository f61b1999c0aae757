"""Which tasks a service of a pool chooses, and where they are reached.

Tasks are those that Mesos knows, of whatever framework; one with a health check of Mesos' takes part as soon as it is
healthy. Sources: Edge-LB 1.4 pool reference (pool.haproxy.backend.service), release notes of 1.3.0 (tasks that Mesos
gave no port) and 1.3.1 (health).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import TASKS, Task
from tutorial.cluster.network import ipv4
from tutorial.cluster.world import World

AGENT, CONTAINER, ADDRESS = "agentip", "containerip", "address"
"""What a server's name begins with: `agentip_10.0.1.128_10006`; the two others (unverified)."""
FRAMEWORK = "marathon"
LONGEST = 255


@dataclass(frozen=True, slots=True)
class End:
    """A server: which address of its task is taken, the address, the port."""

    kind: str
    address: str
    port: int

    @property
    def name(self) -> str:
        """Its name in `haproxy.cfg`."""
        return f"{self.kind}_{self.address}_{self.port}"


def running(world: World) -> list[Task]:
    """The tasks that may be chosen: those that run, and are healthy where Mesos checks that."""
    return [task for task in world.values(TASKS) if task.state == "TASK_RUNNING" and _well(task)]


def _well(task: Task) -> bool:
    return not task.info.check or task.statuses[-1].healthy == "true"


def ends(world: World, service: Json, tasks: list[Task]) -> list[End]:
    """The servers of a service, by address and port (their order is unverified)."""
    endpoint = service["endpoint"]
    if endpoint["type"] == "ADDRESS":
        return [End(ADDRESS, endpoint["address"], endpoint["port"])]
    found = {end for task in tasks if _chosen(service, task) for end in _ends(world, endpoint, task)}
    return sorted(found, key=lambda end: (ipv4.number(end.address), end.port))


# Which tasks


def _chosen(service: Json, task: Task) -> bool:
    """Whether a task is all that the service says."""
    marathon, mesos = service["marathon"], service["mesos"]
    name = task.info.name
    if "serviceID" in marathon and _task_name(marathon["serviceID"]) != name:
        return False
    exact = {"frameworkName": FRAMEWORK, "taskName": name, "taskID": task.info.id}
    fitting = [(marathon.get("serviceIDPattern"), _service_id(name))]
    fitting += [(mesos.get(f"{field}Pattern"), value) for field, value in exact.items()]
    return all(mesos.get(field, value) == value for field, value in exact.items()) and all(
        pattern is None or _fits(pattern, value) for pattern, value in fitting
    )


@lru_cache(maxsize=4096)
def _fits(pattern: str, value: str) -> bool:
    """Whether a pattern is found in a value. No name of DNS, and so none of a task, is longer than that."""
    return len(value) <= LONGEST and re.search(pattern, value) is not None


def _task_name(service_id: str) -> str:
    """The name of the tasks of an app: `/webshop/db` → `db.webshop`."""
    return ".".join(reversed(service_id.strip("/").split("/")))


def _service_id(name: str) -> str:
    """The id of the app that tasks of this name are of: `db.webshop` → `/webshop/db`."""
    return f"/{'/'.join(reversed(name.split('.')))}"


# Where they are reached


def _ends(world: World, endpoint: Json, task: Task) -> Iterator[End]:
    records = [record for record in loads(task.info.discovery)["ports"]["ports"] if record["protocol"] == "tcp"]
    if not endpoint.get("allPorts"):
        by_name = [record for record in records if record.get("name") == endpoint.get("portName")]
        by_number = [{"number": endpoint["port"]}] if "port" in endpoint else []
        records = by_name if "portName" in endpoint else by_number
    for record in records:
        yield _end(world, endpoint["type"], task, record)


def _end(world: World, wanted: str, task: Task, record: Json) -> End:
    """The server for a port; AUTO_IP takes the container's address where that is its own on a network of all agents."""
    labels = {label["key"]: label["value"] for label in record.get("labels", {}).get("labels", ())}
    network = loads(task.info.container).get("docker", {}).get("network")
    inside = labels.get("network-scope", "container" if network == "USER" else "host") == "container"
    if wanted == "AGENT_IP" or (wanted == "AUTO_IP" and not inside):
        return End(AGENT, world[HOSTS, task.info.agent].ip, record["number"])
    return End(CONTAINER, task.statuses[-1].address, _inner(task, record["number"]))


def _inner(task: Task, port: int) -> int:
    """The container's own port behind a port of its host; the port itself where it is none (unverified)."""
    mappings = loads(task.info.container).get("docker", {}).get("port_mappings", ())
    return next((mapping["container_port"] for mapping in mappings if mapping["host_port"] == port), port)
