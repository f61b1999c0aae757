"""The ends of TCP connections: what `ss` shows beside the listening sockets.

An end stands as long as its program keeps it open; that of who closed first then stays in TIME-WAIT for a minute
(Linux include/net/tcp.h, TCP_TIMEWAIT_LEN), so that nothing old is taken for something new.
"""

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network.tables import CONNECTIONS, Connection, Tuple5
from tutorial.cluster.world import World

TIME_WAIT_MS = 60_000
SWEEP_EVERY = 64
"""Ends of a namespace between two sweeps of those that have waited long enough."""

Standing = tuple[tuple[Tuple5, Connection], ...]


def stands(entry: Connection, now_ms: int) -> bool:
    """Whether an end is still there."""
    return entry.state != "TIME-WAIT" or now_ms - entry.since_ms < TIME_WAIT_MS


def standing(world: World, namespace: str) -> Standing:
    """The ends that stand in a namespace now, in the order of their flows."""
    found = world.rows(CONNECTIONS, namespace)
    return tuple((_flow(key), entry) for key, entry in found if stands(entry, world.now_ms))


def _flow(key: object) -> Tuple5:
    assert isinstance(key, tuple), "the table is keyed by flows"
    protocol, near, near_port, far, far_port = key
    return protocol, near, near_port, far, far_port


def put(world: World, namespace: str, flow: Tuple5, state: str, *, program: str, pid: int = 0) -> None:
    """An end comes into a state."""
    count = len(world.state.rows(CONNECTIONS.name, namespace))
    if world.get(CONNECTIONS, flow, namespace) is None and (count + 1) % SWEEP_EVERY == 0:
        _sweep(world, namespace)
    entry = Connection(state, program, pid, world.now_ms, by_kernel(world.line))
    world.put(CONNECTIONS, flow, entry, namespace)


def _sweep(world: World, namespace: str) -> None:
    for key, entry in world.rows(CONNECTIONS, namespace):
        if not stands(entry, world.now_ms):
            world.delete(CONNECTIONS, key, namespace)


def close(world: World, namespace: str, flow: Tuple5, *, first: bool = False) -> None:
    """An end is closed: gone, or in TIME-WAIT where it was closed in order and before the other one (`first`)."""
    known = world.get(CONNECTIONS, flow, namespace)
    if known is None:
        return
    if first:
        put(world, namespace, flow, "TIME-WAIT", program=known.program)
    else:
        world.delete(CONNECTIONS, flow, namespace)
