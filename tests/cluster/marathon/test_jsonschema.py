"""The JSON Schema of app definitions and the world itself give the same verdicts, wherever a schema can say it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import FILES
from tests.cluster.marathon.test_definition import RULES
from tutorial.cluster.api.marathon import checked, parsed
from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.marathon.fields import ABOUT
from tutorial.cluster.marathon.jsonschema import app_schema
from tutorial.cluster.marathon.schema import APP, Kind

FILE = Path(__file__).parents[3] / "docs" / "marathon-app.schema.json"
SCHEMA = jsonschema.Draft202012Validator(app_schema())
UNSAYABLE = (
    "Port names must be unique.",
    "Ports must be unique.",
    "ports must be unique",
    "cannot specify both ports and port definitions",
    "Duplicate networks are not allowed",
    "Health check port indices must address",
    "is not one of (",
    "inactiveAfterSeconds (",
    "No port definition reference for portName ",
    "is not a valid regular expression",
    "is too costly a regular expression",
)
"""What a schema can't say: comparisons between values, and whether a text is a regular expression."""
OF_IDS = ("must fully match", "must not end with", "must not be root")
"""Nor can it say this of an id that goes up again (`/a/../b`)."""


def refusals(document: Any) -> list[str]:
    """What the world says against a definition; nothing when it accepts it."""
    try:
        checked(parsed(json.dumps(document)))
    except Refusal as refused:
        details = refused.document.get("details")
        if not isinstance(details, list):
            return [str(refused.document["message"])]
        return [error for detail in details for error in detail["errors"]]
    return []


def agree(document: Any) -> None:
    """The schema accepts what the world accepts; what only the world refuses, a schema can't say."""
    said = refusals(document)
    if SCHEMA.is_valid(document):
        unsayable = UNSAYABLE + (OF_IDS if ".." in str(document.get("id")) else ())
        assert all(error.startswith(unsayable) for error in said), said
    else:
        assert said, SCHEMA.iter_errors(document)


def test_the_file_is_what_the_model_says() -> None:
    told = "docs/marathon-app.schema.json is not what the model says: manage.py app_schema writes it"
    assert json.loads(FILE.read_text()) == app_schema(), told


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(app_schema())


def test_every_field_of_the_course_is_described() -> None:
    names = set(paths(APP, ""))
    assert set(ABOUT) <= names
    assert {name for name in names if "." not in name} - set(ABOUT) == {
        *("executor", "executorResources", "check", "gpus", "residency", "secrets", "tty"),
    }


def paths(kind: Kind, path: str) -> list[str]:
    """The paths of all fields of a kind."""
    found = []
    for name, field in (kind.fields or {}).items():
        inner = f"{path}.{name}".lstrip(".")
        found += [inner, *paths(field, inner), *(paths(field.items, inner) if field.items else [])]
    return found


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_articles_definitions_are_valid(name: str) -> None:
    document = json.loads(FILES[name])
    assert refusals(document) == []
    assert list(SCHEMA.iter_errors(document)) == []


