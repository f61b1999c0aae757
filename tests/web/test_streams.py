"""`…/v2/events`: the stream of the cluster's events, who may have one, what keeps it alive and what ends it."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from tests.build import FILES
from tests.web.rooms import room_of
from tests.web.talk import Begun, begin
from tutorial.web import streams
from tutorial.web.hall import hall
from tutorial.web.live import Live
from tutorial.web.streams import Stream

pytestmark = pytest.mark.django_db(transaction=True)

V2 = "service/marathon/v2"
HTTPI = FILES["httpi_host.json"]


async def opened(client: AsyncClient, begun: Begun, query: str = "", **headers: str) -> AsyncIterator[bytes]:
    """The chunks of a stream; its first event has come when this returns."""
    headers = {"accept": "text/event-stream", **headers}
    response = await client.get(f"/c/{begun.cluster}/{V2}/events{query}", headers=headers)
    assert isinstance(response, StreamingHttpResponse)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/event-stream")
    chunks = aiter(response.streaming_content)
    assert await anext(chunks) == b""
    assert b"event: event_stream_attached\r\ndata: " in await anext(chunks)
    return chunks


async def events(chunks: AsyncIterator[bytes], count: int) -> list[Any]:
    found = [(await anext(chunks)).decode().split("\r\n") for _ in range(count)]
    assert all(lines[0].startswith("event: ") and lines[2:] == ["", ""] for lines in found)
    return [json.loads(lines[1].removeprefix("data: ")) for lines in found]


async def test_what_happens_is_told_also_when_nobody_asks(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    chunks = await opened(client, begun)
    now_ms = Live.now_ms
    monkeypatch.setattr(Live, "now_ms", lambda live: now_ms(live) * 50)
    await client.post(f"/c/{begun.cluster}/{V2}/apps", HTTPI, content_type="application/json")
    told = [event["eventType"] for event in await events(chunks, 3)]
    assert told == ["api_post_event", "group_change_success", "deployment_info"]
    async with asyncio.timeout(30):
        while (event := (await events(chunks, 1))[0])["eventType"] != "deployment_success":
            pass
    assert event["plan"]["target"]["apps"][0]["id"] == "/httpi"


async def test_a_client_gets_the_events_that_it_names(client: AsyncClient) -> None:
    begun = await begin()
    chunks = await opened(
        client, begun, "?event_type=event_stream_attached&event_type=deployment_info&plan-format=light"
    )
    await client.post(f"/c/{begun.cluster}/{V2}/apps", HTTPI, content_type="application/json")
    (told,) = await events(chunks, 1)
    assert (told["eventType"], sorted(told["plan"])) == ("deployment_info", ["id", "version"])


async def test_a_fifth_stream_is_refused_and_one_that_ends_makes_room(client: AsyncClient) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/{V2}/events"
    responses = [await client.get(path) for _ in range(4)]
    refused = await client.get(path)
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert "4 event streams" in refused.json()["message"]
    await asyncio.to_thread(responses[0].close)
    await asyncio.sleep(0.01)
    assert (await client.get(path)).status_code == 200
    assert not (await room_of(begun)).idle


async def test_a_client_that_is_gone_without_a_word_keeps_no_place(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/{V2}/events"
    responses = [await client.get(path) for _ in range(4)]
    monkeypatch.setattr(streams, "DEAD_AFTER_S", -1.0)
    assert (await client.get(path)).status_code == 200
    assert all(response.status_code == 200 for response in responses)


async def test_a_heartbeat_comes_where_nothing_happens(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.01)
    chunks = await opened(client, await begin())
    assert [await anext(chunks), await anext(chunks)] == [b": heartbeat\r\n\r\n"] * 2


async def test_a_capability_that_is_taken_back_ends_its_streams(client: AsyncClient) -> None:
    begun = await begin()
    chunks = await opened(client, begun)
    headers = {"authorization": f"Bearer {begun.write}"}
    await client.delete(f"/api/attempts/{begun.id}/capabilities/cluster", headers=headers)
    assert [chunk async for chunk in chunks] == []
    assert (await room_of(begun)).streams == []


async def test_events_go_on_over_a_world_that_was_built_again(client: AsyncClient) -> None:
    begun = await begin()
    chunks = await opened(client, begun, "?event_type=api_post_event&event_type=event_stream_attached")
    (await room_of(begun)).live = None
    await client.post(f"/c/{begun.cluster}/{V2}/apps", HTTPI, content_type="application/json")
    assert (await events(chunks, 1))[0]["uri"] == "/v2/apps/httpi"
    hall().forget(begun.id)


async def test_who_accepts_no_events_and_who_is_no_client_get_none(client: AsyncClient) -> None:
    begun = await begin()
    refused = await client.get(f"/c/{begun.cluster}/{V2}/events", headers={"accept": "application/json"})
    assert (refused.status_code, "text/event-stream" in refused.json()["message"]) == (406, True)
    assert (await client.get(f"/c/{begun.view}/{V2}/events")).status_code == 404
    head = await client.head(f"/c/{begun.cluster}/{V2}/events")
    assert (head.status_code, head.headers["Content-Type"], head.content) == (200, "text/event-stream", b"")
    assert (await room_of(begun)).streams == []


async def test_a_client_that_does_not_read_loses_its_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "UNREAD", 300)
    stream = Stream()
    for number in range(9):
        stream.put({"eventType": "x", "number": number, "text": "y" * 100})
    read = [chunk async for chunk in stream.chunks() if chunk]
    assert len(read) == 2
