"""The socket, by docs/protocol.md: reads frames, asks the room, turns refusals into error frames. Nothing else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from tutorial import shell
from tutorial.web import capabilities, frames, looks, moves, origins, questions, threads
from tutorial.web.frames import Frame, Refused, encode
from tutorial.web.hall import hall
from tutorial.web.members import Member
from tutorial.web.room import Crowded, NoSuchAttempt, Room

LOGGER = logging.getLogger(__name__)

HELLO_S = 5.0
# Codes below 3000 belong to the protocol itself: Daphne's WebSocket library refuses to send them for us.
NO_HELLO, NO_RIGHT, NO_ATTEMPT, LATE, CROWDED, FAULT = 4400, 4401, 4404, 4408, 4429, 4500


class Closed(Exception):
    """The conversation is over, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Nowhere(AsyncWebsocketConsumer):
    """A path without a socket: the handshake is answered with 403."""

    async def connect(self) -> None:
        """Refuse."""
        await self.close()


class AttemptConsumer(AsyncWebsocketConsumer):
    """What one client says, in its order, and what it is answered."""

    # No layer has this name: rooms write to their sockets themselves, so a socket needs no channel of its own.
    channel_layer_alias = "none"

    def __init__(self) -> None:
        super().__init__()
        self.room: Room | None = None
        self.member: Member | None = None
        self._over = False
        self._alarm: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """One connection, from the handshake to its end, whatever ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._silence_alarm()
            if self.room is not None and self.member is not None:
                self.room.leave(self.member)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels does it, but for its visit to a thread that tidies database connections before every message:
        rooms have threads of their own, which tidy theirs, and the visit costs more than a short line."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Take a connection from a page of ours, and give it some time to say hello; refuse another with 403."""
        headers = {name: value.decode("latin1") for name, value in self.scope["headers"]}
        host = headers.get(b"host", "")
        if not origins.allowed_host(host) or not origins.allowed_origin(headers.get(b"origin"), host):
            await self.close()
            return
        await self.accept()
        self._alarm = asyncio.get_running_loop().call_later(HELLO_S, self._late)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Take one frame."""
        if self._over:
            return
        try:
            await self.take(_sized(text_data or "", bytes_data or b""))
        except Closed as closed:
            await self._end(closed.code)
        except Exception:
            LOGGER.exception("a socket of attempt %s failed", self.attempt)
            await self._end(FAULT)

    async def take(self, text: str) -> None:
        """Answer a frame; the first one must be hello. Closed when the conversation is over."""
        if self.room is None or self.member is None:
            await self._greet(_hello(text))
        elif not self.member.gone:
            await _answer(self.room, self.member, text)

    @property
    def attempt(self) -> str:
        """The id of the attempt that the path names."""
        return str(self.scope["url_route"]["kwargs"]["attempt"])

    async def _greet(self, hello: Frame) -> None:
        self._silence_alarm()
        can = await self._right(hello["capability"])
        room = await hall().room(self.attempt)
        if room is None:
            raise Closed(NO_ATTEMPT)
        if can is None:
            raise Closed(NO_RIGHT)
        # Nothing may be awaited from here to the join: the hall may forget a room that nobody uses.
        member = Member(self.base_send, can, hello.get("page"))
        have = hello["have"]
        try:
            await room.join(member, None if have is None else int(have), hello.get("branch"))
        except Crowded:
            raise Closed(CROWDED) from None
        except NoSuchAttempt:
            raise Closed(NO_ATTEMPT) from None
        except Refused:  # it could not be read just now
            raise Closed(FAULT) from None
        self.room, self.member = room, member
        if await self._right(hello["capability"]) is None:  # it was revoked before the room could send us away
            raise Closed(NO_RIGHT)

    async def _right(self, secret: str) -> str | None:
        """What the capability allows in this attempt; None when nothing."""
        grant = await threads.read(capabilities.find, secret)
        if grant is None or grant.attempt != self.attempt or grant.kind == capabilities.CLUSTER:
            return None
        return grant.kind

    async def _end(self, code: int) -> None:
        if not self._over:
            self._over = True
            await self.close(code)

    def _late(self) -> None:
        self._closing = asyncio.ensure_future(self._end(LATE))

    def _silence_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()


def _sized(text: str, data: bytes) -> str:
    """The text of a frame, for a server that takes larger ones than Daphne does; a binary frame has none."""
    if max(len(text), len(data)) > frames.LARGEST_TAKEN:
        raise Closed(frames.TOO_LARGE)
    return text


def _hello(text: str) -> Frame:
    try:
        frame = frames.read(text)
    except Refused:
        raise Closed(NO_HELLO) from None
    if frame["type"] != "hello":
        raise Closed(NO_HELLO)
    return frame


async def _answer(room: Room, member: Member, text: str) -> None:
    frame: Frame = {}
    try:
        frame = frames.read(text)
        await HANDLERS[frame["type"]](room, member, frame)
    except NoSuchAttempt:
        raise Closed(NO_ATTEMPT) from None
    except Refused as refused:
        if frame.get("type") in frames.NAMED:
            refused.line_id = frame["id"]
        await member.push(encode(refused.frame()))


def _writing(member: Member) -> None:
    if member.can != capabilities.WRITE:
        raise Refused("read_only", "this link shows the attempt; it cannot type")


async def _on_hello(room: Room, member: Member, frame: Frame) -> None:
    raise Refused("bad_frame", "hello was said already")


async def _on_line(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    text = shell.first_whole(frame["text"]) if frame.get("first") else frame["text"]
    if text is None:
        await member.push(encode({"type": "open", "id": frame["id"]}))
    elif frame.get("past"):
        await looks.enter(room, member, frame, text)
    else:
        await room.enter("line", frame["terminal"], text, frame["id"])


async def _on_complete(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    place = looks.asked(room, member, frame)
    await looks.answer(member, frame, questions.completions(await place.world(), frame))


async def _on_file(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    place = looks.asked(room, member, frame)
    await looks.answer(member, frame, questions.file(await place.world(), frame))


async def _on_key(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    if frame.get("past"):
        await looks.enter(room, member, frame, "")
    else:
        await room.enter(frame["type"], frame["terminal"], "")


async def _on_speed(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await room.enter("clock", "", f"{frame['speed']:.15g}")


async def _on_move(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await moves.MOVES[frame["type"]](room, frame)


async def _on_branch(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await moves.branch(room, member, frame)


async def _on_look(room: Room, member: Member, frame: Frame) -> None:
    await looks.look(room, member, frame)


async def _on_now(room: Room, member: Member, frame: Frame) -> None:
    member.past = None


async def _on_trace(room: Room, member: Member, frame: Frame) -> None:
    place = looks.asked(room, member, frame)
    await looks.answer(member, frame, await place.trace(frame["id"]))


async def _on_traces(room: Room, member: Member, frame: Frame) -> None:
    await member.push(encode(await room.traces(int(frame["before"]))))


async def _on_inspect(room: Room, member: Member, frame: Frame) -> None:
    place = looks.asked(room, member, frame)
    await looks.answer(member, frame, await place.inspection(frame["id"]))


async def _on_ping(room: Room, member: Member, frame: Frame) -> None:
    await member.push(encode({"type": "pong"}))


async def _on_ack(room: Room, member: Member, frame: Frame) -> None:
    await room.acknowledge(member, int(frame["frames"]))


HANDLERS: Mapping[str, Callable[[Room, Member, Frame], Awaitable[None]]] = {
    "hello": _on_hello,
    "line": _on_line,
    "complete": _on_complete,
    "file": _on_file,
    "interrupt": _on_key,
    "eof": _on_key,
    "speed": _on_speed,
    "checkout": _on_move,
    "look": _on_look,
    "now": _on_now,
    "branch": _on_branch,
    "undo": _on_move,
    "redo": _on_move,
    "name": _on_move,
    "trace": _on_trace,
    "traces": _on_traces,
    "inspect": _on_inspect,
    "ping": _on_ping,
    "ack": _on_ack,
}
"""Type of a frame → what it does."""
