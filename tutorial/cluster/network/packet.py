"""A packet as it is on one device: addresses, ports, TTL, and the Ethernet header it travels in."""

from dataclasses import dataclass, replace

from tutorial.cluster.network.tables import Tuple5

NO_MAC = "00:00:00:00:00:00"
FIRST_TTL = 64


@dataclass(frozen=True, slots=True)
class Packet:
    """An IPv4 packet. `kind` says what it is in words a trace uses: syn, syn-ack, rst, data, icmp-host-unreachable, …

    For ICMP the ports are 0, and `about` is the flow of the packet that the error quotes.
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

    @property
    def flow(self) -> Tuple5:
        """The packet's own tuple."""
        return (self.protocol, self.source, self.source_port, self.destination, self.destination_port)

    def to(self, address: str, port: int | None = None) -> "Packet":
        """The packet with another destination."""
        return replace(self, destination=address, destination_port=self.destination_port if port is None else port)

    def by(self, address: str, port: int | None = None) -> "Packet":
        """The packet with another source."""
        return replace(self, source=address, source_port=self.source_port if port is None else port)


def reply_to(packet: Packet, kind: str) -> Packet:
    """What the receiver of a packet sends back: ends swapped, a fresh TTL, no Ethernet header yet."""
    return Packet(
        kind,
        packet.protocol,
        packet.destination,
        packet.destination_port,
        packet.source,
        packet.source_port,
    )


def reversed_flow(flow: Tuple5) -> Tuple5:
    """The tuple of an answer to a flow."""
    protocol, source, source_port, destination, destination_port = flow
    return (protocol, destination, destination_port, source, source_port)
