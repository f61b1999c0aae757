"""Routing: policy rules, tables, the longest prefix, the source address, and whether a received source is believed.

Source: Linux net/ipv4/fib_rules.c, fib_trie.c, fib_semantics.c, fib_frontend.c (fib_validate_source), devinet.c
(inet_select_addr). Not modelled: types of service, several next hops; that a kernel goes to and fro between default
gateways that are merely STALE.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

from tutorial.cluster.network import places, policy, sysctls
from tutorial.cluster.network.ipv4 import broadcast, parse_prefix, within
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NEIGHBOURS, REFUSING, ROUTES, Address, Link, Route
from tutorial.cluster.network.views import view
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World

LOOPBACK = "127.0.0.0/8"
MULTICAST = "224.0.0.0/4"
NOWHERE = "0.0.0.0"  # noqa: S104 (no address of ours is bound to it)


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry that was looked at: its text as the tool prints it, whether it matched, why (not)."""

    text: str
    matched: bool
    why: Said
    element: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a route look-up: the route (None: unreachable), the table it stands in, what was asked.

    `refused` is a route that leads nowhere, where that is what was found; then there is none.
    """

    route: Route | None
    table: str
    asked: tuple[Asked, ...] = ()
    refused: Route | None = None

    @property
    def local(self) -> bool:
        """Whether the destination is this host itself."""
        return self.route is not None and self.route.kind == "local"


def _by_table(routes: tuple[Route, ...]) -> dict[str, tuple[Route, ...]]:
    """The routes of each table, the longest prefix first; equal ones by metric and position, as their keys say."""
    found: dict[str, list[Route]] = {}
    for route in sorted(routes, key=lambda route: -parse_prefix(route.destination)[2]):
        found.setdefault(route.table, []).append(route)
    return {table: tuple(entries) for table, entries in found.items()}


def in_dump(destination: str) -> tuple[int, int]:
    """What routes are sorted by where a table is printed: by network, of one network the longest prefix first."""
    network, _, length = parse_prefix(destination)
    return network, -length


def _as_shown(routes: tuple[Route, ...]) -> dict[str, tuple[tuple[Route, str], ...]]:
    """The routes of each table with their text, in the order in which `ip route` prints them."""
    found: dict[str, list[tuple[Route, str]]] = {}
    for route in sorted(routes, key=lambda route: in_dump(route.destination)):
        found.setdefault(route.table, []).append((route, route.text))
    return {table: tuple(entries) for table, entries in found.items()}


def _broadcasts(entries: tuple[Address, ...]) -> frozenset[str]:
    """The broadcast addresses of every network that an address lies in."""
    return frozenset(broadcast(entry.ip, entry.prefix) for entry in entries if entry.prefix < 31)


tables = view(ROUTES, _by_table)
"""The routes of a namespace by their table, the longest prefix first."""
shown = view(ROUTES, _as_shown)
"""The routes of a namespace by their table, with their text, as `ip route` prints them."""
broadcasts = view(ADDRESSES, _broadcasts)
"""The broadcast addresses of a namespace's networks."""
addresses = view(ADDRESSES, lambda entries: entries)
"""The addresses of a namespace in their order."""
links = view(LINKS, lambda entries: tuple(sorted(entries, key=lambda link: link.index)))
"""The devices of a namespace by their number."""


def usable(world: World, namespace: str, route: Route) -> bool:
    """Whether a packet can take the route: its device is there and up. Local routes do not depend on their device."""
    if route.kind == "local" or route.kind in REFUSING:
        return True
    link = world.get(LINKS, route.dev, namespace)
    return link is not None and link.up


def find(
    world: World, namespace: str, destination: str, source: str = NOWHERE, *, incoming: str = "", mark: int = 0
) -> Decision:
    """The route for a packet: the first rule whose table has a matching route, there the longest prefix.

    `incoming` is the device that it came in by; empty for a packet that is made here.
    """
    by_table = tables(world, namespace)
    for rule in policy.rules(world, namespace):
        if policy.why_not(rule, source, destination, incoming, mark) is None:
            for route in by_table.get(rule.table, ()):
                if within(destination, route.destination) and usable(world, namespace, route):
                    if route.kind in REFUSING:
                        return Decision(None, rule.table, refused=route)
                    chosen = route if incoming else _living(world, namespace, route, by_table[rule.table])
                    return Decision(chosen, rule.table)
    return Decision(None, "")


NO_WAY = "Network is unreachable"
REFUSALS = {"blackhole": "Invalid argument", "unreachable": "No route to host", "prohibit": "Permission denied"}


def no_way(world: World, namespace: str, destination: str, source: str = NOWHERE) -> str:
    """The system's words for there being no way to a destination (fib_props)."""
    refused = find(world, namespace, destination, source).refused
    return NO_WAY if refused is None else REFUSALS[refused.kind]


def _living(world: World, namespace: str, best: Route, table: tuple[Route, ...]) -> Route:
    """Of several default routes with one metric the first whose gateway is not known to be silent (fib_select_default,
    which is asked for what this host sends itself, not for what it forwards)."""
    if best.destination != policy.EVERYWHERE or best.kind == "local":
        return best
    equal = [route for route in table if (route.destination, route.metric) == (best.destination, best.metric)]
    alive = (route for route in equal if usable(world, namespace, route) and not _silent(world, namespace, route))
    return next(alive, best)


def _silent(world: World, namespace: str, route: Route) -> bool:
    """Whether nobody answered when the gateway's Ethernet address was asked for last."""
    known = world.get(NEIGHBOURS, (route.dev, route.via), namespace)
    return known is not None and known.state in {"INCOMPLETE", "FAILED"}


