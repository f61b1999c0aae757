"""Chains: a packet is held against their rules, in order, with jumps and returns.

Source: Linux net/ipv4/netfilter/ip_tables.c (ipt_do_table), net/netfilter/xt_mark.c, xt_LOG.c.
"""

from dataclasses import dataclass, field

from tutorial.cluster.network import kernellog, limits, places
from tutorial.cluster.network.conditions import Context, holds, reason
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.rules import Match, Parsed, parse
from tutorial.cluster.network.rulewords import GO_ON, TARGETS
from tutorial.cluster.network.tables import CHAINS, COUNTERS, Rule
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hook decided: the target, the chain and rule that decided (None: the policy), what was asked on the way,
    and the packet's mark behind it."""

    target: str
    chain: str
    rule: Parsed | None
    asked: tuple[Asked, ...]
    mark: int


@dataclass(slots=True)
class _Traversal:
    context: Context
    table: str
    packet: Packet
    asked: list[Asked] = field(default_factory=list)

    def count(self, chain: str, number: int) -> None:
        """A rule's counter moves; number 0 is the policy's."""
        key, namespace = (self.table, chain, number), self.context.namespace
        world = self.context.world
        world.put(COUNTERS, key, (world.get(COUNTERS, key, namespace) or 0) + 1, namespace)


def traverse(context: Context, table: str, hook: str, packet: Packet) -> Verdict | None:
    """Hold a packet against the chain of a hook; None when the namespace does not have the table.

    Counters, limits and the kernel's log are written to the context's world.
    """
    chain = context.world.get(CHAINS, (table, hook), context.namespace)
    if chain is None:
        return None
    traversal = _Traversal(context, table, packet)
    found = _enter(traversal, hook)
    if found is None:
        traversal.count(hook, 0)
        why = gettext("no rule decided, so the policy does")
        traversal.asked.append(Asked(f"-P {hook} {chain.policy}", matched=True, why=why))
    name, rule = found or (hook, None)
    target = chain.policy if rule is None else rule.target
    return Verdict(target, name, rule, tuple(traversal.asked), traversal.packet.mark)


def _enter(traversal: _Traversal, name: str) -> tuple[str, Parsed] | None:
    """The rule that decides, with its chain; None when the packet falls through or returns. `chains` keeps the law that
    every target is known and none leads back."""
    context, table = traversal.context, traversal.table
    for rule in context.world[CHAINS, (table, name), context.namespace].rules:
        parsed = parse(rule.text)
        miss = _miss(traversal, name, rule, parsed)
        if not context.quiet:
            why = reason(miss) if miss else gettext("every condition holds")
            element = places.rule(context.namespace, table, name, rule.id)
            traversal.asked.append(Asked(rule.text, miss is None, why, element))
        if miss is not None:
            continue
        traversal.count(name, rule.id)
        if parsed.target == "RETURN":
            return None
        if parsed.target in GO_ON:
            _pass(traversal, parsed)
        elif parsed.target in TARGETS:
            return name, parsed
        elif parsed.target and (found := _enter(traversal, parsed.target)) is not None:
            return found
    return None


def _miss(traversal: _Traversal, chain: str, rule: Rule, parsed: Parsed) -> Match | None:
    """The first condition that does not hold; those behind it are not asked."""
    context = traversal.context
    for match in parsed.matches:
        if match.kind == "limit":
            key = (traversal.table, chain, rule.id)
            held = limits.pays(context.world, context.namespace, key, parsed)
        else:
            held = holds(match, context, traversal.packet)
        if not held:
            return match
    return None


def _pass(traversal: _Traversal, rule: Parsed) -> None:
    """A target behind which the next rule is asked."""
    if rule.target == "MARK":
        value, _, mask = rule.option("--set-xmark").partition("/")
        mark = traversal.packet.mark & ~int(mask, 0) ^ int(value, 0)
        traversal.packet = changed(traversal.packet, mark=mark)
    else:
        kernellog.packet(traversal.context, traversal.packet, rule.option("--log-prefix"))
