"""The model of app definitions as a JSON Schema, for editors: what it accepts is what Marathon accepts, as far as a
schema can say it.

The shape is made from `schema.APP`; the rules stand in `marathon.rules` and are said here a second time, each with
Marathon's own words as `x-message`. A test holds both to the same verdicts. What a schema can't say: that names or
numbers differ from each other, that an index or a name is one of another list, that a text is a regular expression.
"""

from collections.abc import Mapping

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import rules
from tutorial.cluster.marathon.definition import DEFAULTS, HEALTH_CHECK, READINESS_CHECK, SINGLE
from tutorial.cluster.marathon.fields import ABOUT
from tutorial.cluster.marathon.schema import APP, LARGEST, Kind

Schema = dict[str, Json]
INT32 = (-(2**31), 2**31 - 1)
_TYPES = {"map": "object"}


def app_schema() -> Schema:
    """The schema, in JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "App definition of Marathon 1.8",
        **_shape(APP, ""),
        "allOf": _rules(),
    }


# The shape


def _shape(kind: Kind, path: str, *, optional: bool = False) -> Schema:
    """The schema of a kind; an optional one may be null, which Marathon reads as absent."""
    name = _TYPES.get(kind.type, kind.type)
    told: Schema = {"type": [name, "null"] if optional else name}
    if kind.or_word is not None:
        told["type"] = [*_listed(told["type"]), "string"]
        told["pattern"] = f"^{kind.or_word}$"
        told["examples"] = [kind.or_word]
    if path in ABOUT:
        told["description"] = ABOUT[path]
    if (default := _default(path)) is not None:
        told["default"] = default
    return {**told, **_bounds(kind), **_inside(kind, path)}


def _listed(types: Json) -> list[Json]:
    return types if isinstance(types, list) else [types]


def _default(path: str) -> Json:
    group, _, name = path.rpartition(".")
    return {"": DEFAULTS, "healthChecks": HEALTH_CHECK, "readinessChecks": READINESS_CHECK}.get(group, {}).get(name)


def _bounds(kind: Kind) -> Schema:
    """The limits of a scalar."""
    told: Schema = {}
    if kind.type in {"integer", "number"}:
        least, most = INT32 if kind.type == "integer" else (-LARGEST, LARGEST)
        told["minimum"] = least if kind.minimum is None else kind.minimum
        told["maximum"] = most if kind.maximum is None else kind.maximum
    if kind.pattern is not None:
        told["pattern"] = f"^(?:{kind.pattern})$"
    if kind.shortest:
        told["minLength" if kind.type == "string" else "minItems"] = kind.shortest
    if kind.values:
        told["pattern"] = any_case(*kind.values)
        told["examples"] = list(kind.values)
    return told


def _inside(kind: Kind, path: str) -> Schema:
    """What stands in an object, a map or an array."""
    if kind.type == "map":
        return {"additionalProperties": _shape(kind.items, path, optional=True)} if kind.items else {}
    if kind.type == "array":
        return {"items": _shape(kind.items, path)} if kind.items else {}
    fields: Mapping[str, Kind] = kind.fields or {}
    if not fields:
        return {}
    told: Schema = {"required": list(kind.required)} if kind.required else {}
    told["properties"] = {
        name: _shape(field, f"{path}.{name}".lstrip("."), optional=name not in kind.required)
        for name, field in fields.items()
    }
    return told


def any_case(*words: str) -> str:
    """A pattern for any of some words, in capital or small letters."""
    one = ("".join(f"[{mark.upper()}{mark.lower()}]" if mark.isalpha() else mark for mark in word) for word in words)
    return f"^(?:{'|'.join(one)})$"


# The rules


def _given(name: str, **schema: Json) -> Schema:
    """A field that is there and not null."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}, **schema}}}


def _with(name: str, schema: Schema) -> Schema:
    return {"properties": {name: schema}}


def _never(message: str, *parts: Schema) -> Schema:
    """A definition to which all parts apply is refused with this message."""
    return {"not": {"allOf": list(parts)} if len(parts) > 1 else parts[0], "x-message": message}


