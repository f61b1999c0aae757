"""What Marathon's API accepts, refuses and answers about apps."""

import json
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster import api

LOCKED = (
    "App is locked by one or more deployments. Override with the option '?force=true'. "
    "View details at '/v2/deployments/<DEPLOYMENT_ID>'."
)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def web() -> Cluster:
    """A cluster on which /web runs as one task."""
    found = Cluster()
    found.add(app())
    return found


REFUSALS: list[tuple[str, str, Any, int, Any]] = [
    ("GET", "apps/nobody", None, 404, {"message": "App '/nobody' does not exist"}),
    ("DELETE", "apps/shop/nobody", None, 404, {"message": "App '/shop/nobody' does not exist"}),
    ("PATCH", "apps/nobody", {}, 404, {"message": "App '/nobody' does not exist"}),
    ("POST", "apps/nobody/restart", {}, 404, {"message": "App '/nobody' does not exist"}),
    ("GET", "apps/nobody/tasks", None, 404, {"message": "App '/nobody' does not exist"}),
    ("GET", "apps/nobody/versions", None, 404, {"message": "App '/nobody' does not exist"}),
    ("DELETE", "apps/web/tasks/x", None, 404, {"message": "Task 'x' does not exist"}),
    ("DELETE", "deployments/x", None, 404, {"message": "DeploymentPlan x does not exist"}),
    ("DELETE", "queue/web/delay", None, 404, {"message": "Application /web not found in tasks queue."}),
    ("POST", "apps", app(), 409, {"message": "An app with id [/web] already exists."}),
    (
        "POST",
        "apps",
        [],
        400,
        {"message": "Invalid JSON", "details": [{"path": "/", "errors": ["error.expected.jsobject"]}]},
    ),
    (
        "POST",
        "tasks/delete",
        {},
        400,
        {"message": "Invalid JSON", "details": [{"path": "/ids", "errors": ["error.expected.jsarray"]}]},
    ),
    (
        "PUT",
        "apps/web",
        {"mem": -3},
        422,
        {"message": "Invalid JSON", "details": [{"path": "/mem", "errors": ["error.min"]}]},
    ),
    (
        "PUT",
        "apps/web",
        {"cmd": 7, "mem": -3},
        400,
        {
            "message": "Invalid JSON",
            "details": [
                {"path": "/cmd", "errors": ["error.expected.jsstring"]},
                {"path": "/mem", "errors": ["error.min"]},
            ],
        },
    ),
    ("GET", "nothing", None, 404, {"message": "/service/marathon/v2/nothing does not exist"}),
    ("PUT", "deployments", None, 405, {"message": "Not allowed"}),
]


@pytest.mark.parametrize(("method", "path", "document", "status", "answer"), REFUSALS)
def test_a_refusal_has_marathons_status_and_words(
    web: Cluster, method: str, path: str, document: Any, status: int, answer: Any
) -> None:
    tables = web.world.state.tables
    response = web.call(method, path, document)
    assert (response.status, response.json) == (status, answer)
    assert web.world.state.tables == tables


BROKEN = [
    ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ("", "Expecting value: line 1 column 1 (char 0)"),
    ('{"id": "/a", "cpus": NaN}', "NaN is not a JSON number"),
    ('{"id": "/a", "cpus": -Infinity}', "-Infinity is not a JSON number"),
    ("[" * 60 + "]" * 60, "nested deeper than 50 levels"),
    ("[" * 100_000, "nested deeper than 50 levels"),
    ('{"a":' * 60 + "1" + "}" * 60, "nested deeper than 50 levels"),
]


@pytest.mark.parametrize(("body", "details"), BROKEN)
def test_a_body_that_is_no_json_is_refused(cluster: Cluster, body: str, details: str) -> None:
    response = api.answer(cluster.world, api.Request("POST", "/service/marathon/v2/apps", body=body), 1)
    assert (response.status, response.json) == (400, {"message": "Invalid JSON", "details": details})


NUMBERS = [
    ('{"id": "/a", "cmd": "sleep 9", "cpus": 1e999}', 400, "error.expected.jsnumber"),
    ('{"id": "/a", "cmd": "sleep 9", "instances": 2147483648}', 400, "error.expected.int"),
    ('{"id": "/a", "cmd": "sleep 9", "instances": 1.5}', 400, "error.expected.int"),
    ('{"id": "/a", "cmd": "sleep 9", "mem": ' + "9" * 400 + "}", 400, "error.expected.jsnumber"),
    ('{"id": "/a", "cmd": "sleep 9", "cpus": 0}', 422, "error.min"),
    ('{"id": "/a", "cmd": "sleep 9", "instances": 2.0}', 201, None),
]


