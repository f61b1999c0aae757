"""IPVS among netfilter's hooks: a client's packet gets a real server, a real server's gets the virtual address back.

Law of this file: it changes packets and IPVS' own tables; which way a packet then goes is the walk's to say. Sources:
Linux net/netfilter/ipvs/ip_vs_core.c (ip_vs_in, ip_vs_out, ip_vs_leave), ip_vs_proto_tcp.c (tcp_conn_schedule),
ip_vs_nfct.c (ip_vs_update_conntrack). A packet's TTL stays, as on the article's kernels.
"""

from tutorial.cluster.causes import by_kernel
from tutorial.cluster.network import conntrack, notes, refusals
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.ipvs import connections
from tutorial.cluster.network.ipvs.schedulers import NO_LOAD, PICK, START, Choice, Load
from tutorial.cluster.network.ipvs.tables import COUNTS, MARKS, SERVICES, Count, RealServer, Scheduled, Service
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.packet import reversed_flow
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext


def request(journey: Journey, at: Inside, hook: str) -> Inside | Walk:
    """LOCAL_IN and LOCAL_OUT: a packet to a virtual service goes to a real server; others are not touched.

    A connection keeps its server. One whose server was removed loses its packets without a word; a new one for which
    there is no server is refused with `port unreachable`. What can't be the first packet is nobody's.
    """
    world, packet = journey.world, at.packet
    if packet.about is not None:
        return at
    entry = connections.find(world, at.namespace, packet.flow)
    if entry is not None:
        return _known(journey, at, entry)
    service = world.get(SERVICES, (packet.protocol, packet.destination, packet.destination_port), at.namespace)
    if service is None or (packet.protocol == "tcp" and packet.kind != "syn"):
        return at
    return _new(journey, at, service)


def _known(journey: Journey, at: Inside, entry: Scheduled) -> Inside | Walk:
    world, packet = journey.world, at.packet
    service = world.get(SERVICES, entry.service, at.namespace)
    if service is None or service.server(entry.address, entry.port) is None:
        notes.ipvs_refused(journey, at, "ipvs.removed", (), backend=f"{entry.address}:{entry.port}")
        return journey.end(Disposition.DROPPED, at)
    entry = connections.moved(entry, packet.kind, world.now_ms, answer=False)
    connections.store(world, at.namespace, entry)
    _count(journey, at.namespace, entry, inwards=1)
    sent = at.now(packet.to(entry.address, entry.port))
    notes.ipvs_sent(journey, at, sent)
    return sent


def _new(journey: Journey, at: Inside, service: Service) -> Inside | Walk:
    world, packet = journey.world, at.packet
    loads = connections.loads(world, at.namespace, service.key)
    mark = world.get(MARKS, service.key, at.namespace) or START
    picked, moved_on = PICK[service.scheduler](Choice(service, loads, packet.source, mark))
    asked = tuple(_asked(server, loads.get(server.name, NO_LOAD), picked) for server in service.servers)
    if picked is None:
        notes.ipvs_refused(journey, at, "ipvs.none", asked, service=_name(service))
        failure = refusals.icmp(journey, at, "icmp-port-unreachable")
        return journey.end(Disposition.REJECTED, at, failure)
    if moved_on != mark:
        world.put(MARKS, service.key, moved_on, at.namespace)
    state, causes = connections.FIRST[packet.protocol], by_kernel(world.line)
    entry = Scheduled(packet.flow, picked.address, picked.port, state, world.now_ms, causes)
    connections.store(world, at.namespace, entry)
    _count(journey, at.namespace, entry, connections=1, inwards=1)
    sent = at.now(packet.to(picked.address, picked.port), _followed(at, picked))
    notes.ipvs_sent(journey, at, sent, asked, service.scheduler)
    return sent


def _followed(at: Inside, picked: RealServer) -> Seen:
    """The packet's connection: it now expects answers from the real server, and IPVS is who translates for it."""
    if at.seen.entry is None or at.seen.confirmed:
        return at.seen
    entry = conntrack.with_destination(at.seen.entry, picked.address, picked.port)
    return changed(at.seen, entry=changed(entry, ipvs=True))


def _asked(server: RealServer, load: Load, picked: RealServer | None) -> Asked:
    """A real server as `ipvsadm -Ln` prints it, with why it was picked or not."""
    text = f"-> {server.name} Masq {server.weight} {load.active} {load.inactive}"
    if not server.weight:
        return Asked(text, matched=False, why=gettext("weight 0 takes no new connections"))
    if server is picked:
        return Asked(text, matched=True, why=gettext("it is its turn"))
    return Asked(text, matched=False, why=gettext("another one's turn comes first"))


def reply(journey: Journey, at: Inside, hook: str) -> Inside:
    """LOCAL_IN, FORWARD and LOCAL_OUT: a packet of a real server, or an error about one to it, comes from the virtual
    service again; others are not touched."""
    packet = at.packet
    flow = packet.flow if packet.about is None else reversed_flow(packet.about)
    entry = connections.find_answered(journey.world, at.namespace, flow)
    if entry is None:
        return at
    protocol, client, client_port, virtual, port = entry.flow
    if packet.about is not None:
        back = changed(packet, source=virtual, about=(protocol, client, client_port, virtual, port))
    else:
        back = packet.by(virtual, port)
        entry = connections.moved(entry, packet.kind, journey.world.now_ms, answer=True)
        connections.store(journey.world, at.namespace, entry)
        _count(journey, at.namespace, entry, outwards=1)
    notes.ipvs_back(journey, at, back)
    return at.now(back)


def _count(journey: Journey, namespace: str, entry: Scheduled, **more: int) -> None:
    """Move the counters of a service and of its real server."""
    for key in (entry.service, (*entry.service, entry.address, entry.port)):
        count = journey.world.get(COUNTS, key, namespace) or Count()
        moved = {name: getattr(count, name) + number for name, number in more.items()}
        journey.world.put(COUNTS, key, changed(count, **moved), namespace)


def _name(service: Service) -> str:
    return f"{service.address}:{service.port}"
