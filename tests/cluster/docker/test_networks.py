"""What Docker's networks, and containers that come and go on them, leave in the tables of an agent."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.build import Cluster
from tests.cluster.definitions import bridged, overlaid
from tutorial.cluster.causes import SCENARIO
from tutorial.cluster.docker import bridges
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, Endpoint, free_address
from tutorial.cluster.docker.tables import CONTAINERS, RUNNING, Refused
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.marathon.tables import FAILURES
from tutorial.cluster.network import saved, sockets
from tutorial.cluster.network.tables import FDB, LINKS, NAMESPACES, NEIGHBOURS, ROUTES
from tutorial.cluster.world import World

RECORDED = Path(__file__).parents[2] / "golden" / "data" / "linux"
NAMESPACED = ("net.", "ipvs.")


@pytest.fixture
def article() -> Cluster:
    cluster = Cluster()
    cluster.add(bridged(instances=5))
    return cluster


def rules(world: World, table: str, host: str = "S3") -> list[str]:
    """The rules of a table as `iptables -S` prints them."""
    return [line for line in saved.dump(world, host, only=table).splitlines() if line.startswith(("-A", ":"))]


def recorded(file: str, command: str, where: str = "s3") -> list[str]:
    """What the real tool printed, without the rules that only the recordings' makers put in."""
    commands = json.loads((RECORDED / file).read_text())["commands"]
    (output,) = (found["stdout"] for found in commands if (found["where"], found["command"]) == (where, command))
    return [line for line in output.splitlines() if line.startswith("-A ") and not line.startswith("-A INPUT")]


OF_DCOS_NET = ("dcos-l4lb", "Minuteman", "overlay dst")
OVERLAY_BY_HAND = "-A POSTROUTING -s 9.0.0.0/8 ! -d 9.0.0.0/8 -j MASQUERADE"
"""What stands in the recordings for the set `overlay`."""


def of_docker(world: World, table: str) -> list[str]:
    found = (line for line in rules(world, table) if line.startswith("-A"))
    return [line for line in found if not any(word in line for word in OF_DCOS_NET)]


def test_two_published_containers_make_the_rules_of_the_recorded_agent(article: Cluster) -> None:
    wanted = [line for line in recorded("iptables.json", "iptables -t nat -S") if line != OVERLAY_BY_HAND]
    assert of_docker(article.world, "nat") == wanted
    assert of_docker(article.world, "filter") == recorded("iptables.json", "iptables -S")


def test_containers_on_the_overlay_make_no_rules_at_all() -> None:
    cluster = Cluster()
    cluster.add(overlaid(instances=5))
    assert {found.ip for found in cluster.world.values(ENDPOINTS, "S3")} == {"9.0.3.130", "9.0.3.131", "9.0.3.132"}
    wanted = [line for line in recorded("overlay-iptables.json", "iptables -t nat -S") if line != OVERLAY_BY_HAND]
    assert of_docker(cluster.world, "nat") == wanted
    assert of_docker(cluster.world, "filter") == recorded("overlay-iptables.json", "iptables -S")


def test_dcos_nets_rules_stand_before_dockers_and_the_overlays_behind_them(article: Cluster) -> None:
    nat = [line for line in rules(article.world, "nat") if line.startswith("-A")]
    order = [next((word for word in OF_DCOS_NET if word in line), "docker") for line in nat if "POSTROUTING" in line]
    assert order == ["Minuteman", "docker", "overlay dst", "docker", "docker"]
    for chain in ("PREROUTING", "OUTPUT"):
        assert ["dcos-l4lb" in line for line in nat if f"-A {chain} " in line] == [True, False]


def test_addresses_and_names_are_dockers(article: Cluster) -> None:
    first, second = sorted(article.world.values(ENDPOINTS, "S3"), key=lambda found: found.ip)
    assert (first.container, second.container) == (
        "mesos-881e3841-b58f-49dc-b20c-31253aa2cafb",
        "mesos-1e44c87b-4c24-479b-a3ce-70bb33ddfc25",
    )
    assert [(found.ip, found.mac) for found in (first, second)] == [
        ("172.17.0.2", "02:42:ac:11:00:02"),
        ("172.17.0.3", "02:42:ac:11:00:03"),
    ]
    inside = article.world[LINKS, "eth0", f"S3/{first.container}"]
    port = article.world[LINKS, first.device, "S3"]
    assert (port.index - inside.index, port.master, inside.mtu) == (1, "docker0", 1500)
    assert (inside.peer, port.peer, port.peer_namespace) == (first.device, "eth0", f"S3/{first.container}")
    assert [route.text for route in article.world.values(ROUTES, f"S3/{first.container}") if route.table == "main"] == [
        "default via 172.17.0.1 dev eth0",
        "172.17.0.0/16 dev eth0 proto kernel scope link src 172.17.0.2",
    ]


