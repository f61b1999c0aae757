"""Which apps wait for which, and the steps that follow: the rules of Marathon's DeploymentPlan and RootGroup."""

import time
from collections import Counter
from typing import Any

import pytest

from tutorial.cluster.marathon.plan import Target, layers, steps

Apps = dict[str, dict[str, Any]]


def waiting(**dependencies: list[str]) -> Apps:
    """Definitions of apps in /shop, each with what it depends on."""
    return {f"/shop/{name}": {"instances": 1, "dependencies": before} for name, before in dependencies.items()}


def test_the_longest_chain_of_dependencies_says_in_which_layer_an_app_is() -> None:
    apps = waiting(db=[], cache=[], api=["/shop/db"], web=["/shop/api", "/shop/cache"], alone=["/elsewhere"])
    assert layers(apps, {"/shop": ()}) == {
        "/shop/db": 1,
        "/shop/cache": 1,
        "/shop/alone": 1,
        "/shop/api": 2,
        "/shop/web": 3,
    }


def test_who_depends_on_a_group_waits_for_all_that_is_in_it() -> None:
    apps = {**waiting(web=["/back"]), "/back/a/x": {"dependencies": ["/back/y"]}, "/back/y": {}}
    found = layers(apps, {"/back": (), "/back/a": (), "/shop": ()})
    assert found == {"/back/y": 1, "/back/a/x": 2, "/shop/web": 3}


def test_what_a_group_depends_on_comes_before_all_that_is_in_it() -> None:
    apps = {"/front/web": {}, "/front/in/api": {"dependencies": ["/other"]}, "/back/db": {}, "/other": {}}
    found = layers(apps, {"/front": ("/back", "/none"), "/front/in": (), "/back": ()})
    assert found == {"/front/web": 2, "/front/in/api": 2, "/back/db": 1, "/other": 1}


def test_an_app_and_a_group_of_one_name_are_told_apart_by_taking_the_app() -> None:
    apps = {**waiting(web=["/back"]), "/back": {}, "/back/x": {"dependencies": ["/shop/web"]}}
    assert layers(apps, {"/back": (), "/shop": ()}) == {"/back": 1, "/shop/web": 2, "/back/x": 3}


@pytest.mark.parametrize(
    ("apps", "groups"),
    [
        (waiting(a=["/shop/b"], b=["/shop/a"]), {"/shop": ()}),
        (waiting(a=["/shop/a"]), {"/shop": ()}),
        (waiting(a=["/shop"]), {"/shop": ()}),
        (waiting(a=["/"]), {"/shop": ()}),
        ({"/x/a": {}, "/y/b": {}}, {"/x": ("/y",), "/y": ("/x",)}),
        ({"/x/in/a": {}}, {"/x": ("/x/in",), "/x/in": ()}),
    ],
)
def test_apps_that_wait_for_each_other_have_no_layers(apps: Apps, groups: dict[str, tuple[str, ...]]) -> None:
    assert layers(apps, groups) is None


def test_groups_without_apps_keep_nobody_waiting() -> None:
    groups: dict[str, tuple[str, ...]] = {"/x": ("/y",), "/y": ("/x",), "/shop": ("/x",)}
    assert layers(waiting(a=[]), groups) == {"/shop/a": 1}


def test_a_long_chain_is_no_matter_nor_are_two_large_groups() -> None:
    apps: Apps = {f"/c/{n}": {"dependencies": [f"/c/{n - 1}"] if n else []} for n in range(5_000)}
    found = layers(apps, {"/c": ()})
    assert found is not None
    assert found["/c/4999"] == 5_000
    many: Apps = {f"/{group}/{n}": {} for group in "ab" for n in range(5_000)}
    began = time.process_time()
    found = layers(many, {"/a": (), "/b": ("/a",)})
    assert found is not None
    assert Counter(found.values()) == {1: 5_000, 2: 5_000}
    assert time.process_time() - began < 5


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
