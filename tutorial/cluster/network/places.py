"""Ids of places in the network and of the entries of its tables: the same ids everywhere, no mapping table.

Machines, cards and ports are elements of the picture; entries are named by what tools print and what is inspected.
"""

from tutorial.cluster.host import AGENT_ROLES
from tutorial.cluster.network.setup import UNDERLAY
from tutorial.cluster.network.tables import NAMESPACES, Address, Link, Route, RoutingRule, Tuple5
from tutorial.cluster.world import World


def node(world: World, namespace: str) -> str:
    """The machine that a namespace belongs to, also where that is a container's."""
    known = world.get(NAMESPACES, namespace)
    name = namespace if known is None else known.node
    machine = world.get(NAMESPACES, name)
    kind = "host" if machine is None else machine.kind
    return f"agent:{name}" if kind in AGENT_ROLES else f"host:{name}"


LONGEST_NAME = 14
"""So much of a container's name is said: `mesos-` and the first part of its UUID."""


def said(namespace: str) -> str:
    """A namespace as sentences name it: the machine, or the container on it, `S3/mesos-881e3841`."""
    node, slash, container = namespace.partition("/")
    return node + slash + container[:LONGEST_NAME]


def link(namespace: str, device: str) -> str:
    """A network device."""
    return f"link:{namespace}/{device}"


def wire(segment: str, namespace: str, device: Link) -> str:
    """What a frame travels on: the underlay, which the picture draws, else the card that it comes to."""
    return f"wire:{segment}" if segment == UNDERLAY else link(namespace, device.name)


def socket(namespace: str, protocol: str, port: int) -> str:
    """A port on which something listens."""
    return f"socket:{namespace}/{protocol}/{port}"


def rule(namespace: str, table: str, chain: str, number: int) -> str:
    """A rule of an iptables chain, by its own number there, which it keeps when others come and go."""
    return f"rule:{namespace}/{table}/{chain}/{number}"


def route(namespace: str, entry: Route) -> str:
    """A route of a routing table."""
    words = ["", entry.table, entry.destination, entry.dev, entry.via, str(entry.metric or "")]
    words.append(f"+{entry.position}" if entry.position else "")
    return f"route:{namespace}{'/'.join(words[:4])}{''.join(f'/{word}' for word in words[4:] if word)}"


def policy(namespace: str, entry: RoutingRule) -> str:
    """A line of `ip rule`."""
    return f"policy:{namespace}/{entry.priority}/{entry.source}" + (f"/{entry.number}" if entry.number else "")


def address(namespace: str, entry: Address) -> str:
    """An address of a device."""
    return f"address:{namespace}/{entry.dev}/{entry.ip}"


def neighbour(namespace: str, device: str, ip: str) -> str:
    """An entry of the neighbour table."""
    return f"neighbour:{namespace}/{device}/{ip}"


def virtual(protocol: str, address: str, port: int) -> str:
    """A virtual service: `vip:11.249.78.219:3141`, of another protocol than TCP with that behind it."""
    return f"vip:{address}:{port}" + ("" if protocol == "tcp" else f"/{protocol}")


def connection(namespace: str, flow: Tuple5) -> str:
    """One end of a connection, its own address first."""
    protocol, near, near_port, far, far_port = flow
    return f"connection:{namespace}/{protocol}/{near}:{near_port}/{far}:{far_port}"


def tracked(namespace: str, flow: Tuple5) -> str:
    """A connection that conntrack knows, by the tuple of its first packet."""
    protocol, source, source_port, destination, destination_port = flow
    return f"tracked:{namespace}/{protocol}/{source}:{source_port}/{destination}:{destination_port}"


def forwarding(namespace: str, device: str, mac: str) -> str:
    """A forwarding entry of a bridge or vxlan device."""
    return f"fdb:{namespace}/{device}/{mac}"


def service(namespace: str, key: tuple[str, str, int]) -> str:
    """A virtual service of IPVS, by protocol, address and port."""
    protocol, address, port = key
    return f"ipvs:{namespace}/{protocol}/{address}:{port}"


def real_server(namespace: str, key: tuple[str, str, int], name: str) -> str:
    """One of its real servers, by address and port: `172.16.15.168:9896`."""
    return f"{service(namespace, key)}/{name}"


def record(holder: str, name: str, kind: str) -> str:
    """The records of a name and type that a name server has."""
    return f"dns:{kind}/{name}/{holder}"


def balanced(namespace: str, backend: str, server: str) -> str:
    """A server in a backend of HAProxy's configuration."""
    return f"haproxy:{namespace}/{backend}/{server}"
