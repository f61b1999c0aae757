"""The forms of `ip` that change something: devices, addresses, routes, policy rules, neighbours.

Source: iproute2 6.1 ip/iplink.c, ipaddress.c, iproute.c, iprule.c, ipneigh.c; the kernel's answers as recorded from a
real one (net/ipv4/fib_frontend.c, fib_semantics.c, fib_trie.c, net/core/neighbour.c).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tutorial.cluster.causes import Causes
from tutorial.cluster.network import addressing, ipv4, links, routing, setup
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NEIGHBOURS, ROUTES, RULES, Neighbour, Route, RoutingRule
from tutorial.cluster.state import Key
from tutorial.cluster.world import World
from tutorial.shell.iproute.show import TABLES
from tutorial.shell.iproute.words import Complaint, Words, known_device, matching, unsupported

LEAST_MTU, MOST_MTU = 68, 65535
FIRST_OWN_RULE = 32766
NUD = {"permanent": "PERMANENT", "reachable": "REACHABLE", "stale": "STALE"}
EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is changed, and why."""

    world: World
    namespace: str
    causes: Causes


def _answer(text: str) -> Complaint:
    """What the kernel answers where it gives no better words."""
    return Complaint(f"RTNETLINK answers: {text}", 2)


def _error(text: str) -> Complaint:
    """The kernel's own words."""
    return Complaint(f"Error: {text}", 2)


def _prefix(word: str) -> str:
    """A prefix with its length; `default` is everything."""
    try:
        if word == "default":
            return EVERYWHERE
        ipv4.parse_prefix(word)
    except ValueError as error:
        raise Complaint(f'Error: any valid prefix is expected rather than "{word}".', 1) from error
    return word if "/" in word else f"{word}/32"


def _address(word: str, kind: str = "inet address") -> str:
    if not ipv4.is_address(word):
        raise Complaint(f'Error: {kind} is expected rather than "{word}".', 1)
    return word


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
            raise _error("mtu less than device minimum.")
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
            _prefix(given)
    if not device:
        raise Complaint('Not enough information: "dev" argument is required.', 1)
    return given, device


def address_add(place: Place, words: Words) -> None:
    """`ip address add ADDRESS[/LENGTH] dev NAME`"""
    given, device = _device_and(words, "ip address add")
    known_device(place.world, place.namespace, device)
    if not given:
        raise _answer("Operation not supported")
    ip, _, bits = _prefix(given).partition("/")
    if addressing.find(place.world, place.namespace, device, ip, int(bits)) is not None:
        raise _error("ipv4: Address already assigned.")
    setup.add_address(place.world, place.namespace, device, f"{ip}/{bits}", place.causes)


def address_delete(place: Place, words: Words) -> None:
    """`ip address del ADDRESS[/LENGTH] dev NAME`; without a length any will do."""
    given, device = _device_and(words, "ip address del")
    known_device(place.world, place.namespace, device)
    ip, slash, bits = given.partition("/")
    found = addressing.find(place.world, place.namespace, device, ip, int(bits) if slash else None)
    if found is None:
        raise _error("ipv4: Address not found.")
    addressing.remove(place.world, place.namespace, found)


def address_flush(place: Place, words: Words) -> None:
    """`ip address flush [dev] NAME`"""
    name = words.next()
    device = words.next() if name == "dev" else name
    known_device(place.world, place.namespace, device)
    for address in place.world.values(ADDRESSES, place.namespace):
        if address.dev == device:
            addressing.remove(place.world, place.namespace, address)


# Routes


@dataclass(slots=True)
class _Wanted:
    """A route as it is typed."""

    destination: str = ""
    via: str = ""
    dev: str = ""
    source: str = ""
    table: str = "main"

    def fits(self, route: Route) -> bool:
        """Whether a route is one that is meant: what was not said may be anything."""
        said = ((self.via, route.via), (self.dev, route.dev), (self.source, route.source))
        return self.same(route) and all(wanted in {"", has} for wanted, has in said)

    def same(self, route: Route) -> bool:
        """Whether a route leads to the same destination in the same table."""
        return (self.table, self.destination) == (route.table, route.destination)


