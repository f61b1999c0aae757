"""A real HAProxy on loopback before real servers."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.cluster.servers.haproxy_cases import SERVERS, Asked, Statistics, Told, table
from tutorial.cluster.servers.haproxy_tables import Running

PATIENCE_S = 20


@contextmanager
def real_servers() -> Iterator[list[ThreadingHTTPServer]]:
    """Servers on loopback that say which one they are, in the order of their ports."""
    with ExitStack() as stack:
        found = [stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Numbered)) for _ in range(SERVERS)]
        found.sort(key=lambda server: server.server_port)
        for server in found:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(server.shutdown)
        Numbered.ports = [server.server_port for server in found]
        yield found


class Numbered(BaseHTTPRequestHandler):
    """Answers with its server's place among all."""

    ports: list[int]
    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        body = str(self.ports.index(self.server.server_address[1])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is told on standard error."""


OF_ITS_CONTAINER = "log|lua-load|stats socket|server-state|load-server-state|http-request use-service"
BIND = re.compile(r"^( +bind )(?:\*|0\.0\.0\.0):(\d+)", re.M)


def plain(text: str) -> str:
    """A configuration without what its own container has: its log, its sockets, its Lua, its certificates."""
    body = re.sub(r"\nfrontend marathon_https_in\n(?:  .*\n)+", "", text)
    return re.sub(rf"^  (?:{OF_ITS_CONTAINER}).*\n", "", body, flags=re.M)


@contextmanager
def real_haproxy(files: Running, folder: Path) -> Iterator[dict[int, int]]:
    """A HAProxy with these files, on free ports of loopback: the port that it was told → its port.

    It does without the section `global`, which asks for more connections than a test may have.
    """
    text = "defaults\n" + plain(files.text).partition("\ndefaults\n")[2] + "frontend ready\n  mode http\n  bind *:0\n"
    told = [int(port) for _, port in BIND.findall(text)]
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in told]
        ports = dict(zip(told, (each.getsockname()[1] for each in held), strict=True))
    (folder / "haproxy.cfg").write_text(BIND.sub(lambda found: f"{found[1]}127.0.0.1:{ports[int(found[2])]}", text))
    (folder / "domain2backend.map").write_text(files.domains)
    (folder / "app2backend.map").write_text(files.apps)
    command = ["haproxy", "-db", "-f", str(folder / "haproxy.cfg")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(ports[0])  # a connection to another one might be passed on, and take a turn
            yield ports
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Until something listens on a port. HAProxy binds all ports before it takes up work."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < until, f"HAProxy does not listen on {port}"
            time.sleep(0.02)


def theirs(ports: dict[int, int], servers: list[ThreadingHTTPServer], requests: list[Asked]) -> list[Told]:
    """What a real HAProxy makes of requests."""
    told, cookie = [], ""
    for request in requests:
        for killed in request.kills:
            servers[killed].shutdown()
            servers[killed].server_close()
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", ports[request.port], timeout=PATIENCE_S)
        sent = dict(request.headers) | ({"Cookie": cookie} if request.returns else {})
        connection.request("GET", request.path, headers=sent)
        answer = connection.getresponse()
        body, set_cookie = answer.read().decode(), answer.getheader("Set-Cookie")
        connection.close()
        cookie = (set_cookie or cookie).partition(";")[0]
        server = int(body) if answer.status == 200 else None
        seconds = round(time.monotonic() - began)
        told.append(Told(answer.status, server, set_cookie is not None, answer.getheader("Location", ""), seconds))
        time.sleep(0.01)  # until HAProxy has closed the connection to its server: `leastconn` counts those
    return told


def real_statistics(port: int) -> Statistics:
    """What a real HAProxy tells of itself when it has done with all requests."""
    until = time.monotonic() + PATIENCE_S
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", "/haproxy?stats;csv")
        found = table(connection.getresponse().read().decode())
        connection.close()
        if all(row["scur"] == "0" for row in found if row["pxname"] != "stats"):
            return found
        assert time.monotonic() < until, "HAProxy does not come to an end"
        time.sleep(0.02)


def answered(
    named: Callable[[list[tuple[str, int]]], Running], requests: list[Asked], folder: Path
) -> tuple[list[Told], Statistics]:
    """What a real HAProxy answers, and its statistics; `named` gives its files for the ends of its servers."""
    with real_servers() as servers:
        ends = [("127.0.0.1", server.server_port) for server in servers]
        files = named(ends)
        with real_haproxy(files, folder) as ports:
            told = theirs(ports, servers, requests)
            return told, real_statistics(ports[files.config.statistics])
