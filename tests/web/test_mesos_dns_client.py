"""The requests that Mesos-DNS makes through `manage.py relay`, and what it must find in the answers to take them.

Sources: mesosphere/mesos-dns v0.6.0, records/state/{state,client}.go, records/generator.go, records/state/upid/upid.go.
"""

import gzip
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
import requests

from tests.build import FILES
from tests.servers import Server
from tests.web.talk import Begun, begin_at, until
from tests.web.test_own_client import RELAY, blocks
from tests.web.test_relay import relaying

HEADERS = {"Content-Type": "application/json", "User-Agent": "Mesos-DNS", "Accept-Encoding": "gzip"}
RANGES = re.compile(r"\[(?:\d+-\d+(?:, )?)*\]")


@pytest.fixture(scope="module")
def begun(server: Server) -> Begun:
    """A cluster on which httpi runs twice in host mode and once on the overlay."""
    begun = begin_at(server.url, scenario="article")
    url = f"{server.url}/c/{begun.cluster}/marathon/v2"
    host = {**json.loads(FILES["httpi_host.json"]), "instances": 2}
    mapped = {**host["container"], "portMappings": [{"containerPort": 80, "name": "http"}]}
    container = {"id": "/over/lay", "container": mapped, "networks": [{"mode": "container", "name": "dcos"}]}
    for definition in (host, {**container, "cpus": 0.1, "mem": 32, "labels": {"a": "b"}}):
        assert requests.post(f"{url}/apps", json=definition, timeout=10).status_code == 201
    until(lambda: not requests.get(f"{url}/deployments", timeout=10).json())
    return begun


@pytest.fixture(scope="module")
def master(server: Server, begun: Begun) -> Iterator[str]:
    """The master's `IP:PORT` that the page on clients has written into `config.json`."""
    (config,) = (json.loads(block.text) for block in blocks() if block.kind == "config mesos-dns")
    with relaying(f"{server.url}/c/{begun.cluster}/") as (url, _):
        (place,) = (found.replace(RELAY, url.removeprefix("http://")) for found in config["masters"])
        yield place


def loaded(place: str, path: str) -> Any:
    """The state that a master gives, as Go's client reads it: unpacked where it is packed."""
    connection = HTTPConnection(place, timeout=10)
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    return json.loads(gzip.decompress(body) if response.headers["Content-Encoding"] == "gzip" else body)


@pytest.fixture(scope="module", params=["/master/state", "/master/state.json"])
def state(master: str, request: pytest.FixtureRequest) -> Any:
    """The state by the path of DC/OS 1.13's Mesos-DNS, and by that of others."""
    found = loaded(master, request.param)
    ip, leader = master.split(":", maxsplit=1)[0], found["leader"].split("@")
    assert leader == ["master", master]
    assert leader[1].split(":")[0] == ip, "another address than the one asked would be asked next"
    return found


def test_every_process_has_an_address_that_is_understood(state: Any) -> None:
    for process in (*state["slaves"], *state["frameworks"]):
        name, place = process["pid"].split("@")
        host, port = place.rsplit(":", 1)
        assert name
        assert re.fullmatch(r"\d+(\.\d+){3}", host)
        assert 0 < int(port) < 65536


def test_every_field_that_is_read_has_the_type_that_go_reads_it_into(state: Any) -> None:
    assert all(isinstance(agent[name], str) for agent in state["slaves"] for name in ("id", "hostname"))
    tasks = [task for framework in state["frameworks"] for task in framework["tasks"]]
    assert len(tasks) == 3
    for task in tasks:
        assert all(isinstance(task[name], str) for name in ("id", "name", "slave_id", "framework_id", "state"))
        assert RANGES.fullmatch(task["resources"].get("ports", "[]"))
        for port in task["discovery"]["ports"].get("ports", []):
            assert type(port["number"]) is int
            assert isinstance(port["name"], str)
            assert isinstance(port["protocol"], str)
            assert isinstance(port.get("labels", {}).get("labels", []), list)
        for status in task["statuses"]:
            assert isinstance(status["timestamp"], float)
            assert isinstance(status.get("labels", []), list)
            assert all(isinstance(info.get("name", ""), str) for info in status["container_status"]["network_infos"])


def test_records_come_of_it_that_lead_to_the_tasks(state: Any) -> None:
    addresses: dict[str, set[str]] = {}
    agents = {agent["id"]: agent["pid"].split("@")[1].split(":")[0] for agent in state["slaves"]}
    for task in (task for framework in state["frameworks"] for task in framework["tasks"]):
        running = [status for status in task["statuses"] if status["state"] == "TASK_RUNNING"]
        last = max(running, key=lambda status: float(status["timestamp"]))
        (info,) = last["container_status"]["network_infos"]
        own = {found["ip_address"] for found in info["ip_addresses"]}
        addresses.setdefault(task["name"], set()).update(own)
        assert (own == {agents[task["slave_id"]]}) == (task["name"] == "httpi")
    assert set(addresses) == {"httpi", "lay.over"}
    assert all(address.startswith("9.") for address in addresses["lay.over"])


def test_it_is_asked_again_and_again(master: str) -> None:
    first, *others = (loaded(master, "/master/state") for _ in range(5))
    assert all(other == first for other in others)
