"""One call, one deployment: however many apps it changes, they are locked, led on and led back together."""

from typing import Any

import pytest

from tests.cluster.build import Cluster, app, check_always, check_settled
from tutorial.cluster.marathon.tables import DEPLOYMENTS, VERSIONS
from tutorial.cluster.mesos import liveness

SHOP = {
    "id": "/shop",
    "apps": [app("web", dependencies=["../back/api"])],
    "groups": [{"id": "back", "apps": [app("api", dependencies=["../db"]), app("db"), app("log")]}],
}
ALL = ["/shop/back/api", "/shop/back/db", "/shop/back/log", "/shop/web"]
NO_ROOM = {"cpus": 99}


@pytest.fixture
def shop() -> Cluster:
    """/shop with its four apps, one instance each."""
    cluster = Cluster()
    assert cluster.call("POST", "groups", SHOP).status == 201
    cluster.settle()
    return cluster


def steps(deployment: dict[str, Any]) -> list[list[str]]:
    return [[f"{action['action'][:-11]} {action['app']}" for action in step["actions"]] for step in deployment["steps"]]


def running(cluster: Cluster) -> dict[str, int]:
    return {found["id"]: found["tasksRunning"] for found in cluster.ask("apps").json["apps"]}


def test_a_group_is_one_deployment_in_the_order_of_its_dependencies() -> None:
    cluster = Cluster()
    made = cluster.call("POST", "groups", SHOP).json
    (deployment,) = cluster.ask("deployments").json
    assert (deployment["id"], deployment["version"]) == (made["deploymentId"], made["version"])
    assert deployment["affectedApps"] == ALL
    assert steps(deployment) == [
        [f"Start {app_id}" for app_id in ALL],
        ["Scale /shop/back/db", "Scale /shop/back/log"],
        ["Scale /shop/back/api"],
        ["Scale /shop/web"],
    ]
    assert (deployment["currentStep"], deployment["totalSteps"]) == (1, 4)
    assert [action["app"] for action in deployment["currentActions"]] == ALL
    assert {found["version"] for found in cluster.ask("apps").json["apps"]} == {made["version"]}
    assert all(found["deployments"] == [{"id": made["deploymentId"]}] for found in cluster.ask("apps").json["apps"])
    assert len({found["portDefinitions"][0]["port"] for found in cluster.ask("apps").json["apps"]}) == 4


def test_an_app_begins_when_all_that_it_depends_on_runs() -> None:
    class Watched(Cluster):
        def dispatched(self) -> None:
            check_always(self.world)
            for later, before in (("/shop/back/api", "/shop/back/db"), ("/shop/web", "/shop/back/api")):
                assert not self.instances(later) or self.conditions(before) == {"Running": 1}

    cluster = Watched()
    cluster.call("POST", "groups", SHOP)
    cluster.settle()
    check_settled(cluster.world)
    assert running(cluster) == dict.fromkeys(ALL, 1)
    assert cluster.ask("deployments").json == []


def test_a_change_of_a_group_stops_starts_scales_and_restarts_by_one_plan(shop: Cluster) -> None:
    back = {"id": "back", "apps": [app("api", instances=2, dependencies=["../db"]), app("db", mem=64), app("new")]}
    shop.call("PUT", "groups/shop", {"groups": [back]})
    (deployment,) = shop.ask("deployments").json
    assert steps(deployment) == [
        ["Stop /shop/back/log"],
        ["Start /shop/back/new"],
        ["Restart /shop/back/db", "Scale /shop/back/new"],
        ["Scale /shop/back/api"],
    ]
    shop.settle()
    assert running(shop) == {"/shop/back/api": 2, "/shop/back/db": 1, "/shop/back/new": 1, "/shop/web": 1}
    assert shop.world.rows(VERSIONS, "/shop/back/log") == ()


@pytest.mark.parametrize("path", ["groups/shop", "groups", "groups/shop/back"])
def test_a_group_that_is_removed_stops_its_apps_by_one_plan(shop: Cluster, path: str) -> None:
    gone = [app_id for app_id in ALL if path != "groups/shop/back" or app_id != "/shop/web"]
    shop.call("DELETE", path)
    (deployment,) = shop.ask("deployments").json
    assert steps(deployment) == [[f"Stop {app_id}" for app_id in gone]]
    shop.settle()
    assert running(shop) == {app_id: 1 for app_id in ALL if app_id not in gone}
    assert all(shop.world.rows(VERSIONS, app_id) == () for app_id in gone)


def test_several_apps_are_changed_by_one_plan(shop: Cluster) -> None:
    shop.call("PUT", "apps", [{"id": "/shop/web", "mem": 64}, {"id": "/shop/back/log", "instances": 2}])
    (deployment,) = shop.ask("deployments").json
    assert steps(deployment) == [["Scale /shop/back/log"], ["Restart /shop/web"]]


