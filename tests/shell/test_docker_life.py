"""Containers ended, started and removed by hand, and what becomes of their tasks."""

import json

import pytest

from tests.build import app, article_attempt, typed
from tests.cluster.definitions import bridged
from tutorial.attempt import Attempt, Line
from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.mesos.tables import TASKS
from tutorial.cluster.network import saved, sockets


@pytest.fixture
def attempt() -> Attempt:
    """The article's one container in host mode, on S1."""
    made = article_attempt({"sleep.json": app(id="/sleep", cmd="sleep 100000")})
    typed(made, "dcos marathon app add httpi_host.json; sleep 30")
    return made


@pytest.fixture
def bridge() -> Attempt:
    """The article's five containers behind bridges: two of them on S3."""
    made = article_attempt({"bridge.json": json.dumps(bridged(instances=5))})
    typed(made, "dcos marathon app add bridge.json; sleep 30")
    return made


def told(line: Line) -> tuple[str, str, int | None]:
    return line.text("stdout"), line.text("stderr"), line.exit_code


def took(attempt: Attempt, line: Line) -> int:
    """How long a line took that has just ended, in ms."""
    return attempt.world.now_ms - line.entry.at_ms


def only(attempt: Attempt, host: str = "S1") -> Container:
    (container,) = attempt.world.values(CONTAINERS, host)
    return container


def ended(attempt: Attempt, container: Container) -> tuple[str, str]:
    """How a container's task ended: the state and the message of its last status."""
    status = attempt.world[TASKS, container.task_id].statuses[-1]
    return status.state, status.message


@pytest.mark.parametrize(
    ("line", "exit_code", "took_ms"),
    [
        ("docker stop {}", 2, 180),
        ("docker stop -t 0 {}", 2, 180),
        ("docker container stop {}", 2, 180),
        ("docker kill {}", 137, 180),
        ("docker kill -s SIGKILL {}", 137, 180),
        ("docker kill --signal=int {}", 2, 0),
        ("docker kill -s 15 {}", 2, 0),
        ("docker rm -f {}", 137, 180),
    ],
)
def test_a_container_ended_by_hand_fails_its_task_and_marathon_starts_another(
    attempt: Attempt, line: str, exit_code: int, took_ms: int
) -> None:
    container = only(attempt)
    line_at = typed(attempt, line.format(container.name), "S1")
    assert told(line_at) == (f"{container.name}\n", "", 0)
    assert took(attempt, line_at) == took_ms
    tasks = typed(attempt, "dcos task --json | jq -r '.[].state'").text("stdout")
    assert tasks == "TASK_RUNNING\n"
    assert ended(attempt, container) == ("TASK_FAILED", f"Container exited with status {exit_code}")
    left = attempt.world.get(CONTAINERS, container.name, "S1")
    assert left is None if "rm" in line else left is not None and (left.state, left.exit_code) == ("exited", exit_code)


@pytest.mark.parametrize("number", ["USR1", "WINCH", "18", "64"])
def test_signals_that_a_program_does_not_ask_for_pass_it_by(attempt: Attempt, number: str) -> None:
    container = only(attempt)
    assert typed(attempt, f"docker kill -s {number} {container.id[:6]}", "S1").exit_code == 0
    typed(attempt, "sleep 5", "S1")
    assert only(attempt) == container


def test_what_does_not_hear_a_stop_is_killed_when_its_time_is_up(attempt: Attempt) -> None:
    typed(attempt, "dcos marathon app remove httpi; dcos marathon app add sleep.json; sleep 30")
    (container,) = (c for host in ("S1", "S2", "S3", "S4") for c in attempt.world.values(CONTAINERS, host) if c.pid)
    host = attempt.world[TASKS, container.task_id].info.agent
    assert (
        typed(attempt, f"docker kill -s TERM {container.name}; docker ps -q | wc -l", host).text("stdout")[-2:] == "1\n"
    )
    line = typed(attempt, f"docker stop -t 7 {container.name}", host)
    assert took(attempt, line) == 7_180
    assert attempt.world[CONTAINERS, container.name, host].exit_code == 137


