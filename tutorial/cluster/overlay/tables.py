"""Which part of the overlay each node has. What follows from a node's number is worked out.

Sources: dcos/dcos-mesos-modules overlay/master.cpp (allocation), overlay/agent.cpp (the two bridges), dcos/dcos
gen/calc.py and gen/dcos-config.yaml (networks, prefix, MTU).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.cluster.host import NODE_ROLES, Host
from tutorial.cluster.network import ipv4
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

NETWORK, NETWORK_NAME = "9.0.0.0/8", "dcos"
VTEP_NETWORK = "44.128.0.0/20"
VENDOR = 0x70B3D5
"""The first half of a tunnel end's MAC address; the second is that of its IPv4 address."""
CONTAINER_MTU = 1420


@dataclass(frozen=True, slots=True)
class Part:
    """A node's part: `number` counts the nodes from 0 in the order in which they joined."""

    host: str
    address: str
    number: int

    @property
    def vtep(self) -> str:
        """The address of its end of the tunnel: node 0 has 44.128.0.1."""
        return ipv4.address(_first(VTEP_NETWORK) + self.number + 1)

    @property
    def mac(self) -> str:
        """The MAC address of that end: 44.128.0.4 has 70:b3:d5:80:00:04."""
        value = VENDOR << 24 | ipv4.number(self.vtep) & 0xFFFFFF
        return ":".join(f"{value >> shift & 255:02x}" for shift in range(40, -1, -8))

    @property
    def subnet(self) -> str:
        """The network of its containers: node 3 has 9.0.3.0/24."""
        return f"{ipv4.address(self._base)}/24"

    @property
    def docker_gateway(self) -> str:
        """The address of Docker's bridge with its prefix, in the upper half: 9.0.3.129/25. The lower is Mesos' own."""
        return f"{ipv4.address(self._base + 129)}/25"

    @property
    def docker_subnet(self) -> str:
        """The network of that bridge: 9.0.3.128/25."""
        return f"{ipv4.address(self._base + 128)}/25"

    @property
    def _base(self) -> int:
        return _first(NETWORK) + (self.number << 8)


def _first(network: str) -> int:
    return ipv4.parse_prefix(network)[0]


PARTS: Table[Part] = Table("overlay.part")
"""Key: host id."""


def allocate(world: World, hosts: tuple[Host, ...]) -> tuple[Part, ...]:
    """Give each node its number: the pinned one, else the lowest that is free, masters first; in the order of numbers.

    A pin is `overlay.number` of (host id,).
    """
    nodes = sorted((host for host in hosts if host.role in NODE_ROLES), key=_joins)
    pins = {host.id: world.pinned("overlay.number", (host.id,)) for host in nodes}
    free = iter(_free({pin for pin in pins.values() if isinstance(pin, int)}))
    taken: set[object] = set()
    for host in nodes:
        pin = pins[host.id]
        number = pin if isinstance(pin, int) and pin not in taken else next(free)
        taken.add(number)
        world.put(PARTS, host.id, Part(host.id, host.ip, number))
    return parts(world)


def _joins(host: Host) -> tuple[bool, bool, int, str]:
    return (host.role != "master", host.role != "public_agent", host.order, host.id)


def _free(pinned: set[int]) -> Iterator[int]:
    yield from (number for number in range(1 << 16) if number not in pinned)


def parts(world: World) -> tuple[Part, ...]:
    """All parts in the order of their numbers."""
    return tuple(sorted(world.values(PARTS), key=lambda part: part.number))
