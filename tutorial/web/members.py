"""One socket of a room: what it may do, how far it has read. A slow reader costs a bounded amount of memory.

Law of this file: past `UNREAD` bytes that nobody acknowledged, nothing more is sent; a snapshot replaces what was
left out once the reader has caught up, and a reader that does not is sent away.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from tutorial.web.past import Past

LOGGER = logging.getLogger(__name__)

UNREAD = 2_000_000
"""Characters that may be under way to one socket."""
PATIENCE_S = 10.0
"""How long a socket may be behind before it is closed."""

TOO_SLOW = 4503

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Member:
    """A socket that said hello. `page` names the page that it belongs to, if that gave itself a name; `past` is its
    look at the past, if it has one."""

    def __init__(self, send: Send, can: str, page: str | None = None) -> None:
        self.can = can
        self.page = page
        self.behind = False
        self.gone = False
        self.past: Past | None = None
        self.sent = 0
        self._send = send
        self._unread: deque[int] = deque()
        self._unread_size = 0
        self._alarm: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def push(self, text: str) -> None:
        """Send a frame, unless the socket is behind: then a snapshot will replace it."""
        if self.behind or self.gone:
            return
        if self._unread_size + len(text) > UNREAD and self._unread:
            self.behind = True
            self._alarm = asyncio.get_running_loop().call_later(PATIENCE_S, self._give_up)
            return
        self.sent += 1
        self._unread.append(len(text))
        self._unread_size += len(text)
        try:
            await self._send({"type": "websocket.send", "text": text})
        except Exception:
            self._lose()

    async def close(self, code: int) -> None:
        """Send the socket away with a code that tells the client whether to come back."""
        if not self.gone:
            try:
                await self._send({"type": "websocket.close", "code": code})
            except Exception:
                self._lose()
            self.gone = True

    def acknowledge(self, frames: int) -> bool:
        """Note that the client has received so many frames; True when it was behind and has caught up."""
        while self._unread and self.sent - len(self._unread) < frames:
            self._unread_size -= self._unread.popleft()
        if not self.behind or self._unread:
            return False
        self.behind = False
        self.rest()
        return True

    def rest(self) -> None:
        """Nobody waits for this socket to catch up any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _give_up(self) -> None:
        self._closing = asyncio.ensure_future(self.close(TOO_SLOW))

    def _lose(self) -> None:
        """Whatever a dead connection raises, it must not reach the room."""
        self.gone = True
        LOGGER.info("a socket went away while it was written to", exc_info=True)