def test_a_restart_ends_the_task_and_leaves_a_container_that_nobody_looks_after(bridge: Attempt) -> None:
    name = typed(bridge, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()
    before, rules = bridge.world[CONTAINERS, name, "S3"], saved.dump(bridge.world, "S3", only="nat").splitlines()
    line = typed(bridge, f"docker restart {name}", "S3")
    assert told(line) == (f"{name}\n", "", 0)
    assert took(bridge, line) == 530
    assert typed(bridge, "dcos task | grep -c ' R '").text("stdout") == "5\n"
    assert ended(bridge, before) == ("TASK_FAILED", "Container exited with status 2")
    after = bridge.world[CONTAINERS, name, "S3"]
    assert (after.state, after.id) == ("running", before.id)
    assert after.pid > before.pid
    assert bridge.world[ENDPOINTS, name, "S3"].ip == "172.17.0.3"
    assert sorted(saved.dump(bridge.world, "S3", only="nat").splitlines()[1:-2]) == sorted(rules[1:-2])
    assert typed(bridge, "curl -s -o /dev/null -w '%{http_code}' 172.16.15.168:26186", "S1").text("stdout") == "200"
    typed(bridge, "sleep 3540", "S3")
    assert typed(bridge, "docker ps -q | wc -l", "S3").text("stdout") == "2\n"
    typed(bridge, "sleep 60", "S3")
    assert bridge.world.get(CONTAINERS, name, "S3") is None
    assert bridge.world.get(ENDPOINTS, name, "S3") is None
    assert bridge.world.get(PROCESSES, after.pid, "S3") is None
    assert typed(bridge, "docker ps -aq | wc -l", "S3").text("stdout") == "1\n"


def test_a_start_finds_its_port_taken(bridge: Attempt) -> None:
    """By a container that has been given it meanwhile: one with the same fixed port."""
    first = typed(bridge, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()
    typed(bridge, f"docker stop {first}", "S3")
    other = json.dumps(
        bridged("/other", mapping={"hostPort": 26186}, constraints=[["hostname", "IS", "172.16.15.168"]])
    )
    typed(bridge, f"echo '{other}' > other.json; dcos marathon app add other.json; sleep 30")
    error = "Error response from daemon: driver failed programming external connectivity on endpoint "
    line = typed(bridge, f"docker start {first}", "S3")
    assert line.text("stderr").startswith(f"{error}{first} (")
    assert line.text("stderr").endswith(
        f"): Bind for 0.0.0.0:26186 failed: port is already allocated\nError: failed to start containers: {first}\n"
    )
    assert line.exit_code == 1
    shown = typed(
        bridge, f"docker inspect -f '{{{{.State.Status}}}} {{{{.State.ExitCode}}}} {{{{.State.Error}}}}' {first}", "S3"
    )
    assert shown.text("stdout").startswith("exited 128 driver failed programming")
    line = typed(bridge, f"docker restart {first}", "S3")
    assert line.text("stderr").startswith(
        f"Error response from daemon: Cannot restart container {first}: driver failed"
    )


def test_a_started_program_that_finds_its_port_taken_ends_at_once(attempt: Attempt) -> None:
    container = only(attempt)
    typed(attempt, f"docker stop {container.name}", "S1")
    typed(attempt, "sleep 30", "S1")
    sockets.listen(attempt.world, "S1", "tcp", sockets.ANY, 16327, pid=1, program="other", causes=())
    assert told(typed(attempt, f"docker start {container.name}", "S1")) == (f"{container.name}\n", "", 0)
    shown = typed(attempt, "docker ps -a --format '{{.Status}}' | grep -o '(1)'", "S1")
    assert shown.text("stdout") == "(1)\n"


NONE = "Error response from daemon: No such container: none"
RUNS = (
    "Error response from daemon: You cannot remove a running container ID. "
    "Stop the container before attempting removal or force remove"
)
KILLING = "Error response from daemon: Cannot kill container"
NO_SECONDS = (
    'invalid argument "x" for "-t, --time" flag: strconv.ParseInt: parsing "x": invalid syntax\n'
    "See 'docker stop --help'."
)
WRONG = [
    ("docker stop none none", "", f"{NONE}\n{NONE}", 1),
    ("docker start none", "", f"{NONE}\nError: failed to start containers: none", 1),
    ("docker restart none", "", NONE, 1),
    ("docker kill none", "", f"{KILLING}: none: No such container: none", 1),
    ("docker rm none", "", "Error: No such container: none", 1),
    ("docker rm NAME", "", RUNS, 1),
    ("docker kill -s FOO NAME", "", "Error response from daemon: Invalid signal: FOO", 1),
    ("docker kill -s 0 NAME", "", "Error response from daemon: Invalid signal: 0", 1),
    ("docker kill -s 65 NAME", "", f"{KILLING}: NAME: The linux daemon does not support signal 65", 1),
    ("docker kill -s STOP NAME", "", "docker: the signal STOP is not supported here: a process runs, or has ended", 2),
    ("docker stop -t x NAME", "", NO_SECONDS, 125),
    ("docker start NAME", "NAME\n", "", 0),
]


@pytest.mark.parametrize(("line", "output", "error", "code"), WRONG)
def test_what_can_not_be_done_is_said_in_dockers_words(
    attempt: Attempt, line: str, output: str, error: str, code: int
) -> None:
    container = only(attempt)

    def named(text: str) -> str:
        return text.replace("NAME", container.name).replace("ID", container.id)

    wanted = f"{named(error)}\n" if error else ""
    assert told(typed(attempt, named(line), "S1")) == (named(output), wanted, code)
    assert only(attempt) == container


def test_what_has_ended_is_stopped_and_not_killed(attempt: Attempt) -> None:
    name = only(attempt).name
    typed(attempt, f"docker stop {name}", "S1")
    assert told(typed(attempt, f"docker stop {name}", "S1")) == (f"{name}\n", "", 0)
    line = typed(attempt, f"docker kill {name}", "S1")
    assert line.text("stderr").endswith("is not running\n")
    assert told(typed(attempt, f"docker rm {name} {name}", "S1")) == (
        f"{name}\n",
        f"Error: No such container: {name}\n",
        1,
    )


@pytest.mark.parametrize("tool", ["stop", "kill", "restart", "start", "rm"])
def test_each_wants_a_container(attempt: Attempt, tool: str) -> None:
    error = typed(attempt, f"docker {tool}", "S1").text("stderr")
    assert error.startswith(f"\"docker {tool}\" requires at least 1 argument.\nSee 'docker {tool} --help'.\n\nUsage:  ")


def test_a_proxy_that_dies_leaves_its_container_alone(bridge: Attempt) -> None:
    """The rules serve the port from outside; only what the proxy alone serves is gone."""
    name = typed(bridge, "docker ps -l --format '{{.Names}}'", "S3").text("stdout").strip()
    (port,) = bridge.world[ENDPOINTS, name, "S3"].published
    bridge.world.after(0, "process.exited", "S3", port.pid, 137)
    typed(bridge, "sleep 1", "S3")
    assert bridge.world.get(PROCESSES, port.pid, "S3") is None
    assert bridge.world[CONTAINERS, name, "S3"].state == "running"
    assert typed(bridge, "curl -s -o /dev/null -w '%{http_code}' 172.16.15.168:26186", "S1").text("stdout") == "200"
    assert typed(bridge, "curl -s 127.0.0.1:26186", "S3").exit_code == 7
    assert typed(bridge, "dcos task | grep -c ' R '").text("stdout") == "5\n"


def test_the_daemon_takes_orders_of_root_alone(attempt: Attempt) -> None:
    typed(attempt, "ssh centos@172.16.9.84", "master")
    shown = typed(attempt, "docker stop x", "master").text("stderr")
    assert "Post http://%2Fvar%2Frun%2Fdocker.sock/v1.39/containers/x/stop: dial unix" in shown
