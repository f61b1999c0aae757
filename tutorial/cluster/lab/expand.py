"""An expanded lab → its world: every device, address, route, rule, neighbour and process of every namespace."""

from dataclasses import replace

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.lab import balancing, names, processes
from tutorial.cluster.lab.reader import Reader, parsed_prefix, within
from tutorial.cluster.network import chains, ipv4, policy, setup, sysctls
from tutorial.cluster.network.fib import Refused
from tutorial.cluster.network.packet import NO_MAC
from tutorial.cluster.network.tables import (
    FDB,
    LINKS,
    NAMESPACES,
    NEIGHBOURS,
    FdbEntry,
    Link,
    Namespace,
    Neighbour,
    Route,
    RoutingRule,
)
from tutorial.cluster.state import State
from tutorial.cluster.world import World

EPOCH_MS = 1_563_807_720_000
"""When a lab's clock begins: 22 July 2019, 15:02 UTC."""
LAST_FREE_RULE = 32765
"""`ip rule add` counts down from here."""
KINDS = {"bridge": "bridge", "vxlan": "vxlan", "dummy": "dummy", "dummy-stand-in": "dummy"}
"""Types of devices without a cable, and what they are here."""
MAIN = "main"


def build(lab: Reader) -> World:
    """The world of an expanded lab; ScenarioError names the field that is at fault."""
    world = World(State("lab", EPOCH_MS))
    namespaces = list(lab.objects("namespaces"))
    if not namespaces:
        raise lab.fault("namespaces", "is missing or empty; an expanded lab lists its namespaces there")
    for given in namespaces:
        _namespace(world, given)
    cables = _cables(namespaces)
    for given in namespaces:
        for index, link in enumerate(given.objects("links"), 2):
            _link(world, given.text("ns"), link, index, cables)
    for given in namespaces:
        _tables(world, given)
    world.take_changes()
    return world


def _namespace(world: World, given: Reader) -> None:
    name, kind = given.text("ns"), given.text("kind")
    if world.get(NAMESPACES, name) is not None:
        raise given.fault("ns", f"stands here twice: {name}")
    setup.add_namespace(world, Namespace(name, given.text("node"), given.text("role", kind)))
    for key, value in given.object("sysctls").given.items():
        sysctls.put(world, name, key, str(value))
    names.add(world, name, given)


Cables = dict[tuple[str, str], tuple[str, str]]
"""Namespace and device → the other end of its cable."""


def _cables(namespaces: list[Reader]) -> Cables:
    """Both directions of every veth pair; an end outside the lab is a port of a switch."""
    cables: Cables = {}
    for given in namespaces:
        for link in given.objects("links"):
            if link.text("type") == "veth":
                end, other = (given.text("ns"), link.text("name")), (link.text("peer_ns"), link.text("peer"))
                cables[end], cables[other] = other, end
    return cables


def _link(world: World, namespace: str, given: Reader, index: int, cables: Cables) -> None:
    name, kind = given.text("name"), given.text("type")
    if world.get(LINKS, name, namespace) is not None:
        raise given.fault("name", f"is there twice in {namespace}: {name}")
    link = Link(
        name,
        index,
        kind=KINDS.get(kind, "veth"),
        mac=given.text("mac", NO_MAC),
        mtu=given.number("mtu", 1500),
        up=given.flag("up", default=True),
        segment="",
        master=given.text("master", ""),
        hairpin=given.flag("hairpin", default=False),
        vni=given.number("vni", 0),
        udp_port=given.number("port", 0),
        learning=given.flag("learning", default=False),
    )
    setup.add_link(world, namespace, _plugged(world, namespace, link, given, cables))


def _plugged(world: World, namespace: str, link: Link, given: Reader, cables: Cables) -> Link:
    """The device with its cable: to another device of the lab, or into a switch that the lab does not describe."""
    kind = given.text("type")
    if kind in KINDS:
        return link
    if kind not in {"veth", "veth-peer"}:
        raise given.fault("type", f"is not simulated: {kind}")
    other = cables.get((namespace, link.name))
    if other is None:
        raise given.fault("name", f"is the end of a veth pair, but no device of the lab names {namespace} {link.name}")
    if world.get(NAMESPACES, other[0]) is None:
        return replace(link, kind="ethernet", segment=other[0])
    return replace(link, peer_namespace=other[0], peer=other[1])


