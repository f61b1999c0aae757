"""Stored links: a journal under a short address, and attempts that begin at its moment."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from django.utils import timezone

from tests.web.talk import Begun, talking
from tutorial.web import models, threads
from tutorial.web.shared import DAYS

pytestmark = pytest.mark.django_db(transaction=True)

JOURNAL: dict[str, Any] = {
    "engine": "1",
    "lesson": "04-bridge-mode",
    "at_ms": 4000,
    "id": "not kept",
    "entries": [
        {"seq": 1, "at_ms": 0, "terminal": "laptop", "kind": "line", "text": "cd /tmp", "exit_code": 0},
        {
            "seq": 2,
            "at_ms": 5,
            "terminal": "laptop",
            "kind": "line",
            "text": "cd; dcos marathon app add httpi_bridge.json",
        },
    ],
}


async def post(client: AsyncClient, path: str, journal: Any = JOURNAL, **headers: str) -> HttpResponse:
    body = json.dumps({"journal": journal})
    return await client.post(path, body, content_type="application/json", headers=headers)


async def test_a_stored_link_leads_to_its_journal(client: AsyncClient) -> None:
    made = (await post(client, "/api/shared")).json()
    assert made["page"].endswith(f"/s/{made['id']}")
    journal = (await client.get(f"/api/shared/{made['id']}")).json()["journal"]
    assert [entry["text"] for entry in journal["entries"]] == [entry["text"] for entry in JOURNAL["entries"]]
    assert (journal["lesson"], journal["at_ms"], "id" in journal) == ("04-bridge-mode", 4000, False)
    assert "exit_code" not in journal["entries"][0]
    page = (await client.get(f"/s/{made['id']}")).content.decode()
    assert f'data-link="{made["id"]}"' in page
    assert 'data-lesson="04-bridge-mode"' in page


async def test_a_stored_link_is_read_only_and_deleted_by_its_secret(client: AsyncClient) -> None:
    made = (await post(client, "/api/shared")).json()
    where = f"/api/shared/{made['id']}"
    assert (await client.put(where, "{}", content_type="application/json")).status_code == 405
    for secret in ("", "Bearer ", "Bearer wrong", f"Bearer {made['id']}"):
        assert (await client.delete(where, headers={"authorization": secret})).status_code == 404
    assert (await client.get(where)).status_code == 200
    assert (await client.delete(where, headers={"authorization": f"Bearer {made['delete']}"})).status_code == 204
    assert [(await client.get(gone)).status_code for gone in (where, f"/s/{made['id']}")] == [404, 404]
    assert not await threads.read(lambda: models.Shared.objects.filter(digest=made["delete"]).exists())


async def test_a_stored_link_is_gone_after_ninety_days(client: AsyncClient) -> None:
    made = (await post(client, "/api/shared")).json()
    where = f"/api/shared/{made['id']}"

    def grow(days: float) -> None:
        models.Shared.objects.filter(pk=made["id"]).update(created=timezone.now() - timedelta(days=days))

    await threads.write(grow, DAYS - 0.01)
    assert (await client.get(where)).status_code == 200
    await threads.write(grow, DAYS)
    assert (await client.get(where)).status_code == 404
    await post(client, "/api/shared")
    assert not await threads.read(lambda: models.Shared.objects.filter(pk=made["id"]).exists())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lesson": "04-bridge-mode"}, 422),
        ({"journal": {"lesson": "nowhere", "entries": []}}, 422),
        ({"journal": {**JOURNAL, "at_ms": 4}}, 422),
        ({"journal": {**JOURNAL, "at_ms": "4000"}}, 422),
        ({"journal": {**JOURNAL, "at_ms": 10**12}}, 422),
        ([], 422),
    ],
)
async def test_what_is_no_journal_is_not_stored(client: AsyncClient, body: Any, status: int) -> None:
    response = await client.post("/api/shared", json.dumps(body), content_type="application/json")
    assert response.status_code == status
    assert response.json()["message"]


async def test_another_sites_page_stores_nothing(client: AsyncClient) -> None:
    assert (await post(client, "/api/shared", origin="https://elsewhere.example")).status_code == 403
    assert (await client.post("/api/shared", "{}", content_type="text/plain")).status_code == 415


async def test_the_twenty_first_link_in_a_minute_waits(client: AsyncClient) -> None:
    answers = [(await post(client, "/api/shared")) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


async def test_an_attempt_begins_at_the_moment_of_its_journal(client: AsyncClient) -> None:
    made = (await post(client, "/api/attempts")).json()
    async with talking(Begun(made["id"], made["write"], made["view"], "")) as socket:
        clock = socket.frames[0]["clock"]
        assert not clock["settled"]
        assert 4000 <= clock["now_ms"] < 4000 + 10_000
        await socket.say(type="undo", seq=2)
        snapshot = (await socket.hear_until("snapshot"))[-1]
        assert (snapshot["clock"]["now_ms"], snapshot["redo"]) == (0, 2)
