"""What Marathon-LB and Edge-LB write, obeyed by a real HAProxy on loopback before real servers, and by ours: the same
answers."""

import csv
import re
import shutil
import socket
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.edgelb.build import backend, frontend, pool
from tests.cluster.network.build import ask, card, network, node
from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.controllers import haproxy as haproxy_looks
from tutorial.cluster.edgelb import config
from tutorial.cluster.edgelb.checks import problems
from tutorial.cluster.edgelb.pools import wanted_ports
from tutorial.cluster.edgelb.schema import filled
from tutorial.cluster.edgelb.selection import AGENT, End
from tutorial.cluster.lab import faults
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.marathonlb.config import write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.servers import password_hashes
from tutorial.cluster.servers.haproxy_process import take_up
from tutorial.cluster.servers.haproxy_stats import COLUMNS
from tutorial.cluster.servers.haproxy_tables import Running
from tutorial.cluster.world import World

pytestmark = pytest.mark.skipif(shutil.which("haproxy") is None, reason="asks the system's haproxy, which is not here")
SERVERS = 3
PATIENCE_S = 20


@dataclass(frozen=True)
class Asked:
    """A request: the port that HAProxy was told, the path, headers; `returns`: with the cookie that came last.

    Before it the servers of `kills` end, by their places.
    """

    port: int
    path: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    returns: bool = False
    kills: tuple[int, ...] = ()


@dataclass(frozen=True)
class Told:
    """What came of it: the status, which server answered, whether a cookie was set, where else to go, how long it took
    in whole seconds."""

    status: int
    server: int | None = None
    sets_cookie: bool = False
    location: str = ""
    seconds: int = 0


def host(name: str) -> tuple[tuple[str, str], ...]:
    return (("Host", name),)


