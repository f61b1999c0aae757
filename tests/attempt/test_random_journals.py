"""Journals as they come: replayed in any slices they give the same world, words, verdicts and picture."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.build import app, article_attempt, no_tool
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster import scenario
from tutorial.cluster.api import Request
from tutorial.cluster.mesos.tables import TASKS
from tutorial.lesson.model import Goal, Lesson
from tutorial.topology.operations import apply
from tutorial.topology.structure import structure

PLACES = st.sampled_from(["laptop", "master", "S1", "S3", "outside"])
LINES = st.sampled_from(
    [
        "dcos marathon app add httpi_host.json",
        "dcos marathon app add bad.json",
        "dcos marathon app update /httpi instances=3",
        "dcos marathon app update --force /httpi instances=1",
        "dcos marathon app update --force /httpi cpus=0.2",
        "dcos marathon app remove /httpi",
        "dcos marathon app list",
        "curl -s http://172.16.9.84:16327",
        "curl http://172.16.9.84:9 || echo no",
        "sleep 3; echo awake",
        "sleep 0.5 && sleep 1 && echo twice",
        "for i in 1 2 3; do echo $i; sleep 1; done",
        "cd /tmp && x=5 && echo $x",
        "echo $x $? > out; cat out",
        "docker ps -q | wc -l",
        "nonsense",
        "echo 'open",
        "exit",
    ]
)
CALLS = st.sampled_from(
    [
        ("DELETE", "apps/httpi/tasks", ()),
        ("POST", "apps/httpi/restart", (("force", "true"),)),
        ("DELETE", "apps/httpi", ()),
        ("GET", "apps", ()),
    ]
)
GAPS = st.sampled_from([0, 0, 1, 40, 700, 2_500, 20_000])
ADD = ("line", "laptop", "dcos marathon app add httpi_host.json", 0)
STEP = st.one_of(
    *[st.tuples(st.just("line"), PLACES, LINES, GAPS)] * 6,
    st.tuples(st.just("interrupt"), PLACES, st.just(""), GAPS),
    st.tuples(st.just("eof"), PLACES, st.just(""), GAPS),
    st.tuples(st.just("clock"), st.just(""), st.sampled_from(["2", "0.5"]), GAPS),
    st.tuples(st.just("http"), st.just(""), CALLS, GAPS),
)
STEPS = st.one_of(st.lists(STEP, min_size=1, max_size=12), st.lists(STEP, max_size=11).map(lambda steps: [ADD, *steps]))
GOALS = (
    Goal("one", 1, "app_runs", (("app", "/httpi"), ("instances", 1)), {}, {}),
    Goal("three", 1, "app_runs", (("app", "/httpi"), ("instances", 3)), {}, {}),
    Goal("asked", 1, "request_answered", (("app", "/httpi"), ("origin", "master")), {}, {}),
)
LESSON = Lesson("x", {}, {}, 1, ("en",), scenario.ARTICLE, (), {}, GOALS, (), (), False, "")
START = article_attempt({"bad.json": app(id="/bad", portDefinitions=[])}).world.state


def text_of(kind: str, given: Any) -> str:
    if kind != "http":
        return str(given)
    method, path, query = given
    return Request(method, f"/service/marathon/v2/{path}", query, (), "{}").dump()


def lived(steps: list[tuple[str, str, Any, int]]) -> Attempt:
    """An attempt in which these things were done, each when the clock had come so far."""
    attempt = Attempt(START, LESSON)
    for kind, place, given_text, gap in steps:
        if kind == "line" and attempt.busy(place):
            continue
        at_ms = attempt.next_at_ms() + gap
        run(attempt.execute(Entry(attempt.next_seq, at_ms, place, kind, text_of(kind, given_text))), no_tool)
    return attempt


def replayed(journal: list[Entry], every_ms: int) -> tuple[Attempt, dict[str, Any], set[str]]:
    """The journal again, looked at in between; the picture and the verdicts as the frames told them."""
    attempt = Attempt(START, LESSON)
    elements = {element["id"]: element for element in attempt.picture.document()}
    met: set[str] = set()
    for entry in journal:
        moments = range(attempt.world.now_ms, entry.at_ms, every_ms) if every_ms else ()
        for running in [*(attempt.advance(at_ms) for at_ms in list(moments)[:400]), attempt.execute(entry)]:
            run(running, no_tool)
            for frame in attempt.commit():
                elements = apply(elements, frame.get("ops", []))
                met |= {goal["id"] for goal in frame.get("goals", [])}
    return attempt, elements, met


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.sampled_from([0, 7, 330, 5_000]))
def test_a_journal_gives_the_same_in_whatever_slices(steps: list[tuple[str, str, Any, int]], every_ms: int) -> None:
    first = lived(steps)
    assert first.faults == []
    journal = [line.entry for line in first.lines.values()]
    again, elements, met = replayed(journal, every_ms)
    assert [shown(line) for line in again.lines.values()] == [shown(line) for line in first.lines.values()]
    assert again.judge.met == first.judge.met == met
    assert elements == structure(again.world)
    assert list(again.traces) == list(first.traces)
    assert again.rev == first.rev


@pytest.mark.parametrize("every_ms", [0, 1, 50, 9_000])
def test_a_goal_that_held_between_two_entries_is_met_whoever_looks(every_ms: int) -> None:
    journal = [
        Entry(1, 1, "laptop", "line", "dcos marathon app add httpi_host.json"),
        Entry(2, 3_600, "laptop", "line", "dcos marathon app remove /httpi"),
    ]
    attempt, _, met = replayed(journal, every_ms)
    assert attempt.judge.met == met == {"one"}


def shown(line: Any) -> tuple[Any, ...]:
    return line.entry, line.prompt, line.output, line.exit_code, line.state_hash, line.traces


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.integers(0, 11))
def test_the_beginning_of_a_journal_gives_the_beginning_of_its_world(
    steps: list[tuple[str, str, Any, int]], cut: int
) -> None:
    journal = [line.entry for line in lived(steps).lines.values()]
    part, _, _ = replayed(journal[:cut], 0)
    ended = {seq: line.state_hash for seq, line in part.lines.items() if line.exit_code is not None}
    whole, _, _ = replayed(journal, 0)
    assert {seq: whole.lines[seq].state_hash for seq in ended} == ended


OPERATIONS = st.lists(
    st.sampled_from(
        [
            "dcos marathon app add httpi_host.json",
            "dcos marathon app update /httpi instances=3",
            "dcos marathon app update /httpi instances=1",
            "dcos marathon app update /httpi cpus=0.2",
            "dcos marathon app remove /httpi",
        ]
    ),
    min_size=1,
    max_size=5,
)
UNRELATED = st.sampled_from(["true", "echo something else", "sleep 1", "sleep 700", "ls /tmp", "curl -s 172.16.9.84:9"])


def drawn(lines: list[tuple[str, str]]) -> list[tuple[Any, ...]]:
    """What was drawn for the tasks of some lines, each typed when the world was settled."""
    attempt = Attempt(START)
    for text, place in lines:
        run(attempt.advance(attempt.world.now_ms + 600_000), no_tool)
        run(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), place, "line", text)), no_tool)
        while attempt.busy(place) and attempt.next_due_ms is not None:
            run(attempt.advance(attempt.next_due_ms), no_tool)
    run(attempt.advance(attempt.world.now_ms + 600_000), no_tool)
    return [(task.info.id, task.info.agent, task.info.ports, task.container_id) for task in attempt.world.values(TASKS)]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(OPERATIONS, st.lists(st.tuples(st.integers(0, 5), UNRELATED, PLACES), min_size=1, max_size=3))
def test_unrelated_lines_change_no_drawn_value(operations: list[str], inserted: list[tuple[int, str, str]]) -> None:
    plain = [(text, "laptop") for text in operations]
    busier = list(plain)
    for where, text, place in inserted:
        busier.insert(where, (text, place))
    assert drawn(plain) == drawn(busier)


def test_the_entry_of_a_call_is_read_back() -> None:
    request = Request("PUT", "/service/marathon/v2/apps/a", (("force", "true"),), (("Accept", "*/*"),), json.dumps({}))
    assert Request.load(request.dump()) == request
