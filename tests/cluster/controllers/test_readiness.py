"""Readiness checks: packets to what a deployment has started, until it is ready; the deployment waits for that."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_settled
from tests.cluster.controllers.test_health import DROP, REJECT, rule
from tutorial.cluster import api
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.mesos import liveness
from tutorial.cluster.network import chains
from tutorial.cluster.network.tables import COUNTERS
from tutorial.cluster.world import World

QUICK = {"portName": "http", "intervalSeconds": 10, "timeoutSeconds": 5, "preserveLastResponse": True}
CONNECT = "Tcp command [Connect({end},None,List(),Some(10 seconds),true)]"
NEVER = {"httpStatusCodesForReady": [204]}


def asked(**fields: Any) -> dict[str, Any]:
    """An app with a readiness check, a quick one where nothing else is said."""
    check = {**QUICK, **fields.pop("check", {})}
    return app(readinessChecks=[check], **fields)


def waiting(**fields: Any) -> Cluster:
    """A cluster on which an app has come up that is never ready."""
    cluster = Cluster()
    cluster.add(asked(check=NEVER, **fields))
    return cluster


def results(cluster: Cluster) -> list[dict[str, Any]]:
    (deployment,) = cluster.ask("deployments").json
    found: list[dict[str, Any]] = deployment["currentActions"][0]["readinessCheckResults"]
    return found


def test_a_task_that_answers_as_it_should_is_ready_and_the_deployment_done() -> None:
    cluster = Cluster()
    cluster.add(asked(instances=3))
    check_settled(cluster.world)
    assert cluster.ask("deployments").json == []
    assert {found.readiness.ready for found in cluster.instances() if found.readiness} == {True}
    assert cluster.ask("apps/web").json["app"]["readinessChecks"] == [
        {
            "name": "readinessCheck",
            "protocol": "HTTP",
            "path": "/",
            "portName": "http",
            "intervalSeconds": 10,
            "timeoutSeconds": 5,
            "httpStatusCodesForReady": [200],
            "preserveLastResponse": True,
        }
    ]


def test_a_deployment_waits_for_what_is_not_ready_and_tells_the_last_answer() -> None:
    cluster = waiting()
    check_settled(cluster.world)
    (instance,) = cluster.instances()
    result = {
        "name": "readinessCheck",
        "taskId": instance.task_id,
        "ready": False,
        "lastResponse": {"status": 200, "contentType": "text/plain", "body": "3.1415926536"},
    }
    assert results(cluster) == [result]
    for path in (
        "apps/web?embed=app.readiness",
        "apps?embed=apps.readiness",
        "apps?embed=apps.readiness&embed=apps.tasks",
    ):
        shown = embedded(cluster, path)
        assert shown["readinessCheckResults"] == [result]
        assert list(shown).index("readinessCheckResults") == list(shown).index("deployments") + 1
    assert "readinessCheckResults" not in cluster.ask("apps/web").json["app"]


def embedded(cluster: Cluster, path: str) -> dict[str, Any]:
    """The one app of an answer to a question with a query."""
    path, _, query = path.partition("?")
    pairs = [pair.split("=") for pair in query.split("&")]
    request = api.Request("GET", f"/service/marathon/v2/{path}", tuple((key, value) for key, value in pairs), (), "")
    document = api.answer(cluster.world, request, 0).json
    found: dict[str, Any] = document["app"] if "app" in document else document["apps"][0]
    return found


def test_an_answer_is_only_told_where_the_check_asks_for_it() -> None:
    cluster = Cluster()
    cluster.add(asked(check={**NEVER, "preserveLastResponse": False, "name": "up"}))
    (instance,) = cluster.instances()
    assert results(cluster) == [{"name": "up", "taskId": instance.task_id, "ready": False}]


def test_outside_of_deployments_nothing_is_asked_and_nothing_told() -> None:
    cluster = Cluster()
    cluster.add(asked(check={"intervalSeconds": 6}))
    (instance,) = cluster.instances()
    rule(cluster, instance, REJECT)
    before = seen(cluster.world, instance)
    cluster.advance(600_000)
    assert seen(cluster.world, instance) == before
    assert embedded(cluster, "apps/web?embed=app.readiness")["readinessCheckResults"] == []
    cluster.kill(instance)
    cluster.settle()
    assert cluster.conditions() == {"Running": 1}
    assert cluster.instances()[0].readiness is None


def seen(world: World, instance: Instance) -> int:
    """How many packets met a rule of the agent's INPUT chain."""
    return sum(
        count for (_, chain, number), count in world.rows(COUNTERS, instance.agent) if chain == "INPUT" and number
    )


