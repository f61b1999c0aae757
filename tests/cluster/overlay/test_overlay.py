"""Who has which part of the overlay, and what stands for it on every node."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.build import Cluster
from tutorial.cluster.host import Host
from tutorial.cluster.network import routing
from tutorial.cluster.network.tables import FDB, NEIGHBOURS, ROUTES, RULES
from tutorial.cluster.overlay.tables import Part, allocate, parts
from tutorial.cluster.state import State
from tutorial.cluster.world import World

# The article's cluster: S1 joined last.
SUBNETS = {"master": 0, "S0": 1, "S2": 2, "S3": 3, "S4": 4, "S1": 5}


def test_the_articles_nodes_have_the_articles_subnets() -> None:
    found = {part.host: (part.subnet, part.vtep) for part in parts(Cluster().world)}
    assert found == {host: (f"9.0.{k}.0/24", f"44.128.0.{k + 1}") for host, k in SUBNETS.items()}


@pytest.mark.parametrize(
    ("number", "vtep", "mac", "subnet", "gateway"),
    [
        (0, "44.128.0.1", "70:b3:d5:80:00:01", "9.0.0.0/24", "9.0.0.129/25"),
        (3, "44.128.0.4", "70:b3:d5:80:00:04", "9.0.3.0/24", "9.0.3.129/25"),
        (300, "44.128.1.45", "70:b3:d5:80:01:2d", "9.1.44.0/24", "9.1.44.129/25"),
    ],
)
def test_all_follows_from_the_number(number: int, vtep: str, mac: str, subnet: str, gateway: str) -> None:
    part = Part("x", "172.16.0.9", number)
    assert (part.vtep, part.mac, part.subnet, part.docker_gateway) == (vtep, mac, subnet, gateway)


def test_a_node_knows_the_way_to_every_other_and_none_to_itself() -> None:
    world = Cluster().world
    assert [route.text for route in world.values(ROUTES, "S3") if route.dev == "vtep1024" and route.via] == [
        *(f"172.16.{last} via 44.128.0.{k} dev vtep1024" for last, k in ORDER_OF_42),
        *(f"9.0.{k - 1}.0/24 via 44.128.0.{k} dev vtep1024" for k in (1, 2, 3, 5, 6)),
    ]
    assert [found.text for found in world.values(RULES, "S3") if found.table == "42"] == [
        "32765:\tfrom 9.0.0.0/8 lookup 42"
    ]
    assert {(found.ip, found.mac) for found in world.values(NEIGHBOURS, "S3")} == {
        (f"44.128.0.{k}", f"70:b3:d5:80:00:0{k}") for k in (1, 2, 3, 5, 6)
    }
    assert {found.destination for found in world.values(FDB, "S3")} == {
        "172.16.9.10",
        "172.16.33.10",
        "172.16.17.198",
        "172.16.40.67",
        "172.16.9.84",
    }


def test_what_one_node_is_made_to_forget_the_others_still_know() -> None:
    world = Cluster().world
    kept = {node: world.rows(table, node) for node in ("S1", "S4") for table in (NEIGHBOURS, FDB, ROUTES)}
    for table in (NEIGHBOURS, FDB, ROUTES):
        for key, row in world.rows(table, "S3"):
            if row.causes[0].controller == "overlay":
                world.delete(table, key, "S3")
    assert all(
        row.causes[0].controller != "overlay" for row in world.values(FDB, "S3") + world.values(NEIGHBOURS, "S3")
    )
    assert {node: world.rows(table, node) for node in ("S1", "S4") for table in (NEIGHBOURS, FDB, ROUTES)} == kept


ORDER_OF_42 = (("17.198", 3), ("33.10", 2), ("40.67", 5), ("9.10", 1), ("9.84", 6))


def test_a_node_asks_for_a_container_elsewhere_under_the_address_of_its_tunnel() -> None:
    world = Cluster().world
    found = routing.look_up(world, "master", "9.0.3.131")
    assert found.route is not None
    assert (found.route.dev, found.route.via) == ("vtep1024", "44.128.0.4")
    assert routing.source_address(world, "master", found.route, "9.0.3.131") == "44.128.0.1"


@given(st.dictionaries(st.sampled_from([f"S{n}" for n in range(6)]), st.integers(0, 7), max_size=6))
def test_no_two_nodes_share_a_number_whatever_is_pinned(pinned: dict[str, int]) -> None:
    world = World(State("1", 0, pins=tuple(("overlay.number", (host,), number) for host, number in pinned.items())))
    made = allocate(world, tuple(Host(f"S{n}", "", "agent", f"172.16.0.{n}", order=n) for n in range(6)))
    numbers = [part.number for part in made]
    assert len(set(numbers)) == 6
    assert numbers == sorted(numbers)
    once = {host for host, number in pinned.items() if list(pinned.values()).count(number) == 1}
    assert all(part.number == pinned[part.host] for part in made if part.host in once)
