"""What processes tell each other: that a branch has a new entry. The channel layer carries that, and nothing else.

With the in-memory layer there is one process, and nothing is said. What a process hears, it reads from the database.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

LOGGER = logging.getLogger(__name__)

Hear = Callable[[str, int, int], Awaitable[None]]
"""Attempt, branch, number of its newest entry."""


class Processes:
    """This process's end. `hear` is called for entries that other processes have stored."""

    def __init__(self, hear: Hear, layer: Any = None) -> None:
        given = get_channel_layer() if layer is None else layer
        alone = layer is None and isinstance(given, InMemoryChannelLayer)
        self._layer = None if alone else given
        self._hear = hear
        self._me = secrets.token_hex(8)
        self._channel = ""
        self._listening: asyncio.Task[None] | None = None

    async def follow(self, attempt: str) -> None:
        """Hear of the entries of an attempt from now on."""
        if self._layer is None:
            return
        if self._listening is None:
            self._channel = await self._layer.new_channel()
            self._listening = asyncio.ensure_future(self._listen(self._layer))
        await self._layer.group_add(_group(attempt), self._channel)

    async def leave(self, attempt: str) -> None:
        """Hear no more of it."""
        if self._layer is not None and self._channel:
            await self._layer.group_discard(_group(attempt), self._channel)

    async def tell(self, attempt: str, branch: int, seq: int) -> None:
        """Tell the others that an entry is committed. Whom it does not reach finds it when storing an own one."""
        if self._layer is None:
            return
        message = {"type": "entry", "from": self._me, "attempt": attempt, "branch": branch, "seq": seq}
        try:
            await self._layer.group_send(_group(attempt), message)
        except Exception:  # every layer has its own faults
            LOGGER.exception("the other processes could not be told of attempt %s", attempt)

    async def _listen(self, layer: Any) -> None:
        while True:
            try:
                message = await layer.receive(self._channel)
                if message["from"] != self._me:
                    await self._hear(message["attempt"], message["branch"], message["seq"])
            except Exception:
                LOGGER.exception("what another process said could not be heard")
                await asyncio.sleep(1)


def _group(attempt: str) -> str:
    return f"attempt.{attempt}"
