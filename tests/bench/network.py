"""What packets cost in processor time: a request by a VIP, and chains of many rules."""

import time

from tests.bench.table import Row, percentile
from tests.cluster.network.build import VIP, VIP_PORT, ask, balanced_cluster, pair
from tutorial.cluster.network import chains
from tutorial.cluster.world import World

ROUNDS, AIM_MS = 60, 2.0
FEW, MANY = 100, 1_000
MOST_RATIO = 1.2
"""A rule among a thousand costs at most so much of one among a hundred: linear, and the noise of measuring."""


def _milliseconds(world: World, origin: str, end: str) -> float:
    began = time.process_time()
    ask(world, origin, end)
    return (time.process_time() - began) * 1000


def virtual() -> Row:
    """A request by a VIP with its reply, beside the same one straight to a server."""
    ours, peer = [], []
    for _ in range(ROUNDS):
        world = balanced_cluster(5)
        ours.append(_milliseconds(world, "a", f"{VIP}:{VIP_PORT}"))
        peer.append(_milliseconds(world, "a", "10.0.1.1:80"))
    median = percentile(ours, 0.5)
    what = "request by a VIP and its reply; peer: straight to a server"
    return Row(what, median, "ms", percentile(peer, 0.5), f"{AIM_MS:.0f} ms", median <= AIM_MS)


def rule() -> Row:
    """What one more rule costs that does not match, in a chain of many and of few."""
    costs = {}
    for count in (0, FEW, MANY):
        world = pair()
        for number in range(count):
            chains.add(world, "b", "filter", f"-A INPUT -s 10.9.{number // 250}.{number % 250} -j DROP")
        costs[count] = percentile([_milliseconds(world, "a", "10.0.0.2:80") for _ in range(ROUNDS)], 0.5)
    few, many = ((costs[count] - costs[0]) / count * 1000 for count in (FEW, MANY))
    what = f"a rule in a chain of {MANY}; peer: of {FEW}"
    return Row(what, many, "us", few, f"ratio {MOST_RATIO}", many <= MOST_RATIO * few)


def rows() -> list[Row]:
    """Both figures."""
    return [virtual(), rule()]
