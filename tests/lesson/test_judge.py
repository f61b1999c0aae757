"""Goals are judged by what is and what travelled, never by what was typed."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from tests.build import app, article_attempt, no_tool
from tests.lesson.build import FILES, begin, changed, load, met, written
from tutorial.attempt import Attempt, Line
from tutorial.cluster.marathon.tables import BY_APP, INSTANCES, number_of
from tutorial.lesson.checks import Check, View, known
from tutorial.lesson.glance import Glance
from tutorial.lesson.judge import Judge, holds
from tutorial.lesson.model import Goal
from tutorial.play import Typed, let_settle, type_line

FIXED = """requirePorts=true 'portDefinitions=[{"port": 3141, "name": "http"}]' 'constraints=[]'"""


def goal(check: str, **parameters: Any) -> Goal:
    return Goal("g", 1, check, tuple(parameters.items()), {}, ())


def type_in(attempt: Attempt, text: str, where: str = "laptop") -> Line:
    return type_line(attempt, Typed(where, text), no_tool)


SEEN: "WeakKeyDictionary[Attempt, list[Any]]" = WeakKeyDictionary()
"""The traces of an attempt as they came: it keeps only the newest one as it was."""


def watched(attempt: Attempt) -> Attempt:
    """The attempt, whose traces are noted from now on."""
    add, seen = attempt.traces.add, SEEN.setdefault(attempt, [])

    def noting(line: Line, trace: Any) -> str:
        seen.append(trace)
        return add(line, trace)

    attempt.traces.add = noting  # type: ignore[method-assign]  # to see what is seen
    return attempt


def judged(attempt: Attempt, check: str, **parameters: Any) -> bool:
    let_settle(attempt, no_tool)
    return holds(goal(check, **parameters), View(attempt.world, tuple(SEEN[attempt])))


@pytest.fixture
def deployed() -> Attempt:
    attempt = watched(article_attempt({"httpi.json": app()}))
    type_in(attempt, "dcos marathon app add httpi.json")
    let_settle(attempt, no_tool)
    return attempt


def test_every_check_says_what_it_is_and_what_it_takes() -> None:
    for name, check in known().items():
        assert check.summary.endswith("."), name
        assert check.parameters, name


def test_an_app_runs_when_exactly_so_many_tasks_run_and_nothing_changes(deployed: Attempt) -> None:
    assert judged(deployed, "app_runs", app="/httpi", instances=1)
    assert not judged(deployed, "app_runs", app="/httpi", instances=2)
    assert not judged(deployed, "app_runs", app="/nobody", instances=1)
    type_in(deployed, "dcos marathon app update /httpi instances=2")
    view = View(deployed.world, ())
    assert not holds(goal("app_runs", app="/httpi", instances=1), view), "a deployment is at work"
    assert judged(deployed, "app_runs", app="/httpi", instances=2)


def test_a_request_counts_for_who_asked_and_whom_it_reached(deployed: Attempt) -> None:
    assert not judged(deployed, "request_answered", app="/httpi", origin="master")
    type_in(deployed, "curl http://172.16.9.84:16327", "master")
    assert judged(deployed, "request_answered", app="/httpi", origin="master")
    assert not judged(deployed, "request_answered", app="/httpi", origin="S2")
    assert not judged(deployed, "request_answered", app="/httpi", origin="own agent")
    assert not judged(deployed, "request_answered", app="/other", origin="master")
    type_in(deployed, "curl http://172.16.9.84:16327", "S1")
    assert judged(deployed, "request_answered", app="/httpi", origin="own agent")


def test_what_is_only_said_does_not_count(deployed: Attempt) -> None:
    type_in(deployed, "echo curl http://172.16.9.84:16327; echo 3.1415926536", "master")
    assert not judged(deployed, "request_answered", app="/httpi", origin="master")


def test_a_refused_request_counts_where_it_was_refused(deployed: Attempt) -> None:
    assert not judged(deployed, "request_refused", origin="master", host="S1", url="")
    type_in(deployed, "curl http://172.16.9.84:16327", "master")
    assert not judged(deployed, "request_refused", origin="master", host="S1", url="")
    type_in(deployed, "curl http://172.16.9.84:80", "master")
    assert judged(deployed, "request_refused", origin="master", host="S1", url="")
    assert not judged(deployed, "request_refused", origin="master", host="S2", url="")
    assert not judged(deployed, "request_refused", origin="S1", host="S1", url="")


def test_a_dropped_request_counts_where_it_was_dropped(deployed: Attempt) -> None:
    type_in(deployed, "curl http://93.186.40.121:16327", "outside")
    assert not judged(deployed, "request_dropped", origin="outside", host="S0", port=0), "that one was refused"
    type_in(deployed, "curl -m 3 http://172.16.9.84:16327", "outside")
    assert judged(deployed, "request_dropped", origin="outside", host="router", port=0)
    assert judged(deployed, "request_dropped", origin="outside", host="router", port=16327)
    assert not judged(deployed, "request_dropped", origin="outside", host="router", port=80)
    assert not judged(deployed, "request_dropped", origin="outside", host="outside", port=0)
    assert not judged(deployed, "request_dropped", origin="master", host="router", port=0)


def test_tasks_are_apart_by_agents_and_by_port_numbers(deployed: Attempt) -> None:
    type_in(deployed, "dcos marathon app update /httpi instances=4")
    assert not holds(goal("tasks_apart", app="/httpi", instances=1, agents=1, ports=1), View(deployed.world, ()))
    assert judged(deployed, "tasks_apart", app="/httpi", instances=4, agents=2, ports=4)
    assert not judged(deployed, "tasks_apart", app="/httpi", instances=3, agents=1, ports=1)
    assert not judged(deployed, "tasks_apart", app="/httpi", instances=4, agents=3, ports=4)
    type_in(deployed, """dcos marathon app update /httpi 'constraints=[["hostname","UNIQUE"]]'""")
    assert judged(deployed, "tasks_apart", app="/httpi", instances=4, agents=4, ports=4)
    type_in(deployed, f"dcos marathon app update /httpi {FIXED}")
    assert judged(deployed, "tasks_apart", app="/httpi", instances=4, agents=4, ports=1)
    assert not judged(deployed, "tasks_apart", app="/httpi", instances=4, agents=4, ports=2)


def test_an_app_is_on_a_port_when_every_task_of_it_is(deployed: Attempt) -> None:
    assert judged(deployed, "app_on_port", app="/httpi", port=16327)
    assert not judged(deployed, "app_on_port", app="/httpi", port=3141)
    type_in(deployed, "dcos marathon app update /httpi instances=2")
    assert not judged(deployed, "app_on_port", app="/httpi", port=16327)
    type_in(deployed, f"dcos marathon app update /httpi {FIXED}")
    assert not holds(goal("app_on_port", app="/httpi", port=16327), View(deployed.world, ())), "it is being changed"
    assert judged(deployed, "app_on_port", app="/httpi", port=3141)
    type_in(deployed, "dcos marathon app update /httpi instances=0")
    assert not holds(goal("app_on_port", app="/httpi", port=3141), View(deployed.world, ())), "it is being changed"
    assert not judged(deployed, "app_on_port", app="/httpi", port=3141), "nothing runs"


def test_an_app_waits_for_the_first_reason_of_its_last_offers(deployed: Attempt) -> None:
    assert judged(deployed, "app_as_asked", app="/httpi")
    type_in(deployed, f"dcos marathon app update /httpi {FIXED}")
    assert not holds(goal("app_as_asked", app="/httpi"), View(deployed.world, ())), "it is being changed"
    assert not judged(deployed, "app_waits", app="/httpi", reason="InsufficientPorts")
    type_in(deployed, "dcos marathon app update /httpi instances=5")
    assert judged(deployed, "app_waits", app="/httpi", reason="InsufficientPorts")
    assert not judged(deployed, "app_waits", app="/httpi", reason="InsufficientCpus")
    assert not judged(deployed, "app_as_asked", app="/httpi")
    type_in(deployed, "dcos marathon app update --force /httpi instances=4")
    assert not judged(deployed, "app_waits", app="/httpi", reason="InsufficientPorts")
    assert judged(deployed, "app_as_asked", app="/httpi")
    type_in(deployed, "dcos marathon app update /httpi instances=0")
    assert not judged(deployed, "app_as_asked", app="/httpi")


def test_a_rule_stands_while_its_words_are_in_the_chain(deployed: Attempt) -> None:
    rule = {"host": "S1", "table": "filter", "chain": "INPUT", "words": "--dport 64000"}
    assert not judged(deployed, "rule_stands", **rule)
    type_in(deployed, "sudo iptables -A INPUT -p udp --dport 64000 -j DROP", "S1")
    assert judged(deployed, "rule_stands", **rule)
    assert not judged(deployed, "rule_stands", **{**rule, "host": "S2"})
    assert not judged(deployed, "rule_stands", **{**rule, "chain": "FORWARD"})
    assert not judged(deployed, "rule_stands", **{**rule, "chain": "no such"})
    type_in(deployed, "sudo iptables -F INPUT", "S1")
    assert not judged(deployed, "rule_stands", **rule)


def test_a_field_of_an_app_has_a_value(deployed: Attempt) -> None:
    assert judged(deployed, "app_field", app="/httpi", pointer="/portDefinitions/0/name", value="http")
    assert judged(deployed, "app_field", app="/httpi", pointer="/instances", value="1"), "a number as it is written"
    assert judged(deployed, "app_field", app="/httpi", pointer="/instances", value="")
    assert not judged(deployed, "app_field", app="/httpi", pointer="/instances", value="2")
    for pointer in ("/labels/HAPROXY_GROUP", "/portDefinitions/1/name", "/portDefinitions/name", "/instances/0"):
        assert not judged(deployed, "app_field", app="/httpi", pointer=pointer, value=""), pointer
    assert not judged(deployed, "app_field", app="/pi", pointer="/instances", value="")
    type_in(deployed, """dcos marathon app update /httpi 'labels={"HAPROXY_GROUP": "external"}'""")
    assert judged(deployed, "app_field", app="/httpi", pointer="/labels/HAPROXY_GROUP", value="external")


def test_marathon_knows_an_app_as_long_as_it_is_not_removed(deployed: Attempt) -> None:
    assert judged(deployed, "app_known", app="/httpi")
    assert not judged(deployed, "app_known", app="/pi")
    type_in(deployed, "dcos marathon app update /httpi instances=0")
    assert judged(deployed, "app_known", app="/httpi"), "although nothing of it runs"
    type_in(deployed, "dcos marathon app remove /httpi")
    assert not judged(deployed, "app_known", app="/httpi")


def test_a_task_has_failed_while_the_app_is_short_of_it(deployed: Attempt) -> None:
    assert not judged(deployed, "task_failed", app="/httpi")
    assert not judged(deployed, "task_failed", app="/no-such")
    type_in(deployed, """dcos marathon app update /httpi 'portDefinitions=[{"port":0,"name":"web"}]' instances=2""")
    assert judged(deployed, "task_failed", app="/httpi")
    fixed = """dcos marathon app update --force /httpi 'portDefinitions=[{"port":0,"name":"http"}]'"""
    type_in(deployed, fixed)
    assert not judged(deployed, "task_failed", app="/httpi"), "it has all its tasks again"


def test_a_goal_after_another_one_waits_for_its_turn(tmp_path: Path) -> None:
    later = 'check = "app_runs"\napp = "/httpi"\ninstances = 1\ntext = { en = "It runs again" }\nhint = { en = "-" }'
    goals = f'[[goal]]\nid = "gone"\nstep = 2\n{later.replace("instances = 1", "instances = 0")}\nafter = "runs"'
    goals += f'\n\n[[goal]]\nid = "again"\nstep = 2\n{later}\nafter = "gone"\n\n[[solution]]\nstep = 1'
    files = changed(("lesson.toml", "[[solution]]\nstep = 1", goals))
    learner = begin(load(written(tmp_path / "01-port", files)))
    assert met(learner) == set(), "nobody runs, but the turn of that has not come"
    learner.type("laptop", "dcos marathon app add httpi.json")
    assert met(learner) == {"runs"}
    learner.type("laptop", "dcos marathon app remove /httpi")
    assert met(learner) == {"runs", "gone"}
    learner.type("laptop", "dcos marathon app add httpi.json")
    assert met(learner) == {"runs", "gone", "again"}


def test_a_goal_that_was_met_stays_met(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", FILES))
    learner = begin(lesson)
    learner.type("laptop", "dcos marathon app add httpi.json")
    assert met(learner) == {"runs"}
    learner.type("laptop", "dcos marathon app remove /httpi")
    assert met(learner) == {"runs"}


def test_the_judge_tells_of_a_goal_once_and_knows_the_step(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", FILES))
    attempt = watched(begin(lesson).attempt)
    judge = Judge(lesson)
    assert judge.step == 1
    type_in(attempt, "dcos marathon app add httpi.json")
    let_settle(attempt, no_tool)
    assert judge.look(attempt.world, ()) == [{"id": "runs", "met": True}]
    assert judge.look(attempt.world, ()) == []
    assert judge.step == 2
    assert judge.document() == [{"id": "runs", "step": 1, "met": True}, {"id": "asked", "step": 2, "met": False}]
    type_in(attempt, "curl http://172.16.9.84:16327", "master")
    judge.look(attempt.world, tuple(SEEN[attempt]))
    assert judge.step == 3


def test_an_echo_request_is_no_request(tmp_path: Path) -> None:
    lesson = replace(
        load(written(tmp_path / "01-port", FILES)), goals=(goal("request_dropped", origin="S1", host="S1", port=0),)
    )
    attempt, judge = watched(article_attempt()), Judge(lesson)
    type_in(attempt, "iptables -A OUTPUT -d 172.16.9.10 -j DROP", "S1")
    type_in(attempt, "ping -c 1 -W 1 172.16.9.10", "S1")
    assert judge.look(attempt.world, tuple(SEEN[attempt])) == []
    type_in(attempt, "curl -m 1 172.16.9.10", "S1")
    assert judge.look(attempt.world, tuple(SEEN[attempt])) == [{"id": "g", "met": True}]


def test_without_a_lesson_there_is_nothing_to_judge() -> None:
    judge = Judge(None)
    assert (judge.look(article_attempt().world, ()), judge.document(), judge.step) == ([], [], 1)


def test_verdicts_follow_from_the_journal_alone(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", changed()))
    first, again = begin(lesson), begin(lesson)
    for learner in (first, again):
        learner.type("laptop", "dcos marathon app add httpi.json")
        learner.type("master", "curl http://172.16.9.84:16327")
    assert met(first) == met(again) == {"runs", "asked"}
    assert first.attempt.world.state.hash() == again.attempt.world.state.hash()


def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checks that are asked from now on, by name."""
    names: list[str] = []
    for name, check in known().items():

        def holds_noted(view: View, _name: str = name, _holds: Any = check.holds, **parameters: Any) -> bool:
            names.append(_name)
            return bool(_holds(view, **parameters))

        monkeypatch.setitem(known(), name, replace(check, holds=holds_noted))
    return names


