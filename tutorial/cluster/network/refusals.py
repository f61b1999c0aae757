"""What a kernel sends back when a packet ends with it: an ICMP error, or a TCP reset.

Source: Linux net/ipv4/icmp.c (__icmp_send), tcp_ipv4.c (tcp_v4_send_reset), udp.c (__udp4_lib_rcv),
netfilter/nf_reject_ipv4.c.
"""

from tutorial.cluster.network import conntrack, routing
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.packet import Load, Packet, ip_length, reply_to
from tutorial.cluster.network.report import Failure
from tutorial.cluster.state import changed

QUOTED = 548
"""An ICMP error is at most 576 bytes long, and quotes as much as there is room for."""


def icmp(journey: Journey, at: Inside, kind: str) -> Failure | None:
    """An ICMP error to the packet's sender; None where none is sent: about another one, or without a way back.

    It speaks with the packet's destination where that is local, else with the address that the way back asks for. It
    belongs to the packet's connection, the other way, so that addresses are translated back.
    """
    packet, world = at.packet, journey.world
    if packet.about is not None or routing.address_type(world, at.namespace, packet.source) == "BROADCAST":
        return None
    source = packet.destination
    if not routing.is_local(world, at.namespace, packet.destination):
        route = routing.find(world, at.namespace, packet.source).route
        if route is None:
            return None
        source = routing.source_address(world, at.namespace, route, packet.source)
    quoted = Load(min(ip_length(packet), QUOTED))
    error = Packet(kind, "icmp", source, 0, packet.source, 0, about=packet.flow, load=quoted)
    return Failure(error, conntrack.reverse(at.seen))


def closed(journey: Journey, at: Inside) -> Failure | None:
    """What a kernel says about a packet to a port on which nothing listens."""
    return icmp(journey, at, "icmp-port-unreachable") if at.packet.protocol == "udp" else reset(at.packet)


def reset(packet: Packet, seen: Seen | None = None) -> Failure | None:
    """A TCP reset; None about another one or about what is not TCP.

    A closed port's reset is a packet like any other; a rule's reset belongs to the connection of what it refuses.
    """
    if packet.protocol != "tcp" or packet.kind == "rst":
        return None
    answer = reply_to(packet, "rst")
    if packet.load is not None:
        first, other = packet.load.bases
        opening = Load(acked=1, bases=(0, first))
        load = opening if packet.kind == "syn" else Load(sent=packet.load.acked, bases=(other, first))
        answer = changed(answer, load=load)
    return Failure(answer) if seen is None else Failure(answer, conntrack.reverse(seen))
