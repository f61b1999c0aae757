"""Chains: a packet is held against their rules, in order, with jumps and returns.

Source: Linux net/ipv4/netfilter/ip_tables.c (ipt_do_table).
"""

from dataclasses import dataclass

from tutorial.cluster.network import routing
from tutorial.cluster.network.ipv4 import within
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.rules import Match, Parsed, RuleError, parse
from tutorial.cluster.network.tables import CHAINS
from tutorial.cluster.world import World

FINAL = frozenset({"ACCEPT", "DROP", "REJECT", "DNAT", "SNAT", "MASQUERADE"})
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule can ask about a packet besides its header."""

    world: World
    namespace: str
    incoming: str
    outgoing: str
    state: str
    original_destination: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hook decided: the target of the rule that decided (None: the policy), the chain it stands in.

    `counted` are the counters that move: (table, chain, rule id).
    """

    target: str
    chain: str
    rule: Parsed | None
    asked: tuple[Asked, ...]
    counted: tuple[tuple[str, str, int], ...]


def traverse(context: Context, table: str, hook: str, packet: Packet) -> Verdict | None:
    """Hold a packet against the chain of a hook; None when the table has no such chain."""
    if context.world.get(CHAINS, (table, hook), context.namespace) is None:
        return None
    asked: list[Asked] = []
    counted: list[tuple[str, str, int]] = []
    found = _chain(context, table, hook, packet, asked, counted, 0)
    if found is not None:
        chain, rule = found
        return Verdict(rule.target, chain, rule, tuple(asked), tuple(counted))
    policy = context.world[CHAINS, (table, hook), context.namespace].policy
    counted.append((table, hook, 0))
    asked.append(Asked(f"-P {hook} {policy}", matched=True, why="no rule decided, so the policy does"))
    return Verdict(policy, hook, None, tuple(asked), tuple(counted))


def _chain(
    context: Context,
    table: str,
    name: str,
    packet: Packet,
    asked: list[Asked],
    counted: list[tuple[str, str, int]],
    depth: int,
) -> tuple[str, Parsed] | None:
    """The rule that decides, with its chain; None when the packet falls through or returns."""
    chain = context.world.get(CHAINS, (table, name), context.namespace)
    if chain is None or depth > DEEPEST:
        raise RuleError(f"chain {name} of table {table} cannot be entered")
    for rule in chain.rules:
        parsed = parse(rule.text)
        miss = next((match for match in parsed.matches if not holds(match, context, packet)), None)
        why = f"no: {reason(miss)}" if miss else "every condition holds"
        element = f"rule:{context.namespace}/{table}/{name}/{rule.id}"
        asked.append(Asked(rule.text, miss is None, why, element))
        if miss is not None:
            continue
        counted.append((table, name, rule.id))
        if parsed.target == "RETURN":
            return None
        if parsed.target in FINAL:
            return name, parsed
        if parsed.target:
            found = _chain(context, table, parsed.target, packet, asked, counted, depth + 1)
            if found is not None:
                return found
    return None


def holds(match: Match, context: Context, packet: Packet) -> bool:
    """Whether one condition holds for a packet."""
    return _plain(match, context, packet) != match.inverted


def _plain(match: Match, context: Context, packet: Packet) -> bool:
    value = match.value
    if match.kind in {"source", "destination"}:
        return within(packet.source if match.kind == "source" else packet.destination, value)
    if match.kind in {"in", "out"}:
        device = context.incoming if match.kind == "in" else context.outgoing
        return device.startswith(value[:-1]) if value.endswith("+") else device == value
    if match.kind == "protocol":
        return value in {"all", packet.protocol}
    if match.kind in {"dport", "sport"}:
        port = packet.destination_port if match.kind == "dport" else packet.source_port
        low, _, high = value.partition(":")
        return int(low) <= port <= int(high or low)
    if match.kind == "dst-type":
        return routing.is_local(context.world, context.namespace, packet.destination) == (value == "LOCAL")
    if match.kind == "ctstate":
        return context.state in value.split(",")
    return within(context.original_destination, value)


REASONS = {
    "source": "the packet is {not_}from {value}",
    "destination": "the packet is {not_}to {value}",
    "in": "it came {not_}in by {value}",
    "out": "it leaves {not_}by {value}",
    "protocol": "it is {not_}{value}",
    "dport": "its destination port is {not_}{value}",
    "sport": "its source port is {not_}{value}",
    "dst-type": "its destination is {not_}an address of this host",
    "ctstate": "its connection is {not_}{value}",
    "ctorigdst": "its connection was {not_}made to {value}",
}


def reason(match: Match) -> str:
    """Why a condition does not hold, in words."""
    return REASONS[match.kind].format(not_="" if match.inverted else "not ", value=match.value)
