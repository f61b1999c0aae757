"""Mesos-DNS's HTTP API, as Admin Router passes it on. Source: mesosphere/mesos-dns (dcos/1.13) resolver/resolver.go."""

from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.mesosdns import zone
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.changes import Single
from tutorial.cluster.network.dns.messages import Query, plain
from tutorial.cluster.servers.mesos_dns import PROGRAM
from tutorial.cluster.world import World


def version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/version."""
    url = "https://github.com/mesosphere/mesos-dns"
    return json_response(200, {"Service": "Mesos-DNS", "URL": url, "Version": "v0.6.0"})


def hosts(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/hosts/<name>; an unknown name gives one entry of empty texts, with status 200."""
    name = plain(subject)
    found = [{"host": f"{name}.", "ip": address} for address in _data(world, name, "A")]
    return json_response(200, found or [{"host": "", "ip": ""}])


def services(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/services/<name>: where each of the service's records leads."""
    name = plain(subject)
    found = []
    for value in _data(world, name, "SRV"):
        _, _, port, target = value.split()
        address = next(iter(_data(world, plain(target), "A")), "")
        found.append({"service": name, "host": f"{plain(target)}.", "ip": address, "port": port})
    return json_response(200, found or [{"service": "", "host": "", "ip": "", "port": ""}])


def _data(world: World, name: str, kind: str) -> list[str]:
    return sorted(record.data for record in records.find(world, PROGRAM, Query(name, kind)) or ())


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


def ports(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /mesos_dns/v1/hosts/<name>/ports: Mesos-DNS has it in its list, but not made."""
    raise Refusal(501, "Not Implemented")
