"""What dcos-net writes into the kernel of every node: at its start, and for each virtual address.

Sources: dcos/dcos packages/dcos-net/extra/dcos-net.service (device, rules, set), dcos/dcos-net
apps/dcos_l4lb/src/dcos_l4lb_{ipvs,ipset,route}_mgr.erl.
"""

from collections.abc import Iterable

from tutorial.cluster.causes import SCENARIO, Cause, Causes
from tutorial.cluster.dcosnet.tables import Backend
from tutorial.cluster.network import chains, setup
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS, IpSet, Member, scope
from tutorial.cluster.network.ipvs.tables import (
    SERVICES,
    RealServer,
    Service,
    ServiceKey,
    add_service,
    remove_service,
    set_servers,
)
from tutorial.cluster.network.tables import ALIASES, LINKS, ROUTES, Link, Route
from tutorial.cluster.world import World

DEVICE, SET, SCHEDULER = "minuteman", "dcos-l4lb", "wlc"
CAUSES: Causes = (Cause(0, "dcosnet"),)
SKIP = f'-m set --match-set {SET} dst,dst -m comment --comment "Skip DC/OS L4LB traffic" -j RETURN'
MASQUERADE = (
    "-m ipvs --ipvs --vdir ORIGINAL --vmethod MASQ "
    "-m comment --comment Minuteman-IPVS-IPTables-masquerade-rule -j MASQUERADE"
)


def start(world: World, node: str) -> None:
    """The device, the set and the rules of a node. The rules of nat stand before what was there, FORWARD's behind."""
    index = max(link.index for link in world.values(LINKS, node)) + 1
    setup.add_link(world, node, Link(DEVICE, index, "dummy", _mac(world, node)))
    world.put(IPSETS, SET, IpSet(SET, "hash:ip,port", "family inet hashsize 1024 maxelem 65536 counters", CAUSES), node)
    for chain in ("OUTPUT", "PREROUTING"):
        chains.add(world, node, "nat", f"-I {chain} {SKIP}", CAUSES)
    chains.add(world, node, "nat", f"-I POSTROUTING {MASQUERADE}", CAUSES)
    chains.add(world, node, "filter", "-A FORWARD -j ACCEPT", CAUSES)


def _mac(world: World, node: str) -> str:
    """A dummy device gets a random address, marked as one that was given locally."""
    digits = world.hex_digits("dcosnet.mac", (node,), 10)
    return ":".join(("02", *(digits[at : at + 2] for at in range(0, 10, 2))))


def write(world: World, node: str, key: ServiceKey, backends: Iterable[Backend]) -> None:
    """Let a virtual service stand in a node's kernel with these real servers and no others.

    They stand in ascending order, the first at the head of the list, whence schedulers begin.
    """
    servers: dict[str, RealServer] = {}
    for backend in backends:
        server = RealServer(backend.address, backend.port, causes=backend.causes)
        servers.setdefault(server.name, server)
    wanted = tuple(servers.values())
    causes = wanted[0].causes if wanted else SCENARIO
    _put_member(world, node, key, causes)
    known = world.get(SERVICES, key, node)
    if known is None or known.scheduler != SCHEDULER:
        if known is not None:
            remove_service(world, node, key)
        add_service(world, node, Service(*key, SCHEDULER, wanted, causes))
    elif known.servers != wanted:
        set_servers(world, node, known, wanted)
    route = Route("local", f"{key[1]}/32", DEVICE, kind="local", causes=causes)
    setup.add_route(world, node, route)


def _put_member(world: World, node: str, key: ServiceKey, causes: Causes) -> None:
    if world.get(IPSETS, SET, node) is not None:
        value = member(key)
        world.put(MEMBERS, value, Member(value, causes=causes), scope(node, SET))


def member(key: ServiceKey) -> str:
    """A service as a member of the set: `11.249.78.219,tcp:3141`."""
    protocol, address, port = key
    return f"{address},{protocol}:{port}"


def withdraw(world: World, node: str, key: ServiceKey, *, last: bool) -> None:
    """Take a virtual service out of a node's kernel; with the `last` one of its address the address goes too."""
    if last:
        for route in world.group(ROUTES, ALIASES, ("local", f"{key[1]}/32", 0), node):
            world.put(ROUTES, route.key, None if route.dev == DEVICE else route, node)
    if world.get(SERVICES, key, node) is not None:
        remove_service(world, node, key)
    world.delete(MEMBERS, member(key), scope(node, SET))
