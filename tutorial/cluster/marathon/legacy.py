"""Forms of older Marathons and what they become: the first step of reading a definition.

Sources: mesosphere/marathon v1.8.222, api/v2/AppNormalization.scala, docs/docs/upgrade/network-api-migration.md.
"""

from collections.abc import Iterator

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import BRIDGE, CONTAINER, HOST
from tutorial.cluster.marathon.schema import Violation

DOCKER_NETWORKS = {"host": HOST, "bridge": BRIDGE, "user": CONTAINER}
MESOS_BRIDGE = "mesos-bridge"
"""`--mesos_bridge_name`: as the name of an old address it stands for the bridge."""


class Mixture(Exception):
    """Old and new forms of one thing in one definition, where Marathon fails instead of refusing."""


def violations(given: Json, *, update: bool = False) -> Iterator[Violation]:
    """Every rule on old forms that a definition, or what an update says, breaks."""
    container, address = given.get("container", {}), given.get("ipAddress")
    docker, networks = container.get("docker", {}), given.get("networks")
    mesos = container.get("type", "DOCKER").upper() == "MESOS"
    if "docker" in container and "appc" not in container:
        for name in ("credential", "network", "parameters", "portMappings") if mesos else ("credential",):
            if docker.get(name) not in (None, []):
                yield f"/container/docker/{name}", "must be empty"
    if address is not None and "discovery" in address and container and not mesos:
        yield "/ipAddress", "ipAddress/discovery is not allowed for Docker containers"
    if "network" in docker and (networks or (update and networks is not None)):
        yield "/", "must not specify both container.docker.network and networks"
    if address is not None and networks:
        yield "/", "must not specify both networks and ipAddress"
    yield from _port_violations(given)


def _port_violations(given: Json) -> Iterator[Violation]:
    numbers, definitions = given.get("ports"), given.get("portDefinitions")
    fixed = [number for number in numbers or () if number]
    if len(fixed) != len(set(fixed)):
        yield "/", "ports must be unique"
    if "ipAddress" in given and (numbers or definitions):
        yield "/", "cannot specify both an IP address and port"
    if numbers is not None and definitions and [port.get("port", 0) for port in definitions] != numbers:
        yield "/", "cannot specify both ports and port definitions"


def migrated(given: Json, *, update: bool = False) -> Json:
    """The definition in today's form; Mixture when it has old and new forms of one thing.

    Where an update says that there are no networks, it has said something about networks.
    """
    app = dict(given)
    if update and "ipAddress" in app and "networks" in app:
        raise Mixture("cannot mix deprecated and canonical network APIs")
    _artifacts(app)
    _networks(app)
    numbers = app.pop("ports", None)
    if numbers is not None and not app.get("portDefinitions"):
        app["portDefinitions"] = [{"port": number} for number in numbers]
    return app


def _artifacts(app: Json) -> None:
    uris = app.pop("uris", None)
    if uris and app.get("fetch"):
        raise Mixture("cannot specify both uris and fetch fields")
    if uris:
        app["fetch"] = [{"uri": uri} for uri in uris]


def _networks(app: Json) -> None:
    """`container.docker.network` and `ipAddress` as `networks`, old port mappings as the container's."""
    address = app.pop("ipAddress", None)
    container = dict(app.get("container", {} if address is None else {"type": "MESOS"}))
    docker = dict(container.get("docker", {}))
    network, mappings = docker.pop("network", None), docker.pop("portMappings", None)
    if mappings is not None and container.get("portMappings"):
        raise Mixture("cannot specify both portMappings and docker.portMappings")
    container |= {"docker": docker} if "docker" in container else {}
    container |= {} if mappings is None else {"portMappings": mappings}
    _discovered(container, (address or {}).get("discovery", {}).get("ports"))
    if "container" in app or address is not None:
        app["container"] = container
    if network is not None or address is not None:
        app["networks"] = [_network(network, address or {})]


def _discovered(container: Json, ports: Json) -> None:
    """The ports of an old address as port mappings without host ports."""
    if not ports:
        return
    if container.get("portMappings"):
        raise Mixture("container.portMappings and ipAddress.discovery.ports must not both be set")
    container["portMappings"] = [
        {"containerPort": port["number"], **{name: port[name] for name in port if name != "number"}} for port in ports
    ]


def _network(network: str | None, address: Json) -> Json:
    bridge = network is None and address.get("networkName") == MESOS_BRIDGE
    mode = BRIDGE if bridge else CONTAINER if network is None else DOCKER_NETWORKS.get(network.lower())
    if mode is None:
        raise Mixture(f"unsupported docker network type {network}")
    named = {"name": address["networkName"]} if mode == CONTAINER and "networkName" in address else {}
    labels = {"labels": address["labels"]} if mode != HOST and address.get("labels") else {}
    return {**named, "mode": mode, **labels}
