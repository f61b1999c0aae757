"""Routing: policy rules, tables, the longest prefix, the source address.

Source: Linux net/ipv4/fib_rules.c, fib_trie.c, fib_semantics.c (fib_select_default is not modelled: one default route).
"""

from dataclasses import dataclass

from tutorial.cluster.network.ipv4 import parse_prefix, within
from tutorial.cluster.network.tables import ADDRESSES, LINKS, ROUTES, RULES, Route, RoutingRule
from tutorial.cluster.world import World

LOCAL_RULE = RoutingRule(0, "0.0.0.0/0", "local")
MAIN_RULE = RoutingRule(32766, "0.0.0.0/0", "main")
DEFAULT_RULE = RoutingRule(32767, "0.0.0.0/0", "default")


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry that was looked at: its text as the tool prints it, whether it matched, why (not)."""

    text: str
    matched: bool
    why: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a route look-up: the route (None: unreachable), the table it stands in, what was asked."""

    route: Route | None
    table: str
    asked: tuple[Asked, ...]

    @property
    def local(self) -> bool:
        """Whether the destination is this host itself."""
        return self.route is not None and self.route.kind == "local"


def rules(world: World, namespace: str) -> tuple[RoutingRule, ...]:
    """The policy rules in their order: local first, the namespace's own, main, default."""
    own = world.values(RULES, namespace)
    return tuple(sorted((LOCAL_RULE, *own, MAIN_RULE, DEFAULT_RULE), key=lambda rule: rule.priority))


def usable(world: World, namespace: str, route: Route) -> bool:
    """Whether the route's device is there and up: taking a device down takes its routes with it."""
    if route.kind == "local":
        return True
    link = world.get(LINKS, route.dev, namespace)
    return link is not None and link.up


def look_up(world: World, namespace: str, destination: str, source: str = "0.0.0.0") -> Decision:
    """The route for a packet: the first rule whose table has a matching route, there the longest prefix.

    A local route is found in table `local`, even where only the address is given. The order of equal prefixes is that
    of their keys.
    """
    asked: list[Asked] = []
    every = world.values(ROUTES, namespace)
    for rule in rules(world, namespace):
        if not within(source, rule.source):
            asked.append(Asked(rule.text, matched=False, why=f"the packet is not from {rule.source}"))
            continue
        table = [route for route in every if route.table == rule.table and usable(world, namespace, route)]
        best = _longest(table, destination)
        if rule.table != "local" or best is not None:
            asked.extend(_asked(table, best, destination))
        if best is not None:
            return Decision(best, rule.table, tuple(asked))
    return Decision(None, "", tuple(asked))


def _longest(table: list[Route], destination: str) -> Route | None:
    best: Route | None = None
    for route in table:
        if within(destination, route.destination):
            longer = best is None or parse_prefix(route.destination)[2] > parse_prefix(best.destination)[2]
            best = route if longer else best
    return best


def _asked(table: list[Route], best: Route | None, destination: str) -> list[Asked]:
    shown = sorted(table, key=lambda route: parse_prefix(route.destination))
    found = []
    for route in shown:
        if route is best:
            why = f"the longest prefix that holds {destination}"
        elif within(destination, route.destination):
            why = "holds it too, but another prefix is longer"
        else:
            why = f"does not hold {destination}"
        found.append(Asked(route.text, route is best, why))
    return found


def source_address(world: World, namespace: str, route: Route, destination: str) -> str:
    """The source that the kernel picks for a new connection: the route's own, else the destination for a local route
    without one, else the first address of the device."""
    if route.source:
        return route.source
    if route.kind == "local":
        return destination
    addresses = [address for address in world.values(ADDRESSES, namespace) if address.dev == route.dev]
    if route.via:
        near = [a for a in addresses if within(route.via, f"{a.ip}/{a.prefix}")]
        addresses = near or addresses
    return addresses[0].ip if addresses else "0.0.0.0"


def is_local(world: World, namespace: str, address: str) -> bool:
    """Whether an address belongs to this namespace (iptables' `addrtype --dst-type LOCAL`)."""
    return any(
        route.kind == "local" and within(address, route.destination)
        for route in world.values(ROUTES, namespace)
        if route.table == "local"
    )
