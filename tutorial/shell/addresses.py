"""Names and addresses of hosts, as their own tools and those of others see them."""

import re

from tutorial.cluster.docker.tables import CONTAINERS
from tutorial.cluster.host import HOSTS, Host, node_name
from tutorial.cluster.network.tables import ADDRESSES, LINKS
from tutorial.cluster.world import World

_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?=[0-9])|$)){4}")


def is_ipv4(text: str) -> bool:
    """Whether a text is an IPv4 address in the usual form."""
    return _IPV4.fullmatch(text) is not None


def namespace(world: World, place: str) -> str:
    """The network namespace that a place's programs run in: a container's own, unless it shares its host's."""
    host, slash, name = place.partition("/")
    container = world.get(CONTAINERS, name, host) if slash else None
    return place if container is None else container.namespace(host)


def own_name(world: World, place: str) -> str:
    """The name that a place has for itself, without a domain: its host's, or the container's."""
    name, slash, inside = place.partition("/")
    container = world.get(CONTAINERS, inside, name) if slash else None
    if container is not None:
        return container.hostname
    host = world.get(HOSTS, name)
    return node_name(host) if host else place


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
