"""`haproxy.cfg` of a load balancer, as Edge-LB's template makes it of a pool and of the tasks that there are.

Source: the whole file that `dcos edgelb lb-config` prints in the CLI reference of 1.4 (dcos-edgelb-lb-config), with its
blanks. Not shown there, and so ours (unverified): conditions of a `map`, TLS, servers that are not checked.
"""

from collections.abc import Iterator, Sequence

from tutorial.cluster.edgelb.head import HEAD, stats
from tutorial.cluster.edgelb.pools import front_name
from tutorial.cluster.edgelb.selection import End
from tutorial.cluster.jsontext import Json

Servers = Sequence[tuple[Json, Sequence[End]]]
"""The services of a backend, each with its servers."""
MODES = {"HTTP": "http", "HTTPS": "http", "TCP": "tcp", "TLS": "tcp"}
CONDITIONS = {
    "hostEq": "hdr(host),lower,field(1,:) -m str",
    "pathBeg": "path_beg",
    "pathEnd": "path_end",
}


def written(pool: Json, ports: Sequence[int], servers: Sequence[Servers]) -> str:
    """The text for a pool's definition. `ports`: those that the load balancer has, for statistics and each frontend;
    `servers`: for each backend."""
    haproxy, lines = pool["haproxy"], list[str]()
    for frontend, port in zip(haproxy["frontends"], ports[1:], strict=True):
        lines += _frontend(frontend, port)
    for backend, services in zip(haproxy["backends"], servers, strict=True):
        lines += _backend(backend, services)
    return HEAD + stats(haproxy["stats"]["bindAddress"], ports[0]) + "".join(f"{line}\n" for line in lines)


def _frontend(frontend: Json, port: int) -> Iterator[str]:
    mode = MODES[frontend["protocol"]]
    certificates = "".join(f" crt {file}" for file in frontend["certificates"])
    yield f"  frontend {front_name(frontend)}"
    yield f"    bind {frontend['bindAddress']}:{port}" + (f" ssl{certificates}" if _secure(frontend) else "")
    yield f"      mode {mode}"
    yield "      option httplog" if mode == "http" else "      option tcplog"
    link = frontend["linkBackend"]
    for entry in link["map"]:
        tests = "".join(f" {{ {test} {entry[name]} }}" for name, test in CONDITIONS.items() if name in entry)
        yield f"      use_backend {entry['backend']} if{tests}"
    if "defaultBackend" in link:
        yield f"      default_backend {link['defaultBackend']}"


def _secure(part: Json) -> bool:
    return part["protocol"] in ("HTTPS", "TLS")


def _backend(backend: Json, services: Servers) -> Iterator[str]:
    mode = MODES[backend["protocol"]]
    yield f"  backend {backend['name']}"
    yield f"    balance {backend['balance']}"
    yield f"      mode {mode}"
    if mode == "http":
        yield from _rewriting(backend["rewriteHttp"]["request"])
    secure = " ssl verify none" if _secure(backend) else ""
    for service, ends in services:
        check = " check" if service["endpoint"]["check"]["enabled"] else ""
        for end in ends:
            yield f"            server {end.name} {end.address}:{end.port}{check}{secure}"


def _rewriting(request: Json) -> Iterator[str]:
    if request["forwardfor"]:
        yield "          option forwardfor"
    if request["xForwardedPort"]:
        yield "          http-request set-header X-Forwarded-Port %[dst_port]"
    if request["xForwardedProtoHttpsIfTls"]:
        yield "          http-request add-header X-Forwarded-Proto https if { ssl_fc }"
