"""Agents that are lost and come back: what Mesos says of their tasks, and what Marathon does about it."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_always, check_settled
from tutorial.cluster.mesos import liveness
from tutorial.cluster.mesos.tables import TASKS

MINUTES_5 = 300_000
ON_S1 = [["hostname", "LIKE", "172.16.9.84"]]
"""A constraint that only S1 meets."""


def spread(**fields: Any) -> Cluster:
    """A cluster with a task on each private agent."""
    cluster = Cluster()
    cluster.add(app(instances=4, constraints=[["hostname", "UNIQUE"]], **fields))
    return cluster


def lose(cluster: Cluster, host: str = "S1", wait_ms: int = 1) -> None:
    liveness.lose(cluster.world, host)
    cluster.advance(wait_ms)


def bring_back(cluster: Cluster, host: str = "S1") -> None:
    liveness.bring_back(cluster.world, host)
    cluster.settle()
    check_settled(cluster.world)


def states(cluster: Cluster) -> list[str]:
    return sorted(task["state"] for task in cluster.ask("tasks").json["tasks"])


def mesos(cluster: Cluster) -> Any:
    return cluster.ask("state", below="/mesos/master/").json


def test_an_agent_is_missed_after_five_minutes() -> None:
    cluster = spread()
    lose(cluster, wait_ms=MINUTES_5 - 1_000)
    assert states(cluster) == ["TASK_RUNNING"] * 4
    assert [slave["active"] for slave in mesos(cluster)["slaves"]].count(False) == 1
    cluster.advance(1_500)
    assert states(cluster).count("TASK_UNREACHABLE") == 1
    found = mesos(cluster)
    assert (len(found["slaves"]), found["unreachable_slaves"]) == (4, 1.0)
    assert [task["state"] for task in found["frameworks"][0]["unreachable_tasks"]] == ["TASK_UNREACHABLE"]


def test_a_replacement_is_started_and_the_old_instance_forgotten() -> None:
    cluster = Cluster()
    cluster.add(app(instances=3))
    agent = cluster.instances()[0].agent
    there = {found.id for found in cluster.instances() if found.agent == agent}
    lose(cluster, agent, MINUTES_5 + 5_000)
    known = {found.id: found.condition for found in cluster.instances()}
    assert {known[name] for name in there} == {"UnreachableInactive"}
    assert cluster.ask("apps/web").json["app"]["tasksRunning"] == 3
    cluster.settle()
    assert not there & {found.id for found in cluster.instances()}
    assert agent not in {found.agent for found in cluster.instances()}
    check_settled(cluster.world)
    bring_back(cluster, agent)
    left = [task for task in cluster.world.values(TASKS) if not task.over]
    assert len(left) == 3, "what comes back too late is killed"


def test_without_room_the_queue_says_why() -> None:
    cluster = spread()
    lose(cluster)
    cluster.settle()
    (item,) = cluster.ask("queue").json["queue"]
    assert item["count"] == 1
    reasons = {row["reason"]: row["declined"] for row in item["processedOffersSummary"]["rejectSummaryLastOffers"]}
    assert reasons["UnfulfilledConstraint"] == 3
    bring_back(cluster)
    assert states(cluster) == ["TASK_RUNNING"] * 4
    assert cluster.ask("queue").json["queue"] == []


def test_an_agent_that_is_back_in_time_has_lost_nothing() -> None:
    cluster = spread()
    before = cluster.instances()
    lose(cluster, wait_ms=MINUTES_5 - 1_000)
    bring_back(cluster)
    cluster.advance(MINUTES_5)
    assert cluster.instances() == before


@pytest.mark.parametrize("strategy", ["disabled", {"inactiveAfterSeconds": 3600, "expungeAfterSeconds": 7200}])
def test_an_instance_that_is_waited_for_goes_on_when_its_agent_comes_back(strategy: Any) -> None:
    cluster = spread(unreachableStrategy=strategy)
    before = {found.id: found.task_id for found in cluster.instances()}
    lose(cluster, wait_ms=MINUTES_5 + 60_000)
    assert states(cluster).count("TASK_UNREACHABLE") == 1
    assert cluster.ask("queue").json["queue"] == []
    bring_back(cluster)
    assert {found.id: found.task_id for found in cluster.instances()} == before
    assert states(cluster) == ["TASK_RUNNING"] * 4


def test_an_instance_is_given_up_at_the_next_reconciliation_after_its_time() -> None:
    cluster = spread(unreachableStrategy={"inactiveAfterSeconds": 60, "expungeAfterSeconds": 90})
    lose(cluster)
    cluster.settle()
    assert cluster.world.now_ms > 600_000
    assert len(cluster.ask("queue").json["queue"]) == 1


def test_news_of_a_silent_agent_come_when_it_is_back() -> None:
    cluster = spread()
    (instance,) = [found for found in cluster.instances() if found.agent == "S1"]
    lose(cluster)
    cluster.kill(instance)
    cluster.advance(60_000)
    assert states(cluster) == ["TASK_RUNNING"] * 4
    bring_back(cluster)
    (again,) = [found for found in cluster.instances() if found.agent == "S1"]
    assert (again.id, again.incarnation) == (instance.id, 2)
    failure = cluster.ask("apps/web").json["app"]["lastTaskFailure"]
    assert (failure["taskId"], failure["message"]) == (instance.task_id, "Container exited with status 137")


def test_a_kill_reaches_a_silent_agent_when_it_is_back() -> None:
    cluster = spread()
    lose(cluster)
    assert cluster.call("PUT", "apps/web", {"instances": 0}).status == 200
    cluster.advance(60_000)
    assert [found.agent for found in cluster.instances()] == ["S1"]
    bring_back(cluster)
    assert cluster.instances() == []
    assert [task.state for task in cluster.world.values(TASKS)] == ["TASK_KILLED"] * 4


def test_an_app_can_be_removed_while_a_task_of_it_is_unreachable() -> None:
    cluster = spread(unreachableStrategy="disabled")
    lose(cluster, wait_ms=MINUTES_5 + 1_000)
    assert cluster.call("DELETE", "apps/web").status == 200
    cluster.settle()
    assert cluster.instances() == []
    assert cluster.ask("deployments").json == []
    bring_back(cluster)
    assert all(task.over for task in cluster.world.values(TASKS))


def test_a_task_that_never_reached_its_agent_is_dropped() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", app(instances=1, constraints=ON_S1))
    while not cluster.instances() or cluster.instances()[0].condition != "Provisioned":
        cluster.advance(1)
    lose(cluster, wait_ms=10_000)
    assert states(cluster) == ["TASK_STAGING"]
    bring_back(cluster)
    (instance,) = cluster.instances()
    assert (instance.condition, instance.incarnation) == ("Running", 2)
    failure = cluster.ask("apps/web").json["app"]["lastTaskFailure"]
    assert (failure["state"], failure["message"]) == ("TASK_DROPPED", "Task is unknown to the agent")
    check_always(cluster.world)


def test_nothing_of_a_silent_agent_is_offered() -> None:
    cluster = Cluster()
    lose(cluster)
    cluster.add(app(instances=1, constraints=ON_S1))
    assert states(cluster) == []
    bring_back(cluster)
    assert states(cluster) == ["TASK_RUNNING"]


def test_what_is_left_of_an_agent_is_that_of_the_agent_as_it_stands() -> None:
    cluster = spread()
    lose(cluster, wait_ms=MINUTES_5 + 1_500)
    check_always(cluster.world)
    bring_back(cluster)
    check_always(cluster.world)
