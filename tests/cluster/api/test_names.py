"""Mesos-DNS's HTTP API against what the real one answered for the recorded state."""

import json
from pathlib import Path

from tests.cluster.build import Cluster, app

RECORDED = Path(__file__).parents[2] / "golden" / "data" / "mesos-dns" / "01-host.json"
BELOW = "/mesos_dns"


def running() -> Cluster:
    """The article's app in host mode, once Mesos-DNS has heard of it."""
    cluster = Cluster()
    cluster.add(app("/httpi"))
    cluster.advance(60_000)
    return cluster


def test_names_are_answered_as_the_real_one_does() -> None:
    cluster, asked = running(), 0
    for path, wanted in json.loads(RECORDED.read_text())["dcos"]["http"].items():
        found = cluster.ask(path, BELOW).json
        if "3ze33" in json.dumps(wanted):  # a hash of the task's id, which is another here
            assert [entry["port"] for entry in found] == [entry["port"] for entry in wanted]
            assert [entry["ip"] for entry in found] == [entry["ip"] for entry in wanted]
        else:
            assert found == wanted, path
        asked += 1
    assert asked > 10


def test_a_service_leads_to_a_name_that_has_an_address() -> None:
    cluster = running()
    (service,) = cluster.ask("/v1/services/_httpi._tcp.marathon.mesos", BELOW).json
    assert cluster.ask(f"/v1/hosts/{service['host']}", BELOW).json == [{"host": service["host"], "ip": service["ip"]}]


def test_everything_can_be_enumerated() -> None:
    (framework,) = running().ask("/v1/enumerate", BELOW).json["frameworks"]
    (task,) = framework["tasks"]
    assert (framework["name"], task["name"]) == ("marathon", "httpi")
    assert {"name": "httpi.marathon.mesos.", "host": "172.16.9.84", "rtype": "A"} in task["records"]
    services = [entry["host"] for entry in task["records"] if entry["name"] == "_httpi._tcp.marathon.mesos."]
    assert [host.rpartition(":")[2] for host in services] == ["16327"]


def test_the_whole_zone_is_that_of_the_recorded_one() -> None:
    wanted = json.loads(RECORDED.read_text())["dcos"]["records"]
    told = running().ask("/v1/axfr", BELOW).json
    assert (told["TTL"], told["RefreshSeconds"], told["Mname"]) == (60, 30, "ns1.mesos.")
    for kind, key in (("A", "As"), ("SRV", "SRVs")):
        found = told["Records"][key]
        same = {name for name in wanted[kind] if "3ze33" not in name and "metronome" not in name}
        assert same <= found.keys()
        assert all(found[name] == wanted[kind][name] for name in same if "3ze33" not in str(wanted[kind][name]))


def test_what_mesos_dns_was_started_with_is_told() -> None:
    told = Cluster().ask("/v1/config", BELOW).json
    assert (told["IPSources"], told["HttpPort"], told["Domain"]) == (["host", "netinfo"], 8123, "mesos")


def test_ports_of_a_host_are_not_told() -> None:
    assert Cluster().ask("/v1/hosts/leader.mesos/ports", BELOW).status == 501
    assert Cluster().ask("/v1/version", BELOW).json["Service"] == "Mesos-DNS"
