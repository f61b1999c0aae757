"""A packet in tcpdump's words.

Source: tcpdump 4.99 print-ip.c, print-tcp.c, print-udp.c, print-icmp.c, print-arp.c, print-vxlan.c, print-sll.c. Two
things are the world's own: all packets of one moment have one time, and what TCP's time stamps count from.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.cluster.network.captures import ANY, Shown
from tutorial.cluster.network.packet import ECHO, ECHO_REPLY, ETHERNET, NOTHING, Packet, ip_length
from tutorial.cluster.network.tables import Tuple5
from tutorial.shell.sniffing import flags

WINDOW_SCALE = 10
WINDOW, OPEN_WINDOW = 65535, 64
STAMP_BYTES = 12
"""Bytes of the time stamps in every segment, for which an answer leaves room."""
NUMBERS = 1 << 32
GOLDEN = 2_654_435_761
"""Spreads what is near each other (Knuth's multiplicative hash)."""
NUMBERED = 1 << 16
COOKED = 20
"""Bytes of the header in front of a packet that was captured on `any` (Linux cooked v2)."""
PROTOCOL_NUMBERS = {"icmp": 1, "tcp": 6, "udp": 17}
DNS_PORT = 53
ERRORS = {
    "icmp-net-unreachable": "net {to} unreachable",
    "icmp-host-unreachable": "host {to} unreachable",
    "icmp-proto-unreachable": "{to} protocol {number} unreachable",
    "icmp-port-unreachable": "{to} {protocol} port {port} unreachable",
    "icmp-net-prohibited": "net {to} unreachable - admin prohibited",
    "icmp-host-prohibited": "host {to} unreachable - admin prohibited",
    "icmp-admin-prohibited": "host {to} unreachable - admin prohibited filter",
    "icmp-time-exceeded": "time exceeded in-transit",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How packets are printed: with link headers (`-e`), verbosely, quietly, with absolute numbers (`-S`), as what
    (`-T`); the names of addresses and of ports."""

    link: bool = False
    verbose: bool = False
    quiet: bool = False
    absolute: bool = False
    type: str = ""
    host: Callable[[str], str] = field(default=lambda address: address)
    port: Callable[[str, int], str] = field(default=lambda protocol, port: str(port))


class Layout:
    """Prints packets, and remembers of each connection the numbers that it began with."""

    def __init__(self, device: str, style: Style) -> None:
        self.device, self.style = device, style
        self._bases: dict[Tuple5, tuple[int, int]] = {}

    def text(self, shown: Shown) -> str:
        """A packet without its time, its lines joined by newlines."""
        packet = shown.packet
        start = f"{shown.device:<5} {shown.way:<3} " if self.device == ANY else ""
        family = "ARP" if packet.protocol == "arp" else "IP"
        if self.style.link:
            return f"{start}{self._link(shown)}: {self._network(packet, shown.at_ms, family, bare=True)}"
        return start + self._network(packet, shown.at_ms, family)

    def _link(self, shown: Shown) -> str:
        packet = shown.packet
        kind = "ARP (0x0806)" if packet.protocol == "arp" else "IPv4 (0x0800)"
        if self.device == ANY:
            mac = packet.source_mac or "00:00:00:00:00:00"
            return f"ifindex {shown.index} {mac} ethertype {kind}, length {COOKED + ip_length(packet)}"
        to = "Broadcast" if packet.destination_mac == "ff:ff:ff:ff:ff:ff" else packet.destination_mac
        return f"{packet.source_mac} > {to}, ethertype {kind}, length {ETHERNET + ip_length(packet)}"

    def _network(self, packet: Packet, at_ms: int, family: str, *, bare: bool = False) -> str:
        if packet.protocol == "arp":
            return self._arp(packet, bare=bare)
        start = "" if bare else f"{family} "
        if self.style.verbose:
            start = f"{start}{_ip_header(packet)}\n    "
        return f"{start}{self._ends(packet)}: {self._inside(packet, at_ms)}"

    def _arp(self, packet: Packet, *, bare: bool) -> str:
        start = "" if bare else "ARP, "
        start += "Ethernet (len 6), IPv4 (len 4), " if self.style.verbose else ""
        source, to = self.style.host(packet.source), self.style.host(packet.destination)
        if packet.kind == "arp-request":
            return f"{start}Request who-has {to} tell {source}, length 28"
        return f"{start}Reply {source} is-at {packet.source_mac}, length 28"

    def _ends(self, packet: Packet) -> str:
        source, to = self.style.host(packet.source), self.style.host(packet.destination)
        if packet.protocol == "icmp":
            return f"{source} > {to}"
        near = self.style.port(packet.protocol, packet.source_port)
        far = self.style.port(packet.protocol, packet.destination_port)
        return f"{source}.{near} > {to}.{far}"

    def _inside(self, packet: Packet, at_ms: int) -> str:
        if packet.protocol == "tcp":
            return self._tcp(packet, at_ms)
        return self._icmp(packet) if packet.protocol == "icmp" else self._udp(packet, at_ms)

    # UDP

    def _udp(self, packet: Packet, at_ms: int) -> str:
        length = ip_length(packet) - 28
        if packet.inner is not None and self.style.type == "vxlan":
            inner = self._network(packet.inner, at_ms, "IP")
            return f"VXLAN, flags [I] (0x08), vni {packet.vni}\n{inner}"
        words = (packet.load or NOTHING).words
        if words and DNS_PORT in {packet.source_port, packet.destination_port} and not self.style.quiet:
            return words
        return f"UDP, length {length}"

    # ICMP

    def _icmp(self, packet: Packet) -> str:
        length = ip_length(packet) - 20
        if packet.kind in {ECHO, ECHO_REPLY}:
            what = "request" if packet.kind == ECHO else "reply"
            number = (packet.load or NOTHING).number
            return (
                f"ICMP echo {what}, id {packet.source_port or packet.destination_port}, seq {number}, length {length}"
            )
        assert packet.about is not None, "an error quotes a packet"
        protocol, _, _, to, port = packet.about
        name, number = self.style.port(protocol, port), PROTOCOL_NUMBERS[protocol]
        words = ERRORS[packet.kind].format(to=self.style.host(to), protocol=protocol, number=number, port=name)
        return f"ICMP {words}, length {length}"

    # TCP

    def _tcp(self, packet: Packet, at_ms: int) -> str:
        load = packet.load or NOTHING
        if self.style.quiet:
            return f"tcp {load.length}"
        bits = flags.tcp_flags(packet)
        sent, acked = self._numbers(packet, bits)
        text = f"Flags [{flags.letters(packet)}]"
        if load.length or bits & (flags.SYN | flags.FIN | flags.RST):
            text += f", seq {sent}" + (f":{(sent + load.length) % NUMBERS}" if load.length else "")
        text += f", ack {acked}" if bits & flags.ACK else ""
        return f"{text}, win {_window(packet)}{_options(packet, at_ms)}, length {load.length}"

    def _numbers(self, packet: Packet, bits: int) -> tuple[int, int]:
        """The sequence and acknowledgement numbers: those of a connection's first packet that was seen as they are in
        it, then counted from there."""
        load = packet.load or NOTHING
        sent, acked = (load.bases[0] + load.sent) % NUMBERS, (load.bases[1] + load.acked) % NUMBERS
        if self.style.absolute or not bits & flags.ACK:
            return sent, acked
        forth = packet.flow
        back = (forth[0], forth[3], forth[4], forth[1], forth[2])
        if bits & flags.SYN or (forth not in self._bases and back not in self._bases):
            self._bases.pop(back, None)
            self._bases[forth] = (sent, acked - 1)
            return sent, acked
        ours, theirs = self._bases[forth] if forth in self._bases else self._bases[back][::-1]
        return (sent - ours) % NUMBERS, (acked - theirs) % NUMBERS


def _window(packet: Packet) -> int:
    """The room for what is to come, as the kernel first offers it: as many whole segments as fit into 64 kB."""
    if packet.kind == "rst" and _by_kernel(packet):
        return 0
    largest = (packet.load or NOTHING).mss
    if packet.kind == "syn":
        return WINDOW // largest * largest
    if packet.kind == "syn-ack":
        return WINDOW // (largest - STAMP_BYTES) * (largest - STAMP_BYTES)
    return OPEN_WINDOW


def _by_kernel(packet: Packet) -> bool:
    """Whether a reset comes from a kernel that knows of no connection."""
    return not (packet.load or NOTHING).bases[0] or not (packet.load or NOTHING).acked


def _options(packet: Packet, at_ms: int) -> str:
    if packet.kind == "rst" and _by_kernel(packet):
        return ""
    load = packet.load or NOTHING
    ours, theirs = _stamp(load.bases[0], at_ms), _stamp(load.bases[1], at_ms)
    if packet.kind in {"syn", "syn-ack"}:
        echo = theirs if packet.kind == "syn-ack" else 0
        stamps = f"TS val {ours} ecr {echo}"
        return f", options [mss {load.mss},sackOK,{stamps},nop,wscale {WINDOW_SCALE}]"
    return f", options [nop,nop,TS val {ours} ecr {theirs}]"


def _stamp(base: int, at_ms: int) -> int:
    """A host's clock of milliseconds, which begins somewhere else for each connection."""
    return (base * GOLDEN + at_ms) % NUMBERS


def _ip_header(packet: Packet) -> str:
    """`(tos 0x0, ttl 64, id 0, offset 0, flags [DF], proto TCP (6), length 60)`. An answer of a kernel that keeps no
    connection yet has no number; the others' follow from where they begin to count."""
    load = packet.load or NOTHING
    error, reply = packet.about is not None, packet.kind == ECHO_REPLY
    mark = "none" if error or reply or packet.inner is not None else "DF"
    number = 0 if packet.kind in {"syn-ack", "rst"} else (load.bases[0] // NUMBERED + load.sent + load.number) % 65536
    tos = "0xc0" if error else "0x0"
    protocol = f"{packet.protocol.upper()} ({PROTOCOL_NUMBERS[packet.protocol]})"
    size = ip_length(packet)
    return f"(tos {tos}, ttl {packet.ttl}, id {number}, offset 0, flags [{mark}], proto {protocol}, length {size})"
