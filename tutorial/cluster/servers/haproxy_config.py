"""HAProxy's language, as far as Marathon-LB and Edge-LB write it: what a configuration does with a request.

Source: HAProxy 1.9 doc/configuration.txt. Of frontends it obeys `bind`, `mode`, `acl` and conditions in braces (see
`haproxy_tests`), `use_backend`, `default_backend`, `redirect` and `http-request auth`; of backends `balance`, `cookie`,
`server`, `acl` and `redirect`. Plain HTTP only: what asks about TLS is not so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.servers.haproxy_tests import header, matches

_CONDITION = re.compile(r"(!?)(?:\{ ([^}]*) \}|(\S+))")
_BY_MAP = re.compile(r"%\[req\.hdr\(([^)]*)\),lower(,regsub\(:\.\*\$,,\))?,map\(\S*/(\w+)\.map\)\]")
SECTIONS = frozenset(
    {"global", "defaults", "frontend", "backend", "listen", "resolvers", "userlist", "peers", "mailers"}
)
"""The words that begin a section. Blanks before them mean nothing."""
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a backend; `cookie` is what a sticky session's cookie says for it."""

    address: str
    port: int
    cookie: str = ""
    disabled: bool = False
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's words behind its keyword, and what must hold for it."""

    words: tuple[str, ...]
    conditions: tuple[tuple[bool, str, str], ...] = ()
    """Negated, an expression in braces, the name of an ACL: one of the two."""


@dataclass(slots=True)
class Section:
    """A frontend or a backend."""

    name: str
    port: int = 0
    tls: bool = False
    mode: str = "http"
    balance: str = "roundrobin"
    cookie: str = ""
    guarded: bool = False
    acls: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    uses: list[Rule] = field(default_factory=list)
    otherwise: str = ""
    redirects: list[Rule] = field(default_factory=list)
    asks: list[Rule] = field(default_factory=list)
    servers: list[Server] = field(default_factory=list)

    def holding(self, rules: list[Rule], request: HttpRequest) -> Iterator[Rule]:
        """The rules that hold for a request, in their order."""
        return (rule for rule in rules if all(self._holds(condition, request) for condition in rule.conditions))

    def _holds(self, condition: tuple[bool, str, str], request: HttpRequest) -> bool:
        negated, expression, name = condition
        tests = (tuple(expression.split()),) if expression else self.acls.get(name, ())
        held = any(matches(test, request) for test in tests)
        return held != negated


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration: frontends by the port that they bind, backends by name."""

    frontends: dict[int, Section]
    backends: dict[str, Section]


def backend_name(rule: Rule, request: HttpRequest, maps: dict[str, str]) -> str:
    """The backend that a `use_backend` names, or that the map names for the request; empty where none does."""
    found = _BY_MAP.fullmatch(rule.words[0])
    if found is None:
        return "" if rule.words[0].startswith("%[") else rule.words[0]
    key = header(request, found[1]).lower()
    key = key.partition(":")[0] if found[2] else key
    lines = (line.partition(" ") for line in maps.get(found[3], "").splitlines())
    return next((backend for name, _, backend in lines if name == key), "")


@lru_cache(maxsize=64)
def parsed(text: str) -> Config:
    """The configuration that a text says. Shared, never to be changed."""
    frontends: dict[int, Section] = {}
    backends: dict[str, Section] = {}
    kind, section = "", Section("")
    for line in text.splitlines():
        words = tuple(quoted or plain for quoted, plain in _WORDS.findall(line))
        if not words:
            continue
        if words[0] in SECTIONS:
            kind, section = words[0], Section(words[1] if len(words) > 1 else "")
            if kind == "backend":
                backends.setdefault(section.name, section)
            continue
        _read(section, line, words)
        if kind == "frontend" and section.port:
            frontends.setdefault(section.port, section)
    return Config(frontends, backends)


def _read(section: Section, line: str, words: tuple[str, ...]) -> None:
    keyword, *rest = words
    if keyword == "bind":
        section.port, section.tls = int(rest[0].rpartition(":")[2] or 0), "ssl" in rest
    elif keyword in ("mode", "balance") and rest:
        setattr(section, keyword, rest[0])
    elif keyword == "cookie":
        section.cookie = rest[0]
    elif keyword == "acl":
        section.acls.setdefault(rest[0], []).append(tuple(rest[1:]))
    elif keyword == "server":
        section.servers.append(_server(rest))
    elif keyword in ("use_backend", "redirect"):
        (section.uses if keyword == "use_backend" else section.redirects).append(_rule(line, rest))
    elif keyword == "default_backend":
        section.otherwise = rest[0]
    elif words[:2] == ("http-request", "auth"):
        section.asks.append(_rule(line, rest[1:]))
    elif words[:2] == ("http-request", "deny") or words[0] == "tcp-request":
        section.guarded = True


def _rule(line: str, words: list[str]) -> Rule:
    said = line.rpartition(" if ")[2] if " if " in line else ""
    conditions = tuple((bool(no), expression, name) for no, expression, name in _CONDITION.findall(said))
    end = words.index("if") if "if" in words else len(words)
    return Rule(tuple(words[:end]), conditions)


def _server(words: list[str]) -> Server:
    address, _, port = words[1].rpartition(":")
    cookie = words[words.index("cookie") + 1] if "cookie" in words else ""
    return Server(address, int(port), cookie, "disabled" in words, "ssl" in words)
