"""Captures: programs that are shown every packet that a device of their namespace sees, as `tcpdump` is.

A capture is a row; so is each packet that it was shown and has not taken yet. Its line is woken when one is there.
Nothing a packet does depends on whether somebody looks. Source: Linux net/packet/af_packet.c.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.network.trace import Tap
from tutorial.cluster.state import Table, changed
from tutorial.cluster.world import World

ANY = "any"
WAKE = "capture.wake"
"""The event that wakes a terminal's line: its data is the line's number."""
ROOM = 5_000
"""Packets that wait to be taken; what comes then is dropped."""
EVERYBODY = "ff:ff:ff:ff:ff:ff"
ACKNOWLEDGES = frozenset({"data", "fin"})
"""Packets of an open connection in front of which what came before is acknowledged by a packet of its own."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Who looks at a device (`any`: at all): a terminal's line. How many packets it was shown, and how many not."""

    device: str
    terminal: str
    line: int
    shown: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """A packet that a device sees, some time from now."""

    tap: Tap
    delay_ms: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A packet that a capture was shown. `way` is In, Out, B (to everybody) or P (to somebody else); `index` is the
    device's number."""

    at_ms: int
    device: str
    index: int
    way: str
    packet: Packet


CAPTURES: Table[Capture] = Table("capture.open")
"""Scope: the namespace. Key: its id."""
SHOWN: Table[Shown] = Table("capture.shown")
"""Scope: the capture's id. Key: number, from 1."""


def watched(world: World) -> bool:
    """Whether there is any capture."""
    return CAPTURES.name in world.state.tables and bool(world.scopes(CAPTURES))


def begin(world: World, namespace: str, device: str, terminal: str, line: int) -> str:
    """Open a capture; its id."""
    count = sum(len(world.state.rows(CAPTURES.name, scope)) for scope in world.scopes(CAPTURES))
    name = f"{terminal}:{line}:{count}"
    world.put(CAPTURES, name, Capture(device, terminal, line), namespace)
    return name


def end(world: World, namespace: str, name: str) -> None:
    """Close a capture, with whatever it was shown and has not taken."""
    world.delete(CAPTURES, name, namespace)
    for key, _ in world.rows(SHOWN, name):
        world.delete(SHOWN, key, name)


def pending(world: World, name: str) -> bool:
    """Whether a capture has been shown something that it has not taken."""
    return any(shown.at_ms <= world.now_ms for shown in world.state.rows(SHOWN.name, name).values())


def take(world: World, name: str) -> tuple[Shown, ...]:
    """What a capture was shown until now, in the order of time; it is not there any more then."""
    found = [(row.at_ms, key, row) for key, row in world.rows(SHOWN, name) if row.at_ms <= world.now_ms]
    for _, key, _ in found:
        world.delete(SHOWN, key, name)
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def see(world: World, sights: Iterable[Sight], *, alone: bool = False) -> None:
    """Show packets to the captures that look where they pass.

    A walk stands for the acknowledgement of what came before, too, unless the packet goes `alone`.
    """
    for sight in sights if alone else (*_acknowledgements(sights), *sights):
        for name, capture in world.rows(CAPTURES, sight.tap.namespace):
            if capture.device in {ANY, sight.tap.device}:
                _show(world, str(name), capture, sight)


def _acknowledgements(sights: Iterable[Sight]) -> Iterator[Sight]:
    for sight in sights:
        packet = acknowledging(sight.tap.packet)
        if packet is not None:
            yield changed(sight, tap=changed(sight.tap, packet=packet))


def acknowledging(packet: Packet) -> Packet | None:
    """The packet that acknowledges what this one's sender has heard before it sends this one; None where none does."""
    if packet.inner is not None:
        inner = acknowledging(packet.inner)
        return None if inner is None else changed(packet, inner=inner)
    if packet.kind not in ACKNOWLEDGES or packet.load is None:
        return None
    return changed(packet, kind="ack", load=changed(packet.load, length=0))


def _show(world: World, name: str, capture: Capture, sight: Sight) -> None:
    tap = sight.tap
    link = world.get(LINKS, tap.device, tap.namespace)
    if len(world.state.rows(SHOWN.name, name)) >= ROOM:
        world.put(CAPTURES, name, changed(capture, dropped=capture.dropped + 1), tap.namespace)
        return
    way = "Out" if tap.direction == "out" else _way_in(tap.packet, "" if link is None else link.mac)
    at_ms = world.now_ms + sight.delay_ms
    shown = Shown(at_ms, tap.device, 0 if link is None else link.index, way, tap.packet)
    world.put(SHOWN, capture.shown + 1, shown, name)
    world.put(CAPTURES, name, changed(capture, shown=capture.shown + 1), tap.namespace)
    if not any(event.at_ms == at_ms for event in world.queued(WAKE, capture.terminal)):
        world.after(sight.delay_ms, WAKE, capture.terminal, capture.line)


def _way_in(packet: Packet, own: str) -> str:
    if packet.destination_mac == EVERYBODY:
        return "B"
    return "In" if packet.destination_mac == own else "P"
