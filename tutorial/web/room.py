"""A room: one attempt in one process, and the sockets that watch it.

Laws of this file: entries are applied one after another; an entry's row is committed before anything of it is
published; a working world whose entry could not be stored is thrown away and rebuilt from the journal.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Protocol

from tutorial.attempt import Line, inspection, showing
from tutorial.cluster import api
from tutorial.cluster.api import events
from tutorial.cluster.world import World
from tutorial.web import branches, capabilities, documents, journal, past, records, threads
from tutorial.web.admission import admitted
from tutorial.web.frames import Frame, Refused, encode, welcome
from tutorial.web.journal import Taken
from tutorial.web.jqbox import Pool
from tutorial.web.limits import LINES_A_SECOND, LOOKS_A_SECOND, SOCKETS, STREAMS, Bucket
from tutorial.web.live import Course, Live, awake
from tutorial.web.members import Member
from tutorial.web.past import Past
from tutorial.web.processes import Processes
from tutorial.web.ring import Ring
from tutorial.web.streams import Stream
from tutorial.web.turns import Turns

LOGGER = logging.getLogger(__name__)

AGAIN_S = 5.0
"""When a world that was lost before the eyes of its members is built again."""
NO_ATTEMPT, REPLACED = 4404, 4409
"""The close codes for sockets of an attempt that was deleted, and of a page that has opened another one."""
TRIES = 20
"""How often an entry is tried again when other processes store theirs first."""


class Crowded(Exception):
    """As many sockets are open as an attempt may have."""


class NoSuchAttempt(Exception):
    """The attempt is not there, or not any more."""


class House(Protocol):
    """What a room needs of its hall."""

    pool: Pool
    turns: Turns
    processes: Processes

    def grown(self, room: "Room", by: int) -> None:
        """A room holds so many bytes more than before."""


class Room:
    """One attempt. `live` is its working world, None while it sleeps; `rev` is what the members have been shown.

    `weight` is about how many bytes it holds.
    """

    def __init__(self, attempt: str, house: House) -> None:
        self.id = attempt
        self.live: Live | None = None
        self.members: list[Member] = []
        self.streams: list[Stream] = []
        self.rev = 0
        self.weight = 0
        self._house = house
        self._lock = asyncio.Lock()
        self._wanted = 0
        self._reading = asyncio.Lock()
        self._ring = Ring()
        self._told_clock: Course | None = None
        self._lines = Bucket(LINES_A_SECOND, 1.0)
        self._looks = Bucket(LOOKS_A_SECOND, 1.0)
        self._alarm: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """Whether nobody uses the room, so that it may be forgotten."""
        return not self._watched and not self._wanted

    @property
    def _watched(self) -> bool:
        return bool(self.members or self.streams)

    # Who watches

    async def join(self, member: Member, have: int | None, branch: str | None) -> None:
        """Let a socket in: it gets what it missed, or a snapshot. Crowded when there is no place.

        A page has one socket: the one that it had before goes, also when nobody has noticed yet that it is dead.
        """
        async with self._turn() as live:
            for former in [other for other in self.members if other.page == member.page is not None]:
                former.rest()
                self.members.remove(former)
                await former.close(REPLACED)
            if len(self.members) >= SOCKETS:
                raise Crowded
            await self._house.processes.follow(self.id)
            await member.push(self._greeting(live, member, have, branch))
            self.members.append(member)

    def _greeting(self, live: Live, member: Member, have: int | None, branch: str | None) -> str:
        same = branch == live.record.branch_name or (branch is None and len(live.record.branches) == 1)
        same = same and not live.differs  # what cannot be continued may be another world
        missed = self._ring.since(have, self.rev) if have is not None and same else None
        if missed is None:
            return self._snapshot(live, member)
        return welcome(self.rev, member.can, [*missed, encode({"type": "clock", **showing.clock(live.attempt)})])

    def _snapshot(self, live: Live, member: Member) -> str:
        return encode(documents.snapshot(live, self.rev, member.can))

    def leave(self, member: Member) -> None:
        """Let a socket go."""
        member.rest()
        if member in self.members:
            self.members.remove(member)
            if not self._watched:
                self._spawn(self._house.processes.leave(self.id))
        self._set_alarm()

    async def listen(self, stream: Stream, address: str) -> None:
        """Let a client of the cluster hear Marathon's events; Refused when too many do already."""
        async with self._turn() as live:
            self.streams = [other for other in self.streams if not other.dead]
            if len(self.streams) >= STREAMS:
                raise Refused("streams", f"at most {STREAMS} event streams an attempt; close one first", retry_after=15)
            await self._house.processes.follow(self.id)
            stream.put(events.attached(live.attempt.world, address))
            self.streams.append(stream)
            live.attempt.listen(listening=True)

    def unlisten(self, stream: Stream) -> None:
        """The client has gone."""
        if stream in self.streams:
            self.streams.remove(stream)
            if self.live is not None:
                self.live.attempt.listen(listening=bool(self.streams))
            if not self._watched:
                self._spawn(self._house.processes.leave(self.id))
        self._set_alarm()

    def _end_streams(self) -> None:
        for stream in list(self.streams):
            stream.end()
            self.unlisten(stream)

    async def acknowledge(self, member: Member, frames: int) -> None:
        """A socket has received so many frames; one that was behind and has caught up gets a snapshot."""
        if member.acknowledge(frames):
            async with self._turn() as live:
                await member.push(self._snapshot(live, member))

    async def send_away(self, can: str, code: int) -> None:
        """Close the sockets and end the event streams that came in by one kind of capability."""
        if can == capabilities.CLUSTER:
            self._end_streams()
        for member in [member for member in self.members if member.can == can]:
            await member.close(code)

    # What moves the attempt

    async def enter(self, kind: str, terminal: str, text: str, line_id: str | None = None) -> Line | None:
        """Store and apply one entry, and show everybody. None when there was nothing to do; Refused says why not."""
        if wait := self._lines.wait():
            raise Refused("rate", f"at most {LINES_A_SECOND} lines a second", retry_after=round(wait, 3))
        async with self._turn(hurry=True):
            for _ in range(TRIES):
                live = self.live or await self._awake()
                if line_id is not None and live.knows(line_id):
                    raise Refused("known_line", "a line with this id was typed already; it is not run a second time")
                if not admitted(live, kind, terminal, text):
                    return None
                line, row = await live.enter(kind, terminal, text, line_id or "")
                # Before the row is on its way: its thread, once awake, would have to wait for us and be woken again.
                texts = self._encoded(live)
                try:
                    await live.store(row)
                except BaseException as error:
                    self.live = None
                    if isinstance(error, Taken):
                        continue
                    raise
                await self._show(live, texts)
                await _written()
                await live.finish()
                await self._house.processes.tell(self.id, live.record.branch, line.entry.seq)
                return line
            raise Refused("unavailable", "others type into this attempt all the time; try again")

    async def switch(self, change: Callable[[Live], Awaitable[bool]]) -> None:
        """Let something change which branch is current, or how branches are called; if it did, everybody is shown."""
        self._count_look()
        async with self._turn() as live:
            try:
                changed = await change(live)
            except branches.Unmade as unmade:
                raise Refused(unmade.code, unmade.message) from unmade
            if changed:
                self.live = None
                now = await self._awake()
                await self._house.processes.tell(self.id, now.record.branch, 0)

    async def rewound(self, name: str, seq: int, at_ms: int | None) -> Past:
        """The world at a moment of the past, for one viewer alone, who calls that look `name`."""
        self._count_look()
        async with self._turn() as live:
            record, now_ms = live.record, live.attempt.world.now_ms
        async with self._reading:
            rows = await threads.read(journal.load, record.branch)
            fresh = Live(record, self._house.turns, self._house.pool)
            try:
                await past.rewind(fresh, rows, seq, at_ms, now_ms)
            except Refused:
                raise
            except Exception as error:
                LOGGER.exception("attempt %s cannot be shown as it was at entry %s", self.id, seq)
                raise Refused("unavailable", "this moment cannot be shown: an entry cannot be replayed") from error
            return Past(name, fresh, seq)

    async def tried(self, looked: Past, kind: str, terminal: str, text: str, line_id: str | None) -> Frame:
        """Try an entry in a look at the past: what comes of it, for its viewer alone."""
        if wait := self._lines.wait():
            raise Refused("rate", f"at most {LINES_A_SECOND} lines a second", retry_after=round(wait, 3))
        try:
            return await looked.enter(kind, terminal, text, line_id)
        finally:
            self._weigh()

    async def catch_up(self, branch: int, seq: int) -> None:
        """Another process has stored entry `seq`: apply what is missing, or begin anew where the clock is past it."""
        async with self._turn(advance=False) as live:
            if live.record.branch == branch and live.attempt.next_seq > seq:
                return
            rows = await threads.read(journal.load, live.record.branch, after=live.attempt.next_seq - 1)
            if live.record.branch != branch or not rows or rows[0].at_ms < live.attempt.world.now_ms:
                self.live = None
                await self._awake()
                return
            await live.apply(rows)
            await self._publish(live)

    # Looking at it

    async def trace(self, name: str) -> Frame:
        """A whole trace, as a frame."""
        self._count_look()
        async with self._turn() as live:
            if name not in live.attempt.traces:
                raise Refused("unknown_trace", f"this attempt has no trace {name}")
            return {"type": "trace", "trace": live.attempt.traces.document(name)}

    async def traces(self, before: int) -> Frame:
        """Summaries of older traces, as a frame."""
        self._count_look()
        async with self._turn() as live:
            return {"type": "traces", "before": before, **live.attempt.traces.before(before)}

    async def inspection(self, name: str) -> Frame:
        """What is behind an element of the picture or an entry of a table, as a frame."""
        self._count_look()
        async with self._turn() as live:
            found = inspection(live.attempt, name)
            if found is None:
                raise Refused("unknown_element", f"there is no {name} now: it is gone, or never was")
            return found

    async def world(self) -> World:
        """The world as it stands, to be asked what changes nothing."""
        self._count_look()
        async with self._turn() as live:
            return World(live.attempt.published)

    async def cluster(self, request: api.Request) -> api.Response:
        """What the cluster answers to a request that changes nothing."""
        async with self._turn() as live:
            try:
                return api.answer(World(live.attempt.published), request, 0)
            except Exception:  # the world is as it was: nothing but the answer is lost
                LOGGER.exception("a request to the cluster of attempt %s could not be answered", self.id)
                return api.failed()

    async def browse(self, end: str, target: str) -> api.Response:
        """What one of the cluster's web servers, at `address:port`, shows to a browser; nothing comes of it."""
        async with self._turn() as live:
            return api.browse(World(live.attempt.published), end, target)

    @contextlib.asynccontextmanager
    async def looking(self) -> AsyncIterator[Live]:
        """The attempt as it stands now, while nobody else moves it."""
        async with self._turn() as live:
            yield live

    async def output(self, seq: int) -> str | None:
        """All that a line has printed, from a replay; None when there is no such line."""
        self._count_look()
        async with self._reading:
            record, rows = await self._stored()
            live = await awake(record, rows, self._house.turns, self._house.pool, whole=seq)
            line = live.attempt.lines.get(seq)
            return None if line is None else "".join(span.text for _, spans in line.output for span in spans)

    def _count_look(self) -> None:
        if wait := self._looks.wait():
            message = (
                f"at most {LOOKS_A_SECOND} looks, moves, traces, inspections, completions, files and outputs a second"
            )
            raise Refused("rate", message, retry_after=round(wait, 3))

    # Inside: whoever calls this has a turn

    def _turn(self, *, advance: bool = True, hurry: bool = False) -> "_Turn":
        """The awake attempt, with everything done that is due by now. What is half done at an exception is dropped.

        A line that computes holds up only who looks, and nobody at all who is in a `hurry`.
        """
        return _Turn(self, advance=advance, hurry=hurry)

    async def _begin(self, *, advance: bool, hurry: bool) -> Live:
        self._wanted += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._wanted -= 1
            raise
        try:
            live = self.live or await self._awake()
            if advance and not live.attempt.settled:
                await self._advance(live, hurry=hurry)
        except BaseException as error:
            self._end(error)
            raise
        return live

    def _end(self, error: BaseException | None) -> None:
        """End a turn. An error that is no refusal has left something half done: by a fault, or somebody has gone."""
        half_done = error is not None and not isinstance(error, Refused | Crowded | NoSuchAttempt)
        if half_done:
            self.live = None
        self._lock.release()
        self._wanted -= 1
        self._set_alarm()
        self._weigh()
        if half_done and isinstance(error, Exception):
            LOGGER.error("attempt %s could not go on", self.id, exc_info=error)
            raise Refused("unavailable", "the line could not be stored; nothing was changed, try again") from error

    def _weigh(self) -> None:
        looks = sum(member.past.weight for member in self.members if member.past is not None)
        weight = looks + (self._ring.size + self.live.attempt.weight if self.live is not None else 0)
        if grown := weight - self.weight:
            self.weight = weight
            self._house.grown(self, grown)

    async def _awake(self) -> Live:
        if self.live is None:
            record, rows = await self._stored()
            self.live = await awake(record, rows, self._house.turns, self._house.pool)
            self.rev = self.live.attempt.rev
            self._told_clock = self.live.course
            self._ring = Ring()
            self.live.attempt.listen(listening=bool(self.streams))
            for member in self.members:
                await member.push(self._snapshot(self.live, member))
        return self.live

    async def _stored(self) -> tuple[records.Record, list[journal.Row]]:
        record = await threads.read(records.load, self.id)
        if record is None:
            raise NoSuchAttempt
        return record, await threads.read(journal.load, record.branch)

    async def _advance(self, live: Live, *, hurry: bool) -> None:
        # Whoever is in no hurry goes one event further, or somebody who never stops asking would stop the clock.
        least = iter(() if hurry else (False,))
        await live.advance(lambda: next(least, hurry or self._wanted > 1))
        await self._publish(live)
        await live.finish()

    def _encoded(self, live: Live) -> list[str]:
        """The frames of what has happened since it was last shown, each encoded once for all sockets."""
        frames = live.attempt.commit()
        return [encode(frame) for frame in documents.batch(live, frames, self.rev)]

    async def _show(self, live: Live, texts: list[str]) -> None:
        """Send them to every socket; from now on all has been shown that has happened."""
        if texts:
            self._ring.add(self.rev, live.attempt.rev, texts)
            self.rev = live.attempt.rev
        course = live.course
        if course != self._told_clock or (texts and course.coming):
            texts = [*texts, encode({"type": "clock", **showing.clock(live.attempt)})]
            self._told_clock = course
        for member in self.members:
            for text in texts:
                await member.push(text)
        for event in live.attempt.take_events():
            for stream in self.streams:
                stream.put(event)

    async def _publish(self, live: Live) -> None:
        await self._show(live, self._encoded(live))

    # The clock: one timer a room, while somebody watches a world that is not settled

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due_s = self._due_in_s() if self._watched else None
        if due_s is not None:
            self._alarm = asyncio.get_running_loop().call_later(due_s, lambda: self._spawn(self._tick()))

    def _due_in_s(self) -> float | None:
        return AGAIN_S if self.live is None else self.live.due_in_s()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tick(self) -> None:
        try:
            async with self._turn():
                pass
        except Refused:
            return  # it was reported, and the alarm is set again
        except NoSuchAttempt:
            for member in list(self.members):
                await member.close(NO_ATTEMPT)
            self._end_streams()


async def _written() -> None:
    """Let the loop write to the sockets what they were sent: it does so in its next round, behind whoever is ready.

    What follows is then no part of the time for which a learner waits.
    """
    await asyncio.sleep(0)
    await asyncio.sleep(0)


class _Turn:
    """`async with` it: the awake attempt for oneself. Written out, for it stands on the way of every line."""

    __slots__ = ("_advance", "_hurry", "_room")

    def __init__(self, room: Room, *, advance: bool, hurry: bool) -> None:
        self._room, self._advance, self._hurry = room, advance, hurry

    async def __aenter__(self) -> Live:
        return await self._room._begin(advance=self._advance, hurry=self._hurry)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._room._end(error)
