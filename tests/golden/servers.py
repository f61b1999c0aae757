"""The article's world with what listened where curl and nc were recorded.

httpi is behind two ports of S3, silence behind its port 4444, programs that reset and say nothing behind the next two;
the VIP is on the master.
"""

from tests.build import article_attempt
from tutorial.attempt import Attempt
from tutorial.cluster import servers
from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.dcosnet.tables import Backend
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.dcos_dns import own_records
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

VIP = "11.249.78.219"


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
    kernel.write(made.world, "master", ("tcp", VIP, 3141), [Backend("S3", "172.16.15.168", 9896)])
    known = RecordSet("httpi.marathon.l4lb.thisdcos.directory", "A", 5, (VIP,))
    records.put(made.world, own_records("master"), known)
    return made
