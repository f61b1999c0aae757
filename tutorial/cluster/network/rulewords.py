"""The words of iptables rules: conditions and targets, which modules bring them, how their values are read.

Source: iptables 1.8 extensions/libxt_*.c, libipt_*.c. A condition or target more is one entry here, and one in
`conditions` or `targets`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tutorial.cluster.network import icmp, ipv4

BASIC = {"-s": "source", "-d": "destination", "-i": "in", "-o": "out", "-p": "protocol"}
"""iptables' own conditions, in the order in which they are printed."""
LONG = {
    "--source": "-s",
    "--src": "-s",
    "--destination": "-d",
    "--dst": "-d",
    "--in-interface": "-i",
    "--out-interface": "-o",
    "--protocol": "-p",
    "--jump": "-j",
    "--match": "-m",
    "--destination-port": "--dport",
    "--source-port": "--sport",
    "--destination-ports": "--dports",
    "--source-ports": "--sports",
    "--state": "--ctstate",
}
PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "0": "all"}
STATES = ("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT")
TYPES = frozenset({"LOCAL", "UNICAST", "BROADCAST", "MULTICAST"})
REJECTIONS = {
    "icmp-net-unreachable": ("net-unreach", "icmp-net-unreachable"),
    "icmp-host-unreachable": ("host-unreach", "icmp-host-unreachable"),
    "icmp-proto-unreachable": ("proto-unreach", "icmp-proto-unreachable"),
    "icmp-port-unreachable": ("port-unreach", "icmp-port-unreachable"),
    "icmp-net-prohibited": ("net-prohib", "icmp-net-prohibited"),
    "icmp-host-prohibited": ("host-prohib", "icmp-host-prohibited"),
    "icmp-admin-prohibited": ("admin-prohib", "icmp-admin-prohibited"),
    "tcp-reset": ("tcp-rst", "tcp-rst"),
}
"""What `--reject-with` may say: its short name, and what then comes back."""
UNITS_MS = {"sec": 1_000, "min": 60_000, "hour": 3_600_000, "day": 86_400_000}
"""The units of `--limit` as they are printed."""
LONGEST_PREFIX = 29
"""Characters of `--log-prefix` that the kernel keeps."""
MOST_PORTS = 15
"""Ports that `multiport` takes; a range counts twice."""
WHOLE = 0xFFFFFFFF


def _prefix(text: str) -> str:
    """A prefix as extensions print it: an address alone without a length."""
    try:
        network, _, bits = ipv4.parse_prefix(text)
    except ValueError as error:
        raise ValueError(f"{text} is not an address or prefix") from error
    return f"{ipv4.address(network)}" + ("" if bits == 32 else f"/{bits}")


def _own_prefix(text: str) -> str:
    """The same as `-s` and `-d` print it: always with a length."""
    prefix = _prefix(text)
    return prefix if "/" in prefix else f"{prefix}/32"


def _ports(text: str) -> str:
    low, colon, high = text.partition(":")
    ends = (low or "0", (high or "65535") if colon else low)
    if not all(end.isascii() and end.isdigit() and int(end) < 65536 for end in ends) or int(ends[0]) > int(ends[1]):
        raise ValueError(f"{text} is not a port or a range of ports")
    return ends[0] if ends[0] == ends[1] else ":".join(ends)


def _several_ports(text: str) -> str:
    ports = [_ports(part) for part in text.split(",")]
    if len(ports) + sum(":" in port for port in ports) > MOST_PORTS:
        raise ValueError(f"{text} has more than {MOST_PORTS} ports")
    return ",".join(ports)


def _protocol(text: str) -> str:
    name = PROTOCOLS.get(text, text.lower())
    if name not in PROTOCOLS.values():
        raise ValueError(f"protocol {name} is not simulated")
    return name


def _listed(*known: str) -> Callable[[str], str]:
    """A list of words with commas between, in the order in which they are printed."""

    def read(text: str) -> str:
        given = text.upper().split(",")
        if unknown := [name for name in given if name not in known]:
            raise ValueError(f"{unknown[0]} is not one of {', '.join(known)}")
        return ",".join(name for name in known if name in given)

    return read