def _wanted(place: Place, words: Words, tool: str) -> _Wanted:
    if not words:
        raise unsupported("a route without a destination", tool, "PREFIX", "via", "dev", "src", "table")
    found = _Wanted()
    while words:
        word = words.next()
        if word == "via":
            found.via = _address(words.next())
        elif word == "dev":
            found.dev = words.next()
        elif word == "src":
            found.source = _address(words.next())
        elif word == "table":
            table = words.next()
            found.table = TABLES.get(table, table)
        elif word in {"metric", "proto", "scope", "mtu", "onlink", "nexthop", "blackhole", "unreachable", "prohibit"}:
            raise unsupported(word, tool, "PREFIX", "via", "dev", "src", "table")
        elif found.destination:
            raise Complaint(f'Error: either "to" is duplicate, or "{word}" is a garbage.')
        else:
            found.destination = _prefix(words.next() if word == "to" else word)
    if found.dev:
        known_device(place.world, place.namespace, found.dev)
    return found


def _as_route(place: Place, wanted: _Wanted) -> Route:
    """The route that a kernel makes of it, or why it does not."""
    network, _, bits = ipv4.parse_prefix(wanted.destination)
    if f"{ipv4.address(network)}/{bits}" != wanted.destination:
        raise _error("Invalid prefix for given prefix length.")
    device = wanted.dev or _device_towards(place, wanted.via)
    link = place.world[LINKS, device, place.namespace]
    if not link.up:
        raise _error("Device for nexthop is not up.")
    if wanted.via and _device_towards(place, wanted.via) != device:
        raise _error("Nexthop has invalid gateway.")
    own = {address.ip for address in routing.addresses(place.world, place.namespace)}
    if wanted.source and wanted.source not in own:
        raise _error("Invalid prefsrc address.")
    return Route(wanted.table, wanted.destination, device, via=wanted.via, source=wanted.source, causes=place.causes)


def _device_towards(place: Place, via: str) -> str:
    """The device behind which a gateway is a neighbour."""
    if not via:
        raise _answer("No such device")
    found = routing.find(place.world, place.namespace, via).route
    if found is None or found.via or found.kind == "local":
        raise _error("Nexthop has invalid gateway.")
    return found.dev


def _routes(place: Place, fits: Callable[[Route], bool]) -> list[tuple[Key, Route]]:
    return [(key, route) for key, route in place.world.rows(ROUTES, place.namespace) if fits(route)]


def route_add(place: Place, words: Words) -> None:
    """`ip route add PREFIX [via ADDRESS] [dev NAME] [src ADDRESS] [table TABLE]`"""
    wanted = _wanted(place, words, "ip route add")
    route = _as_route(place, wanted)
    if _routes(place, wanted.same):
        raise _answer("File exists")
    setup.add_route(place.world, place.namespace, route)


def route_append(place: Place, words: Words) -> None:
    """The same, beside another route to that destination."""
    setup.add_route(place.world, place.namespace, _as_route(place, _wanted(place, words, "ip route append")))


def route_replace(place: Place, words: Words) -> None:
    """The same, in the place of the first route to that destination."""
    _replace(place, _wanted(place, words, "ip route replace"))


def route_change(place: Place, words: Words) -> None:
    """The same; there must be one."""
    wanted = _wanted(place, words, "ip route change")
    if not _routes(place, wanted.same):
        raise _answer("No such file or directory")
    _replace(place, wanted)


def _replace(place: Place, wanted: _Wanted) -> None:
    route = _as_route(place, wanted)
    for key, _ in _routes(place, wanted.same)[:1]:
        place.world.delete(ROUTES, key, place.namespace)
    setup.add_route(place.world, place.namespace, route)


def route_delete(place: Place, words: Words) -> None:
    """`ip route del PREFIX …`: the first that fits what is said."""
    found = _routes(place, _wanted(place, words, "ip route del").fits)
    if not found:
        raise _answer("No such process")
    place.world.delete(ROUTES, found[0][0], place.namespace)