def glue(*lines: str) -> dict[str, dict[str, str]]:
    """An app whose own frontend has these lines."""
    text = "".join(f"{line}\n" for line in lines)
    return {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http", "HAPROXY_0_FRONTEND_BACKEND_GLUE": text}}


def login(text: str) -> tuple[str, str]:
    """The header of basic authentication."""
    return "Authorization", f"Basic {b64encode(text.encode()).decode()}"


HASH = "$5$rounds=1000$saltstring$" + password_hashes.hashed("Hello world!", "$5$rounds=1000$saltstring").split("$")[-1]
SHOP = {"HAPROXY_0_VHOST": "shop.example.com"}
CASES: dict[str, tuple[dict[str, dict[str, str]], list[Asked]]] = {
    "ports": ({"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http"}}, [Asked(3141)] * 7),
    "least connections": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http", "HAPROXY_0_BALANCE": "leastconn"}},
        [Asked(3141)] * 7,
    ),
    "templates": (
        glue("  acl in path /a /b", "  use_backend {backend} if !in"),
        [Asked(3141, path) for path in ("/a", "/b?c", "/c", "/")],
    ),
    "conditions": (
        glue(
            "  use_backend {backend} if {{ hdr(host),lower,field(1,:) -m str a.b }} {{ path_end .js }}",
            "  use_backend {backend} if {{ req.hdr(x-y) -m found }} !{{ path -i -m beg /no }}",
            "  use_backend {backend} if {{ path_sub inner }}",
        ),
        [
            *(Asked(3141, "/x.js?y", host(name)) for name in ("A.b:80", "a.b", "a.bc")),
            *(Asked(3141, path, (("X-Y", "1"),)) for path in ("/", "/NO", "/inner/no")),
            Asked(3141, "/x/inner"),
            Asked(3141, "/x.js"),
        ],
    ),
    "otherwise": (
        glue(
            "  default_backend {backend}",
            "  use_backend nobody if {{ path /a }}",
            "  backend nobody",
            "  mode http",
            "  frontend other",
            "  mode http",
        ),
        [Asked(3141, path) for path in ("/a", "/b")],
    ),
    "one dead": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http"}},
        [Asked(3141, kills=(1,)), *[Asked(3141)] * 7],
    ),
    "two dead": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http"}},
        [Asked(3141, kills=(0, 2)), *[Asked(3141)] * 5],
    ),
    "all dead": ({"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http"}}, [Asked(3141, kills=(0, 1, 2))]),
    "least connections, one dead": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http", "HAPROXY_0_BALANCE": "leastconn"}},
        [Asked(3141, kills=(0,))],
    ),
    "tcp": ({"/a": {"HAPROXY_0_PORT": "3141"}}, [Asked(3141)] * 4),
    "hosts": (
        {"/a": {"HAPROXY_0_VHOST": "a.example.com,b.example.com"}, "/b": SHOP},
        [
            Asked(80, headers=host(name))
            for name in ("A.example.com", "b.example.com", "shop.example.com", "c", "a.example.com:80")
        ],
    ),
    "paths": (
        {
            "/a": SHOP,
            "/b": {**SHOP, "HAPROXY_0_PATH": "-i /cart /basket"},
            "/c": {**SHOP, "HAPROXY_0_PATH": "/api", "HAPROXY_0_BACKEND_WEIGHT": "3"},
        },
        [
            Asked(80, path, host("shop.example.com"))
            for path in ("/", "/cart/1", "/CART", "/basket?x=/api", "/api", "/x/api")
        ],
    ),
    "app ids": (
        {"/a": {"HAPROXY_0_MODE": "http"}, "/b/c": {"HAPROXY_0_MODE": "http"}, "/d": {}},
        [Asked(9091, headers=(("X-Marathon-App-Id", name),)) for name in ("/a", "/b/c", "/B/C", "/d", "/e")]
        + [Asked(9091)],
    ),
    "cookies": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http", "HAPROXY_0_STICKY": "true"}},
        [
            Asked(3141),
            Asked(3141),
            *[Asked(3141, returns=True)] * 3,
            Asked(3141),
            Asked(3141, headers=(("Cookie", "mesosphere_server_id=0"),)),
        ],
    ),
    "the cookie of a dead server": (
        {
            "/a": {
                "HAPROXY_0_PORT": "3141",
                "HAPROXY_0_MODE": "http",
                "HAPROXY_0_STICKY": "true",
                "HAPROXY_0_BACKEND_SERVER_OPTIONS": "  server {serverName} {host_ipv4}:{port} cookie c{serverName}\n",
            }
        },
        [Asked(3141), Asked(3141, returns=True), Asked(3141, returns=True, kills=(0,)), Asked(3141, returns=True)],
    ),
    "https": (
        {
            "/a": {**SHOP, "HAPROXY_0_REDIRECT_TO_HTTPS": "true"},
            "/b": {"HAPROXY_0_VHOST": "x,y", "HAPROXY_0_PATH": "/p", "HAPROXY_0_REDIRECT_TO_HTTPS": "true"},
        },
        [Asked(80, "/one?two", host("shop.example.com")), Asked(80, "/p", host("y")), Asked(80, "/q", host("y"))],
    ),
    "passwords": (
        {"/a": {**SHOP, "HAPROXY_0_AUTH": "Shop:me:secret"}},
        [
            *(Asked(80, headers=host(name)) for name in ("shop.example.com", "x")),
            Asked(80, headers=(*host("shop.example.com"), login("me:secret"))),
        ],
    ),
    "hashed passwords": (
        {"/a": {**SHOP, "HAPROXY_0_PATH": "/a", "HAPROXY_0_AUTH": f"My shop:me:{HASH}"}, "/b": SHOP},
        [
            *(
                Asked(80, "/a/b", (*host("shop.example.com"), login(text)))
                for text in ("me:Hello world!", "me:hello world!", "you:Hello world!", "me", "")
            ),
            Asked(80, "/a/b", (*host("shop.example.com"), ("Authorization", "Bearer me:Hello"))),
            Asked(80, "/b", host("shop.example.com")),
        ],
    ),
    "networks": (
        {
            "/a": {
                "HAPROXY_0_PORT": "3141",
                "HAPROXY_0_MODE": "http",
                "HAPROXY_0_BACKEND_NETWORK_ALLOWED_ACL": "192.0.2.0/24 127.0.0.1 10.0.0.0/8",
                "HAPROXY_0_HTTP_BACKEND_REDIR": "/allowed",
            },
            "/b": {
                "HAPROXY_0_PORT": "3142",
                "HAPROXY_0_MODE": "http",
                "HAPROXY_0_BACKEND_NETWORK_ALLOWED_ACL": "192.0.2.0/24 127.0.0.2 10.0.0.2",
            },
        },
        [Asked(3141), Asked(3141, "/", host("None")), Asked(3142)],
    ),
    "drawn by the client": (
        {"/a": {"HAPROXY_0_PORT": "3141", "HAPROXY_0_MODE": "http", "HAPROXY_0_BALANCE": "source"}},
        [Asked(3141)] * 3,
    ),
    "roots": (
        {"/a": {**SHOP, "HAPROXY_0_HTTP_BACKEND_REDIR": "/new"}},
        [Asked(80, path, host("shop.example.com")) for path in ("/", "/new", "/?x")],
    ),
}


