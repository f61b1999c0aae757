"""Routes, policy rules and neighbours, as `ip route`, `ip rule` and `ip neigh` print them.

Source: iproute2 6.1 ip/iproute.c (print_route), iprule.c, ipneigh.c (print_neigh); Linux net/ipv4/fib_frontend.c
(fib_add_ifaddr: the broadcast routes of each address).
"""

from dataclasses import dataclass, replace
from typing import Any

from tutorial.cluster.network import ipv4, layer2, neighbours, places, policy, routing, setup
from tutorial.cluster.network.policy import EVERYWHERE
from tutorial.cluster.network.routing import NOWHERE
from tutorial.cluster.network.tables import LINKS, NEIGHBOURS, Neighbour, Route, RoutingRule
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

Lines = tuple[Spans, ...]


def device(namespace: str, name: str) -> Span:
    """A device's name as a link to its element."""
    return Span(name, places.link(namespace, name), "link")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which routes of a table are printed: those of exactly one prefix, those that hold one, those that lie in one,
    those of a kind; those by a device, by a router, of a protocol, of a scope or with a source, which is then not
    repeated.
    """

    device: str = ""
    exact: str = ""
    holding: str = ""
    within: str = ""
    kind: str = ""
    via: str = ""
    protocol: str = ""
    scope: str = ""
    source: str = ""

    def takes(self, shown: "Shown") -> bool:
        """Whether a route is printed."""
        wanted = self.device in {"", shown.dev} and self.exact in {"", shown.prefix} and self.kind in {"", shown.kind}
        wanted = wanted and self.via in {"", shown.via} and self.protocol in {"", shown.protocol}
        wanted = wanted and self.scope in {"", shown.scope} and self.source in {"", shown.source}
        wanted = wanted and (not self.holding or _lies_in(self.holding, shown.prefix))
        return wanted and (not self.within or _lies_in(shown.prefix, self.within))


EVERY = Choice()


def _lies_in(inner: str, outer: str) -> bool:
    return ipv4.parse_prefix(inner)[2] >= ipv4.parse_prefix(outer)[2] and ipv4.within(inner.partition("/")[0], outer)


def route_tables(world: World, namespace: str) -> tuple[str, ...]:
    """The tables that have routes: numbered ones, then main and local."""
    known = {"main": 254, "local": 255}
    found = routing.shown(world, namespace)
    return tuple(sorted(found, key=lambda name: (known.get(name, 0), int(name) if name.isdigit() else 0, name)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A route as it is printed; `destination` leads to its element, `note` is the table where that is told."""

    prefix: str
    destination: Span
    dev: str
    kind: str
    via: str = ""
    protocol: str = "boot"
    scope: str = "global"
    source: str = ""
    metric: int = 0
    down: bool = False
    note: str = ""

    def without(self, choice: Choice) -> "Shown":
        """The route without what was asked for in so many words."""
        return replace(
            self,
            dev="" if choice.device else self.dev,
            via="" if choice.via else self.via,
            protocol="" if choice.protocol else self.protocol,
            scope="" if choice.scope else self.scope,
            source="" if choice.source else self.source,
        )

    def line(self, namespace: str, *, details: bool) -> Spans:
        """As text, with a blank at its end as `ip` leaves it."""
        words: list[str | Span] = ["" if self.kind == "unicast" and not details else f"{self.kind} ", self.destination]
        words += [f" via {self.via}"] if self.via else []
        words += [" dev ", device(namespace, self.dev)] if self.dev else []
        words += [f" {name} {value}" for name, value in self._rest(details=details).items()]
        return line(*words, " linkdown " if self.down else " ")

    def _rest(self, *, details: bool) -> dict[str, str | int]:
        """What stands behind the device; what is as usual only with details."""
        usual = {"proto": "boot", "scope": "global"}
        rest = {"table": self.note, "proto": self.protocol, "scope": self.scope, "src": self.source}
        found = {name: value for name, value in rest.items() if value and (details or usual.get(name) != value)}
        return {**found, **({"metric": self.metric} if self.metric else {})}

    def object(self, namespace: str, *, details: bool) -> dict[str, Any]:
        """As a map, for JSON."""
        names = {"proto": "protocol", "src": "prefsrc"}
        return {
            **({} if self.kind == "unicast" and not details else {"type": self.kind}),
            "dst": self.destination,
            **({"gateway": self.via} if self.via else {}),
            **({"dev": device(namespace, self.dev)} if self.dev else {}),
            **{names.get(name, name): value for name, value in self._rest(details=details).items()},
            "flags": ["linkdown"] if self.down else [],
        }


def shown_route(world: World, namespace: str, route: Route, note: str = "") -> Shown:
    """A route of a table as it is printed; `note` names the table."""
    prefix = {"0.0.0.0/0": "default"}.get(route.destination, route.destination.removesuffix("/32"))
    linked = route.kind == "unicast" and not route.via
    return Shown(
        prefix=route.destination,
        destination=Span(prefix, places.route(namespace, route), "route"),
        dev=route.dev,
        kind=route.kind,
        via=route.via,
        protocol=route.protocol,
        scope="host" if route.kind == "local" else "link" if linked else "global",
        source=route.source,
        metric=route.metric,
        down=bool(route.dev) and route.kind != "local" and not _carries(world, namespace, route.dev),
        note=note,
    )