# Policy rules


def _rule(words: Words, tool: str) -> tuple[str, str, int]:
    """Source, table and priority of a rule; 0 where no priority is said."""
    source, table, priority = "", "", 0
    if not words:
        raise Complaint(f'"{tool}" requires arguments.', 1)
    while words:
        word = words.next()
        if word == "from":
            given = words.next()
            source = EVERYWHERE if given == "all" else _prefix(given)
        elif word in {"table", "lookup"}:
            given = words.next()
            table = TABLES.get(given, given)
        elif word in {"pref", "preference", "priority", "order"}:
            given = words.next()
            if not (given.isascii() and given.isdigit()):
                raise Complaint(f'Error: argument "{given}" is wrong: preference value is invalid\n')
            priority = int(given)
        else:
            raise unsupported(word, tool, "from", "table", "pref")
    return source, table, priority


def rule_add(place: Place, words: Words) -> None:
    """`ip rule add [from PREFIX] table TABLE [pref N]`: without a number it stands before all others but the first."""
    source, table, priority = _rule(words, "ip rule add")
    known = [rule.priority for rule in routing.rules(place.world, place.namespace)]
    number = priority or min((other for other in known if other), default=FIRST_OWN_RULE) - 1
    rule = RoutingRule(number, source or EVERYWHERE, table or "main", place.causes)
    if place.world.get(RULES, (rule.priority, rule.source), place.namespace) is not None:
        raise _answer("File exists")
    place.world.put(RULES, (rule.priority, rule.source), rule, place.namespace)


def rule_delete(place: Place, words: Words) -> None:
    """`ip rule del …`: the first that fits what is said."""
    source, table, priority = _rule(words, "ip rule del")
    for key, rule in place.world.rows(RULES, place.namespace):
        if source in {"", rule.source} and table in {"", rule.table} and priority in {0, rule.priority}:
            place.world.delete(RULES, key, place.namespace)
            return
    raise _answer("No such file or directory")


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
        elif word in {"permanent", "reachable", "stale"}:
            state = NUD[word]
        elif address:
            raise unsupported(word, tool, "lladdr", "dev", "nud")
        else:
            address = _address(words.next() if word == "to" else word, "any valid address")
    if not (address and device):
        raise Complaint("Device and destination are required arguments.")
    known_device(place.world, place.namespace, device)
    return Neighbour(device, address, mac, state, place.world.now_ms, place.causes)


def _octet(text: str) -> bool:
    return len(text) in {1, 2} and all(sign in "0123456789abcdef" for sign in text)


def _write_neighbour(place: Place, found: Neighbour) -> None:
    if not found.mac:
        raise _error("No link layer address given.")
    place.world.put(NEIGHBOURS, (found.dev, found.ip), found, place.namespace)


def neighbour_add(place: Place, words: Words) -> None:
    """`ip neigh add ADDRESS lladdr MAC dev NAME [nud STATE]`"""
    found = _neighbour(place, words, "ip neigh add")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is not None:
        raise _answer("File exists")
    _write_neighbour(place, found)


def neighbour_replace(place: Place, words: Words) -> None:
    """The same, whether or not there is one."""
    _write_neighbour(place, _neighbour(place, words, "ip neigh replace"))


def neighbour_change(place: Place, words: Words) -> None:
    """The same; there must be one."""
    found = _neighbour(place, words, "ip neigh change")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is None:
        raise _answer("No such file or directory")
    _write_neighbour(place, found)


def neighbour_delete(place: Place, words: Words) -> None:
    """`ip neigh del ADDRESS dev NAME`"""
    found = _neighbour(place, words, "ip neigh del")
    if place.world.get(NEIGHBOURS, (found.dev, found.ip), place.namespace) is None:
        raise _answer("No such file or directory")
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
    "route": {
        "add": route_add,
        "append": route_append,
        "change": route_change,
        "delete": route_delete,
        "replace": route_replace,
    },
    "rule": {"add": rule_add, "delete": rule_delete},
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
