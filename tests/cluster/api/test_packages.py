"""Cosmos without packages against what the real one answered, and the DC/OS CLI asking it."""

import json
from pathlib import Path

import pytest

from tests.build import article_attempt, typed
from tests.cluster.build import Cluster
from tutorial.cluster import api

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


def test_the_cli_says_that_there_are_none() -> None:
    attempt = article_attempt()
    for line, said in {
        "dcos package list": "There are currently no installed packages. Please use `dcos package install` to "
        "install a package.\n",
        "dcos package search lb": "No packages found.\n",
        "dcos package install lb --yes": "Package [lb] not found. Find the correct package name using 'dcos package "
        "search'\n",
        "dcos package repo list": "There are currently no repos configured. Please use `dcos package repo add` to add "
        "a repo\n",
    }.items():
        assert typed(attempt, line).text("stderr") == said
