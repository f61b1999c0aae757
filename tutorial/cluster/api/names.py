"""Mesos-DNS's HTTP API, as Admin Router passes it on. Source: mesosphere/mesos-dns (dcos/1.13) resolver/resolver.go."""

from tutorial.cluster.api.messages import Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.mesosdns import zone
from tutorial.cluster.network import sockets
from tutorial.cluster.network.dns.changes import Single
from tutorial.cluster.network.dns.messages import plain
from tutorial.cluster.network.dns.records import RECORDS
from tutorial.cluster.servers import mesos_dns_rest
from tutorial.cluster.servers.mesos_dns import DOMAIN, PORT, PROGRAM, TTL
from tutorial.cluster.world import World


def version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/version."""
    return json_response(200, mesos_dns_rest.version())


def hosts(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/hosts/<name>; an unknown name gives one entry of empty texts, with status 200."""
    return json_response(200, mesos_dns_rest.hosts(world, subject))


def services(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/services/<name>: where each of the service's records leads."""
    return json_response(200, mesos_dns_rest.services(world, subject))


def enumerate_all(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/enumerate: the records that each task gives."""
    tasks = [
        {"name": task.info.name, "id": task.info.id, "records": [_entry(single) for single in found]}
        for task, found in zone.listed(world)
    ]
    return json_response(200, {"frameworks": [{"tasks": tasks, "name": "marathon"}]})


def _entry(single: Single) -> Json:
    kind, name, value = single
    if kind == "SRV":
        _, _, port, target = value.split()
        value = f"{plain(target)}.:{port}"
    return {"name": f"{name}.", "host": value, "rtype": kind}


def axfr(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/axfr: the whole zone."""
    zones: dict[str, dict[str, list[str]]] = {"A": {}, "SRV": {}}
    for found in world.values(RECORDS, PROGRAM):
        values = [_entry((found.type, found.name, value))["host"] for value in found.values]
        zones[found.type][f"{found.name}."] = sorted(values)
    document = {name: CONFIG[name] for name in ("TTL", "RefreshSeconds", "Domain")}
    return json_response(
        200,
        {
            **document,
            "Serial": _serial(world),
            "Mname": CONFIG["SOAMname"],
            "Rname": CONFIG["SOARname"],
            "Records": {"As": zones["A"], "AAAAs": None, "SRVs": zones["SRV"]},
        },
    )


def config(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/config: what Mesos-DNS was started with."""
    return json_response(200, {**CONFIG, "SOASerial": _serial(world)})


def _serial(world: World) -> int:
    return world.state.epoch_ms // 1000


CONFIG: dict[str, Json] = {
    "RefreshSeconds": 30,
    "Port": PORT,
    "Timeout": 5,
    "StateTimeoutSeconds": 300,
    "ZkDetectionTimeout": 30,
    "HttpPort": 8123,
    "TTL": TTL,
    "SOARefresh": 60,
    "SOARetry": 600,
    "SOAExpire": 86400,
    "SOAMinttl": 60,
    "SOAMname": f"ns1.{DOMAIN}.",
    "SOARname": f"root.ns1.{DOMAIN}.",
    "Masters": None,
    "Resolvers": ["8.8.8.8"],
    "IPSources": ["host", "netinfo"],
    "Zk": "zk://zk-1.zk:2181,zk-2.zk:2181,zk-3.zk:2181,zk-4.zk:2181,zk-5.zk:2181/mesos",
    "Domain": DOMAIN,
    "File": "/opt/mesosphere/etc/mesos-dns.json",
    "Listener": sockets.ANY,
    "HTTPListener": sockets.ANY,
    "RecurseOn": True,
    "DnsOn": True,
    "HttpOn": True,
    "ExternalOn": True,
    "EnforceRFC952": False,
    "EnumerationOn": True,
}
"""Mesos-DNS's own defaults below what DC/OS writes into its `mesos-dns.json`."""


def ports(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/hosts/<name>/ports: Mesos-DNS has it in its list, but not made."""
    return Response(501, (("Content-Type", "text/plain; charset=utf-8"),), "To be implemented...")
