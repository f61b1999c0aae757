"""Marathon's documented refusals and repairs, row by row: each number is section/row of the reference on Marathon 1.8.

Rows that no request can reach are named at the end, with the reason.
"""

import json
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tutorial.cluster.api.marathon import checked, parsed
from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.marathon.rules import AMBIGUOUS, ID_MESSAGE, IPV6, ONLY_TEXT

IMAGE = "dcoslabs/httpi:latest"
DCOS = {"mode": "container", "name": "dcos"}
OTHER = {"mode": "container", "name": "other"}
BRIDGE = {"mode": "container/bridge"}
HOST = {"mode": "host"}
SINGLE = {"MARATHON_SINGLE_INSTANCE_APP": "true"}


def docker(**fields: object) -> dict[str, Any]:
    return {"docker": {"image": IMAGE, **fields}}


def mesos(**fields: object) -> dict[str, Any]:
    return {"type": "MESOS", **docker(**fields)}


def mapped(**fields: object) -> dict[str, Any]:
    return {**docker(), "portMappings": [fields]}


def becomes(**fields: object) -> dict[str, Any]:
    """The normalised form of a definition."""
    definition: dict[str, Any] = checked({"id": "/a", "container": docker(), **fields})
    return definition


def refused(fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    with pytest.raises(Refusal) as caught:
        becomes(**fields)
    return caught.value.status, caught.value.document


# 1.4: what is repaired silently


def test_1_4_1_host_networking_drops_port_mappings() -> None:
    for networks in ([HOST], []):
        assert "portMappings" not in becomes(networks=networks, container=mapped(containerPort=80))["container"]


def test_1_4_2_other_networking_drops_port_definitions_and_pads_mappings() -> None:
    given = {**docker(), "portMappings": [{"containerPort": 80, "name": "http"}]}
    found = becomes(networks=[BRIDGE], container=given, portDefinitions=[{"port": 7, "name": "x"}, {"port": 8}])
    assert "portDefinitions" not in found
    assert [(port["containerPort"], port.get("name")) for port in found["container"]["portMappings"]] == [
        (80, "http"),
        (0, None),
    ]


def test_1_4_3_other_networking_does_not_require_ports() -> None:
    assert becomes(networks=[BRIDGE], requirePorts=True)["requirePorts"] is False
    assert becomes(networks=[DCOS], requirePorts=True)["requirePorts"] is False
    assert becomes(networks=[HOST], requirePorts=True)["requirePorts"] is True


def test_1_4_4_ports_become_definitions_without_names() -> None:
    wanted = [{"port": 80, "protocol": "tcp"}, {"port": 0, "protocol": "tcp"}]
    assert becomes(ports=[80, 0])["portDefinitions"] == wanted


# 1.5: legacy forms

BECOMES: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("1.5/1", {"container": docker(network="HOST")}, [HOST]),
    ("1.5/2", {"container": docker(network="BRIDGE")}, [BRIDGE]),
    ("1.5/3", {"container": docker(network="USER"), "ipAddress": {"networkName": "dcos"}}, [DCOS]),
    (
        "1.5/5",
        {"container": None, "cmd": "sleep 9", "ipAddress": {"networkName": "dcos", "labels": {"a": "b"}}},
        [{"name": "dcos", "mode": "container", "labels": {"a": "b"}}],
    ),
    ("1.5/5 bridge", {"container": mesos(), "ipAddress": {"networkName": "mesos-bridge"}}, [BRIDGE]),
]


@pytest.mark.parametrize(("row", "fields", "networks"), BECOMES, ids=[row[0] for row in BECOMES])
def test_1_5_an_old_network_becomes_todays(row: str, fields: dict[str, Any], networks: list[dict[str, Any]]) -> None:
    found = becomes(**fields)
    assert found["networks"] == networks
    assert "ipAddress" not in found
    assert "network" not in found["container"].get("docker", {})


def test_1_5_6_dockers_port_mappings_become_the_containers() -> None:
    found = becomes(container=docker(network="BRIDGE", portMappings=[{"containerPort": 80}]))["container"]
    assert [(port["containerPort"], port["hostPort"]) for port in found["portMappings"]] == [(80, 0)]
    assert "portMappings" not in found["docker"]


