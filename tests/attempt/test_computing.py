"""A line that computes: it takes logical time, and leaves room for Ctrl-C and for other terminals."""

import pytest

from tests.build import lived, no_tool
from tutorial.attempt import run

ENDLESS = "while true; do true; done; echo never"
COUNT = "i=0; while [ $i -lt 3000 ]; do i=$((i + 1)); done; echo $i"


def test_ctrl_c_ends_a_line_that_computes_long_before_its_budget() -> None:
    attempt = lived((1, "laptop", "line", ENDLESS), (50, "laptop", "interrupt", ""))
    line = attempt.lines[1]
    assert (line.exit_code, line.text("stderr"), line.text("stdout")) == (130, "^C\n", "")
    assert 5_000 <= line.steps < 20_000
    assert not attempt.busy("laptop")
    assert attempt.settled


@pytest.mark.parametrize("every_ms", [0, 1, 7, 50])
def test_what_came_in_between_comes_in_between_in_every_replay(every_ms: int) -> None:
    entries = (
        (1, "laptop", "line", "dcos node ssh --master-proxy --leader --user=centos"),
        (2, "master", "line", "until [ -e /tmp/word ]; do true; done; cat /tmp/word"),
        (30, "S1", "line", ENDLESS),
        (40, "laptop", "line", "echo open > /tmp/word"),
        (90, "S1", "interrupt", ""),
        (1_000, "laptop", "line", "true"),
    )
    first, again = lived(*entries), lived(*entries, every_ms=every_ms)
    assert [line.exit_code for line in first.lines.values()] == [0, 0, 130, 0, 0, 0]
    assert first.lines[2].text("stdout") == "open\n"
    assert [line.state_hash for line in again.lines.values()] == [line.state_hash for line in first.lines.values()]
    assert [line.output for line in again.lines.values()] == [line.output for line in first.lines.values()]


def test_computing_takes_logical_time() -> None:
    attempt = lived((1, "laptop", "line", COUNT))
    assert attempt.computing
    assert attempt.lines[1].exit_code is None
    run(attempt.advance(10_000), no_tool)
    line = attempt.lines[1]
    assert line.text("stdout") == "3000\n"
    assert not attempt.computing
    assert attempt.world.now_ms == 1 + 25 * (line.steps // 5_000) == 76


def test_a_short_line_takes_none() -> None:
    attempt = lived((1, "laptop", "line", "for i in $(seq 20); do echo $i; done"))
    assert (attempt.lines[1].exit_code, attempt.world.now_ms) == (0, 1)


def test_the_clock_gives_way_between_two_events_of_a_line_that_computes() -> None:
    attempt = lived((1, "laptop", "line", ENDLESS))
    answers = iter((False, False, True))
    run(attempt.advance(10_000, lambda: next(answers)), no_tool)
    assert attempt.world.now_ms == 51
    run(attempt.advance(10_000, lambda: False), no_tool)
    assert attempt.lines[1].exit_code == 137
