"""dcos-net's name server, on every node: it answers for its own zones and passes all other questions on.

Sources: dcos/dcos-net apps/dcos_dns/src/dcos_dns_router.erl, dcos_dns_handler.erl (a worker for each server that is
asked, 5 s; SERVFAIL when none brought an answer), dcos_dns.hrl; dcos/dcos packages/dcos-net/extra/dcos-net.service,
gen/dcos-config.yaml (`master_dns_bindall`). It keeps no answers. A question by TCP is not simulated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.host import PROCESSES, Process
from tutorial.cluster.network import setup, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.exchange import Answer, Answered, Asker, End, Heard, exchange
from tutorial.cluster.network.dns.messages import Query, Record, Reply, labels, plain, within
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.tables import ADDRESSES, LINKS, NAMESPACES, Link, Socket
from tutorial.cluster.servers.together import first_of
from tutorial.cluster.state import Table
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World

PROGRAM, PID = "dcos-net", 1187
ADDRESSES_OF_SPARTAN = ("198.51.100.1", "198.51.100.2", "198.51.100.3")
SPARTAN, PORT, TTL = "spartan", 53, 5
PATIENCE_MS = 5_000
ZONES = (
    "dcos.thisdcos.directory",
    "l4lb.thisdcos.directory",
    "localhost",
    "mesos.thisdcos.directory",
    "spartan",
    "zk",
)
"""What it answers for itself."""
SOA = "ns.spartan. support.mesosphere.com. 1 60 180 86400 1"
INTERNAL = frozenset({("localhost",), ("zk",), ("spartan",)})
"""The last labels of names that are its own."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Questions about names in a zone ("": any) go to these servers."""

    zone: str
    servers: tuple[End, ...]
    causes: Causes = SCENARIO


FORWARDS: Table[Forward] = Table("dcos-net.forward")
"""Scope: node. Key: the zone."""


def own_records(node: str) -> str:
    """Who holds the records that a node's dcos-net makes for itself (the VIPs); all nodes share those of `dcos-net`."""
    return f"{PROGRAM}/{node}"


def dcos_dns(world: World, namespace: str, socket: Socket, query: Query, others: Answer) -> Waiting[Answered]:
    """Answer for its own zones; else ask the servers that are told for the name, and pass on what comes first."""
    known = world.get(NAMESPACES, namespace)
    node = namespace if known is None else known.node
    name = renamed(plain(query.name))
    if is_internal(name):
        return Answered(_internal(world, node, query, name))
    asked = tuple(_forwards(world, node, name))
    chosen = next((forward.servers for forward in asked if within(name, forward.zone)), ())
    if not chosen:
        return Answered(Reply("SERVFAIL"))
    questions = [
        exchange(
            world,
            Asker(namespace, socket.program, server, Said(PROGRAM), asked=_entries(asked, name)),
            query,
            others,
            PATIENCE_MS,
        )
        for server in _two(world, chosen, query)
    ]
    heard = yield from first_of(world, questions, lambda one: one.reply is not None)
    return _passed_on(heard)


def _passed_on(heard: list[Heard]) -> Answered:
    """The first answer, else SERVFAIL; with the legs of all whose end was waited for."""
    answered = next((one for one in heard if one.reply is not None), None)
    reply = Reply("SERVFAIL") if answered is None else answered.reply
    return Answered(reply, tuple(one.leg for one in heard))


def renamed(name: str) -> str:
    """A name of the zone's other endings under its first one."""
    for end in (".dclb.thisdcos.directory", ".dclb.thisdcos.global"):
        if name.endswith(end):
            return name.removesuffix(end) + ".l4lb.thisdcos.directory"
    if name.endswith(".thisdcos.global"):
        return name.removesuffix(".global") + ".directory"
    return name


def is_internal(name: str) -> bool:
    """Whether it answers for a name itself."""
    parts = labels(name)
    return parts[:1] in INTERNAL or (parts[:2] == ("directory", "thisdcos") and len(parts) > 2)


