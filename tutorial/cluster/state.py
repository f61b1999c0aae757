"""The state of a world is a value: frozen entries in persistent maps.

Laws of this file: an entry is a frozen dataclass of scalars, tuples and other entries (never a map, a set or a
float that is not exact), so that its `repr` is the same in every process; `State` is never changed, only replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any, Generic, TypeVar

from immutables import Map

Entry = TypeVar("Entry")
Key = str | int | tuple[str | int, ...]
Rows = Map[Any, Any]

MODULUS = 1 << 128
MOST_RETRIES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Index(Generic[Entry]):
    """The keys of a table's rows by group: `of` gives a row's group, None for a row in no group.

    Indexes and tallies follow from the rows alone and are no part of a state's digest: they spare reading all rows.
    """

    name: str
    of: Callable[[Entry], Key | None]


@dataclass(frozen=True, slots=True, eq=False)
class Tally(Generic[Entry]):
    """How many rows of each kind a group has: `of` gives a row's group and kind."""

    name: str
    of: Callable[[Entry], tuple[Key, Key]]


_INDEXES: dict[str, tuple[Index[Any] | Tally[Any], ...]] = {}
"""Name of a table → its indexes. Whoever puts a row puts it into its groups, too."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Entry]):
    """The name of a table and, for the type checker, what stands in it. Keys of one table are comparable."""

    name: str
    indexes: tuple[Index[Entry] | Tally[Entry], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if self.indexes:
            _INDEXES[self.name] = self.indexes


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that will happen at `at_ms`. Events of one moment happen in the order in which they were queued.

    `worth_waiting` is false for what may happen but need not be waited for; `retries` counts how often something was
    tried again on the way from the line that began it all to this event.
    """

    at_ms: int
    order: int
    kind: str
    subject: str = ""
    data: tuple[str | int, ...] = ()
    worth_waiting: bool = True
    retries: int = 0

    @property
    def progress(self) -> bool:
        """Whether the world is unsettled while this event waits: what fails again and again is not waited for."""
        return self.worth_waiting and self.retries < MOST_RETRIES


@dataclass(frozen=True, slots=True)
class State:
    """A whole world at one moment.

    `tables` maps table name → scope → key → entry; a scope is a node, a namespace, or "" for the whole cluster.
    `digest` is the sum of the digests of all rows, so it is kept up to date from the changed rows alone; rows that were
    laid count together, by scope. `groups` maps (name of an index or a tally, scope) → group → what it has of that.
    """

    seed: str
    epoch_ms: int
    now_ms: int = 0
    rev: int = 0
    order: int = 0
    digest: int = 0
    queue: tuple[Event, ...] = ()
    pins: tuple[tuple[str, tuple[str | int, ...], str | int], ...] = ()
    tables: Rows = field(default_factory=Map)
    groups: Rows = field(default_factory=Map)

    def rows(self, table: str, scope: str = "") -> Rows:
        """The rows of a table in one scope; an empty map when there are none."""
        scopes = self.tables.get(table)
        rows = None if scopes is None else scopes.get(scope)
        return EMPTY if rows is None else rows

    def group(self, index: str, group: Key, scope: str = "") -> Rows:
        """What an index or tally has of one group in one scope, as a map: keys, or kind → number; perhaps empty."""
        found: Rows = self.groups.get((index, scope), EMPTY).get(group, EMPTY)
        return found

    def hash(self) -> str:
        """32 hexadecimal digits that two states share exactly when they hold the same rows, clock and queue."""
        clock = f"{self.seed!r}{self.epoch_ms}|{self.now_ms}|{self.rev}|{self.order}|{self.queue!r}"
        return f"{(self.digest + digest_of(clock)) % MODULUS:032x}"


EMPTY: Rows = Map()


def digest_of(text: str) -> int:
    """A 128-bit number of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")


@lru_cache(maxsize=1 << 16, typed=True)
def row_digest(table: str, scope: str, key: Key, entry: object) -> int:
    """The share of one row in the state's digest. `typed`, for 1 and True are equal but are not written alike."""
    return digest_of(f"{table}\0{scope}\0{key!r}\0{entry!r}")


@cache
def _slots(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, Callable[[Any, Any], None]]]:
    """How to read all fields of a class at once, and how to set each: by the descriptors of its slots."""
    names = [field.name for field in fields(kind)]
    return attrgetter(*names), {name: getattr(kind, name).__set__ for name in names}


