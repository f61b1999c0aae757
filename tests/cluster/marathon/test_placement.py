"""Which offers an app's instance may take, and the first reason why not."""

from dataclasses import replace
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.api.marathon import checked
from tutorial.cluster.marathon.placement import reject_reason, reject_reasons
from tutorial.cluster.mesos.tables import AGENTS, Offer

OFFER = Offer("O-S2", "S2", "*", 2000, 512, 100, ((31000, 31003),), ())


def reason(offer: Offer = OFFER, placed: tuple[str, ...] = (), **fields: object) -> str | None:
    return reject_reason(Cluster().world, checked(app("/web", **fields)), offer, list(placed))


REASONS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"acceptedResourceRoles": ["slave_public"]}, "UnfulfilledRole"),
    ({"acceptedResourceRoles": ["slave_public", "*"]}, None),
    ({"constraints": [["hostname", "LIKE", "10.*"]], "cpus": 99}, "UnfulfilledConstraint"),
    ({"cpus": 2.001, "mem": 9999}, "InsufficientCpus"),
    ({"cpus": 2, "mem": 512.1}, "InsufficientMemory"),
    ({"mem": 512, "disk": 101}, "InsufficientDisk"),
    ({"gpus": 1, "container": None, "cmd": "sleep 9"}, "InsufficientGpus"),
    ({"portDefinitions": [{}] * 4}, None),
    ({"portDefinitions": [{}] * 5}, "InsufficientPorts"),
    ({"portDefinitions": [{"port": 31002}, {"port": 0}], "requirePorts": True}, None),
    ({"portDefinitions": [{"port": 30999}], "requirePorts": True}, "InsufficientPorts"),
    ({"portDefinitions": [{"port": 30999}]}, None),
]


@pytest.mark.parametrize(("fields", "expected"), REASONS)
def test_an_offer_is_refused_for_the_first_reason(fields: dict[str, Any], expected: str | None) -> None:
    assert reason(**fields) == expected


EVERY: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"constraints": [["hostname", "LIKE", "10.*"]], "cpus": 99}, ["UnfulfilledConstraint", "InsufficientCpus"]),
    ({"acceptedResourceRoles": ["slave_public"], "cpus": 99}, ["UnfulfilledRole"]),
    ({"portDefinitions": [{}] * 5, "mem": 9999, "disk": 101}, ["InsufficientMemory", "InsufficientDisk"]),
]


@pytest.mark.parametrize(("fields", "expected"), EVERY)
def test_every_reason_is_known_but_ports_are_asked_for_last(fields: dict[str, Any], expected: list[str]) -> None:
    assert list(reject_reasons(Cluster().world, checked(app("/web", **fields)), OFFER, [])) == expected


CONSTRAINTS = [
    # constraint, agents of the instances placed already, whether S2 (172.16.17.198, zone b) does
    (["hostname", "UNIQUE"], ("S1", "S3"), True),
    (["hostname", "UNIQUE"], ("S2",), False),
    (["@zone", "UNIQUE"], ("S3",), False),
    (["@hostname", "CLUSTER", "172.16.17.198"], (), True),
    (["hostname", "CLUSTER", "172.16.9.84"], (), False),
    (["@zone", "CLUSTER"], (), True),
    (["@zone", "CLUSTER"], ("S3", "S1"), True),
    (["@zone", "CLUSTER"], ("S1", "S3"), False),
    (["@zone", "GROUP_BY"], ("S1",), True),
    (["@zone", "GROUP_BY"], ("S1", "S3"), True),
    (["@zone", "GROUP_BY"], ("S1", "S3", "S3"), False),
    (["@zone", "GROUP_BY", "3"], ("S3",), False),
    (["@region", "MAX_PER", "2"], ("S1",), True),
    (["@region", "MAX_PER", "2"], ("S1", "S4"), False),
    (["hostname", "LIKE", r"172\.16\.17\..*"], (), True),
    (["hostname", "LIKE", "172"], (), False),
    (["hostname", "UNLIKE", "172.*"], (), False),
    (["hostname", "UNLIKE", "10.*"], (), True),
    (["@zone", "is", "aws/us-west-2b"], (), True),
    (["@zone", "IS", "aws/us-west-2a"], (), False),
    (["rack", "UNIQUE"], (), False),
    (["rack", "LIKE", ".*"], (), False),
    (["rack", "UNLIKE", ".*"], (), True),
]


@pytest.mark.parametrize(("constraint", "placed", "met"), CONSTRAINTS)
def test_a_constraint_compares_an_agent_with_those_already_taken(
    constraint: list[str], placed: tuple[str, ...], met: bool
) -> None:
    assert reason(placed=placed, constraints=[constraint]) == (None if met else "UnfulfilledConstraint")


@pytest.mark.parametrize(("value", "met"), [("1.5", True), ("1.50001", True), ("1.501", False), ("x", False)])
def test_numbers_are_the_same_to_three_decimals(value: str, met: bool) -> None:
    cluster = Cluster()
    agent = cluster.world[AGENTS, "S2"]
    cluster.world.put(AGENTS, "S2", replace(agent, attributes=(("size", "1.5"),)))
    definition = checked(app("/web", constraints=[["size", "IS", value]]))
    assert (reject_reason(cluster.world, definition, OFFER, []) is None) == met


def test_an_attribute_is_that_of_each_agent_itself() -> None:
    cluster = Cluster()
    for name, rack in (("S1", "a"), ("S2", "b")):
        agent = cluster.world[AGENTS, name]
        cluster.world.put(AGENTS, name, replace(agent, attributes=(("rack", rack),)))
    definition = checked(app("/web", constraints=[["rack", "UNIQUE"]]))
    assert reject_reason(cluster.world, definition, OFFER, ["S1"]) is None
