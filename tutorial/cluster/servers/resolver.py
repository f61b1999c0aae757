"""A name server outside the cluster's own: it knows the records that its machine was given, and no other name."""

from tutorial.cluster.host import PROCESSES, Process
from tutorial.cluster.network import sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.exchange import Answer, Answered
from tutorial.cluster.network.dns.messages import Query, Reply, plain
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.tables import NAMESPACES, Socket
from tutorial.cluster.world import World

PROGRAM, PID, PORT, TTL = "resolver", 611, 53, 60


def holder(namespace: str) -> str:
    """Who holds the records of the server in a namespace."""
    return f"{PROGRAM}/{namespace}"


def resolver(world: World, namespace: str, socket: Socket, query: Query, others: Answer) -> Waiting[Answered]:
    """What it was given; every other name, but for the root of them all, does not exist."""
    yield from ()
    found = records.find(world, holder(namespace), query)
    unknown = found is None and plain(query.name) != ""
    return Answered(Reply("NXDOMAIN" if unknown else "NOERROR", found or (), recursive=True))


def install(world: World, namespace: str, address: str, known: dict[str, str]) -> None:
    """A server on an address of a namespace that knows names with their addresses."""
    node = world[NAMESPACES, namespace].node
    if world.get(PROCESSES, PID, node) is None:
        world.put(PROCESSES, PID, Process(PID, PROGRAM, (PROGRAM,), namespace=namespace), node)
    sockets.listen(world, namespace, "udp", address, PORT, pid=PID, program=PROGRAM)
    for name, ip in known.items():
        records.put(world, holder(namespace), RecordSet(plain(name), "A", TTL, (ip,)))