def test_1_5_7_discovered_ports_become_mappings_without_host_ports() -> None:
    ports = [{"number": 8080, "name": "http", "protocol": "tcp", "labels": {"a": "b"}}]
    found = becomes(container=mesos(), ipAddress={"networkName": "dcos", "discovery": {"ports": ports}})
    mapping = {"containerPort": 8080, "labels": {"a": "b"}, "name": "http", "protocol": "tcp", "servicePort": 0}
    assert found["container"]["portMappings"] == [mapping]


def test_1_5_8_ports_and_1_5_9_uris_have_new_names() -> None:
    found = becomes(ports=[8000], uris=["http://a/b"])
    assert found["portDefinitions"] == [{"port": 8000, "protocol": "tcp"}]
    assert found["fetch"] == [{"uri": "http://a/b"}]
    assert not {"ports", "uris"} & set(found)


MIXED = "must not specify both container.docker.network and networks"
FORBIDDEN: list[tuple[str, dict[str, Any], str, str]] = [
    ("1.5/10", {"container": docker(network="HOST"), "networks": [HOST]}, "/", MIXED),
    (
        "1.5/11",
        {"container": mesos(), "ipAddress": {}, "networks": [DCOS]},
        "/",
        "must not specify both networks and ipAddress",
    ),
    (
        "1.5/12",
        {"container": mesos(), "ipAddress": {"networkName": "dcos"}, "ports": [80]},
        "/",
        "cannot specify both an IP address and port",
    ),
    (
        "1.5/13",
        {"ports": [80], "portDefinitions": [{"port": 81}]},
        "/",
        "cannot specify both ports and port definitions",
    ),
    ("1.5/14", {"ports": [80, 80]}, "/", "ports must be unique"),
    (
        "1.5/15",
        {"ipAddress": {"networkName": "dcos", "discovery": {}}},
        "/ipAddress",
        "ipAddress/discovery is not allowed for Docker containers",
    ),
    ("1.5/16", {"container": mesos(credential={})}, "/container/docker/credential", "must be empty"),
    ("1.5/17", {"container": mesos(network="BRIDGE")}, "/container/docker/network", "must be empty"),
    (
        "1.5/18",
        {"container": mesos(parameters=[{"key": "a", "value": "b"}])},
        "/container/docker/parameters",
        "must be empty",
    ),
    ("1.5/19", {"container": mesos(portMappings=[{}])}, "/container/docker/portMappings", "must be empty"),
]
"""Number, what is given, path and words of the refusal."""

