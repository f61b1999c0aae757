"""A lab's names: the name server of a namespace that describes some, which its programs ask by packets over `lo`."""

from tutorial.cluster.host import FILES, File
from tutorial.cluster.lab.reader import Reader
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.dns.configuration import RESOLVER_FILE, THIS_HOST
from tutorial.cluster.servers.resolver import install
from tutorial.cluster.world import World


def add(world: World, namespace: str, given: Reader) -> None:
    """Read the field `dns` of a namespace: names and their addresses."""
    if "dns" not in given.given:
        return
    known = given.object("dns")
    for name in sorted(known.given):
        if not ipv4.is_address(known.text(name)):
            raise known.fault(name, f"must be an IPv4 address, not {known.text(name)!r}")
    install(world, namespace, THIS_HOST, {name: known.text(name) for name in sorted(known.given)})
    world.put(FILES, RESOLVER_FILE, File(f"nameserver {THIS_HOST}\n"), namespace)
