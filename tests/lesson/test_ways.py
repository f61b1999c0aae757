"""Goals about the way of a request: which task it came to, by which tables, under which name."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.build import article_attempt, no_tool
from tests.lesson.build import FILES, load, written
from tests.lesson.test_judge import SEEN, goal, judged, type_in, watched
from tutorial.attempt import Attempt
from tutorial.lesson.checks import View
from tutorial.lesson.judge import Judge, holds
from tutorial.play import let_settle

S3 = "172.16.15.168"


@pytest.fixture
def bridged() -> Attempt:
    attempt = watched(article_attempt())
    type_in(attempt, "dcos marathon app add httpi_bridge.json")
    let_settle(attempt, no_tool)
    return attempt


def test_an_app_runs_in_the_network_mode_that_its_tasks_have(bridged: Attempt) -> None:
    assert judged(bridged, "app_networked", app="/httpi", mode="container/bridge", instances=5)
    assert not judged(bridged, "app_networked", app="/httpi", mode="container/bridge", instances=4)
    assert not judged(bridged, "app_networked", app="/httpi", mode="host", instances=5)
    type_in(bridged, "dcos marathon app update /httpi < httpi_container.json")
    changing = View(bridged.world, ())
    assert not holds(goal("app_networked", app="/httpi", mode="container/bridge", instances=5), changing)
    assert judged(bridged, "app_networked", app="/httpi", mode="container", instances=5)


def test_a_task_in_a_container_has_answered_however_the_request_came_there(bridged: Attempt) -> None:
    assert not judged(bridged, "request_answered", app="/httpi", origin="master")
    type_in(bridged, f"curl http://{S3}:9896", "master")
    assert judged(bridged, "request_answered", app="/httpi", origin="master")
    assert not judged(bridged, "request_answered", app="/other", origin="master")
    assert not judged(bridged, "request_answered", app="/httpi", origin="own agent")
    type_in(bridged, "curl http://172.17.0.2:9896", "S3")
    assert judged(bridged, "request_answered", app="/httpi", origin="own agent")


def test_the_tables_on_the_way_are_told_apart(bridged: Attempt) -> None:
    def passed(kind: str, host: str = "", url: str = "", origin: str = "master", port: int = 0) -> bool:
        where = {"origin": origin, "host": host, "port": port, "url": url}
        return judged(bridged, "request_passed", app="/httpi", kind=kind, **where)

    type_in(bridged, f"curl http://{S3}:9896", "master")
    assert passed("nat", "S3")
    assert passed("nat", "S3", f"http://{S3}")
    assert not passed("nat", "S3", "http://httpi")
    assert passed("bridge", "S3")
    assert passed("bridge", "S3", origin="")
    assert passed("nat", port=9896)
    assert not passed("nat", port=26186)
    assert not passed("bridge", "S3", origin="S1")
    assert not passed("bridge", "S2")
    assert not passed("ipvs")
    assert not passed("socket", "S3"), "it went straight to the container"
    type_in(bridged, "iptables -t nat -F DOCKER", "S3")
    type_in(bridged, f"curl http://{S3}:9896", "master")
    assert passed("socket", "S3"), "docker-proxy took it"
    type_in(bridged, "curl httpi.marathon.l4lb.thisdcos.directory:3141", "master")
    assert passed("ipvs", "master")


def test_only_what_arrived_has_passed(bridged: Attempt) -> None:
    type_in(bridged, "iptables -I FORWARD -j DROP", "S3")
    type_in(bridged, f"curl -m 2 http://{S3}:9896", "master")
    assert not judged(bridged, "request_passed", app="/httpi", origin="master", kind="nat", host="S3", port=0, url="")
    assert judged(bridged, "request_failed", origin="master", url="")
    assert judged(bridged, "request_failed", origin="master", url=f"http://{S3}:9896")
    assert not judged(bridged, "request_failed", origin="master", url="http://httpi")
    assert not judged(bridged, "request_failed", origin="S1", url="")


def judge_of(folder: Path, **parameters: object) -> Judge:
    wanted = goal("tasks_answered", app="/httpi", origin="master", **parameters)
    return Judge(replace(load(written(folder, FILES)), goals=(wanted,)))


def test_tasks_are_gathered_over_many_lines(bridged: Attempt, tmp_path: Path) -> None:
    judge = judge_of(tmp_path / "01-port", tasks=3, kind="nat")
    asked = (f"{S3}:9896", f"{S3}:9896", f"{S3}:26186", f"{S3}:1", "172.16.17.198:8584")
    found = []
    for place in asked:
        SEEN[bridged].clear()
        type_in(bridged, f"curl http://{place}", "master")
        found.append([goal["id"] for goal in judge.look(bridged.world, tuple(SEEN[bridged]))])
    assert found == [[], [], [], [], ["g"]], "the same task twice is one, a refused request none"
    by_ipvs = judge_of(tmp_path / "02-vip", tasks=1, kind="ipvs")
    assert by_ipvs.look(bridged.world, tuple(SEEN[bridged])) == [], "the last one came by no IPVS"
    type_in(bridged, "curl httpi.marathon.l4lb.thisdcos.directory:3141", "master")
    assert by_ipvs.look(bridged.world, tuple(SEEN[bridged])) != []


def test_what_came_before_a_goals_turn_is_not_gathered(bridged: Attempt, tmp_path: Path) -> None:
    first = replace(goal("request_failed", origin="master", url=""), id="broken")
    wanted = goal("tasks_answered", app="/httpi", origin="master", tasks=1, kind="")
    lesson = replace(load(written(tmp_path / "01-port", FILES)), goals=(first, replace(wanted, after="broken")))
    judge = Judge(lesson)
    found = []
    for place in (f"{S3}:9896", f"{S3}:1", f"{S3}:9896"):
        SEEN[bridged].clear()
        type_in(bridged, f"curl http://{place}", "master")
        found.append([goal["id"] for goal in judge.look(bridged.world, tuple(SEEN[bridged]))])
    assert found == [[], ["broken"], ["g"]]


def test_a_name_counts_when_it_was_found(bridged: Attempt) -> None:
    def asked(name: str, kind: str = "A", origin: str = "master") -> bool:
        return judged(bridged, "name_asked", origin=origin, name=name, type=kind)

    type_in(bridged, "dig +short nobody.marathon.mesos", "master")
    type_in(bridged, "dig +short HTTPI.marathon.mesos.", "master")
    assert not asked("nobody.marathon.mesos"), "there is no such name"
    assert asked("httpi.marathon.mesos")
    assert not asked("httpi.marathon.mesos", origin="S1")
    assert not asked("httpi.marathon.mesos", "SRV")
    type_in(bridged, "dig +short _httpi._tcp.marathon.mesos SRV", "master")
    assert asked("_httpi._tcp.marathon.mesos", "SRV")
    assert not asked("leader.mesos")
    type_in(bridged, "curl http://leader.mesos:1", "master")
    assert asked("leader.mesos"), "whoever asks for it by the way"


def test_a_request_is_refused_by_whichever_machine_under_a_certain_name(bridged: Attempt) -> None:
    type_in(bridged, "curl http://leader.mesos:1", "master")
    assert judged(bridged, "request_refused", origin="master", host="", url="http://leader.mesos")
    assert judged(bridged, "request_refused", origin="master", host="master", url="")
    assert not judged(bridged, "request_refused", origin="master", host="", url="http://httpi")
