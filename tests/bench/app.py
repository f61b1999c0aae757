"""The application with two more frames: `echo` comes straight back, `echo_row` comes back once a row is committed.

They are the peers of a line on the same connection of the same server: what a frame costs, and what a stored row costs.
"""

import itertools
import json

from channels.routing import ProtocolTypeRouter, URLRouter

from tutorial.asgi import pages  # it sets Django up, so it stands before the models

# isort: split
from django.urls import path

from tutorial.web import journal, threads
from tutorial.web.consumers import AttemptConsumer
from tutorial.web.journal import Row

numbers = itertools.count(1_000_000)


class BenchConsumer(AttemptConsumer):
    """A socket that also echoes."""

    async def take(self, text: str) -> None:
        """Echo, or go on as ever."""
        if not text.startswith('{"type": "echo'):
            await super().take(text)
            return
        frame = json.loads(text)
        if frame["type"] == "echo_row":
            row = Row(next(numbers), 0, 0, 0, "laptop", "line", "true", exit_code=0, state_hash="0" * 32)
            await threads.write(journal.insert, frame["branch"], row)
        await self.send(text_data=json.dumps(frame))


sockets = URLRouter([path("ws/attempts/<str:attempt>", BenchConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
