"""`…/v2/events`: Marathon's events as server-sent events, each a chunk, with a heartbeat where nothing happens.

Law of this file: what a client does not read is bounded; one that falls behind loses its stream and may come again.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence

from tutorial.cluster.api import events
from tutorial.cluster.jsontext import Json

HEARTBEAT_S = 15.0
DEAD_AFTER_S = 60.0
"""A stream that nobody has read from for so long has lost its client without a word."""
UNREAD = 1_000_000
"""Characters that may wait for one client."""


class Stream:
    """One client's events: those of the types that it wants, all where it names none; `light` without large plans."""

    def __init__(self, types: Sequence[str] = (), *, light: bool = False) -> None:
        self._types = frozenset(types)
        self._light = light
        self._waiting: deque[str] = deque()
        self._size = 0
        self._ended = False
        self._news = asyncio.Event()
        self._read_at = time.monotonic()

    @property
    def dead(self) -> bool:
        """Whether nobody reads it any more."""
        return self._ended or time.monotonic() - self._read_at > DEAD_AFTER_S

    def put(self, event: Json) -> None:
        """Tell an event, unless the client does not want it."""
        if self._ended or (self._types and event["eventType"] not in self._types):
            return
        text = events.framed(event, light=self._light)
        self._waiting.append(text)
        self._size += len(text)
        self._news.set()
        if self._size > UNREAD:
            self.end()

    def end(self) -> None:
        """Tell what waits, and then nothing more."""
        self._ended = True
        self._news.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """What goes over the wire, piece by piece, until the stream is ended.

        The first piece is empty: with it the headers go, or a client would wait for them until something happens.
        """
        yield b""
        while True:
            self._read_at = time.monotonic()
            while self._waiting:
                text = self._waiting.popleft()
                self._size -= len(text)
                yield text.encode("utf-8", "replace")
            if self._ended:
                return
            self._news.clear()
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    await self._news.wait()
            except TimeoutError:
                yield events.HEARTBEAT.encode()
