"""The overlay on a machine: the end of its tunnel, and the routes that decide which bridge a packet goes to.

Law of this file: every element is a row of a table, and each edge follows from two of them.
"""

from collections.abc import Iterator

from tutorial.cluster.network import ipv4, places
from tutorial.cluster.network.tables import ADDRESSES, LINKS, ROUTES, Link, Route
from tutorial.cluster.overlay.tables import NETWORK
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place, edge

MAIN = "main"


def overlay_elements(world: World, host: str, parent: str, bridges: tuple[str, ...]) -> Iterator[Element]:
    """The ends of a machine's tunnels, the routes to its bridges, and the ways between card, route and bridge."""
    links = world.values(LINKS, host)
    tunnels = [link for link in links if link.kind == "vxlan"]
    card = places.link(host, "eth0") if world.get(LINKS, "eth0", host) else ""
    for link in tunnels:
        yield _tunnel(world, host, parent, link)
        if card:
            yield edge(card, places.link(host, link.name))
    for route in world.values(ROUTES, host) if bridges else ():
        if route.table == MAIN and route.dev in bridges and route.kind == "unicast":
            name = places.route(host, route)
            before = [places.link(host, link.name) for link in tunnels] if _overlaid(route) else []
            place = Place(column="tunnel" if before else "B")
            yield Element(name, "route", route.destination, parent, "", place, _route_facts(route))
            yield from (edge(found, name) for found in before or ([card] if card else []))
            yield edge(name, places.link(host, route.dev))


def _overlaid(route: Route) -> bool:
    """Whether a route leads into the overlay's network."""
    return ipv4.within(route.destination.partition("/")[0], NETWORK)


def _tunnel(world: World, host: str, parent: str, link: Link) -> Element:
    addresses = [entry for entry in world.values(ADDRESSES, host) if entry.dev == link.name]
    told = ", ".join(f"{entry.ip}/{entry.prefix}" for entry in addresses)
    facts = (
        ("address", told),
        ("VNI", str(link.vni)),
        ("port", f"UDP {link.udp_port}" if link.udp_port else ""),
        ("mac", link.mac),
        ("mtu", str(link.mtu)),
    )
    kept = tuple((name, value) for name, value in facts if value)
    state = "up" if link.up else "down"
    return Element(places.link(host, link.name), "vtep", link.name, parent, state, Place(column="A"), kept)


def _route_facts(route: Route) -> tuple[tuple[str, str], ...]:
    """As the inspector tells it of every route."""
    facts = (
        ("table", route.table),
        ("destination", route.destination),
        ("gateway", route.via),
        ("device", route.dev),
        ("source", route.source),
        ("kind", route.kind),
    )
    return tuple((name, value) for name, value in facts if value)
