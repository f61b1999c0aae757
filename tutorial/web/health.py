"""Whether the process lives, and whether it can serve."""

import asyncio

from channels.layers import get_channel_layer
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

from tutorial.web import models, threads
from tutorial.web.answers import answer

PATIENCE_S = 2.0


async def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return HttpResponse("ok", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """The process can serve; else 503 with what is missing."""
    reasons = [reason for reason in (await _database(), await _channel_layer()) if reason]
    return answer(503 if reasons else 200, {"ready": not reasons, "reasons": reasons})


async def _database() -> str:
    try:
        await asyncio.wait_for(threads.read(models.Entry.objects.exists), PATIENCE_S)
    except TimeoutError:
        return f"database: no answer within {PATIENCE_S:.0f} s"
    except DatabaseError as error:
        return f"database: {error}"
    return ""


async def _channel_layer() -> str:
    layer = get_channel_layer()
    if layer is None:
        return "channel layer: none is configured"
    try:
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "ready"})
        await asyncio.wait_for(layer.receive(channel), PATIENCE_S)
    except Exception as error:  # every layer has its own faults
        return f"channel layer: {error!r}"
    return ""