@pytest.mark.parametrize(("body", "status", "token"), NUMBERS)
def test_numbers_are_those_of_the_jvm(cluster: Cluster, body: str, status: int, token: str | None) -> None:
    response = api.answer(cluster.world, api.Request("POST", "/service/marathon/v2/apps", body=body), 1)
    assert response.status == status
    assert token is None or response.json["details"][0]["errors"] == [token]


def test_a_new_app_is_answered_with_counters_and_its_deployment(cluster: Cluster) -> None:
    response = cluster.call("POST", "apps", app("httpi"))
    document = response.json
    assert response.status == 201
    assert document["id"] == "/httpi"
    assert dict(response.headers)["Marathon-Deployment-Id"] == document["deployments"][0]["id"]
    assert [document[name] for name in ("tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy")] == [0] * 4
    assert document["tasks"] == []
    assert document["portDefinitions"] == [{"port": 10000, "name": "http", "protocol": "tcp"}]


ORDER = (
    "id backoffFactor backoffSeconds container cpus disk executor instances labels maxLaunchDelaySeconds mem gpus "
    "networks portDefinitions requirePorts upgradeStrategy version versionInfo killSelection unreachableStrategy "
    "tasksStaged tasksRunning tasksHealthy tasksUnhealthy deployments tasks"
)


def test_an_app_has_its_fields_in_marathons_order(web: Cluster) -> None:
    assert list(web.ask("apps/web").json["app"]) == ORDER.split()


TASK = (
    "appId healthCheckResults host id ipAddresses ports servicePorts slaveId state stagedAt startedAt version "
    "localVolumes region zone"
)


def test_a_task_has_its_fields_in_marathons_order_and_no_others(web: Cluster) -> None:
    (task,) = web.ask("apps/web").json["app"]["tasks"]
    assert list(task) == TASK.split()
    assert task["state"] == "TASK_RUNNING"
    assert task["host"] == task["ipAddresses"][0]["ipAddress"]


def test_tasks_are_listed_with_service_ports_only_over_all_apps(web: Cluster) -> None:
    (of_app,) = web.ask("apps/web/tasks").json["tasks"]
    (of_all,) = web.ask("tasks").json["tasks"]
    assert (of_app["servicePorts"], of_all["servicePorts"]) == ([], [10000])


@pytest.mark.parametrize("embed", ["apps.tasks", "app.tasks"])
def test_tasks_are_embedded_in_the_list_when_asked_for(web: Cluster, embed: str) -> None:
    (plain,) = web.ask("apps").json["apps"]
    (full,) = web.call("GET", "apps", embed=embed).json["apps"]
    assert "tasks" not in plain
    assert [task["id"] for task in full["tasks"]] == [web.instances()[0].task_id]


@pytest.mark.parametrize("path", ["apps//web", "apps/web/", "//apps/web//"])
def test_doubled_and_trailing_slashes_do_not_matter(web: Cluster, path: str) -> None:
    assert web.ask(path).json["app"]["id"] == "/web"


def test_head_answers_as_get_without_a_body(web: Cluster) -> None:
    response = web.call("HEAD", "apps/web")
    assert (response.status, response.body) == (200, "")


def test_ids_may_begin_like_the_parts_of_an_app(cluster: Cluster) -> None:
    cluster.add(app("/shop/tasks-of-all"))
    cluster.add(app("/versions/a"))
    assert cluster.ask("apps/shop/tasks-of-all").json["app"]["id"] == "/shop/tasks-of-all"
    assert cluster.ask("apps/versions/a").json["app"]["id"] == "/versions/a"


# Changing


def test_given_fields_replace_whole_ones_and_others_stay(web: Cluster) -> None:
    web.update(labels={"a": "1", "b": "2"})
    web.update(labels={"c": "3"})
    found = web.ask("apps/web").json["app"]
    assert (found["labels"], found["cpus"]) == ({"c": "3"}, 0.1)


def test_a_whole_update_forgets_what_is_not_given(web: Cluster) -> None:
    web.update(labels={"a": "1"})
    body = {name: value for name, value in app().items() if name != "id"}
    assert web.call("PUT", "apps/web", body, partialUpdate="false").status == 200
    assert web.ask("apps/web").json["app"]["labels"] == {}


def test_an_unknown_app_is_made_by_put(cluster: Cluster) -> None:
    assert cluster.call("PUT", "apps/new", {"cmd": "sleep 9"}).status == 201
    assert cluster.ask("apps/new").json["app"]["id"] == "/new"


def test_nulls_are_as_good_as_absent(web: Cluster) -> None:
    stop = {"id": "/web", "instances": 0, "ports": None, "dependencies": None}
    assert web.call("PUT", "apps/web", stop).status == 200
    web.settle()
    assert web.instances() == []