def _carries(world: World, namespace: str, name: str) -> bool:
    link = world.get(LINKS, name, namespace)
    return link is not None and layer2.carries(world, namespace, link)


def shown_routes(world: World, namespace: str, table: str = "main", choice: Choice = EVERY) -> tuple[Shown, ...]:
    """The routes of a table in their order. Table local has a broadcast route for each network that an address lies in.

    `all` is every table, each named in its routes but for main.
    """
    names = route_tables(world, namespace) if table == "all" else (table,)
    found: list[Shown] = []
    for name in names:
        note = "" if table != "all" or name == "main" else name
        found += [each.without(choice) for each in _table(world, namespace, name, note) if choice.takes(each)]
    return tuple(found)


def route_lines(
    world: World, namespace: str, table: str = "main", choice: Choice = EVERY, *, details: bool = False
) -> Lines:
    """`ip route show table …`."""
    found = shown_routes(world, namespace, table, choice)
    return tuple(each.line(namespace, details=details) for each in found)


def _table(world: World, namespace: str, table: str, note: str) -> list[Shown]:
    found = [shown_route(world, namespace, route, note) for route, _ in routing.shown(world, namespace).get(table, ())]
    found += _broadcasts(world, namespace, note) if table == "local" else []
    return sorted(found, key=lambda each: routing.in_dump(each.prefix))


def _broadcasts(world: World, namespace: str, note: str) -> list[Shown]:
    found = []
    for entry in routing.addresses(world, namespace):
        link = world.get(LINKS, entry.dev, namespace)
        address = ipv4.broadcast(entry.ip, entry.prefix)
        first = setup.first_of(world, namespace, entry) == entry
        if first and entry.prefix < 31 and link is not None and link.up:
            name = Span(address, places.address(namespace, entry), "address")
            down = not layer2.carries(world, namespace, link)
            ends = (f"{address}/32", name, link.name, "broadcast", "")
            found.append(Shown(*ends, protocol="kernel", scope="link", source=entry.ip, down=down, note=note))
    return found


def rule_lines(
    world: World, namespace: str, rules: tuple[RoutingRule, ...] | None = None, *, details: bool = False
) -> Lines:
    """`ip rule`: every rule, or these."""
    found = []
    for rule in policy.rules(world, namespace) if rules is None else rules:
        number, tab, rest = rule.printed(detached=_detached(world, namespace, rule)).partition(":\t")
        by = (" proto kernel" if rule in policy.OWN else " proto unspec") if details else ""
        found.append(line(Span(number, places.policy(namespace, rule), "policy"), f"{tab}{rest}{by}"))
    return tuple(found)


def _detached(world: World, namespace: str, rule: RoutingRule) -> bool:
    return bool(rule.incoming) and world.get(LINKS, rule.incoming, namespace) is None


def rule_object(world: World, namespace: str, rule: RoutingRule) -> dict[str, Any]:
    """A policy rule as a map, for JSON."""
    marked = rule.mark or rule.mask
    return {
        "priority": rule.priority,
        **_prefix_of("src", rule.source),
        **({} if rule.destination == EVERYWHERE else _prefix_of("dst", rule.destination)),
        **({"fwmark": f"0x{rule.mark:x}"} if marked else {}),
        **({"fwmask": f"0x{rule.mask:x}"} if marked and rule.mask != policy.EVERY_BIT else {}),
        **({"iif": rule.incoming} if rule.incoming else {}),
        **({"iif_detached": None} if _detached(world, namespace, rule) else {}),
        "table": rule.table,
    }


def _prefix_of(name: str, prefix: str) -> dict[str, Any]:
    address, _, length = prefix.partition("/")
    if prefix == EVERYWHERE:
        return {name: "all"}
    return {name: address, **({} if length in {"", "32"} else {f"{name}len": int(length)})}


@dataclass(frozen=True, slots=True)
class Gotten:
    """The route that a packet would take, as `ip route get` tells it; `marks` are the words of its cache entry."""

    destination: str
    dev: str
    local: bool
    asked_from: str = ""
    via: str = ""
    table: str = ""
    source: str = ""
    mark: int = 0
    uid: int | None = None
    marks: tuple[str, ...] = ()
    incoming: str = ""

    def lines(self, namespace: str) -> Lines:
        """As text."""
        start = [f"{'local ' if self.local else ''}{self.destination}"]
        start += [f"from {self.asked_from}"] if self.asked_from else []
        start += [f"via {self.via}"] if self.via else []
        mark = f"0x{self.mark:x}" if self.mark > LAST_PLAIN_MARK else str(self.mark)
        user = "" if self.uid is None else str(self.uid)
        rest = {"table": self.table, "src": self.source, "mark": mark if self.mark else "", "uid": user}
        tail = "".join(f" {name} {value}" for name, value in rest.items() if value)
        marks = "".join(f"<{mark}> " for mark in self.marks) + (f"iif {self.incoming} " if self.incoming else "")
        first = line(" ".join([*start, "dev "]), device(namespace, self.dev), f"{tail} ")
        return first, line(f"    cache {marks}")

    def object(self, namespace: str) -> dict[str, Any]:
        """As a map, for JSON."""
        rest = {"from": self.asked_from, "gateway": self.via}
        more = {"table": self.table, "prefsrc": self.source, "mark": self.mark}
        return {
            **({"type": "local"} if self.local else {}),
            "dst": self.destination,
            **{name: value for name, value in rest.items() if value},
            "dev": device(namespace, self.dev),
            **{name: value for name, value in more.items() if value},
            "flags": [],
            **({} if self.uid is None else {"uid": self.uid}),
            "cache": list(self.marks),
            **({"iif": self.incoming} if self.incoming else {}),
        }


