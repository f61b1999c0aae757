"""What the overlay writes into the kernel of every node: the end of the tunnel, and the way to every other node.

Sources: dcos/dcos-net apps/dcos_overlay/src/dcos_overlay_configure.erl, dcos_overlay_netlink.erl; for masquerading
dcos/dcos-mesos-modules overlay/agent.cpp.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.network import chains, policy, setup
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS, IpSet, Member, scope
from tutorial.cluster.network.tables import (
    FDB,
    LINKS,
    NEIGHBOURS,
    ROUTES,
    FdbEntry,
    Link,
    Neighbour,
    Route,
    RoutingRule,
)
from tutorial.cluster.overlay.tables import NETWORK, VTEP_NETWORK, Part
from tutorial.cluster.state import Key, Table
from tutorial.cluster.world import World

DEVICE, VNI, PORT = "vtep1024", 1024, 64000
TABLE, PRIORITY = "42", 32765
"""The routing table that what comes from the overlay asks about nodes, and its place among the policy rules."""
SET = "overlay"
CAUSES: Causes = (Cause(0, "overlay"),)


def start(world: World, parts: Iterable[Part]) -> None:
    """Join all nodes: they share the rows that lead to every node, and each is without those that lead to itself."""
    every = tuple(parts)
    for own in every:
        _tunnel(world, own)
    nodes = [own.host for own in every]
    for table, ways in SHARED:
        world.lay(table, {key: row for own in every for key, row in ways(own)}, nodes)
        for own in every:
            for key, _ in ways(own):
                world.delete(table, key, own.host)
    for node in nodes:
        _masquerade(world, node)


def _tunnel(world: World, own: Part) -> None:
    index = max(link.index for link in world.values(LINKS, own.host)) + 1
    link = Link(DEVICE, index, "vxlan", own.mac, vni=VNI, udp_port=PORT, learning=True, causes=CAUSES)
    setup.add_link(world, own.host, link)
    setup.add_address(world, own.host, DEVICE, f"{own.vtep}/{VTEP_NETWORK.partition('/')[2]}", CAUSES)
    policy.add(world, own.host, RoutingRule(PRIORITY, NETWORK, TABLE, causes=CAUSES))


def _neighbours(other: Part) -> Iterator[tuple[Key, Neighbour]]:
    """Behind which MAC address the end of the other's tunnel is."""
    yield (DEVICE, other.vtep), Neighbour(DEVICE, other.vtep, other.mac, "PERMANENT", causes=CAUSES)


def _entries(other: Part) -> Iterator[tuple[Key, FdbEntry]]:
    """To which address frames for that MAC address are sent through the tunnel."""
    yield (DEVICE, other.mac), FdbEntry(DEVICE, other.mac, destination=other.address, causes=CAUSES)


def _routes(other: Part) -> Iterator[tuple[Key, Route]]:
    """How a node reaches the other's containers, and from a container the other node itself."""
    for table, destination in (("main", other.subnet), (TABLE, f"{other.address}/32")):
        route = Route(table, destination, DEVICE, via=other.vtep, causes=CAUSES)
        yield route.key, route


SHARED: tuple[tuple[Table[Any], Callable[[Part], Iterable[tuple[Key, Any]]]], ...] = (
    (NEIGHBOURS, _neighbours),
    (FDB, _entries),
    (ROUTES, _routes),
)
"""The tables that have the same rows about another node on every node, and those rows."""


def _masquerade(world: World, node: str) -> None:
    """What goes from the overlay to anywhere else goes out under the node's address."""
    world.put(IPSETS, SET, IpSet(SET, "hash:net", "family inet hashsize 1024 maxelem 65536 counters", CAUSES), node)
    for network, nomatch in (("0.0.0.0/1", False), ("128.0.0.0/1", False), (NETWORK, True)):
        world.put(MEMBERS, network, Member(network, nomatch, CAUSES), scope(node, SET))
    chains.add(world, node, "nat", f"-A POSTROUTING -s {NETWORK} -m set --match-set {SET} dst -j MASQUERADE", CAUSES)
