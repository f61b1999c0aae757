"""Clients for tests: begin an attempt, speak the socket's protocol, every frame held to its schema."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.request import Request, urlopen

import jsonschema
import websockets
from channels.testing import WebsocketCommunicator

from tutorial.asgi import application
from tutorial.web import records, starts, threads

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "protocol.schema.json").read_text())
CLIENT = jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/client"})
SERVER = jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/server"})
LESSON = "02-host-mode"
PATIENCE_S = 90.0

Frame = dict[str, Any]


class Closed(Exception):
    """The server closed the socket."""

    def __init__(self, code: int | None) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True)
class Begun:
    """An attempt with its capabilities."""

    id: str
    write: str
    view: str
    cluster: str


async def begin(lesson: str | None = LESSON, **more: Any) -> Begun:
    """A new attempt, as the HTTP interface makes it."""
    found = starts.lesson_named(lesson) if lesson else None
    begun, secrets = await threads.write(records.create, found, "article", more.get("seed", ""), "en")
    return Begun(begun, **secrets)


class Wire(Protocol):
    """What carries frames. `receive` raises Closed at the end."""

    async def send(self, text: str | bytes) -> None: ...

    async def receive(self) -> str: ...

    async def silent(self) -> bool: ...


class Inside:
    """A wire to the application in this process."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self._communicator = communicator

    async def send(self, text: str | bytes) -> None:
        is_text = isinstance(text, str)
        await self._communicator.send_to(text_data=text if is_text else None, bytes_data=None if is_text else text)

    async def receive(self) -> str:
        message = await self._communicator.receive_output(PATIENCE_S)
        if message["type"] == "websocket.close":
            raise Closed(message.get("code"))
        return str(message["text"])

    async def silent(self) -> bool:
        return await self._communicator.receive_nothing(0.1)


class Outside:
    """A wire to a server."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self._connection = connection

    async def send(self, text: str | bytes) -> None:
        await self._connection.send(text)

    async def receive(self) -> str:
        try:
            return str(await asyncio.wait_for(self._connection.recv(), PATIENCE_S))
        except websockets.ConnectionClosed as closed:
            raise Closed(closed.rcvd.code if closed.rcvd else None) from None

    async def silent(self) -> bool:
        try:
            await asyncio.wait_for(self._connection.recv(), 0.1)
        except TimeoutError:
            return True
        return False


class Client:
    """One end of a socket. `line` types and returns everything up to the end of the line."""

    numbers = itertools.count(1)

    def __init__(self, wire: "Wire") -> None:
        self._wire = wire
        self.frames: list[Frame] = []

    async def say(self, **frame: Any) -> None:
        CLIENT.validate(frame)
        await self._wire.send(json.dumps(frame))

    async def say_raw(self, text: str | bytes) -> None:
        await self._wire.send(text)

    async def hear(self) -> Frame:
        frame: Frame = json.loads(await self._wire.receive())
        SERVER.validate(frame)
        self.frames.append(frame)
        return frame

    async def hear_until(self, kind: str, **fields: Any) -> list[Frame]:
        """Frames up to one of that type with those fields."""
        heard = []
        while True:
            heard.append(await self.hear())
            if heard[-1]["type"] == kind and all(heard[-1].get(name) == value for name, value in fields.items()):
                return heard

    async def silent(self) -> bool:
        return await self._wire.silent()

    async def hello(self, capability: str, have: int | None = None, **more: Any) -> Frame:
        await self.say(type="hello", capability=capability, have=have, **more)
        return await self.hear()

    async def start(self, text: str, terminal: str = "laptop") -> str:
        """Type a line; its id."""
        line_id = f"line-{next(self.numbers)}"
        await self.say(type="line", id=line_id, terminal=terminal, text=text)
        return line_id

    async def line(self, text: str, terminal: str = "laptop") -> list[Frame]:
        """Type a line and hear it to its end."""
        return await self.hear_until("ended", id=await self.start(text, terminal))

    async def refusal(self) -> Frame:
        return (await self.hear_until("error"))[-1]

    async def settled(self) -> None:
        await self.hear_until("clock", settled=True)


def printed(frames: list[Frame]) -> str:
    """What a line has printed."""
    return "".join(span[0] for frame in frames if frame["type"] == "output" for span in frame["spans"])


@asynccontextmanager
async def connected(attempt: str, *, origin: str | None = None, host: str = "localhost:8000") -> AsyncIterator[Client]:
    """A socket that has said nothing yet. AssertionError when the handshake is refused."""
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin is not None else [])
    communicator = WebsocketCommunicator(application, f"/ws/attempts/{attempt}", headers=headers)
    accepted, _ = await communicator.connect(PATIENCE_S)
    assert accepted, "the handshake was refused"
    try:
        yield Client(Inside(communicator))
    finally:
        await communicator.disconnect()


@asynccontextmanager
async def talking(begun: Begun, have: int | None = None, *, can: str = "write", **more: Any) -> AsyncIterator[Client]:
    """A socket that has said hello; its first frame is in `frames`."""
    async with connected(begun.id) as client:
        await client.hello(begun.write if can == "write" else begun.view, have, **more)
        yield client


def begin_at(url: str, **body: Any) -> Begun:
    """A new attempt on a server."""
    headers = {"Content-Type": "application/json"}
    request = Request(f"{url}/api/attempts", json.dumps(body or {"lesson": LESSON}).encode(), headers)
    with urlopen(request) as response:
        document = json.load(response)
    return Begun(document["id"], document["write"], document["view"], document["cluster"].split("/")[4])


@asynccontextmanager
async def talking_at(url: str, begun: Begun, have: int | None = None) -> AsyncIterator[Client]:
    """A socket of a server that has said hello."""
    address = f"ws{url.removeprefix('http')}/ws/attempts/{begun.id}"
    async with websockets.connect(address, max_size=None) as connection:
        client = Client(Outside(connection))
        await client.hello(begun.write, have)
        yield client


def hurried(url: str) -> Begun:
    """A new attempt on a server whose clock runs fast."""
    begun = begin_at(url, scenario="article")

    async def hurry() -> None:
        async with talking_at(url, begun) as client:
            await client.say(type="speed", speed=50)
            await client.hear_until("clock", speed=50)

    asyncio.run(hurry())
    return begun


def until(seen: Callable[[], Any]) -> Any:
    """What is seen once it is true; AssertionError when that does not come."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := seen()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


async def eventually(condition: Any) -> None:
    """Wait until something becomes true."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not become true"
        await asyncio.sleep(0.01)
