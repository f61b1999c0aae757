"""A hundred requests in a loop: within two seconds of the processor, and as if each had been typed alone."""

import time

import pytest

from tests.build import article_attempt, no_tool, typed
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.mesos.tables import TASKS

REQUEST = "curl -s httpi.marathon.l4lb.thisdcos.directory:3141; echo"
LOOP = f"for i in $(seq 100); do {REQUEST}; done | sort | uniq -c"
SECONDS = 2.0


def with_a_service() -> Attempt:
    attempt = article_attempt(tty=False)
    typed(attempt, "dcos marathon app add httpi_bridge.json")
    typed(attempt, "yum install -y ipvsadm", "master")
    return attempt


def type_one_by_one(attempt: Attempt, text: str, count: int) -> None:
    for _ in range(count):
        run(attempt.execute(Entry(attempt.next_seq, attempt.next_at_ms(), "master", "line", text)), no_tool)
        while (due := attempt.next_due_ms) is not None and attempt.busy("master"):
            run(attempt.advance(due), no_tool)


def agent_of_the_task(attempt: Attempt) -> str:
    task = attempt.world.values(TASKS)[0]
    return task.info.agent


@pytest.fixture(scope="module")
def loop() -> tuple[Attempt, float]:
    attempt = with_a_service()
    began = time.process_time()
    line = typed(attempt, LOOP, "master")
    took = time.process_time() - began
    assert (line.text("stdout"), line.exit_code) == ("    100 3.1415926536\n", 0)
    return attempt, took


@pytest.fixture(scope="module")
def singly() -> Attempt:
    attempt = with_a_service()
    type_one_by_one(attempt, REQUEST, 100)
    return attempt


def test_a_hundred_requests_take_less_than_two_seconds_of_the_processor(loop: tuple[Attempt, float]) -> None:
    assert loop[1] < SECONDS


def test_ipvs_has_counted_each_of_them(loop: tuple[Attempt, float]) -> None:
    rows = typed(loop[0], "ipvsadm -Ln --stats", "master").text("stdout").splitlines()
    (service,) = (row.split() for row in rows if row.startswith("TCP  11.249.78.219:3141"))
    assert service[2] == "100"


@pytest.mark.parametrize(
    "command",
    [
        *("ipvsadm -Ln", "ipvsadm -Ln --stats", "ipvsadm -Lnc", "conntrack -L"),
        *("iptables-save -c", "iptables -t nat -nvL", "ip -s link"),
    ],
)
@pytest.mark.parametrize("where", ["master", "the task's agent"])
def test_the_tables_are_those_of_a_hundred_single_requests(
    loop: tuple[Attempt, float], singly: Attempt, command: str, where: str
) -> None:
    place = where if where == "master" else agent_of_the_task(singly)
    for attempt in (loop[0], singly):
        typed(attempt, "yum install -y ipvsadm", place)
    shown = [sorted(typed(attempt, command, place).text("stdout").splitlines()) for attempt in (loop[0], singly)]
    assert shown[0] == shown[1]
    assert shown[0]
