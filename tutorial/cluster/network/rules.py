"""iptables rules, as `iptables -S` writes them, parsed into what they match and do.

Source: iptables 1.8 extensions (libxt_tcp, libxt_addrtype, libxt_conntrack, libxt_comment, libipt_REJECT, libxt_DNAT).
"""

import shlex
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tutorial.cluster.errors import ClusterError


class RuleError(ClusterError):
    """A rule that cannot be read, or uses a match or target that is not simulated."""

    code = "rule"


@dataclass(frozen=True, slots=True)
class Match:
    """One condition of a rule: what is compared, with what, and whether it is turned round (`!`)."""

    kind: str
    value: str
    inverted: bool = False


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


@dataclass(slots=True)
class _Reader:
    words: list[str]
    position: int = 0
    matches: list[Match] = field(default_factory=list)

    def word(self) -> str:
        if self.position >= len(self.words):
            raise RuleError(f"the rule ends too early: {' '.join(self.words)}")
        self.position += 1
        return self.words[self.position - 1]


CONDITIONS = {
    "-s": "source",
    "--source": "source",
    "-d": "destination",
    "--destination": "destination",
    "-i": "in",
    "-o": "out",
    "-p": "protocol",
    "--dport": "dport",
    "--sport": "sport",
    "--dst-type": "dst-type",
    "--ctstate": "ctstate",
    "--ctorigdst": "ctorigdst",
}
MODULES = frozenset({"tcp", "udp", "addrtype", "conntrack", "comment"})
TARGET_OPTIONS = frozenset({"--to-destination", "--to-source", "--reject-with"})


@lru_cache(maxsize=4096)
def parse(text: str) -> Parsed:
    """The rule that a line of `iptables -S` writes; RuleError says which word is not understood."""
    reader = _Reader(shlex.split(text))
    if reader.word() != "-A":
        raise RuleError(f"a rule begins with -A: {text}")
    parsed, inverted, options = Parsed(reader.word()), False, []
    while reader.position < len(reader.words):
        word = reader.word()
        if word == "!":
            inverted = True
            continue
        if word == "-m":
            if (module := reader.word()) not in MODULES:
                raise RuleError(f"match {module} is not simulated: {text}")
        elif word == "--comment":
            reader.word()
        elif word in CONDITIONS:
            reader.matches.append(Match(CONDITIONS[word], reader.word(), inverted))
        elif word == "-j":
            parsed = replace(parsed, target=reader.word())
        elif word in TARGET_OPTIONS:
            options.append((word, reader.word()))
        else:
            raise RuleError(f"{word} is not simulated: {text}")
        inverted = False
    return replace(parsed, matches=tuple(reader.matches), options=tuple(options))
