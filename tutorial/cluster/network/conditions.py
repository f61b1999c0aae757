"""Conditions of rules: whether one holds for a packet, and why not, in words.

Sources: Linux net/netfilter/xt_addrtype.c, xt_conntrack.c, xt_ipvs.c, xt_mark.c, xt_multiport.c, xt_set.c. `limit`
keeps something and is in `limits`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tutorial.cluster.network import icmp, ipsets, routing
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.ipv4 import within
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.rules import Match
from tutorial.cluster.network.tables import Tuple5
from tutorial.cluster.texts import Said, gettext_noop
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule can ask about a packet besides its header; `quiet`: nobody will read which rules were asked."""

    world: World
    namespace: str
    incoming: str
    outgoing: str
    seen: Seen
    quiet: bool = False


def holds(match: Match, context: Context, packet: Packet) -> bool:
    """Whether one condition holds for a packet."""
    return CONDITIONS[match.kind](match.value, context, packet) != match.inverted


Condition = Callable[[str, Context, Packet], bool]


def _device(device: str, value: str) -> bool:
    return device.startswith(value[:-1]) if value.endswith("+") else device == value


def _port(port: int, value: str) -> bool:
    """Whether a port is one of `80,1000:2000`."""
    for part in value.split(","):
        low, _, high = part.partition(":")
        if int(low) <= port <= int(high or low):
            return True
    return False


def _type(context: Context, address: str, value: str) -> bool:
    return routing.address_type(context.world, context.namespace, address) in value.split(",")


def _original(hold: Callable[[str, Tuple5], bool]) -> Condition:
    """A condition on the tuple of the connection's first packet; without a connection it does not hold."""
    return lambda value, context, packet: context.seen.entry is not None and hold(value, context.seen.entry.original)


def _forwarded(hold: Callable[[str, Seen, Tuple5], bool]) -> Condition:
    """A condition on a packet that IPVS forwarded."""

    def holds_for(value: str, context: Context, packet: Packet) -> bool:
        entry = context.seen.entry
        return entry is not None and entry.ipvs and hold(value, context.seen, entry.original)

    return holds_for


def _mark(value: str, context: Context, packet: Packet) -> bool:
    wanted, _, mask = value.partition("/")
    return packet.mark & int(mask or "0xffffffff", 0) == int(wanted, 0)


def _set(value: str, context: Context, packet: Packet) -> bool:
    name, _, sides = value.partition(" ")
    return ipsets.holds(context.world, context.namespace, name, sides.split(","), packet)


CONDITIONS: dict[str, Condition] = {
    "source": lambda value, _, packet: within(packet.source, value),
    "destination": lambda value, _, packet: within(packet.destination, value),
    "in": lambda value, context, _: _device(context.incoming, value),
    "out": lambda value, context, _: _device(context.outgoing, value),
    "protocol": lambda value, _, packet: value in {"all", packet.protocol},
    "dport": lambda value, _, packet: _port(packet.destination_port, value),
    "sport": lambda value, _, packet: _port(packet.source_port, value),
    "dports": lambda value, _, packet: _port(packet.destination_port, value),
    "sports": lambda value, _, packet: _port(packet.source_port, value),
    "ports": lambda value, _, packet: any(_port(port, value) for port in (packet.flow[2], packet.flow[4])),
    "icmp-type": lambda value, _, packet: icmp.holds(value, packet),
    "dst-type": lambda value, context, packet: _type(context, packet.destination, value),
    "src-type": lambda value, context, packet: _type(context, packet.source, value),
    "comment": lambda *_: True,
    "ctstate": lambda value, context, _: any(state in value.split(",") for state in context.seen.states),
    "ctorigsrc": _original(lambda value, flow: within(flow[1], value)),
    "ctorigdst": _original(lambda value, flow: within(flow[3], value)),
    "ctorigdstport": _original(lambda value, flow: _port(flow[4], value)),
    "ipvs": _forwarded(lambda *_: True),
    "vproto": _forwarded(lambda value, _, flow: value == flow[0]),
    "vaddr": _forwarded(lambda value, _, flow: within(flow[3], value)),
    "vport": _forwarded(lambda value, _, flow: _port(flow[4], value)),
    "vdir": _forwarded(lambda value, seen, _: seen.is_reply == (value == "REPLY")),
    "vmethod": _forwarded(lambda value, *_: value == "MASQ"),
    "mark": _mark,
    "set": _set,
    "limit-burst": lambda *_: True,
}
"""Every condition but `limit`, which keeps something (`limits`)."""

REASONS = {
    "source": (gettext_noop("the packet is not from {value}"), gettext_noop("the packet is from {value}")),
    "destination": (gettext_noop("the packet is not to {value}"), gettext_noop("the packet is to {value}")),
    "in": (gettext_noop("it did not come in by {value}"), gettext_noop("it came in by {value}")),
    "out": (gettext_noop("it does not leave by {value}"), gettext_noop("it leaves by {value}")),
    "protocol": (gettext_noop("it is not {value}"), gettext_noop("it is {value}")),
    "dport": (gettext_noop("its destination port is not {value}"), gettext_noop("its destination port is {value}")),
    "sport": (gettext_noop("its source port is not {value}"), gettext_noop("its source port is {value}")),
    "dports": (
        gettext_noop("its destination port is not one of {value}"),
        gettext_noop("its destination port is one of {value}"),
    ),
    "sports": (
        gettext_noop("its source port is not one of {value}"),
        gettext_noop("its source port is one of {value}"),
    ),
    "ports": (gettext_noop("none of its ports is one of {value}"), gettext_noop("one of its ports is one of {value}")),
    "icmp-type": (
        gettext_noop("it is no ICMP packet of type {value}"),
        gettext_noop("it is an ICMP packet of type {value}"),
    ),
    "mark": (gettext_noop("its mark is not {value}"), gettext_noop("its mark is {value}")),
    "set": (gettext_noop("the set does not hold it ({value})"), gettext_noop("the set holds it ({value})")),
    "limit": (gettext_noop("it came sooner than {value} allows"), gettext_noop("{value} allows it")),
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
