"""Cosmos and its catalogue against what the real one answered, and the DC/OS CLI asking it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import article_attempt, typed
from tests.cluster.build import Cluster
from tutorial.cluster import api
from tutorial.cluster.marathon.tables import APPS
from tutorial.cluster.packages import catalogue
from tutorial.cluster.packages.mustache import TemplateError, render

RECORDED = Path(__file__).parents[2] / "golden" / "data" / "dcos-cli"


@pytest.mark.parametrize("name", ["package-install-unknown", "package-list-none"])
def test_what_real_clients_ask_is_answered_as_recorded(name: str) -> None:
    (path,) = RECORDED.glob(f"*-{name}.json")
    world, asked = Cluster().world, 0
    for run in json.loads(path.read_text())["runs"].values():
        for exchange in run["exchanges"]:
            request, wanted = exchange["request"], exchange["response"]
            body = json.dumps(request["body"]) if "body" in request else ""
            found = api.answer(
                world, api.Request(request["method"], request["path"], (), tuple(request["headers"].items()), body), 1
            )
            if request["path"].startswith(("/package/", "/capabilities")):
                assert (found.status, dict(found.headers), found.json) == (
                    wanted["status"],
                    wanted["headers"],
                    wanted["body"],
                )
                asked += 1
    assert asked


@pytest.mark.parametrize(
    ("call", "body", "status", "said"),
    [
        ("uninstall", '{"packageName": "x"}', 400, "Package [x] is not installed"),
        ("render", '{"packageName": "x"}', 400, "Package [x] not found"),
        ("install", "{}", 400, "A package is named by 'packageName'"),
        ("install", "[]", 400, "A package is named by 'packageName'"),
        ("describe", "{", 400, "Invalid JSON: "),
    ],
)
def test_refusals(call: str, body: str, status: int, said: str) -> None:
    found = api.answer(Cluster().world, api.Request("POST", f"/package/{call}", body=body), 1)
    assert found.status == status
    assert found.json["message"].startswith(said)


def test_the_cli_says_that_there_is_none() -> None:
    attempt = article_attempt()
    for line, said in {
        "dcos package list": "There are currently no installed packages. Please use `dcos package install` to "
        "install a package.\n",
        "dcos package search nothing": "No packages found.\n",
        "dcos package install nothing --yes": "Package [nothing] not found. Find the correct package name "
        "using 'dcos package search'\n",
        "dcos package repo list": "There are currently no repos configured. Please use `dcos package repo add` to add "
        "a repo\n",
    }.items():
        assert typed(attempt, line).text("stderr") == said


def recorded(name: str) -> Any:
    """What the DC/OS CLI of 1.13 printed, and what it was answered."""
    (path,) = RECORDED.glob(f"*-{name}.json")
    return json.loads(path.read_text())["runs"]["1.13"]


def answered(name: str, call: str) -> Any:
    """What the real Cosmos answered to a call."""
    exchanges = recorded(name)["exchanges"]
    return next(each["response"]["body"] for each in exchanges if each["request"]["path"] == f"/package/{call}")


def cosmos(world: Any, call: str, **document: Any) -> api.Response:
    return api.answer(world, api.Request("POST", f"/package/{call}", body=json.dumps(document)), 1)


def test_marathon_lb_is_found_installed_told_and_taken_away_as_by_the_real_cli() -> None:
    attempt = article_attempt()
    assert typed(attempt, "dcos package search marathon").text("stdout") == recorded("package-search")["stdout"]
    assert (
        typed(attempt, "dcos package install marathon-lb --yes").text("stdout") == recorded("package-install")["stdout"]
    )
    assert typed(attempt, "dcos package list").text("stdout") == recorded("package-list")["stdout"]
    again = typed(attempt, "dcos package install marathon-lb --yes")
    assert (again.exit_code, again.text("stderr")) == (1, "Package is already installed\n")
    gone = typed(attempt, "dcos package uninstall marathon-lb --yes")
    assert gone.text("stderr").startswith("Uninstalled package [marathon-lb] version [1.13.1]\n")
    assert typed(attempt, "dcos package list").exit_code == 1


def test_what_is_told_of_marathon_lb_is_what_the_real_one_tells() -> None:
    world = Cluster().world
    own = ("config", "marathon")  # its options and its app's template are written for this cluster
    real, told = (
        answered("package-describe", "describe")["package"],
        cosmos(world, "describe", packageName="marathon-lb"),
    )
    assert {**told.json["package"], **dict.fromkeys(own, 0)} == {**real, **dict.fromkeys(own, 0)}
    assert real["config"]["properties"]["marathon-lb"]["properties"].keys() <= (
        told.json["package"]["config"]["properties"]["marathon-lb"]["properties"].keys()
    )
    found, known = cosmos(world, "search", query="haproxy").json["packages"], answered("package-search", "search")
    assert [{**package, "versions": 0} for package in found] == [{**known["packages"][0], "versions": 0}]
    assert cosmos(world, "install", packageName="marathon-lb").json == answered("package-install", "install")
    assert cosmos(world, "list").json == answered("package-list", "list")


def test_its_app_takes_a_public_agents_ports_and_says_by_labels_what_it_is() -> None:
    world = Cluster().world
    cosmos(world, "install", packageName="marathon-lb", options={"marathon-lb": {"haproxy-group": "shop"}})
    definition = world[APPS, "/marathon-lb"].definition
    listens = [port["port"] for port in definition["portDefinitions"]]
    assert listens == [80, 443, 9090, 9091, *range(10_000, 10_101)]
    assert definition["acceptedResourceRoles"] == ["slave_public"]
    assert definition["args"][-2:] == ["--group", "shop"]
    assert definition["labels"]["DCOS_PACKAGE_NAME"] == "marathon-lb"


@pytest.mark.parametrize(
    ("call", "document", "kind", "said"),
    [
        ("describe", {"packageVersion": "1"}, "VersionNotFound", "Version [1] of package [marathon-lb] not found"),
        ("render", {"options": []}, "", ""),
        (
            "render",
            {"options": {"marathon-lb": 7}},
            "JsonSchemaMismatch",
            "options.marathon-lb must be an object, not 7",
        ),
        ("install", {"options": {"marathon-lb": {"cpus": "2"}}}, "JsonSchemaMismatch", "cpus must be of type number"),
        ("install", {"options": {"marathon-lb": {"cpus": True}}}, "JsonSchemaMismatch", "cpus must be of type number"),
        ("uninstall", {}, "PackageNotInstalled", "Package [marathon-lb] is not installed"),
        ("uninstall", {"appId": "/other"}, "PackageNotInstalled", "Package [marathon-lb] is not installed"),
    ],
)
def test_what_cannot_be_done_with_a_package_is_said(call: str, document: Any, kind: str, said: str) -> None:
    found = cosmos(Cluster().world, call, packageName="marathon-lb", **document)
    assert found.status == (400 if kind else 200)
    assert found.json.get("type", "") == kind
    assert said in found.json.get("message", "")


def test_of_two_installed_ones_it_must_be_said_which_one_goes() -> None:
    world = Cluster().world
    for name in ("/one", "/two"):
        assert (
            cosmos(world, "install", packageName="marathon-lb", options={"marathon-lb": {"name": name}}).status == 200
        )
    refused = cosmos(world, "uninstall", packageName="marathon-lb")
    assert refused.json["message"] == "Multiple apps named [marathon-lb] are installed: [/one, /two]"
    assert [
        gone["appId"] for gone in cosmos(world, "uninstall", packageName="marathon-lb", appId="two").json["results"]
    ] == ["/two"]
    assert cosmos(world, "uninstall", packageName="marathon-lb", all=True).json["results"][0]["appId"] == "/one"
    assert cosmos(world, "list").json == {"packages": []}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose folders are packages, too."""
    monkeypatch.setattr(catalogue, "FOLDERS", [*catalogue.FOLDERS, tmp_path])
    return tmp_path


