"""Pages: what they show, what they may load, what they tell nobody."""

import copy
import json
import logging
import sys
from logging.config import DictConfigurator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from tests.web.talk import begin
from tutorial.web.masking import Masked, masked
from tutorial.web.middleware import HEADERS, OF_DOCUMENTS, secured

SCHEMA = Path(__file__).parents[2] / "docs" / "marathon-app.schema.json"
pytestmark = pytest.mark.django_db(transaction=True)


async def text(client: AsyncClient, path: str) -> str:
    response = await client.get(path)
    assert response.status_code == 200
    return response.content.decode()


async def test_home_lists_every_lesson(client: AsyncClient) -> None:
    assert 'href="/l/02-host-mode"' in await text(client, "/")


async def test_a_lesson_shows_its_steps_and_goals(client: AsyncClient) -> None:
    shown = await text(client, "/l/02-host-mode")
    assert "The app `/httpi` runs as one task" in shown
    assert 'class="run"' in shown


async def test_an_attempts_page_and_its_view_show_its_lesson(client: AsyncClient) -> None:
    begun = await begin()
    page, view = await text(client, f"/a/{begun.id}"), await text(client, f"/v/{begun.view}")
    for shown in (page, view):
        assert "The app `/httpi` runs as one task" in shown
        assert begun.id in shown
    assert begun.view in view
    assert begun.view not in page
    assert begun.write not in page + view


async def test_pages_are_compressed_unless_they_hold_a_capability(client: AsyncClient) -> None:
    begun = await begin()
    for path in ("/", "/l/02-host-mode", f"/a/{begun.id}"):
        response = await client.get(path, headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"
        assert "gzip" not in (await client.get(path)).headers.get("Content-Encoding", "")
    shown = await client.get(f"/v/{begun.view}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in shown.headers


async def test_an_attempt_without_a_lesson_has_a_page(client: AsyncClient) -> None:
    begun = await begin(lesson=None)
    assert begun.id in await text(client, f"/a/{begun.id}")


async def test_what_is_not_there_is_404(client: AsyncClient) -> None:
    begun = await begin()
    for path in ("/l/99-nowhere", "/a/nowhere", "/v/nonsense", f"/v/{begun.write}", f"/v/{begun.cluster}", "/nowhere"):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/", "/l/02-host-mode", "/nowhere", "/healthz", "/api/openapi.json", "/c/nothing/"])
async def test_every_answer_carries_the_security_headers(client: AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("kind", "left_out"),
    [
        ("text/html; charset=utf-8", set()),
        ("image/svg+xml", set()),
        ('text/javascript; charset="utf-8"', OF_DOCUMENTS),
        ("text/css", OF_DOCUMENTS),
    ],
)
def test_what_only_documents_obey_is_not_said_of_scripts_and_styles(kind: str, left_out: set[str]) -> None:
    assert HEADERS.keys() - secured(HttpResponse(content_type=kind)).headers.keys() == left_out


def test_the_policy_lets_nothing_in_that_is_not_ours() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_no_page_has_inline_script_or_style(client: AsyncClient) -> None:
    begun = await begin()
    for path in ("/", "/l/02-host-mode", f"/v/{begun.view}"):
        shown = await text(client, path)
        assert "<style" not in shown
        assert " style=" not in shown
        assert " onclick=" not in shown
        assert all("src=" in tag.split(">")[0] for tag in shown.split("<script")[1:])


async def test_a_fault_of_ours_has_a_page_of_its_own(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tutorial.web.starts.lessons", broken)
    response = await client.get("/")
    assert response.status_code == 500
    assert "ZeroDivisionError" not in response.content.decode()


async def test_the_schema_of_app_definitions_is_served_as_the_docs_have_it(client: AsyncClient) -> None:
    response = await client.get("/schemas/marathon-app.json")
    assert response.headers["Content-Type"] == "application/schema+json"
    assert json.loads(response.content) == json.loads(SCHEMA.read_text())
    assert (await client.post("/schemas/marathon-app.json")).status_code == 405


# Logs


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Not Found: /v/sEcReT-1", "Not Found: /v/…"),
        ("GET /c/sEcReT/service/marathon/v2/apps", "GET /c/…/service/marathon/v2/apps"),
        ("http://x/a/abc#w=sEcReT'", "http://x/a/abc#w=…'"),
        ("Authorization: Bearer sEcReT", "Authorization: Bearer …"),
        ("GET /v2/apps", "GET /v2/apps"),
    ],
)
def test_capabilities_are_masked_in_what_is_logged(said: str, logged: str) -> None:
    assert masked(said) == logged


async def test_a_view_that_is_not_found_is_not_logged_with_its_secret(
    client: AsyncClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caplog.handler, "formatter", Masked())
    with caplog.at_level(logging.WARNING):
        await client.get("/v/sEcReT")
    assert "/v/…" in caplog.text
    assert "sEcReT" not in caplog.text


@pytest.mark.parametrize("said", ["/c/sEcReT/x", "/v/sEcReT", "Bearer sEcReT"])
def test_the_text_of_an_exception_is_masked_as_the_settings_log_it(settings: Any, said: str) -> None:
    name = settings.LOGGING["handlers"]["console"]["formatter"]
    formatters = copy.deepcopy(settings.LOGGING["formatters"])
    formatter = DictConfigurator(settings.LOGGING).configure_formatter(formatters[name])
    try:
        raise ValueError(said)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it failed", (), sys.exc_info())
    logged = formatter.format(record)
    assert "ValueError" in logged
    assert "sEcReT" not in logged
