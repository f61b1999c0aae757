"""What lies between the ports of a machine and a container with a network of its own, and what becomes of it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tests.cluster.definitions import bridged, overlaid
from tests.topology.test_structure import Elements, check, drawn_tasks, of_kind, sent
from tutorial.cluster.network import chains, edits
from tutorial.cluster.network.tables import LINKS
from tutorial.topology.inspect import inspect
from tutorial.topology.operations import Operation
from tutorial.topology.structure import Picture, structure

ON_S3: dict[str, Any] = {"cpus": 0.01, "constraints": [["hostname", "LIKE", ".*168"]]}


def deployed(definition: dict[str, Any]) -> tuple[Cluster, Picture, Elements]:
    cluster = Cluster()
    cluster.add(definition)
    picture = Picture(cluster.world)
    cluster.world.take_changes()
    return cluster, picture, {element["id"]: element for element in picture.document()}


def ways(elements: Elements) -> list[str]:
    return [f"{e['source']} → {e['target']}" for e in elements.values() if "source" in e and "S3" in e["source"]]


def kinds(operations: list[Operation]) -> list[tuple[str, str]]:
    """What each operation does, and to what kind of thing."""
    return [(name, (rest[0]["id"] if name == "add" else rest[0]).partition(":")[0]) for name, *rest in operations]


def take_out(cluster: Cluster, table: str, line: str) -> None:
    found = edits.chain(cluster.world, "S3", table, line.split()[1])
    edits.take_out(cluster.world, "S3", found, edits.same(found, line))


def test_a_packet_goes_from_card_to_port_rule_bridge_pair_and_container() -> None:
    cluster, _, elements = deployed(bridged(**ON_S3))
    check(elements)
    (instance,) = cluster.instances("/httpi")
    port, task = instance.host_ports[0], f"task:{instance.id}"
    (rule,), (bridge,), (pair,) = (of_kind(elements, kind) for kind in ("rule", "bridge", "veth"))
    assert (rule, bridge) == ("rule:S3/nat/DOCKER/2", "link:S3/docker0")
    assert [way for way in ways(elements) if "vtep" not in way and "route:" not in way][1:] == [
        f"link:S3/eth0 → socket:S3/tcp/{port}",
        f"socket:S3/tcp/{port} → {rule}",
        f"{rule} → {bridge}",
        f"{bridge} → {pair}",
        f"{pair} → {task}",
    ]
    columns = {
        elements[name]["place"]["column"]: elements[name]["place"]["slot"] for name in (rule, bridge, pair, task)
    }
    assert columns == {"B": 0, "C": 0, "veth": 0, "D": 0}
    assert elements[rule]["label"] == f"→ {instance.addresses[0]}:{port}"
    assert elements[rule]["facts"] == {
        "rule": f"-A DOCKER ! -i docker0 -p tcp -m tcp --dport {port} -j DNAT --to-destination 172.17.0.2:{port}",
        "table": "nat",
        "chain": "DOCKER",
        "port": str(port),
        "asked for by": "line 1: /httpi, container/portMappings/0",
    }
    assert elements[bridge]["facts"]["address"] == "172.17.0.1/16"
    container = cluster.container(instance).name
    assert elements[pair]["facts"]["other end"] == f"eth0 in S3/{container[:14]}"
    assert (elements[pair]["facts"]["bridge"], elements[pair]["facts"]["address"]) == ("docker0", "172.17.0.2/16")


def test_bridges_without_members_are_not_drawn() -> None:
    _, _, elements = deployed(bridged(**ON_S3))
    assert of_kind(elements, "bridge") == ["link:S3/docker0"]
    assert of_kind(structure(Cluster().world), "bridge") == []


def test_a_task_that_shares_its_machines_network_has_nothing_between() -> None:
    cluster, _, elements = deployed(app())
    port, (instance,) = of_kind(elements, "port")[0], cluster.instances()
    assert not any(of_kind(elements, kind) for kind in ("rule", "bridge", "veth"))
    assert elements[f"edge:{port}--task:{instance.id}"]["target"] == f"task:{instance.id}"


def test_on_the_overlay_a_container_is_on_the_overlays_bridge() -> None:
    _, _, elements = deployed(overlaid(**ON_S3))
    check(elements)
    (bridge,), (pair,) = of_kind(elements, "bridge"), of_kind(elements, "veth")
    assert bridge == "link:S3/d-dcos"
    assert f"{bridge} → {pair}" in ways(elements)


def test_a_rule_that_somebody_deletes_goes_and_one_that_somebody_adds_comes() -> None:
    cluster, picture, elements = deployed(bridged(instances=5, **ON_S3))
    rule = elements[of_kind(elements, "rule")[1]]
    line = rule["facts"]["rule"]
    take_out(cluster, "nat", line)
    operations = picture.operations(cluster.world.take_changes())
    assert operations[0] == ["remove", rule["id"]]
    assert kinds(operations) == [("remove", "rule"), ("remove", "edge"), ("remove", "edge")]
    chains.add(cluster.world, "S3", "nat", "-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.3")
    added = picture.operations(cluster.world.take_changes())
    assert kinds(added) == [("add", "rule"), ("add", "edge"), ("add", "edge")]
    by_hand, card, bridge = (operation[1] for operation in added)
    assert (by_hand["label"], by_hand["place"]["slot"]) == ("→ 172.17.0.3", rule["place"]["slot"])
    assert (by_hand["facts"]["chain"], by_hand["facts"]["port"]) == ("PREROUTING", "80")
    assert (card["source"], bridge["target"]) == ("link:S3/eth0", "link:S3/docker0")


@pytest.mark.parametrize(
    "line",
    [
        "-A DOCKER -p tcp -m tcp --dport 80 -j DNAT --to-destination 9.0.3.130:80",
        "-A DOCKER -p tcp -m tcp --dport 80 -j ACCEPT",
        "-A POSTROUTING -s 172.17.0.2/32 -j MASQUERADE",
    ],
)
def test_rules_that_lead_to_no_container_of_a_task_are_not_drawn(line: str) -> None:
    cluster, picture, _ = deployed(bridged(**ON_S3))
    chains.add(cluster.world, "S3", "nat", line)
    assert picture.operations(cluster.world.take_changes()) == []


def test_a_task_that_goes_takes_its_way_along_and_one_that_starts_anew_gets_another() -> None:
    cluster, picture, elements = deployed(bridged(instances=2, **ON_S3))
    victim = cluster.instances("/httpi")[0]
    cluster.kill(victim)
    cluster.settle()
    after = sent(cluster, picture, elements)
    check(after)
    assert after == structure(cluster.world)
    assert {kind: len(of_kind(after, kind)) for kind in ("rule", "veth", "bridge")} == {
        "rule": 2,
        "veth": 2,
        "bridge": 1,
    }
    gone = [name for name in of_kind(elements, "veth") if name not in after]
    assert len(gone) == 1
    cluster.call("DELETE", "apps/httpi")
    cluster.settle()
    last = sent(cluster, picture, after)
    assert not any(of_kind(last, kind) for kind in ("rule", "veth", "bridge", "task"))


def test_a_change_costs_as_much_beside_many_tasks_as_beside_few(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = drawn_tasks(monkeypatch)
    for count in (2, 20):
        cluster, picture, elements = deployed(bridged(instances=count, **ON_S3))
        pair = of_kind(elements, "veth")[0].removeprefix("link:S3/")
        link = cluster.world[LINKS, pair, "S3"]
        drawn.clear()
        cluster.world.put(LINKS, pair, replace(link, up=False), "S3")
        operations = picture.operations(cluster.world.take_changes())
        assert operations == [["change", f"link:S3/{pair}", {"state": "down"}]]
        take_out(cluster, "nat", elements[of_kind(elements, "rule")[0]]["facts"]["rule"])
        assert len(picture.operations(cluster.world.take_changes())) == 3
        assert len(drawn) == 2


def test_what_is_behind_a_rule_tells_its_counter_which_is_no_change_of_the_picture() -> None:
    cluster, picture, elements = deployed(bridged(**ON_S3))
    (rule,) = of_kind(elements, "rule")
    document = inspect(cluster.world, rule, {})
    assert document is not None
    assert document["facts"] == {**elements[rule]["facts"], "packets": "0"}
    assert (document["kind"], document["label"], document["parent"]) == ("rule", elements[rule]["label"], "agent:S3")
    assert [table["command"] for table in document["tables"]] == ["iptables -t nat -nvL DOCKER"]
    assert picture.operations(cluster.world.take_changes()) == []