def test_tasks_of_several_apps_that_are_killed_and_scaled_away_are_one_plan(shop: Cluster) -> None:
    ids = [shop.instances(app_id)[0].task_id for app_id in ("/shop/back/log", "/shop/web")]
    shop.call("POST", "tasks/delete", {"ids": ids}, scale="true")
    (deployment,) = shop.ask("deployments").json
    assert deployment["affectedApps"] == ["/shop/back/log", "/shop/web"]
    shop.settle()
    assert running(shop) == {"/shop/back/api": 1, "/shop/back/db": 1, "/shop/back/log": 0, "/shop/web": 0}


@pytest.mark.parametrize("app_id", ALL)
def test_every_app_of_a_plan_is_locked_until_the_last_step_is_done(app_id: str) -> None:
    cluster = Cluster()
    made = cluster.call("POST", "groups", SHOP).json
    refused = cluster.call("PUT", f"apps{app_id}", {"instances": 3})
    assert (refused.status, refused.json["deployments"]) == (409, [{"id": made["deploymentId"]}])
    assert refused.json["message"].startswith("App is locked by one or more deployments. Override")
    cluster.settle()
    assert cluster.call("PUT", f"apps{app_id}", {"instances": 3}).status == 200


def test_force_ends_the_whole_plan_and_takes_over_its_own_apps_alone(shop: Cluster) -> None:
    shop.call("PUT", "groups/shop", {"scaleBy": 2})
    shop.call("PUT", "apps/shop/web", {"instances": 3}, force="true")
    (deployment,) = shop.ask("deployments").json
    assert steps(deployment) == [["Scale /shop/web"]]
    shop.advance(20_000)
    assert running(shop) == {"/shop/back/api": 1, "/shop/back/db": 1, "/shop/back/log": 1, "/shop/web": 3}
    shop.settle()
    assert running(shop) == {"/shop/back/api": 2, "/shop/back/db": 2, "/shop/back/log": 2, "/shop/web": 3}
    assert shop.world.now_ms < 310_000


def test_a_plan_that_only_one_of_its_apps_hinders_stops_at_its_step(shop: Cluster) -> None:
    shop.call("PUT", "apps", [{"id": "/shop/back/db", **NO_ROOM}, {"id": "/shop/back/log", "mem": 64}])
    shop.settle()
    (deployment,) = shop.ask("deployments").json
    check_settled(shop.world)
    assert shop.ask("apps/shop/back/log").json["app"]["tasks"][0]["version"] == deployment["version"]
    assert shop.conditions("/shop/back/db") == {"Running": 1, "Scheduled": 1}


def rolled_back(cluster: Cluster) -> None:
    (deployment,) = cluster.ask("deployments").json
    assert cluster.call("DELETE", f"deployments/{deployment['id']}").status == 200
    cluster.settle()
    check_settled(cluster.world)
    assert cluster.ask("deployments").json == []


@pytest.mark.parametrize("after_ms", [0, 50, 200, 1_000, 3_000])
def test_a_group_that_was_being_made_is_gone_when_that_is_rolled_back(after_ms: int) -> None:
    cluster = Cluster()
    cluster.call("POST", "groups", SHOP)
    cluster.advance(after_ms)
    rolled_back(cluster)
    assert cluster.ask("groups").json["groups"] == []
    assert cluster.instances("/shop/web") == []


@pytest.mark.parametrize("after_ms", [0, 50, 100])
def test_a_group_that_was_being_removed_is_there_again(shop: Cluster, after_ms: int) -> None:
    shop.call("PUT", "groups/shop/empty", {"dependencies": ["../back"]})
    before = shop.ask("groups/shop").json
    shop.call("DELETE", "groups/shop")
    shop.advance(after_ms)
    rolled_back(shop)
    assert running(shop) == dict.fromkeys(ALL, 1)
    assert without_versions(shop.ask("groups/shop").json) == without_versions(before)


def test_removed_apps_come_back_though_their_last_task_has_ended(shop: Cluster) -> None:
    new = app("new", **NO_ROOM)
    shop.call("PUT", "groups/shop", {"apps": [new], "groups": []})
    shop.settle()
    assert running(shop) == {"/shop/new": 0}
    rolled_back(shop)
    assert running(shop) == dict.fromkeys(ALL, 1)
    assert shop.ask("apps/shop/web").json["app"]["dependencies"] == ["/shop/back/api"]


def test_a_mixed_change_is_led_back_app_by_app(shop: Cluster) -> None:
    before = without_versions(shop.ask("groups").json)
    back = {"id": "back", "apps": [app("api", instances=3), app("db", **NO_ROOM)], "dependencies": []}
    shop.call("PUT", "groups/shop", {"groups": [back, {"id": "more"}], "dependencies": ["/nowhere"]})
    shop.settle()
    assert len(shop.ask("deployments").json) == 1
    rolled_back(shop)
    assert without_versions(shop.ask("groups").json) == before
    assert running(shop) == dict.fromkeys(ALL, 1)


