"""Devices and addresses, as `ip link` and `ip addr` print them.

Source: iproute2 6.1 ip/ipaddress.c (print_linkinfo, print_addrinfo), Linux net/core/dev.c (default_operstate),
net/ipv6/addrconf.c (addresses that a device has by itself), and the recordings in tests/golden/data/linux.
"""

from dataclasses import dataclass

from tutorial.cluster.network import ipv4, layer2, places, routing
from tutorial.cluster.network.tables import LINKS, NAMESPACES, Address, Link
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

BROADCAST_MAC = "ff:ff:ff:ff:ff:ff"
LOOPBACK_MAC = "00:00:00:00:00:00"
STATELESS = frozenset({"loopback", "vxlan", "dummy"})
"""Devices whose driver does not tell an operational state: `UNKNOWN` while they are up."""
FOREVER = Span("       valid_lft forever preferred_lft forever")
Lines = tuple[Spans, ...]


def flags(world: World, namespace: str, link: Link) -> str:
    """What stands between the angle brackets."""
    own = {"loopback": ("LOOPBACK",), "dummy": ("BROADCAST", "NOARP")}.get(link.kind, ("BROADCAST", "MULTICAST"))
    if not link.up:
        return ",".join(own)
    carries = layer2.carries(world, namespace, link)
    return ",".join((*(() if carries else ("NO-CARRIER",)), *own, "UP", *(("LOWER_UP",) if carries else ())))


def state(world: World, namespace: str, link: Link) -> str:
    """The operational state: UP, DOWN or UNKNOWN."""
    if not link.up or not layer2.carries(world, namespace, link):
        return "DOWN"
    return "UNKNOWN" if link.kind in STATELESS else "UP"


def full_name(world: World, namespace: str, link: Link) -> str:
    """The device's name; of a veth with its other end: `eth0@if71` where that is elsewhere, `a@b` where it is here."""
    peer = world.get(LINKS, link.peer, link.peer_namespace) if link.peer else None
    if peer is None:
        return link.name
    return f"{link.name}@{peer.name if link.peer_namespace == namespace else f'if{peer.index}'}"


def named(world: World, namespace: str, link: Link) -> Span:
    """The device's name as a link to its element."""
    return Span(full_name(world, namespace, link), places.link(namespace, link.name), "link")


def head(world: World, namespace: str, link: Link, *, mode: str = "") -> Spans:
    """The first line of a device; `ip link` tells its `mode` too."""
    master = f" master {link.master}" if link.master else ""
    about = f": <{flags(world, namespace, link)}> mtu {link.mtu} qdisc noqueue{master}"
    state_word = state(world, namespace, link)
    return line(
        f"{link.index}: ", named(world, namespace, link), f"{about} state {state_word}{mode} group default qlen 1000"
    )


def hardware(world: World, namespace: str, link: Link) -> Spans:
    """The second line of a device: its Ethernet address, and in which namespace the other end of a pair is."""
    if link.kind == "loopback":
        return line(f"    link/loopback {link.mac} brd {LOOPBACK_MAC}")
    number = netns_id(world, namespace, link)
    place = "" if number is None else f" link-netnsid {number}"
    return line(f"    link/ether {link.mac} brd {BROADCAST_MAC}{place}")


def netns_id(world: World, namespace: str, link: Link) -> int | None:
    """The number by which a namespace knows the one that has the other end of a pair; None where that is here."""
    pairs = [other for other in routing.links(world, namespace) if other.peer]
    elsewhere = [name for name in dict.fromkeys(other.peer_namespace for other in pairs) if name != namespace]
    return elsewhere.index(link.peer_namespace) if link.peer_namespace in elsewhere else None


def peer_here(world: World, namespace: str, link: Link) -> str:
    """The other end of a pair where nobody tells that it is elsewhere: by its number, even where that is another
    device's here (ll_idx_n2a); "" for a device that is no pair's."""
    peer = world.get(LINKS, link.peer, link.peer_namespace) if link.peer else None
    here = {other.index: other.name for other in routing.links(world, namespace)}
    return "" if peer is None else here.get(peer.index, f"if{peer.index}")


def plain_head(world: World, namespace: str, link: Link) -> Spans:
    """The first line of a device in `ip -6 addr`: what the kernel tells those who ask for IPv6 alone."""
    other = peer_here(world, namespace, link)
    name = Span(f"{link.name}@{other}" if other else link.name, places.link(namespace, link.name), "link")
    about = f": <{flags(world, namespace, link)}> mtu {link.mtu} state {state(world, namespace, link)} qlen 1000"
    return line(f"{link.index}: ", name, about)


