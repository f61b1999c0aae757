"""Health checks: they are packets, they count, they end tasks, and deployments wait for them."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_always, check_settled
from tutorial.cluster.dcosnet.tables import BACKENDS
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.network import chains
from tutorial.cluster.network.tables import COUNTERS

DROP = "-A INPUT -p tcp -m tcp --dport {port} -j DROP"
REJECT = "-A INPUT -p tcp -m tcp --dport {port} -j REJECT --reject-with tcp-reset"
QUICK = {"gracePeriodSeconds": 5, "intervalSeconds": 10, "timeoutSeconds": 5, "maxConsecutiveFailures": 2}


def checked(*checks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An app with health checks, quick ones where nothing else is said."""
    return app(healthChecks=[{**QUICK, **check} for check in checks or ({},)], **fields)


def running(**fields: Any) -> Cluster:
    """A cluster on which an app with a health check has come up."""
    cluster = Cluster()
    cluster.add(checked(**fields))
    return cluster


def rule(cluster: Cluster, instance: Instance, text: str) -> None:
    """Somebody writes a rule against a task's port by hand."""
    chains.add(cluster.world, instance.agent, "filter", text.format(port=instance.host_ports[0]))
    cluster.world.after(0, "kernel.changed", instance.agent)


def counters(cluster: Cluster) -> tuple[int, int]:
    found = cluster.ask("apps/web").json["app"]
    return found["tasksHealthy"], found["tasksUnhealthy"]


def result(cluster: Cluster, which: int = 0) -> dict[str, Any]:
    (task, *_) = cluster.ask("apps/web").json["app"]["tasks"]
    found: dict[str, Any] = task["healthCheckResults"][which]
    return found


ORDER = ["alive", "consecutiveFailures", "firstSuccess", "instanceId", "lastSuccess"]


@pytest.mark.parametrize("protocol", ["HTTP", "TCP"])
def test_a_task_that_answers_is_healthy(protocol: str) -> None:
    cluster = Cluster()
    cluster.add(checked({"protocol": protocol}, instances=3))
    assert counters(cluster) == (3, 0)
    assert list(result(cluster)) == ORDER
    assert result(cluster)["alive"] is True
    assert cluster.call("GET", "deployments").json == []
    check_settled(cluster.world)


def test_a_deployment_waits_until_its_tasks_are_healthy() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", checked())
    while not any(instance.condition == "Running" for instance in cluster.instances()):
        cluster.advance(100)
    assert counters(cluster) == (0, 0)
    assert len(cluster.call("GET", "deployments").json) == 1
    cluster.settle()
    assert counters(cluster) == (1, 0)
    assert cluster.call("GET", "deployments").json == []


def test_a_look_is_a_connection_from_the_leading_master() -> None:
    cluster = running()
    (instance,) = cluster.instances()
    port = instance.host_ports[0]
    text = f"-A INPUT -s 172.16.9.10/32 -p tcp -m tcp --dport {port} -j ACCEPT"
    made = chains.add(cluster.world, instance.agent, "filter", text)
    cluster.advance(10_000)
    assert cluster.world.get(COUNTERS, ("filter", "INPUT", made.id), instance.agent)


SILENT = "failed because of Connect timeout of Some(10 seconds) expired"
CAUSES = [
    (
        "HTTP",
        5,
        DROP,
        "TcpIdleTimeoutException: TCP idle-timeout on connection to [{end}], no bytes passed in the last",
    ),
    ("HTTP", 20, DROP, "StreamTcpException: Tcp command [Connect({end},None,List(),Some(10 seconds),true)] " + SILENT),
    ("HTTP", 5, REJECT, "StreamTcpException: Tcp command [Connect({end},None,List(),Some(10 seconds),true)] failed "),
    ("TCP", 5, DROP, "SocketTimeoutException: connect timed out"),
    ("TCP", 5, REJECT, "ConnectException: Connection refused"),
]


@pytest.mark.parametrize(("protocol", "timeout", "text", "words"), CAUSES)
def test_a_rule_in_the_way_makes_a_task_unhealthy(protocol: str, timeout: int, text: str, words: str) -> None:
    cluster = Cluster()
    cluster.add(checked({"protocol": protocol, "timeoutSeconds": timeout, "maxConsecutiveFailures": 0}))
    (instance,) = cluster.instances()
    rule(cluster, instance, text)
    assert not cluster.world.settled
    cluster.settle()
    assert counters(cluster) == (0, 1)
    end = f"{instance.addresses[0]}:{instance.host_ports[0]}"
    assert result(cluster)["lastFailureCause"].startswith(words.format(end=end))
    chains.delete(cluster.world, instance.agent, "filter", text.format(port=instance.host_ports[0]))
    cluster.world.after(0, "kernel.changed", instance.agent)
    cluster.settle()
    assert counters(cluster) == (1, 0)
    assert result(cluster)["consecutiveFailures"] == 0


def test_one_failure_more_than_are_allowed_ends_the_task_and_the_instance_goes_on() -> None:
    cluster = running()
    (before,) = cluster.instances()
    rule(cluster, before, DROP)
    seen = []
    while (found := cluster.instances()[0]).condition == "Running":
        seen += [health.failures for health in found.results if health]
        cluster.advance(50)
    assert max(seen) == 3
    cluster.settle()
    (after,) = cluster.instances()
    assert (after.id, after.incarnation, after.health) == (before.id, 2, "healthy")
    check_always(cluster.world)


