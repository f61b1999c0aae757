"""World → elements: what stands in the picture, and its structure. Ids are the cluster's own.

`Picture` keeps the elements of each machine and each task, and makes anew only those whose rows have changed.
"""

from collections.abc import Iterable, Iterator
from copy import copy

from tutorial.cluster.dcosnet.tables import MAPPINGS
from tutorial.cluster.docker.tables import CONTAINERS, EXECUTORS
from tutorial.cluster.edgelb.running import BALANCERS
from tutorial.cluster.host import AGENT_ROLES, HOSTS, Host
from tutorial.cluster.marathon.tables import BY_AGENT, FAILURES, INSTANCES, Instance, instance_of
from tutorial.cluster.marathonlb.running import INSTANCES as MARATHON_LBS
from tutorial.cluster.mesos.documents import slave_id
from tutorial.cluster.mesos.tables import AGENTS, TASKS
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.setup import UNDERLAY
from tutorial.cluster.network.tables import ADDRESSES, CHAINS, LINKS, ROUTES, SOCKETS, Address, Chain, Link, Socket
from tutorial.cluster.servers.haproxy_tables import RUNNING
from tutorial.cluster.state import Change, Rows
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place, edge
from tutorial.topology.operations import Document, Operation, operations
from tutorial.topology.overlaid import MAIN, overlay_elements
from tutorial.topology.services import proxy_elements, vip_elements, vip_id, vip_key, vip_keys
from tutorial.topology.tasks import task_elements
from tutorial.topology.ways import LEADING, bridge_elements, card_facts, container_of, leads_to

BANDS = {"master": 0, "public_agent": 1, "client": 2, "router": 3}
"""The order of the machines in the band at the left edge; private agents have a band of their own."""
LARGEST_BAND = 1000
WIRES = ("", "")
"""The part of the picture that is no machine's: the wires and what leads around them."""

PartName = tuple[str, str]
"""A machine and an instance on it; no instance for the machine itself. No machine and an id: a virtual address."""
Part = dict[str, Document]
"""The elements of one machine or task, by id. Parts are shared between pictures and never changed."""


def host_id(host: Host) -> str:
    """The element that stands for a machine."""
    return f"agent:{host.id}" if host.role in AGENT_ROLES else f"host:{host.id}"


def shown(host: Host) -> bool:
    """Whether a machine stands in the picture; the learner's own laptop does not."""
    return host.role == "agent" or host.role in BANDS


def wire_elements(world: World) -> Iterator[Element]:
    """The underlay, and the way from the client to the router."""
    hosts = [host for host in world.values(HOSTS) if shown(host)]
    router = next((host for host in hosts if host.role == "router"), None)
    yield Element(f"wire:{UNDERLAY}", "wire", UNDERLAY, place=Place("wire"), facts=_wire_facts(world, router))
    for host in hosts:
        if host.role == "client" and router and _has_card(world, host, "eth0") and _has_card(world, router, "eth1"):
            yield edge(f"link:{host.id}/eth0", f"link:{router.id}/eth1")


def _has_card(world: World, host: Host, name: str) -> bool:
    link = world.get(LINKS, name, host.id)
    return link is not None and link.kind == "ethernet"


def _wire_facts(world: World, router: Host | None) -> tuple[tuple[str, str], ...]:
    """The network that the wire carries, as the router's card on it knows it."""
    for link in world.values(LINKS, router.id) if router else ():
        for address in _addresses(world, router.id, link) if router and link.segment == UNDERLAY else ():
            return (("subnet", ipv4.network(address.ip, address.prefix)), ("gateway", address.ip))
    return ()


def host_elements(world: World, host: Host) -> Iterator[Element]:
    """A machine with its network cards, ports and tasks, and the edges between them."""
    yield from machine_elements(world, host)
    for instance in world.group(INSTANCES, BY_AGENT, host.id) if host.role in AGENT_ROLES else ():
        yield from task_elements(world, instance, host_id(host))


def machine_elements(world: World, host: Host) -> Iterator[Element]:
    """A machine with its network devices, routes and load balancers alone."""
    name = host_id(host)
    yield Element(
        name, host.role, host.id, state=_machine_state(world, host), place=_place(host), facts=_host_facts(world, host)
    )
    for link in world.values(LINKS, host.id):
        if link.kind == "ethernet":
            yield from _card(world, host, link)
    bridges = tuple(bridge_elements(world, host.id, name))
    yield from bridges
    yield from overlay_elements(world, host.id, name, tuple(bridge.label for bridge in bridges))
    yield from proxy_elements(world, host, name)


