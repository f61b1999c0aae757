"""Killing tasks: plainly, wiped, scaled away."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_settled


@pytest.fixture
def three() -> Cluster:
    found = Cluster()
    found.add(app(instances=3))
    return found


def names(cluster: Cluster) -> set[str]:
    return {instance.id for instance in cluster.instances()}


def incarnations(cluster: Cluster) -> list[int]:
    return sorted(instance.incarnation for instance in cluster.instances())


def test_a_plain_kill_gives_the_instance_its_next_task(three: Cluster) -> None:
    before = names(three)
    victim = three.instances()[0]
    answer = three.call("DELETE", f"apps/web/tasks/{victim.task_id}")
    assert answer.json["task"]["id"] == victim.task_id
    three.settle()
    check_settled(three.world)
    assert names(three) == before
    assert incarnations(three) == [1, 1, 2]
    assert "lastTaskFailure" not in three.ask("apps/web").json["app"]


def test_a_wiped_task_takes_its_instance_along(three: Cluster) -> None:
    before = names(three)
    victim = three.instances()[0]
    three.call("DELETE", f"apps/web/tasks/{victim.task_id}", wipe="true")
    three.settle()
    check_settled(three.world)
    assert len(names(three)) == 3
    assert before - names(three) == {victim.id}
    assert incarnations(three) == [1, 1, 1]


def test_a_task_that_is_scaled_away_does_not_come_back(three: Cluster) -> None:
    victim = three.instances()[1]
    answer = three.call("POST", "tasks/delete", {"ids": [victim.task_id, "unknown"]}, scale="True")
    assert set(answer.json) == {"version", "deploymentId"}
    three.settle()
    check_settled(three.world)
    assert victim.id not in names(three)
    assert three.ask("apps/web").json["app"]["instances"] == 2
    assert three.conditions() == {"Running": 2}


def test_only_the_tasks_of_a_host_are_killed_when_one_is_named(three: Cluster) -> None:
    host = three.ask("apps/web").json["app"]["tasks"][0]["host"]
    there = [task["id"] for task in three.ask("apps/web").json["app"]["tasks"] if task["host"] == host]
    answer = three.call("DELETE", "apps/web/tasks", host=host)
    assert [task["id"] for task in answer.json["tasks"]] == there


def test_killing_nothing_is_no_refusal(three: Cluster) -> None:
    assert three.call("DELETE", "apps/web/tasks", host="192.0.2.1").json == {"tasks": []}
    assert three.call("POST", "tasks/delete", {"ids": []}, scale="true").json == {"tasks": []}


def test_to_scale_and_to_wipe_at_once_is_refused(three: Cluster) -> None:
    answer = three.call("DELETE", "apps/web/tasks", scale="true", wipe="true")
    assert (answer.status, answer.json) == (400, {"message": "You cannot use scale and wipe at the same time."})


def test_scaling_away_a_locked_app_is_refused_and_kills_nobody() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2))
    cluster.call("PUT", "apps/web", {"instances": 3})
    cluster.advance(100)
    assert cluster.call("DELETE", "apps/web/tasks", scale="true").status == 409
    cluster.settle()
    assert cluster.conditions() == {"Running": 3}


@pytest.mark.parametrize(("query", "status"), [({}, 200), ({"force": "true"}, 202)])
def test_a_deployment_is_led_back_or_only_given_up(query: dict[str, Any], status: int) -> None:
    cluster = Cluster()
    cluster.add(app(labels={"a": "1"}))
    name = cluster.call("PUT", "apps/web", {"labels": {"a": "2"}}).json["deploymentId"]
    cluster.advance(1_500)
    answer = cluster.call("DELETE", f"deployments/{name}", **query)
    assert answer.status == status
    assert name not in [found["id"] for found in cluster.ask("deployments").json]
    cluster.settle()
    check_settled(cluster.world)
    assert cluster.ask("apps/web").json["app"]["labels"] == ({"a": "1"} if status == 200 else {"a": "2"})
    assert cluster.conditions() == {"Running": 1}


def test_leading_back_the_making_of_an_app_removes_it_and_its_removal_makes_it_again() -> None:
    cluster = Cluster()
    made = cluster.call("POST", "apps", app()).json["deployments"][0]["id"]
    cluster.advance(1_000)
    removed = cluster.call("DELETE", f"deployments/{made}").json["deploymentId"]
    assert cluster.ask("apps").json == {"apps": []}
    cluster.call("DELETE", f"deployments/{removed}")
    cluster.settle()
    check_settled(cluster.world)
    assert cluster.conditions() == {"Running": 1}


def test_a_deployment_tells_its_steps() -> None:
    cluster = Cluster()
    made = cluster.call("POST", "apps", app()).json
    cluster.advance(200)
    (found,) = cluster.ask("deployments").json
    assert found == {
        "id": made["deployments"][0]["id"],
        "version": made["version"],
        "affectedApps": ["/web"],
        "affectedPods": [],
        "steps": [
            {"actions": [{"action": "StartApplication", "app": "/web"}]},
            {"actions": [{"action": "ScaleApplication", "app": "/web"}]},
        ],
        "currentActions": [{"action": "ScaleApplication", "app": "/web", "readinessCheckResults": []}],
        "currentStep": 2,
        "totalSteps": 2,
    }


def test_the_queue_tells_who_waits_for_offers_and_who_for_a_delay() -> None:
    cluster = Cluster()
    cluster.add(app("/much", cpus=99, instances=2))
    cluster.add(app("/bad", cmd="false", backoffSeconds=50))
    items = {item["app"]["id"]: item for item in cluster.ask("queue").json["queue"]}
    assert items["/much"]["count"] == 2
    assert items["/much"]["delay"] == {"timeLeftSeconds": 0, "overdue": True}
    assert items["/bad"]["count"] == 1
    assert items["/bad"]["delay"]["overdue"] is False
    assert 0 < items["/bad"]["delay"]["timeLeftSeconds"] <= 66


def test_a_delay_that_is_deleted_is_not_waited_for() -> None:
    cluster = Cluster()
    cluster.add(app("/bad", cmd="false", backoffSeconds=200))
    (before,) = cluster.instances("/bad")
    assert cluster.call("DELETE", "queue//bad/delay").status == 204
    cluster.advance(5_000)
    (after,) = cluster.instances("/bad")
    assert after.incarnation == before.incarnation + 1
