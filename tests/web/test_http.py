"""The HTTP interface: beginning attempts, reading them, revoking; the document that describes it."""

import json
from contextlib import AsyncExitStack
from typing import Any

import jsonschema
import pytest
from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import resolve

from tests.build import app
from tests.web.talk import Begun, Client, Closed, begin, talking
from tutorial.web import limits, threads
from tutorial.web.hall import Hall, hall
from tutorial.web.operations import openapi

pytestmark = pytest.mark.django_db(transaction=True)

LESSON = {"lesson": "02-host-mode"}


async def post(client: AsyncClient, body: Any, **headers: str) -> HttpResponse:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    kind = headers.pop("content_type", "application/json")
    return await client.post("/api/attempts", text, content_type=kind, headers=headers)


async def get(client: AsyncClient, begun: Begun, path: str = "", secret: str | None = None) -> HttpResponse:
    bearer = {"authorization": f"Bearer {begun.write if secret is None else secret}"}
    return await client.get(f"/api/attempts/{begun.id}{path}", headers=bearer)


# Beginning


async def test_a_lesson_begins_an_attempt_with_three_capabilities(client: AsyncClient) -> None:
    response = await post(client, LESSON)
    document = response.json()
    assert response.status_code == 201
    assert set(document) == {"id", "write", "view", "cluster", "socket", "page"}
    assert document["socket"] == f"ws://testserver/ws/attempts/{document['id']}"
    assert document["page"] == f"http://testserver/a/{document['id']}#w={document['write']}"
    assert document["cluster"].startswith("http://testserver/c/")
    cluster = document["cluster"].split("/")[4]
    assert len({document["write"], document["view"], cluster}) == 3
    assert min(map(len, (document["write"], document["view"], cluster))) >= 22
    assert response.headers["Cache-Control"] == "no-store"
    async with talking(Begun(document["id"], document["write"], document["view"], cluster)) as socket:
        assert socket.frames[0]["lesson"] == "02-host-mode"


async def test_public_url_stands_in_every_address(client: AsyncClient, settings: Any) -> None:
    settings.PUBLIC_URL = "https://course.example.org"
    assert (await post(client, LESSON, origin="http://testserver")).status_code == 403
    document = (await post(client, LESSON, origin="https://course.example.org")).json()
    assert document["socket"].startswith("wss://course.example.org/ws/")
    assert document["page"].startswith("https://course.example.org/a/")
    assert document["cluster"].startswith("https://course.example.org/c/")


async def test_a_scenario_begins_an_attempt_with_its_files_and_seed(client: AsyncClient) -> None:
    scenario = {"name": "article", "files": {"note.txt": "hello\n"}}
    document = (await post(client, {"scenario": scenario, "seed": 7})).json()
    begun = Begun(document["id"], document["write"], document["view"], "")
    async with talking(begun) as socket:
        assert socket.frames[0]["lesson"] is None
        assert "hello" in json.dumps(await socket.line("cat note.txt"))
    assert (await get(client, begun)).json()["seed"] == "7"


async def test_a_journal_begins_an_attempt_that_ends_up_in_the_same_state(client: AsyncClient) -> None:
    begun = await begin()
    async with talking(begun) as socket:
        await socket.line("dcos marathon app add httpi_host.json")
        await socket.settled()
        await socket.line("dcos marathon app list --json | jq length")
        await socket.line("cd /tmp", "master")
    journal = (await get(client, begun, "/journal")).json()
    assert [entry["seq"] for entry in journal["entries"]] == [1, 2, 3]
    copied = (await post(client, {"journal": journal})).json()
    copy = Begun(copied["id"], copied["write"], copied["view"], "")
    states = [(await get(client, each)).json() for each in (begun, copy)]
    assert states[0]["state_hash"] == states[1]["state_hash"]
    assert states[1]["goals"] == states[0]["goals"]
    assert not states[1]["read_only"]
    async with talking(copy) as socket:
        assert (await socket.line("pwd", "master"))[-1]["line"] == 4


DAY_MS = 86_400_000


