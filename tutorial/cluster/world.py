"""The one handle through which a world is read and written.

Laws of this file: every write goes through `World.put`, which records the changed row, except what is laid while a
world is built; chance comes only from `choose`, `uuid4` and `hex_digits`; time only from `now_ms`.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from immutables import Map

from tutorial.cluster import chance, clock
from tutorial.cluster.chance import Option, Subject
from tutorial.cluster.state import (
    Change,
    Event,
    Index,
    Key,
    State,
    Table,
    Tally,
    changed,
    laid,
    sealed,
    with_row,
    with_rows,
)

Entry = TypeVar("Entry")


class World:
    """A state that can be replaced, and the rows that were changed since somebody last asked.

    `work` counts the rows that were read in bulk or written: what somebody is charged for. `line` is the number of the
    typed line at whose bidding things happen now, 0 for what happens by itself: it is named by the causes of rows.
    """

    __slots__ = ("_before", "line", "retries", "state", "work")

    def __init__(self, state: State, line: int = 0) -> None:
        self.state, self.line = state, line
        self.retries = self.work = 0
        self._before: dict[tuple[str, str, Key], object] = {}

    # Reading

    def get(self, table: Table[Entry], key: Key, scope: str = "") -> Entry | None:
        """The entry under a key, or None."""
        entry: Entry | None = self.state.rows(table.name, scope).get(key)
        return entry

    def __getitem__(self, place: tuple[Table[Entry], Key] | tuple[Table[Entry], Key, str]) -> Entry:
        """`world[TABLE, key]` or `world[TABLE, key, scope]`: the entry; KeyError when there is none."""
        table, key, scope = place if len(place) == 3 else (*place, "")
        entry: Entry = self.state.rows(table.name, scope)[key]
        return entry

    def rows(self, table: Table[Entry], scope: str = "") -> tuple[tuple[Key, Entry], ...]:
        """All rows of a table in one scope, in the order of their keys."""
        rows = self.state.rows(table.name, scope)
        self.work += len(rows)
        return tuple((key, rows[key]) for key in sorted(rows))

    def values(self, table: Table[Entry], scope: str = "") -> tuple[Entry, ...]:
        """All entries of a table in one scope, in the order of their keys."""
        rows = self.state.rows(table.name, scope)
        self.work += len(rows)
        return tuple(rows[key] for key in sorted(rows))

    def group(self, table: Table[Entry], index: Index[Entry], group: Key, scope: str = "") -> tuple[Entry, ...]:
        """The entries of one group of a table's scope, in the order of their keys. Costs as much as they are."""
        keys, rows = self.state.group(index.name, group, scope), self.state.rows(table.name, scope)
        self.work += len(keys)
        return tuple(rows[key] for key in sorted(keys))

    def count(self, index: Index[Any], group: Key, scope: str = "") -> int:
        """How many rows a group has; costs the same however many."""
        return len(self.state.group(index.name, group, scope))

    def tally(self, tally: Tally[Any], group: Key, scope: str = "") -> dict[Any, int]:
        """How many rows of each kind a group has."""
        return dict(self.state.group(tally.name, group, scope))

    def scopes(self, table: Table[Entry]) -> tuple[str, ...]:
        """The scopes in which the table has rows, sorted."""
        scopes = self.state.tables.get(table.name)
        return () if scopes is None else tuple(sorted(scopes))

    # Writing

    def put(self, table: Table[Entry], key: Key, entry: Entry | None, scope: str = "") -> None:
        """Put a row, or take it out when the entry is None. Writing what is already there changes nothing."""
        before = self.state.rows(table.name, scope).get(key)
        if before == entry:
            return
        self.work += 1
        self._before.setdefault((table.name, scope, key), before)
        self.state = with_row(self.state, Change(table.name, scope, key, before, entry))

    def put_all(self, table: Table[Entry], entries: Iterable[tuple[Key, Entry, str]]) -> None:
        """Put many rows of a table without indexes, each with its key and its scope, for less than one by one."""
        name, known = table.name, self._before
        new = []
        for key, entry, scope in entries:
            before = self.state.rows(name, scope).get(key)
            if before != entry:
                known.setdefault((name, scope, key), before)
                new.append((key, entry, scope))
        self.work += len(new)
        self.state = with_rows(self.state, table, new)

    def lay(self, table: Table[Entry], rows: Mapping[Key, Entry], scopes: Iterable[str]) -> None:
        """Begin each of these scopes with the same rows of a table, at the cost of having them once.

        For building a world: nobody is told of them as of changes. Afterwards they are rows like others.
        """
        self.work += len(rows)
        self.state = laid(self.state, table.name, Map(rows), scopes)

    def delete(self, table: Table[Entry], key: Key, scope: str = "") -> None:
        """Take a row out; nothing happens when it is not there."""
        self.put(table, key, None, scope)

    def clear(self, scope: str, *families: str) -> None:
        """Take every row of a scope out of all tables whose names begin with one of the families (`net.`)."""
        for name in sorted(name for name in self.state.tables if name.startswith(families)):
            table: Table[Any] = Table(name)
            for key in sorted(self.state.rows(name, scope)):
                self.delete(table, key, scope)

    def changes(self) -> tuple[Change, ...]:
        """The rows changed since `take_changes`, in the order of their first change."""
        return tuple(
            Change(table, scope, key, before, after)
            for (table, scope, key), before in self._before.items()
            if (after := self.state.rows(table, scope).get(key)) != before
        )

    def adopt(self, state: State, changes: tuple[Change, ...]) -> None:
        """Go on with a state that another world made out of this one's by these changes."""
        for change in changes:
            self._before.setdefault((change.table, change.scope, change.key), change.before)
        self.work += len(changes)
        self.state = state

    def take_changes(self) -> tuple[Change, ...]:
        """The rows changed since the last call, in the order of their first change; the digest is made good."""
        if not self._before:
            return ()
        changes = self.changes()
        self._before = {}
        self.state = sealed(self.state, changes)
        return changes

    def mark(self) -> tuple[State, int]:
        """Where the world stands, for `restore`, until `take_changes` is called."""
        return self.state, len(self._before)

    def restore(self, mark: tuple[State, int]) -> None:
        """Go back to a mark: whatever was written since then never happened."""
        self.state, known = mark
        while len(self._before) > known:
            self._before.popitem()

    def fork(self) -> "World":
        """Another world that begins here; neither sees what the other writes. Costs the same whatever the size."""
        other = World(self.state, self.line)
        other._before = dict(self._before)
        return other

    # Time

    @property
    def now_ms(self) -> int:
        """Logical milliseconds since the scenario's start."""
        return self.state.now_ms

    def timestamp(self, at_ms: int | None = None) -> str:
        """An instant of this world (now when not given) as Marathon writes it."""
        return clock.iso(self.state.epoch_ms + (self.now_ms if at_ms is None else at_ms))

    def after(
        self,
        delay_ms: int,
        kind: str,
        subject: str = "",
        *data: str | int,
        progress: bool = True,
        retries: int = 0,
    ) -> Event:
        """Queue an event `delay_ms` from now and return it; it inherits the retries of what is happening now."""
        event = Event(
            self.now_ms + delay_ms, self.state.order, kind, subject, data, progress, max(retries, self.retries)
        )
        queue = list(self.state.queue)
        insort(queue, event)
        self.state = changed(self.state, queue=tuple(queue), order=self.state.order + 1)
        return event

    def cancel(self, event: Event) -> None:
        """Take an event out of the queue; nothing happens when it is not there any more."""
        self.state = changed(self.state, queue=tuple(other for other in self.state.queue if other != event))

    def queued(self, kind: str, subject: str = "") -> tuple[Event, ...]:
        """The events of a kind and subject that wait, next first."""
        return tuple(event for event in self.state.queue if event.kind == kind and event.subject == subject)

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """What is done within is waited for, however often the thing that set it going was tried again."""
        before, self.retries = self.retries, 0
        try:
            yield
        finally:
            self.retries = before

    def wait_for(self, subject: str) -> None:
        """From now on it is waited for what is under way with a subject, as for what is happening now."""
        queue = tuple(
            replace(event, retries=min(event.retries, self.retries)) if event.subject == subject else event
            for event in self.state.queue
        )
        self.state = changed(self.state, queue=queue)

    def pop_event(self, until_ms: int) -> Event | None:
        """The next event that is due by `until_ms`, taken out, with the clock moved to it; None if there is none."""
        if not self.state.queue or self.state.queue[0].at_ms > until_ms:
            return None
        event, *rest = self.state.queue
        now_ms = max(self.now_ms, event.at_ms)
        self.state = changed(self.state, queue=tuple(rest), now_ms=now_ms, rev=self.state.rev + 1)
        return event

    def set_now(self, at_ms: int) -> None:
        """Move the clock on to a moment before which nothing is queued; never back."""
        self._nothing_due(at_ms)
        self.state = changed(self.state, now_ms=max(self.now_ms, at_ms))

    def _nothing_due(self, at_ms: int) -> None:
        if self.state.queue and self.state.queue[0].at_ms < at_ms:
            raise ValueError("an event is due before that moment")

    def count_entry(self, at_ms: int) -> None:
        """Count a journal entry in `rev`, and move the clock to it as `set_now` does."""
        self._nothing_due(at_ms)
        self.state = changed(self.state, now_ms=max(self.now_ms, at_ms), rev=self.state.rev + 1)

    @property
    def settled(self) -> bool:
        """True when no event waits that is worth waiting for: nothing new will happen until somebody acts."""
        for event in self.state.queue:  # noqa: SIM110  # a generator costs more than a short queue, at every line
            if event.progress:
                return False
        return True

    # Chance

    def pinned(self, purpose: str, subject: Subject) -> str | int | None:
        """The value that the scenario pins for a draw, or None."""
        for pinned_purpose, pinned_subject, value in self.state.pins:
            if pinned_purpose == purpose and pinned_subject == subject:
                return value
        return None

    def choose(self, purpose: str, subject: Subject, options: Sequence[Option]) -> Option:
        """One of the options: the pinned one if it is among them, else a draw keyed by purpose and subject."""
        pin = self.pinned(purpose, subject)
        if pin is not None and pin in options:
            return options[options.index(pin)]
        return chance.choose(self.state.seed, purpose, subject, options)

    def uuid4(self, purpose: str, subject: Subject) -> str:
        """A random UUID for a subject, or the pinned one."""
        return str(self.pinned(purpose, subject) or chance.uuid4(self.state.seed, purpose, subject))

    def hex_digits(self, purpose: str, subject: Subject, count: int) -> str:
        """Random hexadecimal digits for a subject."""
        return chance.hex_digits(self.state.seed, purpose, subject, count)