def _tables(world: World, given: Reader) -> None:
    """Everything of a namespace that refers to its devices, in the order in which a kernel is told."""
    namespace = given.text("ns")
    for link in given.objects("links"):
        _addresses(world, namespace, link)
    for route in given.objects("routes"):
        _route(world, namespace, route)
    for count, rule in enumerate(given.objects("rules")):
        _rule(world, namespace, rule, LAST_FREE_RULE - count)
    _layer2(world, namespace, given)
    for table, _ in sorted(given.object("iptables").given.items()):
        if lines := given.object("iptables").texts(table):
            try:
                chains.load(world, namespace, table, lines)
            except ClusterError as error:
                raise within(given.object("iptables"), table, error) from error
    for service in given.objects("ipvs"):
        balancing.add(world, namespace, service)
    for process in given.objects("processes"):
        _process(world, given, process)


def _addresses(world: World, namespace: str, given: Reader) -> None:
    """The addresses of a device, and whether the bridge that it names is there."""
    if given.text("master", ""):
        _device(world, namespace, given, "master")
    for address in given.texts("addrs"):
        if not ipv4.is_address(address.partition("/")[0]):
            raise given.fault("addrs", f"must hold addresses with a prefix length, not {address!r}")
        parsed_prefix(given, "addrs", address)
        setup.add_address(world, namespace, given.text("name"), address)


def _device(world: World, namespace: str, given: Reader, name: str) -> str:
    """The name of a device that must be there."""
    device = given.text(name)
    if world.get(LINKS, device, namespace) is None:
        raise given.fault(name, f"names a device that {namespace} does not have: {device}")
    return device


def _rule(world: World, namespace: str, given: Reader, priority: int) -> None:
    rule = RoutingRule(
        priority=given.number("priority", priority),
        source=given.prefix("from"),
        table=given.word("table"),
        destination=given.prefix("to", "default"),
        mark=given.number("fwmark", 0),
        mask=given.number("fwmask", policy.EVERY_BIT if given.number("fwmark", 0) else 0),
        incoming=given.text("iif", ""),
    )
    try:
        policy.add(world, namespace, rule)
    except Refused as error:
        raise given.fault("priority", f"has the same rule already: {rule.text}") from error


def _route(world: World, namespace: str, given: Reader) -> None:
    kind = given.text("type", "unicast")
    if kind not in {"unicast", "local"}:
        raise given.fault("type", f"is not simulated: {kind}")
    route = Route(
        table=given.word("table", MAIN),
        destination=given.prefix("dst"),
        dev=_device(world, namespace, given, "dev"),
        via=given.address("via", ""),
        source=given.address("src", ""),
        kind=kind,
        metric=given.number("metric", 0),
    )
    setup.add_route(world, namespace, route)


def _layer2(world: World, namespace: str, given: Reader) -> None:
    for neighbour in given.objects("neigh"):
        dev, ip = _device(world, namespace, neighbour, "dev"), neighbour.address("ip")
        world.put(NEIGHBOURS, (dev, ip), Neighbour(dev, ip, neighbour.text("mac"), "PERMANENT"), namespace)
    for entry in given.objects("fdb"):
        dev, mac = _device(world, namespace, entry, "dev"), entry.text("mac")
        destination, port = entry.address("dst", ""), ""
        if master := world[LINKS, dev, namespace].master:
            dev, port = master, dev
        world.put(FDB, (dev, mac), FdbEntry(dev, mac, port, destination), namespace)


def _process(world: World, place: Reader, given: Reader) -> None:
    """A process that listens. Its arguments are those of the real program where it reads any."""
    namespace, kind = place.text("ns"), given.text("kind")
    address, port = given.endpoint("listen")
    argv: tuple[str, ...] = (kind,)
    if kind == "docker-proxy":
        to, to_port = given.endpoint("to")
        ends = ("-host-ip", address, "-host-port", str(port), "-container-ip", to, "-container-port", str(to_port))
        argv = (kind, "-proto", "tcp", *ends)
    if kind == "haproxy":
        balancing.proxy(world, namespace, port, given)
    processes.start(world, namespace, given.text("name", kind), argv, (address, port))