# Definitions of all kinds, most of them nearly right


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, at times null, at times of another type."""
    return st.integers(0, 39).flatmap(lambda n: st.none() if n == 0 else WRONG if n == 1 else strategy)


def often(right: list[Any], wrong: list[Any]) -> st.SearchStrategy[Any]:
    """Mostly one of the right values."""
    return st.integers(0, 9).flatmap(lambda n: st.sampled_from(wrong if n == 0 else right))


WRONG = st.sampled_from([True, -1, 0.5, 2.0, 2**31, 1e308, "", "x", [], {}, [None], {"a": None}, {"a": 1}, [{}]])
WORD = often(["a", "http", "a-b"], ["A", "-", "x_y", "", "é"])
LABELS = st.dictionaries(WORD, st.sampled_from(["", "x", None]), max_size=2)
MODES = often(["host", "HOST", "container/bridge", "Container/Bridge", "container", "CONTAINER"], ["bridge"])
PROTOCOLS = often(["tcp", "UDP", "udp,tcp"], ["tcp,udp", "sctp"])


def fields(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: maybe(strategy) for name, strategy in strategies.items()})


NETWORK = fields(name=WORD, mode=MODES, labels=LABELS)
NUMBER = often([0, 1, 80, 65535], [65536])
MAPPING = fields(
    containerPort=NUMBER,
    hostPort=NUMBER,
    labels=LABELS,
    name=WORD,
    protocol=PROTOCOLS,
    servicePort=NUMBER,
    networkNames=st.lists(WORD, max_size=2),
)
IMAGE = st.just({"image": "x"})
DOCKER = IMAGE | fields(
    image=st.just("x"),
    network=often(["HOST", "bridge", "USER"], ["NONE"]),
    portMappings=st.lists(MAPPING, max_size=1),
    parameters=st.just([{"key": "a", "value": "b"}]) | st.just([]),
    credential=often([None], [{}]),
    privileged=st.booleans(),
)
CONTAINER = fields(
    type=often(["DOCKER", "docker", "MESOS"], ["x"]),
    docker=DOCKER,
    appc=often([None], [{"image": "x"}]),
    portMappings=st.lists(MAPPING, max_size=2),
)
CHECK = fields(
    protocol=often(["HTTP", "tcp", "COMMAND", "mesos_tcp", "MESOS_HTTP"], ["UDP"]),
    portIndex=often([0, 1], [-1]),
    port=NUMBER,
    path=WORD,
    ipProtocol=often(["IPv4", "ipv4"], ["IPv6", "ipv6"]),
)
READY = fields(
    protocol=often(["HTTP", "https"], ["TCP"]),
    portName=often(["http", "a"], ["-"]),
    path=WORD,
    name=WORD,
    intervalSeconds=often([30, 11], [5, -1]),
    timeoutSeconds=often([10, 1], [0, 40]),
    httpStatusCodesForReady=often([[200], [200, 200]], [[], [7], [1000]]),
)
OPERATORS = often(["UNIQUE", "unique", "CLUSTER", "GROUP_BY", "LIKE", "UNLIKE", "MAX_PER", "IS"], ["NEAR"])
CONSTRAINT = st.lists(st.sampled_from(["hostname", "", "3", "(", "a.*"]), max_size=2).flatmap(
    lambda rest: OPERATORS.map(lambda operator: [*rest[:1], operator, *rest[1:]])
)
IDS = st.lists(st.sampled_from(["/", "a", "b-c", "-", "..", ".", "A", "tasks", "restart", "x.y", "_"]), max_size=5).map(
    "".join
)
APPS = fields(
    id=st.just("/a") | st.just("a/b-c") | IDS,
    cmd=often(["sleep 9", "xx"], ["x", ""]),
    args=st.lists(WORD, max_size=1),
    container=CONTAINER,
    networks=st.lists(NETWORK, max_size=2),
    portDefinitions=st.lists(fields(port=NUMBER, labels=LABELS, name=WORD, protocol=PROTOCOLS), max_size=2),
    ports=st.lists(NUMBER, max_size=2),
    healthChecks=st.lists(CHECK, max_size=2),
    readinessChecks=st.lists(READY, max_size=2),
    constraints=st.lists(CONSTRAINT, max_size=2),
    upgradeStrategy=fields(maximumOverCapacity=often([0, 0.5, 1], [1.5, -1])),
    unreachableStrategy=st.just("disabled") | fields(inactiveAfterSeconds=NUMBER, expungeAfterSeconds=NUMBER),
    ipAddress=fields(networkName=WORD, labels=LABELS, discovery=often([None], [{}, {"ports": []}])),
    secrets=often([{}, {"a": None}], [{"a": {}}]),
    uris=st.lists(WORD, max_size=1),
    fetch=st.lists(st.just({"uri": "x"}) | fields(uri=WORD), max_size=1),
    instances=often([0, 1, 80], [-1]),
    cpus=often([0.001, 1], [0, 1e309]),
    gpus=often([0], [1]),
    check=often([None], [{}]),
    backoffFactor=often([1, 2.5], [0.9]),
    killSelection=often(["YOUNGEST_FIRST", "oldest_first"], ["first"]),
    labels=LABELS | st.just({"MARATHON_SINGLE_INSTANCE_APP": "true"}),
    env=LABELS,
    unknown=WRONG,
)
BASE = {"id": "/a", "container": {"docker": {"image": "x"}}}


@settings(max_examples=400, deadline=None)
@given(changes=APPS, whole=st.booleans())
def test_the_schema_and_the_world_agree(changes: dict[str, Any], whole: bool) -> None:
    agree(json.loads(json.dumps({**({} if whole else BASE), **changes})))


@settings(max_examples=300, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(APP.fields or {})))
def test_they_agree_on_one_field_at_a_time(data: st.DataObject, name: str) -> None:
    known = {"networks": st.lists(NETWORK, max_size=2), "container": CONTAINER, "constraints": st.lists(CONSTRAINT)}
    value = data.draw(known.get(name, WRONG) | WRONG)
    agree(json.loads(json.dumps({**BASE, name: value})))


def message_of(error: jsonschema.ValidationError) -> str:
    """The words that the schema has for an error: those of the innermost schema around it that has some."""
    at, words = SCHEMA.schema, ""
    for step in error.absolute_schema_path:
        at = at[step]
        words = at.get("x-message", words) if isinstance(at, dict) else words
    return words


@pytest.mark.parametrize(("changes", "path", "message"), RULES)
def test_the_schema_refuses_in_marathons_words(changes: dict[str, Any], path: str, message: str) -> None:
    document = {"id": "/a", "container": {"docker": {"image": "x"}}, **changes}
    assert message in refusals(document)
    said = set(map(message_of, SCHEMA.iter_errors(document)))
    if message.startswith(UNSAYABLE):
        assert said == set()
    else:
        assert any(words and message.endswith(words) for words in said), said
