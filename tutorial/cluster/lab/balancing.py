"""A lab's load balancers: virtual services (with dcos-net's masquerading rule in their namespace), HAProxy."""

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.lab.reader import Reader, parsed_endpoint, within
from tutorial.cluster.network import chains
from tutorial.cluster.network.ipvs.tables import RealServer, Service, add_service
from tutorial.cluster.network.rules import parse
from tutorial.cluster.network.tables import CHAINS
from tutorial.cluster.servers.haproxy_tables import PROXIES, Proxy
from tutorial.cluster.world import World

PROTOCOLS = ("tcp", "udp")
MASQUERADE = "-m ipvs --ipvs --vdir ORIGINAL --vmethod MASQ -j MASQUERADE"
"""What dcos-net inserts into nat POSTROUTING, without its comment."""


def add(world: World, namespace: str, given: Reader) -> None:
    """A virtual service with its real servers, which stand in the kernel's order: the head of the list first."""
    protocol = given.text("proto", "tcp").lower()
    if protocol not in PROTOCOLS:
        raise given.fault("proto", f"must be one of {', '.join(PROTOCOLS)}, not {protocol}")
    servers = tuple(
        RealServer(server.address("ip"), server.port("port"), server.number("weight", 1))
        for server in given.objects("dests")
    )
    service = Service(protocol, given.address("vip"), given.port("port"), given.text("scheduler", "wlc"), servers)
    try:
        add_service(world, namespace, service)
    except ClusterError as error:
        raise within(given, "dests", error) from error
    _masquerade(world, namespace)


def _masquerade(world: World, namespace: str) -> None:
    """Put dcos-net's rule first, unless the lab's own rules have it."""
    chain = world.get(CHAINS, ("nat", "POSTROUTING"), namespace)
    rules = () if chain is None else chain.rules
    if not any(parse(rule.text).target == "MASQUERADE" and "-m ipvs" in rule.text for rule in rules):
        chains.add(world, namespace, "nat", f"-I POSTROUTING 1 {MASQUERADE}")


def proxy(world: World, namespace: str, port: int, given: Reader) -> None:
    """What a HAProxy leads to: the `backends` of its process."""
    servers = tuple(parsed_endpoint(given, "backends", text) for text in given.texts("backends"))
    world.put(PROXIES, port, Proxy(servers), namespace)
