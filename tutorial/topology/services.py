"""What one asks instead of a task: virtual addresses, and the ports on which a load balancer listens.

Law of this file: every element is a row of a table. Behind which tasks it leads is told as addresses with ports, as the
tables have them: what has such an address is not this file's to know, and may be gone already.
"""

from collections.abc import Iterator

from tutorial.cluster.dcosnet.names import ZONE
from tutorial.cluster.dcosnet.tables import MAPPINGS
from tutorial.cluster.edgelb.running import BALANCERS
from tutorial.cluster.host import HOSTS, NODE_ROLES, Host
from tutorial.cluster.marathonlb.running import INSTANCES as MARATHON_LBS
from tutorial.cluster.network import ipv4, places
from tutorial.cluster.network.ipvs.tables import SERVICES, Service, ServiceKey
from tutorial.cluster.servers.haproxy_config import Config, Section
from tutorial.cluster.servers.haproxy_tables import RUNNING, Running
from tutorial.cluster.world import World
from tutorial.topology.element import Element, Place
from tutorial.topology.ways import asked_for_by

Facts = tuple[tuple[str, str], ...]
MOST = 64
"""So many back ends are named; how many there are is told besides."""
PORTS = 1 << 16
"""More than any port's number: makes one number of an address and a port."""


# Virtual addresses


def vip_id(key: ServiceKey) -> str:
    """The element of a virtual service."""
    return places.virtual(*key)


def vip_key(name: str) -> ServiceKey | None:
    """The virtual service that an id names; None where it names none."""
    place, _, protocol = name.removeprefix("vip:").partition("/")
    address, _, port = place.rpartition(":")
    if not ipv4.is_address(address) or not (port.isascii() and port.isdigit()):
        return None
    return (protocol or "tcp", address, int(port))


def vip_keys(world: World) -> set[ServiceKey]:
    """The virtual services of all nodes."""
    return {service.key for node in world.scopes(SERVICES) for service in world.values(SERVICES, node)}


def holders(world: World, key: ServiceKey) -> list[Host]:
    """The nodes whose kernels have a virtual service, masters first."""
    found = [host for host in world.values(HOSTS) if host.role in NODE_ROLES]
    found = [host for host in found if world.get(SERVICES, key, host.id) is not None]
    return sorted(found, key=lambda host: host.role != "master")


def vip_elements(world: World, key: ServiceKey) -> Iterator[Element]:
    """A virtual address, as the first node has it whose kernel does; nothing where none has."""
    held = holders(world, key)
    service = world.get(SERVICES, key, held[0].id) if held else None
    if service is None:
        return
    protocol, address, port = key
    order = (ipv4.number(address) * PORTS + port) * 2 + (protocol != "tcp")
    state = "up" if service.servers else "failed"
    name = _name(world, held[0].id, address)
    label = f"{name.partition('.')[0] or address}:{port}"
    yield Element(vip_id(key), "vip", label, "", state, Place("entries", order), _vip_facts(service, name, len(held)))


def _name(world: World, node: str, address: str) -> str:
    """The name by which dcos-net has given an address, `httpi.marathon`; empty where it has not."""
    mapping = world.get(MAPPINGS, address, node)
    return mapping.name if mapping else ""


def _vip_facts(service: Service, name: str, held: int) -> Facts:
    servers = [server.name for server in service.servers]
    facts = (
        ("address", f"{service.address}:{service.port}"),
        ("name", f"{name}.{ZONE}" if name else ""),
        ("protocol", service.protocol.upper()),
        ("scheduler", service.scheduler),
        *_servers(servers),
        ("nodes", str(held)),
        ("asked for by", asked_for_by(service.causes)),
    )
    return tuple((key, value) for key, value in facts if value)


def _servers(servers: list[str]) -> Facts:
    return (("back ends", str(len(servers))), ("servers", ", ".join(servers[:MOST])))


# Load balancers


def proxy_id(host: str, port: int) -> str:
    """The element of a port on which a HAProxy waits for requests to pass on."""
    return f"proxy:{host}/{port}"


def proxy_elements(world: World, host: Host, parent: str) -> Iterator[Element]:
    """The ports of a machine at which a HAProxy takes requests for others."""
    for _, running in world.rows(RUNNING, host.id):
        config = running.config
        for port, section in sorted(config.frontends.items()):
            backends = _backends(config, section)
            servers = list(dict.fromkeys(f"{one.address}:{one.port}" for back in backends for one in back.servers))
            if backends:
                yield _proxy(world, host, parent, running, (port, backends[0].balance, servers))


def _backends(config: Config, section: Section) -> list[Section]:
    """Those to which a frontend can lead."""
    names = [*(rule.words[0] for rule in section.uses if rule.words), section.otherwise]
    return [config.backends[name] for name in dict.fromkeys(names) if name in config.backends]


def _proxy(world: World, host: Host, parent: str, running: Running, found: tuple[int, str, list[str]]) -> Element:
    port, balance, servers = found
    facts = (
        ("address", f"{host.public_ip or host.ip}:{port}"),
        ("program", f"haproxy (pid {running.pid})"),
        ("scheduler", balance),
        *_servers(servers),
    )
    label, state = f"{_product(world, host.id, running.pid)}:{port}", "up" if servers else "failed"
    kept = tuple((key, value) for key, value in facts if value)
    return Element(proxy_id(host.id, port), "proxy", label, parent, state, Place(column="entry"), kept)


def _product(world: World, host: str, pid: int) -> str:
    """What has started a HAProxy."""
    marathon_lb = world.get(MARATHON_LBS, host)
    if marathon_lb is not None and marathon_lb.pid == pid:
        return "Marathon-LB"
    known = any((one.host, one.pid) == (host, pid) for one in world.values(BALANCERS))
    return "Edge-LB" if known else "HAProxy"
