"""What `docker inspect` and `docker network inspect` show of networks and of containers on them.

Fields are named and ordered as Docker 18.09 has them. Source: moby/moby 18.09, api/types/types.go,
api/types/network/network.go, daemon/inspect.go (the fields at the top are filled for the default network alone).
"""

from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, Endpoint, Network, on_network
from tutorial.cluster.docker.tables import CONTAINERS, HOST, Container
from tutorial.cluster.jsontext import Json
from tutorial.cluster.world import World

DEFAULT = "bridge"
PREDEFINED = frozenset({DEFAULT, HOST, "none"})


def network_settings(world: World, host: str, container: Container) -> Json:
    """`.NetworkSettings`. In host mode everything is empty, for the container has no network of its own."""
    endpoint = world.get(ENDPOINTS, container.name, host)
    network = world.get(NETWORKS, container.network, host)
    sandbox = world.hex_digits("docker.sandbox", (host, container.name), 64)
    running = container.state == "running"
    at_top = endpoint if endpoint is not None and endpoint.network == DEFAULT else None
    key = "default" if container.network == HOST else sandbox[:12]
    return {
        "Bridge": "",
        "SandboxID": sandbox if running else "",
        "HairpinMode": False,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "Ports": ports(endpoint),
        "SandboxKey": f"/var/run/docker/netns/{key}" if running else "",
        "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None,
        "EndpointID": at_top.id if at_top else "",
        **_addresses(at_top, network),
        "Networks": {container.network: _joined(world, host, container, network, endpoint)},
    }


def ports(endpoint: Endpoint | None) -> Json:
    """The published ports by `port/protocol`."""
    published = endpoint.published if endpoint else ()
    return {
        f"{port.port}/{port.protocol}": [{"HostIp": "0.0.0.0", "HostPort": str(port.host_port)}]  # noqa: S104 (as Docker writes it)
        for port in sorted(published, key=lambda port: (port.port, port.protocol))
    }


def _addresses(endpoint: Endpoint | None, network: Network | None) -> Json:
    """The address fields in the order in which they stand at the top."""
    there = endpoint is not None and network is not None
    return {
        "Gateway": network.gateway if there and network else "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": endpoint.ip if endpoint else "",
        "IPPrefixLen": network.bits if there and network else 0,
        "IPv6Gateway": "",
        "MacAddress": endpoint.mac if endpoint else "",
    }


def _joined(world: World, host: str, container: Container, network: Network | None, endpoint: Endpoint | None) -> Json:
    """One entry of `.NetworkSettings.Networks`; on a network that a user made a container has its id as a name too."""
    found = _addresses(endpoint, network)
    running = container.state == "running"
    own_id = world.hex_digits("docker.endpoint", (host, container.name), 64) if running else ""
    aliases = [container.id[:12]] if container.network not in PREDEFINED else None
    order = ("Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen")
    return {
        "IPAMConfig": None,
        "Links": None,
        "Aliases": aliases,
        "NetworkID": network.id if network else "",
        "EndpointID": endpoint.id if endpoint else own_id,
        **{name: found[name] for name in order},
        "MacAddress": found["MacAddress"],
        "DriverOpts": None,
    }


def network_document(world: World, host: str, network: Network, created: str) -> Json:
    """`docker network inspect`: the document of one network, `created` as Docker writes instants."""
    config = [{"Subnet": network.subnet, "Gateway": network.gateway}] if network.subnet else []
    return {
        "Name": network.name,
        "Id": network.id,
        "Created": created,
        "Scope": "local",
        "Driver": network.driver,
        "EnableIPv6": False,
        "IPAM": {"Driver": "default", "Options": None if network.name in PREDEFINED else {}, "Config": config},
        "Internal": False,
        "Attachable": False,
        "Ingress": False,
        "ConfigFrom": {"Network": ""},
        "ConfigOnly": False,
        "Containers": _members(world, host, network),
        "Options": dict(network.options),
        "Labels": {},
    }


def _members(world: World, host: str, network: Network) -> Json:
    """Who is on a network, by container id."""
    found = {}
    for endpoint in on_network(world, host, network.name):
        container = world[CONTAINERS, endpoint.container, host]
        found[container.id] = {
            "Name": container.name,
            "EndpointID": endpoint.id,
            "MacAddress": endpoint.mac,
            "IPv4Address": f"{endpoint.ip}/{network.bits}",
            "IPv6Address": "",
        }
    return dict(sorted(found.items()))
