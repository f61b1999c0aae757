"""What is written in headers by what a packet is: TCP flags, ICMP types. Sources: RFC 9293, RFC 792."""

from tutorial.cluster.network.packet import ECHO, ECHO_REPLY, Packet

FIN, SYN, RST, PUSH, ACK = 1, 2, 4, 8, 16
LETTERS = ((FIN, "F"), (SYN, "S"), (RST, "R"), (PUSH, "P"), (ACK, "."))
"""tcpdump's letters in its order (print-tcp.c)."""
_TCP = {"syn": SYN, "syn-ack": SYN | ACK, "ack": ACK, "data": PUSH | ACK, "fin": FIN | ACK, "rst": RST | ACK}
_ICMP = {ECHO: 8, ECHO_REPLY: 0, "icmp-time-exceeded": 11}
UNREACHABLE = 3


def tcp_flags(packet: Packet) -> int:
    """The flags of a TCP packet. A reset within a connection of which its sender knows nothing acknowledges nothing."""
    unknown = packet.kind == "rst" and packet.load is not None and not packet.load.acked
    return RST if unknown else _TCP[packet.kind]


def letters(packet: Packet) -> str:
    """The flags as they are printed: `S.`, `P.`, `.`."""
    flags = tcp_flags(packet)
    return "".join(letter for bit, letter in LETTERS if flags & bit)


def icmp_type(packet: Packet) -> int:
    """The type of an ICMP packet."""
    return _ICMP.get(packet.kind, UNREACHABLE)
