"""The forms of `ip` that change routes and policy rules.

Source: iproute2 6.1 ip/iproute.c (iproute_modify), iprule.c (iprule_modify, iprule_flush); the kernel's answers as
recorded from a real one (net/ipv4/fib_frontend.c, fib_semantics.c, fib_trie.c, net/core/fib_rules.c).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tutorial.cluster.network import fib, ipv4, policy, routing
from tutorial.cluster.network.fib import Way
from tutorial.cluster.network.policy import EVERY_BIT, EVERYWHERE
from tutorial.cluster.network.show.routes import shown_route
from tutorial.cluster.network.tables import LINKS, REFUSING, ROUTES, Route, RoutingRule
from tutorial.shell.iproute.place import Place, answer, error, read_address, read_number, read_prefix, wrong
from tutorial.shell.iproute.show import TABLES, chosen_routes
from tutorial.shell.iproute.words import Complaint, Words, known_device, unsupported

LONGEST_NAME = 15
ROUTE_WORDS = ("PREFIX", "via", "dev", "src", "metric", "table", "blackhole", "unreachable", "prohibit")
RULE_WORDS = ("from", "to", "fwmark", "iif", "table", "pref")
NO_ROUTE_WORDS = frozenset({"proto", "scope", "mtu", "onlink", "nexthop", "throw", "local", "broadcast", "nat"})
NO_RULE_WORDS = frozenset(
    {"not", "oif", "l3mdev", "uidrange", "ipproto", "sport", "dport", "tos", "dsfield", "tun_id", "realms", "goto"}
    | {"suppress_prefixlength", "suppress_ifgroup", "nat", "map-to", "protocol", "type", "blackhole", "unreachable"}
    | {"prohibit", "throw"}
)
"""What the real `ip` understands and this one doesn't."""

KINDS = ("unicast", *REFUSING)

# Routes


@dataclass(slots=True)
class _Wanted:
    """A route as it is typed."""

    destination: str = ""
    via: str = ""
    dev: str = ""
    source: str = ""
    metric: int = 0
    table: str = "main"
    kind: str = ""

    def fits(self, route: Route) -> bool:
        """Whether a route is one that is meant: what was not said may be anything."""
        said = ((self.kind, route.kind), (self.via, route.via), (self.dev, route.dev), (self.source, route.source))
        same = (self.table, self.destination) == (route.table, route.destination)
        return same and self.metric in {0, route.metric} and all(wanted in {"", has} for wanted, has in said)


def _metric(word: str) -> int:
    return read_number(word, '"metric" value is invalid\n')


Field = tuple[str, Callable[[str], str | int]]
"""What a word says about a route or rule: the name of that, and how the word behind it is read."""
ROUTE_FIELDS: dict[str, Field] = {
    "via": ("via", read_address),
    "dev": ("dev", str),
    "src": ("source", read_address),
    "table": ("table", lambda word: TABLES.get(word, word)),
    **dict.fromkeys(("metric", "preference", "priority"), ("metric", _metric)),
}


def _wanted(place: Place, words: Words, tool: str) -> _Wanted:
    if not words:
        raise unsupported("a route without a destination", tool, *ROUTE_WORDS)
    found = _Wanted()
    while words:
        word = words.next()
        if word in NO_ROUTE_WORDS:
            raise unsupported(word, tool, *ROUTE_WORDS)
        if word in ROUTE_FIELDS:
            name, read = ROUTE_FIELDS[word]
            setattr(found, name, read(words.next()))
        elif word in KINDS and not (found.kind or found.destination):
            found.kind = word
            found.destination = read_prefix(words.next())
        elif found.destination:
            raise Complaint(f'Error: either "to" is duplicate, or "{word}" is a garbage.')
        else:
            found.destination = read_prefix(words.next() if word == "to" else word)
    if not found.destination:
        raise unsupported("a route without a destination", tool, *ROUTE_WORDS)
    if found.dev:
        known_device(place.world, place.namespace, found.dev)
    return found


