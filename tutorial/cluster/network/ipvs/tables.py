"""IPVS' tables: virtual services with their real servers, the connections that it has scheduled, its counters.

Sources: Linux include/net/ip_vs.h, net/netfilter/ipvs/ip_vs_ctl.c. The entries are what `ipvsadm` prints.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network.tables import Tuple5
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

ServiceKey = tuple[str, str, int]
"""Protocol, virtual address, port."""
SCHEDULERS = ("rr", "wrr", "lc", "wlc", "sh")
"""The schedulers that are simulated."""
MOST_WEIGHT = 65535


class IpvsError(ClusterError):
    """A service or real server that is not there, is there twice, or can't be."""

    code = "ipvs"


@dataclass(frozen=True, slots=True)
class RealServer:
    """A destination of a virtual service, reached by masquerading; weight 0 takes no new connections."""

    address: str
    port: int
    weight: int = 1
    causes: Causes = SCENARIO

    @property
    def name(self) -> str:
        """`172.16.15.168:9896`."""
        return f"{self.address}:{self.port}"


@dataclass(frozen=True, slots=True)
class Service:
    """A virtual service. `servers` are in the kernel's order, in which schedulers look at them: the head is the last
    that was added."""

    protocol: str
    address: str
    port: int
    scheduler: str = "wlc"
    servers: tuple[RealServer, ...] = ()
    causes: Causes = SCENARIO

    @property
    def key(self) -> ServiceKey:
        """The service's key."""
        return (self.protocol, self.address, self.port)

    def server(self, address: str, port: int) -> RealServer | None:
        """One of its real servers; None when it has no such one."""
        return next((server for server in self.servers if (server.address, server.port) == (address, port)), None)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A connection that was given to a real server: the client's first packet as IPVS saw it, and where it goes.

    `state` is the protocol's as `ipvsadm -Lnc` prints it; `since_ms` the time of the last packet.
    """

    flow: Tuple5
    address: str
    port: int
    state: str
    since_ms: int
    causes: Causes = SCENARIO

    @property
    def service(self) -> ServiceKey:
        """The virtual service that it was made to."""
        return (self.flow[0], self.flow[3], self.flow[4])

    @property
    def reply(self) -> Tuple5:
        """The tuple of the real server's answers, as IPVS meets them."""
        protocol, client, client_port, _, _ = self.flow
        return (protocol, self.address, self.port, client, client_port)


@dataclass(frozen=True, slots=True)
class Count:
    """What has passed: connections, packets to the real servers, packets back."""

    connections: int = 0
    inwards: int = 0
    outwards: int = 0


SERVICES: Table[Service] = Table("ipvs.service")
"""Scope: namespace. Key: (protocol, address, port)."""
SCHEDULED: Table[Scheduled] = Table("ipvs.connection")
"""Scope: namespace. Key: the tuple of the first packet."""
ANSWERS: Table[Tuple5] = Table("ipvs.connection.reply")
"""Scope: namespace. Key: the tuple of the answers. Entry: that of the first packet."""
COUNTS: Table[Count] = Table("ipvs.count")
"""Scope: namespace. Key: service key; or service key, real address, real port."""
MARKS: Table[tuple[str, int]] = Table("ipvs.mark")
"""Scope: namespace. Key: service key. Where a round stands: the last pick's name, and the weight it now takes."""


def add_service(world: World, namespace: str, service: Service) -> None:
    """Add a virtual service; IpvsError when it is there or its scheduler is not simulated."""
    if world.get(SERVICES, service.key, namespace) is not None:
        raise IpvsError(f"the service {_name(service.key)} is there already")
    if service.scheduler not in SCHEDULERS:
        raise IpvsError(f"scheduler {service.scheduler} is not simulated: {', '.join(SCHEDULERS)} are")
    world.put(SERVICES, service.key, replace(service, servers=()), namespace)
    for server in reversed(service.servers):
        add_server(world, namespace, service.key, server)


def remove_service(world: World, namespace: str, key: ServiceKey) -> None:
    """Remove a virtual service with its counters; its connections stay until they have aged."""
    service = _found(world, namespace, key)
    for server in service.servers:
        world.delete(COUNTS, (*key, server.address, server.port), namespace)
    world.delete(COUNTS, key, namespace)
    world.delete(MARKS, key, namespace)
    world.delete(SERVICES, key, namespace)


def add_server(world: World, namespace: str, key: ServiceKey, server: RealServer) -> None:
    """Add a real server at the head of a service's list."""
    service = _found(world, namespace, key)
    if service.server(server.address, server.port) is not None:
        raise IpvsError(f"{server.name} is a server of {_name(key)} already")
    _weighed(server)
    set_servers(world, namespace, service, (server, *service.servers))


def edit_server(world: World, namespace: str, key: ServiceKey, server: RealServer) -> None:
    """Give a real server another weight; it keeps its place."""
    service = _found(world, namespace, key)
    if service.server(server.address, server.port) is None:
        raise IpvsError(f"{_name(key)} has no server {server.name}")
    _weighed(server)
    kept = tuple(server if known.name == server.name else known for known in service.servers)
    set_servers(world, namespace, service, kept)


def remove_server(world: World, namespace: str, key: ServiceKey, address: str, port: int) -> None:
    """Take a real server out of a service; packets of its connections are dropped from now on."""
    service = _found(world, namespace, key)
    gone = service.server(address, port)
    if gone is None:
        raise IpvsError(f"{_name(key)} has no server {address}:{port}")
    kept = tuple(server for server in service.servers if server is not gone)
    set_servers(world, namespace, service, kept)


def set_scheduler(world: World, namespace: str, service: Service, scheduler: str) -> None:
    """Let another scheduler choose; a round begins anew."""
    world.put(SERVICES, service.key, replace(service, scheduler=scheduler), namespace)
    world.delete(MARKS, service.key, namespace)


def zero(world: World, namespace: str, service: Service) -> None:
    """Set a service's counters to nothing."""
    for server in service.servers:
        world.delete(COUNTS, (*service.key, server.address, server.port), namespace)
    world.delete(COUNTS, service.key, namespace)


def set_servers(world: World, namespace: str, service: Service, servers: tuple[RealServer, ...]) -> None:
    """Let a service have these real servers in this order, whatever it had; a round begins anew at the head."""
    world.put(SERVICES, service.key, replace(service, servers=servers), namespace)
    mark = world.get(MARKS, service.key, namespace)
    if mark is not None:
        world.put(MARKS, service.key, ("", mark[1]), namespace)


def _found(world: World, namespace: str, key: ServiceKey) -> Service:
    service = world.get(SERVICES, key, namespace)
    if service is None:
        raise IpvsError(f"there is no service {_name(key)}")
    return service


def _weighed(server: RealServer) -> None:
    if not 0 <= server.weight <= MOST_WEIGHT:
        raise IpvsError(f"the weight of {server.name} must be from 0 to {MOST_WEIGHT}, not {server.weight}")


def _name(key: ServiceKey) -> str:
    protocol, address, port = key
    return f"{protocol.upper()} {address}:{port}"


def connections(world: World, namespace: str) -> Iterator[Scheduled]:
    """The scheduled connections of a namespace, in no order of note: for counting."""
    yield from world.state.rows(SCHEDULED.name, namespace).values()
