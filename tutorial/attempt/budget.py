"""What a journal may cost: the steps of its lines, the events of its world, the calls over HTTP, all counted together.

Law of this file: what is counted follows from the entries alone, so a replay is cut off where the attempt was.
"""

from collections.abc import Generator
from typing import Any

from tutorial import shell
from tutorial.cluster import api
from tutorial.cluster.waits import Wait

LINE_BUDGET = 200_000
JOURNAL_BUDGET = 2_000_000
"""Steps; one takes about 4 µs on the machine where this was chosen."""
PAUSE_EVERY, PAUSE_MS = 5_000, 25
"""A line that computes waits a little after so many steps, which is about how long they take: it is a wait like others,
in which Ctrl-C is heard and other terminals take lines."""
EVENT_STEPS, CALL_STEPS = 50, 100
"""What an event and a call cost, beside the rows that they read and write and the texts that they carry."""
USED_UP = 137

SPENT = f"this attempt has used up its {JOURNAL_BUDGET:,} steps"
"""Whatever waits or comes then is told so."""


def unheard(context: shell.LineContext) -> Generator[Wait, Any, int]:
    """What becomes of a line when the budget is used up."""
    context.write("stderr", (shell.Span(f"hopscope: {SPENT}; begin a new one\n"),))
    return USED_UP
    yield  # lines are generators


def unanswered() -> api.Response:
    """What becomes of a call then."""
    return api.Response(429, (("Content-Type", "application/json"),), f'{{"message":"{SPENT}"}}')
