"""Mesos-DNS: the names below `.mesos`, on the masters.

Source: mesosphere/mesos-dns (dcos/1.13) resolver/resolver.go. Its records stand in a table; who refreshes them from the
master's state writes that.
"""

from tutorial.cluster.host import PROCESSES, Process
from tutorial.cluster.network import sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.exchange import Answer, Answered
from tutorial.cluster.network.dns.messages import Query, Record, Reply, plain, within
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.world import World

PROGRAM, PID, PORT, HTTP_PORT = "mesos-dns", 1342, 61053, 8123
DOMAIN, TTL = "mesos", 60
REFRESHES = "60 600 86400 60"
SERVICES = frozenset({"SRV", "NS"})


def mesos_dns(world: World, namespace: str, socket: Socket, query: Query, others: Answer) -> Waiting[Answered]:
    """The records of a name in an order that is drawn for each answer; it answers for no other domain."""
    yield from ()
    if not within(plain(query.name), DOMAIN):
        return Answered(Reply("SERVFAIL"))
    found = records.find(world, PROGRAM, query)
    if query.type == "SOA":
        return Answered(Reply("NOERROR", authority=(_soa(world, query),), authoritative=True))
    if found:
        shown = _shuffled(world, found, query)
        return Answered(Reply("NOERROR", shown, additional=_targets(world, shown), authoritative=True))
    return Answered(_nothing(world, query, known=found is not None))


def _nothing(world: World, query: Query, *, known: bool) -> Reply:
    """Questions for services just get nothing; all others are told whether there is such a name."""
    if query.type in SERVICES:
        return Reply("NOERROR", authoritative=True)
    return Reply("NOERROR" if known else "NXDOMAIN", authority=(_soa(world, query),), authoritative=True)


def _soa(world: World, query: Query) -> Record:
    """The record of the zone, under the name that was asked for; its serial is when the records were made."""
    serial = world.state.epoch_ms // 1000
    return Record(f"{plain(query.name)}.", "SOA", TTL, f"ns1.{DOMAIN}. root.ns1.{DOMAIN}. {serial} {REFRESHES}")


def _shuffled(world: World, found: tuple[Record, ...], query: Query) -> tuple[Record, ...]:
    left, shown = list(found), []
    while left:
        place = world.choose("mesos-dns.order", (plain(query.name), query.id, len(left)), range(len(left)))
        shown.append(left.pop(place))
    return tuple(shown)


def _targets(world: World, found: tuple[Record, ...]) -> tuple[Record, ...]:
    """The addresses of the machines that service records name."""
    names = dict.fromkeys(record.data.split()[-1] for record in found if record.type == "SRV")
    return tuple(record for name in names for record in records.find(world, PROGRAM, Query(name)) or ())


def install(world: World, master: str) -> None:
    """Mesos-DNS as it stands on a master: its process and its sockets."""
    process = Process(PID, PROGRAM, ("/opt/mesosphere/bin/mesos-dns",), namespace=master)
    world.put(PROCESSES, PID, process, master)
    sockets.listen(world, master, "udp", sockets.ANY, PORT, pid=PID, program=PROGRAM)
    sockets.listen(world, master, "tcp", sockets.ANY, HTTP_PORT, pid=PID, program=PROGRAM)


def tell(world: World, masters: tuple[str, ...], agents: tuple[str, ...]) -> None:
    """The records that follow from the machines alone: addresses of the leading master first."""
    for name, values in {
        "leader": masters[:1],
        "master": masters,
        **{f"master{number}": (ip,) for number, ip in enumerate(masters)},
        "ns1": masters[:1],
        "marathon": masters[:1],
        "slave": agents,
    }.items():
        records.put(world, PROGRAM, RecordSet(f"{name}.{DOMAIN}", "A", TTL, values))
    for name, target, port in (
        ("_leader._tcp", "leader", 5050),
        ("_leader._udp", "leader", 5050),
        ("_framework._tcp.marathon", "marathon", 15101),
        ("_slave._tcp", "slave", 5051),
    ):
        value = f"0 1 {port} {target}.{DOMAIN}."
        records.put(world, PROGRAM, RecordSet(f"{name}.{DOMAIN}", "SRV", TTL, (value,)))
