"""Filters of packets: `tcp port 80 and not host 172.16.9.10`.

`and` and `or` bind equally, from the left; a value alone takes the words in front of the one before. Source:
pcap-filter(7) and libpcap 1.10 grammar.y. What is not here is refused as what it is: a syntax error, or by name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.captures import EVERYBODY
from tutorial.cluster.network.packet import ETHERNET, Packet, ip_length
from tutorial.shell import addresses
from tutorial.shell.errors import ShellError
from tutorial.shell.netcat.ports import MOST, SERVICES
from tutorial.shell.sniffing import flags

Test = Callable[[Packet], bool]
PROTOCOLS = ("ip", "arp", "tcp", "udp", "icmp", "ip6", "ether")
KINDS = ("host", "net", "port", "portrange")
DIRECTIONS = ("src", "dst")
JOINS = {"and": "and", "&&": "and", "or": "or", "||": "or"}
NOTS = frozenset({"not", "!"})
NAMED = {
    "tcp-fin": flags.FIN,
    "tcp-syn": flags.SYN,
    "tcp-rst": flags.RST,
    "tcp-push": flags.PUSH,
    "tcp-ack": flags.ACK,
    "icmp-echoreply": 0,
    "icmp-unreach": flags.UNREACHABLE,
    "icmp-echo": 8,
    "icmp-timxceed": 11,
}
_SUM = r"\(?\s*[\w-]+(?:\s*\|\s*[\w-]+)*\s*\)?"
_FIELD = rf"(?:tcp\[(?:tcpflags|13)\]|icmp\[(?:icmptype|0)\])\s*(?:&\s*{_SUM}\s*)?(?:!=|==?)\s*{_SUM}"
_TOKEN = re.compile(rf"\s*({_FIELD}|\(|\)|&&|\|\||!|[^\s()!&|]+)")
_PARTS = re.compile(rf"(tcp|icmp)\[\w+\]\s*(?:&\s*({_SUM})\s*)?(!=|==?)\s*({_SUM})")


def parsed(text: str) -> Test:
    """The test that a filter stands for; an empty one lets everything pass. ShellError in libpcap's words."""
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise _syntax()
        tokens.append(found[1])
        at = found.end()
    if not tokens:
        return lambda packet: True
    parser = _Parser(tokens)
    test = parser.expression()
    if parser.tokens:
        raise _syntax()
    return test


def _syntax() -> ShellError:
    return ShellError("can't parse filter expression: syntax error", exit_code=1)


