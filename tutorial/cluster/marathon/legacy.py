"""Forms of older Marathons and what they become: the first step of reading a definition.

Sources: mesosphere/marathon v1.8.222, api/v2/AppNormalization.scala, docs/docs/upgrade/network-api-migration.md.
"""

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import BRIDGE, CONTAINER, HOST

DOCKER_NETWORKS = {"host": HOST, "bridge": BRIDGE, "user": CONTAINER}


class Mixture(Exception):
    """Old and new forms of one thing in one definition; without a `path` Marathon fails instead of refusing."""

    def __init__(self, message: str, path: str | None = "/") -> None:
        super().__init__(message)
        self.path = path


def migrated(given: Json) -> Json:
    """The definition in today's form; Mixture when it has old and new forms of one thing."""
    app = dict(given)
    _artifacts(app)
    _networks(app)
    _ports(app)
    return app


def _artifacts(app: Json) -> None:
    uris = app.pop("uris", None)
    if uris and app.get("fetch"):
        raise Mixture("cannot specify both uris and fetch fields", path=None)
    if uris:
        app["fetch"] = [{"uri": uri} for uri in uris]


def _ports(app: Json) -> None:
    """`ports` as unnamed port definitions."""
    numbers = app.pop("ports", None)
    if numbers is None:
        return
    fixed = [number for number in numbers if number]
    if len(fixed) != len(set(fixed)):
        raise Mixture("ports must be unique")
    definitions = app.get("portDefinitions")
    if definitions and [port.get("port", 0) for port in definitions] != numbers:
        raise Mixture("cannot specify both ports and port definitions")
    app.setdefault("portDefinitions", [{"port": number} for number in numbers])


def _networks(app: Json) -> None:
    """`container.docker.network` and `ipAddress` as `networks`, Docker's port mappings as the container's."""
    address = app.pop("ipAddress", None)
    container = dict(app.get("container", {}))
    docker = dict(container.get("docker", {}))
    network, mappings = docker.pop("network", None), docker.pop("portMappings", None)
    if network is not None and app.get("networks"):
        raise Mixture("must not specify both container.docker.network and networks")
    if address is not None and app.get("networks"):
        raise Mixture("must not specify both networks and ipAddress")
    if mappings is not None and container.get("portMappings"):
        raise Mixture("cannot specify both portMappings and docker.portMappings", path=None)
    if network is not None or mappings is not None:
        kept = {} if mappings is None else {"portMappings": mappings}
        app["container"] = {**container, "docker": docker, **kept}
    if network is not None or address is not None:
        app["networks"] = [_network(network, address or {})]


def _network(network: str | None, address: Json) -> Json:
    mode = CONTAINER if network is None else DOCKER_NETWORKS.get(network.lower())
    if mode is None:
        raise Mixture(f"unsupported docker network type {network}", path=None)
    if mode != CONTAINER:
        return {"mode": mode}
    named = {"name": address["networkName"]} if "networkName" in address else {}
    return {**named, "mode": mode, **({"labels": address["labels"]} if address.get("labels") else {})}