def test_checks_are_asked_again_only_when_what_they_read_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = load(written(tmp_path / "01-port", FILES))
    attempt = begin(lesson).attempt
    type_in(attempt, "true")
    names = asked(monkeypatch)
    type_in(attempt, "cd /tmp")
    assert names == []
    type_in(attempt, "dcos marathon app add ~/httpi.json")
    let_settle(attempt, no_tool)
    assert "app_runs" in names
    assert attempt.judge.met == {"runs"}
    names.clear()
    type_in(attempt, "curl http://172.16.9.84:9", "master")
    assert names == ["request_answered"]


def test_a_check_that_reads_the_clock_is_asked_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = Check("Late.", {}, lambda view: view.world.now_ms >= 100)
    monkeypatch.setitem(known(), "late", late)
    attempt = article_attempt()
    lesson = load(written(tmp_path / "01-port", FILES))
    judge = Judge(replace(lesson, goals=(goal("late"),)))
    assert judge.look(attempt.world, ()) == []
    attempt.world.set_now(100)
    assert judge.look(attempt.world, ()) == [{"id": "g", "met": True}]


def test_what_was_counted_stands_until_the_number_changes(deployed: Attempt) -> None:
    let_settle(deployed, no_tool)
    world = deployed.world
    glance = Glance(world.state)
    assert number_of(glance.world, "/httpi", condition="Running") == 1
    running = world.group(INSTANCES, BY_APP, "/httpi")[0]
    world.put(INSTANCES, running.id, replace(running, slot=7))
    assert glance.stands_in(world.state)
    world.put(INSTANCES, running.id, replace(running, condition="Killing"))
    assert not glance.stands_in(world.state)
