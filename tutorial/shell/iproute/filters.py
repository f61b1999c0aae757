"""The filter of `ss`: which sockets are shown, `sport = :80 and dst 172.16.0.0/16`, `state time-wait`.

Source: iproute2 6.1 misc/ssfilter.y, misc/ss.c (scan_state, parse_hostcond). `and` may be left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.show.sockets import SERVICES, STATES, Entry
from tutorial.shell.iproute.words import Complaint

Condition = Callable[[Entry], bool]

CONNECTED = frozenset({"ESTAB", "SYN-SENT", "TIME-WAIT"})
LISTENING = frozenset({"LISTEN", "UNCONN"})
GROUPS = {
    "all": CONNECTED | LISTENING,
    "connected": CONNECTED,
    "synchronized": frozenset({"ESTAB", "TIME-WAIT"}),
    "bucket": frozenset({"TIME-WAIT"}),
    "big": frozenset({"ESTAB", "SYN-SENT", "LISTEN", "UNCONN"}),
    **{name: frozenset({word}) for name, word in STATES.items()},
    **dict.fromkeys(("syn-recv", "fin-wait-1", "fin-wait-2", "close-wait", "last-ack", "closing"), frozenset()),
}
"""The names of states, alone and together; in some of them no socket here ever is."""
COMPARED: dict[str, Callable[[int, int], bool]] = {
    "=": lambda port, value: port == value,
    "!=": lambda port, value: port != value,
    ">=": lambda port, value: port >= value,
    "<=": lambda port, value: port <= value,
    ">": lambda port, value: port > value,
    "<": lambda port, value: port < value,
}
SAME = {
    "==": "=",
    "eq": "=",
    "ne": "!=",
    "neq": "!=",
    "ge": ">=",
    "geq": ">=",
    "le": "<=",
    "leq": "<=",
    "gt": ">",
    "lt": "<",
}
_TOKEN = re.compile(r"\s*([()]|&&?|\|\|?|!=|==|<=|>=|[<>=!]|[^\s()&|!<>=]+)")
_END = re.compile(r"(?P<address>[0-9./]*|\*?|\[::\]?)(?::(?P<port>[^:]*))?")


class BadFilter(Exception):
    """The words are no filter."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The states that are asked for (None: as the options say), and the condition."""

    states: frozenset[str] | None
    condition: Condition


def parse(words: list[str]) -> Filter:
    """The filter of the words behind the options; BadFilter, or Complaint in ss's own words."""
    states: frozenset[str] | None = None
    while words[:1] in (["state"], ["exclude"]):
        kind, name, *words = (*words[:2], "", *words[2:]) if len(words) < 2 else words
        group = GROUPS.get(name)
        if group is None:
            raise Complaint(f"ss: wrong state name: {name}")
        known = frozenset() if states is None else states
        states = known | group if kind == "state" else (known or GROUPS["all"]) - group
    tokens = _TOKEN.findall(" ".join(words))
    reader = _Reader([SAME.get(token, token) for token in tokens])
    condition = reader.any_of() if tokens else (lambda _: True)
    if reader.tokens:
        raise BadFilter
    return Filter(states, condition)


class _Reader:
    """Reads a condition: `or` binds less than `and`, `not` most."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.tokens[:1] and self.tokens[0] in {"or", "|", "||"}:
            self.tokens.pop(0)
            parts.append(self.all_of())
        return lambda entry: any(part(entry) for part in parts)

    def all_of(self) -> Condition:
        parts = [self.one()]
        while self.tokens and self.tokens[0] not in {"or", "|", "||", ")"}:
            if self.tokens[0] in {"and", "&", "&&"}:
                self.tokens.pop(0)
            parts.append(self.one())
        return lambda entry: all(part(entry) for part in parts)

    def one(self) -> Condition:
        word = self._next()
        if word in {"not", "!"}:
            inner = self.one()
            return lambda entry: not inner(entry)
        if word == "(":
            whole = self.any_of()
            if self._next() != ")":
                raise BadFilter
            return whole
        if word in {"sport", "dport"}:
            return self._port(own=word == "sport")
        if word in {"src", "dst"}:
            if self.tokens[:1] == ["="]:
                self.tokens.pop(0)
            return _end(self._next(), own=word == "src")
        if word in COMPARED or word in {")", "and", "or"}:
            raise BadFilter
        return _end(word, own=False)

    def _port(self, *, own: bool) -> Condition:
        compare = COMPARED.get(self._next())
        if compare is None:
            raise BadFilter
        value = port_number(self._next().removeprefix("*").removeprefix(":"))
        return lambda entry: compare(entry.port if own else entry.peer_port, value)

    def _next(self) -> str:
        if not self.tokens:
            raise BadFilter
        return self.tokens.pop(0)


def port_number(word: str) -> int:
    """A port by number or name."""
    numbers = {name: number for number, name in SERVICES.items()}
    if word in numbers:
        return numbers[word]
    if not (word.isascii() and word.isdigit()) or int(word) > 65535:
        raise Complaint(f'Error: "{word}" does not look like a port.\nCannot parse dst/src address.', 1)
    return int(word)


def _end(word: str, *, own: bool) -> Condition:
    """An address, a prefix, `address:port` or `:port`."""
    found = _END.fullmatch(word)
    prefix = found["address"] if found else word
    port = port_number(found["port"]) if found and found["port"] not in {None, "*", ""} else None
    if prefix not in {"", "*"}:
        try:
            ipv4.parse_prefix(prefix)
        except ValueError:
            wrong = f'Error: an inet prefix is expected rather than "{prefix}".\nCannot parse dst/src address.'
            raise Complaint(wrong, 1) from None

    def holds(entry: Entry) -> bool:
        address, number = (entry.address, entry.port) if own else (entry.peer, entry.peer_port)
        return (port is None or number == port) and (prefix in {"", "*"} or ipv4.within(address, prefix))

    return holds