def clocks(*at_ms: int) -> dict[str, Any]:
    """A body with a journal that has an entry at each of these times."""
    entries = [{"at_ms": each, "kind": "clock", "text": "1"} for each in at_ms]
    return {"journal": {"scenario": "article", "entries": entries}}


NO_REQUESTS = (
    {},
    "GET",
    ["GET", "/", [], []],
    ["GET", "/", [], [], "", ""],
    [1, "/", [], [], ""],
    ["GET", None, [], [], ""],
    ["GET", "/", {}, [], ""],
    ["GET", "/", [["a"]], [], ""],
    ["GET", "/", [["a", 1]], [], ""],
    ["GET", "/", [], ["ab"], ""],
    ["GET", "/", [], [], 5],
)


def calls(*documents: Any) -> dict[str, Any]:
    """A journal of calls over HTTP."""
    entries = [{"at_ms": at, "kind": "http", "text": json.dumps(call)} for at, call in enumerate(documents)]
    return {"journal": {"scenario": "article", "entries": entries}}


WRONG = (
    (clocks(10 * DAY_MS + 1), 422, "entries[0].at_ms must be at most 10 days after"),
    (clocks(0, 10 * DAY_MS, 20 * DAY_MS + 1), 422, "entries[2].at_ms must be at most 10 days after"),
    (clocks(*range(0, 367 * DAY_MS, 10 * DAY_MS), 366 * DAY_MS), 422, "entries[37].at_ms must be a whole number"),
    ("{", 400, "JSON"),
    ('"lesson"', 422, "JSON object"),
    ({}, 422, "one of lesson, scenario, journal"),
    ({"lesson": "02-host-mode", "scenario": "article"}, 422, "one of lesson, scenario, journal"),
    ({"lesson": "99-nowhere"}, 422, "no lesson 99-nowhere"),
    ({"lesson": 7.5}, 422, "lesson must be a text"),
    ({"lesson": "02-host-mode", "colour": "red"}, 422, "colour is not a field"),
    ({"lesson": "02-host-mode", "seed": ["x"]}, 422, "seed must be a text"),
    ({"scenario": "nowhere"}, 422, "no scenario 'nowhere'"),
    ({"scenario": {"epoch": "yesterday"}}, 422, "scenario.epoch"),
    ({"scenario": {"pins": 3}}, 422, "scenario"),
    ({"scenario": {"pins": [{"purpose": [], "subject": {}, "value": {}}]}}, 422, "scenario"),
    ({"scenario": [1]}, 422, "a scenario must be a name or a table"),
    ({"journal": {"entries": []}}, 422, "a scenario must be a name or a table"),
    ({"journal": []}, 422, "list of entries"),
    ({"journal": {"scenario": "article", "entries": [3]}}, 422, "entries[0]"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "terminal": "S 1", "text": ""}]}}, 422, "terminal"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": True, "terminal": "S1", "text": ""}]}}, 422, "at_ms"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 1e12, "terminal": "S1", "text": ""}]}}, 422, "at_ms"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": "magic"}]}}, 422, "kind"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": ["x"]}]}}, 422, "kind must be one of"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": {}}]}}, 422, "kind must be one of"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": "http", "text": "[" * 5000}]}}, 422, "text"),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": "http", "text": "x"}]}}, 422, "request"),
    *((calls(document), 422, "entries[0].text must be a request: it is [method, path") for document in NO_REQUESTS),
    ({"journal": {"scenario": "article", "entries": [{"at_ms": 0, "kind": "clock", "text": "nan"}]}}, 422, "speed"),
    ({"journal": {"lesson": "02-host-mode", "lesson_hash": "0" * 16, "entries": []}}, 422, "content"),
    ('{"scenario": "article", "seed": "\\u0000"}', 422, "NUL"),
    ('{"scenario": {"files": {"a": "\\ud800"}}}', 422, "Unicode"),
    (b'{"scenario": "\xff"}', 400, "UTF-8"),
)


async def test_a_journal_may_let_ten_days_pass_between_entries(client: AsyncClient) -> None:
    assert (await post(client, clocks(10 * DAY_MS, 20 * DAY_MS))).status_code == 201


