"""The budget of a journal: what uses it up, what then happens, and that it is the same in every replay."""

import re

import pytest

from tests.build import app, article_attempt, no_tool
from tutorial.attempt import Attempt, Entry, budget, run
from tutorial.cluster.api import Request

FAILING = {"f.json": app(id="/f", cmd="false", backoffSeconds=0)}
QUARTER_MS = 900_000
CALL = Request("GET", "/service/marathon/v2/apps").dump()


def journal(*entries: tuple[int, str, str, str]) -> Attempt:
    """An attempt with these entries, each (time, terminal, kind, text), behind an app that fails again and again."""
    attempt = article_attempt(FAILING)
    first = (1, "laptop", "line", "dcos marathon app add f.json")
    for seq, (at_ms, terminal, kind, text) in enumerate((first, *entries), 1):
        run(attempt.execute(Entry(seq, at_ms, terminal, kind, text)), no_tool)
    return attempt


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "JOURNAL_BUDGET", 50_000)


def test_events_cost_steps() -> None:
    quarter = journal((QUARTER_MS, "laptop", "line", "true"))
    events = quarter.rev - 2
    assert events > 4_000
    assert quarter.steps > 50 * events


def test_a_call_costs_steps_with_the_rows_that_it_handles() -> None:
    attempt = journal((QUARTER_MS, "", "http", CALL))
    before = attempt.steps
    run(attempt.execute(Entry(3, QUARTER_MS + 1, "", "http", CALL)), no_tool)
    small = attempt.steps - before
    run(attempt.execute(Entry(4, QUARTER_MS + 2, "", "http", Request("GET", "/mesos/state").dump())), no_tool)
    large = attempt.steps - before - small
    assert 100 <= small < 130
    assert large > 130  # hundreds of tasks have failed


def test_starting_four_times_as_many_instances_costs_four_times_as_much() -> None:
    def cost(instances: int) -> int:
        attempt = article_attempt({"f.json": app(id="/f", cpus=0.001, mem=1, instances=instances)})
        run(attempt.execute(Entry(1, 1, "laptop", "line", "dcos marathon app add f.json")), no_tool)
        run(attempt.advance(QUARTER_MS), no_tool)
        return attempt.steps

    assert 3.8 < cost(600) / cost(150) < 4.2


@pytest.mark.usefixtures("_small")
def test_the_world_stands_still_when_the_budget_is_used_up() -> None:
    attempt = journal((QUARTER_MS, "laptop", "line", "echo heard"))
    assert attempt.spent
    assert attempt.settled
    assert attempt.next_due_ms is None
    assert attempt.world.now_ms < QUARTER_MS
    line = attempt.lines[2]
    assert (line.exit_code, line.text("stdout")) == (137, "")
    assert "has used up its 2,000,000 steps; begin a new one" in line.text("stderr")
    before = attempt.world.state
    run(attempt.advance(10 * QUARTER_MS), no_tool)
    assert attempt.world.state is before


@pytest.mark.usefixtures("_small")
def test_a_line_that_waits_is_ended_when_the_budget_is_used_up() -> None:
    attempt = journal((2, "laptop", "line", "sleep 360000; echo late"), (3, "S1", "line", "sleep 360000"))
    run(attempt.advance(QUARTER_MS), no_tool)
    for seq in (2, 3):
        assert attempt.lines[seq].exit_code == 137
        assert "the line cannot go on, for this attempt has used up" in attempt.lines[seq].text("stderr")
    assert not attempt.busy("laptop")
    assert attempt.lines[2].text("stdout") == ""


@pytest.mark.usefixtures("_small")
def test_a_line_may_use_what_is_left_and_says_how_much_that_was() -> None:
    attempt = journal((2, "laptop", "line", "while true; do true; done"))
    run(attempt.advance(1_000), no_tool)
    assert attempt.spent
    words = r"hopscope: the line has used up the 49,\d\d\d steps that were left of this attempt; it was ended\n"
    assert re.fullmatch(words, attempt.lines[2].text("stderr"))


@pytest.mark.usefixtures("_small")
def test_a_call_is_answered_with_429_when_the_budget_is_used_up() -> None:
    response = journal((QUARTER_MS, "", "http", CALL)).lines[2].response
    assert response is not None
    assert response.status == 429
    assert "used up" in response.json["message"]


@pytest.mark.usefixtures("_small")
def test_an_interrupt_and_an_end_of_input_are_taken_in_a_world_that_stands_still() -> None:
    entries = (
        (QUARTER_MS, "laptop", "interrupt", ""),
        (QUARTER_MS + 1, "laptop", "eof", ""),
        (QUARTER_MS + 2, "", "clock", "2"),
    )
    attempt = journal(*entries)
    assert [line.exit_code for line in attempt.lines.values()] == [0, 0, 0, 0]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("cut_every", [977, 60_000])
def test_the_budget_ends_at_the_same_event_whoever_looks_when(cut_every: int) -> None:
    entries = ((2, "S1", "line", "sleep 360000"), (QUARTER_MS, "laptop", "line", "true"))
    at_once = journal(*entries)
    looked_at = journal(entries[0])
    for at_ms in range(0, QUARTER_MS, cut_every):
        run(looked_at.advance(at_ms), no_tool)
        looked_at.commit()
    run(looked_at.execute(Entry(3, *entries[1])), no_tool)
    assert looked_at.steps == at_once.steps
    assert [line.state_hash for line in looked_at.lines.values()] == [
        line.state_hash for line in at_once.lines.values()
    ]
