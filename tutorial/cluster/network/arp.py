"""Where the packets pass by which a neighbour is looked for, for those who look at them.

Who answers, and what is learned, is decided in `neighbours`; here is only which devices see it. Sources: Linux
net/ipv4/arp.c, net/core/neighbour.c (three questions, a second apart).
"""

from collections.abc import Iterator

from tutorial.cluster.network import layer2
from tutorial.cluster.network.captures import EVERYBODY, Sight
from tutorial.cluster.network.layer2 import Reached
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.network.trace import Tap
from tutorial.cluster.world import World

RETRY_MS, TRIES = 1_000, 3
MOST_DEVICES = 500
Passed = tuple[str, str, str]
"""Namespace, device, direction."""


def sights(world: World, namespace: str, link: Link, ends: tuple[str, str], found: Reached | None) -> tuple[Sight, ...]:
    """What devices see of a question who has an address (`ends`: the asker's own and that one), and of the answer."""
    sender, ip = ends
    question = Packet("arp-request", "arp", sender, 0, ip, 0, 0, link.mac, EVERYBODY)
    asked = [Tap(*passed, question) for passed in _flooded(world, namespace, link)]
    if found is None:
        return tuple(Sight(tap, number * RETRY_MS) for number in range(TRIES) for tap in asked)
    answer = Packet("arp-reply", "arp", ip, 0, sender, 0, 0, found.link.mac, link.mac)
    return tuple(map(Sight, (*asked, *(Tap(*passed, answer) for passed in _back(namespace, link, found)))))


def _flooded(world: World, namespace: str, link: Link) -> Iterator[Passed]:
    """The devices that a broadcast passes, each way once."""
    ahead: list[Passed] = [(namespace, link.name, "out")]
    seen: set[Passed] = set()
    while ahead and len(seen) < MOST_DEVICES:
        at = ahead.pop(0)
        if at not in seen:
            seen.add(at)
            yield at
            ahead = [*_onwards(world, at), *ahead]


def _onwards(world: World, at: Passed) -> Iterator[Passed]:
    """Where a broadcast goes from a device."""
    namespace, name, direction = at
    link = world[LINKS, name, namespace]
    if direction == "out" and link.kind == "bridge":
        yield from ((namespace, port.name, "out") for port in layer2.out_ports(world, namespace, name, ""))
    elif direction == "out":
        yield from ((*end, "in") for end in layer2.other_ends(world, namespace, link))
    elif (bridge := layer2.bridge_of(world, namespace, link)) and layer2.forwards(world, namespace, link):
        yield namespace, bridge.name, "in"
        yield from ((namespace, port.name, "out") for port in layer2.out_ports(world, namespace, bridge.name, name))


def _back(namespace: str, link: Link, found: Reached) -> Iterator[Passed]:
    """The devices that the answer passes, which goes to the asker alone."""
    yield found.namespace, found.link.name, "out"
    for crossing in reversed(found.crossings):
        if crossing.went:
            yield crossing.namespace, crossing.went, "in"
        way = (crossing.came, "out") if crossing.came else (crossing.bridge, "in")
        yield crossing.namespace, *way
    if link.kind != "bridge":
        yield namespace, link.name, "in"
