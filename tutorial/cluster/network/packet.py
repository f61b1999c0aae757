"""A packet as it is on one device: addresses, ports, TTL, and the Ethernet header it travels in."""

from dataclasses import dataclass

from tutorial.cluster.network.tables import Tuple5
from tutorial.cluster.state import changed

NO_MAC = "00:00:00:00:00:00"
FIRST_TTL = 64
SIZE = 60
"""What a packet counts for in bytes: the length of a SYN, for sizes are not simulated."""
ECHO, ECHO_REPLY = "icmp-echo-request", "icmp-echo-reply"
"""The kinds of packets that `ping` sends, and that a kernel answers with."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a capture prints of a packet beyond its addresses: the bytes behind its headers.

    Of TCP how many bytes were `sent` before it and how many of the other end's are `acked` (a SYN and a FIN count one),
    the numbers with which both ends began (`bases`), the largest segment that it asks for (`mss`); of an echo request
    its `number`; of a DNS message its `words`.
    """

    length: int = 0
    sent: int = 0
    acked: int = 0
    bases: tuple[int, int] = (0, 0)
    mss: int = 0
    number: int = 0
    words: str = ""


NOTHING = Load()


@dataclass(frozen=True, slots=True)
class Packet:
    """An IPv4 packet. `kind` says what it is: syn, syn-ack, rst, data, fin, icmp-host-unreachable, …

    Of an ICMP error the ports are 0, and `about` is the flow of the packet that it quotes; of an echo request and its
    answer both are the identifier by which conntrack and the asker know them. `inner` is the frame that a
    VXLAN packet carries, `vni` its network's number. `mark` is not on the wire: the kernel keeps it while the packet is
    in one namespace. `load` is only there where somebody may look at it.
    """

    kind: str
    protocol: str
    source: str
    source_port: int
    destination: str
    destination_port: int
    ttl: int = FIRST_TTL
    source_mac: str = ""
    destination_mac: str = ""
    about: Tuple5 | None = None
    inner: "Packet | None" = None
    vni: int = 0
    mark: int = 0
    load: Load | None = None

    @property
    def flow(self) -> Tuple5:
        """The packet's own tuple."""
        return (self.protocol, self.source, self.source_port, self.destination, self.destination_port)

    @property
    def is_error(self) -> bool:
        """Whether it tells of the end of another packet: nobody answers such a one with an error."""
        return self.about is not None or self.kind == "rst"

    def to(self, address: str, port: int) -> "Packet":
        """The packet with another destination."""
        return changed(self, destination=address, destination_port=port)

    def by(self, address: str, port: int) -> "Packet":
        """The packet with another source."""
        return changed(self, source=address, source_port=port)

    def framed(self, source_mac: str, destination_mac: str) -> "Packet":
        """The packet with an Ethernet header."""
        rest = (self.about, self.inner, self.vni, self.mark, self.load)
        return Packet(self.kind, *self.flow, self.ttl, source_mac, destination_mac, *rest)


ETHERNET, VXLAN_HEADER = 14, 8
"""Bytes of an Ethernet header, and of the one in front of a frame in a UDP packet."""
_TCP_HEADERS = {"syn": 40, "syn-ack": 40, "rst": 20}
"""Bytes of a TCP header with its options, where it is not that of an open connection with time stamps (32)."""


def ip_length(packet: Packet) -> int:
    """The length of a packet with its IP header, as it is written in there."""
    if packet.inner is not None:
        return 28 + VXLAN_HEADER + ETHERNET + ip_length(packet.inner)
    length = (packet.load or NOTHING).length
    if packet.protocol == "tcp":
        return 20 + _TCP_HEADERS.get(packet.kind, 32) + length
    return 28 if packet.protocol == "arp" else 28 + length


def reply_to(packet: Packet, kind: str) -> Packet:
    """What the receiver of a packet sends back: ends swapped, a fresh TTL, no Ethernet header yet."""
    _, source, source_port, destination, destination_port = packet.flow
    return Packet(kind, packet.protocol, destination, destination_port, source, source_port)


def reversed_flow(flow: Tuple5) -> Tuple5:
    """The tuple of an answer to a flow."""
    protocol, source, source_port, destination, destination_port = flow
    return (protocol, destination, destination_port, source, source_port)
