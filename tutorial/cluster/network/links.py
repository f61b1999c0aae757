"""Devices that change: taken up and down, with the rows that the kernel takes away or puts back because of it.

Source: Linux net/ipv4/fib_frontend.c (fib_disable_ip), net/core/neighbour.c (neigh_ifdown), net/bridge/br_stp_if.c,
drivers/net/veth.c (a pair's other end loses its carrier).
"""

from dataclasses import replace

from tutorial.cluster.network import routing, setup
from tutorial.cluster.network.tables import FDB, LINKS, NEIGHBOURS, ROUTES, Link
from tutorial.cluster.world import World


def set_up(world: World, namespace: str, name: str, *, up: bool) -> None:
    """Take a device up or down. Down: its routes (not the local ones) and neighbours go, and bridges forget who was
    behind ports that no longer forward. Up: only the routes of its own addresses come back."""
    link = world[LINKS, name, namespace]
    world.put(LINKS, name, replace(link, up=up), namespace)
    if up:
        for address in routing.addresses(world, namespace):
            if address.dev == name:
                setup.add_connected_route(world, namespace, address)
        return
    for route_key, route in world.rows(ROUTES, namespace):
        if route.dev == name and route.kind != "local":
            world.delete(ROUTES, route_key, namespace)
    for key, neighbour in world.rows(NEIGHBOURS, namespace):
        if neighbour.dev == name:
            world.delete(NEIGHBOURS, key, namespace)
    _forget_ports(world, namespace, link)


def _forget_ports(world: World, namespace: str, link: Link) -> None:
    """Take out what bridges learned behind the device, its other end, and the ports of a bridge that went down."""
    ends = {(namespace, link.name), (link.peer_namespace, link.peer)}
    ends |= {(namespace, port.name) for port in routing.links(world, namespace) if port.master == link.name}
    for other in sorted({namespace, link.peer_namespace} - {""}):
        for key, entry in world.rows(FDB, other):
            if (other, entry.port) in ends and not entry.permanent:
                world.delete(FDB, key, other)


def set_port_state(world: World, namespace: str, name: str, state: str) -> None:
    """Set the state of a bridge's port, e.g. `disabled`."""
    world.put(LINKS, name, replace(world[LINKS, name, namespace], port_state=state), namespace)
