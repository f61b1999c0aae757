"""From a task's label to IPVS on every node, and away again."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.dcosnet.tables import MAPPINGS, PROGRAMMED
from tutorial.cluster.network.dns.records import RECORDS
from tutorial.cluster.network.ipsets import MEMBERS, scope
from tutorial.cluster.network.ipvs.tables import SERVICES, RealServer, remove_server, remove_service, set_servers
from tutorial.cluster.network.tables import ROUTES
from tutorial.cluster.servers.dcos_dns import PROGRAM, own_records

NODES = ("master", "S0", "S1", "S2", "S3", "S4")
ADDRESS = "11.225.36.193"
KEY = ("tcp", ADDRESS, 80)


def web(*labels: str, name: str = "/web", **fields: Any) -> dict[str, Any]:
    """An app with a port for each label; the first one is httpi's."""
    names = ["http", *(f"port{number}" for number in range(1, len(labels)))]
    ports = [{"port": 0, "name": name, "labels": {"VIP_0": label}} for name, label in zip(names, labels, strict=True)]
    return app(name, portDefinitions=ports, **fields)


def servers(cluster: Cluster, node: str, key: tuple[str, str, int] = KEY) -> list[str]:
    service = cluster.world.get(SERVICES, key, node)
    return [] if service is None else [server.name for server in service.servers]


def backends(cluster: Cluster) -> list[str]:
    """Where the tasks listen, in the order of addresses as numbers."""
    found = [(instance.addresses[0], instance.host_ports[0]) for instance in cluster.instances()]
    return [f"{ip}:{port}" for ip, port in sorted(found, key=lambda one: ([*map(int, one[0].split("."))], one[1]))]


def held(cluster: Cluster, node: str) -> tuple[int, int, int]:
    """How many services, members of the set and routes of dcos-net a node's kernel has."""
    world = cluster.world
    routes = [route for route in world.values(ROUTES, node) if route.dev == kernel.DEVICE]
    return len(world.rows(SERVICES, node)), len(world.rows(MEMBERS, scope(node, kernel.SET))), len(routes)


def test_every_node_has_the_service_with_all_tasks_in_ascending_order() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", instances=5))
    for node in NODES:
        assert servers(cluster, node) == backends(cluster)
        assert held(cluster, node) == (1, 1, 1)
        assert [found.name for found in cluster.world.values(MAPPINGS, node)] == ["web.marathon"]


def test_a_server_names_the_label_that_asked_for_it() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80"))
    service = cluster.world[SERVICES, KEY, "master"]
    (cause,) = service.servers[0].causes
    assert (cause.subject, cause.pointer, cause.controller) == ("/web", "/portDefinitions/0/labels/VIP_0", "dcosnet")


def test_a_task_that_is_killed_leaves_the_list_before_it_has_ended() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", instances=3))
    gone = cluster.instances()[0]
    assert cluster.call("DELETE", f"apps/web/tasks/{gone.task_id}", None, scale="true").status == 200
    cluster.settle()
    assert len(backends(cluster)) == 2
    for node in NODES:
        assert servers(cluster, node) == backends(cluster)


def test_with_the_last_task_everything_goes() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", instances=2))
    assert cluster.call("DELETE", "apps/web").status == 200
    cluster.settle()
    for node in NODES:
        assert held(cluster, node) == (0, 0, 0)
        assert not cluster.world.rows(MAPPINGS, node)
        assert not cluster.world.rows(PROGRAMMED, node)


def test_two_ports_of_one_name_share_the_address_and_one_going_leaves_it() -> None:
    cluster = Cluster()
    two = web("/web:80", "/web:443")
    cluster.add(two)
    assert held(cluster, "S3") == (2, 2, 1)
    cluster.update(portDefinitions=two["portDefinitions"][:1])
    assert held(cluster, "S3") == (1, 1, 1)
    assert len(cluster.world.rows(MAPPINGS, "S3")) == 1


def test_a_name_that_is_written_in_two_ways_gets_two_addresses() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", name="/a"))
    cluster.add(web("web:80", name="/b"))
    found = [(mapping.written, mapping.address) for mapping in cluster.world.values(MAPPINGS, "master")]
    assert found == [("/web", ADDRESS), ("web", "11.225.36.194")]


def test_an_address_in_a_label_is_taken_as_it_is_and_has_no_name() -> None:
    cluster = Cluster()
    cluster.add(web("10.1.2.3:80"))
    assert servers(cluster, "S2", ("tcp", "10.1.2.3", 80)) == backends(cluster)
    assert not cluster.world.rows(MAPPINGS, "S2")
    assert cluster.call("DELETE", "apps/web").status == 200
    cluster.settle()
    assert held(cluster, "S2") == (0, 0, 0)


