"""`-m limit`: a bucket of credit for each rule, filled with time, from which each packet that gets so far pays.

Source: Linux net/netfilter/xt_limit.c; the kernel counts in jiffies, this in milliseconds.
"""

from tutorial.cluster.network.rules import Parsed
from tutorial.cluster.network.rulewords import UNITS_MS
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

BURST = "5"
"""`--limit-burst` when it is not given."""
CREDITS: Table[tuple[int, int]] = Table("net.limit")
"""Scope: namespace. Key: (table, chain, rule id). Entry: credit (milliseconds times the rate's count), and when it was
looked at."""
Key = tuple[str, str, int]


def pays(world: World, namespace: str, key: Key, rule: Parsed) -> bool:
    """Whether there is credit for a packet, which is then taken."""
    count, _, unit = rule.value("limit").partition("/")
    cost = UNITS_MS[unit]
    most = cost * int(rule.value("limit-burst", BURST))
    credit, since_ms = world.get(CREDITS, key, namespace) or (most, world.now_ms)
    credit = min(most, credit + (world.now_ms - since_ms) * int(count))
    enough = credit >= cost
    world.put(CREDITS, key, (credit - cost if enough else credit, world.now_ms), namespace)
    return enough
