"""What a walk brings home: taps, steps, the outcome, and the changes that it asks for."""

from dataclasses import dataclass, field

from tutorial.cluster.network import captures
from tutorial.cluster.network.captures import Sight
from tutorial.cluster.network.conntrack import NOTHING, Seen
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.trace import Disposition, Step, Tap
from tutorial.cluster.state import Change, State, Table
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
    is what the last namespace answers, `delay_ms` the time until it does. `sights` are what devices see of it.
    `changes` are the rows that it asks for: neighbours, ports behind bridges, connections, counters; they lead from the
    state in which it `began` to the one in which it `ended`.
    """

    disposition: Disposition
    namespace: str
    packet: Packet
    taps: tuple[Tap, ...] = ()
    steps: tuple[Step, ...] = ()
    sights: tuple[Sight, ...] = ()
    changes: Changes = ()
    socket: Socket | None = None
    home: bool = False
    failure: Failure | None = None
    delay_ms: int = 0
    began: State | None = field(default=None, compare=False, repr=False)
    ended: State | None = field(default=None, compare=False, repr=False)


def apply(world: World, walk: Walk) -> None:
    """Write what a walk asks for. A world that has not moved since the walk began goes on with the walk's own state."""
    if walk.ended is not None and world.state is walk.began:
        world.adopt(walk.ended, walk.changes)
    else:
        for change in walk.changes:
            table: Table[object] = Table(change.table)
            world.put(table, change.key, change.after, change.scope)
    if captures.watched(world):
        captures.see(world, walk.sights)