def test_a_change_gets_back_its_service_port(cluster: Cluster) -> None:
    cluster.add(app("/a"))
    cluster.add(app("/b"))
    cluster.update("a", portDefinitions=[{"port": 0, "name": "http"}, {"port": 0, "name": "admin"}])
    ports = [port["port"] for port in cluster.ask("apps/a").json["app"]["portDefinitions"]]
    assert ports == [10000, 10002]


def versions(cluster: Cluster) -> tuple[str, str, str]:
    found = cluster.ask("apps/web").json["app"]
    return found["version"], found["versionInfo"]["lastScalingAt"], found["versionInfo"]["lastConfigChangeAt"]


def test_scaling_keeps_the_configuration_and_a_change_does_not(web: Cluster) -> None:
    first = versions(web)
    assert len(set(first)) == 1
    web.update(instances=2)
    scaled = versions(web)
    assert scaled[0] == scaled[1] > first[0]
    assert scaled[2] == first[2]
    web.update(labels={"a": "b"})
    changed = versions(web)
    assert len(set(changed)) == 1
    assert changed[0] > scaled[0]
    listed = web.ask("apps/web/versions").json["versions"]
    assert listed == [changed[0], scaled[0], first[0]]
    assert web.ask(f"apps/web/versions/{first[0]}").json["instances"] == 1
    assert web.call("GET", "apps/web/versions/2019").status == 404


def test_a_restart_counts_as_scaling_and_replaces_every_task(web: Cluster) -> None:
    first, (before,) = versions(web), web.instances()
    assert web.call("POST", "apps/web/restart", {}).status == 200
    web.settle()
    (after,) = web.instances()
    assert after.id != before.id
    assert versions(web)[2] == first[2]
    assert versions(web)[1] > first[1]


def test_an_identical_change_does_nothing_but_has_a_deployment(web: Cluster) -> None:
    first, (instance,) = versions(web), web.instances()
    response = web.call("PUT", "apps/web", {"instances": 1})
    assert set(response.json) == {"version", "deploymentId"}
    assert web.ask("deployments").json == []
    assert (versions(web), web.instances()) == (first, [instance])


# The lock


def test_an_app_at_work_is_locked_unless_forced(cluster: Cluster) -> None:
    deployment = cluster.call("POST", "apps", app()).json["deployments"][0]["id"]
    refused = cluster.call("PUT", "apps/web", {"instances": 3})
    assert (refused.status, refused.json) == (409, {"message": LOCKED, "deployments": [{"id": deployment}]})
    forced = cluster.call("PUT", "apps/web", {"instances": 3}, force="true")
    assert forced.status == 200
    assert [found["id"] for found in cluster.ask("deployments").json] == [forced.json["deploymentId"]]
    cluster.settle()
    assert cluster.conditions() == {"Running": 3}


def test_another_app_is_not_locked(cluster: Cluster) -> None:
    cluster.call("POST", "apps", app("/a"))
    assert cluster.call("POST", "apps", app("/b")).status == 201
    assert len(cluster.ask("deployments").json) == 2


def test_a_removed_app_is_gone_at_once_and_its_id_locked_until_its_tasks_are(web: Cluster) -> None:
    assert web.call("DELETE", "apps/web").status == 200
    assert web.ask("apps").json == {"apps": []}
    assert web.ask("apps/web").status == 404
    (stopping,) = web.ask("deployments").json
    assert stopping["currentActions"] == [{"action": "StopApplication", "app": "/web", "readinessCheckResults": []}]
    assert web.call("POST", "apps", app()).status == 409
    web.settle()
    assert web.call("POST", "apps", app()).status == 201


def test_removing_is_forced_unless_it_is_not(cluster: Cluster) -> None:
    cluster.call("POST", "apps", app())
    assert cluster.call("DELETE", "apps/web", force="false").status == 409
    assert cluster.call("DELETE", "apps/web").status == 200
    cluster.settle()
    assert cluster.instances() == []


def test_more_than_a_hundred_deployments_are_too_many(cluster: Cluster) -> None:
    for number in range(100):
        assert cluster.call("POST", "apps", app(f"/a{number}", cpus=99)).status == 201
    refused = cluster.call("POST", "apps", app("/one-more"))
    assert refused.status == 403
    assert refused.json["message"].startswith("Max number (100) of running deployments is achieved.")


def test_surrogates_without_a_partner_are_written_as_question_marks(cluster: Cluster) -> None:
    body = json.dumps(app(labels={"a": "\ud83d"}))
    response = api.answer(cluster.world, api.Request("POST", "/service/marathon/v2/apps", body=body), 1)
    assert response.json["labels"] == {"a": "?"}
    assert response.body.encode()
