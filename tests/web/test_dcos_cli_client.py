"""The requests that the real DC/OS CLI was recorded to make, made again to a served attempt that `attach.sh` attaches.

Two generations, in their order, with their headers; the answers must have the status, the media type and the fields
that the real CLI needed (`dcos-cli-fields.json`: found by taking away each).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.servers import Server
from tests.web.dcos_cli import Answer, Cli, attached
from tests.web.talk import hurried, until

DATA = Path(__file__).parents[1] / "golden" / "data"
FIELDS = json.loads((DATA / "dcos-cli-fields.json").read_text())
RECORDINGS = {found["name"]: found for found in (json.loads(p.read_text()) for p in (DATA / "dcos-cli").glob("*.json"))}
GENERATIONS = ("1.13", "2.2")
CHANGES = (
    "app-add-host", "app-add-exists", "app-add-422", "app-show-host", "app-version-list", "app-update-instances",
    "app-restart", "app-stop", "app-start", "app-kill", "marathon-task-kill", "marathon-task-stop",
    "app-update-locked", "app-update-force", "deployment-watch", "deployment-rollback", "app-update-stdin",
    "deployment-stop", "package-list-none", "package-install", "package-list", "app-remove",
)  # fmt: skip
"""Recordings that change something, and some that look at it, in an order in which each finds what it needs."""
HANGING = ("app-update-locked", "app-update-force", "deployment-watch", "deployment-rollback")
"""Those that leave a deployment that waits for what no agent has."""
WITHOUT = {
    "app-list-401": "this cluster has no login",
    "app-list-refused": "nothing listens",
    "cluster-setup-password": "this cluster has no login",
}
PLUGIN = "dcos-core-cli"
"""The plugin, which learners bring themselves."""
PODS = "/service/marathon/v2/pods/::status"
"""There are no pods, so nothing of one is there to be looked at."""


class Attached:
    """A cluster, the CLI that is attached to it, and what recorded ids mean there."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.url = f"{server.url}/c/{hurried(server.url).cluster}"
        self.config = attached(requests.get(f"{self.url}/attach.sh", timeout=10).content, folder)
        self.cli = Cli(self.config)

    def get(self, path: str) -> Any:
        return requests.get(f"{self.url}/service/marathon/v2/{path}", timeout=10).json()

    def post(self, definition: dict[str, Any]) -> None:
        small = {"cpus": 0.1, "mem": 32}
        response = requests.post(f"{self.url}/marathon/v2/apps", json={**small, **definition}, timeout=10)
        assert response.status_code == 201, response.text

    def remove(self, app: str) -> None:
        assert requests.delete(f"{self.url}/marathon/v2/apps/{app}", timeout=10).status_code == 200
        self.idle()

    def idle(self) -> None:
        until(lambda: not self.get("deployments"))

    def meant(self, request: dict[str, Any]) -> dict[str, Any]:
        """A recorded request with the ids that this cluster has given."""
        text = json.dumps(request)
        if "/v2/deployments/" in text:
            text = text.replace("5b4fd4a0-8c66-4d2e-bb9e-77f1e6c0a3d0", self.get("deployments")[0]["id"])
        if "/v2/tasks/delete" in text:
            running = until(lambda: [t["id"] for t in self.get("tasks")["tasks"] if t["state"] == "TASK_RUNNING"])
            request = json.loads(text)
            return {**request, "body": {"ids": running[:1]}}
        if "/versions/2019" in text:
            text = text.replace("2019-07-22T15:02:11.207Z", self.get("apps/httpi/versions")["versions"][-1])
        return dict(json.loads(text))


@pytest.fixture(scope="module")
def lived_in(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attached]:
    """A cluster with something of everything: what runs, is healthy, waits, stands in a group, is a package."""
    found = Attached(server, tmp_path_factory.mktemp("lived-in"))
    (host,) = (e["request"] for e in exchanges("app-add-host", "1.13") if e["request"]["method"] == "POST")
    found.post({**host["body"], "instances": 2})
    found.post({**host["body"], "id": "/job", "cmd": "sleep 1000"})
    check = {"protocol": "TCP", "intervalSeconds": 2, "gracePeriodSeconds": 1}
    found.post({**host["body"], "id": "/shop/db", "healthChecks": [check]})
    (install,) = (e["request"] for e in exchanges("package-install", "1.13") if "install" in e["request"]["path"])
    assert found.cli.ask(install).status == 200
    found.post({"id": "/big", "cmd": "sleep 1", "cpus": 64})
    apps = {"/httpi", "/job", "/shop/db", "/marathon-lb"}
    until(lambda: apps <= {task["appId"] for task in found.get("tasks")["tasks"] if task["state"] == "TASK_RUNNING"})
    until(lambda: found.get("apps//shop/db")["app"]["tasksHealthy"])
    until(lambda: found.get("queue?embed=lastUnusedOffers")["queue"][0]["lastUnusedOffers"])
    with closing(found.cli):
        yield found


