"""Tracked connections, as `conntrack -L` prints them.

Source: libnetfilter_conntrack src/conntrack/snprintf_default.c, and the recordings in tests/golden/data/linux.
"""

from tutorial.cluster.network import conntrack, places
from tutorial.cluster.network.tables import CONNTRACK, Tracked, Tuple5
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

NUMBERS = {"tcp": 6, "udp": 17, "icmp": 1}
UNASSURED = frozenset({"SYN_SENT", "SYN_RECV"})


def tracked(world: World, namespace: str) -> tuple[Tracked, ...]:
    """The connections that have not aged out, the newest first."""
    found = [entry for entry in world.values(CONNTRACK, namespace) if conntrack.alive(entry, world.now_ms)]
    return tuple(sorted(found, key=lambda entry: (-entry.since_ms, entry.original)))


def tracked_line(world: World, namespace: str, entry: Tracked, *, extended: bool = False) -> Spans:
    """One connection: what it is, for how long it is kept, both directions; extended: its family before that."""
    protocol = entry.original[0]
    left = max(0, conntrack.TIMEOUTS_MS[entry.state] - (world.now_ms - entry.since_ms)) // 1000
    name = Span(f"{protocol:<8}".rstrip(), places.tracked(namespace, entry.original), "tracked")
    blank = " " * (8 - len(protocol))
    state = f" {entry.state}" if entry.state else ""
    head = f"{blank} {NUMBERS[protocol]} {left}{state} {_ends(entry.original, reply=False)}"
    unreplied = "" if entry.seen_reply else "[UNREPLIED] "
    sure = "[ASSURED] " if assured(entry) else ""
    return line(
        "ipv4     2 " if extended else "",
        name,
        f"{head} {unreplied}{_ends(entry.reply, reply=True)} {sure}mark=0 use=1",
    )


def assured(entry: Tracked) -> bool:
    """A TCP connection is worth keeping once both sides have agreed on it; a question by UDP and its answer are not:
    that takes a third packet (Linux net/netfilter/nf_conntrack_proto_udp.c)."""
    return entry.seen_reply and entry.state not in UNASSURED and bool(entry.state)


def _ends(flow: Tuple5, *, reply: bool) -> str:
    protocol, source, source_port, destination, destination_port = flow
    if protocol == "icmp":
        number = max(source_port, destination_port)
        return f"src={source} dst={destination} type={0 if reply else 8} code=0 id={number}"
    return f"src={source} dst={destination} sport={source_port} dport={destination_port}"