def test_failures_do_not_count_while_a_task_that_never_was_healthy_is_new() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", checked({"port": 1, "gracePeriodSeconds": 60}))
    while not any(instance.condition == "Running" for instance in cluster.instances()):
        cluster.advance(100)
    cluster.advance(55_000)
    assert counters(cluster) == (0, 1)
    assert list(result(cluster)) == ["alive", "consecutiveFailures", "instanceId"]
    assert result(cluster)["consecutiveFailures"] == 0
    cluster.advance(20_000)
    assert result(cluster)["consecutiveFailures"] > 0


def test_what_is_never_healthy_fails_for_ever_and_the_world_settles_all_the_same() -> None:
    cluster = Cluster()
    cluster.add(checked({"port": 1}))
    assert len(cluster.call("GET", "deployments").json) == 1
    (instance,) = cluster.instances()
    assert instance.incarnation > 2
    check_always(cluster.world)


def test_a_settled_world_looks_again_only_as_time_passes() -> None:
    cluster = running()
    assert cluster.world.settled
    before = result(cluster)["lastSuccess"]
    cluster.advance(25_000)
    assert result(cluster)["lastSuccess"] > before
    assert cluster.world.settled


def test_a_rolling_restart_keeps_old_tasks_until_new_ones_are_healthy() -> None:
    cluster = running(instances=2)
    old = {instance.id for instance in cluster.instances()}
    assert cluster.call("PUT", "apps/web", {"labels": {"a": "b"}}).status == 200
    while cluster.call("GET", "deployments").json:
        alive = [found for found in cluster.instances() if found.condition == "Running" and found.goal == "running"]
        healthy = [found for found in alive if found.health == "healthy"]
        assert len(healthy) >= 2, "fewer than asked for are healthy"
        cluster.advance(200)
    assert not old & {instance.id for instance in cluster.instances()}


def test_scaling_down_does_not_wait_for_those_that_stay() -> None:
    cluster = running(instances=2)
    for instance in cluster.instances():
        rule(cluster, instance, DROP)
    cluster.advance(16_000)
    cluster.call("PUT", "apps/web", {"instances": 1}, force="true")
    cluster.advance(1_500)
    assert cluster.call("GET", "deployments").json == []


def test_an_app_without_checks_has_no_results() -> None:
    cluster = Cluster()
    cluster.add(app())
    assert counters(cluster) == (0, 0)
    assert cluster.ask("apps/web").json["app"]["tasks"][0]["healthCheckResults"] == []


# Checks that Mesos makes


MESOS = {"delaySeconds": 1, **QUICK}
WELL: list[dict[str, Any]] = [
    {"protocol": "MESOS_HTTP", "path": "/"},
    {"protocol": "MESOS_TCP"},
    {"protocol": "COMMAND", "command": {"value": "true"}},
]


def statuses(cluster: Cluster) -> list[Any]:
    (framework,) = cluster.ask("state", below="/mesos/master/").json["frameworks"]
    return [task["statuses"][-1].get("healthy") for task in framework["tasks"]]


@pytest.mark.parametrize("check", WELL, ids=lambda check: check["protocol"])
def test_mesos_looks_beside_the_task_and_tells(check: dict[str, Any]) -> None:
    cluster = Cluster()
    cluster.add(checked({**MESOS, **check}))
    assert counters(cluster) == (1, 0)
    assert statuses(cluster) == [True]
    check_settled(cluster.world)


def test_mesos_ends_a_task_that_fails_too_often() -> None:
    cluster = Cluster()
    cluster.add(checked({**MESOS, "protocol": "MESOS_TCP"}))
    (before,) = cluster.instances()
    port = before.host_ports[0]
    text = f"-A INPUT -i lo -p tcp -m tcp --dport {port} -j DROP"
    chains.add(cluster.world, before.agent, "filter", text)
    cluster.world.after(0, "kernel.changed", before.agent)
    seen = []
    while (found := cluster.instances()[0]).incarnation == 1:
        seen += statuses(cluster)
        cluster.advance(500)
    assert found.id == before.id
    assert seen.index(False) > 0, "it was well until the rule came"
    cluster.settle()
    assert cluster.instances()[0].incarnation >= 2


@pytest.mark.parametrize("command", ["false", "nosuch", "sleep 60"])
def test_a_command_that_does_not_end_well_in_time_fails(command: str) -> None:
    cluster = Cluster()
    check = {**MESOS, "protocol": "COMMAND", "command": {"value": command}, "maxConsecutiveFailures": 0}
    cluster.add(checked(check))
    assert counters(cluster) == (0, 1)
    assert statuses(cluster) == [False]


def test_a_task_has_a_virtual_address_only_while_mesos_finds_it_well() -> None:
    cluster = Cluster()
    ports = [{"port": 0, "name": "http", "labels": {"VIP_0": "/web:80"}}]
    bad = {**MESOS, "protocol": "COMMAND", "command": {"value": "false"}, "maxConsecutiveFailures": 0}
    cluster.add(checked(bad, portDefinitions=ports))
    assert cluster.world.rows(BACKENDS) == ()
    good = {**MESOS, "protocol": "COMMAND", "command": {"value": "true"}}
    assert cluster.call("PUT", "apps/web", {"healthChecks": [good]}, force="true").status == 200
    cluster.settle()
    assert len(cluster.world.rows(BACKENDS)) == 1