def _machine_state(world: World, host: Host) -> str:
    """An agent is down as long as its master does not hear of it."""
    agent = world.get(AGENTS, host.id)
    return "up" if agent is None or agent.state == "active" else "down"


def _place(host: Host) -> Place:
    if host.role == "agent":
        return Place("agents", host.order)
    return Place("edge", BANDS[host.role] * LARGEST_BAND + host.order)


def _host_facts(world: World, host: Host) -> tuple[tuple[str, str], ...]:
    role = "private agent" if host.role == "agent" else host.role.replace("_", " ")
    facts = (
        ("ip", host.ip),
        ("public ip", host.public_ip),
        ("hostname", host.hostname),
        ("role", role),
        ("zone", host.zone),
        ("Mesos id", slave_id(world, host.id) if host.role in AGENT_ROLES else ""),
    )
    return tuple((key, value) for key, value in facts if value)


def _card(world: World, host: Host, link: Link) -> Iterator[Element]:
    """A network card, and its plug in the underlay."""
    name = f"link:{host.id}/{link.name}"
    facts = card_facts(link, _addresses(world, host.id, link))
    state = "up" if link.up else "down"
    yield Element(name, "nic", link.name, host_id(host), state, Place(column="edge"), facts)
    if link.segment == UNDERLAY:
        yield edge(name, f"wire:{UNDERLAY}")


def _addresses(world: World, host: str, link: Link) -> list[Address]:
    return [address for address in world.values(ADDRESSES, host) if address.dev == link.name]


class Picture:
    """The picture of a world: everything once, then only what the changes touch."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._parts = dict(_whole(world))

    def fork(self, world: World) -> "Picture":
        """The same picture, to go on with a fork of its world."""
        other = copy(self)
        other.world, other._parts = world, dict(self._parts)
        return other

    def document(self) -> list[Document]:
        """Every element, machines in their order, each with its tasks, then virtual addresses, wires last."""
        return [element for name in sorted(self._parts, key=_order) for element in self._parts[name].values()]

    def operations(self, changes: Iterable[Change]) -> list[Operation]:
        """What the changed rows mean for the picture; empty when nothing in it changes."""
        touched = sorted({name for change in changes for name in self._parts_of(change)}, key=_order)
        if not touched:
            return []
        before = {name: element for part in touched for name, element in self._parts.get(part, {}).items()}
        for name in touched:
            self._remake(name)
        after = {name: element for part in touched for name, element in self._parts.get(part, {}).items()}
        return operations(before, after)

    def _remake(self, name: PartName) -> None:
        if part := _part(self.world, name):
            self._parts[name] = part
        else:
            self._parts.pop(name, None)

    def _parts_of(self, change: Change) -> set[PartName]:
        """The parts that may differ after a change. A machine's cards and bridges decide what its tasks show."""
        named = parts_of(self.world, change)
        if WIRES not in named:
            return named
        machines = {machine for machine, instance in named if not instance}
        tasks = {name for name in self._parts if name[0] in machines} if machines - {""} else set()
        return named | tasks | {(machine, found) for machine in machines for found in _instances(self.world, machine)}


def _order(name: PartName) -> tuple[bool, bool, PartName]:
    return name == WIRES, name[0] == "", name


def _part(world: World, name: PartName) -> Part:
    if name == WIRES:
        return _documents(wire_elements(world))
    machine, task = name
    if not machine:
        key = vip_key(task)
        return _documents(vip_elements(world, key)) if key else {}
    host = world.get(HOSTS, machine)
    if host is None or not shown(host):
        return {}
    if not task:
        return _documents(machine_elements(world, host))
    instance = world.get(INSTANCES, task)
    here = instance is not None and instance.agent == machine and host.role in AGENT_ROLES
    return _documents(task_elements(world, instance, host_id(host))) if instance and here else {}


def _documents(elements: Iterable[Element]) -> Part:
    return {element.id: element.document() for element in elements}


def _instances(world: World, machine: str) -> list[str]:
    return [instance.id for instance in world.group(INSTANCES, BY_AGENT, machine)]


_started: list[tuple[Rows, dict[PartName, Part]]] = []


def _whole(world: World) -> dict[PartName, Part]:
    """Every part of a world's picture. The last few are kept, for many attempts begin with the same world."""
    for tables, parts in _started:
        if tables is world.state.tables:
            return parts
    machines = [host.id for host in world.values(HOSTS)]
    names = [(machine, task) for machine in machines for task in ("", *_instances(world, machine))]
    names += [("", vip_id(key)) for key in sorted(vip_keys(world))]
    parts = {name: part for name in (*names, WIRES) if (part := _part(world, name))}
    _started[:] = [(world.state.tables, parts), *_started[:7]]
    return parts


