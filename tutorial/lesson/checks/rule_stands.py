"""`rule_stands`: a machine has a rule of iptables with certain words in it."""

from tutorial.cluster.network.tables import CHAINS
from tutorial.lesson.checks import Check, View


def holds(view: View, *, host: str, table: str, chain: str, words: str) -> bool:
    """Whether some rule of that chain, as `iptables -S` prints it, has these words."""
    found = view.world.get(CHAINS, (table, chain), host)
    return found is not None and any(words in rule.text for rule in found.rules)


CHECK = Check(
    "A machine has a rule with certain words.",
    {"host": (str, None), "table": (str, "filter"), "chain": (str, None), "words": (str, None)},
    holds,
)