def test_a_restart_that_is_rolled_back_ends_with_every_task_of_the_newest_version(shop: Cluster) -> None:
    shop.call("POST", "apps/shop/web/restart", {})
    shop.advance(100)
    (first,) = shop.ask("deployments").json
    shop.call("DELETE", f"deployments/{first['id']}")
    (second,) = shop.ask("deployments").json
    assert (steps(second), second["id"] != first["id"]) == ([["Restart /shop/web"]], True)
    shop.settle()
    (task,) = shop.ask("apps/shop/web").json["app"]["tasks"]
    assert task["version"] == shop.ask("apps/shop/web").json["app"]["version"]


def without_versions(document: Any) -> Any:
    """A document without what tells when something was changed."""
    if isinstance(document, dict):
        return {key: without_versions(value) for key, value in document.items() if not key.startswith("version")}
    return [without_versions(item) for item in document] if isinstance(document, list) else document


def test_an_app_that_loses_an_instance_behind_a_plan_gets_it_back_at_the_plans_end() -> None:
    cluster = Cluster()
    cluster.add(app("/big", cpus=3.5, instances=4))
    cluster.call("POST", "groups", {"id": "/shop", "apps": [app("a"), app("b", cpus=1, dependencies=["../a"])]})
    cluster.settle()
    (first,) = cluster.instances("/shop/a")
    liveness.lose(cluster.world, first.agent)
    cluster.advance(400_000)
    cluster.settle()
    assert cluster.instances("/shop/a") == []
    cluster.call("PUT", "apps/big", {"instances": 1}, force="true")
    cluster.settle()
    check_settled(cluster.world)
    assert running(cluster) == {"/big": 1, "/shop/a": 1, "/shop/b": 1}


CIRCLE = {
    "message": "Object is not valid",
    "details": [{"path": "/", "errors": ["Dependency graph has cyclic dependencies."]}],
}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "apps/shop/back/db", {"dependencies": ["/shop/web"]}),
        ("PUT", "apps/shop/back/db", {"dependencies": ["../db"]}),
        ("PUT", "apps/shop/back/log", {"dependencies": ["/shop"]}),
        ("POST", "apps", app("/shop/new", dependencies=["../new"])),
        ("PUT", "groups/shop/back", {"apps": [app("db", dependencies=["../x"]), app("x", dependencies=["../db"])]}),
        ("PUT", "apps", [{"id": "/shop/back/db", "dependencies": ["/shop/web"]}]),
    ],
)
def test_apps_that_would_wait_for_each_other_are_refused(shop: Cluster, method: str, path: str, body: object) -> None:
    tables = shop.world.state.tables
    response = shop.call(method, path, body)
    assert (response.status, response.json) == (422, CIRCLE)
    assert shop.world.state.tables == tables


def test_a_dry_run_tells_the_steps_and_changes_nothing(shop: Cluster) -> None:
    shop.call("PUT", "apps/shop/web", {"instances": 2})
    tables = shop.world.state.tables
    told = shop.call("PUT", "groups/shop", {"scaleBy": 3}, dryRun="true")
    assert (told.status, set(told.json)) == (200, {"steps"})
    assert steps(told.json) == [
        ["Scale /shop/back/db", "Scale /shop/back/log"],
        ["Scale /shop/back/api"],
        ["Scale /shop/web"],
    ]
    assert shop.world.state.tables == tables


def test_a_groups_own_dependencies_are_kept_shown_and_followed() -> None:
    cluster = Cluster()
    front = {"id": "front", "apps": [app("web")], "dependencies": ["../back"]}
    cluster.call("POST", "groups", {"id": "/shop", "groups": [front, {"id": "back", "apps": [app("db")]}]})
    (deployment,) = cluster.ask("deployments").json
    assert steps(deployment)[1:] == [["Scale /shop/back/db"], ["Scale /shop/front/web"]]
    assert cluster.ask("groups/shop/front").json["dependencies"] == ["/shop/back"]
    cluster.settle()
    cluster.call("PUT", "groups/shop/front", {"dependencies": []})
    assert cluster.ask("groups/shop/front").json["dependencies"] == []
    assert cluster.world.rows(DEPLOYMENTS) == ()


def test_a_groups_list_of_groups_replaces_the_one_that_was(shop: Cluster) -> None:
    shop.call("PUT", "groups/shop", {"groups": [{"id": "other"}]})
    shop.settle()
    assert [found["id"] for found in shop.ask("groups/shop").json["groups"]] == ["/shop/other"]
    assert running(shop) == {"/shop/web": 1}


@pytest.mark.parametrize("given", ["../back", [7], {"a": 1}])
def test_dependencies_that_are_no_list_of_ids_are_refused(shop: Cluster, given: object) -> None:
    response = shop.call("PUT", "groups/shop", {"dependencies": given})
    assert (response.status, response.json["details"][0]["path"]) == (400, "/dependencies")
