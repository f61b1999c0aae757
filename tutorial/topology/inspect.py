"""What is behind an element of the picture, or behind an entry of a table: its facts, its tables as the tools print
them, and why it is there. Everything follows from the world as it stands.
"""

from collections.abc import Callable
from typing import Any

from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.network import places, routing
from tutorial.cluster.network.ipvs.tables import SERVICES
from tutorial.cluster.network.tables import LINKS, SOCKETS
from tutorial.cluster.world import World
from tutorial.topology import balancing, definitions, effects, entries, printed, services, why
from tutorial.topology.element import Element
from tutorial.topology.faults import faults
from tutorial.topology.inspected import Document, Inspected, Look
from tutorial.topology.structure import host_id, shown, wire_elements
from tutorial.topology.why import Typed


def inspect(world: World, name: str, typed: Typed) -> Document | None:
    """The document of what an id names; None when there is no such thing now."""
    kind, _, rest = name.partition(":")
    look = KINDS.get(kind)
    found = None if look is None else look(Look(world, name, rest, typed))
    if found is None:
        return None
    reason = effects.reason(found.why)
    because = None if reason is None else effects.document(world, reason)
    return {**found.document(), "faults": [fault.document() for fault in faults(world, name)], "because": because}


def _as_drawn(element: Element, **more: Any) -> Inspected:
    facts = {"facts": element.facts, **more}
    return Inspected(element.id, element.kind, element.label, element.parent, element.state, **facts)


# Elements of the picture


def _machine(look: Look) -> Inspected | None:
    host = look.world.get(HOSTS, look.rest)
    if host is None or not shown(host) or host_id(host) != look.id:
        return None
    tables = printed.of_machine(look.world, host)
    return _as_drawn(look.of(host)[look.id], tables=tables, why=look.entry(SCENARIO, host.id))


def _link(look: Look) -> Inspected | None:
    """A network device: its addresses, the routes and neighbours behind it."""
    for namespace in look.namespaces():
        link = look.world.get(LINKS, look.rest.removeprefix(f"{namespace}/"), namespace)
        if link is None:
            continue
        own = [places.address(namespace, entry) for entry in routing.addresses(look.world, namespace)]
        element = look.drawn(namespace) or Element(
            look.id, "nic", link.name, places.node(look.world, namespace), "up" if link.up else "down"
        )
        return _as_drawn(
            element,
            tables=printed.of_link(look.world, namespace, link),
            why=look.entry(link.causes, namespace),
            own=tuple(name for name in own if name.startswith(f"address:{namespace}/{link.name}/")),
        )
    return None


def _socket(look: Look) -> Inspected | None:
    for namespace in look.namespaces():
        protocol, _, number = look.rest.removeprefix(f"{namespace}/").partition("/")
        if not number.isascii() or not number.isdigit():
            continue
        port = int(number)
        found = [socket for socket in look.world.values(SOCKETS, namespace) if socket.port == port]
        socket = next((socket for socket in found if socket.protocol == protocol), None)
        element = look.drawn(namespace)
        if element is None and socket is None:
            continue
        element = element or Element(look.id, "port", number, places.node(look.world, namespace), "listening")
        tables = printed.of_port(look.world, namespace, protocol, port)
        steps = () if socket is None else why.of_socket(look.world, namespace, socket, look.typed)
        return _as_drawn(element, tables=tables, why=steps)
    return None


def _task(look: Look) -> Inspected | None:
    instance = look.world.get(INSTANCES, look.rest)
    host = None if instance is None else look.world.get(HOSTS, instance.agent)
    element = None if host is None else look.of(host).get(look.id)
    if instance is None or element is None:
        return None
    sockets = tuple(places.socket(instance.agent, "tcp", port) for port in instance.host_ports)
    tables = printed.of_task(look.world, instance)
    return _as_drawn(element, tables=tables, why=why.of_task(look.world, instance, look.typed), own=sockets)


def _ports(look: Look) -> Inspected | None:
    """The pill of the ports that are not drawn."""
    host = look.world.get(HOSTS, look.rest.partition("/")[0])
    element = None if host is None else look.of(host).get(look.id)
    return None if element is None else _as_drawn(element)


def _wire(look: Look) -> Inspected | None:
    for element in wire_elements(look.world):
        if element.id == look.id:
            return _as_drawn(element, why=look.entry(SCENARIO, ""))
    return None


def _edge(look: Look) -> Inspected | None:
    """A way between two elements."""
    for host in look.world.values(HOSTS):
        found = look.of(host).get(look.id) if shown(host) else None
        if found is not None:
            return _way(found)
    return next((_way(element) for element in wire_elements(look.world) if element.id == look.id), None)


def _way(element: Element) -> Inspected:
    return _as_drawn(element, facts=(("from", element.source), ("to", element.target)))


def _vip(look: Look) -> Inspected | None:
    """A virtual address: what IPVS has on the first node that has it."""
    key = services.vip_key(look.id)
    element = next(services.vip_elements(look.world, key), None) if key else None
    if key is None or element is None:
        return None
    host = services.holders(look.world, key)[0]
    service = look.world[SERVICES, key, host.id]
    return _as_drawn(element, tables=printed.of_service(look.world, host, key), why=look.entry(service.causes, host.id))


def _proxy(look: Look) -> Inspected | None:
    """A port of a load balancer."""
    name, _, port = look.rest.partition("/")
    host = look.world.get(HOSTS, name)
    element = None if host is None else look.of(host).get(look.id)
    if element is None:
        return None
    socket = next((one for one in look.world.values(SOCKETS, name) if str(one.port) == port), None)
    steps = () if socket is None else why.of_socket(look.world, name, socket, look.typed)
    return _as_drawn(element, tables=printed.of_port(look.world, name, "tcp", int(port)), why=steps)


KINDS: dict[str, Callable[[Look], Inspected | None]] = {
    "agent": _machine,
    "host": _machine,
    "link": _link,
    "socket": _socket,
    "task": _task,
    "ports": _ports,
    "wire": _wire,
    "edge": _edge,
    "vip": _vip,
    "proxy": _proxy,
    "app": definitions.app,
    "part": definitions.part,
    "rule": entries.rule,
    "route": entries.route,
    "policy": entries.policy,
    "address": entries.address,
    "neighbour": entries.neighbour,
    "connection": entries.connection,
    "tracked": entries.tracked,
    "fdb": entries.forwarding,
    "ipvs": balancing.ipvs,
    "dns": balancing.record,
    "haproxy": balancing.haproxy,
}
"""The beginning of an id: how what it names is found."""