def _bad(text: str) -> ShellError:
    return ShellError(text, exit_code=1)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words in front of a value: a protocol, a direction (two joined by `and` or `or`), what the value is."""

    protocol: str = ""
    directions: tuple[str, ...] = DIRECTIONS
    every: bool = False
    kind: str = "host"


@dataclass(slots=True)
class _Parser:
    tokens: list[str]
    before: _Words | None = field(default=None)

    def expression(self) -> Test:
        """Terms joined by `and` and `or`, from the left."""
        test = self._term()
        while self.tokens and (join := JOINS.get(self.tokens[0])):
            self.tokens.pop(0)
            test = _joined(join, test, self._term())
        return test

    def _term(self) -> Test:
        word = self._next()
        if word in NOTS:
            inner = self._term()
            return lambda packet: not inner(packet)
        if word == "(":
            inner = self.expression()
            if self._next() != ")":
                raise _syntax()
            return inner
        if "[" in word:
            return _of_field(word)
        if word == "broadcast":
            return lambda packet: packet.destination_mac == EVERYBODY
        if word in {"less", "greater"}:
            return self._of_length(word)
        return self._primitive(word)

    def _next(self) -> str:
        if not self.tokens:
            raise _syntax()
        return self.tokens.pop(0)

    def _of_length(self, word: str) -> Test:
        number = self._next()
        if not (number.isascii() and number.isdigit()):
            raise _syntax()
        limit = int(number)
        if word == "less":
            return lambda packet: ETHERNET + ip_length(packet) <= limit
        return lambda packet: ETHERNET + ip_length(packet) >= limit

    def _primitive(self, word: str) -> Test:
        """Words and a value; a protocol alone; a value that takes the words of the one before."""
        words, any_ = _Words(), False
        if word in PROTOCOLS:
            words, any_ = _Words(protocol=word), True
            if not self.tokens or self.tokens[0] not in (*DIRECTIONS, *KINDS):
                return _of_protocol(word)
            word = self._next()
        if word in DIRECTIONS:
            words, any_, word = self._directed(words, word), True, self._next()
        if word in KINDS:
            words, any_, word = _Words(words.protocol, words.directions, words.every, word), True, self._next()
        if not any_:
            if self.before is None:
                raise _syntax()
            words = self.before
        self.before = words
        return _of_value(words, word)

    def _directed(self, words: _Words, word: str) -> _Words:
        """`src`, `dst`, `src or dst`, `src and dst`."""
        if len(self.tokens) > 1 and self.tokens[0] in JOINS and self.tokens[1] in DIRECTIONS:
            every = JOINS[self.tokens.pop(0)] == "and"
            return _Words(words.protocol, (word, self.tokens.pop(0)), every)
        return _Words(words.protocol, (word,))


def _joined(join: str, left: Test, right: Test) -> Test:
    if join == "and":
        return lambda packet: left(packet) and right(packet)
    return lambda packet: left(packet) or right(packet)


def _of_protocol(name: str) -> Test:
    if name == "ether":
        raise _syntax()
    if name == "ip":
        return lambda packet: packet.protocol != "arp"
    return lambda packet: packet.protocol == name


def _of_field(word: str) -> Test:
    """`tcp[tcpflags] & (tcp-syn|tcp-ack) != 0`, `icmp[icmptype] == icmp-echo`."""
    found = _PARTS.fullmatch(word)
    if found is None:
        raise _syntax()
    protocol, mask, wanted = found[1], _number(found[2]) if found[2] else 0xFF, _number(found[4])
    equal = found[3] != "!="

    def test(packet: Packet) -> bool:
        if packet.protocol != protocol:
            return False
        value = flags.tcp_flags(packet) if protocol == "tcp" else flags.icmp_type(packet)
        return ((value & mask) == wanted) is equal

    return test


def _number(text: str) -> int:
    """A sum of names and numbers."""
    total = 0
    for word in text.strip("() ").split("|"):
        name = word.strip()
        if name not in NAMED and not re.fullmatch(r"[0-9]{1,9}|0x[0-9a-fA-F]{1,8}", name):
            raise _syntax()
        total |= NAMED[name] if name in NAMED else int(name, 0)
    return total


def _of_value(words: _Words, value: str) -> Test:
    if value in {"(", ")"} or value in JOINS or value in NOTS:
        raise _syntax()
    if words.kind in {"port", "portrange"}:
        return _of_port(words, value)
    if words.protocol in {"tcp", "udp", "icmp"}:
        raise _bad(f"'{words.protocol}' modifier applied to {words.kind}")
    if words.protocol == "ether":
        return _ends(words, lambda mac, port: mac == value.lower(), macs=True)
    inside = _within(words.kind, value)
    test = _ends(words, lambda address, port: inside(address))
    return test if not words.protocol else lambda packet: _of_protocol(words.protocol)(packet) and test(packet)


def _within(kind: str, value: str) -> Callable[[str], bool]:
    """Whether an address is one, or in a network."""
    if kind == "host":
        if not re.fullmatch(r"[0-9.]+", value):
            raise _bad(f"unknown host '{value}'")
        if not addresses.is_ipv4(value):
            raise _bad(f"invalid IPv4 address '{value}'")
        return lambda address: address == value
    prefix = _network(value)
    return lambda address: ipv4.within(address, prefix)


def _network(value: str) -> str:
    """A network's prefix; `10.1` is short for 10.1.0.0/16."""
    address, slash, length = value.partition("/")
    parts = address.split(".")
    full = ".".join([*parts, *["0"] * (4 - len(parts))])
    if not addresses.is_ipv4(full):
        raise _bad(f"unknown network '{value}'")
    if slash and not (length.isascii() and length.isdigit() and int(length) <= 32):
        raise _bad("mask length must be <= 32")
    bits = int(length) if slash else 8 * len(parts)
    if ipv4.network(full, bits) != f"{full}/{bits}":
        raise _bad(f'non-network bits set in "{value}"')
    return f"{full}/{bits}"


def _of_port(words: _Words, value: str) -> Test:
    if words.protocol not in {"", "tcp", "udp"}:
        raise _bad(f"illegal qualifier of '{words.kind}'")
    low, dash, high = value.partition("-")
    first = _port(low if words.kind == "portrange" else value)
    last = _port(high) if dash and words.kind == "portrange" else first
    protocols = {words.protocol} if words.protocol else {"tcp", "udp"}
    test = _ends(words, lambda address, port: first <= port <= last)
    return lambda packet: packet.protocol in protocols and test(packet)


def _port(word: str) -> int:
    named = next((port for (_, port), name in SERVICES.items() if name == word), None)
    if named is not None:
        return named
    if not (word.isascii() and word.isdigit()):
        raise _bad(f"unknown port '{word}'")
    if int(word) > MOST:
        raise _bad(f"illegal port number {word} > {MOST}")
    return int(word)


def _ends(words: _Words, matches: Callable[[str, int], bool], *, macs: bool = False) -> Test:
    """Whether the ends of a packet that are meant match: one of them, or each."""

    def test(packet: Packet) -> bool:
        ends = {
            "src": (packet.source_mac if macs else packet.source, packet.source_port),
            "dst": (packet.destination_mac if macs else packet.destination, packet.destination_port),
        }
        found = [matches(*ends[direction]) for direction in words.directions]
        return all(found) if words.every else any(found)

    return test