RULES: list[tuple[str, dict[str, Any], str, str]] = [
    ("1.7/1 name", {"networks": [{**HOST, "name": "x"}]}, "/networks", "Host networks may not have names or labels"),
    (
        "1.7/1 labels",
        {"networks": [{**HOST, "labels": {"a": "b"}}]},
        "/networks",
        "Host networks may not have names or labels",
    ),
    ("1.7/2", {"networks": [{**BRIDGE, "name": "x"}]}, "/networks", "Bridge networks may not have names"),
    ("1.7/3", {"networks": [DCOS, DCOS], "container": mesos()}, "/networks", "Duplicate networks are not allowed"),
    *(
        (
            f"1.7/4 {networks[0]['mode']} {networks[1]['mode']}",
            {"networks": networks},
            "/networks",
            "May specify a single host network, single bridge network, or else 1-to-n container networks",
        )
        for networks in ([HOST, BRIDGE], [HOST, HOST], [BRIDGE, BRIDGE], [BRIDGE, DCOS])
    ),
    (
        "1.7/5",
        {"networks": [{"mode": "container"}]},
        "/networks",
        "Network name must be specified when container network is selected.",
    ),
    (
        "1.7/7",
        {"networks": [DCOS, OTHER]},
        "/",
        "may only specify a single container network when using the Docker container engine",
    ),
    (
        "1.7/8",
        {"networks": [DCOS, OTHER], "container": {**mesos(), "portMappings": [{"hostPort": 0}]}},
        "/container/portMappings(0)",
        AMBIGUOUS,
    ),
    (
        "1.7/9",
        {"networks": [DCOS], "container": mapped(networkNames=["x"])},
        "/container/portMappings(0)/networkNames(0)",
        "is not one of (dcos)",
    ),
    ("1.7/10", {"portDefinitions": [{"name": "a"}] * 2}, "/portDefinitions", "Port names must be unique."),
    (
        "1.7/10 mappings",
        {"networks": [BRIDGE], "container": {**docker(), "portMappings": [{"name": "a"}] * 2}},
        "/container/portMappings",
        "Port names must be unique.",
    ),
    ("1.7/11", {"portDefinitions": [{"port": 80}] * 2}, "/portDefinitions", "Ports must be unique."),
    (
        "1.7/12 nothing",
        {"container": None},
        "/",
        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    ),
    (
        "1.7/12 both",
        {"cmd": "sleep 9", "args": ["x"]},
        "/",
        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    ),
    ("1.7/13", {"cmd": "x"}, "/", "must not be an empty string"),
    ("1.7/13 none", {"cmd": ""}, "/", "must not be an empty string"),
    ("1.7/14", {"container": {"type": "DOCKER"}, "cmd": "sleep 9"}, "/container/docker", "not defined"),
    (
        "1.7/15",
        {"container": {**mesos(), "appc": {"image": "x"}}, "cmd": "sleep 9"},
        "/container",
        "mesos containers should specify, at most, a single image type",
    ),
    (
        "1.7/16",
        {"healthChecks": [{"portIndex": 1}]},
        "/healthChecks(0)",
        "Health check port indices must address an element of the ports array or container port mappings.",
    ),
    (
        "1.7/16 no ports",
        {"portDefinitions": [], "healthChecks": [{}]},
        "/healthChecks(0)",
        "Health check port indices must address an element of the ports array or container port mappings.",
    ),
    (
        "1.7/17",
        {"healthChecks": [{"protocol": "MESOS_TCP"}, {"protocol": "MESOS_HTTP"}]},
        "/",
        "AppDefinition can contain at most one Mesos health check",
    ),
    ("1.7/18", {"healthChecks": [{"ipProtocol": "IPv6"}]}, "/healthChecks(0)", IPV6),
    (
        "1.7/18 mesos",
        {"container": mesos(), "healthChecks": [{"protocol": "MESOS_HTTP", "ipProtocol": "IPv6"}]},
        "/healthChecks(0)",
        IPV6,
    ),
    ("1.7/19", {"check": {"http": {}}}, "/", "AppDefinition must not use 'checks' if using docker"),
    ("1.7/20", {"gpus": 1}, "/", "GPU resources only work with the Mesos containerizer"),
    (
        "1.7/21",
        {"secrets": {"a": {"source": "b"}}},
        "/secrets",
        "Feature secrets is not enabled. Enable with --enable_features secrets)",
    ),
    ("1.7/22", {"id": "/A_b"}, "/id", ID_MESSAGE),
    *(
        (
            f"1.7/23 {last}",
            {"id": f"/a/{last}"},
            "/id",
            "must not end with any of the following reserved keywords: restart, tasks, versions",
        )
        for last in ("restart", "tasks", "versions")
    ),
    ("1.7/24", {"id": "/"}, "/", "must not be root"),
    (
        "1.7/25",
        {"upgradeStrategy": {"minimumHealthCapacity": 1.2}},
        "/upgradeStrategy/minimumHealthCapacity",
        "got 1.2, expected between 0.0 and 1.0",
    ),
    ("1.7/26", {"instances": -3}, "/instances", "got -3, expected 0 or more"),
    (
        "1.7/27",
        {"unreachableStrategy": {"inactiveAfterSeconds": 5}},
        "/unreachableStrategy/inactiveAfterSeconds",
        "inactiveAfterSeconds (5) must be less or equal to expungeAfterSeconds, which is 0",
    ),
    ("1.7/29", {"constraints": [["a"]]}, "/constraints(0)", "Each constraint must have either 2 or 3 fields"),
    (
        "1.7/30",
        {"constraints": [["hostname", "NEAR"]]},
        "/constraints(0)",
        "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS",
    ),
    ("1.7/31", {"constraints": [["hostname", "UNIQUE", "x"]]}, "/constraints(0)", "UNIQUE does not accept a value"),
    ("1.7/32", {"constraints": [["hostname", "MAX_PER", "x"]]}, "/constraints(0)", "MAX_PER requires an integer value"),
    (
        "1.7/33",
        {"constraints": [["hostname", "GROUP_BY", "x"]]},
        "/constraints(0)",
        "GROUP BY must define an integer value or else no value at all",
    ),
    *(
        (
            f"1.7/34 {operator}",
            {"constraints": [["hostname", operator]]},
            "/constraints(0)",
            "LIKE and UNLIKE require a non-empty, regular expression value",
        )
        for operator in ("LIKE", "UNLIKE")
    ),
    (
        "1.7/34 expression",
        {"constraints": [["hostname", "LIKE", "("]]},
        "/constraints(0)",
        "is not a valid regular expression",
    ),
    ("1.7/35 set", {"constraints": [["rack", "IS", "{a,b}"]]}, "/constraints(0)", ONLY_TEXT),
    ("1.7/35 range", {"constraints": [["rack", "IS", "[1-2]"]]}, "/constraints(0)", ONLY_TEXT),
    ("1.7/36", {"labels": SINGLE, "instances": 2}, "/", "Single instance app may only have one instance"),
]
REFUSALS = [*FORBIDDEN, *RULES]


