"""Neighbours: which Ethernet address has the next IP address.

Source: Linux net/ipv4/arp.c (arp_solicit, arp_process), net/core/neighbour.c. `arp_ignore` and `arp_announce` are 0.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network import layer2, routing
from tutorial.cluster.network.layer2 import Reached
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import NEIGHBOURS, Link, Neighbour
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

REACHABLE_MS = 30_000
"""`base_reachable_time`; the kernel spreads it between half and one and a half of that."""
DELAY_MS = 5_000
"""How long a stale entry in use waits for a sign of life before the other side is asked."""
FAIL_MS = 3_060
"""Three questions a second apart, and the little that the timers are late."""
USABLE = frozenset({"PERMANENT", "REACHABLE", "STALE", "DELAY", "PROBE"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """The Ethernet address (empty: nobody answers), how it was found, and for how long the packet still waits for the
    answer that does not come. `confirmed`: it was known, and nobody has to be asked. `asked`: the question went out,
    from the address `sender`, and `found` has answered it."""

    mac: str
    message: str
    wait_ms: int = 0
    confirmed: bool = False
    asked: bool = False
    sender: str = ""
    found: Reached | None = None


def state(entry: Neighbour, now_ms: int) -> str:
    """The state of an entry now, as far as its age alone tells."""
    age = now_ms - entry.since_ms
    if entry.state == "REACHABLE" and age > REACHABLE_MS:
        return "STALE"
    if entry.state == "INCOMPLETE" and age >= FAIL_MS:
        return "FAILED"
    if entry.state == "DELAY" and age > DELAY_MS:
        return "PROBE" if age < DELAY_MS + FAIL_MS else "FAILED"
    return entry.state


def present(world: World, namespace: str, link: Link, entry: Neighbour) -> Neighbour:
    """An entry as it is now: one that was used when stale has been asked meanwhile, and is reachable if it answered."""
    now = state(entry, world.now_ms)
    if entry.state == "DELAY" and now != "DELAY":
        found = _answering(world, namespace, link, entry.ip, _sender(world, namespace, link, entry.ip))
        if found is not None and found.link.mac == entry.mac:
            confirmed = changed(entry, state="REACHABLE", since_ms=entry.since_ms + DELAY_MS)
            return changed(confirmed, state=state(confirmed, world.now_ms))
    return entry if now == entry.state else changed(entry, state=now)


def resolve(world: World, namespace: str, link: Link, ip: str, packet: Packet) -> Resolution:
    """Find the Ethernet address of a packet's next hop: in the table, or by asking everyone on the link.

    What is learned on the way is written: by the asker, by who is asked, by the bridges between them.
    """
    entry = world.get(NEIGHBOURS, (link.name, ip), namespace)
    now = None if entry is None else present(world, namespace, link, entry)
    if entry is not None and now is not None and now.state in USABLE:
        _put(world, namespace, _used(entry, now, packet, world.now_ms))
        return Resolution(now.mac, "neighbour.known", confirmed=now.state in {"REACHABLE", "PERMANENT"})
    sender = packet.source
    if not routing.is_local(world, namespace, sender):
        sender = _sender(world, namespace, link, ip)
    found = _answering(world, namespace, link, ip, sender)
    if found is None:
        return _unanswered(world, namespace, link, (ip, sender), now)
    _learn(world, namespace, link, (ip, sender), found)
    return Resolution(found.link.mac, "neighbour.asked", asked=True, sender=sender, found=found)


def _put(world: World, namespace: str, entry: Neighbour) -> None:
    world.put(NEIGHBOURS, (entry.dev, entry.ip), entry, namespace)


def _used(entry: Neighbour, now: Neighbour, packet: Packet, now_ms: int) -> Neighbour:
    """The row after a packet used it: a stale one waits for a sign of life; an open connection is one (dst_confirm)."""
    if packet.kind == "data" and now.state in {"STALE", "DELAY", "PROBE"}:
        return changed(entry, state="REACHABLE", since_ms=now_ms)
    if now.state == "STALE":
        return changed(entry, state="DELAY", since_ms=now_ms)
    return now if now.state == "REACHABLE" else entry


def _sender(world: World, namespace: str, link: Link, ip: str) -> str:
    return routing.select_address(world, namespace, link.name, ip)


def _answering(world: World, namespace: str, link: Link, ip: str, sender: str) -> Reached | None:
    """Who answers: the first that has the address, on any device of its own, and believes the sender's."""
    for reached in layer2.broadcast(world, namespace, link):
        if routing.is_local(world, reached.namespace, ip):
            fault = routing.source_fault(world, reached.namespace, reached.link, sender, ip)
            if not fault:
                return reached
    return None


def _unanswered(world: World, namespace: str, link: Link, ends: tuple[str, str], entry: Neighbour | None) -> Resolution:
    """Nobody answers; a packet that comes while the question is open waits with the others for its end."""
    ip, sender = ends
    if entry is not None and entry.state == "INCOMPLETE":
        return Resolution("", "neighbour.failed", FAIL_MS - (world.now_ms - entry.since_ms))
    _put(world, namespace, Neighbour(link.name, ip, "", "INCOMPLETE", world.now_ms, by_kernel(world.line)))
    return Resolution("", "neighbour.failed", FAIL_MS, asked=True, sender=sender)


def _learn(world: World, namespace: str, link: Link, asked: tuple[str, str], found: Reached) -> None:
    """The asker knows the address; who was asked knows the asker's, unconfirmed; bridges on the way know both."""
    (ip, sender), causes = asked, by_kernel(world.line)
    _put(world, namespace, Neighbour(link.name, ip, found.link.mac, "REACHABLE", world.now_ms, causes))
    known = world.get(NEIGHBOURS, (found.link.name, sender), found.namespace)
    if known is None or known.mac != link.mac or state(known, world.now_ms) not in USABLE:
        learned = Neighbour(found.link.name, sender, link.mac, "STALE", world.now_ms, causes)
        _put(world, found.namespace, learned)
    for crossing in found.crossings:
        for mac, port in ((link.mac, crossing.came), (found.link.mac, crossing.went)):
            if port:
                layer2.learn(world, crossing.namespace, crossing.bridge, mac, port)