@pytest.mark.parametrize(("seconds", "times"), [(10, 6), (30, 2)])
def test_what_is_not_ready_is_asked_again_after_the_interval(seconds: int, times: int) -> None:
    cluster = waiting_at(seconds)
    (instance,) = cluster.instances()
    rule(cluster, instance, "-A INPUT -p tcp -m tcp --dport {port} -m conntrack --ctstate NEW -j ACCEPT")
    cluster.advance(60_000)
    assert seen(cluster.world, instance) == times


def waiting_at(seconds: int) -> Cluster:
    cluster = Cluster()
    cluster.add(asked(check={**NEVER, "intervalSeconds": seconds}))
    return cluster


@pytest.mark.parametrize(
    ("text", "check", "words"),
    [
        (
            REJECT,
            {},
            f"{CONNECT} failed because of java.net.ConnectException: Connection refused",
        ),
        (DROP, {}, "None timed out after 5 seconds"),
        (
            DROP,
            {"timeoutSeconds": 15, "intervalSeconds": 20},
            f"{CONNECT} failed because of Connect timeout of Some(10 seconds) expired",
        ),
        ("", {"protocol": "HTTPS"}, "Unrecognized SSL message, plaintext connection?"),
    ],
)
def test_a_task_that_cannot_be_asked_is_not_ready(text: str, check: dict[str, Any], words: str) -> None:
    cluster = Cluster()
    cluster.add(asked(check={**NEVER, **check}))
    (instance,) = cluster.instances()
    if text:
        rule(cluster, instance, text)
    cluster.settle()
    cluster.advance(40_000)
    end = f"172.16.{cluster.ask('apps/web').json['app']['tasks'][0]['host'].split('.', 2)[2]}:{instance.host_ports[0]}"
    scheme = "https" if check.get("protocol") == "HTTPS" else "http"
    response = {
        "status": 504,
        "contentType": "text/plain",
        "body": f"Marathon could not query {scheme}://{end}/: {words.format(end=end)}",
    }
    assert [result["lastResponse"] for result in results(cluster)] == [response]


def test_one_that_cannot_be_asked_is_never_ready_whatever_statuses_are() -> None:
    cluster = Cluster()
    cluster.add(asked(check={"protocol": "HTTPS", "httpStatusCodesForReady": [504]}))
    assert [result["ready"] for result in results(cluster)] == [False]


def test_a_rule_that_is_taken_away_lets_the_deployment_end() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", asked())
    while not cluster.instances() or not cluster.instances()[0].agent:
        cluster.advance(10)
    (instance,) = cluster.instances()
    rule(cluster, instance, DROP)
    cluster.settle()
    assert [result["ready"] for result in results(cluster)] == [False]
    chains.delete(cluster.world, instance.agent, "filter", DROP.format(port=instance.host_ports[0]))
    cluster.world.after(0, "kernel.changed", instance.agent)
    cluster.settle()
    assert cluster.ask("deployments").json == []


def test_a_rolling_restart_stops_an_old_task_only_when_a_new_one_is_ready() -> None:
    cluster = Cluster()
    strategy = {"minimumHealthCapacity": 1, "maximumOverCapacity": 0}
    cluster.add(asked(instances=2, upgradeStrategy=strategy))
    old = {instance.id for instance in cluster.instances()}
    cluster.call("PUT", "apps/web", {"readinessChecks": [{**QUICK, **NEVER}]})
    cluster.settle()
    check_settled(cluster.world)
    assert {instance.id for instance in cluster.instances()} > old
    assert cluster.conditions() == {"Running": 3}
    cluster.call("PUT", "apps/web", {"readinessChecks": [QUICK]}, force="true")
    cluster.settle()
    assert cluster.conditions() == {"Running": 2}
    assert old.isdisjoint(instance.id for instance in cluster.instances())


def test_scaling_up_asks_only_what_it_has_started() -> None:
    cluster = waiting()
    (first,) = cluster.instances()
    (deployment,) = cluster.ask("deployments").json
    cluster.call("DELETE", f"deployments/{deployment['id']}", force="true")
    cluster.call("PUT", "apps/web", {"instances": 3})
    cluster.settle()
    assert {result["taskId"] for result in results(cluster)} == {
        instance.task_id for instance in cluster.instances() if instance.id != first.id
    }


