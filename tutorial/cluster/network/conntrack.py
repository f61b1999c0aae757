"""Connection tracking: what a namespace remembers of a flow, and the addresses that it changes back for replies.

Source: Linux net/netfilter/nf_conntrack_core.c, nf_nat_core.c. Entries age; that is evaluated when they are read.
"""

from dataclasses import dataclass

from tutorial.cluster.network.packet import Packet, reversed_flow
from tutorial.cluster.network.tables import CONNTRACK, REPLIES, SYSCTLS, Tracked, Tuple5
from tutorial.cluster.world import World

KEPT_MS = 120_000
"""TIME_WAIT of a closed connection; SYN_SENT of one that nobody answered."""
SWEEP_AT = 64


@dataclass(frozen=True, slots=True)
class Seen:
    """A packet's connection as a namespace sees it.

    `entry` is None where tracking is off; `confirmed` tells whether the entry stands in the table already: the nat
    table is only asked before that.
    """

    entry: Tracked | None
    is_reply: bool = False
    is_new: bool = True
    confirmed: bool = False

    @property
    def state(self) -> str:
        """The state that `--ctstate` asks for."""
        if self.entry is None:
            return "UNTRACKED"
        return "NEW" if self.is_new else "ESTABLISHED"


def look_up(world: World, namespace: str, packet: Packet) -> Seen:
    """The connection of a packet: by its original tuple, by its reply tuple, or a new one."""
    if world.get(SYSCTLS, "net.netfilter.nf_conntrack", namespace) != "1" or packet.protocol == "icmp":
        return Seen(None)
    entry = world.get(CONNTRACK, packet.flow, namespace)
    if entry is not None and _alive(world, entry):
        return Seen(entry, is_new=not entry.seen_reply, confirmed=True)
    original = world.get(REPLIES, packet.flow, namespace)
    entry = None if original is None else world.get(CONNTRACK, original, namespace)
    if entry is not None and _alive(world, entry):
        return Seen(entry, is_reply=True, is_new=False, confirmed=True)
    return Seen(Tracked(packet.flow, reversed_flow(packet.flow), since_ms=world.now_ms))


def _alive(world: World, entry: Tracked) -> bool:
    return world.now_ms - entry.since_ms <= KEPT_MS


def destination_back(seen: Seen, packet: Packet) -> Packet:
    """The packet with its destination translated as its connection says: at PREROUTING and OUTPUT."""
    entry = seen.entry
    if entry is None:
        return packet
    _, address, port, _, _ = entry.original if seen.is_reply else entry.reply
    return packet.to(address, port)


def source_back(seen: Seen, packet: Packet) -> Packet:
    """The packet with its source translated as its connection says: at POSTROUTING and INPUT."""
    entry = seen.entry
    if entry is None:
        return packet
    _, _, _, address, port = entry.original if seen.is_reply else entry.reply
    return packet.by(address, port)


def with_reply_source(entry: Tracked, address: str, port: int) -> Tuple5:
    """The reply tuple after a destination NAT: answers will come from there."""
    protocol, _, _, destination, destination_port = entry.reply
    return (protocol, address, port, destination, destination_port)


def with_reply_destination(entry: Tracked, address: str, port: int) -> Tuple5:
    """The reply tuple after a source NAT: answers will go there."""
    protocol, source, source_port, _, _ = entry.reply
    return (protocol, source, source_port, address, port)


def store(world: World, namespace: str, entry: Tracked) -> None:
    """Remember a connection; old ones are swept out when there are many."""
    if len(world.state.rows(CONNTRACK.name, namespace)) >= SWEEP_AT:
        for key, old in world.rows(CONNTRACK, namespace):
            if not _alive(world, old):
                world.delete(CONNTRACK, key, namespace)
                world.delete(REPLIES, old.reply, namespace)
    world.put(CONNTRACK, entry.original, entry, namespace)
    world.put(REPLIES, entry.reply, entry.original, namespace)
