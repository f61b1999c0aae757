"""Names and addresses of hosts, as their own tools and those of others see them."""

import re

from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import FILES, HOSTS, Host
from tutorial.cluster.network.tables import ADDRESSES, LINKS
from tutorial.cluster.world import World

_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?=[0-9])|$)){4}")


def is_ipv4(text: str) -> bool:
    """Whether a text is an IPv4 address in the usual form."""
    return _IPV4.fullmatch(text) is not None


def node_name(host: Host) -> str:
    """A host's name without its domain."""
    return host.hostname.split(".")[0]


def full_name(host: Host) -> str:
    """A host's name with its domain: the cloud's, if the host is there."""
    region = host.region.removeprefix("aws/")
    return f"{node_name(host)}.{region}.compute.internal" if region else host.hostname


def namespace(world: World, place: str) -> str:
    """The network namespace that a place's programs run in: a container's own, unless it shares its host's."""
    host, slash, name = place.partition("/")
    container = world.get(CONTAINERS, name, host) if slash else None
    return host if container is not None and container.network == "host" else place


def of_place(world: World, place: str) -> tuple[str, ...]:
    """The addresses of a namespace other than loopback ones, in the order of its devices."""
    found: list[tuple[int, int, str]] = []
    inside = namespace(world, place)
    for at, address in enumerate(world.values(ADDRESSES, inside)):
        link = world.get(LINKS, address.dev, inside)
        if not address.ip.startswith("127."):
            found.append((link.index if link else 0, at, address.ip))
    return tuple(ip for _, _, ip in sorted(found))


def host_at(world: World, address: str) -> Host | None:
    """The host that has an address, or whose address a one-to-one translation in front of it has."""
    for host in world.values(HOSTS):
        if address and address in {host.ip, host.public_ip}:
            return host
    return None


def resolve(world: World, place: str, name: str) -> str | None:
    """The address of a name as a place's programs find it (`/etc/hosts`, then its own name), or None."""
    if is_ipv4(name):
        return name
    hosts = world.get(FILES, "/etc/hosts", place.split("/", maxsplit=1)[0])
    for line in (hosts.content if hosts else "127.0.0.1 localhost\n").splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        if name in names and is_ipv4(address):
            return address
    host = world.get(HOSTS, place.split("/", maxsplit=1)[0])
    return host.ip if host is not None and name in {node_name(host), full_name(host)} else None
