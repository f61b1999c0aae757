"""The article's world with what listened where curl and nc were recorded.

httpi is behind two ports of S3, silence behind its port 4444, programs that reset and say nothing behind the next two;
the VIP is on the master; HAProxy on the public agent leads to a server (3141) and to a dead one (3142). Names are known
as in `test_dns`.
"""

from tests.build import article_attempt
from tutorial.attempt import Attempt
from tutorial.cluster import servers
from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.dcosnet.tables import Backend
from tutorial.cluster.host import FILES, File
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.configuration import RESOLVER_FILE
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.dcos_dns import own_records
from tutorial.cluster.servers.haproxy_tables import PROXIES, Proxy
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

VIP, AGENT = "11.249.78.219", "172.16.15.168"
TASKS = {
    "httpi-7n7a6-s3": ("172.16.15.168", 9896),
    "httpi-9kxtg-s3": ("172.16.15.168", 26186),
    "httpi-kdkgr-s2": ("172.16.17.198", 8584),
    "httpi-y14gy-s4": ("172.16.40.67", 7143),
    "httpi-ekjsh-s4": ("172.16.40.67", 14666),
}


def resets(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    yield from ()
    return Served(None, unread=True)


def says_nothing(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    yield Until(world.now_ms + 3_600_000)
    return Served(None)


def attempt(*, tty: bool) -> Attempt:
    made = article_attempt(tty=tty)
    for port in (9896, 26186):
        sockets.listen(made.world, "S3", "tcp", sockets.ANY, port, pid=4242, program="httpi")
    for program, port in ((resets, 4445), (says_nothing, 4446)):
        servers.PROGRAMS[program.__name__] = program
        sockets.listen(made.world, "S3", "tcp", sockets.ANY, port, pid=4242 + port, program=program.__name__)
    chains.add(made.world, "S3", "filter", "-A INPUT -p tcp -m tcp --dport 4444 -j DROP")
    for port, server in ((3141, (AGENT, 9896)), (3142, (AGENT, 9897))):
        made.world.put(PROXIES, port, Proxy((server,)), "S0")
        sockets.listen(made.world, "S0", "tcp", sockets.ANY, port, pid=4000 + port, program="haproxy")
    kernel.write(made.world, "master", ("tcp", VIP, 3141), [Backend("S3", AGENT, 9896)])
    know_names(made.world)
    return made


def know_names(world: World) -> None:
    """Name servers know five tasks of httpi on three agents, and the VIP."""
    agents = tuple(dict.fromkeys(address for address, _ in TASKS.values()))
    services = tuple(f"0 1 {port} {name}.marathon.mesos." for name, (_, port) in TASKS.items())
    for holder, name, kind, values in (
        *(("mesos-dns", f"{name}.marathon.mesos", "A", (address,)) for name, (address, _) in TASKS.items()),
        ("mesos-dns", "httpi.marathon.mesos", "A", agents),
        ("mesos-dns", "httpi.marathon.slave.mesos", "A", agents),
        ("mesos-dns", "_httpi._tcp.marathon.mesos", "SRV", services),
        ("mesos-dns", "_http._httpi._tcp.marathon.mesos", "SRV", services),
        (own_records("master"), "httpi.marathon.l4lb.thisdcos.directory", "A", (VIP,)),
    ):
        records.put(world, holder, RecordSet(name, kind, 60, values))
    world.put(FILES, RESOLVER_FILE, File("options timeout:2 attempts:2\nnameserver 198.51.100.1\n"), "master")
