"""The order in which packets are asked, and the example of CONTRIBUTING, which adds to it."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from tests.cluster.network.build import Lab, ask, card, network, node, pair
from tutorial.cluster.network import trace
from tutorial.cluster.network.pipelines import PIPELINES
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import State
from tutorial.cluster.world import World

CONTRIBUTING = Path(__file__).parents[3] / "CONTRIBUTING.md"


def example() -> ModuleType:
    """The module that CONTRIBUTING shows."""
    [block] = re.findall(r"```python\n(.*?)```", CONTRIBUTING.read_text(), re.DOTALL)
    module = ModuleType("banned")
    exec(compile(block, "CONTRIBUTING.md", "exec"), module.__dict__)  # the example is to be run
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


VIP = "11.249.78.219"


def cluster(agents: int) -> World:
    """A client with a VIP over five of so many servers, all on one wire."""
    dests = [{"ip": f"10.0.1.{number}", "port": 80, "weight": 1} for number in range(1, 6)]
    service = {"proto": "tcp", "vip": VIP, "port": 3141, "scheduler": "wlc", "dests": dests}
    minuteman = {"name": "minuteman", "type": "dummy", "mac": "0e:00:00:00:00:99"}
    client: Lab = node("a", card("10.0.0.1/16"), minuteman, ipvs=[service])
    client["routes"].append({"dst": f"{VIP}/32", "type": "local", "dev": "minuteman", "table": "local"})
    servers = [
        node(f"s{number}", card(f"10.0.{1 + number // 250}.{number % 250 + 1}/16"), listens=80)
        for number in range(agents)
    ]
    return network(client, *servers)


def look_ups(agents: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a request by the VIP looks something up in a table, once the neighbours are known. A question on the
    wire is not counted: every machine there hears it, as on a real one."""
    world = cluster(agents)
    for _ in range(5):
        assert ask(world, "a", f"{VIP}:3141").response is not None
    count, rows = 0, State.rows

    def counted(state: State, table: str, scope: str = "") -> object:
        nonlocal count
        count += 1
        return rows(state, table, scope)

    with monkeypatch.context() as patched:
        patched.setattr(State, "rows", counted)
        assert ask(world, "a", f"{VIP}:3141").response is not None
    return count


def test_a_request_asks_no_more_in_a_cluster_of_500_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_ups(500, monkeypatch) == look_ups(5, monkeypatch) > 0
