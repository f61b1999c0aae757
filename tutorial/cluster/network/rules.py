"""iptables rules: what a line says, and the same line as `iptables -S` prints it.

Source: iptables 1.8 (libxt_tcp, libxt_addrtype, libxt_conntrack, libxt_comment, libipt_REJECT, libxt_DNAT …). What is
not simulated is refused in words when a rule is read, so that no packet ever meets it.
"""

import re
import shlex
from dataclasses import dataclass, field
from functools import lru_cache

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network import ipv4


class RuleError(ClusterError):
    """A rule that cannot be read, or uses a match or target that is not simulated."""

    code = "rule"


@dataclass(frozen=True, slots=True)
class Match:
    """One condition of a rule: what is compared, with what, whether it is turned round (`!`).

    `module` is the extension that brings the option (empty: iptables' own), `option` the option as it is printed.
    """

    kind: str
    value: str
    inverted: bool = False
    module: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule: the chain it stands in, its conditions (all must hold), its target and the target's options."""

    chain: str
    matches: tuple[Match, ...] = ()
    target: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, default: str = "") -> str:
        """An option of the target."""
        return dict(self.options).get(name, default)

    @property
    def text(self) -> str:
        """The rule as `iptables -S` prints it."""
        return render(self)


BASIC = {
    "-s": "source",
    "-d": "destination",
    "-i": "in",
    "-o": "out",
    "-p": "protocol",
}
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
    "--state": "--ctstate",
}
EXTENSIONS = {
    "--dport": ("dport", ("tcp", "udp")),
    "--sport": ("sport", ("tcp", "udp")),
    "--dst-type": ("dst-type", ("addrtype",)),
    "--src-type": ("src-type", ("addrtype",)),
    "--ctstate": ("ctstate", ("conntrack", "state")),
    "--ctorigdst": ("ctorigdst", ("conntrack",)),
    "--ctorigsrc": ("ctorigsrc", ("conntrack",)),
    "--ctorigdstport": ("ctorigdstport", ("conntrack",)),
    "--comment": ("comment", ("comment",)),
    "--ipvs": ("ipvs", ("ipvs",)),
    "--vproto": ("vproto", ("ipvs",)),
    "--vaddr": ("vaddr", ("ipvs",)),
    "--vport": ("vport", ("ipvs",)),
    "--vdir": ("vdir", ("ipvs",)),
    "--vmethod": ("vmethod", ("ipvs",)),
}
"""Options of extensions: the kind of condition, the modules that bring it."""
FLAGS = frozenset({"--ipvs"})
"""Options of extensions that take no value."""
MODULES = frozenset(module for _, modules in EXTENSIONS.values() for module in modules)
BUILT_IN = {
    "ACCEPT": frozenset(),
    "DROP": frozenset(),
    "RETURN": frozenset(),
    "REJECT": frozenset({"--reject-with"}),
    "DNAT": frozenset({"--to-destination"}),
    "SNAT": frozenset({"--to-source"}),
    "MASQUERADE": frozenset(),
}
"""Targets that are not chains, and their options."""
# fmt: off
OTHER_TARGETS = frozenset({
    "AUDIT", "CHECKSUM", "CLASSIFY", "CLUSTERIP", "CONNMARK", "CT", "DSCP", "ECN", "HMARK", "LOG", "MARK",
    "NETMAP", "NFLOG", "NFQUEUE", "NOTRACK", "QUEUE", "RATEEST", "REDIRECT", "SET", "SYNPROXY", "TCPMSS", "TEE",
    "TOS", "TPROXY", "TRACE", "TTL", "ULOG",
})
# fmt: on
"""Targets that iptables has and the simulation has not."""
ONLY_IN = {
    "REJECT": ("filter", ("INPUT", "FORWARD", "OUTPUT")),
    "DNAT": ("nat", ("PREROUTING", "OUTPUT")),
    "SNAT": ("nat", ("INPUT", "POSTROUTING")),
    "MASQUERADE": ("nat", ("POSTROUTING",)),
}
"""Targets that are valid in one table only, and there in chains that these hooks lead to."""
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
PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "0": "all"}
CHOICES = {"vdir": ("ORIGINAL", "REPLY"), "vmethod": ("GATE", "IPIP", "MASQ")}
"""Conditions whose value is one of few words."""
STATES = ("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT")
TYPES = frozenset({"LOCAL", "UNICAST", "BROADCAST", "MULTICAST"})


@dataclass(slots=True)
class _Reader:
    text: str
    words: list[str]
    position: int = 0
    modules: list[str] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    target: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)

    def word(self) -> str:
        if self.position >= len(self.words):
            raise self.fault("it ends too early")
        self.position += 1
        return self.words[self.position - 1]

    def fault(self, why: str) -> RuleError:
        return RuleError(f"{why}: {self.text}")


