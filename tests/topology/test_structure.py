"""What stands in the picture of a cluster, and where."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon.tables import FAILURES, INSTANCES, Instance
from tutorial.cluster.network.tables import ADDRESSES, LINKS, SOCKETS, Socket
from tutorial.cluster.world import World
from tutorial.topology import structure as structure_module
from tutorial.topology.element import KINDS, Element
from tutorial.topology.operations import apply
from tutorial.topology.structure import Picture, structure

Elements = dict[str, dict[str, Any]]


def of_kind(elements: Elements, kind: str) -> list[str]:
    return sorted(name for name, element in elements.items() if element["kind"] == kind)


def check(elements: Elements) -> None:
    """What holds in every picture."""
    for name, element in elements.items():
        assert element["id"] == name
        assert element["kind"] in KINDS
        for end in ("parent", "source", "target"):
            assert element.get(end) is None or element[end] in elements, (name, end)
        assert (element["kind"] == "edge") == ("source" in element) == ("target" in element)
        assert all(isinstance(text, str) and text for text in element["facts"].values()), element
    for kind in ("task", "host"):
        places = [(e["parent"], e["place"]["slot"]) for e in elements.values() if e["kind"] == kind]
        assert len(places) == len(set(places)), "two tasks of an agent stand in one slot"
    orders = [(e["place"]["band"], e["place"]["order"]) for e in elements.values() if e["place"]["band"]]
    assert len(orders) == len(set(orders)), "two machines of a band stand in one place"


def test_the_articles_cluster_stands_there_before_the_first_line() -> None:
    elements = structure(Cluster().world)
    check(elements)
    assert of_kind(elements, "agent") == ["agent:S1", "agent:S2", "agent:S3", "agent:S4"]
    assert of_kind(elements, "public_agent") == ["agent:S0"]
    assert [name for kind in ("master", "client", "router") for name in of_kind(elements, kind)] == [
        "host:master",
        "host:outside",
        "host:router",
    ]
    assert of_kind(elements, "wire") == ["wire:underlay"]
    assert elements["wire:underlay"]["facts"] == {"subnet": "172.16.0.0/16", "gateway": "172.16.0.1"}
    assert len(of_kind(elements, "nic")) == 9
    assert elements["edge:link:S1/eth0--wire:underlay"]["target"] == "wire:underlay"
    assert "edge:link:outside/eth0--link:router/eth1" in elements
    assert not any("laptop" in name for name in elements)


def test_machines_keep_their_order_in_their_band() -> None:
    elements = structure(Cluster().world)
    bands: dict[str, list[tuple[int, str]]] = {}
    for name, element in elements.items():
        place = element["place"]
        bands.setdefault(place["band"], []).append((place["order"], name))
    assert [name for _, name in sorted(bands["edge"])] == ["host:master", "agent:S0", "host:outside", "host:router"]
    assert [name for _, name in sorted(bands["agents"])] == ["agent:S1", "agent:S2", "agent:S3", "agent:S4"]


def test_a_machine_says_what_it_is() -> None:
    assert structure(Cluster().world)["agent:S0"]["facts"] == {
        "ip": "172.16.33.10",
        "public ip": "93.186.40.121",
        "hostname": "ip-172-16-33-10",
        "role": "public agent",
        "zone": "aws/us-west-2a",
        "Mesos id": "602c0829-41e6-4910-91e5-16a38fa82c0a-S0",
    }


def test_a_running_task_stands_behind_its_port_and_its_port_behind_the_card() -> None:
    cluster = Cluster()
    cluster.add(app("/httpi"))
    elements = structure(cluster.world)
    check(elements)
    instance = cluster.instances("/httpi")[0]
    task = elements[f"task:{instance.id}"]
    assert (task["parent"], task["state"], task["place"]["column"]) == ("agent:S1", "running", "D")
    assert task["label"] == "httpi-hggr6"
    assert task["facts"] == {
        "app": "/httpi",
        "task id": instance.task_id,
        "Mesos state": "TASK_RUNNING",
        "address": "172.16.9.84",
        "host port": "16327",
        "container": cluster.container(instance).name,
        "started": cluster.world.timestamp(instance.started_ms),
        "asked for by": "line 1: /httpi",
    }
    port = elements["socket:S1/tcp/16327"]
    assert (port["label"], port["state"], port["parent"]) == ("16327", "listening", "agent:S1")
    assert port["facts"] == {
        "program": "httpi (pid 2301)",
        "address": "0.0.0.0:16327",
        "asked for by": "line 1: /httpi, portDefinitions/0",
    }
    assert elements["edge:link:S1/eth0--socket:S1/tcp/16327"]["source"] == "link:S1/eth0"
    assert elements[f"edge:socket:S1/tcp/16327--task:{instance.id}"]["target"] == f"task:{instance.id}"


def test_a_port_is_promised_until_something_listens_on_it() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", app("/httpi"))
    cluster.advance(1_200)
    elements = structure(cluster.world)
    check(elements)
    (name,) = of_kind(elements, "port")
    assert (elements[name]["state"], elements[name]["facts"]) == ("promised", {"program": "nothing listens yet"})
    assert not any(name in edge for edge in of_kind(elements, "edge"))
    assert [elements[task]["state"] for task in of_kind(elements, "task")] == ["staging"]


def test_a_failed_task_says_why_and_holds_no_port() -> None:
    cluster = Cluster()
    cluster.add(app("/bad", portDefinitions=[{"port": 0, "name": "web"}]))
    elements = structure(cluster.world)
    (task,) = (elements[name] for name in of_kind(elements, "task"))
    assert task["state"] == "failed"
    assert task["facts"]["why"] == "Container exited with status 2"
    assert "host port" not in task["facts"]
    assert of_kind(elements, "port") == []


def test_a_task_keeps_its_slot_when_others_come_and_go() -> None:
    cluster = Cluster()
    one_agent = [["hostname", "LIKE", ".*168"]]
    cluster.add(app("/web", instances=3, constraints=one_agent))
    slots = {instance.id: instance.slot for instance in cluster.instances()}
    assert sorted(slots.values()) == [0, 1, 2]
    victim = next(name for name, slot in slots.items() if slot == 1)
    cluster.call("DELETE", f"apps/web/tasks/{victim}", wipe="true")
    cluster.settle()
    after = {instance.id: instance.slot for instance in cluster.instances()}
    assert victim not in after
    assert sorted(after.values()) == [0, 1, 2]
    assert all(after[name] == slot for name, slot in slots.items() if name in after)


def test_a_udp_port_is_named_so() -> None:
    cluster = Cluster()
    cluster.add(app("/dns", portDefinitions=[{"name": "http"}, {"name": "dns", "protocol": "udp"}]))
    elements = structure(cluster.world)
    instance = cluster.instances("/dns")[0]
    assert elements[f"socket:{instance.agent}/udp/{instance.host_ports[1]}"]["state"] == "promised"


def test_a_card_that_goes_down_changes_alone() -> None:
    cluster = Cluster()
    picture = Picture(cluster.world)
    link = cluster.world[LINKS, "eth0", "S2"]
    cluster.world.put(LINKS, "eth0", replace(link, up=False), "S2")
    operations = picture.operations(cluster.world.take_changes())
    assert operations == [["change", "link:S2/eth0", {"state": "down"}]]


def sent(cluster: Cluster, picture: Picture, before: Elements) -> Elements:
    """The picture of a viewer who gets the operations for what has changed."""
    return apply(before, picture.operations(cluster.world.take_changes()))


def test_every_table_that_shows_is_watched() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2, cmd="false", constraints=[["hostname", "UNIQUE"]]))
    picture = Picture(cluster.world)
    cluster.world.take_changes()
    seen = {element["id"]: element for element in picture.document()}
    world = cluster.world
    one, other = cluster.instances()
    failure = world[FAILURES, "/web"]
    address = world[ADDRESSES, ("eth0", 1, "172.16.17.198"), "S2"]
    for table, key, entry, scope in (
        (FAILURES, "/web", replace(failure, task_id=one.task_id, agent=one.agent, message="one"), ""),
        (FAILURES, "/web", replace(failure, task_id=other.task_id, agent=other.agent, message="other"), ""),
        (INSTANCES, one.id, replace(one, condition="Running", host_ports=(31000,)), ""),
        (SOCKETS, ("tcp", "0.0.0.0", 31000), Socket("tcp", "0.0.0.0", 31000, 7, "httpi", ()), one.agent),
        (ADDRESSES, ("eth0", 1, "172.16.17.198"), replace(address, prefix=24), "S2"),
        (HOSTS, "outside", None, ""),
        (HOSTS, "router", None, ""),
        (HOSTS, "S2", None, ""),
        (LINKS, "eth0", None, "S1"),
    ):
        world.put(table, key, entry, scope)
        after = sent(cluster, picture, seen)
        assert after != seen, (table.name, key)
        assert after == structure(world), (table.name, key)
        check(after)
        seen = after


def drawn_tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The instances whose tasks are made anew from now on."""
    drawn: list[str] = []
    original = structure_module.task_elements

    def counted(world: World, instance: Instance, parent: str) -> Iterator[Element]:
        drawn.append(instance.id)
        return original(world, instance, parent)

    monkeypatch.setattr(structure_module, "task_elements", counted)
    return drawn