def look_up(
    world: World, namespace: str, destination: str, source: str = NOWHERE, *, incoming: str = "", mark: int = 0
) -> Decision:
    """The same as `find`, with every rule and route that was asked. Table `local` is told of only where it decides."""
    decision = find(world, namespace, destination, source, incoming=incoming, mark=mark)
    asked: list[Asked] = []
    for rule in policy.rules(world, namespace):
        why = policy.why_not(rule, source, destination, incoming, mark)
        if why is not None:
            asked.append(Asked(rule.text, matched=False, why=why))
            continue
        if rule.table != "local" or decision.table == "local":
            asked.extend(_asked(world, namespace, rule.table, decision.route or decision.refused, destination))
        if rule.table == decision.table:
            break
    return Decision(decision.route, decision.table, tuple(asked), decision.refused)


def _asked(world: World, namespace: str, table: str, best: Route | None, destination: str) -> list[Asked]:
    entries = shown(world, namespace).get(table, ())
    why = partial(_why, world, namespace)
    return [
        asked_entry(text, route is best, why(route, best, destination), places.route(namespace, route))
        for route, text in entries
    ]


@lru_cache(maxsize=1 << 12)
def asked_entry(text: str, matched: bool, why: Said, element: str) -> Asked:  # noqa: FBT001  # a cache takes no names
    """An entry that was looked at; one object for what is looked at again and again."""
    return Asked(text, matched, why, element)


def _why(world: World, namespace: str, route: Route, best: Route | None, destination: str) -> Said:
    if route is best:
        return gettext("the longest prefix that holds {destination}", destination=destination)
    if not within(destination, route.destination):
        return gettext("does not hold {destination}", destination=destination)
    if not usable(world, namespace, route):
        return gettext("holds it, but {dev} is down", dev=route.dev)
    if best is None or route.destination != best.destination:
        return gettext("holds it too, but another prefix is longer")
    return _why_not_beside(route, best)


def _why_not_beside(route: Route, best: Route) -> Said:
    """Why a route to the same destination was not taken."""
    if route.metric > best.metric:
        return gettext("holds it too, but another route has a lower metric")
    if route.key < best.key:
        return gettext("holds it too, but {gateway} does not answer", gateway=route.via)
    return gettext("holds it too, but another route stands before it")


def source_address(world: World, namespace: str, route: Route, destination: str) -> str:
    """The source of a new connection: the route's own, the destination itself for a local route without one, else an
    address of the device."""
    if route.source:
        return route.source
    if route.kind == "local":
        return destination
    return select_address(world, namespace, route.dev, route.via)


def select_address(world: World, namespace: str, device: str, near: str = "") -> str:
    """The address that a device speaks with: one whose prefix holds `near`, else its first, else the first of any other
    device but lo; `0.0.0.0` when there is none. Loopback addresses are no answer (inet_select_addr)."""
    every = [entry for entry in addresses(world, namespace) if not within(entry.ip, LOOPBACK)]
    own = [entry for entry in every if entry.dev == device]
    for entry in own:
        if near and within(near, f"{entry.ip}/{entry.prefix}"):
            return entry.ip
    if own:
        return own[0].ip
    return next((entry.ip for link in links(world, namespace) for entry in every if entry.dev == link.name), NOWHERE)


def is_local(world: World, namespace: str, address: str) -> bool:
    """Whether an address belongs to this namespace."""
    local = tables(world, namespace).get("local", ())
    return any(route.kind == "local" and within(address, route.destination) for route in local)


def address_type(world: World, namespace: str, address: str) -> str:
    """LOCAL, BROADCAST, MULTICAST or UNICAST: what iptables' `addrtype` asks for."""
    if is_local(world, namespace, address):
        return "LOCAL"
    if within(address, MULTICAST):
        return "MULTICAST"
    if address == "255.255.255.255" or address in broadcasts(world, namespace):
        return "BROADCAST"
    return "UNICAST"


def _keeps_out(world: World, namespace: str, device: str, *ends: str) -> bool:
    """Whether a device does not carry packets with these ends, for one is in 127/8 (IN_DEV_ROUTE_LOCALNET)."""
    return any(within(end, LOOPBACK) for end in ends) and not sysctls.routes_localnet(world, namespace, device)


def keeps_in(world: World, namespace: str, decision: Decision, source: str) -> bool:
    """Whether a packet may not leave by its route, for what comes from 127/8 stays in the host (__mkroute_output)."""
    if decision.route is None or decision.local or decision.route.dev == "lo":
        return False
    return _keeps_out(world, namespace, decision.route.dev, source)


def source_fault(world: World, namespace: str, link: Link, source: str, destination: str) -> str:
    """Why a received packet's source is not believed: `martian`, `rp_filter`, or empty when it is.

    A source that is one of our own addresses is never believed, ends in 127/8 only where the device routes them; strict
    filtering (1) wants the way back to leave by the device that the packet came in by, loose filtering (2) any way back
    at all.
    """
    if within(source, "0.0.0.0/8") or _keeps_out(world, namespace, link.name, source, destination):
        return "martian"
    if address_type(world, namespace, source) in {"LOCAL", "BROADCAST", "MULTICAST"}:
        return "martian"
    mode = sysctls.rp_filter(world, namespace, link.name)
    if mode == 0:
        return ""
    back = find(world, namespace, source, destination).route
    believed = back is not None and (mode == 2 or back.dev == link.name)
    return "" if believed else "rp_filter"