NOTHING: Schema = {"additionalProperties": {"type": "null"}}
SOMETHING: Schema = {"type": "object", "not": NOTHING}
NETWORK_GIVEN = _given("networks", type="array", minItems=1)
OWN_NETWORK = _given("container", **_given("docker", **_given("network")))
HOST_OR_BRIDGE = _given("container", **_given("docker", **_given("network", pattern=any_case("HOST", "BRIDGE"))))
USER_NETWORK = _given("container", **_given("docker", **_given("network", pattern=any_case("USER"))))
DOCKER = _given("container", type="object", anyOf=[{"not": _given("type")}, _given("type", pattern=any_case("DOCKER"))])
MESOS = _given("container", **_given("type", pattern=any_case("MESOS")))
DOCKER_IMAGE = _given("container", **_given("docker"))
APPC_IMAGE = _given("container", **_given("appc"))
IMAGE: Schema = {
    "anyOf": [
        {"allOf": [DOCKER_IMAGE, {"not": APPC_IMAGE}]},
        {"allOf": [MESOS, APPC_IMAGE, {"not": DOCKER_IMAGE}]},
    ]
}
COMMAND = _given("cmd")
ARGUMENTS = _given("args", type="array", minItems=1)


def _rules() -> list[Schema]:
    return [*_identity(), *_run(), *_networks(), *_legacy(), *_others()]


def _identity() -> list[Schema]:
    """An id whose parts go up again (`..`) may have anything in what it leaves; of others the characters are known."""
    up = r"(?:^|/)\.\.(?:/|$)"
    plain = rf"^/*(?:(?:{rules.ID_PART})(?:/+|$))+$"
    reserved = rf"(?:^|/)(?:{'|'.join(rules.RESERVED)})(?:/|/\.)*$"
    keywords = f"must not end with any of the following reserved keywords: {', '.join(rules.RESERVED)}"
    ups: Schema = {"pattern": up}
    return [
        _with("id", {"anyOf": [ups, {"pattern": plain}], "x-message": rules.ID_MESSAGE}),
        _with("id", {"anyOf": [ups, {"not": {"pattern": reserved}}], "x-message": keywords}),
        _with("id", {"anyOf": [ups, {"not": {"pattern": r"^[/.]*$"}}], "x-message": "must not be root"}),
    ]


def _run() -> list[Schema]:
    either = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."
    return [
        {"anyOf": [COMMAND, ARGUMENTS, IMAGE], "x-message": either},
        _never(either, COMMAND, ARGUMENTS),
        _with("cmd", {"minLength": 2, "x-message": "must not be an empty string"}),
        _never("not defined", DOCKER, {"not": DOCKER_IMAGE}),
        _never("mesos containers should specify, at most, a single image type", MESOS, DOCKER_IMAGE, APPC_IMAGE),
        _never("GPU resources only work with the Mesos containerizer", _given("gpus", minimum=1), DOCKER),
        _never("AppDefinition must not use 'checks' if using docker", _given("check"), DOCKER),
    ]


def _networks() -> list[Schema]:
    mode = {name: _given("mode", pattern=any_case(name)) for name in ("host", "container/bridge")}
    container: Schema = {"not": {"anyOf": list(mode.values())}}
    combined = "May specify a single host network, single bridge network, or else 1-to-n container networks"
    named = "Network name must be specified when container network is selected."
    several = _given("networks", type="array", minItems=2)
    docker = "may only specify a single container network when using the Docker container engine"
    one_name = _given("networkNames", minItems=1, maxItems=1)
    mapping: Schema = {"if": _given("hostPort"), "then": one_name, "x-message": rules.AMBIGUOUS}
    return [
        _each("networks", _never("Host networks may not have names or labels", mode["host"], _labelled())),
        _each("networks", _never("Bridge networks may not have names", mode["container/bridge"], _given("name"))),
        _each("networks", _never(named, container, {"not": _given("name")})),
        _with("networks", {"anyOf": [{"maxItems": 1}, {"items": container}], "x-message": combined}),
        _never(docker, several, DOCKER),
        {"if": several, "then": _with("container", _each("portMappings", mapping))},
    ]


def _labelled() -> Schema:
    return {"anyOf": [_given("name"), _given("labels", **SOMETHING)]}


def _each(name: str, schema: Schema) -> Schema:
    """A rule for each item of a list."""
    return _with(name, {"items": schema})