def of_marathon_lb(
    apps: dict[str, dict[str, str]], ends: list[tuple[str, int]], folder: str, *, by_map: bool
) -> Running:
    """The files for some apps, each with a task on every end."""
    given = [
        {
            "id": name,
            "labels": {"HAPROXY_GROUP": "external", **labels},
            "portDefinitions": [{"port": 10_000 + at}],
            "tasks": [{"id": f"{name}.{n}", "host": ip, "ports": [port]} for n, (ip, port) in enumerate(ends)],
        }
        for at, (name, labels) in enumerate(apps.items())
    ]
    files = write(given, Flags(haproxy_map=by_map, folder=folder))
    return Running(files.configuration, files.domains, files.apps, 1)


# Edge-LB: pools, whose first backend has all servers, the second the last two, the third the last one

HTTP, TWO, THREE = backend("pi"), backend("two"), backend("three", "HTTP")
POOLS: dict[str, tuple[dict[str, Any], list[Asked]]] = {
    "layer 7": (pool(frontend(80)), [Asked(80, path) for path in ("/", "/x", "/y?z")] * 2),
    "layer 4": (pool(frontend(80, "TCP"), backend("pi", "TCP")), [Asked(80)] * 4),
    "least connections": (pool({**HTTP, "balance": "leastconn"}, frontend(80)), [Asked(80)] * 5),
    "paths": (
        pool(
            frontend(80, "HTTP", {"pathBeg": "/api/", "backend": "two"}, {"pathEnd": ".js", "backend": "three"}),
            *(HTTP, TWO, THREE),
        ),
        [Asked(80, path) for path in ("/", "/api/", "/api", "/api/x.js", "/x.js", "/x.js?a", "/X.JS", "/x/api/")],
    ),
    "hosts": (
        pool(
            frontend(80, "HTTP", {"hostEq": "two.example.com", "backend": "two"}),
            frontend(81, "HTTP", {"hostEq": "a.b", "pathBeg": "/x", "backend": "three"}),
            *(HTTP, TWO, THREE),
        ),
        [
            *(Asked(80, "/", host(name)) for name in ("two.example.com", "TWO.example.com:80")),
            *(Asked(81, path, host(name)) for path in ("/x", "/y") for name in ("a.b", "b")),
        ],
    ),
    "nothing but a map": (
        pool(
            {**frontend(80), "linkBackend": {"map": [{"pathBeg": "/two", "backend": "two"}]}},
            *(HTTP, TWO),
        ),
        [Asked(80, path) for path in ("/", "/two", "/two/")],
    ),
}


def of_edge_lb(document: dict[str, Any], ends: list[tuple[str, int]]) -> Running:
    """The file for a pool."""
    assert problems(document) == []
    definition = filled(document)
    backends = definition["haproxy"]["backends"]
    chosen = [[End(AGENT, ip, port) for ip, port in ends[at:]] for at in range(len(backends))]
    servers = [[(each["services"][0], found)] for each, found in zip(backends, chosen, strict=True)]
    return Running(config.written(definition, wanted_ports(definition), servers), "", "", 1)


