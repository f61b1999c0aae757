"""What a walk brings home: taps, steps, the outcome, and the changes that it asks for."""

from dataclasses import dataclass, field

from tutorial.cluster.network import conntrack
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import COUNTERS, NEIGHBOURS, Neighbour, Socket, Tracked
from tutorial.cluster.network.trace import Disposition, Step, Tap
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Changes:
    """What a walk would change: neighbours learned, connections confirmed, rule counters moved."""

    neighbours: tuple[tuple[str, Neighbour], ...] = ()
    connections: tuple[tuple[str, Tracked], ...] = ()
    counters: tuple[tuple[str, tuple[str, str, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """A packet's walk. `namespace` and `packet` say where it ended and what it was then.

    `socket` is the listening socket that took it; `home` is true when it belongs to an open connection there;
    `error` is an ICMP or RST packet that the last namespace sends back, `delay_ms` the time that was lost on the way.
    """

    disposition: Disposition
    namespace: str
    packet: Packet
    taps: tuple[Tap, ...]
    steps: tuple[Step, ...]
    changes: Changes
    socket: Socket | None = None
    home: bool = False
    error: Packet | None = None
    error_is_local: bool = False
    delay_ms: int = 0


@dataclass(slots=True)
class Recorder:
    """Collects taps, steps and changes while a packet walks."""

    taps: list[Tap] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    neighbours: list[tuple[str, Neighbour]] = field(default_factory=list)
    connections: list[tuple[str, Tracked]] = field(default_factory=list)
    counters: list[tuple[str, tuple[str, str, int]]] = field(default_factory=list)

    def changes(self) -> Changes:
        """Everything that was asked for so far."""
        return Changes(tuple(self.neighbours), tuple(self.connections), tuple(self.counters))


def apply(world: World, changes: Changes) -> None:
    """Write what a walk asks for."""
    for namespace, neighbour in changes.neighbours:
        world.put(NEIGHBOURS, (neighbour.dev, neighbour.ip), neighbour, namespace)
    for namespace, entry in changes.connections:
        conntrack.store(world, namespace, entry)
    for namespace, key in changes.counters:
        world.put(COUNTERS, key, (world.get(COUNTERS, key, namespace) or 0) + 1, namespace)
