"""The shape of an app definition, as Marathon checks it before any rule: types, ranges, patterns, enumerations.

Source: mesosphere/marathon v1.8.222, docs/docs/rest-api/public/api/v2/types/*.raml. Unknown fields are ignored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import float_info

from tutorial.cluster.jsontext import Json

Violation = tuple[str, str]
"""A path (`/container/portMappings(0)/name`) and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be: `type` is object, array, map, string, number, integer or boolean.

    `shortest` is how long a text or array must be, `or_word` a text that may stand in its place.
    """

    type: str
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    values: tuple[str, ...] = ()
    fields: "Mapping[str, Kind] | None" = None
    items: "Kind | None" = None
    required: tuple[str, ...] = ()
    shortest: int = 0
    or_word: str | None = None


LARGEST = float_info.max
_PYTHON: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "map": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": (int, float),
    "boolean": bool,
}
_TOKEN = {"map": "object", "integer": "number", "array": "array"}


def violations(value: Json, kind: Kind, path: str = "") -> Iterator[Violation]:
    """Each way in which the value is not of its kind, with the tokens of Marathon's JSON library."""
    if kind.or_word is not None and value == kind.or_word:
        return
    if not _fits(value, kind):
        yield path or "/", f"error.expected.{_expected(value, kind)}"
    elif kind.type == "object":
        yield from _object(value, kind, path)
    elif kind.type == "map" and kind.items:
        for name in value:
            yield from violations(value[name], kind.items, f"{path}/{name}")
    elif kind.type == "array" and len(value) < kind.shortest:
        yield path, "error.minLength"
    elif kind.type == "array" and kind.items:
        for index, item in enumerate(value):
            yield from violations(item, kind.items, f"{path}({index})")
    else:
        yield from _scalar(value, kind, path)


def _fits(value: Json, kind: Kind) -> bool:
    """Whether a value is of the kind's type; a number is a finite double, an integer one of 32 bits."""
    if isinstance(value, bool) or not _is(value, kind):
        return isinstance(value, bool) and kind.type == "boolean"
    if kind.type == "integer":
        return bool(-(2**31) <= value < 2**31 and value == int(value))
    return kind.type != "number" or bool(abs(value) <= LARGEST)


def _is(value: Json, kind: Kind) -> bool:
    return isinstance(value, _PYTHON[kind.type])


def _expected(value: Json, kind: Kind) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "int" if kind.type == "integer" and number else f"js{_TOKEN.get(kind.type, kind.type)}"


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
    if kind.type == "string" and len(value) < kind.shortest:
        yield path, "error.minLength"
    if kind.pattern and not re.fullmatch(kind.pattern, value):
        yield path, "error.pattern"
    if kind.values and value.lower() not in {known.lower() for known in kind.values}:
        yield path, "error.unknown.enum.literal"


