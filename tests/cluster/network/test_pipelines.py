"""The order in which packets are asked, and the example of CONTRIBUTING, which adds to it."""

from types import ModuleType

import pytest

from tests.build import python_example
from tests.cluster.network.build import VIP, VIP_PORT, ask, balanced_cluster, pair
from tutorial.cluster.network import trace
from tutorial.cluster.network.pipelines import PIPELINES
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import State


def example() -> ModuleType:
    """The module that CONTRIBUTING shows."""
    module = ModuleType("banned")
    code = python_example("def turn_away(")
    exec(compile(code, "CONTRIBUTING.md", "exec"), module.__dict__)  # the example is to be run
    return module


def test_the_example_turns_away_who_is_banned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "MESSAGES", trace.MESSAGES.copy())
    banned = example()
    monkeypatch.setitem(PIPELINES, "PREROUTING", (banned.turn_away, *PIPELINES["PREROUTING"]))
    world = pair()
    assert ask(world, "a", "10.0.0.2:80").response is not None
    world.put(banned.BANNED, "10.0.0.1", "too many questions", "b")
    lost = ask(world, "a", "10.0.0.2:80", connect_timeout_ms=1_000).trace
    assert lost.disposition is Disposition.DROPPED
    assert lost.legs[0].request_steps[-1].sentence == "b has banned 10.0.0.1: too many questions."


def look_ups(agents: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a request by the VIP looks something up in a table, once the neighbours are known. A question on the
    wire is not counted: every machine there hears it, as on a real one."""
    world = balanced_cluster(agents)
    for _ in range(5):
        assert ask(world, "a", f"{VIP}:{VIP_PORT}").response is not None
    count, rows = 0, State.rows

    def counted(state: State, table: str, scope: str = "") -> object:
        nonlocal count
        count += 1
        return rows(state, table, scope)

    with monkeypatch.context() as patched:
        patched.setattr(State, "rows", counted)
        assert ask(world, "a", f"{VIP}:{VIP_PORT}").response is not None
    return count


def test_a_request_asks_no_more_in_a_cluster_of_500_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_ups(500, monkeypatch) == look_ups(5, monkeypatch) > 0
