"""The operator API's protobuf, read field by field as its clients' generated code does, against its JSON.

The numbers are those of Mesos 1.8, include/mesos/v1/{mesos.proto,master/master.proto}.
"""

import struct
from typing import Any

import pytest

from tests.cluster.build import Cluster, app
from tests.cluster.protobuf import wire
from tutorial.cluster import api

JSON, PROTOBUF = "application/json", "application/x-protobuf"
STATES = ("STARTING", "RUNNING", "FINISHED", "FAILED", "KILLED", "LOST", "STAGING", "ERROR", "KILLING")
Message = dict[int, tuple[str, Any]]
VALUE: Message = {1: ("value", str)}
NAMED: Message = {1: ("name", str)}
DOMAIN: Message = {1: ("fault_domain", {1: ("region", NAMED), 2: ("zone", NAMED)})}
ATTRIBUTE: Message = {1: ("name", str), 2: ("type", ("SCALAR", "RANGES", "SET", "TEXT")), 5: ("text", VALUE)}
AGENT: Message = {
    1: (
        "agent_info",
        {
            1: ("hostname", str),
            5: ("attributes*", ATTRIBUTE),
            6: ("id", VALUE),
            8: ("port", int),
            10: ("domain", DOMAIN),
        },
    ),
    2: ("active", bool),
    3: ("version", str),
    4: ("pid", str),
    5: ("registered_time", {1: ("nanoseconds", int)}),
    12: ("deactivated", bool),
}
FRAMEWORK: Message = {
    1: (
        "framework_info",
        {
            1: ("user", str),
            2: ("name", str),
            3: ("id", VALUE),
            4: ("failover_timeout", float),
            5: ("checkpoint", bool),
            6: ("role", str),
            7: ("hostname", str),
            8: ("principal", str),
            9: ("webui_url", str),
        },
    ),
    2: ("active", bool),
    3: ("connected", bool),
    11: ("recovered", bool),
}
TASK: Message = {
    1: ("name", str),
    2: ("task_id", VALUE),
    3: ("framework_id", VALUE),
    5: ("agent_id", VALUE),
    6: ("state", tuple(f"TASK_{state}" for state in STATES)),
}
ANSWERS: dict[str, tuple[int, Message]] = {
    "GET_AGENTS": (10, {1: ("type", int), 10: ("get_agents", {1: ("agents*", AGENT)})}),
    "GET_FRAMEWORKS": (11, {1: ("type", int), 11: ("get_frameworks", {1: ("frameworks*", FRAMEWORK)})}),
    "GET_TASKS": (13, {1: ("type", int), 13: ("get_tasks", {2: ("tasks*", TASK)})}),
}
TYPES = {"GET_AGENTS": 9, "GET_FRAMEWORKS": 10, "GET_TASKS": 12}


def read(data: bytes, message: Message) -> dict[str, Any]:
    """A message as a document; AssertionError for a field that is not as the schema has it."""
    found: dict[str, Any] = {name.removesuffix("*"): [] for name, _ in message.values() if name.endswith("*")}
    for number, kind, value in wire(data):
        name, meant = message[number]
        read_value = one(kind, value, meant)
        if name.endswith("*"):
            found[name[:-1]].append(read_value)
        else:
            assert name not in found
            found[name] = read_value
    return found


def one(kind: int, value: Any, meant: Any) -> Any:
    if isinstance(meant, dict):
        assert kind == 2
        return read(value, meant)
    if isinstance(meant, tuple):
        assert kind == 0
        return meant[value]
    assert kind == {str: 2, int: 0, bool: 0, float: 1}[meant]
    if meant is float:
        return struct.unpack("<d", value)[0]
    return value.decode() if meant is str else meant(value)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    found = Cluster()
    found.add(app("/shop/web", instances=3))
    return found


def asked(cluster: Cluster, kind: str, body: str) -> api.Response:
    headers = (("Content-Type", kind), ("Accept", kind))
    return api.answer(cluster.world, api.Request("POST", "/mesos/api/v1", (), headers, body), 1)


@pytest.mark.parametrize("call", ANSWERS)
def test_both_tongues_say_the_same(cluster: Cluster, call: str) -> None:
    number, schema = ANSWERS[call]
    answer = asked(cluster, PROTOBUF, f"\x08{chr(number)}")
    told = read(answer.body.encode(answer.encoding), schema)
    assert told.pop("type") == TYPES[call]
    ((name, section),) = told.items()
    ((things, listed),) = section.items()
    assert name == call.lower()
    assert listed
    document = asked(cluster, JSON, f'{{"type": "{call}"}}').json
    assert document["type"] == call
    for mine, other in zip(listed, document[name][things], strict=True):
        assert lacking(mine, other) == {}, "what the protobuf says is in the JSON as well"


def lacking(mine: Any, other: Any) -> Any:
    """What of a document is not in another one, or otherwise."""
    if not isinstance(mine, dict) or not isinstance(other, dict):
        return {} if mine == other else mine
    return {name: value for name, value in mine.items() if lacking(value, other.get(name)) != {}}
