"""Docker's rules: those of the daemon, those of each bridge network, those of each published port.

The order in which they are put in is Docker's own, for it makes the order in which they are printed and asked: what
belongs to a network is inserted above what was there, what belongs to a port is appended. Where no userland proxy
stands by, what comes from containers of the network itself and to 127/8 is translated too.
Sources: moby/libnetwork 18.09 drivers/bridge/setup_ip_tables.go, iptables/iptables.go, firewall_linux.go.
"""

from collections.abc import Iterable

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker.networks import Network, settings
from tutorial.cluster.docker.tables import Published
from tutorial.cluster.network import chains, edits
from tutorial.cluster.world import World

CAUSES: Causes = (Cause(0, "docker"),)
STAGE_1, STAGE_2, USER = "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2", "DOCKER-USER"
CHAINS = (
    ("nat", ":DOCKER -"),
    ("filter", ":DOCKER -"),
    ("filter", f":{STAGE_1} -"),
    ("filter", f":{STAGE_2} -"),
    ("filter", f"-A {STAGE_1} -j RETURN"),
    ("filter", f"-A {STAGE_2} -j RETURN"),
    ("filter", f":{USER} -"),
    ("filter", f"-A {USER} -j RETURN"),
    ("filter", ":FORWARD DROP"),
)
"""What the daemon makes at its start; the policy is Docker's where it was Docker that let the host forward."""
Lines = Iterable[tuple[str, str]]


def start(world: World, host: str) -> None:
    """The chains of the daemon."""
    for table, line in CHAINS:
        chains.load(world, host, table, (line,), CAUSES)


def add_network(world: World, host: str, network: Network) -> None:
    """The rules of a bridge network; the jumps to Docker's own chains are moved back to the top of FORWARD."""
    proxy = settings(world, host).userland_proxy
    for table, line in _network(network, proxy=proxy):
        chains.add(world, host, table, line, network.causes)
    for table, line in _jumps(proxy=proxy):
        _ensure(world, host, table, line)
    bridge = network.bridge
    lines = (
        f"-I FORWARD -o {bridge} -j DOCKER",
        f"-I FORWARD -o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        f"-I {STAGE_1} -i {bridge} ! -o {bridge} -j {STAGE_2}",
        f"-I {STAGE_2} -o {bridge} -j DROP",
    )
    for line in lines:
        chains.add(world, host, "filter", line, network.causes)
    for name in (STAGE_1, USER):
        _take_out(world, host, "filter", f"-A FORWARD -j {name}")
        chains.add(world, host, "filter", f"-I FORWARD -j {name}", CAUSES)


def _jumps(*, proxy: bool) -> Lines:
    yield "nat", "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER"
    yield "nat", f"-A OUTPUT {'! -d 127.0.0.0/8 ' if proxy else ''}-m addrtype --dst-type LOCAL -j DOCKER"


def _network(network: Network, *, proxy: bool) -> Lines:
    """What is inserted first: who may leave the network, and under which address."""
    bridge = network.bridge
    if network.masquerades:
        yield "nat", f"-I POSTROUTING -s {network.subnet} ! -o {bridge} -j MASQUERADE"
    if network.masquerades and proxy:
        yield "nat", f"-I DOCKER -i {bridge} -j RETURN"
    if not proxy:
        yield "nat", f"-I POSTROUTING -o {bridge} -m addrtype --src-type LOCAL -j MASQUERADE"
    yield "filter", f"-I FORWARD -i {bridge} -o {bridge} -j ACCEPT"
    yield "filter", f"-I FORWARD -i {bridge} ! -o {bridge} -j ACCEPT"


def lift_isolation(world: World, host: str, causes: Causes) -> None:
    """What the overlay's module does once it has made its network: Docker's networks may speak with each other."""
    chains.add(world, host, "filter", f"-I {STAGE_2} -j RETURN", causes)


def publish(world: World, host: str, network: Network, ip: str, port: Published) -> None:
    """The three rules of a published port."""
    for table, line in _port(network, ip, port, proxy=settings(world, host).userland_proxy):
        chains.add(world, host, table, line, port.causes)


def withdraw(world: World, host: str, network: Network, ip: str, port: Published) -> None:
    """Take a published port's rules out, those that are there still."""
    for table, line in _port(network, ip, port, proxy=settings(world, host).userland_proxy):
        _take_out(world, host, table, line)


def _port(network: Network, ip: str, port: Published, *, proxy: bool) -> Lines:
    kind, bridge = f"-p {port.protocol} -m {port.protocol}", network.bridge
    to, elsewhere = f"{ip}:{port.port}", f"! -i {bridge} " if proxy else ""
    yield "nat", f"-A DOCKER {elsewhere}{kind} --dport {port.host_port} -j DNAT --to-destination {to}"
    yield "filter", f"-A DOCKER -d {ip}/32 ! -i {bridge} -o {bridge} {kind} --dport {port.port} -j ACCEPT"
    yield "nat", f"-A POSTROUTING -s {ip}/32 -d {ip}/32 {kind} --dport {port.port} -j MASQUERADE"


def _ensure(world: World, host: str, table: str, line: str) -> None:
    if not _there(world, host, table, line):
        chains.add(world, host, table, line, CAUSES)


def _there(world: World, host: str, table: str, line: str) -> bool:
    try:
        edits.same(edits.chain(world, host, table, line.split()[1]), line)
    except edits.Refused:
        return False
    return True


def _take_out(world: World, host: str, table: str, line: str) -> None:
    if _there(world, host, table, line):
        found = edits.chain(world, host, table, line.split()[1])
        edits.take_out(world, host, found, edits.same(found, line))
