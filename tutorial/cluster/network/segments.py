"""The numbers in the packets of a TCP connection, for those who look at them: sequence numbers, lengths, MSS.

Nothing is decided by them. Where nobody looks, packets have lengths alone, for devices count them. A request is one
packet, and so is its answer.
Sources: RFC 9293; Linux net/ipv4/tcp_output.c (tcp_connect_init, tcp_mtu_to_mss).
"""

from tutorial.cluster.network import captures, routing, traffic
from tutorial.cluster.network.captures import Sight
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.packet import Load, Packet, reply_to
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.network.trace import Tap
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

HEADERS = 40
"""Bytes of a packet's IP and TCP headers without options."""
NUMBERS = range(1 << 32)
Server = tuple[str, Packet]
"""The namespace in which a connection was taken, and its first packet as it arrived there."""


def opening(world: World, namespace: str, packet: Packet) -> Packet:
    """A SYN, or the answer to one, with its numbers."""
    if not captures.watched(world):
        return packet
    other = 0 if packet.load is None else packet.load.bases[0]
    acked = 1 if packet.kind == "syn-ack" else 0
    bases = (_first_number(world, namespace, packet), other)
    return changed(packet, load=Load(0, 0, acked, bases, _largest(world, namespace, packet.destination)))


def _first_number(world: World, namespace: str, packet: Packet) -> int:
    return world.choose("tcp.isn", (namespace, *packet.flow), NUMBERS)


def _largest(world: World, namespace: str, address: str) -> int:
    """The largest segment that fits into what the way to an address carries."""
    route = routing.find(world, namespace, address).route
    local = routing.is_local(world, namespace, address)
    link = world.get(LINKS, "lo" if local or route is None else route.dev, namespace)
    return (1500 if link is None else link.mtu) - HEADERS


def asked(world: World, server: Server, request: HttpRequest) -> Load:
    """The numbers of a request's packet."""
    return _load(world, server, request.size, (1, 1))


def answered(world: World, server: Server, request: HttpRequest, response: HttpResponse | None) -> Load:
    """The numbers of an answer's packet, or of the one by which the server closes without a word."""
    load = _load(world, server, 0 if response is None else response.size, (1, 1 + request.size))
    return changed(load, bases=load.bases[::-1])


def closed(world: World, server: Server, sent: int, heard: int) -> Load:
    """The numbers of the packet by which a client closes that has sent and heard so many bytes."""
    return _load(world, server, 0, (1 + sent, 1 + heard))


def _load(world: World, server: Server, length: int, counts: tuple[int, int]) -> Load:
    """Numbers of a packet of the client's."""
    if not captures.watched(world):
        return Load(length, *counts)
    namespace, syn = server
    ours = _first_number(world, namespace, syn) if syn.load is None else syn.load.bases[0]
    return Load(length, *counts, (ours, _first_number(world, namespace, reply_to(syn, "syn-ack"))))


def farewell(world: World, there: tuple[Sight, ...], back: tuple[Sight, ...], load: Load) -> None:
    """The end of a connection that the client has closed: the server closes, too, and is acknowledged.

    Both go the ways that packets of the connection have just gone: `there` to the server, `back` to the client.
    """
    traffic.count_again(world, back)
    traffic.count_again(world, there)
    if not captures.watched(world):
        return
    fin = Load(0, load.acked, load.sent + 1, load.bases[::-1])
    captures.see(world, _again(back, "fin", fin), alone=True)
    captures.see(world, _again(there, "ack", changed(load, sent=load.sent + 1, acked=load.acked + 1)), alone=True)


def of_taps(taps: tuple[Tap, ...]) -> tuple[Sight, ...]:
    """Sights of a walk whose taps were kept."""
    return tuple(map(Sight, taps))


def _again(sights: tuple[Sight, ...], kind: str, load: Load) -> tuple[Sight, ...]:
    """Another packet that goes the same way."""
    way = (sight for sight in sights if sight.tap.packet.protocol != "arp")
    return tuple(changed(sight, tap=changed(sight.tap, packet=_with(sight.tap.packet, kind, load))) for sight in way)


def _with(packet: Packet, kind: str, load: Load) -> Packet:
    if packet.inner is not None:
        return changed(packet, inner=_with(packet.inner, kind, load))
    return changed(packet, kind=kind, load=load)
