"""What a machine's programs are told about names: `/etc/hosts` and `/etc/resolv.conf`.

Sources: glibc 2.36 resolv/res_init.c (res_vinit_1), nss/nss_files/files-hosts.c; the limits of resolv.h.
"""

import re
from dataclasses import dataclass, replace

from tutorial.cluster.host import FILES, HOSTS
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.world import World

HOSTS_FILE, RESOLVER_FILE = "/etc/hosts", "/etc/resolv.conf"
MOST_SERVERS, MOST_SEARCHED = 3, 6
MOST_SECONDS, MOST_ATTEMPTS, MOST_DOTS = 30, 5, 15
THIS_HOST = "127.0.0.1"
_OPTION = re.compile(r"(timeout|attempts|ndots):([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Configuration:
    """Servers in order, domains to search, seconds until the next server is asked, rounds, and with how many dots a
    name is asked as it stands before the domains are tried."""

    servers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    seconds: int = 5
    attempts: int = 2
    dots: int = 1


def file_text(world: World, namespace: str, path: str) -> str:
    """A file as the programs of a namespace read it: their own, else that of their machine; empty when there is none.

    Docker copies both files from its host into each container.
    """
    known = world.get(NAMESPACES, namespace)
    node = namespace.partition("/")[0] if known is None else known.node
    file = world.get(FILES, path, namespace) or world.get(FILES, path, node)
    return "" if file is None else file.content


def of_hosts(world: World, namespace: str, name: str) -> tuple[str, ...]:
    """The IPv4 addresses that `/etc/hosts` has for a name, in the order of its lines."""
    found = []
    for line in file_text(world, namespace, HOSTS_FILE).splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        if ipv4.is_address(address) and name.lower() in [known.lower() for known in names]:
            found.append(address)
    return tuple(found)


def configuration(world: World, namespace: str) -> Configuration:
    """What `/etc/resolv.conf` says. Without a server in it, one on this host is asked; without a domain to search, the
    one that the host's own name stands in."""
    found = Configuration(search=_own_domain(world, namespace))
    for line in file_text(world, namespace, RESOLVER_FILE).splitlines():
        found = _told(found, line)
    return found if found.servers else replace(found, servers=(THIS_HOST,))


def _own_domain(world: World, namespace: str) -> tuple[str, ...]:
    host = world.get(HOSTS, namespace)
    domain = "" if host is None else host.hostname.partition(".")[2]
    return (domain,) if domain else ()


def _told(found: Configuration, line: str) -> Configuration:
    """The configuration after one line. A keyword must stand at the line's beginning; what is unknown says nothing."""
    keyword, *words = line.split() or [""]
    if line.startswith((" ", "\t", "#", ";")) or not words:
        return found
    if keyword == "nameserver" and ipv4.is_address(words[0]) and len(found.servers) < MOST_SERVERS:
        return replace(found, servers=(*found.servers, words[0]))
    if keyword in {"search", "domain"}:
        return replace(found, search=tuple(words[: 1 if keyword == "domain" else MOST_SEARCHED]))
    for word in words if keyword == "options" else ():
        found = _option(found, word)
    return found


def _option(found: Configuration, word: str) -> Configuration:
    known = _OPTION.fullmatch(word)
    if known is None:
        return found
    name, value = known[1], int(known[2])
    if name == "timeout":
        return replace(found, seconds=min(value, MOST_SECONDS))
    if name == "attempts":
        return replace(found, attempts=min(value, MOST_ATTEMPTS))
    return replace(found, dots=min(value, MOST_DOTS))
