"""Groups of apps: the tree, and calls that change several apps at once or none."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.marathon.tables import DEPLOYMENTS


@pytest.fixture
def shop() -> Cluster:
    """/shop with /shop/web and /shop/back/db, one instance each."""
    cluster = Cluster()
    body = {"id": "/shop", "apps": [app("web")], "groups": [{"id": "back", "apps": [app("db")]}]}
    response = cluster.call("POST", "groups", body)
    assert response.status == 201
    assert set(response.json) == {"version", "deploymentId"}
    cluster.settle()
    return cluster


def instances(cluster: Cluster) -> dict[str, int]:
    return {found["id"]: found["tasksRunning"] for found in cluster.ask("apps").json["apps"]}


def ids(group: dict[str, Any]) -> dict[str, Any]:
    inner = {found["id"]: ids(found) for found in group["groups"]}
    return {**{found["id"]: None for found in group["apps"]}, **inner}


def test_a_group_is_made_with_its_apps_and_groups(shop: Cluster) -> None:
    assert instances(shop) == {"/shop/back/db": 1, "/shop/web": 1}
    root = shop.ask("groups").json
    assert list(root) == ["id", "apps", "dependencies", "groups", "pods", "version"]
    assert ids(root) == {"/shop": {"/shop/web": None, "/shop/back": {"/shop/back/db": None}}}
    assert root["version"] == shop.ask("groups/shop").json["version"]
    assert "tasksRunning" not in shop.ask("groups/shop").json["apps"][0]


def test_a_group_stays_when_its_last_app_has_gone(shop: Cluster) -> None:
    shop.call("DELETE", "apps/shop/back/db")
    shop.settle()
    assert ids(shop.ask("groups").json) == {"/shop": {"/shop/web": None, "/shop/back": {}}}
    shop.call("POST", "apps", app("/alone/a"))
    assert shop.ask("groups/alone").json["apps"][0]["id"] == "/alone/a"


def test_a_group_is_scaled_by_a_factor_rounded_up(shop: Cluster) -> None:
    shop.call("PUT", "apps/shop/web", {"instances": 3})
    shop.settle()
    assert shop.call("PUT", "groups/shop", {"scaleBy": 1.5}).status == 200
    shop.settle()
    assert instances(shop) == {"/shop/back/db": 2, "/shop/web": 5}
    shop.call("PUT", "groups/shop/back", {"scaleBy": 0})
    shop.settle()
    assert instances(shop) == {"/shop/back/db": 0, "/shop/web": 5}


def test_a_given_list_of_apps_replaces_the_one_that_was(shop: Cluster) -> None:
    shop.call("PUT", "groups/shop", {"apps": [app("web", mem=64), app("/shop/new")]})
    shop.settle()
    assert instances(shop) == {"/shop/back/db": 1, "/shop/new": 1, "/shop/web": 1}
    assert shop.ask("apps/shop/web").json["app"]["mem"] == 64
    shop.call("PUT", "groups/shop", {"groups": []})
    shop.settle()
    assert instances(shop) == {"/shop/new": 1, "/shop/web": 1}


@pytest.mark.parametrize(
    ("path", "named"), [("groups", "/shop/new"), ("groups/shop", "new"), ("groups/shop/new", None)]
)
def test_the_document_may_name_the_group_that_is_meant(shop: Cluster, path: str, named: str | None) -> None:
    body = {"apps": [app("a")], **({} if named is None else {"id": named})}
    assert shop.call("PUT", path, body).status == 200
    shop.settle()
    assert instances(shop) == {"/shop/back/db": 1, "/shop/new/a": 1, "/shop/web": 1}


def test_a_change_that_changes_nothing_has_a_deployment_that_is_done(shop: Cluster) -> None:
    answer = shop.call("PUT", "groups/shop", {"apps": [app("web")]}).json
    assert answer["deploymentId"]
    assert shop.world.rows(DEPLOYMENTS) == ()


def test_a_group_goes_back_to_one_of_its_versions(shop: Cluster) -> None:
    first = shop.ask("groups/shop/versions").json[0]
    shop.call("PUT", "groups/shop", {"apps": [app("web", instances=2), app("new")]})
    shop.settle()
    before = shop.ask(f"groups/shop/versions/{first}").json
    assert ([found["id"] for found in before["apps"]], before["version"]) == (["/shop/web"], first)
    assert before["apps"][0]["instances"] == 1
    assert shop.call("PUT", "groups/shop", {"version": first}).status == 200
    shop.settle()
    assert instances(shop) == {"/shop/back/db": 1, "/shop/web": 1}


def test_a_group_is_removed_with_all_that_is_in_it(shop: Cluster) -> None:
    shop.call("POST", "apps", app("/other"))
    shop.settle()
    assert shop.call("DELETE", "groups/shop").status == 200
    shop.settle()
    assert instances(shop) == {"/other": 1}
    assert shop.ask("groups").json["groups"] == []


def test_several_apps_are_changed_by_one_call(shop: Cluster) -> None:
    both = [{"id": "/shop/web", "instances": 2}, {"id": "/new", **{k: v for k, v in app().items() if k != "id"}}]
    assert shop.call("PUT", "apps", both).status == 200
    shop.settle()
    assert instances(shop) == {"/new": 1, "/shop/back/db": 1, "/shop/web": 2}
    assert shop.call("PATCH", "apps", [{"id": "/shop/web", "instances": 1}]).status == 200


INVALID, NO_JSON = "Object is not valid", "Invalid JSON"
CHILD = "Identifier is not child of '/shop'. Hint: use relative paths."


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "answer"),
    [
        ("GET", "groups/none", None, 404, {"message": "Group '/none' does not exist"}),
        ("DELETE", "groups/none", None, 404, {"message": "Group '/none' does not exist"}),
        ("PUT", "groups/none", {"scaleBy": 2}, 404, {"message": "Group '/none' does not exist"}),
        ("PUT", "groups/shop", {"version": "x"}, 404, {"message": "Group '/shop' does not exist in version x"}),
        ("GET", "groups/shop/versions/x", None, 404, {"message": "Group '/shop' does not exist in version x"}),
        (
            "POST",
            "groups",
            {"id": "/shop"},
            409,
            {"message": "Group /shop is already created. Use PUT to change this group."},
        ),
        ("POST", "groups", {"id": "/shop/web"}, 409, {"message": "An app with the path /shop/web already exists."}),
        (
            "PUT",
            "groups/shop",
            {"scaleBy": "two"},
            400,
            {"message": NO_JSON, "details": [{"path": "/scaleBy", "errors": ["error.expected.jsnumber"]}]},
        ),
        (
            "PUT",
            "groups/shop",
            {"apps": [app("/web")]},
            422,
            {"message": INVALID, "details": [{"path": "/apps(0)/id", "errors": [CHILD]}]},
        ),
        (
            "PUT",
            "groups/shop",
            {"apps": [app("new"), app("web", mem=-1)]},
            422,
            {"message": NO_JSON, "details": [{"path": "/apps(1)/mem", "errors": ["error.min"]}]},
        ),
        (
            "PUT",
            "groups/shop",
            {"groups": [{}]},
            422,
            {"message": INVALID, "details": [{"path": "/groups(0)/id", "errors": ["error.path.missing"]}]},
        ),
        ("PATCH", "apps", [{"id": "/none"}], 404, {"message": "App '/none' does not exist"}),
        (
            "PUT",
            "apps",
            {},
            400,
            {"message": NO_JSON, "details": [{"path": "/", "errors": ["error.expected.jsarray"]}]},
        ),
    ],
)
def test_what_is_refused_changes_nothing(
    shop: Cluster, method: str, path: str, body: Any, status: int, answer: Any
) -> None:
    tables = shop.world.state.tables
    response = shop.call(method, path, body)
    assert (response.status, response.json) == (status, answer)
    assert shop.world.state.tables == tables


def test_one_app_that_is_locked_locks_the_whole_change(shop: Cluster) -> None:
    shop.call("PUT", "apps/shop/web", {"instances": 2})
    tables = shop.world.state.tables
    refused = shop.call("PUT", "groups/shop", {"scaleBy": 2})
    assert (refused.status, len(refused.json["deployments"])) == (409, 1)
    assert shop.world.state.tables == tables
    assert shop.call("PUT", "groups/shop", {"scaleBy": 2}, force="true").status == 200