PI = {
    "package.json": {
        "name": "pi",
        "version": "3.1",
        "description": "Pi as a service",
        "tags": ["numbers"],
        "framework": False,
        "selected": False,
        "releaseVersion": 3,
    },
    "config.json": {"type": "object", "properties": {"copies": {"type": "integer", "default": 2}}},
    "resource.json": {"assets": {"container": {"docker": {"pi": "dcoslabs/httpi:latest"}}}},
    "marathon.json.mustache": """{"id": "/pi", "instances": {{copies}}, "cpus": 0.1, "mem": 32,
        "portDefinitions": [{"port": 0, "name": "http"}],
        "container": {"type": "DOCKER", "docker": {"image": "{{resource.assets.container.docker.pi}}"}}}""",
}


def test_adding_a_package_is_a_folder(shelf: Path) -> None:
    (shelf / "pi").mkdir()
    for name, content in PI.items():
        (shelf / "pi" / name).write_text(content if isinstance(content, str) else json.dumps(content))
    attempt = article_attempt({"options.json": '{"copies": 3}'})
    assert re.search(r"^pi +3\.1 +False", typed(attempt, "dcos package search pi").text("stdout"), re.M)
    assert typed(attempt, "dcos package install pi --yes --options=options.json").exit_code == 0
    assert " 3/3 " in typed(attempt, "dcos marathon app list").text("stdout")
    assert "/pi" in typed(attempt, "dcos package list").text("stdout")


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{a}} {{b.c}} {{{b.d}}} {{none}}.", "1 x true ."),
        ("{{#b.d}}yes{{/b.d}}{{^b.d}}no{{/b.d}}{{^none}}!{{/none}}", "yes!"),
        ("{{#none}}{{#b.d}}no{{/b.d}}{{a}}{{/none}}{{a}}", "1"),
    ],
)
def test_templates(template: str, shown: str) -> None:
    assert render(template, {"a": 1, "b": {"c": "x", "d": True}}) == shown


@pytest.mark.parametrize("template", ["{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{#a}}{{#b}}{{/a}}{{/b}}"])
def test_sections_that_do_not_match(template: str) -> None:
    with pytest.raises(TemplateError):
        render(template, {"a": 1, "b": 1})
