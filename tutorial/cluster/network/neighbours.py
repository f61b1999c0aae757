"""Neighbours: which Ethernet address has the next IP address. Source: Linux net/ipv4/arp.c, net/core/neighbour.c."""

from dataclasses import dataclass

from tutorial.cluster.network.routing import is_local
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NEIGHBOURS, SEGMENTS, Link, Neighbour
from tutorial.cluster.world import World

REACHABLE_MS = 30_000
"""`base_reachable_time`; the kernel spreads it between half and one and a half of that."""
FAIL_MS = 3_060
"""Three questions a second apart (`mcast_solicit`), and the little that the timers are late."""


def state(entry: Neighbour, now_ms: int) -> str:
    """The state of an entry now: a REACHABLE one that was not confirmed for half a minute is STALE."""
    if entry.state == "REACHABLE" and now_ms - entry.confirmed_ms > REACHABLE_MS:
        return "STALE"
    return entry.state


@dataclass(frozen=True, slots=True)
class Resolution:
    """The MAC address (empty: nobody answered), how it was found, and the entries that were learned on the way."""

    mac: str
    message: str
    learned: tuple[tuple[str, Neighbour], ...] = ()


def resolve(world: World, namespace: str, link: Link, ip: str) -> Resolution:
    """Find the Ethernet address of a next hop: in the table, or by asking the segment."""
    entry = world.get(NEIGHBOURS, (link.name, ip), namespace)
    if entry is not None and entry.state != "FAILED":
        return Resolution(entry.mac, "neighbour.known")
    answer = _answering(world, namespace, link, ip)
    if answer is None:
        failed = Neighbour(link.name, ip, "", "FAILED", world.now_ms)
        return Resolution("", "neighbour.failed", ((namespace, failed),))
    other, device = answer
    found = Neighbour(link.name, ip, device.mac, "REACHABLE", world.now_ms)
    learned = [(namespace, found)]
    for address in world.values(ADDRESSES, namespace):
        if address.dev == link.name:
            learned.append((other, Neighbour(device.name, address.ip, link.mac, "REACHABLE", world.now_ms)))
            break
    return Resolution(device.mac, "neighbour.asked", tuple(learned))


def _answering(world: World, namespace: str, link: Link, ip: str) -> tuple[str, Link] | None:
    """Who answers an ARP request: a namespace on the same wire that has the address on any device (`arp_ignore` 0)."""
    for other, name in plugged(world, namespace, link):
        device = world.get(LINKS, name, other)
        if device is not None and device.up and is_local(world, other, ip):
            return other, device
    return None


def plugged(world: World, namespace: str, link: Link) -> tuple[tuple[str, str], ...]:
    """The other (namespace, device) on the wire of a device."""
    if link.peer:
        return ((link.peer_namespace, link.peer),)
    return tuple(end for end in world.values(SEGMENTS, link.segment) if end != (namespace, link.name))
