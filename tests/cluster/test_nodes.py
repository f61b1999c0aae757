"""What stands on the nodes of the article's cluster with its five tasks in bridge mode: all of it, in its order, as the
reference of the data path has it where no recording shows it."""

import pytest

from tests.cluster.build import Cluster
from tests.cluster.definitions import bridged
from tutorial.cluster.docker.networks import NETWORKS
from tutorial.cluster.network import ipsets, saved, sysctls
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS
from tutorial.cluster.network.tables import ADDRESSES, LINKS, ROUTES
from tutorial.cluster.overlay.tables import PARTS
from tutorial.cluster.world import World

NODES = ("master", "S0", "S1", "S2", "S3", "S4")
SKIP = '-m set --match-set dcos-l4lb dst,dst -m comment --comment "Skip DC/OS L4LB traffic" -j RETURN'
MASQUERADE = "-m ipvs --vdir ORIGINAL --vmethod MASQ -m comment --comment Minuteman-IPVS-IPTables-masquerade-rule"
NAT_OF_S3 = f"""\
-A PREROUTING {SKIP}
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT {SKIP}
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING {MASQUERADE} -j MASQUERADE
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A POSTROUTING -s 9.0.0.0/8 -m set --match-set overlay dst -j MASQUERADE
-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 9896 -j MASQUERADE
-A POSTROUTING -s 172.17.0.3/32 -d 172.17.0.3/32 -p tcp -m tcp --dport 26186 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 9896 -j DNAT --to-destination 172.17.0.2:9896
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 26186 -j DNAT --to-destination 172.17.0.3:26186
"""
NAT_OF_MASTER = f"""\
-A PREROUTING {SKIP}
-A OUTPUT {SKIP}
-A POSTROUTING {MASQUERADE} -j MASQUERADE
-A POSTROUTING -s 9.0.0.0/8 -m set --match-set overlay dst -j MASQUERADE
"""


@pytest.fixture(scope="module")
def world() -> World:
    cluster = Cluster()
    cluster.add(bridged(instances=5))
    cluster.advance(5_000)
    return cluster.world


def rules(world: World, node: str, table: str) -> str:
    lines = saved.dump(world, node, only=table).splitlines()
    return "".join(f"{line}\n" for line in lines if line.startswith("-A"))


def test_the_rules_of_nat_are_complete_and_in_order(world: World) -> None:
    assert rules(world, "S3", "nat") == NAT_OF_S3
    assert rules(world, "master", "nat") == NAT_OF_MASTER


def test_a_master_has_nothing_of_dockers(world: World) -> None:
    assert rules(world, "master", "filter") == "-A FORWARD -j ACCEPT\n"
    assert world.values(NETWORKS, "master") == ()


@pytest.mark.parametrize("node", NODES)
def test_every_node_has_the_same_devices_and_agents_dockers_bridges(world: World, node: str) -> None:
    mtus = {link.name: link.mtu for link in world.values(LINKS, node) if link.kind != "veth"}
    nodes = {"lo": 65536, "eth0": 1500, "minuteman": 1500, "spartan": 1500, "vtep1024": 1500}
    bridges = {} if node == "master" else {"docker0": 1500, "d-dcos": 1500}
    assert mtus == nodes | bridges
    tunnel, part = world[LINKS, "vtep1024", node], world[PARTS, node]
    assert (tunnel.mac, tunnel.vni, tunnel.udp_port, tunnel.learning) == (part.mac, 1024, 64000, True)


@pytest.mark.parametrize("node", NODES)
def test_a_virtual_address_is_a_local_route_and_on_no_device(world: World, node: str) -> None:
    assert [route.text for route in world.values(ROUTES, node) if route.dev == "minuteman"] == [
        "local 11.249.78.219 dev minuteman scope host"
    ]
    assert [address.ip for address in world.values(ADDRESSES, node) if address.dev == "minuteman"] == []


@pytest.mark.parametrize("node", NODES)
def test_the_sets_hold_what_the_rules_ask_for(world: World, node: str) -> None:
    kinds = {found.name: found.kind for found in world.values(IPSETS, node)}
    assert kinds == {"dcos-l4lb": "hash:ip,port", "overlay": "hash:net"}
    members = {
        name: {(found.value, found.nomatch) for found in world.values(MEMBERS, ipsets.scope(node, name))}
        for name in kinds
    }
    assert members == {
        "dcos-l4lb": {("11.249.78.219,tcp:3141", False)},
        "overlay": {("0.0.0.0/1", False), ("128.0.0.0/1", False), ("9.0.0.0/8", True)},
    }


@pytest.mark.parametrize("node", NODES)
def test_nodes_forward_and_believe_sources_that_they_know_a_way_back_to(world: World, node: str) -> None:
    assert sysctls.forwards(world, node, "eth0")
    assert {sysctls.rp_filter(world, node, link.name) for link in world.values(LINKS, node)} == {2}
