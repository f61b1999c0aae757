"""Scenarios: the article's cluster, variants of it, and faults that are named."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tutorial.cluster import clock, scenario
from tutorial.cluster.errors import ScenarioError
from tutorial.cluster.host import FILES, HOSTS
from tutorial.cluster.network.tables import ADDRESSES
from tutorial.cluster.world import World

CANON = yaml.safe_load((Path(__file__).parents[1] / "golden/data/article/transcript.yaml").read_text())["canon"]


@pytest.fixture(scope="module")
def world() -> World:
    return World(scenario.build(scenario.load("article")))


def test_the_article_has_its_nodes_with_their_addresses_and_zones(world: World) -> None:
    for agent in CANON["agents"]:
        host = world[HOSTS, agent["id"]]
        assert (host.ip, host.public_ip) == (agent["ip"], agent.get("public_ip", ""))
        assert (host.region, host.zone) == (agent["region"], agent["zone"])
    master = world[HOSTS, "master"]
    assert (master.ip, master.public_ip) == (CANON["master"]["ip"], CANON["master"]["public_ip"])
    assert world[HOSTS, "outside"].ip == CANON["outside"]["ip"]


def test_the_article_begins_when_its_clock_does(world: World) -> None:
    assert clock.parse_instant(world.timestamp()) == CANON["clock_starts"].timestamp() * 1000
    assert world.pinned("mesos.master", ("id",)) == CANON["mesos_id_prefix"]


def test_every_node_has_its_address_on_its_card(world: World) -> None:
    for host in world.values(HOSTS):
        addresses = [address.ip for address in world.values(ADDRESSES, host.id)]
        assert host.ip in addresses


def test_two_builds_are_the_same_world() -> None:
    one, other = (scenario.build(scenario.load("article")) for _ in range(2))
    assert one.hash() == other.hash()


def test_files_lie_in_the_learners_home() -> None:
    found = scenario.load({"name": "article", "files": {"b.txt": "two"}})
    world = World(scenario.build(found, files={"a.json": "{}"}))
    assert world[FILES, "/home/you/a.json", "laptop"].content == "{}"
    assert world[FILES, "/home/you/b.txt", "laptop"].owner == "you"


def test_a_variant_changes_seed_time_and_pins() -> None:
    pin = {"purpose": "marathon.agent", "subject": ["/web", "host", 1, 1, 1], "value": "S4"}
    found = scenario.load({"seed": "7", "epoch": "2020-01-01T00:00:00Z", "pins": [pin]})
    world = World(scenario.build(found))
    assert world.state.seed == "7"
    assert world.timestamp() == "2020-01-01T00:00:00.000Z"
    assert world.pinned("marathon.agent", ("/web", "host", 1, 1, 1)) == "S4"
    assert world.pinned("marathon.port", ("/httpi", "host", 1, 1, 1)) == 16327
    assert World(scenario.build(found, seed="8")).state.seed == "8"


def test_a_pin_of_a_variant_goes_before_the_articles() -> None:
    pin = {"purpose": "marathon.port", "subject": ["/httpi", "host", 1, 1, 1], "value": 20000}
    world = World(scenario.build(scenario.load({"pins": [pin]})))
    assert world.pinned("marathon.port", ("/httpi", "host", 1, 1, 1)) == 20000


FAULTS: list[tuple[Any, str]] = [
    ("atlantis", "scenario.name: there is no scenario 'atlantis'; known are article"),
    ({"name": 7}, "scenario.name must be a text, not 7"),
    (None, "a scenario must be a name or a table, not None"),
    ([1], "a scenario must be a name or a table, not [1]"),
    ({"colour": "red"}, "scenario.colour is not a field; known are epoch, files, name, pins, seed"),
    ({"seed": 7}, "scenario.seed must be a text, not 7"),
    ({"epoch": "tomorrow"}, "scenario.epoch: Invalid isoformat string: 'tomorrow'"),
    ({"epoch": "2020-01-01T00:00:00"}, "scenario.epoch: 2020-01-01T00:00:00 has no time zone"),
    ({"epoch": "1969-12-31T23:59:59Z"}, "scenario.epoch must lie between the years 1970 and 2999"),
    ({"epoch": "3000-01-01T00:00:00Z"}, "scenario.epoch must lie between the years 1970 and 2999"),
    ({"files": "a"}, "scenario.files must be a table of names and texts"),
    ({"files": {"a": 1}}, "scenario.files must be a table of names and texts"),
    ({"files": {"../a": "x"}}, "scenario.files: '../a' is not the name of a file"),
    ({"files": {"": "x"}}, "scenario.files: '' is not the name of a file"),
    ({"pins": {"a": 1}}, "scenario.pins must be a list"),
    (
        {"pins": [{"purpose": "x"}]},
        f"scenario.pins[0] must have {scenario.PIN}",
    ),
    ({"pins": [{"purpose": "x", "subject": [[]], "value": 1}]}, "scenario.pins[0] must have"),
    ({"pins": [{"purpose": "x", "subject": ["a"], "value": [1]}]}, "scenario.pins[0] must have"),
    ({"pins": ["x"]}, "scenario.pins[0] must have"),
]


@pytest.mark.parametrize(("table", "message"), FAULTS)
def test_a_fault_is_named_with_its_field(table: Any, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.load(table)
    assert message in str(caught.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.load({"colour": "red", "seed": 7, "pins": ["x"]})
    assert len(str(caught.value).split("; ")) >= 3