@pytest.mark.parametrize(("body", "status", "message"), WRONG)
async def test_a_wrong_body_is_refused_with_what_is_wrong(
    client: AsyncClient, body: Any, status: int, message: str
) -> None:
    response = await post(client, body)
    assert (response.status_code, message in response.json()["message"]) == (status, True), response.json()


async def test_another_content_type_is_refused(client: AsyncClient) -> None:
    assert (await post(client, LESSON, content_type="text/plain")).status_code == 415
    assert (await post(client, LESSON, content_type="application/json; charset=utf-8")).status_code == 201


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://elsewhere.example", 403), ("http://testserver", 201), ("null", 201), ("http://testserver:8000", 403)],
)
async def test_another_sites_page_may_not_begin_attempts(client: AsyncClient, origin: str, status: int) -> None:
    assert (await post(client, LESSON, origin=origin)).status_code == status


async def test_a_host_that_is_not_ours_is_refused(client: AsyncClient) -> None:
    assert (await post(client, LESSON, host="elsewhere.example")).status_code == 400


async def test_a_body_over_256_kb_is_refused(client: AsyncClient) -> None:
    fits = {"scenario": {"files": {"a": "x" * 255_000}}}
    assert (await post(client, fits)).status_code == 201
    assert (await post(client, {"scenario": {"files": {"a": "x" * 256_000}}})).status_code == 413


async def test_refused_bodies_count_as_attempts(client: AsyncClient) -> None:
    for _ in range(limits.ATTEMPTS_A_MINUTE):
        assert (await post(client, "{")).status_code == 400
    assert (await post(client, "{")).status_code == 429


async def test_the_twenty_first_attempt_in_a_minute_waits(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(limits.ATTEMPTS_A_MINUTE):
        assert not hall().newcomers.wait("127.0.0.1")
    response = await post(client, LESSON)
    assert (response.status_code, response.json()["code"]) == (429, "rate")
    assert 1 <= int(response.headers["Retry-After"]) <= 4


# Reading


async def test_the_state_tells_where_an_attempt_stands(client: AsyncClient) -> None:
    begun = await begin()
    async with talking(begun) as socket:
        await socket.line("true")
    state = (await get(client, begun, secret=begun.view)).json()
    assert (state["id"], state["can"], state["branch"], state["entries"]) == (begun.id, "view", "main", 1)
    assert {goal["id"] for goal in state["goals"]} >= {"runs", "answered"}
    assert state["clock"]["settled"]


async def test_the_output_of_a_line_is_plain_text(client: AsyncClient) -> None:
    begun = await begin()
    async with talking(begun) as socket:
        await socket.line("echo '<b>é</b>'")
    response = await get(client, begun, "/lines/1/output")
    assert response.content.decode() == "<b>é</b>\n"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await get(client, begun, "/lines/2/output")).status_code == 404


@pytest.mark.parametrize("path", ["", "/journal", "/lines/1/output"])
async def test_nothing_is_told_without_a_capability_of_the_attempt(client: AsyncClient, path: str) -> None:
    begun, other = await begin(), await begin()
    for secret in ("", "nonsense", other.write, begun.cluster):
        response = await get(client, begun, path, secret)
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (await get(client, Begun("nowhere", begun.write, "", ""), path)).status_code == 404


async def test_a_stored_attempt_is_read_by_another_process(client: AsyncClient) -> None:
    begun = await begin()
    async with talking(begun) as socket:
        await socket.line("cd /tmp")
    before = (await get(client, begun)).json()
    hall.cache_clear()
    assert isinstance(hall(), Hall)
    assert (await get(client, begun)).json() == before


# Revoking