def test_who_depends_on_an_app_waits_until_that_is_ready() -> None:
    cluster = Cluster()
    cluster.call(
        "POST",
        "groups",
        {"id": "/shop", "apps": [{**asked(check=NEVER), "id": "db"}, app("web", dependencies=["../db"])]},
    )
    cluster.settle()
    assert cluster.conditions("/shop/db") == {"Running": 1}
    assert cluster.instances("/shop/web") == []


@pytest.mark.parametrize(
    ("checks", "status", "path", "error"),
    [
        ([{"portName": "ftp"}], 422, "/readinessChecks(0)/portName", "No port definition reference for portName ftp"),
        ([{}], 422, "/readinessChecks(0)/portName", "No port definition reference for portName http-api"),
        (
            [{"portName": "http", "intervalSeconds": 10}],
            422,
            "/readinessChecks(0)/timeoutSeconds",
            "got 10, expected less than 10",
        ),
        ([QUICK, QUICK], 422, "/readinessChecks/size", "got 2, expected 1 or less"),
        ([{"timeoutSeconds": 0}], 422, "/readinessChecks(0)/timeoutSeconds", "error.min"),
        ([{"intervalSeconds": -1}], 422, "/readinessChecks(0)/intervalSeconds", "error.min"),
        ([{"httpStatusCodesForReady": []}], 422, "/readinessChecks(0)/httpStatusCodesForReady", "error.minLength"),
        ([{"httpStatusCodesForReady": [99]}], 422, "/readinessChecks(0)/httpStatusCodesForReady(0)", "error.min"),
        ([{"httpStatusCodesForReady": [1000]}], 422, "/readinessChecks(0)/httpStatusCodesForReady(0)", "error.max"),
        ([{"protocol": "TCP"}], 422, "/readinessChecks(0)/protocol", "error.unknown.enum.literal"),
        ([{"portName": "-"}], 422, "/readinessChecks(0)/portName", "error.pattern"),
        ([{"name": ""}], 422, "/readinessChecks(0)/name", "error.minLength"),
        ([{"path": ""}], 422, "/readinessChecks(0)/path", "error.minLength"),
        ([{"preserveLastResponse": 1}], 400, "/readinessChecks(0)/preserveLastResponse", "error.expected.jsboolean"),
        ({"a": 1}, 400, "/readinessChecks", "error.expected.jsarray"),
    ],
)
def test_a_check_that_cannot_be_made_is_refused(checks: object, status: int, path: str, error: str) -> None:
    response = Cluster().call("POST", "apps", app(readinessChecks=checks))
    assert response.status == status
    assert {"path": path, "errors": [error]} in response.json["details"]


def test_an_instance_that_is_given_up_is_not_waited_for() -> None:
    cluster = Cluster()
    cluster.call("POST", "apps", asked(unreachableStrategy={"inactiveAfterSeconds": 0, "expungeAfterSeconds": 5_000}))
    while not cluster.instances() or not cluster.instances()[0].agent:
        cluster.advance(10)
    (first,) = cluster.instances()
    rule(cluster, first, DROP)
    cluster.settle()
    liveness.lose(cluster.world, first.agent)
    cluster.advance(600_000)
    assert {found.id: found.condition for found in cluster.instances()}[first.id] == "UnreachableInactive"
    assert cluster.conditions()["Running"] == 1
    assert cluster.ask("deployments").json == []


def test_a_task_of_an_older_version_is_not_asked() -> None:
    cluster = waiting()
    (first,) = cluster.instances()
    cluster.call("PUT", "apps/web", {"instances": 2}, force="true")
    cluster.settle()
    cluster.kill(first)
    cluster.settle()
    asked_for = {instance.id: instance.readiness is not None for instance in cluster.instances()}
    assert cluster.conditions() == {"Running": 2}
    assert (asked_for[first.id], len(results(cluster))) == (False, 1)


def test_a_task_is_not_asked_when_its_apps_action_is_done_though_the_step_is_not() -> None:
    cluster = Cluster()
    cluster.call("POST", "groups", {"id": "/shop", "apps": [{**asked(), "id": "db"}, app("web", cpus=99)]})
    cluster.settle()
    (instance,) = cluster.instances("/shop/db")
    assert instance.ready
    cluster.kill(instance)
    cluster.settle()
    (instance,) = cluster.instances("/shop/db")
    assert (instance.condition, instance.readiness) == ("Running", None)
