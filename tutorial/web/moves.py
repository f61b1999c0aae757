"""How a socket moves an attempt along its branches: undo, redo, branch, checkout, names."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from tutorial.web import branches, looks, past, records, threads
from tutorial.web.frames import Frame, Refused
from tutorial.web.live import Live
from tutorial.web.members import Member
from tutorial.web.records import wall_ms
from tutorial.web.room import Room


async def checkout(room: Room, frame: Frame) -> None:
    """Make another branch the current one, for everybody; nothing happens when it is already."""
    name = frame["branch"]

    async def change(live: Live) -> bool:
        if name == live.record.branch_name == await threads.read(records.current, room.id):
            return False
        if not await threads.write(branches.checkout, room.id, name):
            raise Refused("unknown_branch", f"this attempt has no branch {name}")
        return True

    await room.switch(change)


async def undo(room: Room, frame: Frame) -> None:
    """Go back before the line that the frame names, which must be the last one."""
    await _step(room, branches.undo, frame)


async def redo(room: Room, frame: Frame) -> None:
    """Go on behind the line that the frame names, which must be the one that was undone last."""
    await _step(room, branches.redo, frame)


async def name(room: Room, frame: Frame) -> None:
    """Give a branch another name."""

    async def change(live: Live) -> bool:
        await threads.write(branches.rename, room.id, frame["branch"], frame["name"].strip())
        return True

    await room.switch(change)


async def branch(room: Room, member: Member, frame: Frame) -> None:
    """Go on from where the member looks, in a branch of its own that holds what was tried there."""
    looked = looks.looked_at(member)

    async def change(live: Live) -> bool:
        if live.differs:
            raise Refused("read_only", f"This attempt was made with another version of the course: {live.differs}.")
        fork = past.fork(looked, (frame.get("name") or "").strip())
        await _numbered(live)
        await threads.write(partial(branches.begin, room.id, **fork))
        return True

    await room.switch(change)
    member.past = None


async def _step(room: Room, how: Callable[..., Any], frame: Frame) -> None:
    async def change(live: Live) -> bool:
        await _numbered(live)
        await threads.write(how, room.id, live.record.branch, int(frame["seq"]), wall_ms())
        return True

    await room.switch(change)


async def _numbered(live: Live) -> None:
    """See that every entry in the store says how far it leads: forks go by that."""
    if live.unnumbered:
        await threads.write(branches.number, live.record.id, tuple(live.unnumbered))
        live.unnumbered.clear()


MOVES: Mapping[str, Callable[[Room, Frame], Awaitable[None]]] = {
    "checkout": checkout,
    "undo": undo,
    "redo": redo,
    "name": name,
}
"""Type of a frame → what it does."""
