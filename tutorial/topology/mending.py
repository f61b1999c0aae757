"""How a device that was taken down comes up as it was: what the kernel took away with it is put back by hand.

What that is follows from taking it down and up on a fork, so the kernel's rules are said once (`network/links.py`).
"""

from tutorial.cluster.network import links
from tutorial.cluster.network.tables import NEIGHBOURS, ROUTES, Route
from tutorial.cluster.world import World

MOST = 12
"""Of so many routes and neighbours a line is made; a device that has more is not offered to be taken down."""


def link_up(world: World, host: str, name: str) -> str | None:
    """The line that takes a device up again, with the routes and neighbours that it has now; None if they are many."""
    without = world.fork()
    links.set_up(without, host, name, up=False)
    links.set_up(without, host, name, up=True)
    lost = [*_routes(world, without, host), *_neighbours(world, without, host)]
    return None if len(lost) > MOST else " && ".join([f"ip link set {name} up", *lost])


def _routes(world: World, without: World, host: str) -> list[str]:
    """Routes that are gone; those that others need, as they lead to gateways by no gateway, first."""
    gone = [route for key, route in world.rows(ROUTES, host) if without.get(ROUTES, key, host) is None]
    gone.sort(key=lambda route: bool(route.via))
    return [f"ip route add {_typed(route)}" for route in gone]


def _typed(route: Route) -> str:
    """A route as it is typed."""
    words = ["" if route.kind == "unicast" else route.kind, route.destination.removesuffix("/32")]
    options = {"via": route.via, "dev": route.dev, "src": route.source, "metric": str(route.metric or "")}
    options |= {"table": "" if route.table == "main" else route.table}
    words += [f"{name} {value}" for name, value in options.items() if value]
    return " ".join(word for word in words if word).replace("0.0.0.0/0", "default")


def _neighbours(world: World, without: World, host: str) -> list[str]:
    """Neighbours that somebody wrote and that are gone."""
    gone = [entry for key, entry in world.rows(NEIGHBOURS, host) if without.get(NEIGHBOURS, key, host) is None]
    kept = [entry for entry in gone if entry.state == "PERMANENT"]
    return [f"ip neigh add {entry.ip} lladdr {entry.mac} dev {entry.dev} nud permanent" for entry in kept]