def _as_route(place: Place, wanted: _Wanted) -> Route:
    """The route that a kernel makes of it, or why it does not."""
    network, _, bits = ipv4.parse_prefix(wanted.destination)
    if f"{ipv4.address(network)}/{bits}" != wanted.destination:
        raise error("Invalid prefix for given prefix length.")
    if wanted.kind in REFUSING:
        if wanted.via or wanted.dev or wanted.source:
            raise unsupported(f"{wanted.kind} by a device", "ip route", "PREFIX", "metric", "table")
        return Route(wanted.table, wanted.destination, "", kind=wanted.kind, metric=wanted.metric, causes=place.causes)
    device = _device_towards(place, wanted) if wanted.via else _device_itself(place, wanted.dev)
    own = {address.ip for address in routing.addresses(place.world, place.namespace)}
    if wanted.source and wanted.source not in own:
        raise error("Invalid prefsrc address.")
    where, to, via, source = wanted.table, wanted.destination, wanted.via, wanted.source
    return Route(where, to, device, via, source, metric=wanted.metric, causes=place.causes)


def _device_itself(place: Place, name: str) -> str:
    """The device of a route without a gateway (fib_check_nh_nongw)."""
    if not name:
        raise answer("No such device")
    if not place.world[LINKS, name, place.namespace].up:
        raise error("Device for nexthop is not up.")
    return name


def _device_towards(place: Place, wanted: _Wanted) -> str:
    """The device behind which a gateway is a neighbour: the first table asked that has a route straight to it decides,
    the new route's own table before all others (fib_check_nh_v4_gw)."""
    rules = policy.rules(place.world, place.namespace)
    asked = [rule.table for rule in rules if policy.why_not(rule, routing.NOWHERE, wanted.via, "", 0) is None]
    for table in ([] if wanted.table == "main" else [wanted.table]) + asked:
        for route in routing.tables(place.world, place.namespace).get(table, ()):
            if _leads_to(place, wanted, route):
                if route.kind == "local":
                    raise unsupported("a gateway that is this host itself", "ip route", *ROUTE_WORDS)
                if route.kind in REFUSING:
                    raise error("Nexthop has invalid gateway.")
                return route.dev
    raise error("Nexthop has invalid gateway.")


def _leads_to(place: Place, wanted: _Wanted, route: Route) -> bool:
    """Whether a route leads straight to a gateway, by the device that is wanted."""
    straight = not route.via and wanted.dev in {"", route.dev} and ipv4.within(wanted.via, route.destination)
    return straight and routing.usable(place.world, place.namespace, route)


def route_put(way: Way, place: Place, words: Words) -> None:
    """`ip route add PREFIX [via ADDRESS] [dev NAME] [src ADDRESS] [metric N] [table TABLE]`, and what is put into a
    table in another way. The table is made first, whatever becomes of the route."""
    wanted = _wanted(place, words, f"ip route {way.value}")
    fib.open_table(place.world, place.namespace, wanted.table)
    route = _as_route(place, wanted)
    try:
        fib.insert(place.world, place.namespace, route, way)
    except fib.Refused as refused:
        raise answer(str(refused)) from refused


def route_delete(place: Place, words: Words) -> None:
    """`ip route del PREFIX …`: the first that fits what is said."""
    wanted = _wanted(place, words, "ip route del")
    known = wanted.table in routing.tables(place.world, place.namespace)
    if not known and not fib.has_table(place.world, place.namespace, wanted.table):
        raise error("FIB table does not exist.")
    try:
        fib.delete(place.world, place.namespace, wanted.fits)
    except fib.Refused as refused:
        raise answer(str(refused)) from refused


def route_flush(place: Place, words: Words) -> None:
    """`ip route flush [table TABLE] [dev NAME] [PREFIX]`: all that fit, whoever has written them."""
    if not words:
        raise Complaint('"ip route flush" requires arguments.', 1)
    if words.left == ["cache"]:
        return
    table, choice = chosen_routes(place.world, place.namespace, words, ("ip route flush", "Flush"))
    for route in place.world.values(ROUTES, place.namespace):
        if table in {"all", route.table} and choice.takes(shown_route(place.world, place.namespace, route)):
            fib.take_out(place.world, place.namespace, route)


# Policy rules


