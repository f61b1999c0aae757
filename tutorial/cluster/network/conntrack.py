"""Connection tracking: what a namespace remembers of a flow, and the addresses that it changes back for replies.

Source: Linux net/netfilter/nf_conntrack_core.c, nf_conntrack_proto_tcp.c, nf_conntrack_proto_icmp.c, nf_nat_core.c
(nf_nat_manip_pkt, nf_nat_icmp_reply_translation). Entries age; that is evaluated when they are read.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network import ageing, sysctls
from tutorial.cluster.network.packet import ECHO_REPLY, Packet, reversed_flow
from tutorial.cluster.network.tables import CONNTRACK, REPLIES, Tracked, Tuple5
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

TIMEOUTS_MS = {
    "SYN_SENT": 120_000,
    "SYN_RECV": 60_000,
    "ESTABLISHED": 432_000_000,
    "TIME_WAIT": 120_000,
    "CLOSE": 10_000,
    "": 30_000,
}
"""How long an entry is kept after its last packet, by TCP's state; empty: what is not TCP."""
PORTS = range(1024, 65536)


@dataclass(frozen=True, slots=True)
class Seen:
    """A packet's connection as a namespace sees it.

    `entry` is None where tracking is off or the packet belongs to nothing. `is_reply`: the packet goes against the
    direction of the first one. `confirmed`: the entry stands in the table, so the nat table is not asked again.
    `related`: an error about a packet of that connection. `closed`: this packet ends the entry.
    """

    entry: Tracked | None
    is_reply: bool = False
    confirmed: bool = False
    related: bool = False
    closed: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        """What `--ctstate` calls the packet."""
        if self.entry is None:
            return ("INVALID",)
        name = "RELATED" if self.related else "ESTABLISHED" if self.is_reply or self.entry.seen_reply else "NEW"
        translated = (("SNAT", source_changed(self.entry)), ("DNAT", destination_changed(self.entry)))
        return (name, *(word for word, holds in translated if holds))


NOTHING = Seen(None)


def destination_changed(entry: Tracked) -> bool:
    """Whether the connection's destination is translated by the nat table: not where IPVS does it."""
    return not entry.ipvs and entry.original[3:] != entry.reply[1:3]


def source_changed(entry: Tracked) -> bool:
    """Whether the connection's source is translated."""
    return entry.original[1:3] != entry.reply[3:]


def is_on(world: World, namespace: str) -> bool:
    """Whether connections are tracked in a namespace: as soon as a rule or the nat table needs it."""
    return sysctls.is_on(world, namespace, sysctls.CONNTRACK)


def look_up(world: World, namespace: str, packet: Packet) -> Seen:
    """The connection of a packet: by its original tuple, by its reply tuple, or a new one.

    A SYN opens a closed connection anew. What can't be the first packet of a connection belongs to none.
    """
    if not is_on(world, namespace):
        return NOTHING
    if packet.about is not None:
        return _about(world, namespace, packet)
    found = find(world, namespace, packet.flow)
    if found is not None and not (packet.kind == "syn" and found[0].state in {"TIME_WAIT", "CLOSE"}):
        entry, is_reply = found
        return _advanced(entry, packet, world.now_ms, is_reply=is_reply)
    if packet.kind == ECHO_REPLY or (packet.protocol == "tcp" and packet.kind not in {"syn", "data"}):
        return NOTHING
    state = {"syn": "SYN_SENT", "data": "ESTABLISHED"}.get(packet.kind, "")
    causes = by_kernel(world.line)
    return Seen(Tracked(packet.flow, reversed_flow(packet.flow), state, since_ms=world.now_ms, causes=causes))


def find(world: World, namespace: str, flow: Tuple5) -> tuple[Tracked, bool] | None:
    """The living entry that a tuple belongs to, and whether it is the reply's; None when there is none."""
    entry = world.get(CONNTRACK, flow, namespace)
    if entry is not None and alive(entry, world.now_ms):
        return entry, False
    original = world.get(REPLIES, flow, namespace)
    entry = None if original is None else world.get(CONNTRACK, original, namespace)
    return (entry, True) if entry is not None and alive(entry, world.now_ms) else None


def alive(entry: Tracked, now_ms: int) -> bool:
    """Whether an entry has not aged out."""
    return now_ms - entry.since_ms <= TIMEOUTS_MS[entry.state]


def _about(world: World, namespace: str, packet: Packet) -> Seen:
    """An ICMP error belongs to the connection of the packet that it quotes, if it is addressed to that one's sender."""
    assert packet.about is not None, "only errors quote a packet"
    found = find(world, namespace, reversed_flow(packet.about))
    if found is None:
        return NOTHING
    entry, is_reply = found
    addressee = (entry.reply if is_reply else entry.original)[3]
    return Seen(entry, is_reply, confirmed=True, related=True) if addressee == packet.destination else NOTHING


