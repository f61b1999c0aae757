"""What Marathon tells Mesos about a task, so that others can find and run it.

Sources: mesosphere/marathon v1.8.222, mesos/PortDiscovery.scala, mesos/TaskBuilder.scala.
"""

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import BRIDGE, HOST, mode, ports
from tutorial.cluster.marathon.ids import task_name

DOCKER_NETWORKS = {HOST: "HOST", BRIDGE: "BRIDGE"}


def discovery(app: Json, host_ports: tuple[int | None, ...]) -> Json:
    """The DiscoveryInfo of a task: a record for each port and protocol."""
    records = [
        _record(app, port, host_port, protocol)
        for port, host_port in zip(ports(app), host_ports, strict=True)
        for protocol in port["protocol"].split(",")
    ]
    return {"visibility": "FRAMEWORK", "name": task_name(app["id"]), "ports": {"ports": records}}


def _record(app: Json, port: Json, host_port: int | None, protocol: str) -> Json:
    labels = dict(port.get("labels", {}))
    if mode(app) != HOST:
        scope = "host" if host_port is not None else "container"
        labels |= {"network-scope": scope}
        labels |= {"network-name": app["networks"][0].get("name", "")} if scope == "container" else {}
    record = {"number": host_port if host_port is not None else port["containerPort"], "protocol": protocol}
    record |= {"name": port["name"]} if "name" in port else {}
    pairs = [{"key": key, "value": value} for key, value in labels.items()]
    return record | ({"labels": {"labels": pairs}} if pairs else {})


def container(app: Json, host_ports: tuple[int | None, ...], task_id: str) -> Json:
    """The ContainerInfo of a task as Mesos keeps it: for Docker image, network, forced pull, published ports; the name
    of the network that it is to be on."""
    found = app.get("container", {"type": "MESOS"})
    named = [{"name": network["name"]} for network in app["networks"] if "name" in network]
    networks = {"network_infos": named} if named else {}
    if "docker" not in found or found["type"] != "DOCKER":
        return {"type": found["type"]} | networks
    docker = {
        "image": found["docker"]["image"],
        "network": DOCKER_NETWORKS.get(mode(app), "USER"),
        "privileged": found["docker"]["privileged"],
        "parameters": [*found["docker"]["parameters"], {"key": "label", "value": f"MESOS_TASK_ID={task_id}"}],
        "force_pull_image": found["docker"]["forcePullImage"],
    }
    if mappings := _mappings(app, host_ports):
        docker["port_mappings"] = mappings
    return {"type": "DOCKER", "docker": docker} | networks


def _mappings(app: Json, host_ports: tuple[int | None, ...]) -> list[Json]:
    """The ports that the agent is to serve for the container; port 0 of a container is the one that its host got."""
    return [
        {"host_port": host_port, "container_port": port["containerPort"] or host_port, "protocol": protocol}
        for port, host_port in zip(ports(app), host_ports, strict=True)
        if mode(app) != HOST and host_port is not None
        for protocol in port["protocol"].split(",")
    ]
