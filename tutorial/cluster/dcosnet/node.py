"""One node: the address that it gives to a name, and what its kernel must hold for all that the nodes know.

Source: dcos/dcos-net as of July 2019, apps/dcos_l4lb/src/dcos_l4lb_lashup_vip_listener.erl (mappings live in the node's
memory), dcos_l4lb_mgr.erl (the kernel is compared with what it should hold, and repaired).
"""

from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.dcosnet.addresses import address_of, next_address
from tutorial.cluster.dcosnet.names import ZONE, vip_name
from tutorial.cluster.dcosnet.tables import BACKENDS, BY_NAME, MAPPINGS, PROGRAMMED, Mapping, Programmed
from tutorial.cluster.dcosnet.vips import VipKey
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.ipsets import MEMBERS, scope
from tutorial.cluster.network.ipvs.tables import SERVICES, remove_service
from tutorial.cluster.servers.dcos_dns import TTL, own_records
from tutorial.cluster.world import World


def follow(world: World, node: str, key: VipKey) -> None:
    """Bring a node up to what all know of one virtual address."""
    known = world.get(PROGRAMMED, key, node)
    if backends := world.get(BACKENDS, key):
        stands = known or Programmed(key, _address(world, node, key))
        world.put(PROGRAMMED, key, stands, node)
        kernel.write(world, node, stands.service, backends)
    elif known is not None:
        world.delete(PROGRAMMED, key, node)
        last = all(other.address != known.address for other in world.values(PROGRAMMED, node))
        kernel.withdraw(world, node, known.service, last=last)
        _forget(world, node, known)


def _address(world: World, node: str, key: VipKey) -> str:
    """The address of a virtual address: as it was written, or the one that its name has or gets on this node."""
    _, written, framework, _ = key
    if not framework:
        return written
    known = world.group(MAPPINGS, BY_NAME, (written, framework), node)
    return known[0].address if known else _mapped(world, node, key).address


def _mapped(world: World, node: str, key: VipKey) -> Mapping:
    """Give a name the address that its hash says, or the next one that is free."""
    _, written, framework, _ = key
    name = vip_name(written, framework)
    address = address_of(name)
    while world.get(MAPPINGS, address, node) is not None:
        address = next_address(address)
    made = Mapping(written, framework, name, address, world[BACKENDS, key][0].causes)
    world.put(MAPPINGS, address, made, node)
    _publish(world, node, name)
    return made


def _forget(world: World, node: str, gone: Programmed) -> None:
    """A name without any port left has no address any more."""
    known = world.get(MAPPINGS, gone.address, node)
    if known is not None and not any(other.key[1:3] == gone.key[1:3] for other in world.values(PROGRAMMED, node)):
        world.delete(MAPPINGS, gone.address, node)
        _publish(world, node, known.name)


def _publish(world: World, node: str, name: str) -> None:
    """Let the node's name server know a name: every address that it has, for two labels may make one name."""
    known = [mapping for mapping in world.values(MAPPINGS, node) if mapping.name == name]
    causes = known[0].causes if known else ()
    found = RecordSet(f"{name}.{ZONE}", "A", TTL, tuple(mapping.address for mapping in known), causes)
    records.put(world, own_records(node), found)


def repair(world: World, node: str) -> None:
    """Compare the kernel with what it should hold: what is missing comes back, what nobody asked for goes."""
    stands = world.values(PROGRAMMED, node)
    wanted = {each.service for each in stands}
    for service in world.values(SERVICES, node):
        if service.key not in wanted:
            remove_service(world, node, service.key)
    members, where = {kernel.member(key) for key in wanted}, scope(node, kernel.SET)
    for found in world.values(MEMBERS, where):
        if found.value not in members:
            world.delete(MEMBERS, found.value, where)
    for each in stands:
        follow(world, node, each.key)
