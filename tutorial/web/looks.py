"""What a socket asks about the past: which world is meant, and how it is answered."""

from typing import Protocol

from tutorial.cluster.world import World
from tutorial.web.frames import Frame, Refused, encode
from tutorial.web.members import Member
from tutorial.web.past import Past
from tutorial.web.room import Room


class Place(Protocol):
    """What can be asked: the present, or a look at the past."""

    async def world(self) -> World:
        """The world as it stands."""

    async def trace(self, name: str) -> Frame:
        """A whole trace, as a frame."""

    async def inspection(self, name: str) -> Frame:
        """What is behind an element, as a frame."""


async def look(room: Room, member: Member, frame: Frame) -> None:
    """Show a moment of the past, in place of the one that was looked at before."""
    member.past = None
    at_ms = frame.get("at_ms")
    member.past = await room.rewound(frame["id"], int(frame["seq"]), None if at_ms is None else int(at_ms))
    await member.push(encode(member.past.opened(member.can)))


async def enter(room: Room, member: Member, frame: Frame, text: str) -> None:
    """Try an entry where the member looks."""
    past = looked_at(member)
    await member.push(encode(await room.tried(past, frame["type"], frame["terminal"], text, frame.get("id"))))


def asked(room: Room, member: Member, frame: Frame) -> Place:
    """The world that a question is about."""
    return looked_at(member) if frame.get("past") else room


async def answer(member: Member, frame: Frame, answered: Frame) -> None:
    """Answer a question about the present, or about the past."""
    await member.push(encode(looked_at(member).told(answered) if frame.get("past") else answered))


def looked_at(member: Member) -> Past:
    """The member's look at the past; Refused when it has none."""
    if member.past is None:
        raise Refused("not_looking", "no moment of the past is looked at: send look first")
    return member.past
