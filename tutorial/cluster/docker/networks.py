"""Docker's networks and the endpoints by which containers are on them. Scope of every table: host id.

Source: moby/libnetwork 18.09, drivers/bridge/bridge.go, ipam/allocator.go, netutils/utils.go.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.docker.tables import Published, Refused
from tutorial.cluster.network import ipv4
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Network:
    """A network of one daemon. `driver` is bridge, host or null; only the first has a bridge, a subnet, a gateway.

    `masquerades`: whether what goes out of it to other networks gets the host's address; `options` are as
    `docker network inspect` shows them.
    """

    name: str
    id: str
    driver: str
    bridge: str = ""
    subnet: str = ""
    gateway: str = ""
    mtu: int = 1500
    masquerades: bool = False
    created_ms: int = 0
    options: tuple[tuple[str, str], ...] = ()
    causes: Causes = SCENARIO

    @property
    def bits(self) -> int:
        """The length of the subnet's prefix; 0 where there is none."""
        return int(self.subnet.partition("/")[2] or 0)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How a running container is on a network: its address there, the host's end of its pair, its published ports."""

    container: str
    network: str
    id: str
    ip: str
    mac: str
    device: str
    published: tuple[Published, ...] = ()
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Daemon:
    """Settings of a daemon by their names in its `daemon.json`, with Docker's own defaults.

    `userland_proxy`: whether a program stands by for every published port. Without it rules do that work alone.
    """

    userland_proxy: bool = True


DAEMONS: Table[Daemon] = Table("docker.daemon")
"""Key: "daemon". No row: Docker's own defaults."""
NETWORKS: Table[Network] = Table("docker.network")
"""Key: the network's name."""
ENDPOINTS: Table[Endpoint] = Table("docker.endpoint")
"""Key: the container's name."""


def settings(world: World, host: str) -> Daemon:
    """What the daemon of a host is set to."""
    return world.get(DAEMONS, "daemon", host) or Daemon()


def mac_of(ip: str) -> str:
    """The MAC address of a container: 02:42 and the four bytes of its address (netutils.GenerateMACFromIP)."""
    return ipv4.mac_of(ip, "02:42")


def on_network(world: World, host: str, network: str) -> tuple[Endpoint, ...]:
    """The endpoints on a network, by the names of their containers."""
    return tuple(found for found in world.values(ENDPOINTS, host) if found.network == network)


def free_address(world: World, host: str, network: Network) -> str:
    """The lowest address of the subnet that nobody has; Refused when all are given away."""
    taken = {found.ip for found in on_network(world, host, network.name)} | {network.gateway}
    first, _, bits = ipv4.parse_prefix(network.subnet)
    for number in range(first + 1, first + (1 << 32 - bits) - 1):
        if (address := ipv4.address(number)) not in taken:
            return address
    raise Refused(f"no available IPv4 addresses on this network's address pools: {network.name} ({network.id})")