def parts_of(world: World, change: Change) -> set[PartName]:
    """The parts of the picture that a change is about."""
    if change.table in {HOSTS.name, AGENTS.name}:
        return _of_machine(world, change)
    if change.table in {LINKS.name, ADDRESSES.name, ROUTES.name}:
        return _of_device(world, change)
    if change.table == CHAINS.name:
        return _led_to(world, change.scope, change.before, change.after)
    if change.table == SOCKETS.name:
        return _holders(world, change.scope, change.after or change.before)
    rows = [row for row in (change.before, change.after) if row]
    if change.table in OF_SERVICES:
        return _of_service(world, change)
    if change.table == EXECUTORS.name and len({row.pulling for row in (change.before, change.after) if row}) < 2:
        return set()
    if change.table in {CONTAINERS.name, EXECUTORS.name}:
        return {(change.scope, instance_of(row.task_id)) for row in rows if row.task_id}
    if change.table == INSTANCES.name:
        return {(row.agent, row.id) for row in rows if row.agent}
    if change.table == TASKS.name:
        return {(row.info.agent, instance_of(row.info.id)) for row in rows}
    return {(row.agent, instance_of(row.task_id)) for row in rows} if change.table == FAILURES.name else set()


def _of_machine(world: World, change: Change) -> set[PartName]:
    """A machine itself; of one that comes or goes also the wires, and the virtual addresses that it has."""
    own = {(str(change.key), "")}
    return own if change.table == AGENTS.name else own | {WIRES} | {("", vip_id(key)) for key in vip_keys(world)}


OF_SERVICES = {SERVICES.name, MAPPINGS.name, RUNNING.name, MARATHON_LBS.name, BALANCERS.name}


def _of_service(world: World, change: Change) -> set[PartName]:
    """A virtual address where its service or its name changed; a load balancer's machine."""
    if change.table == SERVICES.name:
        rows = [row for row in (change.before, change.after) if row]
        return {("", vip_id(row.key)) for row in rows}
    if change.table == MAPPINGS.name:
        return {("", vip_id(key)) for key in vip_keys(world) if key[1] == change.key}
    if change.table == BALANCERS.name:
        return {(row.host, "") for row in (change.before, change.after) if row}
    return {(change.scope if change.table == RUNNING.name else str(change.key), "")}


def _of_device(world: World, change: Change) -> set[PartName]:
    """Routes of the main table belong to their machine. Pairs belong to the tasks whose containers they lead to, and
    make a bridge one that has members.
    """
    machine, slash, _ = change.scope.partition("/")
    if slash:
        return _of_container(world, change.scope)
    rows = [row for row in (change.before, change.after) if row]
    if change.table == ROUTES.name:
        return {(machine, "")} if any(row.table == MAIN for row in rows) else set()
    if change.table == LINKS.name and all(row.kind == "veth" for row in rows):
        return {(machine, "")}.union(*(_of_container(world, row.peer_namespace) for row in rows))
    return {(machine, ""), WIRES}


def _of_container(world: World, namespace: str) -> set[PartName]:
    machine, _, name = namespace.partition("/")
    container = world.get(CONTAINERS, name, machine)
    return {(machine, instance_of(container.task_id))} if container and container.task_id else set()


def _led_to(world: World, machine: str, *chains: Chain | None) -> set[PartName]:
    """The tasks on a machine to which a rule leads that has come or gone: of two chains one has it."""
    before, after = (frozenset(chain.rules) if chain and chain.table == LEADING else frozenset() for chain in chains)
    addresses = {to[0] for to in map(leads_to, before ^ after) if to}
    found = world.group(INSTANCES, BY_AGENT, machine) if addresses else ()
    return {(machine, instance.id) for instance in found if not addresses.isdisjoint(instance.addresses)}


def _holders(world: World, machine: str, socket: Socket) -> set[PartName]:
    """The tasks on a machine that hold the port of a socket, or whose program has opened it."""
    found = world.group(INSTANCES, BY_AGENT, machine)
    return {(machine, one.id) for one in found if socket.port in one.host_ports or _has_opened(world, one, socket)}


def _has_opened(world: World, instance: Instance, socket: Socket) -> bool:
    container = container_of(world, instance)
    return container is not None and container.pid == socket.pid


def structure(world: World) -> dict[str, Document]:
    """The whole picture by element id."""
    return {element["id"]: element for element in Picture(world).document()}


__all__ = ["Picture", "host_id", "structure"]
