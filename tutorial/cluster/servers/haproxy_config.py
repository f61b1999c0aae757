"""HAProxy's language, as far as Marathon-LB and Edge-LB write it: what a configuration does with a request.

Source: HAProxy 1.9 doc/configuration.txt. Of frontends it obeys `bind`, `mode`, `acl` and conditions in braces (see
`haproxy_tests`), `use_backend`, `default_backend`, `redirect` and what lets requests in; of backends `balance`,
`cookie`, `server` with its checks, `acl`, `redirect` and what lets requests in; and user lists.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.servers.haproxy_tests import Users, header, matches

_CONDITION = re.compile(r"(!?)(?:\{ ([^}]*) \}|(\S+))")
_BY_MAP = re.compile(r"%\[(?:req\.hdr\(([^)]*)\)|ssl_fc_sni),lower(,regsub\(:\.\*\$,,\))?,map\(\S*/(\w+)\.map\)\]")
SECTIONS = frozenset(
    {"global", "defaults", "frontend", "backend", "listen", "resolvers", "userlist", "peers", "mailers"}
)
"""The words that begin a section. Blanks before them mean nothing."""
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


_DURATION = re.compile(r"(\d+)(us|ms|s|m|h|d)?")
_MS = {"us": 0.001, "": 1, "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


@dataclass(frozen=True, slots=True)
class Check:
    """How a server is looked at: how often, how many looks make it UP again and DOWN, at which port (0: its own)."""

    inter_ms: int = 2_000
    rise: int = 2
    fall: int = 3
    port: int = 0


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a backend; `cookie` is what a sticky session's cookie says for it."""

    address: str
    port: int
    cookie: str = ""
    disabled: bool = False
    tls: bool = False
    name: str = ""
    number: int = 0
    weight: int = 1
    check: Check | None = None


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
    acls: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    uses: list[Rule] = field(default_factory=list)
    otherwise: str = ""
    redirects: list[Rule] = field(default_factory=list)
    gates: list[tuple[str, Rule]] = field(default_factory=list)
    """In their order, each with what becomes of a request: auth, allow, deny, accept, reject."""
    servers: list[Server] = field(default_factory=list)
    check_request: tuple[str, str] | None = None
    """Method and path by which servers are looked at; None: a connection is enough."""
    users: Users = field(default_factory=dict)
    check_timeout_ms: int | None = None

    def holding(self, rules: list[Rule], request: HttpRequest) -> Iterator[Rule]:
        """The rules that hold for a request, in their order."""
        return (rule for rule in rules if self.holds(rule, request))

    def gate(self, request: HttpRequest) -> tuple[str, Rule] | None:
        """The first gate that a request comes to."""
        return next(((kind, rule) for kind, rule in self.gates if self.holds(rule, request)), None)

    def holds(self, rule: Rule, request: HttpRequest) -> bool:
        """Whether all conditions of a rule hold for a request."""
        return all(self._holds(condition, request) for condition in rule.conditions)

    def _holds(self, condition: tuple[bool, str, str], request: HttpRequest) -> bool:
        negated, expression, name = condition
        tests = (tuple(expression.split()),) if expression else self.acls.get(name, ())
        held = any(matches(test, request, self.users) for test in tests)
        return held != negated


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration: frontends by the port that they bind, backends by name, the port of its statistics (0: none),
    and the servers that are looked at, with the names of their backends."""

    frontends: dict[int, Section]
    backends: dict[str, Section]
    statistics: int = 0
    checked: tuple[tuple[str, Server, Check], ...] = ()


def backend_name(rule: Rule, request: HttpRequest, maps: dict[str, str]) -> str:
    """The backend that a `use_backend` names, or that the map names for the request; empty where none does."""
    found = _BY_MAP.fullmatch(rule.words[0])
    if found is None:
        return "" if rule.words[0].startswith("%[") else rule.words[0]
    key = (request.server_name if found[1] is None else header(request, found[1])).lower()
    key = key.partition(":")[0] if found[2] else key
    lines = (line.partition(" ") for line in maps.get(found[3], "").splitlines())
    return next((backend for name, _, backend in lines if name == key), "")


@lru_cache(maxsize=64)
def parsed(text: str) -> Config:
    """The configuration that a text says. Shared, never to be changed."""
    frontends: dict[int, Section] = {}
    backends: dict[str, Section] = {}
    users: dict[str, dict[str, str]] = {}
    kind, section, statistics = "", Section(""), 0
    for line in text.splitlines():
        words = tuple(quoted or plain for quoted, plain in _WORDS.findall(line))
        if not words:
            continue
        if words[0] in SECTIONS:
            kind, section = words[0], Section(words[1] if len(words) > 1 else "", users=users)
            if kind == "backend":
                backends.setdefault(section.name, section)
            continue
        _read(section, line, words)
        if kind == "userlist" and words[0] == "user" and len(words) > 3:
            users.setdefault(section.name, {})[words[1]] = words[3]
        elif kind == "frontend" and section.port:
            frontends.setdefault(section.port, section)
        elif kind == "listen" and section.port:
            statistics = section.port
    return Config(frontends, backends, statistics, tuple(_checked(backends)))


def _checked(backends: dict[str, Section]) -> Iterator[tuple[str, Server, Check]]:
    for backend in backends.values():
        for server in backend.servers:
            if server.check is not None and not server.disabled:
                yield backend.name, server, server.check


def _read(section: Section, line: str, words: tuple[str, ...]) -> None:
    """What one line says of its section. Of a line that can't be read as one of these nothing is kept."""
    keyword, *rest = words
    if rest and keyword in _READERS:
        _READERS[keyword](section, line, rest)


