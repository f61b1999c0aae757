"""Policy rules: which routing tables a packet asks, one after the other.

Every namespace begins with the kernel's own three, which are no rows. Source: Linux net/core/fib_rules.c
(fib_nl_newrule, fib_nl_delrule, fib_default_rule_pref, fib_rule_match), net/ipv4/fib_rules.c (fib4_rule_match).
"""

from collections.abc import Callable

from tutorial.cluster.network.fib import EXISTS, NO_ENTRY, Refused
from tutorial.cluster.network.ipv4 import within
from tutorial.cluster.network.tables import RULES, RoutingRule
from tutorial.cluster.network.views import view
from tutorial.cluster.state import changed
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World

EVERYWHERE = "0.0.0.0/0"
OWN = (
    RoutingRule(0, EVERYWHERE, "local"),
    RoutingRule(32766, EVERYWHERE, "main"),
    RoutingRule(32767, EVERYWHERE, "default"),
)
"""The rules that a namespace has from the start."""
EVERY_BIT = 0xFFFFFFFF
"""The mask of a mark that is to be compared whole."""
HERE = "lo"
"""The device that packets made on this host count as having come in by."""


def _in_order(rows: tuple[RoutingRule, ...]) -> tuple[RoutingRule, ...]:
    found = {(rule.priority, rule.number): rule for rule in (*OWN, *rows)}
    return tuple(found[key] for key in sorted(found) if found[key].table)


rules = view(RULES, _in_order)
"""The policy rules of a namespace in their order."""


def custom(world: World, namespace: str) -> bool:
    """Whether somebody has changed a namespace's rules."""
    return bool(world.state.rows(RULES.name, namespace))


def why_not(rule: RoutingRule, source: str, destination: str, incoming: str, mark: int) -> Said | None:
    """Why a packet does not ask the table of a rule; None when it does."""
    if rule.source != EVERYWHERE and not within(source, rule.source):
        return gettext("the packet is not from {value}", value=rule.source)
    if rule.destination != EVERYWHERE and not within(destination, rule.destination):
        return gettext("the packet is not for {value}", value=rule.destination)
    if (mark ^ rule.mark) & rule.mask:
        return gettext("the packet's mark is {value}", value=f"0x{mark:x}")
    if rule.incoming and rule.incoming != (incoming or HERE):
        return gettext("the packet did not come in by {dev}", dev=rule.incoming)
    return None


def free_priority(world: World, namespace: str) -> int:
    """The priority of a rule for which none is said: just before the second one there is."""
    known = rules(world, namespace)
    return known[1].priority - 1 if len(known) > 1 and known[1].priority else 0


def add(world: World, namespace: str, rule: RoutingRule) -> None:
    """Put a rule behind the others of its priority; Refused when one of them says the same."""
    beside = [other for other in rules(world, namespace) if other.priority == rule.priority]
    if any(_covers(other, rule) for other in beside if other not in OWN):
        raise Refused(EXISTS)
    own = next((default for default in OWN if default.priority == rule.priority), None)
    last = max((other.number for other in beside), default=0 if own else -1)
    world.put(RULES, (rule.priority, last + 1), changed(rule, number=last + 1), namespace)


def _covers(known: RoutingRule, rule: RoutingRule) -> bool:
    """Whether a kernel takes a new rule for one that somebody has added: source and destination are compared only where
    the new one names them (rule_exists, fib4_rule_compare)."""
    ends = ((rule.source, known.source), (rule.destination, known.destination))
    same = all(new in {EVERYWHERE, old} for new, old in ends)
    packets = (rule.table, rule.mark, rule.mask, rule.incoming)
    return same and packets == (known.table, known.mark, known.mask, known.incoming)


def delete(world: World, namespace: str, fits: Callable[[RoutingRule], bool]) -> None:
    """Take out the first rule that fits; Refused when none does."""
    found = next((rule for rule in rules(world, namespace) if fits(rule)), None)
    if found is None:
        raise Refused(NO_ENTRY)
    gone = changed(found, table="") if any(found is own for own in OWN) else None
    world.put(RULES, (found.priority, found.number), gone, namespace)
