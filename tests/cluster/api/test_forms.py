"""What an answer depends on besides its path: parts that are embedded, the form that a client accepts, the method."""

import json
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster import api
from tutorial.cluster.api.accepting import preferred

JSON, PROTOBUF = "application/json", "application/x-protobuf"
AGENTS = {JSON: '{"type": "GET_AGENTS"}', PROTOBUF: "\x08\x0a"}


@pytest.fixture(scope="module")
def web() -> Cluster:
    """Two tasks, of which one has just failed once."""
    cluster = Cluster()
    cluster.add(app(instances=2, healthChecks=[{"protocol": "TCP", "intervalSeconds": 1, "gracePeriodSeconds": 1}]))
    cluster.advance(10_000)
    cluster.kill(cluster.instances()[0])
    cluster.advance(20_000)
    return cluster


def ask(cluster: Cluster, method: str, path: str, body: str = "", **headers: str) -> api.Response:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return api.answer(cluster.world, api.Request(method, path, (), given, body), 1)


def header(response: api.Response, name: str) -> str | None:
    return dict(response.headers).get(name)


# Parts


def embedded(cluster: Cluster, word: str) -> set[str]:
    """What a list of apps has more when a word is embedded."""
    (plain,) = cluster.ask("apps").json["apps"]
    (full,) = cluster.call("GET", "apps", embed=word).json["apps"]
    return set(full) - set(plain)


@pytest.mark.parametrize("prefix", ["app.", "apps.", "group.apps.", ""])
@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("tasks", {"tasks"}),
        ("lastTaskFailure", {"lastTaskFailure"}),
        ("failures", {"tasks", "lastTaskFailure"}),
        ("taskStats", {"taskStats"}),
        ("readiness", {"readinessCheckResults"}),
        ("counts", set()),
        ("deployments", set()),
        ("nonsense", set()),
    ],
)
def test_a_part_of_apps_is_embedded_whatever_stands_before_its_name(
    web: Cluster, prefix: str, word: str, parts: set[str]
) -> None:
    assert embedded(web, prefix + word) == parts
    (app_,) = web.ask("apps").json["apps"]
    assert {"tasksRunning", "tasksHealthy", "deployments"} <= set(app_)


def stats(cluster: Cluster) -> dict[str, Any]:
    (found,) = cluster.call("GET", "apps", embed="app.taskStats").json["apps"]
    return {name: part["stats"] for name, part in found["taskStats"].items()}


def test_statistics_count_tasks_by_their_version() -> None:
    cluster = Cluster()
    cluster.add(app(instances=2))
    assert set(stats(cluster)) == {"startedAfterLastScaling", "withLatestConfig", "totalSummary"}
    cluster.call("PUT", "apps/web", {"instances": 3})
    cluster.advance(60_000)
    found = stats(cluster)
    assert [found[name]["counts"]["running"] for name in ("startedAfterLastScaling", "withLatestConfig")] == [1, 3]
    cluster.call("PUT", "apps/web", {"cpus": 65})
    cluster.advance(5_000)
    found = stats(cluster)
    assert (set(found), found["withOutdatedConfig"]) == ({"withOutdatedConfig", "totalSummary"}, found["totalSummary"])
    assert found["totalSummary"]["counts"] == {"staged": 0, "running": 3, "healthy": 0, "unhealthy": 0}


def test_life_times_are_measured_from_staging_in_seconds(web: Cluster) -> None:
    now, lives = web.world.now_ms, sorted((web.world.now_ms - task.staged_ms) / 1000 for task in web.instances())
    assert web.world.now_ms == now
    shown = stats(web)["totalSummary"]
    assert shown["counts"] == {"staged": 0, "running": 2, "healthy": 2, "unhealthy": 0}
    assert shown["lifeTime"]["medianSeconds"] == pytest.approx(lives[1], abs=0.01)
    assert shown["lifeTime"]["averageSeconds"] == pytest.approx(sum(lives) / 2, abs=0.01)


# Forms


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("text/*", "text/plain"),
        ("text/html", "text/html"),
        ("application/json", JSON),
        ("application/json, */*;q=0.5", JSON),
        ("*/*, Application/JSON", JSON),
        ("text/plain;q=0.1, application/json; charset=utf-8; q=0.2", JSON),
        ("application/json;q=0, text/html;q=nonsense", "text/html"),
        ("application/json;q=0", ""),
        ("image/png", ""),
    ],
)
def test_the_form_is_the_one_that_the_client_likes_best(accept: str, chosen: str) -> None:
    assert preferred(accept, ("text/plain", "text/html", JSON)) == chosen


