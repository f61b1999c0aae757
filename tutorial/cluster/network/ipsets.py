"""ipsets: named sets of addresses that rules ask with `-m set`.

Source: Linux net/netfilter/ipset/ip_set_hash_net.c (the longest prefix decides, `nomatch` turns it round),
ip_set_hash_ipport.c, ip_set_hash_ip.c. No rule can be added that names a set which is
not there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.network.ipv4 import parse_prefix, within
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.state import Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class IpSet:
    """A set. `kind` is hash:ip, hash:net or hash:ip,port; `options` are printed behind it."""

    name: str
    kind: str
    options: str = ""
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Member:
    """A member as `ipset list` prints it: `11.249.78.219,tcp:3141`, `9.0.0.0/8` with `nomatch`."""

    value: str
    nomatch: bool = False
    causes: Causes = SCENARIO


IPSETS: Table[IpSet] = Table("net.ipset")
"""Scope: namespace. Key: name."""
MEMBERS: Table[Member] = Table("net.ipset.member")
"""Scope: namespace and name, `S1 dcos-l4lb`. Key: the member's value."""


def scope(namespace: str, name: str) -> str:
    """Where the members of a set are."""
    return f"{namespace} {name}"


def holds(world: World, namespace: str, name: str, sides: Sequence[str], packet: Packet) -> bool:
    """Whether a set holds what is asked of a packet: `src` or `dst` for each of its dimensions."""
    known = world.get(IPSETS, name, namespace)
    return known is not None and KINDS[known.kind](world, scope(namespace, name), sides, packet)


def _address(side: str, packet: Packet) -> str:
    return packet.source if side == "src" else packet.destination


def _ip(world: World, where: str, sides: Sequence[str], packet: Packet) -> bool:
    return world.get(MEMBERS, _address(sides[0], packet), where) is not None


def _net(world: World, where: str, sides: Sequence[str], packet: Packet) -> bool:
    address = _address(sides[0], packet)
    found = [member for member in world.values(MEMBERS, where) if within(address, member.value)]
    longest = max(found, key=lambda member: parse_prefix(member.value)[2], default=None)
    return longest is not None and not longest.nomatch


def _ip_port(world: World, where: str, sides: Sequence[str], packet: Packet) -> bool:
    port = packet.source_port if sides[-1] == "src" else packet.destination_port
    return world.get(MEMBERS, f"{_address(sides[0], packet)},{packet.protocol}:{port}", where) is not None


KINDS: dict[str, Callable[[World, str, Sequence[str], Packet], bool]] = {
    "hash:ip": _ip,
    "hash:net": _net,
    "hash:ip,port": _ip_port,
}
"""How each kind of set looks for a packet."""