def _one_of(*known: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.upper() not in known:
            raise ValueError(f"{text} is not one of {', '.join(known)}")
        return text.upper()

    return read


def _number(text: str) -> int:
    try:
        value = int(text, 0)
    except ValueError as error:
        raise ValueError(f"{text} is not a number") from error
    if not 0 <= value <= WHOLE:
        raise ValueError(f"{text} is not from 0 to {WHOLE:#x}")
    return value


def _mark(text: str) -> str:
    """A mark as it is printed: in base 16, with its mask unless that is whole."""
    value, slash, mask = text.partition("/")
    return f"{_number(value):#x}" + (f"/{_number(mask):#x}" if slash and _number(mask) != WHOLE else "")


def _marks(change: Callable[[int, int], tuple[int, int]]) -> Callable[[str], str]:
    """An option of MARK as `--set-xmark` prints it: the bits that are cleared by the mask, then turned by the value."""

    def read(text: str) -> str:
        value, slash, mask = text.partition("/")
        turned, cleared = change(_number(value), _number(mask) if slash else WHOLE)
        return f"{turned:#x}/{cleared:#x}"

    return read


def _rate(text: str) -> str:
    """`3/minute` as it is printed: `3/min`."""
    count, _, unit = text.partition("/")
    known = next((name for name in UNITS_MS if unit and (name.startswith(unit) or unit.startswith(name))), "")
    name = known if unit else "sec"
    spelled = {"sec": "second", "min": "minute"}.get(name, name)
    if not name or not (count.isascii() and count.isdigit() and int(count)) or not spelled.startswith(unit):
        raise ValueError(f"{text} is not a rate, as 3/minute")
    if int(count) > 10_000 * UNITS_MS[name] // 1_000:
        raise ValueError(f"{text} is faster than 10000/sec")
    return f"{int(count)}/{name}"


def _burst(text: str) -> str:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 10_000):
        raise ValueError(f"{text} is not from 1 to 10000")
    return str(int(text))


def _set(text: str) -> str:
    """The name of a set and what of the packet is looked for, `src` or `dst` once for each dimension."""
    _, _, sides = text.partition(" ")
    if not all(side in {"src", "dst"} for side in sides.split(",")):
        raise ValueError(f"{sides} is not src or dst, or a list of these")
    return text


def _rejection(text: str) -> str:
    names = {short: name for name, (short, _) in REJECTIONS.items()}
    if (name := names.get(text, text)) not in REJECTIONS:
        raise ValueError(f"REJECT cannot answer with {text}")
    return name


_ENDPOINT = re.compile(r"([0-9.]+)(?::([0-9]{1,5}))?")


def _endpoint(text: str) -> str:
    found = _ENDPOINT.fullmatch(text)
    if found is None or not ipv4.is_address(found[1]) or int(found[2] or 1) not in range(1, 65536):
        raise ValueError(f"it takes one address, with or without a port, not {text}")
    return text


def _port(text: str) -> str:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise ValueError(f"{text} is not a port")
    return str(int(text))


def _level(text: str) -> str:
    """A level of the kernel's log as a number."""
    names = ("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug")
    level = names.index(text) if text in names else int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= level < len(names):
        raise ValueError(f"{text} is not a level from 0 to 7")
    return str(level)


