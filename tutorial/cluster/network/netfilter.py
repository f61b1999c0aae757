"""Chains: a packet is held against their rules, in order, with jumps and returns.

Source: Linux net/ipv4/netfilter/ip_tables.c (ipt_do_table), net/netfilter/xt_addrtype.c, xt_conntrack.c.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.cluster.network import places, routing
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.ipv4 import within
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.rules import BUILT_IN, Match, Parsed, parse
from tutorial.cluster.network.tables import CHAINS
from tutorial.cluster.texts import Said, gettext, gettext_noop
from tutorial.cluster.world import World

CounterKey = tuple[str, str, int]
"""Table, chain, rule id; rule id 0 is the policy."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule can ask about a packet besides its header."""

    world: World
    namespace: str
    incoming: str
    outgoing: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hook decided: the target, the chain and rule that decided (None: the policy), what was asked on the way,
    and the counters that move."""

    target: str
    chain: str
    rule: Parsed | None
    asked: tuple[Asked, ...]
    counted: tuple[CounterKey, ...]


@dataclass(slots=True)
class _Traversal:
    context: Context
    table: str
    packet: Packet
    asked: list[Asked] = field(default_factory=list)
    counted: list[CounterKey] = field(default_factory=list)


def traverse(context: Context, table: str, hook: str, packet: Packet) -> Verdict | None:
    """Hold a packet against the chain of a hook; None when the namespace does not have the table."""
    chain = context.world.get(CHAINS, (table, hook), context.namespace)
    if chain is None:
        return None
    traversal = _Traversal(context, table, packet)
    found = _enter(traversal, hook)
    if found is None:
        traversal.counted.append((table, hook, 0))
        why = gettext("no rule decided, so the policy does")
        traversal.asked.append(Asked(f"-P {hook} {chain.policy}", matched=True, why=why))
    name, rule = found or (hook, None)
    target = chain.policy if rule is None else rule.target
    return Verdict(target, name, rule, tuple(traversal.asked), tuple(traversal.counted))


def _enter(traversal: _Traversal, name: str) -> tuple[str, Parsed] | None:
    """The rule that decides, with its chain; None when the packet falls through or returns. `chains` keeps the law that
    every target is known and none leads back."""
    context, table = traversal.context, traversal.table
    for rule in context.world[CHAINS, (table, name), context.namespace].rules:
        parsed = parse(rule.text)
        miss = next((match for match in parsed.matches if not holds(match, context, traversal.packet)), None)
        why = reason(miss) if miss else gettext("every condition holds")
        element = places.rule(context.namespace, table, name, rule.id)
        traversal.asked.append(Asked(rule.text, miss is None, why, element))
        if miss is not None:
            continue
        traversal.counted.append((table, name, rule.id))
        if parsed.target == "RETURN":
            return None
        if parsed.target in BUILT_IN:
            return name, parsed
        if parsed.target and (found := _enter(traversal, parsed.target)) is not None:
            return found
    return None


def holds(match: Match, context: Context, packet: Packet) -> bool:
    """Whether one condition holds for a packet."""
    return _plain(match, context, packet) != match.inverted


def _plain(match: Match, context: Context, packet: Packet) -> bool:
    kind, value = match.kind, match.value
    if kind in {"source", "destination"}:
        return within(packet.source if kind == "source" else packet.destination, value)
    if kind in {"in", "out"}:
        return _device(context.incoming if kind == "in" else context.outgoing, value)
    if kind == "protocol":
        return value in {"all", packet.protocol}
    if kind in {"dport", "sport"}:
        return _port(packet.destination_port if kind == "dport" else packet.source_port, value)
    if kind in {"dst-type", "src-type"}:
        address = packet.destination if kind == "dst-type" else packet.source
        return routing.address_type(context.world, context.namespace, address) in value.split(",")
    return kind == "comment" or _connection(kind, value, context.seen)


def _connection(kind: str, value: str, seen: Seen) -> bool:
    """Conditions on the connection; without one only `--ctstate` can hold."""
    if kind == "ctstate":
        return any(state in value.split(",") for state in seen.states)
    if seen.entry is None:
        return False
    protocol, source, _, destination, port = seen.entry.original
    if kind in IPVS:
        return seen.entry.ipvs and IPVS[kind](value, seen, protocol)
    if kind == "ctorigdstport":
        return _port(port, value)
    return within(source if kind == "ctorigsrc" else destination, value)


IPVS: dict[str, Callable[[str, Seen, str], bool]] = {
    "ipvs": lambda _value, _seen, _protocol: True,
    "vproto": lambda value, _seen, protocol: value == protocol,
    "vaddr": lambda value, seen, _protocol: seen.entry is not None and within(seen.entry.original[3], value),
    "vport": lambda value, seen, _protocol: seen.entry is not None and _port(seen.entry.original[4], value),
    "vdir": lambda value, seen, _protocol: seen.is_reply == (value == "REPLY"),
    "vmethod": lambda value, _seen, _protocol: value == "MASQ",
}
"""Conditions on a packet that IPVS forwarded. Source: Linux net/netfilter/xt_ipvs.c."""


def _device(device: str, value: str) -> bool:
    return device.startswith(value[:-1]) if value.endswith("+") else device == value


def _port(port: int, value: str) -> bool:
    low, _, high = value.partition(":")
    return int(low) <= port <= int(high or low)


REASONS = {
    "source": (gettext_noop("the packet is not from {value}"), gettext_noop("the packet is from {value}")),
    "destination": (gettext_noop("the packet is not to {value}"), gettext_noop("the packet is to {value}")),
    "in": (gettext_noop("it did not come in by {value}"), gettext_noop("it came in by {value}")),
    "out": (gettext_noop("it does not leave by {value}"), gettext_noop("it leaves by {value}")),
    "protocol": (gettext_noop("it is not {value}"), gettext_noop("it is {value}")),
    "dport": (gettext_noop("its destination port is not {value}"), gettext_noop("its destination port is {value}")),
    "sport": (gettext_noop("its source port is not {value}"), gettext_noop("its source port is {value}")),
    "dst-type": (
        gettext_noop("the type of its destination is not {value} here"),
        gettext_noop("the type of its destination is {value} here"),
    ),
    "src-type": (
        gettext_noop("the type of its source is not {value} here"),
        gettext_noop("the type of its source is {value} here"),
    ),
    "ctstate": (gettext_noop("its connection is not {value}"), gettext_noop("its connection is {value}")),
    "ctorigdst": (
        gettext_noop("its connection was not made to {value}"),
        gettext_noop("its connection was made to {value}"),
    ),
    "ctorigsrc": (
        gettext_noop("its connection was not made from {value}"),
        gettext_noop("its connection was made from {value}"),
    ),
    "ctorigdstport": (
        gettext_noop("its connection was not made to port {value}"),
        gettext_noop("its connection was made to port {value}"),
    ),
    "ipvs": (gettext_noop("IPVS did not forward it"), gettext_noop("IPVS forwarded it")),
    "vproto": (
        gettext_noop("IPVS did not forward it for a service of {value}"),
        gettext_noop("IPVS forwarded it for a service of {value}"),
    ),
    "vaddr": (
        gettext_noop("IPVS did not forward it for {value}"),
        gettext_noop("IPVS forwarded it for {value}"),
    ),
    "vport": (
        gettext_noop("IPVS did not forward it for port {value}"),
        gettext_noop("IPVS forwarded it for port {value}"),
    ),
    "vdir": (
        gettext_noop("IPVS did not forward it in direction {value}"),
        gettext_noop("IPVS forwarded it in direction {value}"),
    ),
    "vmethod": (
        gettext_noop("IPVS did not forward it by method {value}"),
        gettext_noop("IPVS forwarded it by method {value}"),
    ),
}
"""Why a condition does not hold, by its kind: as it stands, and with `!` before it."""


def reason(match: Match) -> Said:
    """Why a condition does not hold, in words."""
    return Said(REASONS[match.kind][match.inverted], (("value", match.value),))
