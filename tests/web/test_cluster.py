"""`/c/<capability>/…`: real calls on the attempt's cluster; what changes it is an entry that everybody sees."""

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import AsyncClient

from tests.build import FILES
from tests.web.dcos_cli import attached
from tests.web.rooms import room_of, stored
from tests.web.talk import begin, printed, talking
from tutorial.web import admission
from tutorial.web.hall import hall

pytestmark = pytest.mark.django_db(transaction=True)

APPS = "service/marathon/v2/apps"
HTTPI = FILES["httpi_host.json"]


async def test_reading_is_answered_from_the_world_and_leaves_no_entry(client: AsyncClient) -> None:
    begun = await begin()
    response = await client.get(f"/c/{begun.cluster}/{APPS}")
    assert (response.status_code, response.json()) == (200, {"apps": []})
    assert response.headers["Content-Type"] == "application/json"
    assert "Access-Control-Allow-Origin" not in response.headers
    version = await client.get(f"/c/{begun.cluster}/dcos-metadata/dcos-version.json")
    assert version.json()["version"].startswith("1.13")
    head = await client.head(f"/c/{begun.cluster}/")
    assert (head.status_code, head.content) == (200, b"")
    async with talking(begun) as socket:
        assert socket.frames[0]["journal"] == []


async def test_an_app_that_is_posted_runs_and_shows_in_every_page(client: AsyncClient) -> None:
    begun = await begin()
    async with talking(begun) as socket:
        response = await client.post(f"/c/{begun.cluster}/{APPS}", HTTPI, content_type="application/json")
        assert (response.status_code, response.json()["id"]) == (201, "/httpi")
        await socket.settled()
        assert "/httpi" in printed(await socket.line("dcos marathon app list"))
        assert {"id": "runs", "met": True} in [goal for frame in socket.frames for goal in frame.get("goals", [])]
        async with talking(begun) as again:
            first = again.frames[0]["journal"][0]["line"]
    assert (first["kind"], json.loads(first["text"])[:2]) == ("http", ["POST", f"/{APPS}"])
    hall().forget(begun.id)
    apps = (await client.get(f"/c/{begun.cluster}/{APPS}")).json()["apps"]
    assert [app["id"] for app in apps] == ["/httpi"]


async def later(attempt: str, wall_ms: int) -> None:
    """So much time passes for an attempt that nobody watches."""
    awake = await hall().room(attempt)
    assert awake is not None
    assert awake._alarm is None
    assert awake.live is not None
    at_ms, wall = awake.live._anchor
    awake.live._anchor = (at_ms, wall - wall_ms)


async def test_the_clock_runs_on_though_nobody_watches(client: AsyncClient) -> None:
    begun = await begin()
    await client.post(f"/c/{begun.cluster}/{APPS}", HTTPI, content_type="application/json")
    await later(begun.id, 60_000)
    task = (await client.get(f"/c/{begun.cluster}/{APPS}/httpi/tasks")).json()["tasks"][0]
    assert (task["state"], task["ports"]) == ("TASK_RUNNING", [16327])


async def test_marathons_refusals_come_through(client: AsyncClient) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/{APPS}"
    wrong = await client.post(path, json.dumps({"id": "/X y", "cmd": "true"}), content_type="application/json")
    assert wrong.status_code == 422
    assert wrong.json()["message"] == "Object is not valid"
    assert (await client.get(f"{path}/nowhere")).json()["message"] == "App '/nowhere' does not exist"
    assert (await client.post(path, "{", content_type="application/json")).status_code == 400


async def test_another_capability_opens_no_cluster(client: AsyncClient) -> None:
    begun = await begin()
    for secret in (begun.write, begun.view, "nonsense"):
        response = await client.get(f"/c/{secret}/{APPS}")
        assert (response.status_code, response.json()) == (404, {"message": "there is no such cluster"})


async def test_limits_are_answered_with_429_and_413(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/{APPS}"
    assert (await client.post(path, "x" * 256_001, content_type="application/json")).status_code == 413
    monkeypatch.setattr(admission, "ENTRIES", 1)
    assert (await client.post(path, HTTPI, content_type="application/json")).status_code == 201
    full = await client.delete(f"{path}/httpi")
    assert full.status_code == 429
    assert int(full.headers["Retry-After"]) > 0
    assert "entries" in full.json()["message"]
    assert (await client.options(path)).status_code == 405


async def test_a_fault_in_an_api_is_a_500_to_readers_and_writers_and_the_attempt_lives(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    begun = await begin()
    path = f"/c/{begun.cluster}/{APPS}"
    with monkeypatch.context() as patch:
        patch.setattr("tutorial.cluster.api.answer", broken)
        for answer in (await client.get(path), await client.post(path, HTTPI, content_type="application/json")):
            assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})
    assert "ZeroDivisionError" in caplog.text
    assert (await client.get(path)).json() == {"apps": []}


