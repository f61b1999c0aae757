"""What a walk brings home: taps, steps, the outcome, and the changes that it asks for."""

from dataclasses import dataclass

from tutorial.cluster.network.conntrack import NOTHING, Seen
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.trace import Disposition, Step, Tap
from tutorial.cluster.state import Change, Table
from tutorial.cluster.world import World

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that the last namespace sends about a packet, and the connection that it then belongs to there."""

    packet: Packet
    seen: Seen = NOTHING


@dataclass(frozen=True, slots=True)
class Walk:
    """A packet's walk. `namespace` and `packet` say where it ended and what it was then.

    `socket` is the listening socket that took it; `home` is true when it belongs to an open connection there; `failure`
    is what the last namespace answers, `delay_ms` the time until it does. `changes` are the rows that it asks for:
    neighbours, ports behind bridges, connections, counters.
    """

    disposition: Disposition
    namespace: str
    packet: Packet
    taps: tuple[Tap, ...] = ()
    steps: tuple[Step, ...] = ()
    changes: Changes = ()
    socket: Socket | None = None
    home: bool = False
    failure: Failure | None = None
    delay_ms: int = 0


def apply(world: World, changes: Changes) -> None:
    """Write what a walk asks for."""
    for change in changes:
        table: Table[object] = Table(change.table)
        world.put(table, change.key, change.after, change.scope)