@pytest.mark.parametrize("label", ["/web", "/web:x", "/web:0"])
def test_a_label_that_says_nothing_does_no_harm(label: str) -> None:
    cluster = Cluster()
    both = {"VIP_0": label, "VIP_1": "/web:80"}
    cluster.add(app(portDefinitions=[{"port": 0, "name": "http", "labels": both}]))
    assert servers(cluster, "S1") == backends(cluster)


def test_an_app_without_such_a_label_wakes_nobody() -> None:
    cluster = Cluster()
    cluster.add(app())
    assert not any(event.kind.startswith("dcosnet") for event in cluster.world.state.queue)
    assert held(cluster, "master") == (0, 0, 0)


def test_what_somebody_changed_by_hand_is_repaired_within_half_a_minute() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", instances=3))
    world, meant = cluster.world, backends(cluster)
    gone = world[SERVICES, KEY, "S3"].servers[1]
    remove_server(world, "S3", KEY, gone.address, gone.port)
    world.delete(MEMBERS, kernel.member(KEY), scope("S3", kernel.SET))
    world.after(0, "kernel.changed", "S3")
    before_ms = world.now_ms
    cluster.settle()
    assert 0 < world.now_ms - before_ms <= 30_000
    assert servers(cluster, "S3") == meant
    assert held(cluster, "S3") == (1, 1, 1)


def test_a_service_that_was_deleted_by_hand_comes_back_and_a_foreign_one_goes() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80"))
    world = cluster.world
    remove_service(world, "S3", KEY)
    kernel.write(world, "S3", ("tcp", "11.1.1.1", 1), ())
    world.after(0, "kernel.changed", "S3")
    cluster.settle()
    assert [key for key, _ in world.rows(SERVICES, "S3")] == [KEY]


def test_a_weight_set_by_hand_is_put_right_with_the_next_change() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80"))
    world = cluster.world
    service = world[SERVICES, KEY, "S3"]
    server = service.servers[0]
    remove_server(world, "S3", KEY, server.address, server.port)
    set_servers(world, "S3", world[SERVICES, KEY, "S3"], (RealServer(server.address, server.port, 0),))
    cluster.update(instances=2)
    assert [found.weight for found in world[SERVICES, KEY, "S3"].servers] == [1, 1]


def test_a_crash_takes_the_server_out_and_the_restart_brings_another() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80"))
    before = servers(cluster, "master")
    cluster.kill(cluster.instances()[0])
    cluster.settle()
    assert servers(cluster, "master") == backends(cluster)
    assert servers(cluster, "master") != before


def published(cluster: Cluster, node: str) -> list[tuple[str, tuple[str, ...]]]:
    """What a node's name server knows of virtual addresses."""
    return [(found.name, found.values) for found in cluster.world.values(RECORDS, own_records(node))]


def test_every_node_knows_the_name_of_a_virtual_address_as_long_as_it_is_there() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", "/web:81"))
    for node in NODES:
        assert published(cluster, node) == [("web.marathon.l4lb.thisdcos.directory", (ADDRESS,))]
    cluster.call("DELETE", "apps/web")
    cluster.settle()
    assert published(cluster, "S1") == []


def test_two_ways_to_write_one_name_give_it_two_addresses() -> None:
    cluster = Cluster()
    cluster.add(web("/web:80", "web:80"))
    assert published(cluster, "S1") == [("web.marathon.l4lb.thisdcos.directory", (ADDRESS, "11.225.36.194"))]


def known(cluster: Cluster, holder: str, name: str) -> tuple[str, ...]:
    found = cluster.world.get(RECORDS, (name, "A"), holder)
    return () if found is None else found.values


def test_tasks_are_known_by_agent_and_container_address() -> None:
    cluster = Cluster()
    cluster.add(app("/shop/cart"))
    (instance,) = cluster.instances("/shop/cart")
    for kind in ("agentip", "containerip", "autoip"):
        found = known(cluster, PROGRAM, f"cart-shop.marathon.{kind}.dcos.thisdcos.directory")
        assert found == instance.addresses
    assert cluster.call("DELETE", "apps//shop/cart").status == 200
    cluster.settle()
    assert known(cluster, PROGRAM, "cart-shop.marathon.agentip.dcos.thisdcos.directory") == ()


def test_an_agents_address_stays_while_another_task_of_the_app_runs_there() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2, constraints=[["hostname", "CLUSTER", "172.16.9.84"]]))
    name = "web.marathon.agentip.dcos.thisdcos.directory"
    cluster.update(instances=1)
    assert known(cluster, PROGRAM, name) == ("172.16.9.84",)
    cluster.update(instances=0)
    assert known(cluster, PROGRAM, name) == ()