LAST_PLAIN_MARK = 15
"""Marks above this are printed in hexadecimal."""


def route_get(
    world: World, namespace: str, destination: str, *, source: str = "", incoming: str = "", mark: int = 0, uid: int = 0
) -> Gotten | None:
    """`ip route get …`; None when no route leads there."""
    decision = routing.find(world, namespace, destination, source or NOWHERE, incoming=incoming, mark=mark)
    route = decision.route
    if route is None:
        return None
    custom = policy.custom(world, namespace)
    redirected = _redirects(world, namespace, route, source, incoming)
    return Gotten(
        destination,
        "lo" if decision.local else route.dev,
        decision.local,
        asked_from=source,
        via=route.via,
        table=decision.table if custom and decision.table != "main" else "",
        source="" if source or incoming else routing.source_address(world, namespace, route, destination),
        mark=mark,
        uid=None if incoming else uid,
        marks=("local",) if decision.local else ("redirect",) if redirected else (),
        incoming=incoming,
    )


def _redirects(world: World, namespace: str, route: Route, source: str, incoming: str) -> bool:
    """Whether a sender on the same wire is told of a shorter way: the packet would leave where it came in."""
    back = routing.find(world, namespace, source or NOWHERE).route if incoming == route.dev else None
    return back is not None and back.dev == incoming and not back.via


def present_neighbours(world: World, namespace: str, name: str = "") -> tuple[Neighbour, ...]:
    """The neighbours as they are now, of all devices or of one, in the order of devices and addresses."""
    numbers = {link.name: link.index for link in routing.links(world, namespace)}
    found = [entry for entry in world.values(NEIGHBOURS, namespace) if name in {"", entry.dev}]
    found.sort(key=lambda entry: (numbers.get(entry.dev, 0), ipv4.number(entry.ip)))
    return tuple(_present(world, namespace, entry) for entry in found)


def _present(world: World, namespace: str, entry: Neighbour) -> Neighbour:
    link = world.get(LINKS, entry.dev, namespace)
    return entry if link is None else neighbours.present(world, namespace, link, entry)


def neighbour_lines(world: World, namespace: str, name: str = "") -> Lines:
    """`ip neigh`, or that of one device, whose name is not repeated."""
    found = present_neighbours(world, namespace, name)
    return tuple(neighbour_line(world, namespace, entry, whole=not name) for entry in found)


def neighbour_line(
    world: World, namespace: str, entry: Neighbour, *, whole: bool = True, statistics: bool = False
) -> Spans:
    """One neighbour as it is now; with statistics also for how many seconds it has been so."""
    name = Span(entry.ip, places.neighbour(namespace, entry.dev, entry.ip), "neighbour")
    where: tuple[str | Span, ...] = (" dev ", device(namespace, entry.dev)) if whole else ()
    hardware = f" lladdr {entry.mac}" if _is_known(entry) else ""
    age = (world.now_ms - entry.since_ms) // 1000
    used = f"  used {age}/{age}/{age}probes 0" if statistics else ""
    return line(name, *where, f"{hardware}{used} {entry.state} ")


def brief_neighbour(namespace: str, entry: Neighbour) -> Spans:
    """`ip -br neigh`."""
    name, dev = (
        Span(entry.ip, places.neighbour(namespace, entry.dev, entry.ip), "neighbour"),
        device(namespace, entry.dev),
    )
    room = " " * max(0, 40 - len(entry.ip)), " " * max(0, 16 - len(entry.dev))
    return line(name, room[0], dev, f"{room[1]} {entry.mac if _is_known(entry) else ''}")


def neighbour_object(
    world: World, namespace: str, entry: Neighbour, *, whole: bool, statistics: bool
) -> dict[str, Any]:
    """One neighbour as a map, for JSON."""
    age = (world.now_ms - entry.since_ms) // 1000
    return {
        "dst": Span(entry.ip, places.neighbour(namespace, entry.dev, entry.ip), "neighbour"),
        **({"dev": device(namespace, entry.dev)} if whole else {}),
        **({"lladdr": entry.mac} if _is_known(entry) else {}),
        **({"used": age, "confirmed": age, "updated": age, "probes": 0} if statistics else {}),
        "state": [entry.state],
    }


def _is_known(entry: Neighbour) -> bool:
    return entry.state not in {"INCOMPLETE", "FAILED"}
