"""systemctl: the Mesos agent of a node stops and starts, and its tasks run on meanwhile."""

import pytest

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.mesos.tables import AGENTS
from tutorial.cluster.quiet import quietly_same

AGENT = "dcos-mesos-slave"


@pytest.fixture
def deployed() -> Attempt:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "sleep 20")
    return attempt


def on(attempt: Attempt, text: str, where: str = "S1") -> tuple[str, int | None]:
    line = typed(attempt, text, where)
    return "".join(span.text for _, spans in line.output for span in spans), line.exit_code


def test_an_agent_that_was_stopped_is_heard_of_again_with_its_tasks(deployed: Attempt) -> None:
    before = deployed.world.state
    assert on(deployed, f"systemctl is-active {AGENT}") == ("active\n", 0)
    stopped = f"systemctl stop {AGENT}.service; sleep 1; systemctl is-active {AGENT}; curl -s http://172.16.9.84:16327"
    assert on(deployed, f"{stopped}; systemctl start {AGENT}") == ("inactive\n3.1415926536", 0)
    on(deployed, "sleep 5")
    assert quietly_same(before, deployed.world.state)


def test_a_stopped_agent_is_given_up_after_five_minutes(deployed: Attempt) -> None:
    on(deployed, f"systemctl stop {AGENT}; sleep 400")
    assert "inactive (dead) since Mon 2019-07-22" in on(deployed, f"systemctl status {AGENT}")[0]
    assert deployed.world[AGENTS, "S1"].state == "unreachable"
    assert "S1" not in {found.agent for found in deployed.world.values(INSTANCES)}
    assert "active (running)" in on(deployed, f"systemctl restart {AGENT}; sleep 1; systemctl status {AGENT}")[0]


@pytest.mark.parametrize(
    ("line", "where", "said", "code"),
    [
        ("systemctl stop sshd", "S1", "Failed to stop sshd.service: Unit sshd.service not loaded.\n", 5),
        ("systemctl status sshd", "S1", "Unit sshd.service could not be found.\n", 4),
        (f"systemctl stop {AGENT}", "S0", f"Failed to stop {AGENT}.service: Unit {AGENT}.service not loaded.\n", 5),
        (f"systemctl is-active {AGENT}-public", "S0", "active\n", 0),
        ("systemctl is-active sshd", "S1", "unknown\n", 3),
    ],
)
def test_what_is_not_there_is_said(deployed: Attempt, line: str, where: str, said: str, code: int) -> None:
    assert on(deployed, line, where) == (said, code)
