"""The application, killed with SIGKILL at a moment in the life of one line: that whose text is DOOMED.

The moment is MOMENT: `before the row` is stored, `after the row` is stored and before anything is said of it, or
`between the frames`: the page has heard that the line began, and nothing else.
"""

import asyncio
import json
import os
import signal
from typing import Any

from tutorial.asgi import application  # it sets Django up, so it stands before the models

# isort: split
from tutorial.web import journal
from tutorial.web.journal import Row
from tutorial.web.members import Member

__all__ = ["application"]
DOOMED, MOMENT = os.environ["DOOMED"], os.environ["MOMENT"]
ON_ITS_WAY_S = 0.3
"""So long it takes at most until a frame that was handed to the socket has left the process."""

insert, push = journal.insert, Member.push


def die() -> None:
    """As if the power went."""
    os.kill(os.getpid(), signal.SIGKILL)


def insert_or_die(branch: int, new: Row) -> None:
    """Store a row; the doomed one is the end, before or after it."""
    doomed = new.text == DOOMED
    if doomed and MOMENT == "before the row":
        die()
    insert(branch, new)
    if doomed and MOMENT == "after the row":
        die()


async def push_or_die(self: Member, text: str) -> None:
    """Send a frame; that the doomed line began is the last thing that is said."""
    await push(self, text)
    frame: dict[str, Any] = json.loads(text)
    if MOMENT == "between the frames" and frame["type"] == "started" and frame["text"] == DOOMED:
        await asyncio.sleep(ON_ITS_WAY_S)
        die()


journal.insert = insert_or_die
Member.push = push_or_die  # type: ignore[method-assign]  # that is the fault this server has
