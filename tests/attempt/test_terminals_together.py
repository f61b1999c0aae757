"""Terminals side by side: one sends requests, one scales the app, two watch; Ctrl-C ends each, a replay is the same."""

import pytest

from tests.build import lived, no_tool
from tutorial.attempt import Attempt, run

LOOP = "while true; do curl -s httpi.marathon.l4lb.thisdcos.directory:3141; echo; sleep 0.5; done"
JOURNAL = (
    (1, "laptop", "line", "dcos marathon app add httpi_bridge.json"),
    (30_000, "master", "line", "yum install -y ipvsadm"),
    (60_000, "master", "line", LOOP),
    (60_100, "S1", "line", "yum install -y ipvsadm > /dev/null; watch -n 1 ipvsadm -Ln"),
    (60_200, "S4", "line", "tcpdump -ni eth0 'tcp[tcpflags] & tcp-syn != 0'"),
    (70_000, "laptop", "line", "dcos marathon app update /httpi instances=7"),
    (90_000, "outside", "line", "sleep 100 & echo $((6 * 7))"),
    (95_000, "master", "interrupt", ""),
    (95_001, "S4", "interrupt", ""),
    (95_002, "S1", "interrupt", ""),
    (95_003, "master", "line", "echo $?; ipvsadm -Ln --stats"),
)
SENDS, WATCHES, SNIFFS, SCALES, COUNTS, AFTER = 3, 4, 5, 6, 7, 11


@pytest.fixture(scope="module")
def together() -> Attempt:
    return lived(*JOURNAL)


def shown(attempt: Attempt, seq: int) -> str:
    return attempt.lines[seq].text("stdout")


def test_requests_go_on_while_others_watch_and_one_scales(together: Attempt) -> None:
    answers = shown(together, SENDS).split()
    assert set(answers) == {"3.1415926536"}
    assert 65 <= len(answers) <= 71
    assert shown(together, SCALES).startswith("Created deployment ")
    assert shown(together, COUNTS) == "42\n"


def test_watch_shows_each_state_of_the_service(together: Attempt) -> None:
    pages = shown(together, WATCHES).split("Every 1.0s: ipvsadm -Ln")[1:]
    services = [page.partition("TCP  11.249.78.219:3141")[2].partition("\nTCP")[0] for page in pages]
    backends = [service.count("  -> ") for service in services]
    assert backends[0] == 5
    assert backends[-1] == 7
    assert backends == sorted(backends)


def test_tcpdump_shows_the_requests_of_another_terminal(together: Attempt) -> None:
    heard = [row for row in shown(together, SNIFFS).splitlines() if "Flags [S]" in row]
    assert 20 <= len(heard) <= 70
    assert all("IP 172.16.9.10." in row for row in heard)


def test_ctrl_c_ends_each_of_them(together: Attempt) -> None:
    assert [together.lines[seq].exit_code for seq in (SENDS, WATCHES)] == [130, 130]
    assert together.lines[SNIFFS].exit_code == 0
    assert not any(together.busy(place) for place in ("master", "S1", "S4"))
    assert shown(together, AFTER).startswith("130\n")
    run(together.advance(1_000_000), no_tool)
    assert together.settled


def test_a_replay_that_is_looked_at_gives_the_same_world(together: Attempt) -> None:
    fresh, looked_at = lived(*JOURNAL), lived(*JOURNAL, every_ms=137)
    assert fresh.world.state.hash() == looked_at.world.state.hash()
    assert [line.state_hash for line in fresh.lines.values()] == [line.state_hash for line in looked_at.lines.values()]
    assert [line.output for line in fresh.lines.values()] == [line.output for line in looked_at.lines.values()]
