"""What the objects of `ip` show that are no devices: routes, policy rules, neighbours.

Source: iproute2 6.1 ip/iproute.c (iproute_list_flush_or_save, iproute_get), iprule.c, ipneigh.c.
"""

from dataclasses import replace

from tutorial.cluster.network import fib, ipv4, policy, routing, sysctls
from tutorial.cluster.network.show import routes
from tutorial.cluster.network.show.routes import Choice
from tutorial.cluster.network.tables import Neighbour, RoutingRule
from tutorial.cluster.world import World
from tutorial.shell.iproute import sixth
from tutorial.shell.iproute.look import IPV6, Lines, Look
from tutorial.shell.iproute.place import read_loose_prefix, read_number
from tutorial.shell.iproute.words import Complaint, Words, known_device, matching, unsupported, verb

NARROWING = {"via": "via", "proto": "protocol", "scope": "scope", "type": "kind", "src": "source"}
"""Words that choose routes by what they have, and what that is called."""
TABLES = {"254": "main", "255": "local", "253": "default"}


# Routes

ROUTE_VERBS = (
    *("list", "show", "lst", "get", "add", "change", "chg", "replace", "prepend", "append", "test", "delete"),
    *("flush", "save", "restore", "showdump"),
)


def route(look: Look, words: Words) -> Lines:
    """`ip route [show] …` and `ip route get …`"""
    if verb(words, "ip route", ROUTE_VERBS, ("show", "get")) == "get":
        return _get(look, words)
    if words.left[:1] == ["cache"]:
        return ()
    if look.family == IPV6:
        return sixth.routes(look, words)
    table, choice = chosen_routes(look.world, look.namespace, words, ("ip route", "Dump"))
    found = routes.shown_routes(look.world, look.namespace, table, choice)
    if look.json:
        return look.written([each.object(look.namespace, details=look.details) for each in found])
    return tuple(each.line(look.namespace, details=look.details) for each in found)


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
        elif word in NARROWING:
            choice = replace(choice, **{NARROWING[word]: words.next()})
        elif word in {"tos", "from", "vrf", "realm", "cloned", "cache", "metric"}:
            raise unsupported(word, tool, "table", "dev", "via", "proto", "scope", "type", "src", "exact", "PREFIX")
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
    prefix = read_loose_prefix(words.next() if how else word)
    if how == "match":
        return replace(choice, holding=prefix)
    return replace(choice, within=prefix) if how == "root" else replace(choice, exact=prefix)


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
    return look.written([found.object(look.namespace)]) if look.json else found.lines(look.namespace)


def _address(word: str, key: str) -> str:
    if key in {"iif", "mark"} or ipv4.is_address(word):
        return word
    expected = "any valid" if key == "to" else "inet"
    raise Complaint(f'Error: {expected} prefix is expected rather than "{word}".', 1)


# Policy rules and neighbours

RULE_VERBS = ("list", "lst", "show", "save", "restore", "add", "delete", "flush")
NEIGHBOUR_VERBS = ("add", "change", "chg", "replace", "delete", "get", "show", "lst", "list", "flush")


def rule(look: Look, words: Words) -> Lines:
    """`ip rule [show] [table TABLE] [from PREFIX] [pref NUMBER] …`"""
    verb(words, "ip rule", RULE_VERBS, ("show",))
    found = policy.rules(look.world, look.namespace) if look.family != IPV6 else policy.OWN[:2]
    while words:
        found = _ruled(words, found)
    if look.json:
        return look.written([routes.rule_object(look.world, look.namespace, each) for each in found])
    return routes.rule_lines(look.world, look.namespace, found, details=look.details)


def _ruled(words: Words, found: tuple[RoutingRule, ...]) -> tuple[RoutingRule, ...]:
    """Of some rules those that the next words ask for."""
    word = words.next()
    if word in {"table", "lookup"}:
        table = _table(words.next())
        return tuple(each for each in found if each.table == table)
    if word in {"pref", "preference", "priority", "order"}:
        number = read_number(words.next(), "preference value is invalid\n")
        return tuple(each for each in found if each.priority == number)
    if word == "iif":
        device = words.next()
        return tuple(each for each in found if each.incoming == device)
    if word in {"fwmark", "tos", "oif", "uidrange", "ipproto", "sport", "dport", "tun_id"}:
        raise unsupported(word, "ip rule show", "table", "from", "to", "pref", "iif")
    kind, value = (word, words.next()) if word in {"from", "to"} else ("from", word)
    prefix = read_loose_prefix(value, "inet prefix")
    return tuple(each for each in found if (each.source if kind == "from" else each.destination) == prefix)


STATES = ("REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "INCOMPLETE", "PERMANENT", "NOARP")


def neighbour(look: Look, words: Words) -> Lines:
    """`ip neigh [show] [dev DEVICE] [nud STATE] [ADDRESS]` and `ip neigh get ADDRESS dev DEVICE`"""
    getting = verb(words, "ip neigh", NEIGHBOUR_VERBS, ("show", "get")) == "get"
    device = prefix = ""
    states = set(STATES)
    while words:
        word = words.next()
        if word == "dev":
            device = known_device(look.world, look.namespace, words.next()).name
        elif word == "nud":
            states = _state(words.next())
        elif word == "proxy":
            return look.written([]) if look.json else ()
        elif word in {"unused", "master", "vrf", "nomaster"}:
            raise unsupported(word, "ip neigh show", "dev", "nud", "ADDRESS")
        else:
            prefix = read_loose_prefix(words.next() if word == "to" else word)
    found = [] if look.family == IPV6 else routes.present_neighbours(look.world, look.namespace, device)
    chosen = [each for each in found if each.state in states and (not prefix or ipv4.within(each.ip, prefix))]
    if getting and not chosen:
        raise Complaint("Error: Neighbour entry not found.", 2)
    return _neighbours(look, chosen, whole=getting or not device)


def _state(word: str) -> set[str]:
    if word == "all":
        return set(STATES)
    if word.upper() not in STATES:
        raise Complaint(f'Error: argument "{word}" is wrong: nud state is bad')
    return {word.upper()}


def _neighbours(look: Look, found: list[Neighbour], *, whole: bool) -> Lines:
    counted = look.statistics > 0
    if look.json:
        given = {"whole": whole, "statistics": counted}
        return look.written([routes.neighbour_object(look.world, look.namespace, each, **given) for each in found])
    if look.brief:
        return tuple(routes.brief_neighbour(look.namespace, each) for each in found)
    return tuple(
        routes.neighbour_line(look.world, look.namespace, each, whole=whole, statistics=counted) for each in found
    )
