"""What a given definition becomes, and which ones Marathon refuses with which words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.api.marathon import checked, parsed
from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.marathon.definition import FIELDS, SINGLE, normalised, path_id
from tutorial.cluster.marathon.rules import AMBIGUOUS, IPV6, ONLY_TEXT

DISCOVERY = "ipAddress/discovery is not allowed for Docker containers"
IMAGE = {"docker": {"image": "dcoslabs/httpi:latest"}}


def refusal(document: object) -> tuple[int, object]:
    with pytest.raises(Refusal) as caught:
        checked(parsed(json.dumps(document)))
    return caught.value.status, caught.value.document


def outcome(document: object) -> tuple[int, object]:
    try:
        return 200, checked(document)
    except Refusal as refused:
        return refused.status, refused.document


def test_a_host_app_reads_back_as_marathon_writes_it() -> None:
    given_app = {
        "id": "httpi",
        "networks": [{"mode": "host"}],
        "portDefinitions": [{"port": 0, "name": "http"}],
        "container": {"type": "DOCKER", "docker": {"image": "dcoslabs/httpi:latest", "forcePullImage": True}},
        "instances": 1,
        "cpus": 0.1,
        "mem": 32.0,
    }
    found = checked(given_app)
    assert found["id"] == "/httpi"
    assert list(found["container"]["docker"].items()) == [
        ("forcePullImage", True),
        ("image", "dcoslabs/httpi:latest"),
        ("parameters", []),
        ("privileged", False),
    ]
    assert found["portDefinitions"] == [{"port": 0, "name": "http", "protocol": "tcp"}]
    assert json.dumps(found["mem"]) == "32"
    assert [name for name in FIELDS if name in found] == list(found)


DEFAULTS = [
    ({}, "portDefinitions", [{"port": 0, "name": "default", "protocol": "tcp"}]),
    ({"portDefinitions": None}, "portDefinitions", [{"port": 0, "name": "default", "protocol": "tcp"}]),
    ({"portDefinitions": []}, "portDefinitions", []),
    ({"networks": [{"mode": "HOST"}]}, "networks", [{"mode": "host"}]),
    ({"requirePorts": True, "networks": [{"mode": "container/bridge"}]}, "requirePorts", False),
]


@pytest.mark.parametrize(("fields", "name", "expected"), DEFAULTS)
def test_fields_that_are_not_given_get_marathons_defaults(
    fields: dict[str, object], name: str, expected: object
) -> None:
    assert checked({"id": "/a", "container": IMAGE, **fields})[name] == expected


def test_host_networking_drops_port_mappings_and_bridge_drops_port_definitions() -> None:
    host = normalised({"id": "/a", "container": {**IMAGE, "portMappings": [{"containerPort": 80}]}})
    assert "portMappings" not in host["container"]
    bridge = normalised(
        {"id": "/a", "container": IMAGE, "networks": [{"mode": "container/bridge"}], "portDefinitions": []}
    )
    assert "portDefinitions" not in bridge
    assert bridge["container"]["portMappings"][0]["hostPort"] == 0


def test_more_port_definitions_than_mappings_become_mappings_without_a_name() -> None:
    bridge = {"id": "/a", "networks": [{"mode": "container/bridge"}]}
    mapped = {**IMAGE, "portMappings": [{"containerPort": 80, "name": "http"}]}
    found = normalised({**bridge, "container": mapped, "portDefinitions": [{}, {"port": 7}]})
    assert [port["containerPort"] for port in found["container"]["portMappings"]] == [80, 0]
    assert [port.get("name") for port in found["container"]["portMappings"]] == ["http", None]


def test_an_app_without_a_container_gets_one_when_its_network_needs_it() -> None:
    found = normalised({"id": "/a", "cmd": "sleep 9", "networks": [{"mode": "container", "name": "dcos"}]})
    assert found["container"]["type"] == "MESOS"
    assert found["container"]["portMappings"] == [
        {"containerPort": 0, "labels": {}, "name": "default", "protocol": "tcp", "servicePort": 0}
    ]


def test_a_health_check_gets_its_defaults_in_marathons_order() -> None:
    (check,) = normalised({"id": "/a", "healthChecks": [{"path": "/", "ignoreHttp1xx": False}]})["healthChecks"]
    assert list(check.items()) == [
        ("gracePeriodSeconds", 300),
        ("ignoreHttp1xx", False),
        ("intervalSeconds", 60),
        ("maxConsecutiveFailures", 3),
        ("path", "/"),
        ("portIndex", 0),
        ("protocol", "HTTP"),
        ("ipProtocol", "IPv4"),
        ("timeoutSeconds", 20),
        ("delaySeconds", 15),
    ]


def test_the_unreachable_strategy_may_be_disabled() -> None:
    assert (
        checked({"id": "/a", "cmd": "sleep 9", "unreachableStrategy": "disabled"})["unreachableStrategy"] == "disabled"
    )


PATHS = [("httpi", "/httpi"), ("//a//b/", "/a/b"), ("/a/../b", "/b"), ("./a", "/a"), ("..", "/"), ("", "/")]


@pytest.mark.parametrize(("text", "path"), PATHS)
def test_a_path_id_is_resolved_from_the_root(text: str, path: str) -> None:
    assert path_id(text) == path


@given(st.lists(st.text("abz/.", max_size=4), max_size=4))
def test_a_path_id_is_absolute_and_stays_as_it_is(parts: list[str]) -> None:
    once = path_id("/".join(parts))
    assert once.startswith("/")
    assert "//" not in once
    assert path_id(once) == once


NETWORK = {"mode": "container", "name": "dcos"}
RULES = [
    (
        {"networks": [{"mode": "container"}]},
        "/networks",
        "Network name must be specified when container network is selected.",
    ),
    (
        {"networks": [NETWORK, {"mode": "container", "name": "other"}]},
        "/",
        "may only specify a single container network when using the Docker container engine",
    ),
    (
        {"networks": [NETWORK], "container": {**IMAGE, "portMappings": [{"networkNames": ["x"]}]}},
        "/container/portMappings(0)/networkNames(0)",
        "is not one of (dcos)",
    ),
    (
        {
            "networks": [NETWORK, {"mode": "container", "name": "other"}],
            "container": {**IMAGE, "type": "MESOS", "portMappings": [{"hostPort": 0}]},
        },
        "/container/portMappings(0)",
        AMBIGUOUS,
    ),
    (
        {"networks": [NETWORK, NETWORK], "container": {"type": "MESOS"}, "cmd": "sleep 9"},
        "/networks",
        "Duplicate networks are not allowed",
    ),
    (
        {"healthChecks": [{"portIndex": 1}]},
        "/healthChecks(0)",
        "Health check port indices must address an element of the ports array or container port mappings.",
    ),
    (
        {"healthChecks": [{"protocol": "MESOS_TCP"}, {"protocol": "COMMAND"}]},
        "/",
        "AppDefinition can contain at most one Mesos health check",
    ),
    ({"check": {"http": {}}}, "/", "AppDefinition must not use 'checks' if using docker"),
    (
        {"secrets": {"a": {"source": "b"}}},
        "/secrets",
        "Feature secrets is not enabled. Enable with --enable_features secrets)",
    ),
    (
        {"unreachableStrategy": {"inactiveAfterSeconds": 5}},
        "/unreachableStrategy/inactiveAfterSeconds",
        "inactiveAfterSeconds (5) must be less or equal to expungeAfterSeconds, which is 0",
    ),
    ({"instances": -3}, "/instances", "got -3, expected 0 or more"),
    ({"healthChecks": [{"ipProtocol": "IPv6"}]}, "/healthChecks(0)", IPV6),
    ({"constraints": [["rack", "IS", "{a,b}"]]}, "/constraints(0)", ONLY_TEXT),
    (
        {"labels": {SINGLE: "true"}, "instances": 2},
        "/",
        "Single instance app may only have one instance",
    ),
    (
        {"container": {"type": "MESOS", "appc": {"image": "x"}, **IMAGE}, "cmd": "sleep 9"},
        "/container",
        "mesos containers should specify, at most, a single image type",
    ),
    ({"ipAddress": {"discovery": {}, "networkName": "dcos"}}, "/ipAddress", DISCOVERY),
    (
        {"container": {"type": "MESOS", "docker": {"image": "x", "network": "USER"}}, "networks": None},
        "/container/docker/network",
        "must be empty",
    ),
    (
        {"constraints": [["hostname", "LIKE"]]},
        "/constraints(0)",
        "LIKE and UNLIKE require a non-empty, regular expression value",
    ),
    ({"constraints": [["hostname", "MAX_PER", "x"]]}, "/constraints(0)", "MAX_PER requires an integer value"),
    (
        {"constraints": [["hostname", "GROUP_BY", "x"]]},
        "/constraints(0)",
        "GROUP BY must define an integer value or else no value at all",
    ),
    (
        {"constraints": [["hostname", "NEAR"]]},
        "/constraints(0)",
        "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS",
    ),
    ({"networks": [{"mode": "host", "name": "x"}]}, "/networks", "Host networks may not have names or labels"),
    ({"networks": [{"mode": "container/bridge", "name": "x"}]}, "/networks", "Bridge networks may not have names"),
    (
        {"networks": [{"mode": "host"}, {"mode": "container/bridge"}]},
        "/networks",
        "May specify a single host network, single bridge network, or else 1-to-n container networks",
    ),
    ({"portDefinitions": [{"name": "a"}, {"name": "a"}]}, "/portDefinitions", "Port names must be unique."),
    ({"portDefinitions": [{"port": 80}, {"port": 80}]}, "/portDefinitions", "Ports must be unique."),
    (
        {"container": None},
        "/",
        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    ),
    ({"container": {"type": "DOCKER"}, "cmd": "sleep 1"}, "/container/docker", "not defined"),
    ({"container": None, "cmd": "x"}, "/", "must not be an empty string"),
    ({"id": "/"}, "/", "must not be root"),
    (
        {"id": "/a/restart"},
        "/id",
        "must not end with any of the following reserved keywords: restart, tasks, versions",
    ),
    (
        {"upgradeStrategy": {"minimumHealthCapacity": 1.2}},
        "/upgradeStrategy/minimumHealthCapacity",
        "got 1.2, expected between 0.0 and 1.0",
    ),
    ({"constraints": [["hostname"]]}, "/constraints(0)", "Each constraint must have either 2 or 3 fields"),
    (
        {"constraints": [["hostname", "UNIQUE", "x"]]},
        "/constraints(0)",
        "UNIQUE does not accept a value",
    ),
    (
        {"constraints": [["hostname", "LIKE", "("]]},
        "/constraints(0)",
        "is not a valid regular expression",
    ),
]


@pytest.mark.parametrize(("fields", "path", "message"), RULES)
def test_a_broken_rule_is_refused_with_its_path_and_words(fields: dict[str, object], path: str, message: str) -> None:
    status, document = refusal({"id": "/a", "container": IMAGE, **fields})
    assert status == 422
    assert document == {"message": "Object is not valid", "details": [{"path": path, "errors": [message]}]}


SHAPES = [
    ({}, 422, "/id", "error.path.missing"),
    ({"id": "/a", "cmd": 7}, 400, "/cmd", "error.expected.jsstring"),
    ({"id": "/a", "cpus": "much"}, 400, "/cpus", "error.expected.jsnumber"),
    ({"id": "/a", "mem": -1}, 422, "/mem", "error.min"),
    ({"id": "/a", "portDefinitions": [{"port": 65536}]}, 422, "/portDefinitions(0)/port", "error.max"),
    ({"id": "/a", "portDefinitions": [{"name": "Ä"}]}, 422, "/portDefinitions(0)/name", "error.pattern"),
    ({"id": "/a", "networks": [{"mode": "mesh"}]}, 422, "/networks(0)/mode", "error.unknown.enum.literal"),
    ({"id": "/a", "container": {"docker": {}}}, 422, "/container/docker/image", "error.path.missing"),
]


@pytest.mark.parametrize(("document", "status", "path", "token"), SHAPES)
def test_a_wrong_shape_is_refused_with_the_token_of_the_json_library(
    document: dict[str, object], status: int, path: str, token: str
) -> None:
    assert refusal(document) == (
        status,
        {"message": "Invalid JSON", "details": [{"path": path, "errors": [token]}]},
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70000) | st.floats(-2, 2) | st.text(max_size=4),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), children, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_any_document_is_either_normalised_or_refused(document: dict[str, object]) -> None:
    status, found = outcome({"id": "/a", **document})
    assert status in {200, 400, 422}
    assert status != 200 or checked(found) == found


def test_the_protocol_of_a_health_check_may_be_written_in_any_letters() -> None:
    definition = checked({"id": "a", "container": IMAGE, "healthChecks": [{"protocol": "tcp", "ipProtocol": "ipv4"}]})
    assert (definition["healthChecks"][0]["protocol"], definition["healthChecks"][0]["ipProtocol"]) == ("TCP", "IPv4")