def test_marathons_pong_is_text_unless_json_is_asked_for(web: Cluster) -> None:
    def pong(accept: str) -> tuple[int, str | None, str]:
        response = ask(web, "GET", "/service/marathon/ping", Accept=accept)
        return response.status, header(response, "Content-Type"), response.body

    assert pong("*/*") == (200, "text/plain", "pong")
    assert pong(JSON) == (200, JSON, '"pong"')
    assert pong("image/png") == (204, None, "")


@pytest.mark.parametrize("given", [JSON, PROTOBUF])
@pytest.mark.parametrize(("accept", "form"), [(JSON, JSON), (PROTOBUF, PROTOBUF), ("*/*", JSON), ("", JSON)])
def test_the_operator_api_answers_in_the_form_that_is_accepted(
    web: Cluster, given: str, accept: str, form: str
) -> None:
    response = ask(web, "POST", "/mesos/api/v1", AGENTS[given], Content_Type=given, Accept=accept)
    assert (response.status, header(response, "Content-Type")) == (200, form)
    assert response.body.startswith('{"type":"GET_AGENTS"' if form == JSON else "\x08\x09")


def test_forms_that_the_operator_api_does_not_have_are_refused(web: Cluster) -> None:
    unread = ask(web, "POST", "/mesos/api/v1", AGENTS[JSON], Content_Type="text/plain")
    unwritten = ask(web, "POST", "/mesos/api/v1", AGENTS[JSON], Content_Type=JSON, Accept="text/html")
    assert (unread.status, unread.reason) == (415, "Unsupported Media Type")
    assert (unwritten.status, unwritten.reason) == (406, "Not Acceptable")


COSMOS = {
    "describe": {"packageName": "marathon-lb"},
    "list-versions": {"packageName": "marathon-lb", "includePackageVersions": True},
    "render": {"packageName": "marathon-lb", "options": {}},
    "search": {"query": "marathon"},
    "repository/list": {},
    "install": {"packageName": "marathon-lb"},
    "list": {"packageName": "marathon-lb"},
    "uninstall": {"packageName": "marathon-lb", "all": True},
}
"""Calls of Cosmos, in an order in which each finds what it asks for."""


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_cosmos_answers_in_the_version_that_is_accepted(version: str) -> None:
    cluster = Cluster()
    for call, body in COSMOS.items():
        name = f"application/vnd.dcos.package.{call.replace('/', '.')}"
        wanted = f"{name}-response+json;charset=utf-8;version={version}"
        accept = f"{wanted},application/vnd.dcos.package.error+json;charset=utf-8;version=v1"
        given = f"{name}-request+json;charset=utf-8;version=v1"
        request = api.Request(
            "POST", f"/package/{call}", (), (("Content-Type", given), ("Accept", accept)), json.dumps(body)
        )
        response = api.answer(cluster.world, api.remembered(request) if api.changes(request) else request, 1)
        assert (response.status, header(response, "Content-Type")) == (200, wanted), call


# Methods and names


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/service/marathon/v2/info", "GET, HEAD"),
        ("PATCH", "/marathon/v2/leader/", "DELETE, GET, HEAD"),
        ("GET", "/package/list", "POST"),
        ("PUT", "/service/marathon/v2/events", "GET, HEAD"),
    ],
)
def test_another_method_is_refused_with_those_that_there_are(
    web: Cluster, method: str, path: str, allowed: str
) -> None:
    response = ask(web, method, path)
    assert (response.status, header(response, "Allow")) == (405, allowed)


def test_a_version_that_is_no_moment_is_told_from_one_that_never_was(web: Cluster) -> None:
    unread, unknown = (
        ask(web, "GET", f"/marathon/v2/apps/web/versions/{name}") for name in ("nope", "2019-07-22T00:00:00.000Z")
    )
    assert (unread.status, unread.json) == (422, {"message": 'Invalid format: "nope"'})
    assert unknown.status == 404


def test_every_answer_of_marathon_names_its_leader(web: Cluster) -> None:
    for path in ("/service/marathon/v2/apps", "/marathon/ping", "/service/marathon/v2/apps/nobody"):
        assert header(ask(web, "GET", path), "X-Marathon-Leader") == "http://172.16.9.10:8080"
    assert header(ask(web, "GET", "/mesos/state"), "X-Marathon-Leader") is None


@pytest.mark.parametrize("name", ["state", "state-summary", "slaves"])
@pytest.mark.parametrize("place", ["/mesos/", "/mesos/master/"])
def test_clients_from_before_mesos_1_add_json_to_names(web: Cluster, place: str, name: str) -> None:
    plain, old = (ask(web, "GET", f"{place}{name}{ending}") for ending in ("", ".json"))
    assert plain.status == 200
    assert old.json == plain.json
