"""What `haproxy -c` finds wrong with a configuration, as far as labels can make it wrong.

Source: HAProxy 1.9 doc/configuration.txt, sections 2.2 (quoting), 4.2 (bind, balance, mode) and 7.1 (addresses); the
words are HAProxy's in short. A test asks a real one about many labels. What is not looked at passes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network
from itertools import pairwise

SECTIONS = ("global", "defaults", "frontend", "backend", "listen", "userlist")
MODES = ("http", "tcp", "health")
BALANCES = ("roundrobin", "static-rr", "leastconn", "first", "source", "uri", "url_param", "random", "rdp-cookie")
_QUOTED = re.compile(r"""((?:[^"'\\#]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')*)(?:#.*)?""")
"""A line whose quotes have an end, up to its comment."""
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_IN_BRACES = re.compile(r"\{[^}]*\}")
_LIST = re.compile(r"http_auth\(([^)]*)\)")
_HOST = re.compile(r"\*?|localhost|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*\]?|\d{1,3}(?:\.\d{1,3}){3}|abns@.*")


@dataclass(slots=True)
class _Section:
    """A section as far as it is judged: the names of its ACLs and those that it uses, backends that it names."""

    kind: str
    name: str
    mode: str = "tcp"
    acls: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    backends: list[str] = field(default_factory=list)
    lists: set[str] = field(default_factory=set)


def faults(text: str, certificates: frozenset[str]) -> Iterator[str]:
    """What is wrong, in the order of the lines, then of the sections. `certificates` are the files that there are."""
    sections: list[_Section] = [_Section("", "")]
    for line in text.splitlines():
        said = _QUOTED.fullmatch(line)
        if said is None:
            yield f"unmatched quote: {line.strip()}"
        words = [quoted or plain for quoted, plain in _WORDS.findall(said[1] if said else line)]
        if words and words[0] in SECTIONS:
            sections.append(_Section(words[0], words[1] if len(words) > 1 else ""))
        elif words:
            yield from _of_line(sections[-1], words, certificates)
    yield from _of_sections(sections)


def _of_line(section: _Section, words: list[str], certificates: frozenset[str]) -> Iterator[str]:
    keyword, *rest = words
    if keyword == "mode":
        section.mode = "".join(rest[:1])
    if keyword in _RULES:
        yield from _RULES[keyword](section, rest)
    if keyword == "bind":
        yield from (f"unable to stat SSL certificate from file '{file}'" for file in _files(rest) - certificates)
    section.lists.update(_LIST.findall(" ".join(words)))
    if "if" in rest and keyword != "acl":
        said = _IN_BRACES.sub("", " ".join(rest[rest.index("if") + 1 :]))
        if "{" in said.split():
            yield "missing closing '}' in condition"
        section.wanted.update(word.removeprefix("!") for word in said.split() if word != "!")


def _files(rest: list[str]) -> set[str]:
    return {value for word, value in pairwise(rest) if word == "crt"}


def _mode(section: _Section, rest: list[str]) -> Iterator[str]:
    if section.mode not in MODES:
        yield f"unknown proxy mode '{section.mode}'"


def _balance(section: _Section, rest: list[str]) -> Iterator[str]:
    if rest and rest[0] not in BALANCES and not rest[0].startswith("hdr("):
        yield f"balance does not know '{rest[0]}'"


def _bind(section: _Section, rest: list[str]) -> Iterator[str]:
    host, _, port = "".join(rest[:1]).rpartition(":")
    if "".join(rest[:1]).startswith(("abns@", "unix@")):
        return
    if not port.isdecimal() or not 0 < int(port) < 1 << 16:
        yield f"'bind' : invalid port '{port}'"
    if _HOST.fullmatch(host) is None or host == ":":
        yield f"'bind' : invalid address: '{host}'"


def _acl(section: _Section, rest: list[str]) -> Iterator[str]:
    section.acls.update(rest[:1])
    for word in rest[2:] if rest[1:2] == ["src"] else ():
        if not _is_network(word):
            yield f"'{word}' is not a valid IPv4 or IPv6 address"


def _is_network(word: str) -> bool:
    """Addresses may leave out numbers as C's inet_aton has them."""
    address, slash, length = word.partition("/")
    parts = address.split(".")
    if ":" not in address and len(parts) < 4:
        address = ".".join([*parts[:-1], *["0"] * (4 - len(parts)), parts[-1]])
    try:
        ip_network(f"{address}{slash}{length}", strict=False)
    except ValueError:
        return False
    return True


def _server(section: _Section, rest: list[str]) -> Iterator[str]:
    if len(rest) < len(("name", "address")):
        yield "'server' expects <name> and <addr>[:<port>] as arguments."


def _user(section: _Section, rest: list[str]) -> Iterator[str]:
    if len(rest) > 1 and rest[1] not in ("password", "insecure-password", "groups"):
        yield "'user' only supports 'password', 'insecure-password' and 'groups' options"


def _use_backend(section: _Section, rest: list[str]) -> Iterator[str]:
    section.backends.extend(rest[:1])
    yield from ()


_RULES: dict[str, Callable[[_Section, list[str]], Iterator[str]]] = {
    "acl": _acl,
    "balance": _balance,
    "bind": _bind,
    "mode": _mode,
    "server": _server,
    "use_backend": _use_backend,
    "user": _user,
}


def _of_sections(sections: list[_Section]) -> Iterator[str]:
    """What sections say of each other."""
    seen: dict[tuple[str, str], _Section] = {}
    lists = {section.name for section in sections if section.kind == "userlist"}
    for section in sections:
        if section.kind in ("frontend", "backend", "userlist") and (section.kind, section.name) in seen:
            yield f"{section.kind} '{section.name}' has the same name as another"
        seen.setdefault((section.kind, section.name), section)
        yield from (f"no such ACL : '{name}'" for name in sorted(section.wanted - section.acls))
        yield from (f"unable to find userlist '{name}'" for name in sorted(section.lists - lists))
    for section in sections:
        for name in section.backends:
            backend = seen.get(("backend", name))
            if backend is None and not name.startswith("%["):
                yield f"unable to find required use_backend: '{name}'"
            if backend is not None and section.mode == "http" != backend.mode:
                yield f"http frontend '{section.name}' tries to use incompatible {backend.mode} backend '{name}'"