@dataclass(slots=True)
class _WantedRule:
    """A rule as it is typed; None and empty: not said."""

    source: str = ""
    destination: str = ""
    table: str = ""
    incoming: str = ""
    mark: int | None = None
    mask: int | None = None
    priority: int | None = None

    def fits(self, rule: RoutingRule) -> bool:
        """Whether a rule is one that is meant: what was not said may be anything, and so may `all` and a mark of 0."""
        said = (
            (self.source, rule.source),
            (self.destination, rule.destination),
            (self.table, rule.table),
            (self.incoming, rule.incoming),
        )
        same = all(wanted in {"", EVERYWHERE, has} for wanted, has in said)
        same = same and self.priority in {None, rule.priority}
        return same and self.mark in {None, 0, rule.mark} and (not self._mask or self._mask == rule.mask)

    @property
    def _mask(self) -> int:
        return (EVERY_BIT if self.mark else 0) if self.mask is None else self.mask

    def rule(self, priority: int, place: Place) -> RoutingRule:
        """The rule that a kernel makes of it."""
        return RoutingRule(
            priority if self.priority is None else self.priority,
            self.source or EVERYWHERE,
            self.table or "main",
            destination=self.destination or EVERYWHERE,
            mark=self.mark or 0,
            mask=self._mask,
            incoming=self.incoming,
            causes=place.causes,
        )


def _network(word: str) -> str:
    """The prefix of a rule; the bits of its address that the prefix leaves out stay as they were typed."""
    return EVERYWHERE if word in {"all", "any", "default"} else read_prefix(word)


def _table(word: str) -> str:
    if word not in TABLES.values() and not (word.isascii() and word.isdigit() and int(word) < 1 << 32):
        raise wrong(word, "invalid table ID\n")
    return TABLES.get(word, word)


def _device_name(word: str) -> str:
    if not 0 < len(word) <= LONGEST_NAME or "/" in word:
        raise wrong(word, '"iif"/"dev" not a valid ifname')
    return word


def _priority(word: str) -> int:
    return read_number(word, "preference value is invalid\n")


RULE_FIELDS: dict[str, Field] = {
    "from": ("source", _network),
    "to": ("destination", _network),
    **dict.fromkeys(("iif", "dev"), ("incoming", _device_name)),
    **dict.fromkeys(("table", "lookup"), ("table", _table)),
    **dict.fromkeys(("pref", "preference", "priority", "order"), ("priority", _priority)),
}


def _rule(words: Words, tool: str) -> _WantedRule:
    found = _WantedRule()
    if not words:
        raise Complaint(f'"{tool}" requires arguments.', 1)
    while words:
        word = words.next()
        if word in RULE_FIELDS:
            name, read = RULE_FIELDS[word]
            setattr(found, name, read(words.next()))
        elif word == "fwmark":
            found.mark, found.mask = _mark(words.next())
        elif word in NO_RULE_WORDS:
            raise unsupported(word, tool, *RULE_WORDS)
        else:
            raise wrong(word, "Failed to parse rule type")
    return found


def _mark(word: str) -> tuple[int, int | None]:
    """A mark, and the mask behind it where there is one."""
    mark, slash, mask = word.partition("/")
    value = read_number(mark, "fwmark value is invalid\n")
    return value, read_number(mask, "fwmask value is invalid\n") if slash else None


def rule_add(place: Place, words: Words) -> None:
    """`ip rule add [from PREFIX] [to PREFIX] [fwmark N[/MASK]] [iif NAME] table TABLE [pref N]`: without a number it
    stands before all others but the first."""
    wanted = _rule(words, "ip rule add")
    rule = wanted.rule(policy.free_priority(place.world, place.namespace), place)
    try:
        policy.add(place.world, place.namespace, rule)
    except fib.Refused as refused:
        raise answer(str(refused)) from refused


def rule_delete(place: Place, words: Words) -> None:
    """`ip rule del …`: the first that fits what is said."""
    try:
        policy.delete(place.world, place.namespace, _rule(words, "ip rule del").fits)
    except fib.Refused as refused:
        raise answer(str(refused)) from refused


def rule_flush(place: Place, words: Words) -> None:
    """`ip rule flush`: all but those of priority 0."""
    if words:
        raise unsupported(words.next(), "ip rule flush", "no further words")
    while any(rule.priority for rule in policy.rules(place.world, place.namespace)):
        policy.delete(place.world, place.namespace, lambda rule: rule.priority > 0)


Change = Callable[[Place, Words], None]
ROUTE_CHANGES: dict[str, Change] = {
    **{way.value: partial(route_put, way) for way in Way},
    "delete": route_delete,
    "flush": route_flush,
}
RULE_CHANGES: dict[str, Change] = {"add": rule_add, "delete": rule_delete, "flush": rule_flush}
