"""Mesos-DNS's HTTP API: the same records that it gives by DNS.

Source: mesosphere/mesos-dns (dcos/1.13) resolver/resolver.go (RestHost, RestService); go-restful 1.x, which indents.
"""

import json

from tutorial.cluster import clock
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.messages import Query, plain
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.mesos_dns import PROGRAM
from tutorial.cluster.world import World

Entry = dict[str, str]
URL = "https://github.com/mesosphere/mesos-dns"


def hosts(world: World, name: str) -> list[Entry]:
    """The addresses of a name; an unknown one gives one entry of empty texts."""
    known = plain(name)
    return [{"host": f"{known}.", "ip": ip} for ip in _data(world, known, "A")] or [{"host": "", "ip": ""}]


def services(world: World, name: str) -> list[Entry]:
    """Where each of a service's records leads."""
    found, known = [], plain(name)
    for value in _data(world, known, "SRV"):
        _, _, port, target = value.split()
        ip = next(iter(_data(world, plain(target), "A")), "")
        found.append({"service": known, "host": f"{plain(target)}.", "ip": ip, "port": port})
    return found or [{"service": "", "host": "", "ip": "", "port": ""}]


def version() -> Entry:
    """What it is."""
    return {"Service": "Mesos-DNS", "URL": URL, "Version": "v0.6.0"}


def _data(world: World, name: str, kind: str) -> list[str]:
    return sorted(record.data for record in records.find(world, PROGRAM, Query(name, kind)) or ())


def mesos_dns_api(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Answer GET /v1/hosts/NAME, /v1/services/NAME and /v1/version; 404 for all else."""
    yield from ()
    path = request.path.partition("?")[0]
    kind, _, name = path.removeprefix("/v1/").partition("/")
    date = ("Date", clock.http_date(world.state.epoch_ms + world.now_ms))
    if path.startswith("/v1/") and name and kind in {"hosts", "services"}:
        text = _indented(hosts(world, name) if kind == "hosts" else services(world, name))
    elif path == "/v1/version":
        text = _indented(version())
    else:
        body = "404: Page Not Found"
        return Served(HttpResponse(404, (date, ("Content-Length", str(len(body)))), body))
    headers = (("Content-Type", "application/json"), date, ("Content-Length", str(len(text.encode()))))
    return Served(HttpResponse(200, headers, "" if request.method == "HEAD" else text))


def _indented(value: list[Entry] | Entry) -> str:
    """JSON with a blank for each level, and one in front of every line but the first (Go's MarshalIndent)."""
    return json.dumps(value, indent=1).replace("\n", "\n ")
