"""IPVS' connection entries: how a packet moves one, when it has aged, how many a real server has.

Source: Linux net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_states, tcp_timeouts), ip_vs_proto_udp.c, ip_vs_conn.c. Entries
age; that is evaluated when they are read.
"""

from tutorial.cluster.network import ageing
from tutorial.cluster.network.ipvs.schedulers import Load
from tutorial.cluster.network.ipvs.tables import ANSWERS, SCHEDULED, Scheduled, ServiceKey, connections
from tutorial.cluster.network.tables import Tuple5
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

TIMEOUTS_MS = {
    "ESTABLISHED": 900_000,
    "SYN_RECV": 60_000,
    "TIME_WAIT": 120_000,
    "CLOSE": 10_000,
    "UDP": 300_000,
}
"""How long an entry is kept after its last packet, by its state."""
FIRST = {"tcp": "SYN_RECV", "udp": "UDP"}
"""The state of a new entry by protocol."""
MOVES = {
    ("SYN_RECV", "data", False): "ESTABLISHED",
    ("SYN_RECV", "fin", False): "TIME_WAIT",
    ("SYN_RECV", "fin", True): "TIME_WAIT",
    ("SYN_RECV", "rst", True): "CLOSE",
    ("ESTABLISHED", "fin", False): "TIME_WAIT",
    ("ESTABLISHED", "fin", True): "TIME_WAIT",
    ("ESTABLISHED", "rst", False): "CLOSE",
    ("ESTABLISHED", "rst", True): "CLOSE",
    ("TIME_WAIT", "syn", False): "SYN_RECV",
    ("TIME_WAIT", "rst", False): "CLOSE",
    ("CLOSE", "syn", False): "SYN_RECV",
}
"""(state, packet, from the real server) → the next state; anything else changes nothing. A `fin` stands for the closing
of both ends."""


def alive(entry: Scheduled, now_ms: int) -> bool:
    """Whether an entry has not aged out."""
    return now_ms - entry.since_ms <= TIMEOUTS_MS[entry.state]


def find(world: World, namespace: str, flow: Tuple5) -> Scheduled | None:
    """The living entry of a client's packet."""
    entry = world.get(SCHEDULED, flow, namespace)
    return entry if entry is not None and alive(entry, world.now_ms) else None


def find_answered(world: World, namespace: str, flow: Tuple5) -> Scheduled | None:
    """The living entry that a real server's packet answers."""
    asked = world.get(ANSWERS, flow, namespace)
    return None if asked is None else find(world, namespace, asked)


def moved(entry: Scheduled, kind: str, now_ms: int, *, answer: bool) -> Scheduled:
    """The entry after a packet."""
    state = entry.state if entry.flow[0] == "udp" else MOVES.get((entry.state, kind, answer), entry.state)
    return changed(entry, state=state, since_ms=now_ms)


def store(world: World, namespace: str, entry: Scheduled) -> None:
    """Remember an entry; those that have aged out are swept from time to time."""
    before = world.get(SCHEDULED, entry.flow, namespace)
    if before is None:
        ageing.sweep(world, namespace, SCHEDULED, alive, forget)
    if before is not None and before.reply != entry.reply:
        world.delete(ANSWERS, before.reply, namespace)
    world.put(SCHEDULED, entry.flow, entry, namespace)
    world.put(ANSWERS, entry.reply, entry.flow, namespace)


def forget(world: World, namespace: str, entry: Scheduled) -> None:
    """Take an entry out of the table."""
    world.delete(SCHEDULED, entry.flow, namespace)
    world.delete(ANSWERS, entry.reply, namespace)


def loads(world: World, namespace: str, key: ServiceKey) -> dict[str, Load]:
    """The connections of a service's real servers, by their names."""
    found: dict[str, Load] = {}
    for entry in connections(world, namespace):
        if entry.service == key and alive(entry, world.now_ms):
            name = f"{entry.address}:{entry.port}"
            load = found.get(name, Load())
            active = entry.state == "ESTABLISHED"
            found[name] = Load(load.active + active, load.inactive + (not active))
    return found