STRING, BOOLEAN, NUMBER = Kind("string"), Kind("boolean"), Kind("number")
LIST, OBJECT = Kind("array"), Kind("object")
STRINGS = Kind("map", items=STRING)
STRING_LIST = Kind("array", items=STRING)
COUNT = Kind("integer", minimum=0)
AMOUNT = Kind("number", minimum=0)
PORT = Kind("integer", minimum=0, maximum=65535)
PORT_NAME = Kind("string", pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
PROTOCOL = Kind("string", values=("tcp", "udp", "udp,tcp"))
NETWORK_NAME = Kind("string", pattern=r"(?=.{1,63}$)[a-z0-9]([-a-z0-9_]*[a-z0-9])?")

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
PARAMETER = Kind("object", required=("key", "value"), fields={"key": STRING, "value": STRING})
DOCKER = Kind(
    "object",
    required=("image",),
    fields={
        "credential": OBJECT,
        "pullConfig": OBJECT,
        "forcePullImage": BOOLEAN,
        "image": STRING,
        "network": Kind("string", values=("BRIDGE", "HOST", "NONE", "USER")),
        "parameters": Kind("array", items=PARAMETER),
        "portMappings": Kind("array", items=PORT_MAPPING),
        "privileged": BOOLEAN,
    },
)
APPC = Kind("object", required=("image",), fields={"id": STRING, "image": STRING, "labels": STRINGS})
CONTAINER = Kind(
    "object",
    fields={
        "type": Kind("string", values=("MESOS", "DOCKER")),
        "docker": DOCKER,
        "appc": APPC,
        "volumes": Kind("array", items=OBJECT),
        "portMappings": Kind("array", items=PORT_MAPPING),
    },
)
HEALTH_CHECK = Kind(
    "object",
    fields={
        "command": OBJECT,
        "delaySeconds": COUNT,
        "gracePeriodSeconds": COUNT,
        "ignoreHttp1xx": BOOLEAN,
        "intervalSeconds": COUNT,
        "ipProtocol": Kind("string", values=("IPv4", "IPv6")),
        "maxConsecutiveFailures": COUNT,
        "path": STRING,
        "port": PORT,
        "portIndex": COUNT,
        "protocol": Kind(
            "string", values=("HTTP", "HTTPS", "TCP", "COMMAND", "MESOS_TCP", "MESOS_HTTP", "MESOS_HTTPS")
        ),
        "timeoutSeconds": COUNT,
    },
)
WORD = Kind("string", shortest=1)
READINESS_CHECK = Kind(
    "object",
    fields={
        "name": WORD,
        "protocol": Kind("string", values=("HTTP", "HTTPS")),
        "path": WORD,
        "portName": PORT_NAME,
        "intervalSeconds": COUNT,
        "timeoutSeconds": Kind("integer", minimum=1),
        "httpStatusCodesForReady": Kind("array", shortest=1, items=Kind("integer", minimum=100, maximum=999)),
        "preserveLastResponse": BOOLEAN,
    },
)
UPGRADE = Kind("object", fields={"maximumOverCapacity": NUMBER, "minimumHealthCapacity": NUMBER})
UNREACHABLE = Kind("object", fields={"inactiveAfterSeconds": COUNT, "expungeAfterSeconds": COUNT}, or_word="disabled")
DISCOVERED_PORT = Kind(
    "object",
    required=("number", "name", "protocol"),
    fields={"number": PORT, "name": PORT_NAME, "protocol": PROTOCOL, "labels": STRINGS},
)
DISCOVERY = Kind("object", fields={"ports": Kind("array", items=DISCOVERED_PORT)})
ADDRESS = Kind("object", fields={"networkName": NETWORK_NAME, "labels": STRINGS, "discovery": DISCOVERY})
APP = Kind(
    "object",
    required=("id",),
    fields={
        "id": STRING,
        "acceptedResourceRoles": STRING_LIST,
        "args": STRING_LIST,
        "backoffFactor": Kind("number", minimum=1.0),
        "backoffSeconds": COUNT,
        "cmd": STRING,
        "constraints": Kind("array", items=STRING_LIST),
        "container": CONTAINER,
        "cpus": Kind("number", minimum=0.001),
        "dependencies": STRING_LIST,
        "disk": AMOUNT,
        "env": STRINGS,
        "executor": STRING,
        "executorResources": OBJECT,
        "fetch": Kind("array", items=Kind("object", required=("uri",), fields={"uri": STRING})),
        "healthChecks": Kind("array", items=HEALTH_CHECK),
        "check": OBJECT,
        "instances": Kind("integer"),
        "ipAddress": ADDRESS,
        "labels": STRINGS,
        "maxLaunchDelaySeconds": COUNT,
        "mem": AMOUNT,
        "gpus": COUNT,
        "networks": Kind("array", items=NETWORK),
        "portDefinitions": Kind("array", items=PORT_DEFINITION),
        "ports": Kind("array", items=PORT),
        "readinessChecks": Kind("array", items=READINESS_CHECK),
        "requirePorts": BOOLEAN,
        "residency": OBJECT,
        "secrets": Kind("map"),
        "taskKillGracePeriodSeconds": COUNT,
        "tty": BOOLEAN,
        "upgradeStrategy": UPGRADE,
        "uris": STRING_LIST,
        "user": STRING,
        "killSelection": Kind("string", values=("YOUNGEST_FIRST", "OLDEST_FIRST")),
        "unreachableStrategy": UNREACHABLE,
    },
)
