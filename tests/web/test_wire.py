"""What goes over the wire between a client and `/c/…`: framing, connections, headers, slashes, words of queries, nulls.

Each rule is one of the contract that real clients need (marathon-python 0.13, Marathon-LB, Mesos-DNS, the DC/OS CLI).
"""

import gzip
import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pytest
import requests

from tests.build import FILES
from tests.servers import Server
from tests.web.talk import Begun, begin_at, hurried, until

JSON = "Content-Type: application/json\r\nAccept: application/json\r\n"
EVENT = re.compile(rb"event: (\w+)\r\ndata: (\{.*\})\r\n\r\n")
TASK = {
    "appId", "healthCheckResults", "host", "id", "ports", "servicePorts", "slaveId", "stagedAt", "startedAt", "version",
    "ipAddresses", "state", "localVolumes", "region", "zone", "role",
}  # fmt: skip
HEALTH = {
    "alive", "consecutiveFailures", "firstSuccess", "lastFailure", "lastSuccess", "taskId", "lastFailureCause",
    "instanceId",
}  # fmt: skip
DEPLOYMENT = {
    "affectedApps", "currentActions", "currentStep", "id", "steps", "totalSteps", "version", "affectedPods",
}  # fmt: skip
"""What marathon-python knows; it fails on anything else."""


@pytest.fixture(scope="module")
def begun(server: Server) -> Begun:
    return hurried(server.url)


@dataclass
class Wire:
    """A connection to a cluster, byte by byte."""

    socket: socket.socket
    file: BinaryIO
    path: str

    def send(self, start: str, headers: str = "", body: bytes = b"", version: str = "1.1") -> None:
        method, path = start.split(" ", 1)
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {self.path}{path} HTTP/{version}\r\nHost: 127.0.0.1\r\n{headers}{length}\r\n"
        self.socket.sendall(head.encode() + body)

    def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the next answer, names in small letters."""
        status = int(self.file.readline().split()[1])
        lines = iter(self.file.readline, b"\r\n")
        pairs = (line.decode().rstrip("\r\n").split(": ", 1) for line in lines)
        return status, {name.lower(): value for name, value in pairs}

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer, which must say how long it is."""
        status, headers = self.head()
        return status, headers, self.file.read(int(headers["content-length"]))

    def chunk(self) -> bytes:
        """The next chunk of a body in chunks."""
        data = self.file.read(int(self.file.readline(), 16))
        assert self.file.readline() == b"\r\n"
        return data


@contextmanager
def connected(server: Server, begun: Begun) -> Iterator[Wire]:
    place = ("127.0.0.1", server.port)
    with socket.create_connection(place, timeout=30) as connection, connection.makefile("rb") as file:
        yield Wire(connection, file, f"/c/{begun.cluster}")


@pytest.fixture
def wire(server: Server, begun: Begun) -> Iterator[Wire]:
    with connected(server, begun) as found:
        yield found


@pytest.fixture(scope="module")
def url(server: Server, begun: Begun) -> str:
    return f"{server.url}/c/{begun.cluster}"


# Connections


def test_one_connection_carries_many_requests_in_their_order(wire: Wire) -> None:
    wire.send("GET /service/marathon/ping", JSON)
    wire.send("HEAD /service/marathon/v2/info")
    wire.send("GET /nowhere")
    wire.send("GET /service/marathon/v2/info")
    assert wire.answer()[2] == b'"pong"'
    status, told = wire.head()
    assert wire.answer()[0] == 404
    full = wire.answer()
    assert (status, told["content-length"], told["content-type"]) == (200, str(len(full[2])), "application/json")


def test_http_1_0_is_answered_whole_and_then_closed(wire: Wire) -> None:
    wire.send("GET /mesos/slaves", version="1.0")
    status, headers, body = wire.answer()
    assert (status, "transfer-encoding" in headers) == (200, False)
    assert json.loads(body)["slaves"]
    assert wire.file.read() == b""