def test_bridges_carry_what_all_their_ports_carry() -> None:
    cluster = Cluster()
    assert {cluster.world[LINKS, name, "S3"].mtu for name in ("docker0", "d-dcos", "vtep1024")} == {1500}
    cluster.add(overlaid(instances=5))
    assert [cluster.world[LINKS, name, "S3"].mtu for name in ("docker0", "d-dcos")] == [1500, 1420]
    cluster.call("DELETE", "apps/httpi")
    cluster.settle()
    assert cluster.world[LINKS, "d-dcos", "S3"].mtu == 1500


def test_a_published_port_has_a_program_that_stands_by(article: Cluster) -> None:
    socket = sockets.find(article.world, "S3", "tcp", "172.16.15.168", 9896)
    assert socket is not None
    assert socket.program == "docker-proxy"
    words = "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 9896 -container-ip 172.17.0.2 -container-port 9896"
    assert " ".join(article.world[PROCESSES, socket.pid, "S3"].argv) == words


def footprint(world: World, host: str) -> dict[str, list[Any]]:
    """What a host's kernel holds, but for what ages by itself and for numbers that are never given again."""
    passing = {NEIGHBOURS.name, FDB.name, "net.index", "net.connection", "net.conntrack", "net.conntrack.reply"}
    names = [name for name in world.state.tables if name.startswith(NAMESPACED) and name not in passing]
    return {name: sorted(world.state.rows(name, host).items(), key=repr) for name in names}


def test_nothing_is_left_of_containers_that_are_gone() -> None:
    cluster = Cluster()
    before = {host: footprint(cluster.world, host) for host in ("S2", "S3", "S4")}
    cluster.add(bridged(instances=5))
    inside = [name for name in map(str, dict(cluster.world.rows(NAMESPACES))) if "/" in name]
    assert len(inside) == 5
    cluster.call("DELETE", "apps/httpi")
    cluster.settle()
    cluster.advance(60_000)
    found = {host: footprint(cluster.world, host) for host in ("S2", "S3", "S4")}
    for host, tables in before.items():
        for name, rows in tables.items():
            assert found[host][name] == rows, (host, name)
    tables = (name for name in cluster.world.state.tables if name.startswith(NAMESPACED))
    assert not [place for name in tables for place in inside if cluster.world.state.rows(name, place)]
    assert not any(cluster.world.count(RUNNING, "", host) for host in before)


def test_an_address_that_is_free_again_is_given_to_the_next(article: Cluster) -> None:
    def there() -> dict[str, str]:
        return {found.container: found.ip for found in article.world.values(ENDPOINTS, "S3")}

    before = there()
    bridges.disconnect(article.world, "S3", "mesos-881e3841-b58f-49dc-b20c-31253aa2cafb")
    bridges.connect(article.world, "S3", "next", article.world[NETWORKS, "bridge", "S3"], SCENARIO)
    assert there() == {
        "mesos-1e44c87b-4c24-479b-a3ce-70bb33ddfc25": "172.17.0.3",
        "next": before["mesos-881e3841-b58f-49dc-b20c-31253aa2cafb"],
    }
    assert before["mesos-881e3841-b58f-49dc-b20c-31253aa2cafb"] == "172.17.0.2"


def test_a_full_network_takes_nobody_more() -> None:
    world = Cluster().world
    network = world[NETWORKS, "dcos", "S3"]
    for number in range(130, 255):
        address = free_address(world, "S3", network)
        assert address == f"9.0.3.{number}"
        world.put(ENDPOINTS, address, Endpoint(address, "dcos", "", address, "", ""), "S3")
    with pytest.raises(Refused, match="no available IPv4 addresses on this network's address pools: dcos"):
        free_address(world, "S3", network)


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("process", "Error starting userland proxy: listen tcp 0.0.0.0:2000: bind: address already in use"),
        ("container", "Bind for 0.0.0.0:2000 failed: port is already allocated"),
    ],
)
def test_a_port_that_is_taken_fails_the_task_in_dockers_words(holder: str, words: str) -> None:
    cluster = Cluster()
    taken = bridged("/second", mapping={"hostPort": 2000}, constraints=[["hostname", "LIKE", "172.16.15.168"]])
    if holder == "process":
        sockets.listen(cluster.world, "S3", "tcp", "0.0.0.0", 2000, pid=77, program="stranger")
    else:
        cluster.add({**taken, "id": "/first"})
        known = cluster.world.values(ENDPOINTS, "S3")[0]
        cluster.world.put(ENDPOINTS, "stranger", known, "S3")
        cluster.call("DELETE", "apps/first")
        cluster.settle()
    before = [rules(cluster.world, table) for table in ("nat", "filter")]
    cluster.call("POST", "apps", taken)
    cluster.settle()
    failure = cluster.world[FAILURES, "/second"]
    assert failure.message.startswith("Failed to run docker container: driver failed programming external connectivity")
    assert failure.message.endswith(words)
    assert [rules(cluster.world, table) for table in ("nat", "filter")] == before
    assert not [found for found in cluster.world.values(CONTAINERS, "S3") if found.state != "exited"]
    assert not [name for name in map(str, dict(cluster.world.rows(NAMESPACES))) if "/" in name]
