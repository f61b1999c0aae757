"""`docker top`, and `docker ps --filter`: by each key what the daemon keeps, and what it refuses."""

import json
import re

import pytest

from tests.build import article_attempt, typed
from tests.cluster.definitions import bridged
from tutorial.attempt import Attempt

HERE = ["hostname", "CLUSTER", "172.16.9.84"]


@pytest.fixture(scope="module")
def attempt() -> Attempt:
    """Two containers in bridge mode on S1, of which one was stopped by hand; and its successor."""
    made = article_attempt({"b.json": json.dumps(bridged(instances=2, constraints=[HERE]))})
    typed(made, "dcos marathon app add b.json")
    typed(made, "docker stop $(docker ps -ql)", "S1")
    return made


def shown(attempt: Attempt, line: str) -> str:
    return typed(attempt, line, "S1").text("stdout")


def test_top_shows_the_program_and_its_parent(attempt: Attempt) -> None:
    head, row = shown(attempt, "docker top $(docker ps -ql -f status=running)").splitlines()
    assert head.split() == ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
    assert head.startswith(f"{'UID':20}{'PID':20}{'PPID':20}")
    user, pid, parent, *_ = row.split()
    assert (user, shown(attempt, "docker inspect -f '{{.State.Pid}}' $(docker ps -ql -f status=running)")) == (
        "root",
        f"{pid}\n",
    )
    assert 0 < int(parent) < int(pid)
    assert re.search(r" \d\d:\d\d +\? +00:00:00 ", row)


def test_top_has_nothing_to_show_of_a_container_that_has_ended(attempt: Attempt) -> None:
    line = typed(attempt, "docker top $(docker ps -q --no-trunc -f status=exited)", "S1")
    assert re.fullmatch(r"Error response from daemon: Container [0-9a-f]{64} is not running\n", line.text("stderr"))
    line = typed(attempt, "docker top nobody", "S1")
    assert (line.text("stderr"), line.exit_code) == ("Error response from daemon: No such container: nobody\n", 1)


COUNTS = {
    "-f status=running": 2,
    "-f status=exited": 1,
    "-f status=running -f status=exited": 3,
    "-f name=mesos": 2,
    "-f name=^/mesos-": 2,
    "-f name=nobody": 0,
    "-f name=(": 0,
    "-f network=bridge": 2,
    "-f network=host": 0,
    "-f label=nothing": 0,
    "-f ancestor=dcoslabs/httpi": 2,
    "-f ancestor=other": 0,
    "-a -f exited=0": 0,
    "-f publish=1-65535": 2,
    "-f publish=1-65535/udp": 0,
}


@pytest.mark.parametrize("words", COUNTS)
def test_a_filter_keeps_what_it_says(attempt: Attempt, words: str) -> None:
    quoted = re.sub(r"=(\S*)", r"='\1'", words)
    assert shown(attempt, f"docker ps -q {quoted}").count("\n") == COUNTS[words]


def test_an_id_may_be_cut(attempt: Attempt) -> None:
    one = shown(attempt, "docker ps -ql").strip()
    assert shown(attempt, f"docker ps -aq -f id={one[:6]}") == f"{one}\n"


NO_FILTER = "bad format of filter (expected name=value)\nSee 'docker ps --help'.\n"


@pytest.mark.parametrize(
    ("words", "stderr", "code"),
    [
        ("-f nope=1", "Error response from daemon: Invalid filter 'nope'\n", 1),
        ("-f status=up", "Error response from daemon: Unrecognised filter value for status: up\n", 1),
        ("-f status", f'invalid argument "status" for "-f, --filter" flag: {NO_FILTER}', 125),
    ],
)
def test_what_is_no_filter_is_refused(attempt: Attempt, words: str, stderr: str, code: int) -> None:
    line = typed(attempt, f"docker ps {words}", "S1")
    assert (line.text("stderr"), line.exit_code) == (stderr, code)
