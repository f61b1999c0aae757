"""The port variables of a task, by the worked examples of Marathon's documentation."""

import pytest

from tutorial.cluster.marathon.definition import normalised
from tutorial.cluster.marathon.environment import environment, port_variables

HOST = {"networks": [{"mode": "host"}], "portDefinitions": [{"port": 10000, "name": "http"}]}
BRIDGE = {"networks": [{"mode": "container/bridge"}]}
OVERLAY = {"networks": [{"mode": "container", "name": "dcos"}]}
HTTP = {"name": "http"}

EXAMPLES = [
    (HOST, None, (16327,), "PORT=16327 PORT0=16327 PORTS=16327 PORT_10000=16327 PORT_HTTP=16327"),
    (BRIDGE, [HTTP], (9896,), "PORT=9896 PORT0=9896 PORTS=9896 PORT_9896=9896 PORT_HTTP=9896"),
    (
        BRIDGE,
        [{**HTTP, "containerPort": 3141}],
        (9896,),
        "PORT=9896 PORT0=9896 PORTS=9896 PORT_3141=9896 PORT_HTTP=9896",
    ),
    (OVERLAY, [{**HTTP, "containerPort": 3141}], (None,), "PORT0=3141 PORTS= PORT_3141=3141 PORT_HTTP=3141"),
    (
        BRIDGE,
        [{"name": "http-api", "containerPort": 8080}, {"containerPort": 9090}],
        (31000, 31001),
        "PORT=31000 PORT0=31000 PORT1=31001 PORTS=31000,31001 PORT_8080=31000 PORT_9090=31001 PORT_HTTP-API=31000",
    ),
]


@pytest.mark.parametrize(("networks", "mappings", "host_ports", "expected"), EXAMPLES)
def test_each_port_is_told_in_every_form(
    networks: dict[str, object],
    mappings: list[dict[str, object]] | None,
    host_ports: tuple[int | None, ...],
    expected: str,
) -> None:
    container = {"docker": {"image": "dcoslabs/httpi:latest"}}
    app = {"id": "/httpi", "container": container | ({"portMappings": mappings} if mappings else {}), **networks}
    variables = port_variables(normalised(app), host_ports)
    assert variables == dict(part.split("=") for part in expected.split(" "))


def test_an_app_without_ports_gets_no_port_variable() -> None:
    app = normalised({"id": "/job", "cmd": "sleep 100", "portDefinitions": []})
    names = [name for name, _ in environment(app, "job.1", "v", "192.0.2.7", ())]
    assert not [name for name in names if name.startswith("PORT")]


def test_the_apps_own_variables_win_and_labels_are_told() -> None:
    app = normalised(
        {"id": "/job", "cmd": "sleep 100", "env": {"HOST": "mine"}, "labels": {"my label-1": "x"}, "mem": 32}
    )
    told = dict(environment(app, "job.1", "v", "192.0.2.7", (31000,)))
    assert told["HOST"] == "mine"
    assert (told["MARATHON_APP_LABELS"], told["MARATHON_APP_LABEL_MY_LABEL_1"]) == ("MY_LABEL_1", "x")
    assert told["MARATHON_APP_RESOURCE_MEM"] == "32.0"


def test_long_labels_are_not_told_and_an_image_only_to_docker() -> None:
    labels = {"a": "x" * 511, "b": "x" * 512, "c" * 492: "y", "d" * 493: "y"}
    app = normalised({"id": "/job", "labels": labels, "container": {"docker": {"image": "i"}}})
    told = dict(environment(app, "job.1", "v", "192.0.2.7", (31000,)))
    assert {name.removeprefix("MARATHON_APP_LABEL_") for name in told if "APP_LABEL_" in name} == {"A", "C" * 492}
    assert told["MARATHON_APP_DOCKER_IMAGE"] == "i"
    mesos = normalised({"id": "/job", "container": {"type": "MESOS", "docker": {"image": "i"}}})
    assert "MARATHON_APP_DOCKER_IMAGE" not in dict(environment(mesos, "job.1", "v", "192.0.2.7", (31000,)))
