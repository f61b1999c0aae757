"""The Mesos operator API, `POST /api/v1`: calls and answers as protobuf or JSON. Source: mesos 1.8, v1/master.proto."""

import struct
from collections.abc import Iterable

from tutorial.cluster.jsontext import Json
from tutorial.cluster.mesos import documents
from tutorial.cluster.world import World

PROTOBUF = "application/x-protobuf"
CALLS = {10: "GET_AGENTS", 11: "GET_FRAMEWORKS", 13: "GET_TASKS"}
ANSWERS = {"GET_AGENTS": (9, 10), "GET_FRAMEWORKS": (10, 11), "GET_TASKS": (12, 13)}
"""The number of an answer's type, and of the field that holds it."""
TEXT = 3
STATES = ("STARTING", "RUNNING", "FINISHED", "FAILED", "KILLED", "LOST", "STAGING", "ERROR", "KILLING")


def call_of(body: str) -> str:
    """The call of a protobuf request, of which only the type is read; empty where it is none that is known."""
    data = body.encode("utf-8", "replace")
    return CALLS.get(data[1], "") if data[:1] == b"\x08" and len(data) > 1 else ""


def encoded(world: World, call: str) -> bytes:
    """The answer to a call as a protobuf message."""
    state = documents.state(world)
    kind, place = ANSWERS[call]
    makers = {"GET_AGENTS": _agents, "GET_FRAMEWORKS": _frameworks, "GET_TASKS": _tasks}
    return _number(1, kind) + _bytes(place, makers[call](state))


def document(world: World, call: str) -> Json:
    """The answer to a call as JSON."""
    state = documents.state(world)
    if call == "GET_AGENTS":
        agents = [
            {
                "agent_info": {
                    "hostname": agent["hostname"],
                    "id": {"value": agent["id"]},
                    "port": agent["port"],
                    "domain": agent["domain"],
                    "attributes": [
                        {"name": name, "type": "TEXT", "text": {"value": value}}
                        for name, value in agent["attributes"].items()
                    ],
                },
                "active": agent["active"],
                "deactivated": agent["deactivated"],
                "version": agent["version"],
                "pid": agent["pid"],
                "registered_time": {"nanoseconds": _nanoseconds(agent["registered_time"])},
            }
            for agent in state["slaves"]
        ]
        return {"type": call, "get_agents": {"agents": agents}}
    if call == "GET_FRAMEWORKS":
        frameworks = [
            {
                "framework_info": {"id": {"value": found["id"]}, **{name: found[name] for name in _INFO}},
                "active": found["active"],
                "connected": found["connected"],
                "recovered": found["recovered"],
            }
            for found in state["frameworks"]
        ]
        return {"type": call, "get_frameworks": {"frameworks": frameworks}}
    tasks = [
        {
            "name": task["name"],
            "task_id": {"value": task["id"]},
            "framework_id": {"value": task["framework_id"]},
            "agent_id": {"value": task["slave_id"]},
            "state": task["state"],
        }
        for task in _all_tasks(state)
    ]
    return {"type": call, "get_tasks": {"tasks": tasks}}


_INFO = ("user", "name", "failover_timeout", "checkpoint", "role", "hostname", "webui_url")


def _nanoseconds(seconds: float) -> int:
    """A moment of a state document, which is exact to the millisecond."""
    return round(seconds * 1000) * 1_000_000


def _all_tasks(state: Json) -> Iterable[Json]:
    return (task for framework in state["frameworks"] for task in framework["tasks"])


# Messages


def _agents(state: Json) -> bytes:
    return b"".join(_bytes(1, _agent(agent)) for agent in state["slaves"])


def _agent(agent: Json) -> bytes:
    attributes = (
        _bytes(5, _text(1, name) + _number(2, TEXT) + _bytes(5, _text(1, value)))
        for name, value in agent["attributes"].items()
    )
    domain = agent["domain"]["fault_domain"]
    parts = (_bytes(at, _text(1, domain[name]["name"])) for at, name in ((1, "region"), (2, "zone")))
    info = _text(1, agent["hostname"]) + b"".join(attributes) + _bytes(6, _text(1, agent["id"]))
    info += _number(8, agent["port"]) + _bytes(10, _bytes(1, b"".join(parts)))
    registered = _bytes(5, _number(1, _nanoseconds(agent["registered_time"])))
    told = _number(2, agent["active"]) + _text(3, agent["version"]) + _text(4, agent["pid"]) + registered
    return _bytes(1, info) + told + _number(12, agent["deactivated"])


def _frameworks(state: Json) -> bytes:
    return b"".join(_bytes(1, _framework(framework)) for framework in state["frameworks"])


def _framework(found: Json) -> bytes:
    info = _text(1, found["user"]) + _text(2, found["name"]) + _bytes(3, _text(1, found["id"]))
    info += (
        _double(4, found["failover_timeout"])
        + _number(5, found["checkpoint"])
        + _text(6, found["role"])
        + _text(7, found["hostname"])
    )
    info += _text(9, found["webui_url"])
    return _bytes(1, info) + _number(2, found["active"]) + _number(3, found["connected"]) + _number(11, 0)


def _tasks(state: Json) -> bytes:
    return b"".join(_bytes(2, _task(task)) for task in _all_tasks(state))


def _task(task: Json) -> bytes:
    ids = (
        _bytes(2, _text(1, task["id"]))
        + _bytes(3, _text(1, task["framework_id"]))
        + _bytes(5, _text(1, task["slave_id"]))
    )
    return _text(1, task["name"]) + ids + _number(6, STATES.index(task["state"].removeprefix("TASK_")))


# The wire: https://protobuf.dev/programming-guides/encoding


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(found + bytes((value,)))


def _number(place: int, value: int) -> bytes:
    return _varint(place << 3) + _varint(int(value))


def _double(place: int, value: float) -> bytes:
    return _varint(place << 3 | 1) + struct.pack("<d", value)


def _bytes(place: int, value: bytes) -> bytes:
    return _varint(place << 3 | 2) + _varint(len(value)) + value


def _text(place: int, value: str) -> bytes:
    return _bytes(place, value.encode())