def test_a_body_may_come_in_chunks_or_be_announced(server: Server, begun: Begun) -> None:
    body = json.dumps({"packageName": "marathon-lb"}).encode()
    with connected(server, begun) as chunked:
        chunked.send("POST /package/describe", JSON + "Transfer-Encoding: chunked\r\n")
        chunked.socket.sendall(b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (body[:5], len(body) - 5, body[5:]))
        assert json.loads(chunked.answer()[2])["package"]["name"] == "marathon-lb"
    with connected(server, begun) as announced:
        announced.send("POST /package/describe", f"{JSON}Expect: 100-continue\r\nContent-Length: {len(body)}\r\n")
        assert announced.head() == (100, {})
        announced.socket.sendall(body)
        assert announced.answer()[0] == 200


def test_requests_at_the_same_time_are_all_answered(url: str) -> None:
    paths = ("mesos/master/state", "mesos/master/state-summary", "mesos_dns/v1/hosts/master.mesos", "net/v1/nodes") * 6
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda path: requests.get(f"{url}/{path}", timeout=30), paths))
    assert {response.status_code for response in found} == {200}
    assert all(response.text == found[at % 4].text for at, response in enumerate(found) if at % 4 != 3)


def test_who_accepts_gzip_can_read_the_answer(wire: Wire) -> None:
    wire.send("GET /mesos/state", "Accept-Encoding: gzip\r\n")
    _, headers, body = wire.answer()
    packed = headers.get("content-encoding", "identity") == "gzip"
    assert json.loads(gzip.decompress(body) if packed else body)["slaves"]


# The stream


def test_each_event_is_one_chunk(server: Server, wire: Wire) -> None:
    begun = begin_at(server.url, scenario="article")
    with connected(server, begun) as stream, connected(server, begun) as other:
        stream.send("GET /service/marathon/v2/events", "Accept: text/event-stream\r\nAccept-Encoding: gzip\r\n")
        status, headers = stream.head()
        assert (status, headers["content-type"], headers["transfer-encoding"]) == (200, "text/event-stream", "chunked")
        other.send("POST /service/marathon/v2/apps", JSON, str(FILES["httpi_host.json"]).encode())
        assert other.answer()[0] == 201
        kinds = []
        while "deployment_success" not in kinds:
            found = EVENT.fullmatch(stream.chunk())
            assert found, "a chunk is an event, a whole event and nothing but an event"
            event = json.loads(found[2])
            assert event["eventType"] == found[1].decode()
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["timestamp"])
            kinds.append(event["eventType"])
    assert kinds[0] == "event_stream_attached"


def test_who_speaks_http_1_0_gets_events_without_chunks(server: Server, begun: Begun) -> None:
    with connected(server, begun) as stream:
        stream.send("GET /marathon/v2/events", "Accept: text/event-stream\r\n", version="1.0")
        _, headers = stream.head()
        assert not {"transfer-encoding", "content-length"} & set(headers)
        assert stream.file.readline() == b"event: event_stream_attached\r\n"


# Slashes, words, nulls


@pytest.mark.parametrize("slashes", ["", "/", "//", "//service//marathon///v2//", "/marathon//v2/apps/"])
def test_slashes_lead_nowhere_else(url: str, slashes: str) -> None:
    response = requests.get(url + slashes, timeout=10, allow_redirects=False)
    assert response.status_code == (404 if "v2//" in slashes else 200)
    assert "Location" not in response.headers


def post(url: str, definition: dict[str, Any]) -> requests.Response:
    httpi = json.loads(FILES["httpi_host.json"])
    return requests.post(f"{url}/service/marathon/v2/apps/", json={**httpi, **definition}, timeout=10)


def idle(url: str) -> None:
    until(lambda: not requests.get(f"{url}/marathon/v2/deployments", timeout=10).json())


