"""The forms of `ip` that change something: devices, addresses and neighbours here, the rest in `routing`.

Source: iproute2 6.1 ip/iplink.c, ipaddress.c, ipneigh.c; the kernel's answers as recorded from a real one
(net/ipv4/devinet.c, net/core/neighbour.c).
"""

from collections.abc import Callable
from dataclasses import replace

from tutorial.cluster.network import addressing, links, setup
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NEIGHBOURS, Neighbour
from tutorial.shell.iproute import routing
from tutorial.shell.iproute.place import Place, answer, error, read_address, read_prefix
from tutorial.shell.iproute.words import Complaint, Words, known_device, matching, unsupported

LEAST_MTU, MOST_MTU = 68, 65535
NUD = {"permanent": "PERMANENT", "reachable": "REACHABLE", "stale": "STALE", "failed": "FAILED"}


# Devices


def link_set(place: Place, words: Words) -> None:
    """`ip link set [dev] NAME [up | down] [mtu N]`: the last word of `up` and `down` counts."""
    name, up, mtu = "", None, 0
    while words:
        word = words.next()
        if word in {"up", "down"}:
            up = word == "up"
        elif word == "mtu":
            mtu = _mtu(words.next())
        elif word in {"name", "address", "master", "nomaster", "txqueuelen", "type", "netns", "promisc", "alias"}:
            raise unsupported(word, "ip link set", "up", "down", "mtu")
        elif name and word != "dev":
            raise Complaint(f'Error: either "dev" is duplicate, or "{word}" is a garbage.')
        else:
            name = words.next() if word == "dev" else word
    if not name:
        raise Complaint('Not enough information: "dev" argument is required.')
    link = known_device(place.world, place.namespace, name)
    if mtu:
        if mtu < LEAST_MTU:
            raise error("mtu less than device minimum.")
        place.world.put(LINKS, name, replace(link, mtu=mtu), place.namespace)
    if up is not None and up != link.up:
        links.set_up(place.world, place.namespace, name, up=up)


def _mtu(word: str) -> int:
    if not (word.isascii() and word.isdigit() and int(word) <= MOST_MTU):
        raise Complaint(f'Error: argument "{word}" is wrong: Invalid "mtu" value\n')
    return int(word)


# Addresses


def _device_and(words: Words, tool: str) -> tuple[str, str]:
    """The address and the device of `ip address add|del`."""
    given, device = "", ""
    while words:
        word = words.next()
        if word == "dev":
            device = words.next()
        elif word in {"brd", "broadcast", "label", "scope", "peer", "noprefixroute", "valid_lft", "preferred_lft"}:
            raise unsupported(word, tool, "dev")
        else:
            given = words.next() if word == "local" else word
            read_prefix(given)
    if not device:
        raise Complaint('Not enough information: "dev" argument is required.', 1)
    return given, device


def address_add(place: Place, words: Words) -> None:
    """`ip address add ADDRESS[/LENGTH] dev NAME`"""
    given, device = _device_and(words, "ip address add")
    known_device(place.world, place.namespace, device)
    if not given:
        raise answer("Operation not supported")
    ip, _, bits = read_prefix(given).partition("/")
    if addressing.find(place.world, place.namespace, device, ip, int(bits)) is not None:
        raise error("ipv4: Address already assigned.")
    setup.add_address(place.world, place.namespace, device, f"{ip}/{bits}", place.causes)


def address_delete(place: Place, words: Words) -> None:
    """`ip address del ADDRESS[/LENGTH] dev NAME`; without a length any will do."""
    given, device = _device_and(words, "ip address del")
    known_device(place.world, place.namespace, device)
    ip, slash, bits = given.partition("/")
    found = addressing.find(place.world, place.namespace, device, ip, int(bits) if slash else None)
    if found is None:
        raise error("ipv4: Address not found.")
    addressing.remove(place.world, place.namespace, found)


