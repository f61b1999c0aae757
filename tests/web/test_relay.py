"""`manage.py relay`: a real cluster on a real server, read through a port without a path, as Mesos-DNS reads it."""

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.commands import MANAGE, run
from tests.servers import ROOT, Server, daphne
from tests.web.talk import Begun, begin_at
from tutorial.web import relay

SECRET = "sEcReT-capability"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with daphne() as running:
        yield running


@pytest.fixture(scope="module")
def begun(server: Server) -> Begun:
    return begin_at(server.url, scenario="article")


@contextmanager
def relaying(url: str) -> Iterator[tuple[str, list[str]]]:
    """A running `manage.py relay`: its address, and in the end all that it said. Ctrl-C must end it at once."""
    command = [*MANAGE, "relay", url, "--listen", "127.0.0.1:0"]
    pipe, said = subprocess.PIPE, list[str]()
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        said.append(running.stdout.readline())
        try:
            yield said[0].split("/ answers")[0], said
        finally:
            running.send_signal(signal.SIGINT)
            try:
                said.extend(running.communicate(timeout=10)[0].splitlines(keepends=True))
            except subprocess.TimeoutExpired:
                running.kill()
                raise
        assert running.returncode == 0


@pytest.fixture(scope="module")
def relayed(server: Server, begun: Begun) -> Iterator[str]:
    with relaying(f"{server.url}/c/{begun.cluster}/") as (url, _):
        yield url


def document(url: str) -> Any:
    with urlopen(url) as response:
        return json.load(response)


