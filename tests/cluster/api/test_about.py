"""What the cluster's APIs tell of themselves, which apps a list has, and the operator API's two tongues."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tests.cluster.protobuf import only, wire
from tutorial.cluster import api
from tutorial.cluster.mesos import operator

RECORDED = Path(__file__).parents[2] / "golden" / "data" / "dcos-cli"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def ask(cluster: Cluster, method: str, path: str, body: str = "", **headers: str) -> api.Response:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return api.answer(cluster.world, api.Request(method, path, (), given, body), 1)


def recorded(name: str) -> Any:
    (path,) = RECORDED.glob(f"*-{name}.json")
    return json.loads(path.read_text())["runs"]


def test_marathons_info_is_that_of_the_recorded_one(cluster: Cluster) -> None:
    exchanges = recorded("about")["1.13"]["exchanges"]
    wanted = next(e["response"]["body"] for e in exchanges if e["request"]["path"].endswith("/v2/info"))
    assert cluster.ask("info").json == wanted


def test_pods_are_known_but_there_are_none(cluster: Cluster) -> None:
    assert ask(cluster, "HEAD", "/service/marathon/v2/pods").status == 200
    assert cluster.ask("pods/::status").json == []
    assert cluster.ask("pods/p::status").json == {"message": "Pod '/p' does not exist"}
    assert cluster.call("POST", "pods", {"id": "/p"}).status == 501
    assert cluster.ask("plugins").json == {"plugins": []}


def test_no_login_is_needed(cluster: Cluster) -> None:
    assert ask(cluster, "HEAD", "/pkgpanda/active.buildinfo.full.json").status == 200
    assert ask(cluster, "GET", "/acs/api/v1/auth/providers").status == 404


def test_a_list_of_apps_is_as_long_as_it_is_asked_for(cluster: Cluster) -> None:
    cluster.call("POST", "apps", app("/shop/web", labels={"team": "a", "tier": "front"}))
    cluster.call("POST", "apps", app("/shop/db", labels={"team": "b"}))
    cluster.call("POST", "apps", {**app("/job"), "cmd": "sleep 9"})

    def ids(**query: str) -> list[str]:
        return [found["id"] for found in cluster.call("GET", "apps", **query).json["apps"]]

    assert ids() == ["/job", "/shop/db", "/shop/web"]
    assert ids(id="shop") == ["/shop/db", "/shop/web"]
    assert ids(cmd="leep") == ["/job"]
    assert ids(label="team") == ["/shop/db", "/shop/web"]
    assert ids(label="team==a, tier") == ["/shop/web"]
    assert ids(label="team!=a") == ["/job", "/shop/db"]
    assert ids(label="team in (a, b), tier notin (front)") == ["/shop/db"]
    assert cluster.call("GET", "apps", label="team in a").status == 422


def test_calls_that_only_ask_change_nothing_though_they_are_posted() -> None:
    post = "/mesos/master/api/v1", "/mesos/api/v1/", "/package/describe", "/package/repository/list"
    assert not any(api.changes(api.Request("POST", path)) for path in post)
    change = "/package/install", "/service/marathon/v2/apps", "/mesos/api/v1/x"
    assert all(api.changes(api.Request("POST", path)) for path in change)
    assert api.changes(api.Request("DELETE", "/service/marathon/v2/leader"))
    assert api.streams(api.Request("GET", "/marathon/v2//events/"))
    assert not api.streams(api.Request("POST", "/marathon/v2/events"))


# The operator API


def test_the_operator_api_answers_in_json(cluster: Cluster) -> None:
    cluster.add(app("/web"))
    asked = ask(cluster, "POST", "/mesos/api/v1", '{"type": "GET_AGENTS"}', Content_Type="application/json").json
    info = asked["get_agents"]["agents"][0]["agent_info"]
    assert (info["hostname"], info["attributes"][0]["name"]) == ("172.16.33.10", "public_ip")
    tasks = ask(cluster, "POST", "/mesos/api/v1", '{"type": "GET_TASKS"}').json["get_tasks"]["tasks"]
    assert [(task["name"], task["state"]) for task in tasks] == [("web", "TASK_RUNNING")]
    frameworks = ask(cluster, "POST", "/mesos/api/v1", '{"type": "GET_FRAMEWORKS"}').json
    assert frameworks["get_frameworks"]["frameworks"][0]["framework_info"]["name"] == "marathon"
    assert ask(cluster, "POST", "/mesos/api/v1", '{"type": "GET_METRICS"}').status == 501
    assert ask(cluster, "POST", "/mesos/api/v1", "[]").status == 400


def test_the_operator_api_answers_in_protobuf_as_the_recorded_one(cluster: Cluster) -> None:
    request, asked = "application/x-protobuf", []
    for body, place in (("\x08\x0a", 10), ("\x08\x0b", 11), ("\x08\x0d", 13)):
        response = ask(cluster, "POST", "/mesos/api/v1", body, Content_Type=request, Accept=request)
        assert (response.status, dict(response.headers)["Content-Type"]) == (200, request)
        asked.append(only(response.body.encode(response.encoding), place))
    agents = [value for number, _, value in wire(asked[0]) if number == 1]
    assert [only(agent, 1, 1) for agent in agents][:2] == [b"172.16.33.10", b"172.16.9.84"]
    exchange = next(
        e["response"] for e in recorded("node-list")["2.2"]["exchanges"] if e["request"]["path"] == "/mesos/api/v1"
    )
    real = only(base64.b64decode(exchange["body_protobuf_base64"]), 10, 1)
    for path in ((1, 1), (1, 6, 1), (1, 5, 1), (1, 5, 5, 1), (1, 10, 1, 1, 1), (1, 10, 1, 2, 1), (2,)):
        assert only(agents[0], *path) == only(real, *path), path
    assert (only(asked[1], 1, 1, 1), only(asked[1], 1, 1, 2)) == (b"root", b"marathon")
    assert operator.call_of("nonsense") == ""
    assert ask(cluster, "POST", "/mesos/api/v1", "\x08\x7f", Content_Type=request).status == 501
