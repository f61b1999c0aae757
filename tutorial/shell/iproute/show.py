"""What each object of `ip` shows: devices, addresses, routes, policy rules, neighbours.

Source: iproute2 6.1 ip/ipaddress.c (ipaddr_list_flush_or_save), iproute.c (iproute_list_flush_or_save, iproute_get),
iprule.c, ipneigh.c.
"""

from dataclasses import dataclass, replace

from tutorial.cluster.network import fib, ipv4, routing, sysctls
from tutorial.cluster.network.show import links as printed
from tutorial.cluster.network.show import routes
from tutorial.cluster.network.show.details import detailed_links
from tutorial.cluster.network.show.routes import Choice
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.spans import Span, Spans, line, plain
from tutorial.cluster.world import World
from tutorial.shell.iproute.place import read_number
from tutorial.shell.iproute.words import Complaint, Words, known_device, matching, unsupported, verb

Lines = tuple[Spans, ...]
TABLES = {"254": "main", "255": "local", "253": "default"}
ROOT_UID = 0


@dataclass(frozen=True, slots=True)
class Look:
    """The namespace that is looked at, by whom, and how: `-4`, `-br`, `-o`, `-d`."""

    world: World
    namespace: str
    uid: int = ROOT_UID
    only_ipv4: bool = False
    brief: bool = False
    oneline: bool = False
    details: bool = False


# Devices and addresses

ADDRESS_VERBS = ("add", "change", "chg", "replace", "delete", "show", "lst", "list", "flush", "save", "showdump")
LINK_VERBS = ("add", "set", "change", "replace", "delete", "show", "lst", "list", "xstats", "afstats", "property")
KINDS = {"loopback": "", "ethernet": "", "dummy": "dummy", "bridge": "bridge", "veth": "veth", "vxlan": "vxlan"}
"""What `type` calls each kind of device."""


def address(look: Look, words: Words) -> Lines:
    """`ip address [show] …`"""
    verb(words, "ip address", (*ADDRESS_VERBS, "restore"), ("show",))
    chosen = _devices(look, words, "ip address")
    if look.brief:
        return printed.brief_addresses(look.world, look.namespace, chosen, only_ipv4=look.only_ipv4)
    if look.oneline:
        return _one_line_each(look, chosen)
    return printed.address_lines(look.world, look.namespace, chosen, only_ipv4=look.only_ipv4)


def link(look: Look, words: Words) -> Lines:
    """`ip link [show] …`"""
    verb(words, "ip link", LINK_VERBS, ("show",))
    chosen = _devices(look, words, "ip link")
    if look.brief:
        return printed.brief_links(look.world, look.namespace, chosen)
    if look.details:
        return detailed_links(look.world, look.namespace, chosen)
    lines = printed.link_lines(look.world, look.namespace, chosen)
    return _joined(lines, 2) if look.oneline else lines


def _devices(look: Look, words: Words, tool: str) -> tuple[Link, ...]:
    """The devices that the words ask for: one by name, those that are up, of a type, of a bridge."""
    chosen = routing.links(look.world, look.namespace)
    named = ""
    while words:
        word = words.next()
        if word == "up":
            chosen = tuple(found for found in chosen if found.up)
        elif word == "type":
            kind = words.next()
            chosen = tuple(found for found in chosen if KINDS[found.kind] == kind)
        elif word == "master":
            master = known_device(look.world, look.namespace, words.next())
            chosen = tuple(found for found in chosen if found.master == master.name)
        elif word in {"scope", "to", "label", "nomaster", "vrf", "dynamic", "permanent"}:
            raise unsupported(word, tool, "dev", "up", "type", "master")
        else:
            name = words.next() if word == "dev" else word
            if named:
                raise Complaint(f'Error: either "dev" is duplicate, or "{name}" is a garbage.')
            named = name
    if named and look.world.get(LINKS, named, look.namespace) is None:
        raise Complaint(f'Device "{named}" does not exist.', 1)
    return tuple(found for found in chosen if named in {"", found.name})


def _one_line_each(look: Look, chosen: tuple[Link, ...]) -> Lines:
    """`ip -o addr`: a line an address."""
    found = []
    for device in chosen:
        lines = printed.address_lines(look.world, look.namespace, (device,), only_ipv4=look.only_ipv4)
        own = lines[1 if look.only_ipv4 else 2 :]
        for text in _joined(own, 2):
            name = Span(device.name, f"link:{look.namespace}/{device.name}", "link")
            found.append(line(f"{device.index}: ", name, *text))
    return tuple(found)


def _joined(lines: Lines, count: int) -> Lines:
    """Every `count` lines as one, with a backslash where one ended."""
    found = []
    for at in range(0, len(lines), count):
        first, *more = lines[at : at + count]
        parts: list[Span] = [*first]
        for rest in more:
            parts += [Span("\\"), *rest]
        found.append(tuple(parts))
    return tuple(found)


# Routes

ROUTE_VERBS = (
    *("list", "show", "lst", "get", "add", "change", "chg", "replace", "prepend", "append", "test", "delete"),
    *("flush", "save", "restore", "showdump"),
)


def route(look: Look, words: Words) -> Lines:
    """`ip route [show] …` and `ip route get …`"""
    if verb(words, "ip route", ROUTE_VERBS, ("show", "get")) == "get":
        return _get(look, words)
    table, choice = chosen_routes(look.world, look.namespace, words, ("ip route", "Dump"))
    return routes.route_lines(look.world, look.namespace, table, choice)


