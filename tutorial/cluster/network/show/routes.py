"""Routes, policy rules and neighbours, as `ip route`, `ip rule` and `ip neigh` print them.

Source: iproute2 6.1 ip/iproute.c (print_route), iprule.c, ipneigh.c (print_neigh); Linux net/ipv4/fib_frontend.c
(fib_add_ifaddr: the broadcast routes of each address).
"""

from dataclasses import dataclass

from tutorial.cluster.network import ipv4, layer2, neighbours, places, policy, routing, setup
from tutorial.cluster.network.routing import NOWHERE
from tutorial.cluster.network.tables import LINKS, NEIGHBOURS, Neighbour, Route
from tutorial.cluster.spans import Span, Spans, line
from tutorial.cluster.world import World

Lines = tuple[Spans, ...]


def device(namespace: str, name: str) -> Span:
    """A device's name as a link to its element."""
    return Span(name, places.link(namespace, name), "link")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which routes of a table are printed: those by one device, whose name is then not repeated; those of exactly one
    prefix, those that hold one, those that lie in one."""

    device: str = ""
    exact: str = ""
    holding: str = ""
    within: str = ""

    def takes(self, route_device: str, destination: str) -> bool:
        """Whether a route by a device to a destination is printed."""
        wanted = self.device in {"", route_device} and self.exact in {"", destination}
        wanted = wanted and (not self.holding or _lies_in(self.holding, destination))
        return wanted and (not self.within or _lies_in(destination, self.within))


EVERY = Choice()


def _lies_in(inner: str, outer: str) -> bool:
    return ipv4.parse_prefix(inner)[2] >= ipv4.parse_prefix(outer)[2] and ipv4.within(inner.partition("/")[0], outer)


def route_tables(world: World, namespace: str) -> tuple[str, ...]:
    """The tables that have routes: numbered ones, then main and local."""
    known = {"main": 254, "local": 255}
    found = routing.shown(world, namespace)
    return tuple(sorted(found, key=lambda name: (known.get(name, 0), int(name) if name.isdigit() else 0, name)))


def route_line(world: World, namespace: str, route: Route, *, whole: bool = True, table: str = "") -> Spans:
    """A route, with a blank at its end as `ip` leaves it; `table` names the table behind the device."""
    start = "" if route.kind == "unicast" else f"{route.kind} "
    before, _, after = route.text.removeprefix(start).partition(f" dev {route.dev}")
    destination, blank, via = before.partition(" ")
    if not route.dev:
        return line(start, Span(destination, places.route(namespace, route), "route"), f"{table}{blank}{via} ")
    quiet = route.kind != "local" and not _carries(world, namespace, route.dev)
    name = Span(destination, places.route(namespace, route), "route")
    by: tuple[str | Span, ...] = (" dev ", device(namespace, route.dev)) if whole else ()
    return line(start, name, f"{blank}{via}", *by, table, f"{after} linkdown " if quiet else f"{after} ")


def _carries(world: World, namespace: str, name: str) -> bool:
    link = world.get(LINKS, name, namespace)
    return link is not None and layer2.carries(world, namespace, link)


def route_lines(world: World, namespace: str, table: str = "main", choice: Choice = EVERY) -> Lines:
    """`ip route show table …`. Table local has a broadcast route for each network that an address lies in.

    `all` is every table, each named in its lines but for main.
    """
    if table == "all":
        return tuple(
            text
            for name in route_tables(world, namespace)
            for text in _table(world, namespace, name, choice, note="" if name == "main" else f" table {name}")
        )
    return _table(world, namespace, table, choice)


def _table(world: World, namespace: str, table: str, choice: Choice, note: str = "") -> Lines:
    whole = not choice.device
    found = [
        (routing.in_dump(route.destination), route_line(world, namespace, route, whole=whole, table=note))
        for route, _ in routing.shown(world, namespace).get(table, ())
        if choice.takes(route.dev, route.destination)
    ]
    if table == "local":
        found += _broadcasts(world, namespace, choice, note)
    return tuple(text for _, text in sorted(found, key=lambda each: each[0]))


def _broadcasts(world: World, namespace: str, choice: Choice, note: str) -> list[tuple[tuple[int, int], Spans]]:
    found = []
    for entry in routing.addresses(world, namespace):
        link = world.get(LINKS, entry.dev, namespace)
        address = ipv4.broadcast(entry.ip, entry.prefix)
        first = setup.first_of(world, namespace, entry) == entry
        if first and entry.prefix < 31 and link is not None and link.up and choice.takes(link.name, f"{address}/32"):
            name = Span(address, places.address(namespace, entry), "address")
            by: tuple[str | Span, ...] = () if choice.device else (" dev ", device(namespace, link.name))
            quiet = "" if layer2.carries(world, namespace, link) else "linkdown "
            tail = f"{note} proto kernel scope link src {entry.ip} {quiet}"
            found.append((routing.in_dump(address), line("broadcast ", name, *by, tail)))
    return found


def rule_lines(world: World, namespace: str) -> Lines:
    """`ip rule`."""
    found = []
    for rule in policy.rules(world, namespace):
        detached = bool(rule.incoming) and world.get(LINKS, rule.incoming, namespace) is None
        number, tab, rest = rule.printed(detached=detached).partition(":\t")
        found.append(line(Span(number, places.policy(namespace, rule), "policy"), tab + rest))
    return tuple(found)


def route_get(
    world: World, namespace: str, destination: str, *, source: str = "", incoming: str = "", mark: int = 0, uid: int = 0
) -> Lines | None:
    """`ip route get …`; None when no route leads there."""
    decision = routing.find(world, namespace, destination, source or NOWHERE, incoming=incoming, mark=mark)
    route = decision.route
    if route is None:
        return None
    custom = policy.custom(world, namespace)
    start = [f"{'local ' if decision.local else ''}{destination}", f"from {source}" if source else ""]
    start += [f"via {route.via}" if route.via else "", "dev "]
    chosen = "" if source or incoming else f" src {routing.source_address(world, namespace, route, destination)}"
    table = f" table {decision.table}" if custom and decision.table != "main" else ""
    marked = f" mark {f'0x{mark:x}' if mark > 15 else mark}" if mark else ""
    user = "" if incoming else f" uid {uid}"
    name = "lo" if decision.local else route.dev
    marks = (
        "<local> " if decision.local else "<redirect> " if _redirects(world, namespace, route, source, incoming) else ""
    )
    cache = f"    cache {marks}{f'iif {incoming} ' if incoming else ''}"
    first = line(" ".join(word for word in start if word), device(namespace, name), f"{table}{chosen}{marked}{user} ")
    return (first, line(cache))


def _redirects(world: World, namespace: str, route: Route, source: str, incoming: str) -> bool:
    """Whether a sender on the same wire is told of a shorter way: the packet would leave where it came in."""
    back = routing.find(world, namespace, source or NOWHERE).route if incoming == route.dev else None
    return back is not None and back.dev == incoming and not back.via


def neighbour_lines(world: World, namespace: str, name: str = "") -> Lines:
    """`ip neigh`, or that of one device, whose name is not repeated. In the order of devices and addresses."""
    numbers = {link.name: link.index for link in routing.links(world, namespace)}
    found = [entry for entry in world.values(NEIGHBOURS, namespace) if name in {"", entry.dev}]
    found.sort(key=lambda entry: (numbers.get(entry.dev, 0), ipv4.number(entry.ip)))
    return tuple(neighbour_line(world, namespace, entry, whole=not name) for entry in found)


def neighbour_line(world: World, namespace: str, entry: Neighbour, *, whole: bool = True) -> Spans:
    """One neighbour as it is now."""
    link = world.get(LINKS, entry.dev, namespace)
    now = entry if link is None else neighbours.present(world, namespace, link, entry)
    name = Span(entry.ip, places.neighbour(namespace, entry.dev, entry.ip), "neighbour")
    where: tuple[str | Span, ...] = (" dev ", device(namespace, entry.dev)) if whole else ()
    hardware = "" if now.state in {"INCOMPLETE", "FAILED"} else f" lladdr {now.mac}"
    return line(name, *where, f"{hardware} {now.state} ")