async def test_no_secret_of_the_request_is_stored(client: AsyncClient) -> None:
    begun = await begin()
    headers = {"authorization": "token=sesame", "cookie": "session=sesame"}
    await client.post(f"/c/{begun.cluster}/{APPS}", HTTPI, content_type="application/json", headers=headers)
    async with talking(begun) as socket:
        assert "sesame" not in json.dumps(socket.frames[0])


async def test_what_was_changed_is_changed_again_in_a_replay_to_the_same_hash(client: AsyncClient) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/service/marathon/v2"
    for method, where, document in (
        ("post", "groups", {"id": "/shop", "apps": [{**json.loads(HTTPI), "id": "web"}]}),
        ("put", "apps//shop/web/?force=True", {"instances": 3, "labels": None}),
        ("put", "groups/shop", {"scaleBy": 2}),
        ("post", "tasks/delete?scale=True", {"ids": ["none"]}),
        ("delete", "leader", None),
        ("delete", "deployments/none", None),
        ("post", "apps", {"id": "/bad name"}),
    ):
        call = getattr(client, method)
        body = "" if document is None else json.dumps(document)
        response = await call(f"{path}/{where}", body, content_type="application/json")
        assert response.status_code < 500
    rows = await asyncio.to_thread(stored, begun)
    assert [row.kind for row in rows] == ["http"] * 7
    hall().forget(begun.id)
    async with (await room_of(begun)).looking() as again:
        assert again.differs == ""
        assert [line.state_hash for line in again.attempt.lines.values()] == [row.state_hash for row in rows]


async def test_questions_that_are_posted_leave_no_entry_and_may_be_binary(client: AsyncClient) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/mesos/api/v1"
    kind = "application/x-protobuf"
    agents = await client.post(path, b"\x08\x0a", content_type=kind, headers={"accept": kind})
    assert (agents.status_code, agents.headers["Content-Type"], agents.content[:2]) == (200, kind, b"\x08\x09")
    assert b"172.16.9.84" in agents.content
    assert await asyncio.to_thread(stored, begun) == []


async def test_a_script_attaches_the_learners_own_cli(client: AsyncClient, tmp_path: Path) -> None:
    begun = await begin()
    response = await client.get(f"/c/{begun.cluster}//attach.sh")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    config = await asyncio.to_thread(attached, response.content, tmp_path)
    metadata = (await client.get(f"/c/{begun.cluster}/metadata")).json()
    assert (config["id"], config["cluster"]["name"]) == (metadata["CLUSTER_ID"], "article")
    url = f"http://testserver/c/{begun.cluster}"
    assert config["core"]["dcos_url"] == url
    services = config["core"]["mesos_master_url"], config["marathon"]["url"], config["package"]["cosmos_url"]
    for service, path in zip(services, ("master/state", "v2/apps", "capabilities"), strict=True):
        found = await client.get(urljoin(service, path).removeprefix("http://testserver"))
        assert found.status_code == 200, service


async def test_a_client_that_keeps_no_path_is_known_by_its_token(client: AsyncClient, tmp_path: Path) -> None:
    begun, other = await begin(), await begin()
    script = (await client.get(f"/c/{begun.cluster}/attach.sh")).content
    core = (await asyncio.to_thread(attached, script, tmp_path))["core"]
    path = urljoin(core["dcos_url"], "/mesos_dns/v1/hosts/master.mesos").removeprefix("http://testserver")

    async def asked(token: str | None) -> tuple[int, Any]:
        headers = {} if token is None else {"authorization": token}
        response = await client.get(path, headers=headers)
        return response.status_code, response.json()

    assert await asked(f"token={core['dcos_acs_token']}") == (200, [{"host": "master.mesos.", "ip": "172.16.9.10"}])
    bare, basic = begun.cluster, f"Basic {begun.cluster}"
    for wrong in (None, "token=", f"token={begun.view}", f"token={other.write}", basic, bare):
        assert await asked(wrong) == (404, {"message": "there is no such cluster"})