@pytest.mark.parametrize(("row", "fields", "path", "words"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_a_broken_rule_is_refused_in_marathons_words(row: str, fields: dict[str, Any], path: str, words: str) -> None:
    document = {"message": "Object is not valid", "details": [{"path": path, "errors": [words]}]}
    assert refused(fields) == (422, document)


CHANGES = [row for row in REFUSALS if "id" not in row[1] and row[1].get("container", {}) is not None]
"""Those that an update can break, too: it keeps its app's id, and a container that it does not name."""


@pytest.mark.parametrize(("row", "fields", "path", "words"), CHANGES, ids=[row[0] for row in CHANGES])
def test_an_update_is_refused_as_a_new_app_is(row: str, fields: dict[str, Any], path: str, words: str) -> None:
    cluster = Cluster()
    assert cluster.call("POST", "apps", app()).status == 201
    response = cluster.call("PUT", "apps/web", {"container": docker(), **fields}, force="true")
    assert response.status == 422
    assert {"path": path, "errors": [words]} in response.json["details"]


BOTH = {"fetch": [{"uri": "b"}], "uris": ["a"]}
EXCEPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("1.5/4", {"container": docker(network="NONE")}, "unsupported docker network type NONE"),
    (
        "1.5/20",
        {"container": {**docker(portMappings=[{}]), "portMappings": [{}]}},
        "cannot specify both portMappings and docker.portMappings",
    ),
    ("1.5/22", BOTH, "cannot specify both uris and fetch fields"),
]


@pytest.mark.parametrize(("row", "fields", "words"), EXCEPTIONS, ids=[row[0] for row in EXCEPTIONS])
def test_a_mixture_that_marathon_trips_over_is_500(row: str, fields: dict[str, Any], words: str) -> None:
    assert refused(fields) == (500, {"message": words})


def test_1_5_21_an_update_may_not_mix_old_and_new_networks() -> None:
    cluster = Cluster()
    assert cluster.call("POST", "apps", app()).status == 201
    response = cluster.call("PUT", "apps/web", {"ipAddress": {}, "networks": []}, force="true")
    assert (response.status, response.json) == (500, {"message": "cannot mix deprecated and canonical network APIs"})


# 1.8: statuses and bodies

LOCKED = (
    "App is locked by one or more deployments. Override with the option '?force=true'. "
    "View details at '/v2/deployments/<DEPLOYMENT_ID>'."
)
HUNDREDS = {"id": "/a", "cmd": "sleep 9", "ports": [0] * 10_002}
ANSWERS: list[tuple[str, str, str, Any, dict[str, str], int, dict[str, Any]]] = [
    (
        "1.8/1",
        "POST",
        "apps",
        {**app("/a"), "portDefinitions": [{"port": 80, "name": "a"}] * 2, "cmd": "x"},
        {},
        422,
        {
            "message": "Object is not valid",
            "details": [
                {"path": "/portDefinitions", "errors": ["Port names must be unique.", "Ports must be unique."]},
                {"path": "/", "errors": ["must not be an empty string"]},
            ],
        },
    ),
    (
        "1.8/2",
        "POST",
        "apps",
        {**app("/a"), "networks": [BRIDGE], "container": mapped(name="Ä")},
        {},
        422,
        {
            "message": "Invalid JSON",
            "details": [{"path": "/container/portMappings(0)/name", "errors": ["error.pattern"]}],
        },
    ),
    ("1.8/4", "GET", "apps/foo", None, {}, 404, {"message": "App '/foo' does not exist"}),
    ("1.8/5", "DELETE", "apps/web/tasks/x", None, {}, 404, {"message": "Task 'x' does not exist"}),
    ("1.8/6", "GET", "groups/foo", None, {}, 404, {"message": "Group '/foo' does not exist"}),
    ("1.8/7", "POST", "apps", app(), {}, 409, {"message": "An app with id [/web] already exists."}),
    (
        "1.8/9",
        "DELETE",
        "apps/web/tasks",
        None,
        {"scale": "true", "wipe": "true"},
        400,
        {"message": "You cannot use scale and wipe at the same time."},
    ),
    (
        "1.8/10",
        "POST",
        "apps",
        {"id": "/a", "cmd": "sleep 9", **BOTH},
        {},
        500,
        {"message": "cannot specify both uris and fetch fields"},
    ),
    (
        "1.8/11",
        "POST",
        "apps",
        HUNDREDS,
        {},
        500,
        {"message": "All ports in the range [10000-20000) are already in use"},
    ),
    ("1.8/12", "DELETE", "deployments/x", None, {}, 404, {"message": "DeploymentPlan x does not exist"}),
    (
        "1.8/13",
        "DELETE",
        "queue/x/delay",
        None,
        {},
        404,
        {"message": "Application /x not found in tasks queue."},
    ),
]


@pytest.mark.parametrize(
    ("row", "method", "path", "document", "query", "status", "answer"), ANSWERS, ids=[row[0] for row in ANSWERS]
)
def test_an_error_has_its_status_and_body(
    row: str, method: str, path: str, document: Any, query: dict[str, str], status: int, answer: dict[str, Any]
) -> None:
    cluster = Cluster()
    cluster.add(app())
    response = cluster.call(method, path, document, **query)
    assert (response.status, response.json) == (status, answer)
    assert response.body == json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


def test_1_8_3_what_is_no_json_is_told_by_the_parser() -> None:
    with pytest.raises(Refusal) as caught:
        parsed("{")
    assert caught.value.status == 400
    assert caught.value.document["message"] == "Invalid JSON"
    assert isinstance(caught.value.document["details"], str)


def test_1_8_8_a_locked_app_names_its_deployments() -> None:
    cluster = Cluster()
    first = cluster.call("POST", "apps", app()).json["deployments"]
    response = cluster.call("PUT", "apps/web", {"instances": 2})
    assert (response.status, response.json) == (409, {"message": LOCKED, "deployments": first})


UNREACHABLE = {
    "1.7/6": "row 5 refuses a network without a name first, and no default name is set",
    "1.7/28": "Marathon looks at names of variables in strict mode only, which its API does not use",
}


def test_every_row_is_here() -> None:
    """Each number of sections 1.5 (22 forms and errors), 1.7 (36 rules) and 1.8 (13 situations) has its test."""
    listed = [*(row[0] for row in BECOMES), *(row[0] for row in REFUSALS), *(row[0] for row in EXCEPTIONS)]
    here = {row.split()[0] for row in [*listed, *(row[0] for row in ANSWERS), *UNREACHABLE]}
    alone = {"1.5/6", "1.5/7", "1.5/8", "1.5/9", "1.5/21", "1.8/3", "1.8/8"}
    rows = {"1.5": 22, "1.7": 36, "1.8": 13}
    assert here | alone == {f"{section}/{row}" for section, count in rows.items() for row in range(1, count + 1)}