def _legacy() -> list[Schema]:
    """Forms of older Marathons."""
    address = _given("ipAddress")
    unnamed = {"not": _given("ipAddress", **_given("networkName"))}
    named = "Network name must be specified when container network is selected."
    mappings = _given(
        "container", allOf=[_given("portMappings", minItems=1), _given("docker", **_given("portMappings"))]
    )
    none = _given("container", **_given("docker", **_given("network", pattern=any_case("NONE"))))
    ports: Schema = {"anyOf": [_given(name, type="array", minItems=1) for name in ("ports", "portDefinitions")]}
    return [
        *_unused(),
        _never("ipAddress/discovery is not allowed for Docker containers", DOCKER, _given("ipAddress", **DISCOVERY)),
        _never("cannot specify both an IP address and port", address, ports),
        _never("cannot specify both uris and fetch fields", _given("uris", minItems=1), _given("fetch", minItems=1)),
        _never("must not specify both container.docker.network and networks", OWN_NETWORK, NETWORK_GIVEN),
        _never("must not specify both networks and ipAddress", address, NETWORK_GIVEN),
        _never("cannot specify both portMappings and docker.portMappings", mappings),
        _never("unsupported docker network type NONE", none),
        _never(named, {"anyOf": [USER_NETWORK, address]}, {"not": HOST_OR_BRIDGE}, unnamed),
    ]


DISCOVERY = _given("discovery")


def _unused() -> list[Schema]:
    """Fields of an image that its containerizer does not know."""
    listed: Schema = {"not": {"type": "array", "maxItems": 0}}
    plain: Schema = {"not": APPC_IMAGE}
    said = {"network": {}, "parameters": listed, "portMappings": listed}
    given = {name: _given("container", **_given("docker", **_given(name, allOf=[rule]))) for name, rule in said.items()}
    credential = _given("container", **_given("docker", **_given("credential")))
    return [
        _never("must be empty", plain, credential),
        *(_never("must be empty", plain, MESOS, field) for field in given.values()),
    ]


def _others() -> list[Schema]:
    mesos = _given("protocol", pattern=any_case(*sorted(rules.MESOS_CHECKS)))
    checks = {"contains": mesos, "minContains": 0, "maxContains": 1}
    six = _given("ipProtocol", pattern=any_case("IPv6"))
    asked = _given("protocol", pattern=any_case(*sorted(rules.MESOS_CHECKS - {"COMMAND"})))
    single = _given("labels", required=[SINGLE], properties={SINGLE: {"const": "true"}})
    one = "Single instance app may only have one instance"
    share: Schema = {"minimum": 0, "maximum": 1, "x-message": "expected between 0.0 and 1.0"}
    return [
        _with("healthChecks", {**checks, "x-message": "AppDefinition can contain at most one Mesos health check"}),
        _with("readinessChecks", {"maxItems": 1, "x-message": "expected 1 or less"}),
        _with(
            "secrets",
            {**NOTHING, "x-message": "Feature secrets is not enabled. Enable with --enable_features secrets)"},
        ),
        _with(
            "upgradeStrategy", {"properties": dict.fromkeys(("maximumOverCapacity", "minimumHealthCapacity"), share)}
        ),
        _with("instances", {"minimum": 0, "x-message": "expected 0 or more"}),
        _never(one, single, _given("instances", minimum=2)),
        _each("healthChecks", _never(rules.IPV6, six, {"not": asked})),
        {"if": DOCKER, "else": _each("healthChecks", _never(rules.IPV6, six))},
        *(_each("constraints", rule) for rule in _constraints()),
    ]


def _constraints() -> list[Schema]:
    operators = "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS"
    number: Schema = {"pattern": r"^\d+$"}
    grouped = "GROUP BY must define an integer value or else no value at all"
    like = "LIKE and UNLIKE require a non-empty, regular expression value"
    return [
        {"minItems": 2, "maxItems": 3, "x-message": "Each constraint must have either 2 or 3 fields"},
        {"prefixItems": [{}, {"pattern": any_case(*rules.OPERATORS)}], "x-message": operators},
        _operator({"maxItems": 2, "x-message": "UNIQUE does not accept a value"}, "UNIQUE"),
        _operator(
            {"minItems": 3, "prefixItems": [{}, {}, number], "x-message": "MAX_PER requires an integer value"},
            "MAX_PER",
        ),
        _operator({"prefixItems": [{}, {}, number], "x-message": grouped}, "GROUP_BY"),
        _operator(
            {"prefixItems": [{}, {}, {"pattern": f"^(?:{rules.TEXT_OR_FLOAT})$"}], "x-message": rules.ONLY_TEXT}, "IS"
        ),
        _operator({"minItems": 3, "prefixItems": [{}, {}, {"minLength": 1}], "x-message": like}, "LIKE", "UNLIKE"),
    ]


def _operator(then: Schema, *names: str) -> Schema:
    """What a constraint with one of these operators must be."""
    return {"if": {"minItems": 2, "prefixItems": [{}, {"pattern": any_case(*names)}]}, "then": then}
