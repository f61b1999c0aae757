"""The shape of an app definition, as Marathon checks it before any rule: types, ranges, patterns, enumerations.

Source: mesosphere/marathon v1.8.222, docs/docs/rest-api/public/api/v2/types/*.raml. Unknown fields are ignored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tutorial.cluster.jsontext import Json

Violation = tuple[str, str]
"""A path (`/container/portMappings(0)/name`) and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be: `type` is object, array, map, string, number, integer or boolean."""

    type: str
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    values: tuple[str, ...] = ()
    fields: "Mapping[str, Kind] | None" = None
    items: "Kind | None" = None
    required: tuple[str, ...] = ()


_PYTHON: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "map": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}
_TOKEN = {"map": "object", "integer": "number", "array": "array"}


def violations(value: Json, kind: Kind, path: str = "") -> Iterator[Violation]:
    """Each way in which the value is not of its kind, with the tokens of Marathon's JSON library."""
    if not isinstance(value, _PYTHON[kind.type]) or (isinstance(value, bool) and kind.type != "boolean"):
        yield path or "/", f"error.expected.js{_TOKEN.get(kind.type, kind.type)}"
    elif kind.type == "object":
        yield from _object(value, kind, path)
    elif kind.type == "map" and kind.items:
        for name in value:
            yield from violations(value[name], kind.items, f"{path}/{name}")
    elif kind.type == "array" and kind.items:
        for index, item in enumerate(value):
            yield from violations(item, kind.items, f"{path}({index})")
    else:
        yield from _scalar(value, kind, path)


def _object(value: Json, kind: Kind, path: str) -> Iterator[Violation]:
    for name in kind.required:
        if value.get(name) is None:
            yield f"{path}/{name}", "error.path.missing"
    for name, field in (kind.fields or {}).items():
        if value.get(name) is not None:
            yield from violations(value[name], field, f"{path}/{name}")


def _scalar(value: Json, kind: Kind, path: str) -> Iterator[Violation]:
    if kind.minimum is not None and value < kind.minimum:
        yield path, "error.min"
    if kind.maximum is not None and value > kind.maximum:
        yield path, "error.max"
    if kind.pattern and not re.fullmatch(kind.pattern, value):
        yield path, "error.pattern"
    if kind.values and value.lower() not in {known.lower() for known in kind.values}:
        yield path, "error.unknown.enum.literal"


STRING, BOOLEAN = Kind("string"), Kind("boolean")
STRINGS = Kind("map", items=STRING)
COUNT = Kind("integer", minimum=0)
PORT = Kind("integer", minimum=0, maximum=65535)
PORT_NAME = Kind("string", pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
PROTOCOL = Kind("string", values=("tcp", "udp", "udp,tcp"))
NETWORK_NAME = Kind("string", pattern=r"[a-z0-9]([-a-z0-9_]*[a-z0-9])?")

NETWORK = Kind(
    "object",
    fields={
        "name": NETWORK_NAME,
        "mode": Kind("string", values=("container", "container/bridge", "host")),
        "labels": STRINGS,
    },
)
PORT_DEFINITION = Kind("object", fields={"port": PORT, "labels": STRINGS, "name": PORT_NAME, "protocol": PROTOCOL})
PORT_MAPPING = Kind(
    "object",
    fields={
        "containerPort": PORT,
        "hostPort": PORT,
        "labels": STRINGS,
        "name": PORT_NAME,
        "protocol": PROTOCOL,
        "servicePort": PORT,
        "networkNames": Kind("array", items=NETWORK_NAME),
    },
)
DOCKER = Kind(
    "object",
    required=("image",),
    fields={
        "forcePullImage": BOOLEAN,
        "image": STRING,
        "parameters": Kind(
            "array", items=Kind("object", required=("key", "value"), fields={"key": STRING, "value": STRING})
        ),
        "privileged": BOOLEAN,
    },
)
CONTAINER = Kind(
    "object",
    fields={
        "type": Kind("string", values=("MESOS", "DOCKER")),
        "docker": DOCKER,
        "volumes": Kind("array", items=Kind("object")),
        "portMappings": Kind("array", items=PORT_MAPPING),
    },
)
APP = Kind(
    "object",
    required=("id",),
    fields={
        "id": STRING,
        "acceptedResourceRoles": Kind("array", items=STRING),
        "args": Kind("array", items=STRING),
        "backoffFactor": Kind("number", minimum=1.0),
        "backoffSeconds": COUNT,
        "cmd": Kind("string"),
        "constraints": Kind("array", items=Kind("array", items=STRING)),
        "container": CONTAINER,
        "cpus": Kind("number", minimum=0.001),
        "dependencies": Kind("array", items=STRING),
        "disk": Kind("number", minimum=0),
        "env": Kind("map"),
        "executor": STRING,
        "instances": COUNT,
        "labels": STRINGS,
        "maxLaunchDelaySeconds": COUNT,
        "mem": Kind("number", minimum=0),
        "gpus": COUNT,
        "networks": Kind("array", items=NETWORK),
        "portDefinitions": Kind("array", items=PORT_DEFINITION),
        "requirePorts": BOOLEAN,
        "taskKillGracePeriodSeconds": COUNT,
        "upgradeStrategy": Kind(
            "object", fields={"maximumOverCapacity": Kind("number"), "minimumHealthCapacity": Kind("number")}
        ),
        "user": STRING,
        "killSelection": Kind("string", values=("YOUNGEST_FIRST", "OLDEST_FIRST")),
    },
)