def _advanced(entry: Tracked, packet: Packet, now_ms: int, *, is_reply: bool) -> Seen:
    """The entry after a packet of its connection. A reset that is the only answer ends the entry at once."""
    closed = packet.kind == "rst" and is_reply and not entry.seen_reply
    state = _next_state(entry.state, packet.kind, is_reply=is_reply)
    moved = changed(entry, state=state, seen_reply=entry.seen_reply or is_reply, since_ms=now_ms)
    return Seen(moved, is_reply, confirmed=True, closed=closed)


def _next_state(state: str, kind: str, *, is_reply: bool) -> str:
    """TCP's state after a packet. A `fin` stands for the closing of both ends."""
    moves = {
        ("SYN_SENT", "syn-ack", True): "SYN_RECV",
        ("SYN_RECV", "data", False): "ESTABLISHED",
    }
    if state and kind in {"fin", "rst"}:
        return {"fin": "TIME_WAIT", "rst": "CLOSE"}[kind]
    return moves.get((state, kind, is_reply), state)


def reverse(seen: Seen) -> Seen:
    """The connection of an error that this namespace makes about a packet: the same one, the other way."""
    if seen.entry is None:
        return NOTHING
    return Seen(seen.entry, not seen.is_reply, confirmed=True, related=True)


def translate_destination(seen: Seen, packet: Packet) -> Packet:
    """The packet with its destination translated as its connection says: at PREROUTING and OUTPUT.

    An error's quotation is translated with it, seen from the other end.
    """
    if seen.entry is None or not _changes(seen, destination=True):
        return packet
    _, address, port, _, _ = seen.entry.original if seen.is_reply else seen.entry.reply
    if packet.about is None:
        return packet.to(address, port)
    protocol, _, _, quoted, quoted_port = packet.about
    return changed(packet, destination=address, about=(protocol, address, port, quoted, quoted_port))


def translate_source(seen: Seen, packet: Packet) -> Packet:
    """The packet with its source translated as its connection says: at POSTROUTING and INPUT."""
    if seen.entry is None or not _changes(seen, destination=False):
        return packet
    _, _, _, address, port = seen.entry.original if seen.is_reply else seen.entry.reply
    if packet.about is None:
        return packet.by(address, port)
    protocol, quoted, quoted_port, _, _ = packet.about
    return changed(packet, source=address, about=(protocol, quoted, quoted_port, address, port))


def _changes(seen: Seen, *, destination: bool) -> bool:
    """A reply's destination is changed back where the source was changed, and the other way round."""
    assert seen.entry is not None, "without an entry nothing is translated"
    return destination_changed(seen.entry) if destination != seen.is_reply else source_changed(seen.entry)


def with_destination(entry: Tracked, address: str, port: int) -> Tracked:
    """The entry after a destination NAT: answers will come from there."""
    protocol, _, _, source, source_port = entry.reply
    return changed(entry, reply=(protocol, address, port, source, source_port))


def with_source(entry: Tracked, address: str, port: int) -> Tracked:
    """The entry after a source NAT: answers will go there."""
    protocol, destination, destination_port, _, _ = entry.reply
    return changed(entry, reply=(protocol, destination, destination_port, address, port))


def with_free_port(world: World, namespace: str, entry: Tracked) -> Tracked:
    """The entry with its source port, or the next one that is free: no two connections expect the same answer."""
    protocol, destination, destination_port, address, port = entry.reply
    first = port
    while (found := find(world, namespace, entry.reply)) is not None and found[0].original != entry.original:
        port = PORTS[(port + 1 - PORTS.start) % len(PORTS)]
        if port == first:
            return entry
        entry = changed(entry, reply=(protocol, destination, destination_port, address, port))
    return entry


def store(world: World, namespace: str, entry: Tracked) -> None:
    """Remember a connection; those that have aged out are swept from time to time."""
    before = world.get(CONNTRACK, entry.original, namespace)
    if before is None:
        ageing.sweep(world, namespace, CONNTRACK, alive, forget)
    if before is not None and before.reply != entry.reply:
        world.delete(REPLIES, before.reply, namespace)
    world.put(CONNTRACK, entry.original, entry, namespace)
    world.put(REPLIES, entry.reply, entry.original, namespace)


def forget(world: World, namespace: str, entry: Tracked) -> None:
    """Take a connection out of the table."""
    world.delete(CONNTRACK, entry.original, namespace)
    world.delete(REPLIES, entry.reply, namespace)
