"""Devices that change: added, taken up and down, removed, with the rows that the kernel takes away because of it.

Source: Linux net/ipv4/fib_frontend.c (fib_disable_ip), net/core/neighbour.c (neigh_ifdown), net/bridge/br_stp_if.c,
drivers/net/veth.c (a pair's other end loses its carrier, both ends go together), net/core/dev.c (dev_new_index).
"""

from dataclasses import replace
from typing import TypeVar

from tutorial.cluster.network import routing, setup
from tutorial.cluster.network.ipsets import IPSETS
from tutorial.cluster.network.ipsets import scope as members_of
from tutorial.cluster.network.tables import (
    ADDRESSES,
    FDB,
    INDEXES,
    LINKS,
    NAMESPACES,
    NEIGHBOURS,
    ROUTES,
    SEGMENTS,
    Address,
    FdbEntry,
    Link,
    Route,
)
from tutorial.cluster.network.traffic import TRAFFIC
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

OnDevice = TypeVar("OnDevice", Address, Route, FdbEntry)


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


def next_index(world: World, namespace: str) -> int:
    """The number that a namespace gives to its next device. No number is given twice, though its device is gone."""
    last = max((link.index for link in world.values(LINKS, namespace)), default=0)
    index = max(last, world.get(INDEXES, "last", namespace) or 0) + 1
    world.put(INDEXES, "last", index, namespace)
    return index


def remove(world: World, namespace: str, name: str) -> None:
    """Take a device out of its namespace, with everything that stands on it, and the other end of its pair."""
    link = world.get(LINKS, name, namespace)
    if link is None:
        return
    set_up(world, namespace, name, up=False)
    _forget(world, ADDRESSES, namespace, name)
    _forget(world, ROUTES, namespace, name)
    _forget(world, FDB, namespace, name)
    for port in routing.links(world, namespace):
        if port.master == name:
            world.put(LINKS, port.name, replace(port, master=""), namespace)
    if link.segment:
        world.delete(SEGMENTS, link.mac, link.segment)
    world.delete(LINKS, name, namespace)
    world.delete(TRAFFIC, name, namespace)
    if link.master:
        adjust_mtu(world, namespace, link.master)
    if link.peer:
        remove(world, link.peer_namespace, link.peer)


def _forget(world: World, table: Table[OnDevice], namespace: str, device: str) -> None:
    """Take the rows of a device out of a table."""
    for key, row in world.rows(table, namespace):
        if row.dev == device:
            world.delete(table, key, namespace)


def adjust_mtu(world: World, namespace: str, bridge: str) -> None:
    """Let a bridge carry what all of its ports can carry, 1500 bytes where it has none (br_mtu_auto_adjust)."""
    link = world.get(LINKS, bridge, namespace)
    if link is not None:
        smallest = min((port.mtu for port in routing.links(world, namespace) if port.master == bridge), default=1500)
        world.put(LINKS, bridge, replace(link, mtu=smallest), namespace)


def remove_namespace(world: World, namespace: str) -> None:
    """End a network namespace: its devices go, the ends of pairs that are elsewhere with them, and all its tables."""
    for link in world.values(LINKS, namespace):
        remove(world, namespace, link.name)
    for name in world.values(IPSETS, namespace):
        world.clear(members_of(namespace, name.name), "net.")
    world.clear(namespace, "net.", "ipvs.")
    world.delete(NAMESPACES, namespace)
