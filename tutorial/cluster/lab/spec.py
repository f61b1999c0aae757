"""A lab's short form → its world: nodes, containers, virtual addresses. The cluster's own systems write their tables.

So a request shows whether what Docker, dcos-net and the overlay write here leads packets as recorded tables do. What a
lab leaves open (names of pairs, addresses of bridges) is as it is in the recordings.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from tutorial.cluster import nodes
from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.dcosnet import kernel as dcosnet
from tutorial.cluster.dcosnet.tables import Backend
from tutorial.cluster.docker import bridges, publishing
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, mac_of
from tutorial.cluster.docker.tables import Published, Refused
from tutorial.cluster.host import AGENT_ROLES, HOSTS, NODE_ROLES, PROCESSES, Host
from tutorial.cluster.lab import balancing, expand, processes
from tutorial.cluster.lab.options import Options, adjust, read
from tutorial.cluster.lab.reader import Reader, within
from tutorial.cluster.network import ipv4, setup
from tutorial.cluster.overlay.bridge import BRIDGE as OVERLAY_BRIDGE
from tutorial.cluster.overlay.tables import Part
from tutorial.cluster.state import State
from tutorial.cluster.world import World

MOST_NODES = 4094
"""As many as have an address in the tunnels' network."""
ANY = "0.0.0.0"  # noqa: S104  # of a simulated host
ROUTER, OUTSIDE = "router", "outside"


def build(spec: Reader) -> World:
    """The world of a lab's short form; ScenarioError names the field that is at fault."""
    options = read(spec.object("options"))
    given = list(spec.objects("nodes"))
    hosts = tuple(_machines(spec, given))
    world = World(State("lab", expand.EPOCH_MS, pins=tuple(_pins(given))))
    for host in hosts:
        world.put(HOSTS, host.id, host)
    nodes.start(world, hosts, _underlay(spec), options.daemon)
    for node in given:
        name = node.text("name")
        _servers(world, name, node)
        for container in node.objects("containers"):
            _container(world, name, container)
        adjust(world, name, options, agent=node.text("role") in AGENT_ROLES)
    if OUTSIDE in spec.given:
        _servers(world, OUTSIDE, spec.object(OUTSIDE))
    for vip in spec.objects("vips"):
        _vip(world, spec, vip, options)
    if "haproxy" in spec.given:
        _haproxy(world, spec.object("haproxy"))
    world.take_changes()
    return world


# Machines


def _machines(spec: Reader, given: list[Reader]) -> Iterator[Host]:
    """The nodes in their order, the router, the client outside."""
    router = Host(ROUTER, ROUTER, "router", spec.object("underlay").address("gateway"))
    seen: set[str | int] = {ROUTER, OUTSIDE, router.ip}
    for order, node in enumerate(given):
        name, role, public = node.text("name"), node.text("role"), node.texts("extra_addresses")
        for field, value in (("name", name), ("ip", node.address("ip")), ("overlay_index", _index(node))):
            if value in seen:
                raise node.fault(field, f"is another machine's already: {value}")
            seen.add(value)
        if role not in NODE_ROLES:
            raise node.fault("role", f"must be one of {', '.join(sorted(NODE_ROLES))}, not {role}")
        if len(public) > 1 or not all(map(ipv4.is_address, public)):
            raise node.fault("extra_addresses", "may hold one IPv4 address")
        yield Host(name, name, role, node.address("ip"), "".join(public), order=order)
    yield router
    if OUTSIDE in spec.given:
        yield Host(OUTSIDE, OUTSIDE, "client", spec.object(OUTSIDE).address("client"), tools="debian12")


def _index(node: Reader) -> int:
    """A node's place in the overlay, from 1."""
    index = node.number("overlay_index")
    if not 1 <= index <= MOST_NODES:
        raise node.fault("overlay_index", f"must be from 1 to {MOST_NODES}, not {index}")
    return index


def _underlay(spec: Reader) -> setup.Underlay:
    """The networks on both sides of the router; a lab's lets everybody in."""
    given = spec.object("underlay")
    other = ("", "")
    if OUTSIDE in spec.given:
        outside = spec.object(OUTSIDE)
        other = outside.prefix("subnet"), outside.address("router")
    return setup.Underlay(given.prefix("subnet"), given.address("gateway"), *other, closed=False)


Pin = tuple[str, tuple[str | int, ...], str | int]