def test_a_task_that_changes_is_drawn_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = Cluster()
    cluster.add(app(instances=40, cpus=0.01, mem=32, constraints=[]))
    picture = Picture(cluster.world)
    cluster.world.take_changes()
    drawn = drawn_tasks(monkeypatch)
    one = cluster.instances()[0]
    cluster.world.put(INSTANCES, one.id, replace(one, condition="Killing"))
    assert picture.operations(cluster.world.take_changes()) == [["change", f"task:{one.id}", ANY]]
    assert drawn == [one.id]


def test_several_masters_stand_in_their_order() -> None:
    cluster = Cluster()
    first = cluster.world[HOSTS, "master"]
    cluster.world.put(HOSTS, "another", replace(first, id="another", order=1))
    elements = structure(cluster.world)
    check(elements)
    assert elements["host:master"]["place"]["order"] < elements["host:another"]["place"]["order"]
    assert elements["host:another"]["place"]["order"] < elements["agent:S0"]["place"]["order"]


def test_a_machine_that_goes_takes_all_its_elements_along() -> None:
    cluster = Cluster()
    picture = Picture(cluster.world)
    before = {element["id"]: element for element in picture.document()}
    cluster.world.delete(HOSTS, "S2")
    operations = picture.operations(cluster.world.take_changes())
    assert {operation[1] for operation in operations} == {
        "agent:S2",
        "link:S2/eth0",
        "link:S2/vtep1024",
        "edge:link:S2/eth0--wire:underlay",
        "edge:link:S2/eth0--link:S2/vtep1024",
    }
    assert apply(before, operations) == structure(cluster.world)


def test_what_is_not_in_the_picture_costs_no_operation() -> None:
    cluster = Cluster()
    picture = Picture(cluster.world)
    cluster.call("POST", "apps", app("/web"))
    assert picture.operations(cluster.world.take_changes()) == []
