"""The words of a rule: complaints about them in iptables' own words, before the rule is read.

Source: iptables 1.8 xshared.c, libxtables/xtables.c (xtables_find_match, xtables_find_target, xtables_parse_protocol).
"""

import shlex

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.rules import Parsed, RuleError, parse
from tutorial.cluster.network.rulewords import BASIC, EXTENSIONS, LONG, MODULES, OTHER_TARGETS, PROTOCOLS, TARGETS
from tutorial.shell.errors import UsageError
from tutorial.shell.iptables.words import Problem, argument, wrong

# fmt: off
OTHER_MODULES = frozenset({
    "bpf", "cgroup", "cluster", "connbytes", "connlabel", "connlimit", "connmark", "cpu", "dccp", "devgroup", "dscp",
    "ecn", "esp", "hashlimit", "helper", "iprange", "length", "mac", "nfacct", "osf", "owner", "physdev",
    "pkttype", "policy", "quota", "rateest", "realm", "recent", "rpfilter", "sctp", "socket", "statistic", "string",
    "tcpmss", "time", "tos", "ttl", "u32", "udplite",
})
# fmt: on
"""Modules that iptables has and the simulation has not."""
OTHER_PROTOCOLS = frozenset({"ah", "dccp", "esp", "gre", "igmp", "ipv6-icmp", "mh", "ospf", "sctp", "udplite"})
PORTS = frozenset({"--dport", "--sport"})
OF_PROTOCOLS = {
    **dict.fromkeys(PORTS, frozenset({"-p tcp", "-p udp", "-p 6", "-p 17"})),
    "--icmp-type": frozenset({"-p icmp", "-p 1"}),
}
"""Options that only come with a protocol."""


def rule(chain: str, words: list[str], own_chains: frozenset[str]) -> Parsed:
    """The rule that words describe; Problem with iptables' words, UsageError for what is not simulated."""
    given = [LONG.get(word, word) for word in words]
    _check(list(given), own_chains)
    try:
        return parse(shlex.join(["-A", chain, *given]))
    except RuleError as error:
        said = str(error).partition(": -A ")[0]
        if "not simulated" in said:
            raise UsageError(f"{said.replace('is not simulated', 'is not supported here')}") from error
        raise _in_its_words(said) from error


def _in_its_words(said: str) -> Problem:
    if said == "-m icmp needs --icmp-type":
        return wrong('icmp: option "--icmp-type" must be specified\n')
    target, needs, option = said.partition(" needs ")
    if needs and option.startswith("--") and target in TARGETS:
        shown = "--set-mark" if target == "MARK" else option
        return wrong(f'{target}: option "{shown}" must be specified\n')
    return wrong(said)


def _check(words: list[str], own_chains: frozenset[str]) -> None:
    seen: set[str] = set()
    while words:
        word = words.pop(0)
        if word in CHECKS:
            value = argument(words, word)
            CHECKS[word](value, own_chains)
            seen |= {f"{word} {value}"}
        elif word in OF_PROTOCOLS and not seen & OF_PROTOCOLS[word]:
            raise wrong(f'unknown option "{word}"')
        elif word in PORTS:
            _port(argument(words, word))
        elif word == "--reject-with":
            _rejection(argument(words, word))
        elif word != "!":
            _arguments(word, words)


def _arguments(word: str, words: list[str]) -> None:
    for _ in range(EXTENSIONS[word].words if word in EXTENSIONS else 1):
        argument(words, word)


def _protocol(value: str, _: frozenset[str]) -> None:
    name = value.lower()
    if name in OTHER_PROTOCOLS or (name.isascii() and name.isdigit() and int(name) < 256 and name not in PROTOCOLS):
        raise UsageError(f"protocol {value} is not supported here; supported: tcp udp icmp all")
    if name not in PROTOCOLS and name not in PROTOCOLS.values():
        raise wrong(f'unknown protocol "{name}" specified')


def _address(value: str, _: frozenset[str]) -> None:
    address, slash, length = value.partition("/")
    if not ipv4.is_address(address):
        raise wrong(f"host/network `{address}' not found")
    if slash and not (length.isascii() and length.isdigit() and int(length) <= 32):
        raise wrong(f"invalid mask `{length}' specified")


def _module(value: str, _: frozenset[str]) -> None:
    if value in OTHER_MODULES - MODULES:
        raise UsageError(f"-m {value} is not supported here; supported: {' '.join(sorted(MODULES))}")
    if value not in MODULES:
        raise wrong(f"Couldn't load match `{value}':No such file or directory\n")


def _target(value: str, own_chains: frozenset[str]) -> None:
    if value in OTHER_TARGETS:
        raise UsageError(f"-j {value} is not supported here; supported: {' '.join(sorted(TARGETS))}")
    if value not in TARGETS and value not in own_chains:
        raise wrong(f"Couldn't load target `{value}':No such file or directory\n")


def _device(value: str, _: frozenset[str]) -> None:
    if len(value) > 15:
        raise wrong(f"interface name `{value}' must be shorter than IFNAMSIZ (15)")


def _port(value: str) -> None:
    for part in value.split(":"):
        if part and not (part.isascii() and part.isdigit() and int(part) < 65536):
            raise wrong(f"invalid port/service `{part}' specified")


def _rejection(value: str) -> None:
    try:
        parse(f"-A X -j REJECT --reject-with {shlex.quote(value)}")
    except RuleError as error:
        raise wrong(f'unknown reject type "{value}"') from error


CHECKS = {"-p": _protocol, "-s": _address, "-d": _address, "-m": _module, "-j": _target, "-i": _device, "-o": _device}
assert set(BASIC) <= set(CHECKS)