def chosen_routes(world: World, namespace: str, words: Words, doing: tuple[str, str]) -> tuple[str, Choice]:
    """The table (`all`: every one) and the routes of it that words choose; `doing` is the tool, and what it does not do
    where there is no such table."""
    tool, action = doing
    table, choice = "main", Choice()
    while words:
        word = words.next()
        if word == "table":
            table = _table(words.next())
        elif word == "dev":
            choice = replace(choice, device=known_device(world, namespace, words.next()).name)
        elif word in {"via", "proto", "scope", "type", "src", "tos", "from", "cache", "cloned", "vrf", "realm"}:
            raise unsupported(word, tool, "table", "dev", "exact", "match", "root", "PREFIX")
        else:
            choice = _prefix(choice, word, words)
    empty = table != "all" and not routes.route_lines(world, namespace, table)
    if empty and not fib.has_table(world, namespace, table):
        raise Complaint(f"Error: ipv4: FIB table does not exist.\n{action} terminated", 2)
    return table, choice


def _table(word: str) -> str:
    """The name of a routing table; numbers that have a name go by it."""
    if not (word in {*TABLES.values(), "all"} or (word.isascii() and word.isdigit() and int(word) < 1 << 32)):
        raise Complaint(f'Error: argument "{word}" is wrong: table id value is invalid\n')
    return TABLES.get(word, word)


def _prefix(choice: Choice, word: str, words: Words) -> Choice:
    if word == "to" and words.left[:1] and words.left[0] in {"match", "root", "exact"}:
        word = words.next()
    how = matching(word, ("match", "root", "exact", "to")) if word in {"match", "root", "exact", "to"} else None
    prefix = _parsed_prefix(words.next() if how else word)
    if how == "match":
        return replace(choice, holding=prefix)
    return replace(choice, within=prefix) if how == "root" else replace(choice, exact=prefix)


def _parsed_prefix(word: str) -> str:
    """A prefix in its plain form; `default` is everything, and trailing zeros may be left out (`10/8`)."""
    address, slash, bits = ("0.0.0.0/0" if word in {"default", "any"} else word).partition("/")
    if slash and address.count(".") < 3:
        address += ".0" * (3 - address.count("."))
    try:
        network, _, length = ipv4.parse_prefix(f"{address}{slash}{bits}")
    except ValueError:
        raise Complaint(f'Error: any valid prefix is expected rather than "{word}".', 1) from None
    return f"{ipv4.address(network)}/{length}"


def _get(look: Look, words: Words) -> Lines:
    """`ip route get ADDRESS [from ADDRESS] [iif DEVICE]`: the route that a packet would take."""
    asked = {"to": "", "from": "", "iif": "", "mark": ""}
    while words:
        word = words.next()
        key = word if word in {"from", "iif", "mark"} else "to"
        if word in {"oif", "dev", "uid", "tos", "ipproto", "sport", "dport", "fibmatch"}:
            raise unsupported(word, "ip route get", "ADDRESS", "from", "iif", "mark")
        value = words.next() if word in asked else word
        asked[key] = _address(value, key)
    if not asked["to"]:
        raise Complaint("need at least a destination address", 1)
    if asked["iif"]:
        known_device(look.world, look.namespace, asked["iif"])
    elif asked["from"] and not routing.is_local(look.world, look.namespace, asked["from"]):
        raise Complaint("RTNETLINK answers: Network is unreachable", 2)
    return _gotten(look, asked)


def _gotten(look: Look, asked: dict[str, str]) -> Lines:
    to, source, incoming = asked["to"], asked["from"], asked["iif"]
    here = routing.is_local(look.world, look.namespace, to)
    if incoming and not here and not sysctls.forwards(look.world, look.namespace, incoming):
        raise Complaint("RTNETLINK answers: No route to host", 2)
    mark = read_number(asked["mark"] or "0", "invalid mark value")
    given = {"source": source, "incoming": incoming}
    found = routes.route_get(look.world, look.namespace, to, **given, mark=mark, uid=look.uid)
    if found is None:
        words = routing.no_way(look.world, look.namespace, to, source or routing.NOWHERE)
        raise Complaint(f"RTNETLINK answers: {words}", 2)
    return found


def _address(word: str, key: str) -> str:
    if key in {"iif", "mark"} or ipv4.is_address(word):
        return word
    expected = "any valid" if key == "to" else "inet"
    raise Complaint(f'Error: {expected} prefix is expected rather than "{word}".', 1)


# Policy rules and neighbours

RULE_VERBS = ("list", "lst", "show", "save", "restore", "add", "delete", "flush")
NEIGHBOUR_VERBS = ("add", "change", "chg", "replace", "delete", "get", "show", "lst", "list", "flush")


def rule(look: Look, words: Words) -> Lines:
    """`ip rule [show]`"""
    verb(words, "ip rule", RULE_VERBS, ("show",))
    if words:
        raise unsupported(words.next(), "ip rule show", "no further words")
    return routes.rule_lines(look.world, look.namespace)


def neighbour(look: Look, words: Words) -> Lines:
    """`ip neigh [show] [dev DEVICE] [ADDRESS]`"""
    verb(words, "ip neigh", NEIGHBOUR_VERBS, ("show",))
    device = prefix = ""
    while words:
        word = words.next()
        if word == "dev":
            device = known_device(look.world, look.namespace, words.next()).name
        elif word in {"nud", "unused", "proxy", "master", "vrf", "nomaster"}:
            raise unsupported(word, "ip neigh show", "dev", "ADDRESS")
        else:
            prefix = _parsed_prefix(words.next() if word == "to" else word)
    lines = routes.neighbour_lines(look.world, look.namespace, device)
    return tuple(text for text in lines if not prefix or ipv4.within(plain(text).partition(" ")[0], prefix))
