"""Requests to a HAProxy whose file Marathon-LB or Edge-LB writes, and what is told of their answers."""

import csv
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from tests.cluster.edgelb.build import backend, frontend, pool
from tutorial.cluster.edgelb import config
from tutorial.cluster.edgelb.checks import problems
from tutorial.cluster.edgelb.pools import wanted_ports
from tutorial.cluster.edgelb.schema import filled
from tutorial.cluster.edgelb.selection import AGENT, End
from tutorial.cluster.marathonlb.config import write
from tutorial.cluster.marathonlb.flags import Flags
from tutorial.cluster.servers import password_hashes
from tutorial.cluster.servers.haproxy_tables import Running

SERVERS = 3

Statistics = list[dict[str, str]]
"""The rows of HAProxy's CSV by the names of their columns."""


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


def table(text: str) -> Statistics:
    """The statistics that a HAProxy tells as CSV."""
    return list(csv.DictReader(text.removeprefix("# ").splitlines()))


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
