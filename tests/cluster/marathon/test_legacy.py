"""Forms of older Marathons: what they become, and which mixtures are refused."""

from typing import Any

import pytest

from tutorial.cluster.api.marathon import checked
from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.marathon.legacy import migrated

IMAGE = "dcoslabs/httpi:latest"


def docker(**fields: object) -> dict[str, Any]:
    return {"docker": {"image": IMAGE, **fields}}


BECOMES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"ports": [80, 0]}, {"portDefinitions": [{"port": 80}, {"port": 0}]}),
    ({"ports": [80], "portDefinitions": [{"port": 80, "name": "a"}]}, {"portDefinitions": [{"port": 80, "name": "a"}]}),
    ({"uris": ["http://a"]}, {"fetch": [{"uri": "http://a"}]}),
    ({"uris": []}, {}),
    ({"container": docker(network="HOST")}, {"container": docker(), "networks": [{"mode": "host"}]}),
    ({"container": docker(network="bridge")}, {"container": docker(), "networks": [{"mode": "container/bridge"}]}),
    (
        {"container": docker(network="USER"), "ipAddress": {"networkName": "dcos", "labels": {"a": "b"}}},
        {"container": docker(), "networks": [{"name": "dcos", "mode": "container", "labels": {"a": "b"}}]},
    ),
    (
        {"ipAddress": {"networkName": "dcos"}},
        {"container": {"type": "MESOS"}, "networks": [{"name": "dcos", "mode": "container"}]},
    ),
    (
        {"container": docker(portMappings=[{"containerPort": 80}])},
        {"container": {**docker(), "portMappings": [{"containerPort": 80}]}},
    ),
    ({"cmd": "sleep 9"}, {"cmd": "sleep 9"}),
]


@pytest.mark.parametrize(("given", "expected"), BECOMES)
def test_an_old_form_becomes_todays(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert migrated(given) == expected


HOST = [{"mode": "host"}]
MIXTURES: list[tuple[dict[str, Any], int, str]] = [
    (
        {"container": docker(network="HOST"), "networks": HOST},
        422,
        "must not specify both container.docker.network and networks",
    ),
    ({"ipAddress": {}, "networks": HOST}, 422, "must not specify both networks and ipAddress"),
    ({"ports": [80], "portDefinitions": [{"port": 81}]}, 422, "cannot specify both ports and port definitions"),
    ({"ports": [80, 80]}, 422, "ports must be unique"),
    (
        {"container": {**docker(portMappings=[]), "portMappings": [{}]}},
        500,
        "cannot specify both portMappings and docker.portMappings",
    ),
    ({"uris": ["a"], "fetch": [{"uri": "b"}]}, 500, "cannot specify both uris and fetch fields"),
    ({"container": docker(network="NONE")}, 500, "unsupported docker network type NONE"),
]


@pytest.mark.parametrize(("fields", "status", "message"), MIXTURES)
def test_a_mixture_of_old_and_new_forms_is_refused(fields: dict[str, Any], status: int, message: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked({"id": "/a", **fields})
    assert caught.value.status == status
    document = caught.value.document
    if status == 422:
        assert document == {"message": "Object is not valid", "details": [{"path": "/", "errors": [message]}]}
    else:
        assert document == {"message": message}


def test_a_migrated_definition_leaves_the_given_one_as_it_is() -> None:
    given = {"id": "/a", "ports": [1], "container": docker(network="HOST")}
    migrated(given)
    assert given == {"id": "/a", "ports": [1], "container": docker(network="HOST")}