# Ours


Statistics = list[dict[str, str]]


def started(files: Running) -> World:
    """A client, servers and a HAProxy that has taken up some files."""
    servers = [node(f"b{n}", card(f"10.0.0.{11 + n}/24"), listens=80) for n in range(SERVERS)]
    world = network(node("a", card("10.0.0.1/24")), node("p", card("10.0.0.2/24")), *servers)
    assert take_up(world, "p", files, dict.fromkeys((*files.config.frontends, files.config.statistics), SCENARIO))
    return world


def ours(files: Running, requests: list[Asked]) -> tuple[list[Told], Statistics]:
    """What the simulated HAProxy makes of requests, and its statistics afterwards."""
    world = started(files)
    assert world.pop_event(0) is not None  # at which it would begin to look at its servers
    told, cookie = [], ""
    for request in requests:
        for killed in request.kills:
            fault = {"fault": "process_kill", "node": f"b{killed}", "process": "httpi"}
            faults.inject(world, reader("fault", fault))
        sent = (*request.headers, *((("Cookie", cookie),) if request.returns else ()))
        found = ask(world, "a", f"10.0.0.2:{request.port}", path=request.path, headers=sent)
        assert found.response is not None
        headers = {name.lower(): value for name, value in found.response.headers}
        cookie = headers.get("set-cookie", cookie).partition(";")[0]
        ends = [leg.request_steps[0].before.destination for leg in found.trace.legs[1:]]
        status = found.response.status
        server = int(ends[-1].rpartition(".")[2]) - 11 if status == 200 else None
        seconds = round(found.elapsed_ms / 1000)
        told.append(Told(status, server, "set-cookie" in headers, headers.get("location", ""), seconds))
    return told, own_statistics(world, files)


def own_statistics(world: World, files: Running) -> Statistics:
    """What the simulated HAProxy tells of itself."""
    stats = ask(world, "a", f"10.0.0.2:{files.config.statistics}", path="/haproxy?stats;csv").response
    assert stats is not None
    return table(stats.body)


def table(text: str) -> Statistics:
    """The rows of HAProxy's CSV by the names of their columns."""
    return list(csv.DictReader(text.removeprefix("# ").splitlines()))


# The real one


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

    def do_GET(self) -> None:
        body = str(self.ports.index(self.server.server_address[1])).encode()  # type: ignore[misc]
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


CLOCKS = re.compile("lastchg|downtime|(conn_|req_)?rate(_max)?|last.*|.time|check_.*")
OTHERS = frozenset({"svname", "sid", "iid", "slim", "bin", "bout", "smax", "connect"})
"""What differs for names, limits and headers that differ; 2.6 counts a connection that is refused twice."""


def comparable(found: tuple[list[Told], Statistics]) -> tuple[list[Told], Statistics]:
    """Of statistics the columns that HAProxy 1.9 has, as far as time and names don't decide them, of all sections that
    both have and that no other requests came to."""
    told, statistics = found
    alone = {"stats", "marathon_https_in", "ready", "other"}  # the last one has no port
    columns = [name for name in COLUMNS if name not in OTHERS and not CLOCKS.fullmatch(name)]
    rows = [{name: row[name] for name in columns} for row in statistics if row["pxname"] not in alone]
    for row in rows:
        row["status"] = row["status"].partition(" ")[0]  # the rest is how many looks were taken
        if row["type"] == "2":
            del row["req_tot"]  # which 2.6 has of servers, too
    return told, rows


SIMULATED = [(f"10.0.0.{11 + n}", 80) for n in range(SERVERS)]