async def test_a_revoked_capability_opens_nothing_and_its_sockets_are_closed(client: AsyncClient) -> None:
    begun = await begin()
    bearer = {"authorization": f"Bearer {begun.view}"}
    async with talking(begun, can="view") as viewer, talking(begun) as writer:
        refused = await client.delete(f"/api/attempts/{begun.id}/capabilities/view", headers=bearer)
        assert refused.status_code == 403
        bearer = {"authorization": f"Bearer {begun.write}"}
        assert (await client.delete(f"/api/attempts/{begun.id}/capabilities/view", headers=bearer)).status_code == 204
        with pytest.raises(Closed) as closed:
            await viewer.hear()
        assert closed.value.code == 4401
        await writer.line("true")
    assert (await get(client, begun, secret=begun.view)).status_code == 401
    assert (await get(client, begun)).status_code == 200
    unknown = await client.delete(f"/api/attempts/{begun.id}/capabilities/all", headers=bearer)
    assert unknown.status_code == 404


# The document


async def test_every_operation_of_the_document_answers_as_it_says(client: AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    assert document == json.loads(json.dumps(openapi()))
    begun = await begin()
    async with talking(begun) as socket:
        await socket.line("true")
    bodies = {"/api/attempts": LESSON, "/api/shared": {"journal": {"scenario": "article", "entries": []}}}
    link = (await client.post("/api/shared", bodies["/api/shared"], content_type="application/json")).json()
    for path, methods in document["paths"].items():
        where = path.format(attempt=begun.id, seq=1, kind="cluster", link=link["id"])
        bearer = {"authorization": f"Bearer {link['delete'] if 'link' in path else begun.write}"}
        assert resolve(where)
        assert (await client.patch(where)).status_code == 405
        for method, operation in methods.items():
            body = {"data": json.dumps(bodies[path]), "content_type": "application/json"} if method == "post" else {}
            response = await getattr(client, method)(where, headers=bearer, **body)
            described = operation["responses"][str(response.status_code)]
            assert response.status_code == 409 if path.endswith("/completion") else response.status_code < 300
            for kind, content in described["content"].items():
                assert response.headers["Content-Type"].startswith(kind)
                if kind == "application/json":
                    jsonschema.validate(response.json(), {**content["schema"], "components": document["components"]})


async def test_head_is_answered_as_get(client: AsyncClient) -> None:
    begun = await begin()
    bearer = {"authorization": f"Bearer {begun.write}"}
    assert (await client.head(f"/api/attempts/{begun.id}", headers=bearer)).status_code == 200


async def test_health(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = await client.get("/healthz")
    assert (alive.status_code, alive.content) == (200, b"ok")
    assert (await client.get("/readyz")).json() == {"ready": True, "reasons": []}

    async def broken(*_: object) -> None:
        raise ConnectionError("no layer")

    monkeypatch.setattr("channels.layers.InMemoryChannelLayer.send", broken)
    unready = await client.get("/readyz")
    assert (unready.status_code, unready.json()["reasons"]) == (503, ["channel layer: ConnectionError('no layer')"])


async def test_a_journal_with_a_large_call_can_be_begun_with_again(client: AsyncClient) -> None:
    body = app(env={f"V{number}": "x" * 60 for number in range(1_200)})
    assert len(body) > 80_000
    first = (await post(client, {"scenario": "article"})).json()
    path = f"{first['cluster'].partition('testserver')[2]}service/marathon/v2/apps"
    assert (await client.post(path, body, content_type="application/json")).status_code == 201
    bearer = {"authorization": f"Bearer {first['write']}"}
    journal = (await client.get(f"/api/attempts/{first['id']}/journal", headers=bearer)).json()
    assert (await post(client, {"journal": journal})).status_code == 201


async def test_a_capability_is_revoked_for_sockets_of_a_room_that_is_new(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = await begin()
    sockets: list[Client] = []
    written = threads.write

    async def meanwhile(call: Any, *args: Any) -> Any:
        hall().forget(begun.id)
        sockets.append(await stack.enter_async_context(talking(begun, can="view")))
        return await written(call, *args)

    async with AsyncExitStack() as stack:
        monkeypatch.setattr("tutorial.web.api.threads.write", meanwhile)
        bearer = {"authorization": f"Bearer {begun.write}"}
        assert (await client.delete(f"/api/attempts/{begun.id}/capabilities/view", headers=bearer)).status_code == 204
        monkeypatch.undo()
        with pytest.raises(Closed) as closed:
            await sockets[0].hear_until("never")
        assert closed.value.code == 4401