@lru_cache(maxsize=4096)
def parse(text: str) -> Parsed:
    """The rule that a line `-A CHAIN …` says; RuleError tells which word is not understood."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise RuleError(f"a quotation is not closed: {text}") from error
    reader = _Reader(text, words)
    if reader.word() not in {"-A", "--append"}:
        raise reader.fault("a rule begins with -A")
    chain = reader.word()
    while reader.position < len(reader.words):
        _condition(reader)
    if reader.target == "REJECT" and not reader.options:
        reader.options.append(("--reject-with", "icmp-port-unreachable"))
    matches = sorted(reader.matches, key=_printed_at)
    return Parsed(chain, tuple(matches), reader.target, tuple(reader.options))


def _printed_at(match: Match) -> int:
    basic = list(BASIC.values())
    return basic.index(match.kind) if match.kind in basic else len(basic)


def _condition(reader: _Reader) -> None:
    """Read one condition, module or target."""
    word = reader.word()
    inverted = word == "!"
    word = reader.word() if inverted else word
    word = LONG.get(word, word)
    if inverted and word not in BASIC and word not in EXTENSIONS:
        raise reader.fault(f"{word} cannot be turned round by !")
    if word == "-m":
        if (module := reader.word()) not in MODULES:
            raise reader.fault(f"match {module} is not simulated")
        reader.modules.append(module)
    elif word in BASIC:
        _add(reader, Match(BASIC[word], _value(reader, BASIC[word], reader.word()), inverted, "", word))
    elif word in EXTENSIONS:
        _extension(reader, word, inverted=inverted)
    elif word == "-j":
        _target(reader)
    elif reader.target and word in BUILT_IN.get(reader.target, ()):
        reader.options.append((word, _target_value(reader, word, reader.word())))
    else:
        raise reader.fault(f"{word} is not simulated")


def _extension(reader: _Reader, word: str, *, inverted: bool) -> None:
    kind, modules = EXTENSIONS[word]
    protocol = next((match.value for match in reader.matches if match.kind == "protocol"), "")
    module = next((name for name in modules if name in (*reader.modules, protocol)), "")
    if not module:
        raise reader.fault(f"{word} needs -m {' or -m '.join(modules)} before it")
    module = "conntrack" if module == "state" else module
    value = "" if word in FLAGS else _value(reader, kind, reader.word())
    _add(reader, Match(kind, value, inverted, module, word))


def _add(reader: _Reader, match: Match) -> None:
    """Keep a condition, unless it holds for everything."""
    everything = {("source", "0.0.0.0/0"), ("destination", "0.0.0.0/0"), ("protocol", "all"), ("in", "+"), ("out", "+")}
    if (match.kind, match.value) not in everything or match.inverted:
        reader.matches.append(match)


def _value(reader: _Reader, kind: str, text: str) -> str:
    """A condition's value in the form in which it is printed."""
    if kind in {"source", "destination", "ctorigdst", "ctorigsrc", "vaddr"}:
        return _prefix(reader, text, single="/32" if kind in {"source", "destination"} else "")
    if kind in {"dport", "sport", "ctorigdstport", "vport"}:
        return _ports(reader, text)
    if kind in CHOICES:
        return _one_of(reader, text.upper(), CHOICES[kind])
    if kind in {"protocol", "vproto"}:
        text = PROTOCOLS.get(text, text.lower())
        if text not in PROTOCOLS.values():
            raise reader.fault(f"protocol {text} is not simulated")
    elif kind in {"ctstate", "dst-type", "src-type"}:
        return _names(reader, text, STATES if kind == "ctstate" else tuple(sorted(TYPES)))
    return text


def _prefix(reader: _Reader, text: str, single: str) -> str:
    try:
        network, _, bits = ipv4.parse_prefix(text)
    except ValueError as error:
        raise reader.fault(f"{text} is not an address or prefix") from error
    return f"{ipv4.address(network)}{single if bits == 32 else f'/{bits}'}"


def _ports(reader: _Reader, text: str) -> str:
    low, colon, high = text.partition(":")
    ends = (low or "0", (high or "65535") if colon else low)
    if not all(end.isascii() and end.isdigit() and int(end) < 65536 for end in ends) or int(ends[0]) > int(ends[1]):
        raise reader.fault(f"{text} is not a port or a range of ports")
    return ends[0] if ends[0] == ends[1] else ":".join(ends)


def _names(reader: _Reader, text: str, known: tuple[str, ...]) -> str:
    given = text.upper().split(",")
    if unknown := [name for name in given if name not in known]:
        raise reader.fault(f"{unknown[0]} is not one of {', '.join(known)}")
    return ",".join(name for name in known if name in given)


def _one_of(reader: _Reader, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise reader.fault(f"{text} is not one of {', '.join(known)}")
    return text


def _target(reader: _Reader) -> None:
    if reader.target:
        raise reader.fault("a rule has only one target")
    reader.target = reader.word()
    if reader.target in OTHER_TARGETS:
        raise reader.fault(f"target {reader.target} is not simulated")


_ENDPOINT = re.compile(r"([0-9.]+)(?::([0-9]{1,5}))?")


def _target_value(reader: _Reader, option: str, text: str) -> str:
    if option == "--reject-with":
        names = {short: name for name, (short, _) in REJECTIONS.items()}
        if (name := names.get(text, text)) not in REJECTIONS:
            raise reader.fault(f"REJECT cannot answer with {text}")
        return name
    found = _ENDPOINT.fullmatch(text)
    if found is None or not ipv4.is_address(found[1]) or int(found[2] or 1) not in range(1, 65536):
        raise reader.fault(f"{option} takes one address, with or without a port, not {text}")
    return text


def endpoint(text: str, port: int) -> tuple[str, int]:
    """The address and port of `172.17.0.2:9896`; an address alone keeps the port."""
    address, _, given = text.partition(":")
    return address, int(given) if given else port


def render(rule: Parsed) -> str:
    """The rule as `iptables -S` prints it."""
    words, module = ["-A", rule.chain], ""
    for match in rule.matches:
        if match.module and match.module != module:
            words += ["-m", match.module]
        module = match.module
        words += ["!"] if match.inverted else []
        words += [match.option] if match.option in FLAGS else [match.option, _quoted(match.value)]
    words += ["-j", rule.target] if rule.target else []
    words += [word for pair in rule.options for word in pair]
    return " ".join(words)


def _quoted(text: str) -> str:
    """iptables puts quotation marks round what has other signs than these."""
    return text if re.fullmatch(r"[A-Za-z0-9_:,./+-]+", text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