@pytest.mark.parametrize("by_map", [False, True], ids=["rules", "maps"])
@pytest.mark.parametrize("name", CASES)
def test_requests_get_the_same_answers_from_the_same_servers(name: str, by_map: bool, tmp_path: Path) -> None:
    apps, requests = CASES[name]

    def files(ends: list[tuple[str, int]]) -> Running:
        return of_marathon_lb(apps, ends, str(tmp_path), by_map=by_map)

    wanted = answered(files, requests, tmp_path)
    assert comparable(ours(files(SIMULATED), requests)) == comparable(wanted)


@pytest.mark.parametrize("name", POOLS)
def test_a_pool_answers_as_a_real_haproxy_with_its_file(name: str, tmp_path: Path) -> None:
    document, requests = POOLS[name]
    wanted = answered(partial(of_edge_lb, document), requests, tmp_path)
    assert comparable(ours(of_edge_lb(document, SIMULATED), requests)) == comparable(wanted)


@pytest.mark.parametrize("name", POOLS)
def test_a_real_haproxy_accepts_the_file_of_a_pool(name: str, tmp_path: Path) -> None:
    (tmp_path / "haproxy.cfg").write_text(plain(of_edge_lb(POOLS[name][0], SIMULATED).text))
    command = ["haproxy", "-c", "-f", str(tmp_path / "haproxy.cfg")]
    found = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (found.returncode, found.stdout.endswith("Configuration file is valid\n")) == (0, True), found.stderr


LOOKED_AT = {
    "/a": {
        "HAPROXY_0_PORT": "3141",
        "HAPROXY_0_MODE": "http",
        "HAPROXY_0_BACKEND_STICKY_OPTIONS": "  option httpchk GET /up\n",
        "HAPROXY_0_STICKY": "true",
        "HAPROXY_0_BACKEND_SERVER_OPTIONS": "  server {serverName} {host_ipv4}:{port} check inter 300ms fall 2\n",
    }
}
SOME_LOOKS_MS = 2_000
"""More than a server needs to turn."""


def looks(statistics: Statistics) -> list[dict[str, str]]:
    """What looks have found; the real one's time is left out."""
    names = ["type", "status", "act", "weight", "chkfail", "chkdown"]
    columns = [*names, *(name for name in COLUMNS if name.startswith("check_") and name != "check_duration")]
    return [{name: row[name] for name in columns} for row in statistics if row["pxname"] == "a_3141"]


def seen(port: int, status: str) -> list[dict[str, str]]:
    """What a real HAProxy has found when its looks at the second server show this, and it is sure of it."""
    until = time.monotonic() + PATIENCE_S
    while True:
        found = looks(real_statistics(port))
        if found[2]["check_status"] == status and all(row["check_health"] in ("", "0", "3") for row in found):
            return found
        assert time.monotonic() < until, f"HAProxy does not find {status}"
        time.sleep(0.05)


def test_looks_at_servers_find_the_same(tmp_path: Path) -> None:
    with real_servers() as servers:
        files = of_marathon_lb(
            LOOKED_AT, [("127.0.0.1", server.server_port) for server in servers], str(tmp_path), by_map=True
        )
        with real_haproxy(files, tmp_path) as ports:
            wanted = [seen(ports[files.config.statistics], "L7OK")]
            servers[1].shutdown()
            servers[1].server_close()
            wanted.append(seen(ports[files.config.statistics], "L4CON"))
    files = of_marathon_lb(LOOKED_AT, SIMULATED, str(tmp_path), by_map=True)
    world = looked(started(files))
    assert [looks(own_statistics(world, files)), looks(own_statistics(killed(world, 1), files))] == wanted


def killed(world: World, server: int) -> World:
    """The world with a server less, after some looks."""
    faults.inject(world, reader("fault", {"fault": "process_kill", "node": f"b{server}", "process": "httpi"}))
    world.after(0, "kernel.changed", f"b{server}")
    return looked(world)


def looked(world: World) -> World:
    """The world after some looks of its HAProxy."""
    until_ms = world.now_ms + SOME_LOOKS_MS
    while event := world.pop_event(until_ms):
        haproxy_looks.on(event, world)
    world.set_now(until_ms)
    return world
