"""What Docker's bridge driver makes of networks and endpoints in the kernel of a host.

Sources: moby/libnetwork 18.09 drivers/bridge/bridge.go (CreateNetwork, CreateEndpoint, ProgramExternalConnectivity,
RevokeExternalConnectivity), drivers/bridge/setup_device.go, netutils/utils.go.
"""

from dataclasses import replace

from tutorial.cluster.causes import Causes
from tutorial.cluster.docker import firewall, publishing
from tutorial.cluster.docker.networks import (
    DAEMONS,
    ENDPOINTS,
    NETWORKS,
    Daemon,
    Endpoint,
    Network,
    free_address,
    mac_of,
    settings,
)
from tutorial.cluster.network import links, setup, sysctls
from tutorial.cluster.network.tables import CONNTRACK, LINKS, REPLIES, Link, Namespace, Route
from tutorial.cluster.world import World

BRIDGE = Network("bridge", "", "bridge", "docker0", "172.17.0.0/16", "172.17.0.1", masquerades=True)
"""The network that a daemon makes for itself; its id is drawn, a host at a time."""
DEFAULTS = Daemon()


def start(world: World, host: str, daemon: Daemon = DEFAULTS) -> None:
    """The daemon of a host begins: its chains, the network `bridge`, and the two without a bridge."""
    if daemon != DEFAULTS:
        world.put(DAEMONS, "daemon", daemon, host)
    firewall.start(world, host)
    for name, driver in (("host", "host"), ("none", "null")):
        world.put(NETWORKS, name, Network(name, _network_id(world, host, name), driver), host)
    add_network(world, host, BRIDGE)


def _network_id(world: World, host: str, name: str) -> str:
    return world.hex_digits("docker.network", (host, name), 64)


def add_network(world: World, host: str, network: Network) -> None:
    """Make a bridge network; its id is drawn.

    Without the userland proxy the bridge takes packets of 127/8, which its host's own requests to published ports are.
    """
    made = replace(network, id=_network_id(world, host, network.name), created_ms=world.now_ms)
    index, mac = links.next_index(world, host), _bridge_mac(world, host, network.bridge)
    setup.add_link(world, host, Link(network.bridge, index, "bridge", mac, causes=network.causes))
    setup.add_address(world, host, network.bridge, f"{network.gateway}/{network.bits}", network.causes)
    if not settings(world, host).userland_proxy:
        sysctls.put(world, host, f"net.ipv4.conf.{network.bridge}.route_localnet", "1")
    firewall.add_network(world, host, made)
    world.put(NETWORKS, network.name, made, host)


def _bridge_mac(world: World, host: str, bridge: str) -> str:
    """The pinned address, or a random one: no port gives a new bridge its own (netutils.GenerateRandomMAC)."""
    digits = world.hex_digits("docker.bridge.mac", (host, bridge), 8)
    drawn = ":".join(("02", "42", *(digits[at : at + 2] for at in range(0, 8, 2))))
    return str(world.pinned("docker.bridge.mac", (host, bridge)) or drawn)


def connect(world: World, host: str, container: str, network: Network, causes: Causes) -> Endpoint:
    """Give a container a network namespace of its own with one end of a pair in it; Refused when no address is free."""
    ip = free_address(world, host, network)
    endpoint = Endpoint(
        container=container,
        network=network.name,
        id=world.hex_digits("docker.endpoint", (host, container), 64),
        ip=ip,
        mac=mac_of(ip),
        device=_free_name(world, host, container),
        causes=causes,
    )
    _pair(world, host, network, endpoint)
    world.put(ENDPOINTS, container, endpoint, host)
    return endpoint


def _free_name(world: World, host: str, container: str) -> str:
    """A name for the host's end: `veth` and seven digits, the pinned or drawn ones (netutils.GenerateIfaceName)."""
    pin = world.pinned("docker.veth", (host, container))
    digits = world.hex_digits("docker.veth", (host, container), 64)
    drawn = (f"veth{digits[at : at + 7]}" for at in range(0, 56, 7))
    names = (str(pin), *drawn) if pin else tuple(drawn)
    return next(name for name in names if world.get(LINKS, name, host) is None)


def _pair(world: World, host: str, network: Network, endpoint: Endpoint) -> None:
    """The pair: the container's end gets its number first, and goes into the container's namespace as eth0. Without the
    userland proxy the host's end gives back what comes in by it (setHairpinMode)."""
    inside, causes = f"{host}/{endpoint.container}", endpoint.causes
    setup.add_namespace(world, Namespace(inside, host, "container", causes))
    near, far = links.next_index(world, host), links.next_index(world, host)
    eth0 = Link(
        "eth0", near, "veth", endpoint.mac, network.mtu, peer_namespace=host, peer=endpoint.device, causes=causes
    )
    mac = _random_mac(world, host, endpoint.container)
    port = Link(endpoint.device, far, "veth", mac, network.mtu, peer_namespace=inside, peer="eth0", causes=causes)
    hairpin = not settings(world, host).userland_proxy
    setup.add_link(world, inside, eth0)
    setup.add_link(world, host, replace(port, master=network.bridge, hairpin=hairpin))
    links.adjust_mtu(world, host, network.bridge)
    setup.add_address(world, inside, "eth0", f"{endpoint.ip}/{network.bits}", causes)
    setup.add_route(world, inside, Route("main", "0.0.0.0/0", "eth0", via=network.gateway, causes=causes))


def _random_mac(world: World, host: str, container: str) -> str:
    """A random address, marked as one that was given locally and is no group's (eth_random_addr)."""
    digits = world.hex_digits("docker.veth.mac", (host, container), 12)
    first = int(digits[:2], 16) & 0xFE | 0x02
    return ":".join((f"{first:02x}", *(digits[at : at + 2] for at in range(2, 12, 2))))


def disconnect(world: World, host: str, container: str) -> None:
    """Take a container off its network: its ports, connections, devices, its namespace. What is gone is passed over."""
    endpoint = world.get(ENDPOINTS, container, host)
    if endpoint is None:
        return
    publishing.withdraw(world, host, endpoint)
    _forget_connections(world, host, endpoint.ip)
    links.remove(world, host, endpoint.device)
    links.remove_namespace(world, f"{host}/{container}")
    world.delete(ENDPOINTS, container, host)


def _forget_connections(world: World, host: str, ip: str) -> None:
    """The next container with this address shall not get packets of this one's (clearEndpointConnections)."""
    for key, tracked in world.rows(CONNTRACK, host):
        if ip in {tracked.reply[1], tracked.reply[3]}:
            world.delete(CONNTRACK, key, host)
            world.delete(REPLIES, tracked.reply, host)
