"""Devices and addresses, as `ip link` and `ip addr` print them.

Source: iproute2 6.1 ip/ipaddress.c (print_linkinfo, print_addrinfo), Linux net/core/dev.c (default_operstate),
net/ipv6/addrconf.c (addresses that a device has by itself), and the recordings in tests/golden/data/linux.
"""

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
    elsewhere = [*dict.fromkeys(other.peer_namespace for other in routing.links(world, namespace) if other.peer)]
    elsewhere = [name for name in elsewhere if name != namespace]
    place = f" link-netnsid {elsewhere.index(link.peer_namespace)}" if link.peer_namespace in elsewhere else ""
    return line(f"    link/ether {link.mac} brd {BROADCAST_MAC}{place}")


def link_lines(world: World, namespace: str, links: tuple[Link, ...]) -> Lines:
    """`ip link`."""
    found: list[Spans] = []
    for link in links:
        found += [head(world, namespace, link, mode=" mode DEFAULT"), hardware(world, namespace, link)]
    return tuple(found)


def brief_links(world: World, namespace: str, links: tuple[Link, ...]) -> Lines:
    """`ip -br link`."""
    return tuple(
        line(*_brief(world, namespace, link), f"{link.mac:<17} <{flags(world, namespace, link)}> ") for link in links
    )


def _brief(world: World, namespace: str, link: Link) -> Spans:
    name = named(world, namespace, link)
    return line(name, f"{'':<{max(1, 17 - len(name.text))}}{state(world, namespace, link):<14} ")


def addresses_of(world: World, namespace: str, link: Link) -> tuple[Address, ...]:
    """The addresses of a device, in the order in which it got them."""
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


def address_line(namespace: str, link: Link, entry: Address) -> Spans:
    """`inet …` of one address."""
    prefix = Span(f"{entry.ip}/{entry.prefix}", places.address(namespace, entry), "address")
    scope = "host" if ipv4.within(entry.ip, routing.LOOPBACK) else "global"
    shared = entry.prefix < 31 and scope == "global" and link.kind != "vxlan"
    broadcast = f" brd {ipv4.broadcast(entry.ip, entry.prefix)}" if shared else ""
    return line("    inet ", prefix, f"{broadcast} scope {scope} {link.name}")


def address_lines(world: World, namespace: str, links: tuple[Link, ...], *, only_ipv4: bool = False) -> Lines:
    """`ip addr`, or `ip -4 addr`: that names only devices that have an IPv4 address."""
    found: list[Spans] = []
    for link in links:
        own = addresses_of(world, namespace, link)
        if only_ipv4 and not own:
            continue
        found.append(head(world, namespace, link))
        found += [] if only_ipv4 else [hardware(world, namespace, link)]
        for entry in own:
            found += [address_line(namespace, link, entry), (FOREVER,)]
        if not only_ipv4 and (other := own_ipv6(world, namespace, link)):
            found += [line(f"    inet6 {other[0]} scope {other[1]} "), (FOREVER,)]
    return tuple(found)


def brief_addresses(world: World, namespace: str, links: tuple[Link, ...], *, only_ipv4: bool = False) -> Lines:
    """`ip -br addr`."""
    found = []
    for link in links:
        own = addresses_of(world, namespace, link)
        if only_ipv4 and not own:
            continue
        words: list[str | Span] = []
        for entry in own:
            words += [Span(f"{entry.ip}/{entry.prefix}", places.address(namespace, entry), "address"), " "]
        if not only_ipv4 and (other := own_ipv6(world, namespace, link)):
            words.append(f"{other[0]} ")
        found.append(line(*_brief(world, namespace, link), *words))
    return tuple(found)