def _bind(section: Section, line: str, rest: list[str]) -> None:
    section.port, section.tls = _number(rest[0].rpartition(":")[2]), "ssl" in rest


def _acl(section: Section, line: str, rest: list[str]) -> None:
    section.acls.setdefault(rest[0], []).append(tuple(rest[1:]))


def _option(section: Section, line: str, rest: list[str]) -> None:
    if rest[0] == "httpchk":
        method, path = (rest[1:3] if len(rest) > 2 else ["OPTIONS", *rest[1:2], "/"])[:2]
        section.check_request = method, path


def _timeout(section: Section, line: str, rest: list[str]) -> None:
    if rest[0] == "check" and len(rest) > 1:
        section.check_timeout_ms = _duration_ms(rest[1])


def _of_requests(section: Section, line: str, rest: list[str]) -> None:
    if rest[0] in ("auth", "allow", "deny"):
        section.gates.append((rest[0], _rule(line, rest[1:])))


def _of_connections(section: Section, line: str, rest: list[str]) -> None:
    if rest[0] == "content" and rest[1:2] in (["accept"], ["reject"]):
        section.gates.append((rest[1], _rule(line, rest[2:])))


_READERS: dict[str, Callable[[Section, str, list[str]], object]] = {
    "acl": _acl,
    "balance": lambda section, line, rest: setattr(section, "balance", rest[0]),
    "bind": _bind,
    "cookie": lambda section, line, rest: setattr(section, "cookie", rest[0]),
    "default_backend": lambda section, line, rest: setattr(section, "otherwise", rest[0]),
    "http-request": _of_requests,
    "mode": lambda section, line, rest: setattr(section, "mode", rest[0]),
    "option": _option,
    "redirect": lambda section, line, rest: section.redirects.append(_rule(line, rest)),
    "server": lambda section, line, rest: section.servers.append(_server(rest)),
    "tcp-request": _of_connections,
    "timeout": _timeout,
    "use_backend": lambda section, line, rest: section.uses.append(_rule(line, rest)),
}
"""How a line is read, by its first word."""


def _rule(line: str, words: list[str]) -> Rule:
    said = line.rpartition(" if ")[2] if " if " in line else ""
    conditions = tuple((bool(no), expression, name) for no, expression, name in _CONDITION.findall(said))
    end = words.index("if") if "if" in words else len(words)
    return Rule(tuple(words[:end]), conditions)


def _server(words: list[str]) -> Server:
    address, _, port = words[1].rpartition(":")
    options = dict(pairwise([*words[2:], ""]))
    return Server(
        address,
        _number(port),
        options.get("cookie", ""),
        "disabled" in options,
        "ssl" in options,
        words[0],
        _number(options.get("id", "")),
        _number(options.get("weight", ""), 1),
        _check(options) if "check" in options else None,
    )


def _check(options: dict[str, str]) -> Check:
    usual = Check()
    inter_ms = _duration_ms(options["inter"]) if "inter" in options else usual.inter_ms
    rise, fall = _number(options.get("rise", ""), usual.rise), _number(options.get("fall", ""), usual.fall)
    return Check(max(1, inter_ms), max(1, rise), max(1, fall), _number(options.get("port", "")))


def _number(text: str, usual: int = 0) -> int:
    """A number that an option says; what is none (the name of a socket, say) is as usual."""
    return int(text) if text.isdecimal() else usual


def _duration_ms(text: str) -> int:
    """A span of time as HAProxy writes it, milliseconds where no unit is named."""
    found = _DURATION.fullmatch(text)
    return 0 if found is None else int(int(found[1]) * _MS[found[2] or ""])
