"""Marathon's events, read off what changes in a world."""

import json
from typing import Any

from tests.build import app, article_attempt, typed
from tutorial.attempt import Attempt
from tutorial.cluster.api import events
from tutorial.cluster.marathon.tables import INSTANCES
from tutorial.cluster.network import chains


def listened(attempt: Attempt, *lines: str) -> list[Any]:
    """The events of some lines typed on the laptop; between them the clock runs on until nothing more happens."""
    attempt.listen(listening=True)
    for line in (*lines, "true"):
        typed(attempt, line)
    return attempt.take_events()


def kinds(found: list[Any], *wanted: str) -> list[str]:
    return [event["eventType"] for event in found if event["eventType"] in wanted]


def test_a_deployment_is_told_from_the_call_to_its_success() -> None:
    told = listened(article_attempt(), "dcos marathon app add httpi_host.json")
    by_kind = {event["eventType"]: event for event in told}
    deployment = ("deployment_info", "deployment_step_success", "deployment_success")
    assert kinds(told, "api_post_event", "group_change_success", *deployment) == [
        "api_post_event",
        "group_change_success",
        "deployment_info",
        "deployment_step_success",
        "deployment_info",
        "deployment_step_success",
        "deployment_success",
    ]
    assert by_kind["api_post_event"]["appDefinition"]["id"] == "/httpi"
    assert by_kind["group_change_success"]["groupId"] == "/"
    success = by_kind["deployment_success"]
    assert success["id"] == success["plan"]["id"]
    assert success["plan"]["target"]["apps"][0]["id"] == "/httpi"
    assert all(event["timestamp"].startswith("2019-07-22T15:0") for event in told)


def test_a_change_of_several_apps_is_one_change_of_their_group_and_one_plan() -> None:
    group = json.dumps({"id": "/shop", "apps": [json.loads(app(id=name)) for name in ("web", "api")]})
    told = listened(article_attempt(), f"echo '{group}' > shop.json", "dcos marathon group add shop.json")
    assert kinds(told, "api_post_event", "group_change_success", "deployment_info")[:4] == [
        "api_post_event",
        "group_change_success",
        "api_post_event",
        "deployment_info",
    ]
    info = next(event for event in told if event["eventType"] == "deployment_info")
    assert [action["app"] for action in info["currentStep"]["actions"]] == ["/shop/api", "/shop/web"]


def test_before_its_deployment_an_app_is_not_in_the_plans_original() -> None:
    told = listened(article_attempt(), "dcos marathon app add httpi_host.json")
    first = next(event for event in told if event["eventType"] == "deployment_info")
    assert (first["plan"]["original"]["apps"], len(first["plan"]["target"]["apps"])) == ([], 1)
    assert first["currentStep"] == {"actions": [{"action": "StartApplication", "app": "/httpi"}]}


def test_a_task_is_told_state_by_state_with_its_address_and_ports() -> None:
    told = listened(article_attempt(), "dcos marathon app add httpi_host.json")
    updates = [event for event in told if event["eventType"] == "status_update_event"]
    assert [event["taskStatus"] for event in updates] == ["TASK_STARTING", "TASK_RUNNING"]
    running = updates[-1]
    assert (running["host"], running["ports"], running["appId"]) == ("172.16.9.84", [16327], "/httpi")
    assert running["ipAddresses"] == [{"ipAddress": "172.16.9.84", "protocol": "IPv4"}]
    conditions = [event["condition"] for event in told if event["eventType"] == "instance_changed_event"]
    assert conditions == ["Scheduled", "Provisioned", "Starting", "Running"]


def test_an_app_that_is_removed_ends_its_tasks_and_is_terminated() -> None:
    attempt = article_attempt()
    listened(attempt, "dcos marathon app add httpi_host.json")
    told = listened(attempt, "dcos marathon app remove /httpi")
    assert [event["taskStatus"] for event in told if event["eventType"] == "status_update_event"][-1] == "TASK_KILLED"
    assert kinds(told, "app_terminated_event", "deployment_success") == ["app_terminated_event", "deployment_success"]


def test_a_deployment_that_is_cancelled_has_failed() -> None:
    attempt = article_attempt({"big.json": app(id="/big", cpus=64)})
    stop = "read a b id < added; dcos marathon deployment stop $id"
    told = listened(attempt, "dcos marathon app add big.json > added", "sleep 3", stop)
    assert kinds(told, "deployment_success", "deployment_failed") == ["deployment_failed"]


def test_nothing_is_kept_while_nobody_listens() -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    assert attempt.take_events() == []
    attempt.listen(listening=True)
    attempt.listen(listening=False)
    typed(attempt, "true")
    assert attempt.take_events() == []


def test_an_event_is_a_line_of_json_and_light_plans_are_short() -> None:
    event = {"eventType": "deployment_info", "plan": {"id": "d", "version": "v", "steps": [], "target": {}}}
    lines = events.framed(event).split("\r\n")
    assert lines[0] == "event: deployment_info"
    assert json.loads(lines[1].removeprefix("data: ")) == event
    assert lines[2:] == ["", ""]
    light = json.loads(events.framed(event, light=True).split("\r\n")[1].removeprefix("data: "))
    assert light["plan"] == {"id": "d", "version": "v"}


CHECK = {"gracePeriodSeconds": 1, "intervalSeconds": 5, "timeoutSeconds": 2, "maxConsecutiveFailures": 1}


def test_a_tasks_health_is_told_with_its_failures_and_its_end() -> None:
    attempt = article_attempt({"checked.json": app(healthChecks=[CHECK])})
    told = listened(attempt, "dcos marathon app add checked.json")
    (well,) = [event for event in told if event["eventType"] == "health_status_changed_event"]
    assert (well["appId"], well["alive"]) == ("/httpi", True)
    (instance,) = attempt.world.values(INSTANCES)
    text = f"-A INPUT -p tcp -m tcp --dport {instance.host_ports[0]} -j DROP"
    chains.add(attempt.world, instance.agent, "filter", text)
    told = listened(attempt, "sleep 30")
    health = ("failed_health_check_event", "unhealthy_instance_kill_event", "instance_health_changed_event")
    assert kinds(told, *health)[:4] == [
        "failed_health_check_event",
        "instance_health_changed_event",
        "failed_health_check_event",
        "unhealthy_instance_kill_event",
    ]
    kill = next(event for event in told if event["eventType"] == "unhealthy_instance_kill_event")
    assert (kill["taskId"], kill["host"]) == (instance.task_id, instance.addresses[0])
    assert kill["reason"].startswith("TcpIdleTimeoutException: TCP idle-timeout on connection to [172.16.9.84:16327]")