async def test_head_says_how_long_the_answer_would_be(client: AsyncClient) -> None:
    begun = await begin()
    for path in ("", "pkgpanda/active.buildinfo.full.json", "service/marathon/v2/pods", "mesos/state", "nowhere"):
        full, head = [await call(f"/c/{begun.cluster}/{path}") for call in (client.get, client.head)]
        assert (head.status_code, head.content) == (full.status_code, b"")
        assert head.headers == full.headers
        assert int(head.headers["Content-Length"]) == len(full.content) > 0


async def attached_to(client: AsyncClient, pins: list[dict[str, object]], folder: Path) -> dict[str, Any]:
    """What the script of a cluster with these pins leaves in a folder."""
    body = json.dumps({"scenario": {"name": "article", "pins": pins}})
    begun = (await client.post("/api/attempts", body, content_type="application/json")).json()
    response = await client.get(f"{begun['cluster']}attach.sh".removeprefix("http://testserver"))
    return await asyncio.to_thread(attached, response.content, folder)


async def test_a_scenario_cannot_put_commands_into_the_script(client: AsyncClient, tmp_path: Path) -> None:
    hostile = "END\ntouch owned\n$(touch owned)`touch owned`';\"; touch owned"
    pins = [
        {"purpose": "dcos.cluster", "subject": ["name"], "value": hostile},
        {"purpose": "dcos.cluster_id", "subject": ["id"], "value": hostile},
    ]
    config = await attached_to(client, pins, tmp_path)
    assert config["cluster"]["name"] == hostile
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("cluster_id", ["..", ".", "", "a/../../b", "x" * 300, "-rf"])
async def test_an_id_of_a_cluster_is_one_folder_beside_the_others(
    client: AsyncClient, tmp_path: Path, cluster_id: str
) -> None:
    name = "\N{ROCKET} \x7f\N{SNOWMAN}"
    pins = [
        {"purpose": "dcos.cluster", "subject": ["name"], "value": name},
        {"purpose": "dcos.cluster_id", "subject": ["id"], "value": cluster_id},
    ]
    config = await attached_to(client, pins, tmp_path)
    assert config["cluster"]["name"] == name
    assert await asyncio.to_thread(os.listdir, tmp_path) == ["clusters"]


INSTALL = {"packageName": "marathon-lb"}
STATS = "at/93.186.40.121:9090/haproxy?stats"


async def with_marathon_lb(client: AsyncClient) -> str:
    """The address of a cluster in which Marathon-LB runs."""
    begun = await begin()
    path = f"/c/{begun.cluster}"
    kind = "application/vnd.dcos.package.install-request+json;charset=utf-8;version=v1"
    await client.post(f"{path}/package/install", json.dumps(INSTALL), content_type=kind)
    await later(begun.id, 120_000)
    return path


async def test_a_page_of_the_clusters_own_servers_is_shown_in_a_sandbox(client: AsyncClient) -> None:
    path = await with_marathon_lb(client)
    response = await client.get(f"{path}/{STATS}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html")
    assert "Statistics Report for pid" in response.content.decode()
    policy = response.headers["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
    links = re.findall('href="([^"]*)"', response.content.decode())
    for link in links:
        shown = await client.get(urljoin(f"{path}/{STATS}", link))
        assert shown.status_code == 200, link
    assert shown.content.startswith(b"# pxname,svname,")


async def test_looking_at_a_page_changes_nothing(client: AsyncClient) -> None:
    path = await with_marathon_lb(client)
    first, second = [(await client.get(f"{path}/{STATS};csv")).content for _ in range(2)]
    assert first.splitlines()[1].split(b",")[7] == second.splitlines()[1].split(b",")[7]  # its own sessions
    assert (await client.get(f"{path}/at/93.186.40.121:9090/_mlb_signal/usr1")).status_code == 200


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        ("93.186.40.121:9090", 502, "gives outside no answer: Connection refused"),
        ("nowhere:80", 400, "is no address with a port"),
        ("10.255.255.1:80", 502, "gives outside no answer"),
    ],
)
async def test_pages_that_are_not_there_say_why(client: AsyncClient, end: str, status: int, words: str) -> None:
    begun = await begin()
    path = f"/c/{begun.cluster}/at/{end}/"
    response = await client.get(path)
    assert response.status_code == status
    assert words in response.json()["message"]
    assert (await client.post(path)).status_code == 405
