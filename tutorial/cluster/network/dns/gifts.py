"""Records that many give: each giver's are brought up to date by themselves, so that it costs as much as has changed.

Law of this file: a server's records are all that its givers give; a value that several give stands once, and goes with
the last of them.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import Causes
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RECORDS, RecordSet
from tutorial.cluster.state import Table
from tutorial.cluster.world import World

Given = tuple[str, str, str]
"""Type, plain name, value."""


@dataclass(frozen=True, slots=True)
class Gift:
    """The records that a giver gives, sorted."""

    records: tuple[Given, ...]
    causes: Causes


GIFTS: Table[Gift] = Table("dns.gift")
"""Scope: whose records they are, as in `records.RECORDS`. Key: the giver, a task's id for example."""
GIVERS: Table[int] = Table("dns.givers")
"""Scope: as above. Key: (type, name, value). Entry: how many give that record."""


def follow(world: World, holder: str, giver: str, gift: Gift | None, ttl: int) -> None:
    """Let a giver give this and nothing else; nothing at all when it is None."""
    before = world.get(GIFTS, giver, holder)
    old, new = set(before.records if before else ()), set(gift.records if gift else ())
    for given in sorted(old - new):
        _count(world, holder, given, -1, RecordSet(given[1], given[0], ttl, ()))
    for given in sorted(new - old):
        _count(world, holder, given, 1, RecordSet(given[1], given[0], ttl, (), gift.causes if gift else ()))
    world.put(GIFTS, giver, gift if new else None, holder)


def _count(world: World, holder: str, given: Given, by: int, empty: RecordSet) -> None:
    """Count a giver of a record more or less; with the first one the record comes, with the last it goes."""
    kind, name, value = given
    before = world.get(GIVERS, given, holder) or 0
    world.put(GIVERS, given, before + by or None, holder)
    if (before > 0) != (before + by > 0):
        known = world.get(RECORDS, (name, kind), holder)
        values = set(known.values if known else ())
        kept = tuple(sorted(values | {value} if by > 0 else values - {value}))
        causes = empty.causes or (known.causes if known else ())
        records.put(world, holder, RecordSet(name, kind, empty.ttl, kept, causes))
