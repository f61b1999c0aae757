"""The kernel's log of a host, as `dmesg` prints it: what LOG rules write.

Source: Linux net/ipv4/netfilter/nf_log_ipv4.c, net/netfilter/nf_log_common.c (dump_ipv4_packet,
dump_ipv4_mac_header). The log is a ring: old lines make room.
"""

from dataclasses import dataclass

from tutorial.cluster.network import icmp
from tutorial.cluster.network.conditions import Context
from tutorial.cluster.network.packet import SIZE, Packet
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

MOST_LINES = 200
FLAGS = {"syn": "SYN", "syn-ack": "ACK SYN", "rst": "ACK RST", "fin": "ACK FIN", "data": "ACK PSH"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and when it was written."""

    at_ms: int
    text: str


LOG: Table[Line] = Table("kernel.log")
"""Scope: node. Key: a number from 1 on."""


def write(world: World, node: str, text: str) -> None:
    """Write a line."""
    known = world.rows(LOG, node)
    number = int(str(known[-1][0])) + 1 if known else 1
    world.put(LOG, number, Line(world.now_ms, text), node)
    for key, _ in known[: max(0, len(known) + 1 - MOST_LINES)]:
        world.delete(LOG, key, node)


def packet(context: Context, seen: Packet, prefix: str) -> None:
    """Write down a packet as LOG does."""
    parts = [f"{prefix}IN={context.incoming} OUT={context.outgoing}"]
    if context.incoming and seen.source_mac:
        parts.append(f"MAC={seen.destination_mac}:{seen.source_mac}:08:00")
    parts.append(f"SRC={seen.source} DST={seen.destination} LEN={SIZE} TOS=0x00 PREC=0x00 TTL={seen.ttl} ID=0 DF")
    parts.append(f"PROTO={seen.protocol.upper()}{_ends(seen)}")
    if seen.mark:
        parts.append(f"MARK={seen.mark:#x}")
    known = context.world.get(NAMESPACES, context.namespace)
    write(context.world, context.namespace if known is None else known.node, " ".join(parts))


def _ends(seen: Packet) -> str:
    if seen.protocol == "icmp":
        kind, code = icmp.OF_KINDS[seen.kind]
        return f" TYPE={kind} CODE={code}" + ("" if seen.is_error else f" ID={seen.source_port}")
    ports = f" SPT={seen.source_port} DPT={seen.destination_port}"
    if seen.protocol == "udp":
        return f"{ports} LEN={SIZE - 20}"
    return f"{ports} WINDOW=64240 RES=0x00 {FLAGS.get(seen.kind, 'ACK')} URGP=0"
