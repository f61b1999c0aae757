"""How many instances a change starts and stops, and which."""

from typing import Any

import pytest

from tests.cluster.build import Cluster
from tutorial.cluster.marathon.scaling import Rolling, rolling, victims
from tutorial.cluster.marathon.tables import Instance

ROLLING = [
    # instances, found, minimumHealthCapacity, maximumOverCapacity → stopped at once, most
    (5, 5, 1, 1, 0, 10),
    (5, 5, 0.5, 0.2, 2, 6),
    (5, 5, 1, 0, 0, 6),
    (5, 5, 0, 0, 5, 5),
    (5, 5, 0.5, 0, 2, 5),
    (1, 1, 1, 0, 0, 2),
    (5, 3, 1, 0, 0, 5),
    (2, 5, 1, 0, 3, 3),
    (10, 10, 1, 0.1, 0, 11),
]


@pytest.mark.parametrize(("target", "found", "least", "over", "at_once", "most"), ROLLING)
def test_a_restart_keeps_within_the_upgrade_strategy(
    target: int, found: int, least: float, over: float, at_once: int, most: int
) -> None:
    strategy = {"minimumHealthCapacity": least, "maximumOverCapacity": over}
    assert rolling({"instances": target, "upgradeStrategy": strategy}, found) == Rolling(at_once, most)


def instance(name: str, condition: str = "Running", since: int = 0, agent: str = "S1") -> Instance:
    return Instance(
        name,
        "/web",
        int(name),
        1,
        "v1",
        "v1",
        condition=condition,
        staged_ms=since,
        started_ms=since if condition == "Running" else -1,
        agent=agent,
    )


def stopped(definition: dict[str, Any], instances: list[Instance], count: int) -> list[str]:
    defaults: dict[str, Any] = {"killSelection": "YOUNGEST_FIRST"}
    return [found.id for found in victims(Cluster().world, {**defaults, **definition}, instances, count)]


MIXED = [
    instance("1", "Running", 10),
    instance("2", "Starting", 20),
    instance("3", "Scheduled"),
    instance("4", "Staging", 30),
    instance("5", "Running", 40),
    instance("6", "Staging", 50),
]


def test_what_is_not_yet_running_is_stopped_first_and_what_waits_last() -> None:
    assert stopped({}, MIXED, 6) == ["6", "4", "2", "5", "1", "3"]


def test_the_oldest_are_stopped_first_when_the_app_says_so() -> None:
    assert stopped({"killSelection": "OLDEST_FIRST"}, MIXED, 6) == ["4", "6", "2", "1", "5", "3"]


def test_groups_are_levelled_before_age_decides() -> None:
    spread = [
        *(instance(str(number), since=number, agent="S1") for number in (1, 2, 3)),
        instance("4", since=4, agent="S2"),
        instance("5", since=5, agent="S4"),
    ]
    by_host = {"constraints": [["hostname", "GROUP_BY"]]}
    assert stopped(by_host, spread, 2) == ["3", "2"]
    assert stopped(by_host, spread, 3) == ["3", "2", "5"]


def test_without_group_by_no_constraint_chooses() -> None:
    spread = [
        *(instance(str(number), since=number, agent="S1") for number in (1, 2)),
        instance("3", since=3, agent="S2"),
    ]
    assert stopped({"constraints": [["hostname", "MAX_PER", "2"]]}, spread, 1) == ["3"]