def _pins(given: list[Reader]) -> Iterator[Pin]:
    """What would be drawn: the part of the overlay, the bridges' addresses, the names of pairs."""
    for node in given:
        name, number = node.text("name"), _index(node) - 1
        gateway = Part(name, node.address("ip"), number).docker_gateway.partition("/")[0]
        yield "overlay.number", (name,), number
        yield "docker.bridge.mac", (name, bridges.BRIDGE.bridge), mac_of(bridges.BRIDGE.gateway)
        yield "docker.bridge.mac", (name, OVERLAY_BRIDGE), mac_of(gateway)
        for container in node.objects("containers"):
            inside = container.text("name")
            yield "docker.veth", (name, inside), container.text("veth", _pair_name(f"{name}/{inside}"))


def _pair_name(namespace: str) -> str:
    """The name of a container's pair in recordings whose lab gives it none."""
    return f"veth{hashlib.sha1(namespace.encode(), usedforsecurity=False).hexdigest()[:7]}"


# What runs on them


def _httpi(world: World, namespace: str, name: str, port: int) -> None:
    processes.start(world, namespace, name, ("httpi", f"-port={port}"), (ANY, port))


def _servers(world: World, namespace: str, given: Reader) -> None:
    """The servers of a machine itself."""
    for process in given.objects("processes"):
        _httpi(world, namespace, process.text("name"), process.port("port"))


def _container(world: World, node: str, given: Reader) -> None:
    """A container on its network, with its published port and its server; the address is the one that Docker gives."""
    name = given.text("name")
    network = world.get(NETWORKS, given.text("network"), node)
    if network is None or not network.bridge:
        raise given.fault("network", f"is no bridge network of {node}: {given.text('network')}")
    if world.get(ENDPOINTS, name, node) is not None:
        raise given.fault("name", f"stands here twice: {name}")
    endpoint = bridges.connect(world, node, name, network, SCENARIO)
    if given.address("ip", endpoint.ip) != endpoint.ip:
        raise given.fault("ip", f"must be {endpoint.ip}, the lowest that is free in {network.subnet}")
    if "host_port" in given.given:
        _publish(world, node, given)
    if given.flag("serve", default=True):
        _httpi(world, f"{node}/{name}", "httpi", given.port("container_port"))


def _publish(world: World, node: str, given: Reader) -> None:
    """Publish the port; the program that stands by is called as faults call it: `docker-proxy-9896`."""
    port = Published("tcp", given.port("host_port"), given.port("container_port"))
    try:
        publishing.publish(world, node, given.text("name"), port)
    except Refused as error:
        raise within(given, "host_port", error) from error
    for process in world.values(PROCESSES, node):
        if process.name == publishing.PROXY:
            world.put(PROCESSES, process.pid, replace(process, name=f"{process.name}-{port.host_port}"), node)


# How they are found


def _vip(world: World, spec: Reader, given: Reader, options: Options) -> None:
    """A virtual address in the kernel of every node."""
    containers = {
        (node.text("name"), container.text("name")): (node, container)
        for node in spec.objects("nodes")
        for container in node.objects("containers")
    }
    chosen = []
    for backend in given.objects("backends"):
        place = backend.text("node"), backend.text("container")
        if place not in containers:
            raise backend.fault("container", f"names a container that the lab does not have: {'/'.join(place)}")
        chosen.append(containers[place])
    for node in spec.objects("nodes"):
        name = node.text("name")
        backends = (_backend(*found, seen_from=name, options=options) for found in chosen)
        dcosnet.write(world, name, ("tcp", given.address("ip"), given.port("port")), backends)


def _backend(node: Reader, container: Reader, *, seen_from: str, options: Options) -> Backend:
    """Where a node leads to a container: to the port that its agent serves for it, if there is one; to a container of
    Mesos' own on the same node straight (dcos_l4lb_mesos_poller.erl)."""
    agent = node.text("name")
    straight = seen_from == agent and options.local_backends == "container"
    if "host_port" in container.given and not straight:
        return Backend(agent, node.address("ip"), container.port("host_port"))
    return Backend(agent, container.address("ip"), container.port("container_port"))


def _haproxy(world: World, given: Reader) -> None:
    node, port = given.text("node"), given.port("port")
    if world.get(HOSTS, node) is None:
        raise given.fault("node", f"names a node that the lab does not have: {node}")
    balancing.proxy(world, node, port, given)
    processes.start(world, node, "haproxy", ("haproxy",), (ANY, port))
