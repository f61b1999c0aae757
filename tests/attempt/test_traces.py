"""The traces of an attempt: their numbers, those that are kept, and who answered in the end."""

from collections import Counter
from pathlib import Path

import pytest

from tests.build import article_attempt, typed
from tests.golden.test_oracle import DATA, case, document
from tutorial.attempt import Attempt, traces
from tutorial.cluster.lab.answer import play
from tutorial.cluster.lab.reader import reader

FIVE = ["172.16.15.168:26186", "172.16.15.168:9896", "172.16.17.198:8584", "172.16.40.67:14666", "172.16.40.67:7143"]


def deployed() -> Attempt:
    attempt = article_attempt(tty=False)
    typed(attempt, "dcos marathon app add httpi_marathonlb.json")
    return attempt


def servers(attempt: Attempt, line: str, where: str) -> Counter[str]:
    before = len(attempt.traces)
    typed(attempt, f"for i in $(seq 50); do curl -s {line}; done", where)
    found = attempt.traces.summaries()[before:]
    assert all(trace["server"]["element"].startswith("socket:S") for trace in found)
    assert len({trace["server"]["element"] for trace in found}) == len({t["server"]["address"] for t in found})
    return Counter(trace["server"]["address"] for trace in found)


def test_who_answered_behind_a_virtual_address_is_the_server_that_was_chosen() -> None:
    found = servers(deployed(), "httpi.marathon.l4lb.thisdcos.directory:3141", "master")
    assert (sorted(found), sum(found.values())) == (FIVE, 50)


def test_who_answered_behind_a_proxy_is_the_server_that_it_asked() -> None:
    attempt = deployed()
    typed(attempt, "dcos package install --yes marathon-lb")
    typed(attempt, "sleep 60")
    found = servers(attempt, "93.186.40.121:3141", "outside")
    assert found == dict.fromkeys(FIVE, 10)


def server_of(name: str) -> object:
    (trace,) = play(reader("", document(case(Path(DATA / "cases" / f"{name}.json"))))).traces
    return trace.summary()["server"]


@pytest.mark.parametrize(
    ("recorded", "namespace", "address"),
    [
        ("ok-host-from-master", "s1", "172.16.9.84:16327"),
        ("odd-dnat-deleted-proxy-serves", "s2/httpi-1", "172.17.0.2:9896"),
        ("ok-outside-haproxy-overlay", "s2/httpi-2", "9.0.3.131:3141"),
    ],
)
def test_who_answered_is_found_behind_every_proxy(recorded: str, namespace: str, address: str) -> None:
    port = address.partition(":")[2]
    assert server_of(recorded) == {
        "element": f"socket:{namespace}/tcp/{port}",
        "namespace": namespace,
        "address": address,
    }


@pytest.mark.parametrize("recorded", ["fail-forward-drop", "fail-server-killed-vip", "fail-vip-no-backend"])
def test_nobody_answered_what_failed(recorded: str) -> None:
    assert server_of(recorded) is None


def test_traces_are_counted_and_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "KEPT_TRACES", 7)
    monkeypatch.setattr(traces, "TOLD", 3)
    attempt = article_attempt()
    assert attempt.traces.before(1) == {"traces": [], "first": 0}
    typed(attempt, "for i in $(seq 10); do curl -s 172.16.9.84:9; done", "master")
    assert [trace["nth"] for trace in attempt.traces.summaries()] == [8, 9, 10]
    for before, found in {8: [5, 6, 7], 6: [4, 5], 4: [], 1: [], 99: [8, 9, 10]}.items():
        told = attempt.traces.before(before)
        assert ([trace["nth"] for trace in told["traces"]], told["first"]) == (found, 4)