def changed(entry: Entry, /, **new: Any) -> Entry:
    """The entry with some fields changed: `dataclasses.replace` for frozen slotted classes of two fields or more.

    It copies slots instead of calling the constructor, and so costs a third; a line changes the state several times.
    """
    kind: Any = type(entry)
    read, setters = _slots(kind)
    copy: Entry = object.__new__(kind)
    for put, value in zip(setters.values(), read(entry), strict=True):
        put(copy, value)
    for name, value in new.items():
        setters[name](copy, value)
    return copy


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; None where there was or is no row."""

    table: str
    scope: str
    key: Key
    before: Any
    after: Any


def with_row(state: State, change: Change) -> State:
    """The state with one row put (or taken out when `after` is None). The digest is brought up by `sealed`."""
    scopes: Rows = state.tables.get(change.table, EMPTY)
    rows: Rows = scopes.get(change.scope, EMPTY)
    rows = rows.delete(change.key) if change.after is None else rows.set(change.key, change.after)
    scopes = scopes.set(change.scope, rows) if rows else scopes.delete(change.scope)
    groups = state.groups
    for index in _INDEXES.get(change.table, ()):
        move = _retallied if isinstance(index, Tally) else _regrouped
        groups = move(groups, index, change)
    return changed(state, tables=state.tables.set(change.table, scopes), groups=groups)


def with_rows(state: State, table: Table[Any], new: Sequence[tuple[Key, Any, str]]) -> State:
    """The state with many rows of one table put, each with its key and its scope; the table has no indexes."""
    assert not table.indexes, "rows are not put into groups here"
    scopes: Rows = state.tables.get(table.name, EMPTY)
    for key, entry, scope in new:
        scopes = scopes.set(scope, scopes.get(scope, EMPTY).set(key, entry))
    return changed(state, tables=state.tables.set(table.name, scopes)) if new else state


def _regrouped(groups: Rows, index: Any, change: Change) -> Rows:
    """The groups with one row moved from the one in which it was to the one in which it is."""
    before = None if change.before is None else index.of(change.before)
    after = None if change.after is None else index.of(change.after)
    if before == after:
        return groups
    place = (index.name, change.scope)
    found: Rows = groups.get(place, EMPTY)
    if before is not None:
        found = _with_group(found, before, found[before].delete(change.key))
    if after is not None:
        found = found.set(after, found.get(after, EMPTY).set(change.key, True))
    return _with_group(groups, place, found)


def _with_group(groups: Rows, group: Key, found: Rows) -> Rows:
    """The groups with one that is another now, or gone because it is empty."""
    return groups.set(group, found) if found else groups.delete(group)


def _retallied(groups: Rows, tally: Any, change: Change) -> Rows:
    """The tallies with one row counted as what it is and no longer as what it was."""
    before = None if change.before is None else tally.of(change.before)
    after = None if change.after is None else tally.of(change.after)
    if before == after:
        return groups
    place = (tally.name, change.scope)
    found: Rows = groups.get(place, EMPTY)
    for kind, more in ((before, -1), (after, 1)):
        if kind is not None:
            found = _tallied(found, kind[0], kind[1], more)
    return _with_group(groups, place, found)


def _tallied(groups: Rows, group: Key, kind: Key, more: int) -> Rows:
    counts: Rows = groups.get(group, EMPTY)
    number = counts.get(kind, 0) + more
    return _with_group(groups, group, counts.set(kind, number) if number else counts.delete(kind))


def laid(state: State, table: str, rows: Rows, scopes: Iterable[str]) -> State:
    """The state with the same rows in each of these scopes, beside those that they have: the maps are shared, so each
    scope costs as much as it has rows of its own. ValueError where a key or a group of an index is there already.
    """
    below = State(state.seed, state.epoch_ms)
    for key, entry in rows.items():
        below = with_row(below, Change(table, "", key, None, entry))
    share = sum(row_digest(table, "", key, entry) for key, entry in rows.items()) % MODULUS
    held: Rows = state.tables.get(table, EMPTY)
    groups, digest = state.groups, state.digest
    for scope in scopes:
        held = held.set(scope, _over(below.tables[table][""], held.get(scope, EMPTY)))
        digest += digest_of(f"{table}\0{scope}\0laid {share}")
        for (index, _), found in below.groups.items():
            groups = groups.set((index, scope), _over(found, groups.get((index, scope), EMPTY)))
    return changed(state, tables=state.tables.set(table, held), groups=groups, digest=digest % MODULUS)


def _over(many: Rows, few: Rows) -> Rows:
    """Both maps' entries, made from the larger one."""
    if any(key in many for key in few):
        raise ValueError("rows can only be laid beside others, not over them")
    return many.update(few)


def sealed(state: State, changes: Iterator[Change] | tuple[Change, ...]) -> State:
    """The state with its digest brought up to date from the changed rows: cost grows with what changed."""
    digest = state.digest
    for change in changes:
        if change.before is not None:
            digest -= row_digest(change.table, change.scope, change.key, change.before)
        if change.after is not None:
            digest += row_digest(change.table, change.scope, change.key, change.after)
    return changed(state, digest=digest % MODULUS)
