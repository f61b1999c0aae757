"""What servers know: a table of records by name and type, written by whoever tells a server.

Law of this file: names here are plain (small letters, no dot at the end), values as `dig` prints them.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.network.dns.messages import Query, Record, plain
from tutorial.cluster.state import Index, Table
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True, repr=False)
class RecordSet:
    """All records of a name and type: how long they may be kept (s), and their values in order."""

    name: str
    type: str
    ttl: int
    values: tuple[str, ...]
    causes: Causes = SCENARIO

    def __repr__(self) -> str:
        """All of it, values as lines: the state's digest is made of this, and one by one thousands take long."""
        values = "\n".join(self.values)
        return f"RecordSet({self.name!r}, {self.type!r}, {self.ttl}, {self.causes!r}, {len(self.values)})\n{values}"


OF_NAME: Index[RecordSet] = Index("dns.record.name", lambda found: found.name)
RECORDS: Table[RecordSet] = Table("dns.record", (OF_NAME,))
"""Scope: whose records they are (`dcos-net`, `mesos-dns`, a server's own: `resolver/router`). Key: (name, type)."""


def put(world: World, holder: str, found: RecordSet) -> None:
    """Write the records of a name and type; without values there are none any more."""
    world.put(RECORDS, (found.name, found.type), found if found.values else None, holder)


def find(world: World, holder: str, query: Query) -> tuple[Record, ...] | None:
    """The records that answer a question: empty when the name has others alone, None when there is no such name."""
    name = plain(query.name)
    found = world.get(RECORDS, (name, query.type), holder)
    if found is None:
        return () if world.count(OF_NAME, name, holder) else None
    return tuple(Record(f"{name}.", found.type, found.ttl, value) for value in found.values)


def turned(found: tuple[Record, ...], by: int) -> tuple[Record, ...]:
    """The records turned by so many places, so that not everybody takes the same one."""
    at = by % len(found) if found else 0
    return found[at:] + found[:at]
