"""Building namespaces: devices, addresses with the routes that follow from them, the article's underlay."""

from dataclasses import dataclass, replace

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.host import Host
from tutorial.cluster.network import chains, fib, ipv4, sysctls
from tutorial.cluster.network.packet import NO_MAC
from tutorial.cluster.network.tables import (
    ADDRESSES,
    LINKS,
    NAMESPACES,
    SEGMENTS,
    Address,
    Link,
    Namespace,
    Route,
)
from tutorial.cluster.world import World

UNDERLAY, INTERNET = "underlay", "internet"


@dataclass(frozen=True, slots=True)
class Underlay:
    """The network that joins the nodes: its prefix, the router's address, the network on the router's other side.

    The latter is empty where there is none. `closed`: the router keeps what comes from there from private addresses.
    """

    subnet: str
    gateway: str
    internet: str = "203.0.113.0/24"
    internet_gateway: str = "203.0.113.1"
    closed: bool = True


def add_namespace(world: World, namespace: Namespace) -> None:
    """A namespace with its loopback device, which is there for the same reason."""
    world.put(NAMESPACES, namespace.id, namespace)
    add_link(world, namespace.id, Link("lo", 1, "loopback", NO_MAC, mtu=65536, causes=namespace.causes))
    add_address(world, namespace.id, "lo", "127.0.0.1/8", namespace.causes)


def add_link(world: World, namespace: str, link: Link) -> None:
    """A device; an ethernet device is plugged into its segment."""
    world.put(LINKS, link.name, link, namespace)
    if link.segment:
        world.put(SEGMENTS, link.mac, (namespace, link.name), link.segment)


def add_address(world: World, namespace: str, device: str, text: str, causes: Causes = SCENARIO) -> None:
    """An address with its prefix length, and the routes that the kernel adds for it: local, and the connected one.

    On lo the whole network of the address is local too (fib_add_ifaddr).
    """
    ip, _, length = text.partition("/")
    bits = int(length or 32)
    position = len(world.rows(ADDRESSES, namespace))
    address = Address(device, ip, bits, causes)
    world.put(ADDRESSES, (device, position, ip), address, namespace)
    add_local_routes(world, namespace, address)
    add_connected_route(world, namespace, address)


def first_of(world: World, namespace: str, address: Address) -> Address:
    """The first address of a device in the same network: the one that the kernel's routes name as their source."""
    found = (other for other in world.values(ADDRESSES, namespace) if other.dev == address.dev)
    return next(other for other in found if _network(other) == _network(address))


def _network(address: Address) -> str:
    return ipv4.network(address.ip, address.prefix)


def add_local_routes(world: World, namespace: str, address: Address) -> None:
    """The routes that say that an address is this host's own."""
    own = [f"{address.ip}/32", *([_network(address)] if address.dev == "lo" and address.prefix < 32 else [])]
    source = first_of(world, namespace, address).ip
    for destination in own:
        local = Route("local", destination, address.dev, source=source, kind="local", protocol="kernel")
        add_route(world, namespace, replace(local, causes=address.causes))


def add_connected_route(world: World, namespace: str, address: Address) -> None:
    """The route to the network that an address lies in; none for a single address, for lo, while the device is down, or
    where another of the device's addresses has it already."""
    link = world.get(LINKS, address.dev, namespace)
    if address.prefix == 32 or address.dev == "lo" or link is None or not link.up:
        return
    if first_of(world, namespace, address) != address:
        return
    prefix = ipv4.network(address.ip, address.prefix)
    causes = address.causes
    add_route(world, namespace, Route("main", prefix, address.dev, source=address.ip, protocol="kernel", causes=causes))


def add_route(world: World, namespace: str, route: Route) -> None:
    """A route in one of the namespace's tables, behind those that lead to the same destination."""
    fib.take_in(world, namespace, route)


def set_sysctls(world: World, namespace: str, values: dict[str, str]) -> None:
    """Kernel settings of a namespace."""
    for name, value in values.items():
        sysctls.put(world, namespace, name, value)


NODE_SYSCTLS = {
    sysctls.IP_FORWARD: "1",
    "net.ipv4.conf.all.rp_filter": "2",
    sysctls.BRIDGE_NF: "0",
    sysctls.CONNTRACK: "1",
}
"""As DC/OS sets them on masters and agents; the last one says that conntrack is loaded."""


def build_underlay(world: World, hosts: tuple[Host, ...], underlay: Underlay) -> None:
    """Plug every host in: nodes into the underlay, clients and the laptop into the internet, the router into both."""
    for host in hosts:
        add_namespace(world, Namespace(host.id, host.id, host.role))
        if host.role == "router":
            _router(world, host, hosts, underlay)
        elif host.role in {"client", "laptop"}:
            _card(world, host.id, INTERNET, f"{host.ip}/24", underlay.internet_gateway)
        else:
            _card(world, host.id, UNDERLAY, f"{host.ip}/{underlay.subnet.split('/')[1]}", underlay.gateway)
            set_sysctls(world, host.id, NODE_SYSCTLS)
            if host.public_ip:
                add_address(world, host.id, "eth0", f"{host.public_ip}/32")


def _card(world: World, namespace: str, segment: str, address: str, gateway: str) -> None:
    ip, _, _ = address.partition("/")
    head = "0e:00" if segment == UNDERLAY else "0e:01"
    link = Link("eth0", 2, "ethernet", ipv4.mac_of(ip, head), segment=segment)
    add_link(world, namespace, link)
    add_address(world, namespace, "eth0", address)
    add_route(world, namespace, Route("main", "0.0.0.0/0", "eth0", via=gateway))


def _router(world: World, router: Host, hosts: tuple[Host, ...], underlay: Underlay) -> None:
    """The router knows each public address as being on the underlay, as a cloud's address translation would."""
    cards = [("eth0", UNDERLAY, "0e:00", underlay.gateway, underlay.subnet)]
    cards += [("eth1", INTERNET, "0e:01", underlay.internet_gateway, underlay.internet)] if underlay.internet else []
    for index, (name, segment, head, ip, _) in enumerate(cards, 2):
        add_link(world, router.id, Link(name, index, "ethernet", ipv4.mac_of(ip, head), segment=segment))
    for name, _, _, ip, subnet in cards:
        add_address(world, router.id, name, f"{ip}/{subnet.split('/')[1]}")
    for host in hosts:
        if host.public_ip and host.role in {"master", "public_agent"}:
            add_route(world, router.id, Route("main", f"{host.public_ip}/32", "eth0"))
    set_sysctls(world, router.id, {sysctls.IP_FORWARD: "1", sysctls.CONNTRACK: "1"})
    if underlay.closed:
        chains.load(world, router.id, "filter", _edge_rules(underlay))


def _edge_rules(underlay: Underlay) -> tuple[str, ...]:
    """Nobody on the internet reaches a private address, but answers to the inside come through."""
    return (
        "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        f"-A FORWARD -d {underlay.subnet} -i eth1 -j DROP",
    )