def exchanges(name: str, generation: str) -> list[Any]:
    return list(RECORDINGS[name]["runs"].get(generation, {}).get("exchanges", ()))


def needed(name: str, generation: str, request: dict[str, Any]) -> list[str]:
    call = f"{request['method']} {request['path']}"
    entries = FIELDS.get(name, {}).get(generation, ())
    return [entry["field"] for entry in entries if entry["call"] == call]


def present(document: Any, field: str) -> bool:
    """Whether a field is there, `apps[].id` in any of the apps."""
    head, _, rest = field.partition(".")
    if head == "*":
        return any(present(part, rest) for part in document)
    name, many = head.removesuffix("[]"), head.endswith("[]")
    if not isinstance(document, dict) or name not in document:
        return False
    if not rest:
        return True
    return any(present(part, rest) for part in document[name]) if many else present(document[name], rest)


def judge(answer: Answer, exchange: dict[str, Any], fields: list[str]) -> None:
    """The answer must be fit for whoever could use the recorded one."""
    recorded, accepted = exchange["response"], exchange["request"].get("headers", {}).get("accept", "")
    headers = {name.lower(): value for name, value in recorded.get("headers", {}).items()}
    assert answer.status == recorded["status"]
    if recorded.get("body") is not None and headers["content-type"].startswith("application/"):
        assert answer.headers["content-type"] in (headers["content-type"], *accepted.split(","))
    assert ("marathon-deployment-id" in answer.headers) == ("marathon-deployment-id" in headers)
    wanted = [field for field in fields if present(recorded["body"], field)]
    assert [field for field in wanted if not present(answer.document, field)] == []


def brings(request: dict[str, Any]) -> bool:
    """Whether a request is about the plugin itself."""
    return (request.get("body") or {}).get("packageName") == PLUGIN or PLUGIN in request["path"]


def looks() -> list[Any]:
    """Recordings that only look, in each generation."""
    names = sorted(set(RECORDINGS) - set(CHANGES) - set(WITHOUT))
    found = [(name, generation) for name in names for generation in GENERATIONS if exchanges(name, generation)]
    return [pytest.param(*each, id="-".join(each)) for each in found]


@pytest.mark.parametrize(("name", "generation"), looks())
def test_what_looks_gets_what_the_real_cli_needs(lived_in: Attached, name: str, generation: str) -> None:
    for exchange in exchanges(name, generation):
        request = exchange["request"]
        if not brings(request):
            fields = [] if request["path"] == PODS else needed(name, generation, request)
            judge(lived_in.cli.ask(lived_in.meant(request)), exchange, fields)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_what_changes_the_cluster_is_answered_as_the_real_one_answered(
    server: Server, tmp_path: Path, generation: str
) -> None:
    cluster = Attached(server, tmp_path)
    before: dict[str, Callable[[], None]] = {
        "app-update-locked": lambda: cluster.post({"id": "/webshop/web", "cmd": "sleep 9", "cpus": 64}),
        "app-update-stdin": lambda: cluster.remove("webshop/web"),
        "deployment-stop": lambda: cluster.post({"id": "/big", "cmd": "sleep 9", "cpus": 64}),
    }
    with closing(cluster.cli):
        for name in CHANGES:
            before.get(name, lambda: None)()
            replay(cluster, name, generation)
            if name not in HANGING:
                cluster.idle()
    assert [app["id"] for app in cluster.get("apps")["apps"]] == ["/big", "/marathon-lb"]


def replay(cluster: Attached, name: str, generation: str) -> None:
    """Ask what was asked in a recording, and judge each answer."""
    for exchange in exchanges(name, generation):
        request = cluster.meant(exchange["request"])
        answer = cluster.cli.ask(request)
        try:
            judge(answer, exchange, needed(name, generation, exchange["request"]))
        except AssertionError as error:
            raise AssertionError(f"{name}: {request['method']} {request['path']}: {answer.body!r}") from error
