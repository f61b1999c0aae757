"""An attempt that is awake: the working world, its logical clock, and the way of its entries into the journal.

Law of this file: logical now is a pure function of what is stored (the last anchor) and of the wall clock; the world
follows it when somebody looks, and stops where it is settled.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutorial.attempt import Attempt, Entry, GiveWay, Line, Running
from tutorial.cluster.state import Event
from tutorial.cluster.waits import Answer, Ask
from tutorial.web import journal, threads
from tutorial.web.journal import Row
from tutorial.web.jqbox import Pool
from tutorial.web.records import Record, wall_ms
from tutorial.web.turns import Turns

LOGGER = logging.getLogger(__name__)

CUT_AT = 64_000
"""Characters of one line's output that are kept and sent; the whole comes from a replay."""


class Course(NamedTuple):
    """What must be told of a clock when it changes: everything but the time, which whoever was told works out.

    `coming` are the events that wait in a world that is not settled.
    """

    speed: float
    coming: tuple[Event, ...]


class Live:
    """A working attempt. Whoever uses it holds its room's lock; after an exception it is thrown away."""

    def __init__(self, record: Record, turns: Turns, pool: Pool, whole: int | None = None) -> None:
        self.record = record
        self.attempt = Attempt(record.start.state, record.start.lesson, cut_at=CUT_AT, whole=whole)
        self.differs = ""
        self.ids: dict[int, str] = {}
        self.unnumbered: list[tuple[int, int]] = []
        self._typed = set(record.typed)
        self._turns = turns
        self._pool = pool
        self._anchor = (record.anchor_ms, record.anchor_wall_ms)
        self._unfinished: set[int] = set()

    @property
    def dirty(self) -> bool:
        """Whether something has happened that is not published."""
        return self.attempt.world.state is not self.attempt.published

    @property
    def course(self) -> Course:
        """How the clock goes on from here."""
        return Course(self.attempt.speed, () if self.attempt.settled else self.attempt.world.state.queue)

    def now_ms(self) -> int:
        """What the logical clock shows, if the world is not settled before."""
        at_ms, wall = self._anchor
        return int(at_ms + max(0, wall_ms() - wall) * self.attempt.speed)

    def due_in_s(self) -> float | None:
        """Seconds until the next event; None in a settled world."""
        due = self.attempt.next_due_ms
        return None if due is None else max(0.0, (due - self.now_ms()) / self.attempt.speed / 1000)

    async def advance(self, give_way: GiveWay | None = None) -> None:
        """Let everything happen that is due by now; while a line computes, until `give_way` says so."""
        await self.drive(self.attempt.advance(self.now_ms(), give_way))

    def knows(self, line_id: str) -> bool:
        """Whether a line with that id was typed in this attempt, in whatever branch."""
        return line_id in self._typed

    async def enter(self, kind: str, terminal: str, text: str, line_id: str = "") -> tuple[Line, Row]:
        """Apply a new entry; the row that is to be stored before anybody hears of it."""
        attempt = self.attempt
        entry = Entry(attempt.next_seq, attempt.next_at_ms(), terminal, kind, text)
        wall = wall_ms()
        await self.drive(attempt.execute(entry))
        line = attempt.lines[entry.seq]
        row = journal.row(line, wall, attempt.rev, line_id)
        self._note(row)
        return line, row

    def store(self, row: Row) -> "asyncio.Future[None]":
        """Store the row of a new entry: whoever awaits this gets Taken when another process was first."""
        return threads.writing(journal.insert, self.record.branch, row)

    async def finish(self) -> None:
        """Store the ends of lines that have ended since their rows were written."""
        if not self._unfinished:
            return
        ended = [self.attempt.lines[seq] for seq in sorted(self._unfinished)]
        ended = [line for line in ended if line.exit_code is not None]
        if ended:
            self._unfinished -= {line.entry.seq for line in ended}
            await threads.write(journal.finish, self.record.branch, ended)

    async def apply(self, rows: Iterable[Row]) -> None:
        """Apply stored entries, and note where they come out differently than they did."""
        rows = tuple(rows)
        still_ran: set[int] = set()
        for row in rows:
            await self.replay(row)
            if row.rev <= self.record.fork_rev:  # what ends behind the fork may end differently than in the parent
                still_ran = {seq for seq, line in self.attempt.lines.items() if line.exit_code is None}
        await self.advance()
        for row in rows:
            shown = self.attempt.lines[row.seq].state_hash
            told = row.state_hash and shown and row.seq not in still_ran
            if told and row.state_hash != shown and not self.differs:
                self.differs = f"{self._named(row)} comes out differently than it did"

    async def replay(self, row: Row) -> None:
        """Apply one stored entry."""
        await self.drive(self.attempt.execute(row.entry()))
        self._note(row)

    def _named(self, row: Row) -> str:
        number = self.attempt.lines[row.seq].number
        return f"line {number}" if number else f"entry {row.seq} of the journal ({row.kind})"

    def _note(self, row: Row) -> None:
        if row.wall_ms >= self._anchor[1]:
            self._anchor = (row.at_ms, row.wall_ms)
        if row.exit_code is None:
            self._unfinished.add(row.seq)
        if row.rev == 0:
            self.unnumbered.append((row.seq, self.attempt.rev))
        if row.line_id:
            self.ids[row.seq] = row.line_id
            self._typed.add(row.line_id)

    async def drive(self, running: Running) -> None:
        """Run a generator of the attempt to its end, in slices; what went wrong within is reported to us."""
        await self._turns.drive(running, self._ask)
        for fault in self.attempt.faults:
            LOGGER.error("fault in attempt %s, line %s", self.record.id, fault.seq, exc_info=fault.error)
        self.attempt.faults.clear()

    async def _ask(self, ask: Ask) -> Answer:
        return await self._pool.ask(self.record.id, ask)


async def awake(record: Record, rows: Sequence[Row], turns: Turns, pool: Pool, whole: int | None = None) -> Live:
    """The attempt of a journal, as it stands now. An entry that cannot be replayed ends the replay before it."""
    live = Live(record, turns, pool, whole)
    try:
        await live.apply(rows)
    except asyncio.CancelledError:
        raise
    except Exception:
        good = len(live.attempt.lines) - 1
        LOGGER.exception("attempt %s cannot be replayed beyond entry %s", record.id, good)
        live = Live(record, turns, pool, whole)
        await live.apply(rows[:good])
        live.differs = f"entry {good + 1} of the journal cannot be replayed"
    live.attempt.commit()
    return live
