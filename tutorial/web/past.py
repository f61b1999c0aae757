"""A viewer's own look at the past: the world at a moment, replayed, on which lines may be tried.

Laws of this file: nothing here is stored, and the present does not know of it; time stands still, but while a line that
was typed here runs. What a look may hold is bounded: one look a socket, `LINES` entries in it.
"""

from collections.abc import Sequence
from typing import Any

from tutorial.attempt import Entry, Line, inspection
from tutorial.cluster.quiet import quietly_same
from tutorial.cluster.state import State
from tutorial.cluster.world import World
from tutorial.web import documents, journal
from tutorial.web.admission import admitted
from tutorial.web.frames import Frame, Refused
from tutorial.web.journal import Row
from tutorial.web.live import Live
from tutorial.web.records import wall_ms

LINES = 50
"""Entries that may be tried in one look."""
PATIENCE_MS = 600_000
"""Logical time after which a line that was tried is stopped."""


class Past:
    """The world behind entry `seq`, at a moment before the next one; `name` is what its viewer calls the look."""

    def __init__(self, name: str, live: Live, seq: int) -> None:
        self.name = name
        self.live = live
        self.seq = seq
        self.at_ms = live.attempt.world.now_ms
        self.rev = live.attempt.rev
        self._still: State = live.attempt.world.state
        self._rows: list[Row] = []
        live.attempt.commit()

    @property
    def weight(self) -> int:
        """About how many bytes it holds."""
        return self.live.attempt.weight

    @property
    def changed(self) -> bool:
        """Whether what was tried here has changed more than counters, connections, caches and sessions."""
        return bool(self._rows) and not quietly_same(self._still, self.live.attempt.world.state)

    def rows(self) -> list[Row]:
        """The entries that were tried, as a branch holds them."""
        return [journal.row(self.live.attempt.lines[row.seq], row.wall_ms, row.rev, row.line_id) for row in self._rows]

    def opened(self, can: str) -> Frame:
        """The frame that shows the past."""
        return self._told([documents.snapshot(self.live, self.live.attempt.rev, can)])

    def told(self, frame: Frame) -> Frame:
        """An answer about the past as its viewer gets it."""
        return self._told([frame])

    async def enter(self, kind: str, terminal: str, text: str, line_id: str | None = None) -> Frame:
        """Try an entry: the frames of all that comes of it, up to the end of a line. Refused says why not."""
        if len(self._rows) >= LINES:
            raise Refused("past_full", f"at most {LINES} lines are tried in one look: branch from here, or go back")
        live = self.live
        before = live.attempt.rev
        if not admitted(live, kind, terminal, text):
            return self._told([])
        line = await self._execute(kind, terminal, text, line_id or "")
        await live.drive(live.attempt.finish(line, live.attempt.world.now_ms + PATIENCE_MS))
        if line.exit_code is None and live.attempt.busy(terminal):
            await self._execute("interrupt", terminal, "", "")
        return self._told(documents.batch(live, live.attempt.commit(), before))

    async def _execute(self, kind: str, terminal: str, text: str, line_id: str) -> Line:
        attempt = self.live.attempt
        entry = Entry(attempt.next_seq, attempt.next_at_ms(), terminal, kind, text)
        if line_id:
            self.live.ids[entry.seq] = line_id
        await self.live.drive(attempt.execute(entry))
        self._rows.append(journal.row(attempt.lines[entry.seq], wall_ms(), attempt.rev, line_id))
        return attempt.lines[entry.seq]

    async def world(self) -> World:
        """The world as it stands there, to be asked what changes nothing."""
        return World(self.live.attempt.world.state)

    async def trace(self, name: str) -> Frame:
        """A whole trace, as a frame."""
        if name not in self.live.attempt.traces:
            raise Refused("unknown_trace", f"there is no trace {name} at this moment")
        return {"type": "trace", "trace": self.live.attempt.traces.document(name)}

    async def inspection(self, name: str) -> Frame:
        """What is behind an element, as a frame."""
        found = inspection(self.live.attempt, name)
        if found is None:
            raise Refused("unknown_element", f"there is no {name} at this moment: it is gone, or is not there yet")
        return found

    def _told(self, frames: list[Frame]) -> Frame:
        return {
            "type": "past",
            "look": self.name,
            "seq": self.seq,
            "at_ms": self.at_ms,
            "state": self.live.attempt.world.state.hash(),
            "tried": len(self._rows),
            "changed": self.changed,
            "frames": frames,
        }


async def rewind(live: Live, rows: Sequence[Row], seq: int, at_ms: int | None, now_ms: int) -> None:
    """Bring a fresh attempt to a moment behind entry `seq`: `at_ms`, or, where that is None, the end of the line.

    It stays before the next entry, and in what was when the clock showed `now_ms`. Refused when there is no such entry.
    """
    if not 0 <= seq <= len(rows):
        raise Refused("unknown_line", f"this branch has entries 1 to {len(rows)}, and 0 for its beginning")
    for row in rows[:seq]:
        await live.replay(row)
    latest = rows[seq].at_ms - 1 if seq < len(rows) else now_ms
    if at_ms is not None:
        await live.drive(live.attempt.advance(min(at_ms, latest)))
    elif seq > 0:
        await live.drive(live.attempt.finish(live.attempt.lines[seq], latest))


def fork(past: Past, name: str) -> dict[str, Any]:
    """What `branches.begin` must know of a branch that goes on from here, with all that was tried."""
    return {
        "from_branch": past.live.record.branch,
        "fork_rev": past.rev,
        "at_ms": past.live.attempt.world.now_ms,
        "wall_ms": wall_ms(),
        "rows": past.rows(),
        "name": name,
    }
