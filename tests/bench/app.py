"""The application with two more frames: `echo` comes straight back, `echo_row` comes back once a row is committed.

They are the peers of a line on the same connection of the same server: what a frame costs, and what a stored row costs.
"""

import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tutorial.asgi import application as hopscope
from tutorial.web import journal, threads
from tutorial.web.journal import Row

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

numbers = itertools.count(1_000_000)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Hopscope, with the peers answered before it."""
    if scope["type"] != "websocket":
        await hopscope(scope, receive, send)
        return

    async def other_frames() -> dict[str, Any]:
        while True:
            message = await receive()
            text = message.get("text") or ""
            if not text.startswith('{"type": "echo'):
                return message
            frame = json.loads(text)
            if frame["type"] == "echo_row":
                row = Row(next(numbers), 0, 0, 0, "laptop", "line", "true", exit_code=0, state_hash="0" * 32)
                await threads.write(journal.insert, frame["branch"], row)
            await send({"type": "websocket.send", "text": json.dumps(frame)})

    await hopscope(scope, other_frames, send)
