"""A packet on its way: what is noted while it walks, and how a walk ends.

Law of this file: nothing here decides anything; it only writes down what the other modules decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network import places, traffic
from tutorial.cluster.network.captures import Sight
from tutorial.cluster.network.conntrack import NOTHING, Seen
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.report import Failure, Walk
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.tables import Tracked
from tutorial.cluster.network.trace import Disposition, Kept, Step, Tap
from tutorial.cluster.state import State, changed
from tutorial.cluster.texts import Said
from tutorial.cluster.world import World

MOST_DEVICES = 32
"""Devices that a frame may come into between two IP stacks: only a loop of bridges leads through more."""
OpenEnds = tuple[tuple[str, str, int, str, int, str], ...]
"""Client ends of open connections: namespace, own address and port, the other end's, and the program that holds it."""


class NotSimulatedError(ClusterError):
    """A packet met a device or program that is described but not simulated; the text names it."""

    code = "not_simulated"


@dataclass(frozen=True, slots=True)
class Inside:
    """A packet inside a namespace: its connection there, the devices it came in and goes out by (empty: none)."""

    namespace: str
    packet: Packet
    seen: Seen = NOTHING
    incoming: str = ""
    outgoing: str = ""

    def now(self, packet: Packet, seen: Seen | None = None) -> "Inside":
        """The same place with another packet, and perhaps another view of its connection."""
        return Inside(self.namespace, packet, self.seen if seen is None else seen, self.incoming, self.outgoing)

    def by(self, outgoing: str) -> "Inside":
        """The same packet on its way out by a device."""
        return Inside(self.namespace, self.packet, self.seen, self.incoming, outgoing)


@dataclass(slots=True)
class Journey:
    """One packet's walk while it lasts. Its world is a fork: what is written there is what the walk asks for.

    A `quiet` one keeps neither taps nor steps: nobody will look at them. What devices see is always kept, for they
    count it, and captures may see it. `behind` has for each tap how many steps were noted before it.
    """

    world: World
    ends: OpenEnds = ()
    quiet: bool = False
    taps: list[Tap] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    sights: list[Sight] = field(default_factory=list)
    left: int = MOST_DEVICES
    began: State = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.world.state

    def tap(self, namespace: str, device: str, direction: str, packet: Packet) -> None:
        """A device sees the packet."""
        tap = Tap(namespace, device, direction, packet)
        if not self.quiet:
            self.taps.append(tap)
            self.behind.append(len(self.steps))
        self.sights.append(Sight(tap))

    def end(self, disposition: Disposition, at: "Inside", failure: Failure | None = None) -> Walk:
        """The walk ends here."""
        return Walk(disposition, at.namespace, at.packet, failure=failure)

    def brought(self, walk: Walk) -> Walk:
        """A walk that has ended, with everything that was seen and that changed on the way; devices have counted it."""
        traffic.count(self.world, self.sights)
        return changed(
            walk,
            taps=tuple(self.taps),
            steps=self._tapped(),
            sights=tuple(self.sights),
            changes=self.world.changes(),
            began=self.began,
            ended=self.world.state,
        )

    def _tapped(self) -> tuple[Step, ...]:
        """The steps, each with the taps behind it; what was seen before the first one is that one's."""
        seen: dict[int, list[Tap]] = {}
        for tap, behind in zip(self.taps, self.behind, strict=True):
            seen.setdefault(max(0, behind - 1), []).append(tap)
        steps = self.steps
        return tuple(changed(step, taps=tuple(seen[at])) if at in seen else step for at, step in enumerate(steps))

    def note(
        self,
        namespace: str,
        kind: str,
        title: Said,
        message: str,
        *,
        before: Packet,
        after: Packet | None = None,
        device: str = "",
        table: str = "",
        element: str = "",
        asked: tuple[Asked, ...] = (),
        decides: bool = True,
        delay_ms: int = 0,
        kept: Tracked | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        """A table was asked: what was decided, and the words for it."""
        if self.quiet:
            return
        step = Step(
            namespace=namespace,
            device=device,
            kind=kind,
            title=title,
            message=message,
            params=_params(places.said(namespace), tuple((words or {}).items())),
            before=before,
            after=after or before,
            element=element or places.node(self.world, namespace),
            table=table,
            asked=asked,
            decides=decides,
            delay_ms=delay_ms,
            kept=None if kept is None else _kept(namespace, kept),
        )
        self.steps.append(step)


def _kept(namespace: str, entry: Tracked) -> Kept:
    """A connection as a step shows it."""
    return Kept(entry.original, entry.reply, entry.seen_reply, places.tracked(namespace, entry.original))


@lru_cache(maxsize=1 << 12)
def _params(node: str, words: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The values of a step's sentence; one object for steps that say the same."""
    return (("node", node), *words)
