"""What one asks instead of a task, and what the overlay puts on the way to it."""

from typing import Any

import pytest

from tests.build import article_attempt, typed
from tests.cluster.build import Cluster
from tests.cluster.definitions import bridged, overlaid
from tests.topology.test_structure import Elements, check, of_kind
from tutorial.attempt import Attempt, inspection
from tutorial.cluster.network.ipvs.tables import SERVICES, remove_service
from tutorial.topology.inspect import inspect
from tutorial.topology.operations import apply
from tutorial.topology.services import vip_id, vip_key
from tutorial.topology.structure import Picture, structure

VIP = "vip:11.249.78.219:3141"
KEY = ("tcp", "11.249.78.219", 3141)
ON_S3: dict[str, Any] = {"cpus": 0.01, "instances": 3, "constraints": [["hostname", "LIKE", ".*168"]]}


def deployed(definition: dict[str, Any]) -> tuple[Cluster, Elements]:
    cluster = Cluster()
    cluster.add(definition)
    elements = structure(cluster.world)
    check(elements)
    return cluster, elements


def test_a_virtual_address_is_an_element_of_its_own_with_its_name_scheduler_and_back_ends() -> None:
    cluster, elements = deployed(bridged(**ON_S3))
    assert of_kind(elements, "vip") == [VIP]
    ports = [port for one in cluster.instances("/httpi") for port in one.host_ports]
    vip = elements[VIP]
    assert (vip["label"], vip["parent"], vip["state"], vip["place"]["band"]) == ("httpi:3141", None, "up", "entries")
    assert vip["facts"] == {
        "address": "11.249.78.219:3141",
        "name": "httpi.marathon.l4lb.thisdcos.directory",
        "protocol": "TCP",
        "scheduler": "wlc",
        "back ends": "3",
        "servers": ", ".join(f"172.16.15.168:{port}" for port in sorted(ports)),
        "nodes": "6",
        "asked for by": "line 1: /httpi, container/portMappings/0/labels/VIP_0",
    }


def test_it_goes_with_its_last_back_end_and_counts_the_nodes_that_have_it() -> None:
    cluster = Cluster()
    cluster.add(bridged(**ON_S3))
    picture = Picture(cluster.world)
    cluster.world.take_changes()
    seen = {element["id"]: element for element in picture.document()}
    remove_service(cluster.world, "master", KEY)
    seen = apply(seen, picture.operations(cluster.world.take_changes()))
    assert seen[VIP]["facts"]["nodes"] == "5"
    assert seen == structure(cluster.world)
    for node in cluster.world.scopes(SERVICES):
        remove_service(cluster.world, node, KEY)
    seen = apply(seen, picture.operations(cluster.world.take_changes()))
    assert VIP not in seen
    assert seen == structure(cluster.world)


@pytest.mark.parametrize("key", [KEY, ("udp", "11.0.0.1", 53)])
def test_an_id_names_one_service(key: tuple[str, str, int]) -> None:
    assert vip_key(vip_id(key)) == key


@pytest.mark.parametrize("name", ["vip:", "vip:11.0.0.1", "vip:11.0.0.1:x", "vip:a:80"])
def test_what_is_no_address_with_a_port_names_none(name: str) -> None:
    assert vip_key(name) is None
    assert inspect(Cluster().world, name, {}) is None


@pytest.fixture(scope="module")
def asked() -> Attempt:
    """The article's app behind a virtual address, and ipvsadm on the master."""
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_bridge.json")
    typed(made, "sleep 30")
    typed(made, "sudo yum install -y ipvsadm", "master")
    typed(made, "ipvsadm -Ln -t 11.249.78.219:3141 | cat", "master")
    made.commit()
    return made


def test_its_tables_are_what_ipvsadm_and_ip_print(asked: Attempt) -> None:
    frame = inspection(asked, VIP)
    assert frame is not None
    tables = {table["command"]: table["lines"] for table in frame["tables"]}
    assert list(tables) == ["ipvsadm -Ln -t 11.249.78.219:3141", "ip route show table local"]
    printed = ["".join(span[0] for span in line) for line in tables["ipvsadm -Ln -t 11.249.78.219:3141"]]
    assert printed[3] == "TCP  11.249.78.219:3141 wlc"
    assert asked.lines[4].text("stdout").replace("\r\n", "\n") == "".join(f"{line}\n" for line in printed)
    assert [step["kind"] for step in frame["why"]] == ["line", "definition", "dcosnet"]
    said, values = frame["why"][1]["told"]
    assert said.format(**values) == "/container/portMappings/0/labels/VIP_0 asks for the virtual address /httpi:3141"


def test_on_every_node_the_tunnel_ends_in_a_device_behind_the_card() -> None:
    elements = structure(Cluster().world)
    nodes = ["master", *(f"S{number}" for number in range(5))]
    assert of_kind(elements, "vtep") == sorted(f"link:{node}/vtep1024" for node in nodes)
    assert elements["link:S3/vtep1024"]["facts"] == {
        "address": "44.128.0.4/20",
        "VNI": "1024",
        "port": "UDP 64000",
        "mac": "70:b3:d5:80:00:04",
        "mtu": "1500",
    }
    assert "edge:link:S3/eth0--link:S3/vtep1024" in elements


def test_a_route_leads_from_the_tunnel_to_the_overlays_bridge_and_from_the_card_to_dockers() -> None:
    _, elements = deployed(overlaid(**ON_S3))
    route = "route:S3/main/9.0.3.128/25/d-dcos"
    assert of_kind(elements, "route") == [route]
    assert (elements[route]["label"], elements[route]["facts"]["device"]) == ("9.0.3.128/25", "d-dcos")
    assert {f"edge:link:S3/vtep1024--{route}", f"edge:{route}--link:S3/d-dcos"} <= set(elements)
    _, elements = deployed(bridged(**ON_S3))
    (route,) = of_kind(elements, "route")
    assert {f"edge:link:S3/eth0--{route}", f"edge:{route}--link:S3/docker0"} <= set(elements)


def test_a_load_balancer_is_an_entrance_as_well() -> None:
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_bridge.json")
    typed(made, "dcos package install marathon-lb --yes")
    typed(made, "sleep 60")
    typed(made, "dcos marathon app update /httpi < httpi_marathonlb.json")
    typed(made, "sleep 120")
    made.commit()
    elements = structure(made.world)
    check(elements)
    facts = elements["proxy:S0/3141"]["facts"]
    assert elements["proxy:S0/3141"]["label"] == "Marathon-LB:3141"
    assert (facts["address"], facts["scheduler"], facts["back ends"]) == ("93.186.40.121:3141", "roundrobin", "5")
    vip = elements[VIP]["facts"]["servers"].split(", ")
    assert sorted(facts["servers"].split(", ")) == sorted(vip)
    frame = inspection(made, "proxy:S0/3141")
    assert frame is not None
    assert frame["tables"][0]["command"] == "ss -tlnp sport = :3141"