def address_flush(place: Place, words: Words) -> None:
    """`ip address flush [dev] NAME`"""
    name = words.next()
    device = words.next() if name == "dev" else name
    known_device(place.world, place.namespace, device)
    for address in place.world.values(ADDRESSES, place.namespace):
        if address.dev == device:
            addressing.remove(place.world, place.namespace, address)


# Neighbours


def _neighbour(place: Place, words: Words, tool: str) -> Neighbour:
    address, mac, device, state = "", "", "", "PERMANENT"
    while words:
        word = words.next()
        if word == "lladdr":
            mac = words.next().lower()
            if len(parts := mac.split(":")) != 6 or not all(_octet(part) for part in parts):
                raise Complaint(f'"{mac}" is invalid lladdr.', 1)
        elif word == "dev":
            device = words.next()
        elif word == "nud":
            given = words.next()
            if given not in NUD:
                raise Complaint(f'Error: argument "{given}" is wrong: nud state is bad\n')
            state = NUD[given]
        elif word in NUD:
            state = NUD[word]
        elif address:
            raise unsupported(word, tool, "lladdr", "dev", "nud")
        else:
            address = read_address(words.next() if word == "to" else word, "any valid address")
    if not (address and device):
        raise Complaint("Device and destination are required arguments.")
    known_device(place.world, place.namespace, device)
    return Neighbour(device, address, mac, state, place.world.now_ms, place.causes)


def _octet(text: str) -> bool:
    return len(text) in {1, 2} and all(sign in "0123456789abcdef" for sign in text)


def _write_neighbour(place: Place, found: Neighbour) -> None:
    if not found.mac and found.state != "FAILED":
        raise error("No link layer address given.")
    place.world.put(NEIGHBOURS, (found.dev, found.ip), found, place.namespace)


def neighbour_add(place: Place, words: Words) -> None:
    """`ip neigh add ADDRESS lladdr MAC dev NAME [nud STATE]`"""
    found = _neighbour(place, words, "ip neigh add")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is not None:
        raise answer("File exists")
    _write_neighbour(place, found)


def neighbour_replace(place: Place, words: Words) -> None:
    """The same, whether or not there is one."""
    _write_neighbour(place, _neighbour(place, words, "ip neigh replace"))


def neighbour_change(place: Place, words: Words) -> None:
    """The same; there must be one."""
    found = _neighbour(place, words, "ip neigh change")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is None:
        raise answer("No such file or directory")
    _write_neighbour(place, found)


def neighbour_delete(place: Place, words: Words) -> None:
    """`ip neigh del ADDRESS dev NAME`"""
    found = _neighbour(place, words, "ip neigh del")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is None:
        raise answer("No such file or directory")
    place.world.delete(NEIGHBOURS, (found.dev, found.ip), place.namespace)


def neighbour_flush(place: Place, words: Words) -> None:
    """`ip neigh flush dev NAME`, or `all`: those that are permanent stay."""
    if not words:
        raise Complaint("Flush requires arguments.", 1)
    word = words.next()
    device = "" if word == "all" else words.next() if word == "dev" else word
    if device:
        known_device(place.world, place.namespace, device)
    for key, known in place.world.rows(NEIGHBOURS, place.namespace):
        if device in {"", known.dev} and known.state != "PERMANENT":
            place.world.delete(NEIGHBOURS, key, place.namespace)


CHANGES: dict[str, dict[str, Callable[[Place, Words], None]]] = {
    "link": {"set": link_set},
    "address": {"add": address_add, "delete": address_delete, "flush": address_flush},
    "route": routing.ROUTE_CHANGES,
    "rule": routing.RULE_CHANGES,
    "neighbour": {
        "add": neighbour_add,
        "change": neighbour_change,
        "delete": neighbour_delete,
        "flush": neighbour_flush,
        "replace": neighbour_replace,
    },
}
"""Object → verb → what it does."""


def change_of(name: str, words: Words, verbs: tuple[str, ...]) -> Callable[[Place, Words], None] | None:
    """What the verb that comes next changes, taken from the words; None where it shows something."""
    found = matching(words.left[0], verbs) if words else None
    change = CHANGES[name].get(found or "")
    if change is not None:
        words.next()
    return change