def test_words_of_a_query_and_nulls_are_read_as_clients_write_them(url: str) -> None:
    app = f"{url}/service/marathon/v2/apps//words"
    assert post(url, {"id": "words", "labels": None, "healthChecks": None}).status_code == 201
    stop = {"id": "/words", "instances": 0, "ports": None, "dependencies": None}
    for word, status in (("force=False", 409), ("force=false", 409), ("force=True", 200), ("force=true", 200)):
        assert requests.put(f"{app}?{word}", json=stop, timeout=10).status_code == status
    idle(url)
    assert requests.put(app, json={"id": "/words", "instances": 3}, timeout=10).status_code == 200
    idle(url)
    assert requests.post(f"{app}/restart", json={}, timeout=10).json()["deploymentId"]
    idle(url)
    first, second, third = (task["id"] for task in requests.get(f"{app}/tasks", timeout=10).json()["tasks"])
    killed = requests.delete(f"{app}/tasks/{first}?scale=False&wipe=False", timeout=10)
    assert killed.json()["task"]["id"] == first
    delete = f"{url}/service/marathon/v2/tasks/delete"
    assert requests.post(f"{delete}?wipe=True", json={"ids": [second]}, timeout=10).json()["tasks"][0]["id"] == second
    scaled = requests.post(f"{delete}?scale=True", json={"ids": [third]}, timeout=10)
    assert set(scaled.json()) == {"version", "deploymentId"}
    idle(url)
    assert requests.get(app, timeout=10).json()["app"]["instances"] == 2
    requests.delete(app, timeout=10)
    idle(url)


# What comes back


def test_nothing_is_told_that_strict_clients_do_not_know(url: str) -> None:
    check = {"protocol": "TCP", "intervalSeconds": 1, "gracePeriodSeconds": 1}
    assert post(url, {"id": "/strict", "instances": 2, "healthChecks": [check]}).status_code == 201
    marathon = f"{url}/service/marathon/v2"

    def results() -> list[Any]:
        tasks = requests.get(f"{marathon}/apps/strict/tasks", timeout=10).json()["tasks"]
        assert all(set(task) <= TASK for task in tasks)
        return [result for task in tasks for result in task["healthCheckResults"]]

    assert all(set(result) <= HEALTH for result in until(results))
    requests.delete(f"{marathon}/apps/strict?force=true", timeout=10)
    idle(url)


NAMED = {"networks": [{"mode": "host", "name": "a"}]}
REFUSED = (
    ({"cmd": 3}, 400, "Invalid JSON", "/cmd", "error.expected.jsstring"),
    (NAMED, 422, "Object is not valid", "/networks", "Host networks may not have names or labels"),
)


@pytest.mark.parametrize(("fields", "status", "message", "path", "error"), REFUSED)
def test_refusals_are_compact_json_with_their_keys_in_order(
    url: str, fields: dict[str, Any], status: int, message: str, path: str, error: str
) -> None:
    response = post(url, {"id": "/refused", **fields})
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/json")
    assert response.text == f'{{"message":"{message}","details":[{{"path":"{path}","errors":["{error}"]}}]}}'


def test_a_cancelled_deployment_is_answered_without_a_body(url: str, wire: Wire) -> None:
    post(url, {"id": "/never", "cpus": 64})
    (deployment,) = requests.get(f"{url}/marathon/v2/deployments", timeout=10).json()
    assert set(deployment) == DEPLOYMENT
    wire.send(f"DELETE /service/marathon/v2/deployments/{deployment['id']}?force=true", JSON)
    status, _, body = wire.answer()
    assert (status, body) == (202, b"")
    waiting = requests.delete(f"{url}/service/marathon/v2/queue//never/delay", timeout=10)
    assert (waiting.status_code, waiting.content) == (204, b"")
    requests.delete(f"{url}/marathon/v2/apps/never", timeout=10)
    idle(url)


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"\xff", b'{"id": NaN}', b"[" * 10_000])
def test_what_is_no_definition_is_refused_with_a_message(url: str, body: bytes) -> None:
    response = requests.post(f"{url}/marathon/v2/apps", body, headers={"Content-Type": "application/json"}, timeout=10)
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/json")
    assert response.json()["message"]
