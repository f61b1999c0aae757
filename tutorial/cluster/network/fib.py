"""How routes get into a routing table and out of it: which of them stand beside each other, and in which order.

Routes to one destination with one metric stand in the order of their positions; no two of them lead the same way.
Source: Linux net/ipv4/fib_trie.c (fib_table_insert, fib_table_delete), fib_semantics.c (fib_find_info, fib_nh_match).
"""

from collections.abc import Callable
from enum import Enum

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network.tables import ALIASES, ROUTES, ROUTING_TABLES, Route
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

EXISTS = "File exists"
NO_ENTRY = "No such file or directory"
NO_PROCESS = "No such process"
OWN_TABLES = frozenset({"main", "local"})
"""The kernel's own tables. Another one is there from its first route on, even when its last one is gone."""


class Refused(ClusterError):
    """What the kernel does not do with a route or rule; the text is the system's words for its error."""

    code = "netlink"


class Way(Enum):
    """How a route is put beside others to its destination, as netlink's flags say it: `add` wants to be the only one of
    its metric, `append` the last, `prepend` the first; `change` takes the place of the first, `replace` too, if any."""

    ADD = "add"
    APPEND = "append"
    PREPEND = "prepend"
    CHANGE = "change"
    REPLACE = "replace"


def insert(world: World, namespace: str, route: Route, way: Way) -> None:
    """Put a route into its table, at the position that is its; Refused as the kernel would."""
    others = world.group(ROUTES, ALIASES, (route.table, route.destination, route.metric), namespace)
    if others and way is Way.ADD:
        raise Refused(EXISTS)
    twin = next((other for other in others if _leads(other) == _leads(route)), None)
    if others and way in {Way.CHANGE, Way.REPLACE}:
        if twin is None:
            _put(world, namespace, route, others[0].position)
        elif twin is not others[0]:
            raise Refused(EXISTS)
        return
    if twin is not None:
        raise Refused(EXISTS)
    if way is Way.CHANGE:
        raise Refused(NO_ENTRY)
    _put(world, namespace, route, _free(others, way))


def _leads(route: Route) -> tuple[str, ...]:
    """What makes a route another one than those beside it."""
    return route.kind, route.protocol, route.source, route.dev, route.via


def _free(others: tuple[Route, ...], way: Way) -> int:
    """The position of a new route: behind all others, or before them."""
    if not others:
        return 0
    return others[-1].position + 1 if way is Way.APPEND else others[0].position - 1


def _put(world: World, namespace: str, route: Route, position: int) -> None:
    placed = changed(route, position=position)
    world.put(ROUTES, placed.key, placed, namespace)
    open_table(world, namespace, route.table)


def open_table(world: World, namespace: str, table: str) -> None:
    """Make a routing table, unless it is there (fib_new_table)."""
    if table not in OWN_TABLES:
        world.put(ROUTING_TABLES, table, True, namespace)


def take_in(world: World, namespace: str, route: Route) -> None:
    """Put a route behind those beside which it stands; one that is there already stays as it is (fib_magic)."""
    others = world.group(ROUTES, ALIASES, (route.table, route.destination, route.metric), namespace)
    if all(_leads(other) != _leads(route) for other in others):
        _put(world, namespace, route, _free(others, Way.APPEND))


def has_table(world: World, namespace: str, table: str) -> bool:
    """Whether a routing table is there though it may have no route any more (fib_get_table)."""
    return table in OWN_TABLES or world.get(ROUTING_TABLES, table, namespace) is not None


def delete(world: World, namespace: str, fits: Callable[[Route], bool]) -> None:
    """Take out the first route that fits: of the lowest metric, there the first; Refused when none does."""
    found = next((route for route in world.values(ROUTES, namespace) if fits(route)), None)
    if found is None:
        raise Refused(NO_PROCESS)
    take_out(world, namespace, found)


def take_out(world: World, namespace: str, route: Route) -> None:
    """Take out a route; its table stays."""
    world.delete(ROUTES, route.key, namespace)
    open_table(world, namespace, route.table)
