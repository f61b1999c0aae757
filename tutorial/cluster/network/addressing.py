"""Addresses that go: what the kernel takes away with them.

Source: Linux net/ipv4/devinet.c (inet_del_ifa, with promote_secondaries as systemd sets it), net/ipv4/fib_frontend.c
(fib_del_ifaddr, fib_inetaddr_event), net/ipv4/fib_semantics.c (fib_sync_down_addr).
"""

from tutorial.cluster.network import ipv4, routing, setup
from tutorial.cluster.network.tables import ADDRESSES, ROUTES, Address
from tutorial.cluster.world import World

MAIN = "main"


def find(world: World, namespace: str, device: str, ip: str, bits: int | None) -> Address | None:
    """A device's address; of any prefix length when none is said."""
    found = (address for address in routing.addresses(world, namespace) if (address.dev, address.ip) == (device, ip))
    return next((address for address in found if bits in {None, address.prefix}), None)


def remove(world: World, namespace: str, gone: Address) -> None:
    """Take an address away: its local route, the routes of table main that name it as their source, and with the
    device's last one all of its routes. Another address in the same network takes its place."""
    for key, address in world.rows(ADDRESSES, namespace):
        if address == gone:
            world.delete(ADDRESSES, key, namespace)
    left = [address for address in routing.addresses(world, namespace) if address.dev == gone.dev]
    elsewhere = any(address.ip == gone.ip for address in routing.addresses(world, namespace))
    for key, route in world.rows(ROUTES, namespace):
        local = route.kind == "local"
        own = local and (route.destination, route.dev) == (f"{gone.ip}/32", gone.dev)
        named = route.source == gone.ip and (local or route.table == MAIN)
        by_it = named and (route.dev == gone.dev or not elsewhere)
        if own or by_it or (not local and route.dev == gone.dev and not left):
            world.delete(ROUTES, key, namespace)
    for address in left:
        setup.add_local_routes(world, namespace, address)
        if ipv4.network(address.ip, address.prefix) == ipv4.network(gone.ip, gone.prefix):
            setup.add_connected_route(world, namespace, address)