def asked(url: str, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one call, without following anything."""
    connection = HTTPConnection(url.removeprefix("http://"))
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, dict(response.headers), response.read()


@pytest.mark.parametrize("path", ["/state", "/master/state", "/master/state.json", "/state.json", "/state/?x=1"])
def test_the_state_is_the_clusters_with_the_relay_as_its_leader(
    server: Server, begun: Begun, relayed: str, path: str
) -> None:
    own = document(f"{server.url}/c/{begun.cluster}/mesos/master/state")
    assert own["leader"] != f"master@{relayed.removeprefix('http://')}"
    assert document(relayed + path) == {**own, "leader": f"master@{relayed.removeprefix('http://')}"}


@pytest.mark.parametrize("call", ["state-summary", "slaves"])
def test_other_calls_that_only_ask_are_passed_on_as_they_are(
    server: Server, begun: Begun, relayed: str, call: str
) -> None:
    own = document(f"{server.url}/c/{begun.cluster}/mesos/master/{call}")
    assert document(f"{relayed}/{call}") == document(f"{relayed}/master/{call}") == own


def test_the_leader_is_found_by_a_redirect(relayed: str) -> None:
    status, headers, _ = asked(relayed, "GET", "/master/redirect")
    assert (status, headers["Location"]) == (307, relayed.removeprefix("http:"))


def test_head_has_the_headers_alone(relayed: str) -> None:
    _, expected, body = asked(relayed, "GET", "/state-summary")
    host, port = relayed.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw, raw.makefile("rb") as answer:
        raw.sendall(b"HEAD /state-summary HTTP/1.0\r\n\r\n")
        status, *lines = answer.read().decode().split("\r\n")
    assert status.split()[1] == "200"
    assert {f"Content-Type: {expected['Content-Type']}", f"Content-Length: {len(body)}"} <= set(lines)
    assert lines[-2:] == ["", ""]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/../service/marathon/v2/apps", "/state/../x", "/statex"])
def test_nothing_but_the_masters_calls_is_relayed(relayed: str, path: str) -> None:
    status, _, body = asked(relayed, "GET", path)
    assert (status, body) == (404, b"only /state, /state-summary, /slaves and /redirect are relayed\n")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_might_change_something_is_refused(relayed: str, method: str) -> None:
    status, headers, body = asked(relayed, method, "/state")
    assert (status, headers["Allow"], body) == (405, "GET, HEAD", b"only GET and HEAD are relayed\n")


def test_the_capability_is_never_said_and_a_cluster_that_goes_is_told(server: Server) -> None:
    begun = begin_at(server.url, scenario="article")
    with relaying(f"{server.url}/c/{begun.cluster}") as (url, said):
        revoke = f"{server.url}/api/attempts/{begun.id}/capabilities/cluster"
        urlopen(Request(revoke, headers={"Authorization": f"Bearer {begun.write}"}, method="DELETE")).close()
        with pytest.raises(HTTPError) as gone:
            document(f"{url}/state")
        assert (gone.value.code, json.load(gone.value)) == (404, {"message": "there is no such cluster"})
    assert said == [
        f"{url}/ answers as the Mesos master of {server.url}/c/…; Ctrl-C ends it.\n",
        f"GET /state: {server.url}/c/… answered 404\n",
        "Ended.\n",
    ]


def test_a_cluster_that_is_not_there_is_said_at_once(server: Server) -> None:
    code, _, said = run("relay", f"{server.url}/c/{SECRET}/", "--listen", "127.0.0.1:0")
    words = f"{server.url}/c/… answers 404: is this the whole address, and the attempt still there?"
    assert (code, said) == (1, f"CommandError: {words}\n")


def test_a_port_that_is_taken_is_said(server: Server) -> None:
    code, _, said = run("relay", f"{server.url}/c/{SECRET}/", "--listen", f"127.0.0.1:{server.port}")
    words = f"127.0.0.1 port {server.port} can't be listened on: Address already in use"
    assert (code, said) == (1, f"CommandError: {words}\n")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "c/x",
            f"ftp://h/c/{SECRET}",
            f"http:///c/{SECRET}",
            f"http://u:p@h/c/{SECRET}",
            "http://h:1/",
            "http://h/c/",
        ),
        *(f"http://h/c/{SECRET}/mesos", f"http://h/c/{SECRET}?x", f"http://h/a/1#w={SECRET}", f"http://h:x/c/{SECRET}"),
        *(f"http://[h/c/{SECRET}", f"http://h/c/{SECRET}\r\nX: y", f"http://h:99999/c/{SECRET}"),
    ],
)
def test_an_address_of_no_cluster_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(relay.Unfit, match=r"^the cluster's address") as refused:
        relay.Cluster.at(url)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"http://127.0.0.1:8000/c/{SECRET}//", "http://127.0.0.1:8000/c/…"),
        (f"https://course.example.org/hop/c/{SECRET}/", "https://course.example.org/hop/c/…"),
        (f"http://[::1]:8000/c/{SECRET}", "http://[::1]:8000/c/…"),
    ],
)
def test_an_address_is_told_without_its_capability(url: str, told: str) -> None:
    assert str(relay.Cluster.at(url)) == told


@pytest.mark.parametrize(
    "text", ["", "5050", ":5050", "127.0.0.1", "127.0.0.1:", "::1:5050", "h:65536", "h:-1", "a b:1"]
)
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(relay.Unfit, match=r"is not HOST:PORT, such as 127\.0\.0\.1:5050"):
        relay.listening_place(text)


def test_places_have_names_or_addresses_of_both_kinds() -> None:
    places = [relay.listening_place(text) for text in ("localhost:5050", "0.0.0.0:0", "[::1]:65535")]
    assert places == [("localhost", 5050), ("0.0.0.0", 0), ("::1", 65535)]


@contextmanager
def answering(status: int, body: bytes, **headers: str) -> Iterator[relay.Cluster]:
    """A server that answers everything alike, as the server of a cluster."""

    class Alike(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            """Tests print nothing."""

    with HTTPServer(("127.0.0.1", 0), Alike) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield relay.Cluster.at(f"http://127.0.0.1:{running.server_port}/c/{SECRET}")
        finally:
            running.shutdown()
            thread.join()


@contextmanager
def relay_of(cluster: relay.Cluster, host: str = "127.0.0.1") -> Iterator[tuple[str, list[str]]]:
    """A relay in a thread: its address, and what it says."""
    said: list[str] = []
    with relay.Relay(cluster, (host, 0), said.append) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://{running.place}", said
        finally:
            running.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"),
    [
        (200, b"<html>", {}, "the cluster's state is not JSON"),
        (200, b"[]", {}, "the cluster's state names no leader"),
        (200, b"{}", {"Content_Length": "9"}, "{cluster} broke off its answer"),
        (
            301,
            b"",
            {"Location": f"/c/{SECRET}/"},
            "{cluster} sends clients elsewhere (301): give the address that it sends them to",
        ),
    ],
)
def test_what_is_no_answer_is_told_to_both_sides(status: int, body: bytes, headers: dict[str, str], words: str) -> None:
    with answering(status, body, **headers) as cluster, relay_of(cluster) as (url, said):
        got = asked(url, "GET", "/state")
        told = words.format(cluster=cluster)
    assert (got[0], got[2].decode(), said) == (502, f"{told}\n", [f"GET /state: {told}"])


def test_an_answer_may_be_only_so_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "MOST_BYTES", 2**20)
    with answering(200, b" " * 2**20 + b"{}") as cluster, relay_of(cluster) as (url, _):
        got = asked(url, "GET", "/slaves")
    assert (got[0], got[2].decode()) == (502, f"{cluster} answered with more than 1 MiB\n")


def test_a_refusal_says_when_to_come_again() -> None:
    with (
        answering(429, b"{}", Retry_After="7", Content_Type="application/json") as cluster,
        relay_of(cluster) as (url, _),
    ):
        status, headers, body = asked(url, "GET", "/state")
    assert (status, headers["Retry-After"], headers["Content-Type"], body) == (429, "7", "application/json", b"{}")


def test_a_server_that_is_gone_or_silent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "PATIENCE_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cluster = relay.Cluster.at(f"http://127.0.0.1:{silent.getsockname()[1]}/c/{SECRET}")
        with relay_of(cluster) as (url, _):
            waited = asked(url, "GET", "/state")
    with relay_of(cluster) as (url, _):
        refused = asked(url, "GET", "/state")
    assert (waited[0], waited[2].decode()) == (504, f"{cluster} has not answered for 0 s\n")
    assert (refused[0], refused[2].decode()) == (502, f"{cluster} can't be asked: Connection refused\n")


def test_the_leader_stands_where_it_was_asked() -> None:
    """A relay on every address of a machine is the leader at each of them: so clients that compare are content."""
    with answering(200, b'{"leader":"master@192.0.2.1:5050"}') as cluster, relay_of(cluster, "0.0.0.0") as (url, _):
        port = url.rsplit(":", 1)[1]
        leaders = [document(f"http://{host}:{port}/state")["leader"] for host in ("127.0.0.1", "127.0.0.2")]
    assert leaders == [f"master@127.0.0.1:{port}", f"master@127.0.0.2:{port}"]


def test_clients_wait_for_room_and_slow_ones_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(relay.Asked, "timeout", 0.5)
    with answering(200, b"{}") as cluster, relay_of(cluster) as (url, _):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"GET /slaves HTTP/1.0\r\n")
            assert document(f"{url}/slaves") == {}
            assert slow.recv(100) == b""
