"""iptables rules: what a line says, and the same line as `iptables -S` prints it.

Source: iptables 1.8 iptables/xshared.c. What is not simulated is refused in words when a rule is read, so that no
packet ever meets it.
"""

import re
import shlex
from dataclasses import dataclass, field
from functools import lru_cache

from tutorial.cluster.errors import ClusterError
from tutorial.cluster.network.rulewords import (
    BARE,
    BASIC,
    EXTENSIONS,
    LONG,
    MODULES,
    OTHER_TARGETS,
    OWN,
    REQUIRED,
    TARGETS,
    Read,
)


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

    def value(self, kind: str, default: str = "") -> str:
        """The value of a condition."""
        return next((match.value for match in self.matches if match.kind == kind), default)

    @property
    def text(self) -> str:
        """The rule as `iptables -S` prints it."""
        return render(self)


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

    def value(self, read: Read, words: int = 1) -> str:
        """The next words as a value in the form in which it is printed."""
        text = " ".join(self.word() for _ in range(words))
        try:
            return read(text)
        except ValueError as error:
            raise self.fault(str(error)) from error

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
    _complete(reader)
    matches = sorted(reader.matches, key=_printed_at)
    return Parsed(chain, tuple(matches), reader.target, tuple(reader.options))


def _complete(reader: _Reader) -> None:
    """What goes without saying, and what must be said."""
    if reader.target == "REJECT" and not reader.options:
        reader.options.append(("--reject-with", "icmp-port-unreachable"))
    needed = REQUIRED.get(reader.target)
    if needed and needed not in dict(reader.options):
        raise reader.fault(f"{reader.target} needs {needed}")
    kinds = {match.kind for match in reader.matches}
    for module in reader.modules:
        options = [word for word, found in EXTENSIONS.items() if module in found.modules]
        if module not in BARE and not kinds & {EXTENSIONS[word].kind for word in options}:
            raise reader.fault(f"-m {module} needs {' or '.join(options)}")
    if "limit-burst" in kinds and "limit" not in kinds:
        raise reader.fault("--limit-burst needs --limit")
    if any(match.module == "ipvs" and match.kind != "ipvs" for match in reader.matches):
        # What asks for more of IPVS asks for that, too, and is printed alone (libxt_ipvs.c, xt_ipvs.c).
        reader.matches = [match for match in reader.matches if match.kind != "ipvs"]


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
        _add(reader, Match(BASIC[word], reader.value(OWN[BASIC[word]]), inverted, "", word))
    elif word in EXTENSIONS:
        _extension(reader, word, inverted=inverted)
    elif word == "-j":
        _target(reader)
    elif reader.target and word in TARGETS.get(reader.target, ()):
        option = TARGETS[reader.target][word]
        reader.options.append((option.printed or word, reader.value(option.read)))
    else:
        raise reader.fault(f"{word} is not simulated")


def _extension(reader: _Reader, word: str, *, inverted: bool) -> None:
    found = EXTENSIONS[word]
    protocol = next((match.value for match in reader.matches if match.kind == "protocol"), "")
    module = next((name for name in found.modules if name in (*reader.modules, protocol)), "")
    if not module:
        raise reader.fault(f"{word} needs -m {' or -m '.join(found.modules)} before it")
    if inverted and found.modules == ("limit",):
        raise reader.fault(f"{word} cannot be turned round by !")
    module = "conntrack" if module == "state" else module
    _add(reader, Match(found.kind, reader.value(found.read, found.words), inverted, module, word))


def _add(reader: _Reader, match: Match) -> None:
    """Keep a condition, unless it holds for everything."""
    everything = {("source", "0.0.0.0/0"), ("destination", "0.0.0.0/0"), ("protocol", "all"), ("in", "+"), ("out", "+")}
    if (match.kind, match.value) not in everything or match.inverted:
        reader.matches.append(match)


def _target(reader: _Reader) -> None:
    if reader.target:
        raise reader.fault("a rule has only one target")
    reader.target = reader.word()
    if reader.target in OTHER_TARGETS:
        raise reader.fault(f"target {reader.target} is not simulated")


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
        words += [match.option, *_values(match)]
    words += ["-j", rule.target] if rule.target else []
    words += [word for option, value in rule.options for word in (option, _quoted(value))]
    return " ".join(words)


def _values(match: Match) -> list[str]:
    """The words of a condition's value."""
    count = EXTENSIONS[match.option].words if match.option in EXTENSIONS else 1
    return [_quoted(match.value)] if count == 1 else match.value.split()


def _quoted(text: str) -> str:
    """iptables puts quotation marks round what has other signs than these."""
    return text if re.fullmatch(r"[A-Za-z0-9_:,./+-]+", text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