Read = Callable[[str], str]
"""Text as typed → text as printed; ValueError says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Word:
    """An option: the kind of condition (of a target's option: empty), the modules that bring it, how its value is read,
    how many words that has, the name under which it is printed."""

    kind: str
    modules: tuple[str, ...]
    read: Read = str
    words: int = 1
    printed: str = ""


OWN: dict[str, Read] = {
    "source": _own_prefix,
    "destination": _own_prefix,
    "in": str,
    "out": str,
    "protocol": _protocol,
}
"""How the values of iptables' own conditions are read."""
EXTENSIONS = {
    "--dport": Word("dport", ("tcp", "udp"), _ports),
    "--sport": Word("sport", ("tcp", "udp"), _ports),
    "--dports": Word("dports", ("multiport",), _several_ports),
    "--sports": Word("sports", ("multiport",), _several_ports),
    "--ports": Word("ports", ("multiport",), _several_ports),
    "--icmp-type": Word("icmp-type", ("icmp",), icmp.read),
    "--dst-type": Word("dst-type", ("addrtype",), _listed(*sorted(TYPES))),
    "--src-type": Word("src-type", ("addrtype",), _listed(*sorted(TYPES))),
    "--ctstate": Word("ctstate", ("conntrack", "state"), _listed(*STATES)),
    "--ctorigdst": Word("ctorigdst", ("conntrack",), _prefix),
    "--ctorigsrc": Word("ctorigsrc", ("conntrack",), _prefix),
    "--ctorigdstport": Word("ctorigdstport", ("conntrack",), _ports),
    "--comment": Word("comment", ("comment",)),
    "--ipvs": Word("ipvs", ("ipvs",), words=0),
    "--vproto": Word("vproto", ("ipvs",), _protocol),
    "--vaddr": Word("vaddr", ("ipvs",), _prefix),
    "--vport": Word("vport", ("ipvs",), _ports),
    "--vdir": Word("vdir", ("ipvs",), _one_of("ORIGINAL", "REPLY")),
    "--vmethod": Word("vmethod", ("ipvs",), _one_of("GATE", "IPIP", "MASQ")),
    "--mark": Word("mark", ("mark",), _mark),
    "--match-set": Word("set", ("set",), _set, words=2),
    "--limit": Word("limit", ("limit",), _rate),
    "--limit-burst": Word("limit-burst", ("limit",), _burst),
}
"""Options of extensions."""
MODULES = frozenset(module for word in EXTENSIONS.values() for module in word.modules)
BARE = frozenset({"tcp", "udp"})
"""Modules that may stand without an option."""
TARGETS: dict[str, dict[str, Word]] = {
    "ACCEPT": {},
    "DROP": {},
    "RETURN": {},
    "REJECT": {"--reject-with": Word("", (), _rejection)},
    "DNAT": {"--to-destination": Word("", (), _endpoint)},
    "SNAT": {"--to-source": Word("", (), _endpoint)},
    "MASQUERADE": {},
    "REDIRECT": {"--to-ports": Word("", (), _port)},
    "LOG": {"--log-prefix": Word("", (), lambda text: text[:LONGEST_PREFIX]), "--log-level": Word("", (), _level)},
    "MARK": {
        "--set-mark": Word("", (), _marks(lambda value, mask: (value, value | mask)), printed="--set-xmark"),
        "--set-xmark": Word("", (), _marks(lambda value, mask: (value, mask))),
        "--and-mark": Word("", (), _marks(lambda value, _: (0, WHOLE ^ value)), printed="--set-xmark"),
        "--or-mark": Word("", (), _marks(lambda value, _: (value, value)), printed="--set-xmark"),
        "--xor-mark": Word("", (), _marks(lambda value, _: (value, 0)), printed="--set-xmark"),
    },
}
"""Targets that are not chains, and their options."""
GO_ON = frozenset({"LOG", "MARK"})
"""Targets behind which the next rule is asked."""
REQUIRED = {"DNAT": "--to-destination", "SNAT": "--to-source", "MARK": "--set-xmark"}
"""Targets that need an option."""
# fmt: off
OTHER_TARGETS = frozenset({
    "AUDIT", "CHECKSUM", "CLASSIFY", "CLUSTERIP", "CONNMARK", "CT", "DSCP", "ECN", "HMARK", "NETMAP", "NFLOG",
    "NFQUEUE", "NOTRACK", "QUEUE", "RATEEST", "SET", "SYNPROXY", "TCPMSS", "TEE", "TOS", "TPROXY", "TRACE", "TTL",
    "ULOG",
})
# fmt: on
"""Targets that iptables has and the simulation has not."""
ONLY_IN = {
    "REJECT": ("filter", ("INPUT", "FORWARD", "OUTPUT")),
    "DNAT": ("nat", ("PREROUTING", "OUTPUT")),
    "SNAT": ("nat", ("INPUT", "POSTROUTING")),
    "MASQUERADE": ("nat", ("POSTROUTING",)),
    "REDIRECT": ("nat", ("PREROUTING", "OUTPUT")),
}
"""Targets that are valid in one table only, and there in chains that these hooks lead to."""
