"""DNS messages: a question, the records that answer it, and how large both are on the wire.

Sources: RFC 1035 (names, messages, compression), RFC 2782 (SRV).
"""

from dataclasses import dataclass

MOST_NAME, MOST_LABEL = 253, 63
"""Characters of a name and of one of its labels."""
HEADER = 12
FIXED = 10
"""Bytes of a record between its name and its data: type, class, TTL, length."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question: a name as it was asked (no dot at its end), the type of the records, the number of the message.

    `extra` are the bytes of the record that says how large an answer may be (EDNS, RFC 6891); 0: there is none.
    """

    name: str
    type: str = "A"
    id: int = 0
    extra: int = 0

    @property
    def size(self) -> int:
        """Its bytes on the wire."""
        return HEADER + _name_size(self.name, set()) + 4 + self.extra


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is sent: `data` is an address, or what `dig` prints of it (`0 1 9896 httpi-7n7a6-s2.…`)."""

    name: str
    type: str
    ttl: int
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `code` is its status (NOERROR, NXDOMAIN, SERVFAIL, REFUSED).

    `authoritative` and `recursive` are the flags aa and ra.
    """

    code: str
    answers: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    authoritative: bool = False
    recursive: bool = False

    def addresses(self) -> tuple[str, ...]:
        """The IPv4 addresses among the answers, in their order."""
        return tuple(record.data for record in self.answers if record.type == "A")


def plain(name: str) -> str:
    """A name as it is compared: small letters, without a dot at the end."""
    return name.lower().removesuffix(".")


def labels(name: str) -> tuple[str, ...]:
    """The labels of a plain name, the last one first: `("mesos", "leader")`."""
    return tuple(reversed(name.split("."))) if name else ()


def within(name: str, zone: str) -> bool:
    """Whether a plain name stands in a zone; every name does in the zone ""."""
    return labels(name)[: len(labels(zone))] == labels(zone)


def is_askable(name: str) -> bool:
    """Whether a name can be put into a question: no empty label, none too long, not too long as a whole."""
    given = plain(name).encode()
    parts = given.split(b".")
    return len(given) <= MOST_NAME and all(0 < len(part) <= MOST_LABEL for part in parts)


def size(query: Query, reply: Reply) -> int:
    """The bytes of a reply on the wire. A name, or its end, that stood there before is two bytes."""
    known: set[str] = set()
    total = HEADER + _name_size(query.name, known) + 4
    for record in (*reply.answers, *reply.authority, *reply.additional):
        total += _name_size(record.name, known) + FIXED + _data_size(record, known)
    return total


def _name_size(name: str, known: set[str]) -> int:
    rest, total = name.removesuffix("."), 0
    while rest:
        if rest in known:
            return total + 2
        known.add(rest)
        label, _, rest = rest.partition(".")
        total += 1 + len(label.encode())
    return total + 1


def _data_size(record: Record, known: set[str]) -> int:
    """The bytes of a record's data. The target of an SRV record is never shortened (RFC 2782), but others by it."""
    words = record.data.split()
    if record.type == "A":
        return 4
    if record.type == "SRV":
        _name_size(words[-1], known)
        return 6 + _name_size(words[-1], set())
    if record.type == "SOA":
        return _name_size(words[0], known) + _name_size(words[1], known) + 20
    return _name_size(record.data, known)
