"""Which apps wait for which, and the steps that follow: the rules of Marathon's DeploymentPlan and RootGroup."""

from typing import Any

import pytest

from tutorial.cluster.marathon.plan import Target, graph, layers, steps

Apps = dict[str, dict[str, Any]]


def waiting(**dependencies: list[str]) -> Apps:
    """Definitions of apps in /shop, each with what it depends on."""
    return {f"/shop/{name}": {"instances": 1, "dependencies": before} for name, before in dependencies.items()}


def test_the_longest_chain_of_dependencies_says_in_which_layer_an_app_is() -> None:
    apps = waiting(db=[], cache=[], api=["/shop/db"], web=["/shop/api", "/shop/cache"], alone=["/elsewhere"])
    assert layers(graph(apps, {})) == {
        "/shop/db": 1,
        "/shop/cache": 1,
        "/shop/alone": 1,
        "/shop/api": 2,
        "/shop/web": 3,
    }


def test_who_depends_on_a_group_waits_for_all_that_is_in_it() -> None:
    apps = {**waiting(web=["/back"]), "/back/a/x": {}, "/back/y": {}}
    assert graph(apps, {"/back": (), "/back/a": (), "/shop": ()})["/shop/web"] == ("/back/a/x", "/back/y")


def test_what_a_group_depends_on_comes_before_all_that_is_in_it() -> None:
    apps = {"/front/web": {}, "/front/in/api": {"dependencies": ["/other"]}, "/back/db": {}, "/other": {}}
    found = graph(apps, {"/front": ("/back",), "/front/in": (), "/back": ()})
    assert found == {
        "/front/web": ("/back/db",),
        "/front/in/api": ("/other", "/back/db"),
        "/back/db": (),
        "/other": (),
    }


@pytest.mark.parametrize(
    ("apps", "groups"),
    [
        (waiting(a=["/shop/b"], b=["/shop/a"]), {}),
        (waiting(a=["/shop/a"]), {}),
        (waiting(a=["/shop"]), {"/shop": ()}),
        ({"/x/a": {}, "/y/b": {}}, {"/x": ("/y",), "/y": ("/x",)}),
    ],
)
def test_apps_that_wait_for_each_other_have_no_layers(apps: Apps, groups: dict[str, tuple[str, ...]]) -> None:
    assert layers(graph(apps, groups)) is None


def test_a_long_chain_is_no_matter() -> None:
    apps: Apps = {f"/{n}": {"dependencies": [f"/{n - 1}"] if n else []} for n in range(5_000)}
    found = layers(graph(apps, {}))
    assert found is not None
    assert found["/4999"] == 5_000


def test_steps_stop_then_begin_then_go_layer_by_layer() -> None:
    one, two, other = ({"instances": number, "mem": mem} for number, mem in ((1, 32), (2, 32), (1, 64)))
    targets = [
        Target("/gone", one, None),
        Target("/new", None, one),
        Target("/none", one, {"instances": 0, "mem": 64}),
        Target("/other", one, other),
        Target("/same", one, one),
        Target("/two", one, two),
    ]
    found = steps(targets, {"/new": 2, "/none": 1, "/other": 4, "/same": 1, "/two": 2})
    assert [[(action.name, action.app_id) for action in step] for step in found] == [
        [("StopApplication", "/gone")],
        [("StartApplication", "/new")],
        [("ScaleApplication", "/none"), ("RestartApplication", "/same")],
        [("ScaleApplication", "/new"), ("ScaleApplication", "/two")],
        [("RestartApplication", "/other")],
    ]
