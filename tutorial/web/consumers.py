"""The socket, by docs/protocol.md: reads frames, asks the room, turns refusals into error frames. Nothing else.

A plain ASGI application: a class of Channels would cost more per frame than the frame itself.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tutorial.web import capabilities, frames, origins, threads
from tutorial.web.frames import Frame, Refused, encode
from tutorial.web.hall import hall
from tutorial.web.members import Member
from tutorial.web.room import Crowded, NoSuchAttempt, Room

LOGGER = logging.getLogger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HELLO_S = 5.0
# Codes below 3000 belong to the protocol itself: Daphne's WebSocket library refuses to send them for us.
TOO_LARGE, NO_HELLO, NO_RIGHT, NO_ATTEMPT, LATE, CROWDED, FAULT = 4413, 4400, 4401, 4404, 4408, 4429, 4500


class Closed(Exception):
    """The conversation is over; `code` is sent unless the client left by itself."""

    def __init__(self, code: int | None) -> None:
        super().__init__(str(code))
        self.code = code


async def attempt_socket(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """One connection, from the handshake to its end."""
    await receive()
    headers = {name: value.decode("latin1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    if not origins.allowed_host(host) or not origins.allowed_origin(headers.get(b"origin"), host):
        await send({"type": "websocket.close"})  # before it is accepted: the handshake is answered with 403
        return
    await send({"type": "websocket.accept"})
    try:
        await Conversation(scope["url_route"]["kwargs"]["attempt"], receive, send).run()
    except Closed as closed:
        if closed.code is not None:
            await send({"type": "websocket.close", "code": closed.code})
    except Exception:
        LOGGER.exception("a socket of attempt %s failed", scope["url_route"]["kwargs"]["attempt"])
        await send({"type": "websocket.close", "code": FAULT})


async def nowhere(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """A path without a socket: the handshake is answered with 403."""
    await receive()
    await send({"type": "websocket.close"})


class Conversation:
    """What one client says, in its order, and what it is answered."""

    def __init__(self, attempt: str, receive: Receive, send: Send) -> None:
        self.attempt = attempt
        self._receive = receive
        self._send = send

    async def run(self) -> None:
        """From hello to the end; Closed says how it ended."""
        hello = await self._hello()
        room = await self._room()
        member = Member(self._send, await self._right(hello["capability"]))
        try:
            await self._join(room, member, hello)
            while not member.gone:
                await self._answer(room, member, await self._next())
        finally:
            room.leave(member)

    async def _next(self) -> str:
        """The text of the next frame."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise Closed(None)
        text: str = message.get("text") or ""
        if len(text) > frames.LARGEST or len(message.get("bytes") or b"") > frames.LARGEST:
            raise Closed(TOO_LARGE)
        if not text.isascii() and len(text.encode("utf-8", "replace")) > frames.LARGEST:
            raise Closed(TOO_LARGE)
        return text

    async def _hello(self) -> Frame:
        try:
            frame = frames.read(await asyncio.wait_for(self._next(), HELLO_S))
        except TimeoutError:
            raise Closed(LATE) from None
        except Refused:
            raise Closed(NO_HELLO) from None
        if frame["type"] != "hello":
            raise Closed(NO_HELLO)
        return frame

    async def _room(self) -> Room:
        room = await hall().room(self.attempt)
        if room is None:
            raise Closed(NO_ATTEMPT)
        return room

    async def _right(self, secret: str) -> str:
        grant = await threads.read(capabilities.find, secret)
        if grant is None or grant.attempt != self.attempt or grant.kind == capabilities.CLUSTER:
            raise Closed(NO_RIGHT)
        return grant.kind

    async def _join(self, room: Room, member: Member, hello: Frame) -> None:
        have = hello["have"]
        try:
            await room.join(member, None if have is None else int(have), hello.get("branch"))
        except Crowded:
            raise Closed(CROWDED) from None
        except NoSuchAttempt:
            raise Closed(NO_ATTEMPT) from None
        except Refused:  # it could not be read just now
            raise Closed(FAULT) from None

    async def _answer(self, room: Room, member: Member, text: str) -> None:
        frame: Frame = {}
        try:
            frame = frames.read(text)
            await HANDLERS[frame["type"]](room, member, frame)
        except NoSuchAttempt:
            raise Closed(NO_ATTEMPT) from None
        except Refused as refused:
            if frame.get("type") == "line":
                refused.line_id = frame["id"]
            await member.push(encode(refused.frame()))


def _writing(member: Member) -> None:
    if member.can != capabilities.WRITE:
        raise Refused("read_only", "this link shows the attempt; it cannot type")


async def _on_hello(room: Room, member: Member, frame: Frame) -> None:
    raise Refused("bad_frame", "hello was said already")


async def _on_line(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await room.enter("line", frame["terminal"], frame["text"], frame["id"])


async def _on_key(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await room.enter(frame["type"], frame["terminal"], "")


async def _on_checkout(room: Room, member: Member, frame: Frame) -> None:
    _writing(member)
    await room.checkout(frame["branch"])


async def _on_trace(room: Room, member: Member, frame: Frame) -> None:
    await member.push(encode(await room.trace(frame["id"])))


async def _on_ack(room: Room, member: Member, frame: Frame) -> None:
    await room.acknowledge(member, int(frame["frames"]))


HANDLERS: Mapping[str, Callable[[Room, Member, Frame], Awaitable[None]]] = {
    "hello": _on_hello,
    "line": _on_line,
    "interrupt": _on_key,
    "eof": _on_key,
    "checkout": _on_checkout,
    "trace": _on_trace,
    "ack": _on_ack,
}
"""Type of a frame → what it does."""
