"""A task with very many ports: a load balancer's on the public agent."""

import pytest

from tests.build import article_attempt, no_tool, typed
from tests.topology.test_structure import Elements, check
from tutorial.attempt import Attempt
from tutorial.play import let_settle
from tutorial.topology.inspect import inspect
from tutorial.topology.structure import structure
from tutorial.topology.ways import ranges


@pytest.fixture(scope="module")
def balanced() -> Attempt:
    attempt = article_attempt()
    for line in ("dcos package install marathon-lb --yes", "dcos marathon app add httpi_marathonlb.json"):
        typed(attempt, line)
        let_settle(attempt, no_tool)
    return attempt


def ports(elements: Elements, agent: str = "agent:S0") -> list[tuple[str, str]]:
    return [(e["label"], e["state"]) for e in elements.values() if e["kind"] == "port" and e["parent"] == agent]


def test_the_ports_on_which_somebody_listens_are_drawn_and_the_promised_ones_counted(balanced: Attempt) -> None:
    elements = structure(balanced.world)
    check(elements)
    listening = [(port, "listening") for port in ("80", "443", "9090", "9091", "3141")]
    assert ports(elements) == [*listening, ("+101", "promised")]
    assert {element["id"]: element for element in balanced.picture.document()} == elements, "made anew where it changed"


def test_a_port_that_the_load_balancer_opens_for_an_app_names_that_app(balanced: Attempt) -> None:
    assert structure(balanced.world)["socket:S0/tcp/3141"]["facts"]["asked for by"] == "line 2: /httpi, labels"


def test_what_is_not_drawn_can_be_looked_at(balanced: Attempt) -> None:
    (pill,) = (element for element in structure(balanced.world).values() if element["id"].startswith("ports:"))
    found = inspect(balanced.world, pill["id"], {})
    assert found is not None
    assert found["facts"] == {"host port": "10000-10100", "program": "nothing listens yet"}
    assert inspect(balanced.world, "ports:S0/nobody", {}) is None
    assert inspect(balanced.world, "ports:nowhere/nobody", {}) is None


def test_a_port_goes_when_the_load_balancer_closes_it() -> None:
    attempt = article_attempt()
    for line in (
        "dcos package install marathon-lb --yes",
        "dcos marathon app add httpi_marathonlb.json",
        "dcos marathon app remove /httpi",
    ):
        typed(attempt, line)
        let_settle(attempt, no_tool)
    elements = {element["id"]: element for element in attempt.picture.document()}
    assert "socket:S0/tcp/3141" not in elements
    assert elements == structure(attempt.world)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([80], "80"),
        ([81, 80], "80, 81"),
        ([3, 1, 2], "1-3"),
        ([80, 443, 10_000, 10_001, 10_002], "80, 443, 10000-10002"),
    ],
)
def test_neighbours_are_told_as_ranges(numbers: list[int], text: str) -> None:
    assert ranges(numbers) == text
