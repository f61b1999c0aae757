"""Where an app's services and tasks are reached. Source: mesosphere/marathon-lb utils.py."""

from collections.abc import Callable

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathonlb.assigner import Assigner
from tutorial.cluster.network import ipv4

Resolve = Callable[[str], str]
"""The address of a host name; empty when there is none."""


def literal(host: str) -> str:
    """The address of a host that is named by it, as all agents of DC/OS are."""
    return host if ipv4.is_address(host) else ""


def mode(app: Json) -> str:
    """`host`, `container` (an address of its own) or `container/bridge`; the last network wins."""
    found: str = "container" if app.get("ipAddress") else "host"
    old = app.get("container", {}).get("docker", {}).get("network", "")
    found = {"USER": "container", "BRIDGE": "container/bridge"}.get(old, found)
    for network in app.get("networks", []):
        found = network.get("mode", "container")
    return found


def service_ports(app: Json, assigner: Assigner) -> list[int | None]:
    """The service ports in their order: the n-th is that of the labels `HAPROXY_{n}_…`."""
    how = mode(app)
    mapped = _each(_mappings(app), "servicePort") if how in ("container", "container/bridge") else []
    if mapped:
        return mapped
    ports = _each(app["portDefinitions"], "port") if "portDefinitions" in app else list(app.get("ports", []))
    if not ports and how == "container" and app["tasks"]:
        return assigner.ports(app["id"], _own_ports(app))
    return ports


def ends(app: Json, task: Json, resolve: Resolve) -> tuple[str, list[int]]:
    """Address and ports of a task; no ports where it cannot be reached."""
    how = mode(app)
    address = _own_address(task) if how == "container" else resolve(task.get("host", ""))
    ports = _host_ports(app, task, how) if how in ("host", "container/bridge") else _own_ports(app)
    return address, ports if address else []


def _own_address(task: Json) -> str:
    addresses = task.get("ipAddresses", [])
    return str(addresses[0].get("ipAddress", "")) if addresses else ""


def _host_ports(app: Json, task: Json, how: str) -> list[int]:
    """What the task was given; where it does not say so, what its app asks for."""
    ports = task.get("ports", []) or _each(app.get("portDefinitions", []), "port")
    return ports or (_each(_mappings(app), "containerPort") if how == "container/bridge" else [])


def _own_ports(app: Json) -> list[int]:
    discovered = app.get("ipAddress", {}).get("discovery", {}).get("ports", [])
    return [int(number) for number in _each(discovered, "number")] or _each(_mappings(app), "containerPort")


def _mappings(app: Json) -> Json:
    """The port mappings of either place where Marathon has had them."""
    container = app.get("container", {})
    return container.get("docker", {}).get("portMappings", []) or container.get("portMappings", [])


def _each(documents: Json, name: str) -> list[Json]:
    return [document[name] for document in documents if name in document]
