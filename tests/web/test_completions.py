"""Completion files: signed where every goal is met, played again by `manage.py verify`, and found out when changed."""

import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from tutorial.web import completions

pytestmark = pytest.mark.django_db(transaction=True)

Document = dict[str, Any]
LINES = [
    (1_000, "laptop", "dcos marathon app add httpi_host.json"),
    (60_000, "laptop", "dcos marathon app list --json | jq -r '.[].id'"),
    (61_000, "master", "curl http://172.16.9.84:16327"),
    (65_000, "outside", "curl -m 3 http://172.16.9.84:16327"),
]


@pytest.fixture(autouse=True)
def own_key(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path / "var"


async def file_of(client: AsyncClient, lines: list[tuple[int, str, str]], lesson: str = "01-the-cluster") -> Any:
    """What is answered to who wants the completion file of a journal."""
    entries = [{"at_ms": at, "terminal": where, "text": text} for at, where, text in lines]
    begun = (
        await client.post(
            "/api/attempts",
            {"journal": {"lesson": lesson, "entries": entries, "at_ms": 80_000}},
            content_type="application/json",
        )
    ).json()
    bearer = {"authorization": f"Bearer {begun['write']}"}
    return await client.get(f"/api/attempts/{begun['id']}/completion", headers=bearer)


def verify(path: Path, *options: str) -> str:
    said = io.StringIO()
    call_command("verify", str(path), *options, stdout=said)
    return said.getvalue()


async def test_a_completed_lesson_is_signed_and_plays_again(client: AsyncClient, tmp_path: Path) -> None:
    response = await file_of(client, LINES)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="hopscope-01-the-cluster.json"'
    path = tmp_path / "file.json"
    path.write_bytes(response.content)
    said = response.json()["completion"]
    assert len(said["entries"]) == 4
    assert said["entries"][1]["answers"], "what jq said is in it"
    told = await sync_to_async(verify)(path)
    assert told == f"lesson 01-the-cluster with content {said['lesson_hash']}: 4 entries, 3 goals met, as signed\n"
    key = tmp_path / "var" / completions.KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() not in response.content.decode()


async def test_a_lesson_with_an_open_goal_is_not_signed(client: AsyncClient) -> None:
    response = await file_of(client, LINES[:-1])
    assert (response.status_code, response.json()["code"]) == (409, "goals_open")
    assert response.json()["message"].startswith("these goals are open: ")


async def test_where_there_are_no_goals_nothing_is_signed(client: AsyncClient) -> None:
    begun = (await client.post("/api/attempts", {"scenario": "article"}, content_type="application/json")).json()
    bearer = {"authorization": f"Bearer {begun['write']}"}
    response = await client.get(f"/api/attempts/{begun['id']}/completion", headers=bearer)
    assert (response.status_code, response.json()["code"]) == (409, "no_goals")


def forged(document: Document, change: Callable[[Document], Any]) -> str:
    """A file with another content, signed by this installation all the same."""
    said = json.loads(json.dumps(document["completion"]))
    change(said)
    return json.dumps(completions.signed(said))


def changed(document: Document, change: Callable[[Document], Any]) -> str:
    """A file that somebody has changed."""
    copy = json.loads(json.dumps(document))
    change(copy)
    return json.dumps(copy)


WRONG: list[tuple[str, Callable[[Document], str], str]] = [
    (
        "an entry changed",
        lambda file: changed(file, lambda copy: copy["completion"]["entries"][0].update(text="true")),
        "the signature is not this key's, or the file was changed since",
    ),
    (
        "another's key",
        lambda file: changed(file, lambda copy: copy.update(key="00" * 32)),
        "",
    ),
    ("no file", lambda _: "{}", "this is no completion file: KeyError('format')"),
    ("no JSON", lambda _: "x", "this is no completion file: JSONDecodeError"),
    (
        "another version",
        lambda file: changed(file, lambda copy: copy.update(version=2)),
        "this is no completion file of",
    ),
    ("no base64", lambda file: changed(file, lambda copy: copy.update(signature="!")), "this is no completion file: "),
    ("an engine", lambda file: forged(file, lambda said: said.update(engine="0")), "it was made by engine 0; this is"),
    (
        "a lesson",
        lambda file: forged(file, lambda said: said.update(lesson_hash="0" * 16)),
        "lesson 01-the-cluster with content 0000000000000000 was never kept here",
    ),
    ("a goal", lambda file: forged(file, lambda said: said["entries"].pop()), "these goals are not met: "),
    (
        "an exit code",
        lambda file: forged(file, lambda said: said["entries"][3].update(exit_code=0)),
        "entry 4 ('curl -m 3 http://172.16.9.84:16327') ends with 28, not 0",
    ),
    (
        "a state",
        lambda file: forged(file, lambda said: said.update(state_hash="0" * 32)),
        "not 00000000000000000000000000000000",
    ),
]


async def test_what_is_not_so_is_found_out(client: AsyncClient, tmp_path: Path) -> None:
    document = (await file_of(client, LINES)).json()
    path = tmp_path / "file.json"
    for name, make, fault in WRONG:
        path.write_text(make(document))
        if not fault:  # the key that a file names decides nothing
            assert (await sync_to_async(verify)(path)).endswith("as signed\n")
            continue
        with pytest.raises(CommandError) as wrong:
            await sync_to_async(verify)(path)
        assert fault in str(wrong.value), name


async def test_another_installations_key_is_given_by_hand(client: AsyncClient, tmp_path: Path, settings: Any) -> None:
    document = (await file_of(client, LINES)).json()
    path = tmp_path / "file.json"
    path.write_text(json.dumps(document))
    settings.VAR_DIR = tmp_path / "other"
    with pytest.raises(CommandError, match=f"it names the key {document['key']}, not "):
        await sync_to_async(verify)(path)
    assert (await sync_to_async(verify)(path, "--key", document["key"])).endswith("as signed\n")
    with pytest.raises(CommandError, match="--key must be 64 hexadecimal digits, not 'zz'"):
        await sync_to_async(verify)(path, "--key", "zz")
    with pytest.raises(CommandError, match=r"nothing.json cannot be read"):
        await sync_to_async(verify)(tmp_path / "nothing.json")