def link_lines(world: World, namespace: str, link: Link) -> Lines:
    """`ip link` of one device."""
    return head(world, namespace, link, mode=" mode DEFAULT"), hardware(world, namespace, link)


def brief_link(world: World, namespace: str, link: Link) -> Spans:
    """`ip -br link` of one device."""
    return line(*_brief(world, namespace, link), f"{link.mac:<17} <{flags(world, namespace, link)}> ")


def _brief(world: World, namespace: str, link: Link) -> Spans:
    name = named(world, namespace, link)
    return line(name, f"{'':<{max(1, 17 - len(name.text))}}{state(world, namespace, link):<14} ")


def addresses_of(world: World, namespace: str, link: Link) -> tuple[Address, ...]:
    """The IPv4 addresses of a device, in the order in which it got them."""
    return tuple(entry for entry in routing.addresses(world, namespace) if entry.dev == link.name)


def own_ipv6(world: World, namespace: str, link: Link) -> tuple[str, str] | None:
    """The IPv6 address that a device has by itself, with its scope: `::1` on lo, a link-local one in a container.

    IPv6 is not simulated, and the nodes' own cards have it off, as in the recordings.
    """
    if not link.up:
        return None
    if link.kind == "loopback":
        return "::1/128", "host"
    known = world.get(NAMESPACES, namespace)
    if known is None or known.id == known.node or link.kind != "veth":
        return None
    parts = [int(part, 16) for part in link.mac.split(":")]
    parts = [parts[0] ^ 2, *parts[1:3], 0xFF, 0xFE, *parts[3:]]
    words = [f"{parts[at] << 8 | parts[at + 1]:x}" for at in range(0, 8, 2)]
    return f"fe80::{':'.join(words)}/64", "link"


@dataclass(frozen=True, slots=True)
class Held:
    """An address as it is printed. An IPv6 one has no label, and names nothing in the picture."""

    family: str
    ip: str
    prefix: int
    scope: str
    broadcast: str = ""
    label: str = ""
    element: str | None = None

    @property
    def span(self) -> Span:
        """The address with its prefix."""
        return Span(f"{self.ip}/{self.prefix}", self.element, "address" if self.element else None)

    @property
    def line(self) -> Spans:
        """`inet …` or `inet6 …`."""
        broadcast = f" brd {self.broadcast}" if self.broadcast else ""
        return line(f"    {self.family} ", self.span, f"{broadcast} scope {self.scope} {self.label}")


def held(world: World, namespace: str, link: Link) -> tuple[Held, ...]:
    """Every address of a device, IPv4 before IPv6."""
    found = [_held(namespace, link, entry) for entry in addresses_of(world, namespace, link)]
    if (other := own_ipv6(world, namespace, link)) is not None:
        ip, _, prefix = other[0].partition("/")
        found.append(Held("inet6", ip, int(prefix), other[1]))
    return tuple(found)


def _held(namespace: str, link: Link, entry: Address) -> Held:
    scope = "host" if ipv4.within(entry.ip, routing.LOOPBACK) else "global"
    shared = entry.prefix < 31 and scope == "global" and link.kind != "vxlan"
    broadcast = ipv4.broadcast(entry.ip, entry.prefix) if shared else ""
    return Held("inet", entry.ip, entry.prefix, scope, broadcast, link.name, places.address(namespace, entry))


def address_lines(world: World, namespace: str, links: tuple[Link, ...]) -> Lines:
    """`ip addr`: devices with all their addresses."""
    found: list[Spans] = []
    for link in links:
        found += [head(world, namespace, link), hardware(world, namespace, link)]
        found += held_lines(held(world, namespace, link))
    return tuple(found)


def held_lines(addresses: tuple[Held, ...]) -> list[Spans]:
    """Two lines for each address: what it is, and for how long."""
    return [text for each in addresses for text in (each.line, (FOREVER,))]


def brief_addresses(world: World, namespace: str, link: Link, addresses: tuple[Held, ...]) -> Spans:
    """`ip -br addr`: the line of one device with these addresses."""
    words = [part for each in addresses for part in (each.span, " ")]
    return line(*_brief(world, namespace, link), *words)