def _internal(world: World, node: str, query: Query, name: str) -> Reply:
    """The records of a name, in turn; a negative answer names the zone. A zone that it has not is refused."""
    zone = next((zone for zone in ZONES if within(name, zone)), None)
    if zone is None:
        return Reply("REFUSED")
    asked = Query(name, query.type)
    found = [records.find(world, holder, asked) for holder in (own_records(node), PROGRAM)]
    every = [record for one in found for record in one or ()]
    if every:
        answers = tuple(replace(record, name=f"{plain(query.name)}.") for record in every)
        return Reply("NOERROR", records.turned(answers, query.id), authoritative=True)
    code = "NXDOMAIN" if all(one is None for one in found) and name != zone else "NOERROR"
    return Reply(code, authority=(Record(f"{zone}.", "SOA", 1, SOA),), authoritative=True)


def _forwards(world: World, node: str, name: str) -> Iterator[Forward]:
    """What it is told about zones, the longest first."""
    found = world.values(FORWARDS, node)
    yield from sorted(found, key=lambda forward: -len(labels(forward.zone)))


def _entries(forwards: tuple[Forward, ...], name: str) -> tuple[Asked, ...]:
    """The zones that are looked at, up to the one in which the name stands."""
    found = []
    for forward in forwards:
        servers = ", ".join(f"{address}:{port}" for address, port in forward.servers)
        holds = within(name, forward.zone)
        why = gettext("the name stands in this zone") if holds else gettext("the name does not stand in this zone")
        found.append(Asked(f"{forward.zone or '.'} {servers}", holds, why))
        if holds:
            break
    return tuple(found)


def _two(world: World, servers: tuple[End, ...], query: Query) -> tuple[End, ...]:
    """The servers to ask at once: all, or two of more than two. How often each has failed is not kept here."""
    if len(servers) < 3:
        return servers
    first = world.choose("dcos-net.upstream", (query.name, query.id, 1), servers)
    rest = tuple(server for server in servers if server != first)
    return first, world.choose("dcos-net.upstream", (query.name, query.id, 2), rest)


def install(world: World, node: str, forwards: tuple[Forward, ...], *, everywhere: bool) -> None:
    """dcos-net as it stands on a node after its start: the device `spartan`, the process, its sockets (on a master on
    all addresses), where it passes questions on to."""
    index = 1 + max(link.index for link in world.values(LINKS, node))
    setup.add_link(world, node, Link(SPARTAN, index, "dummy", _mac(world, node)))
    for address in ADDRESSES_OF_SPARTAN:
        setup.add_address(world, node, SPARTAN, f"{address}/32")
    process = Process(PID, PROGRAM, ("/opt/mesosphere/active/dcos-net/bin/dcos-net",), namespace=node)
    world.put(PROCESSES, PID, process, node)
    bound = [entry.ip for entry in world.values(ADDRESSES, node)] if everywhere else ADDRESSES_OF_SPARTAN
    for address in bound:
        sockets.listen(world, node, "udp", address, PORT, pid=PID, program=PROGRAM)
    for forward in forwards:
        world.put(FORWARDS, forward.zone, forward, node)


def _mac(world: World, node: str) -> str:
    """A dummy device gets a random address, marked as one that was given locally."""
    digits = world.hex_digits("dcosnet.mac", (node, SPARTAN), 10)
    return ":".join(("02", *(digits[at : at + 2] for at in range(0, 10, 2))))


def tell(world: World, masters: tuple[str, ...]) -> None:
    """The records that follow from the machines alone, by the addresses of the masters, the leading one first."""
    names = {
        "ready.spartan": ("127.0.0.1",),
        "ns.spartan": ADDRESSES_OF_SPARTAN[:1],
        "localhost": ("127.0.0.1",),
        "leader.dcos.thisdcos.directory": masters[:1],
        "master.dcos.thisdcos.directory": masters,
        **{f"zk-{number + 1}.zk": (masters[number % len(masters)],) for number in range(5)},
    }
    for name, values in names.items():
        records.put(world, PROGRAM, RecordSet(name, "A", TTL, tuple(values)))
