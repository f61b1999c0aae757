"""The shape of a pool definition (API V2), as a JSON Schema with the defaults of its fields.

Source: edge-lb-v2.yaml. Fields that Edge-LB has and this simulation has not may have only the value that changes
nothing.
"""

from copy import deepcopy

from tutorial.cluster.jsontext import Json
from tutorial.cluster.servers.haproxy import BALANCES

TEXT: Json = {"type": "string", "minLength": 1}
FLAG: Json = {"type": "boolean"}
LATER: Json = {"not": {}}
"""A field that Edge-LB has, and that is not simulated yet."""
NAME = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?\\Z"
TOKEN: Json = {"type": "string", "maxLength": 255, "pattern": "^[A-Za-z0-9_.:-]+\\Z"}
"""A name in a configuration of HAProxy."""
VALUE: Json = {"type": "string", "maxLength": 255, "pattern": r"^[^\s\"'\\#{}$]+\Z"}
"""A value in a condition of HAProxy: one word that needs no quotes."""


def _only(value: Json) -> Json:
    """A field that has this value unless it says otherwise, and must not say otherwise yet."""
    return {"const": value, "default": value}


def _some(kind: Json, default: Json) -> Json:
    return {**kind, "default": default}


def _object(required: tuple[str, ...] = (), **fields: Json) -> Json:
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def _list(items: Json, **more: Json) -> Json:
    return {"type": "array", "items": items, **more}


def _enum(*values: str) -> Json:
    return {"enum": list(values)}


def _number(kind: str, minimum: float, default: float, maximum: float = 1_000_000) -> Json:
    return {"type": kind, "minimum": minimum, "maximum": maximum, "default": default}


PORT: Json = {"type": "integer", "minimum": 0, "maximum": 65535}
PROTOCOL = _enum("HTTP", "HTTPS", "TCP", "TLS")
CONDITIONS = ("hostEq", "hostReg", "pathBeg", "pathEnd", "pathReg")

LINK = _object(
    ("backend",),
    backend=TOKEN,
    hostEq={"type": "string", "maxLength": 255, "pattern": r"^[^\sA-Z\"'\\#{}$:]+\Z"},
    hostReg=LATER,
    pathBeg=VALUE,
    pathEnd=VALUE,
    pathReg=LATER,
)
FRONTEND = _object(
    ("bindPort", "protocol", "linkBackend"),
    name=TOKEN,
    bindAddress=_only("0.0.0.0"),  # noqa: S104 (of a simulated machine)
    bindPort=PORT,
    bindModifier=LATER,
    certificates=_list({"type": "string", "pattern": r"^[^\s\"'\\#]+\Z"}, default=[]),
    redirectToHttps=LATER,
    miscStrs=_only([]),
    protocol=PROTOCOL,
    linkBackend=_object(defaultBackend=TOKEN, map=_list(LINK, default=[])),
)
REWRITE = _object(
    host=LATER,
    path=LATER,
    sticky=LATER,
    request=_some(
        _object(
            **{
                name: _some(FLAG, True)
                for name in (
                    "forwardfor",
                    "xForwardedPort",
                    "xForwardedProtoHttpsIfTls",
                    "setHostHeader",
                    "rewritePath",
                )
            }
        ),
        {},
    ),
    response=_some(_object(rewriteLocation=_some(FLAG, True)), {}),
)
ENDPOINT = _object(
    type=_some(_enum("AUTO_IP", "AGENT_IP", "CONTAINER_IP", "ADDRESS"), "AUTO_IP"),
    miscStr=LATER,
    check=_some(_object(enabled=_some(FLAG, True), customStr=LATER), {}),
    address=TEXT,
    port={**PORT, "minimum": 1},
    portName=TEXT,
    allPorts=FLAG,
)
SERVICE = _object(
    ("endpoint",),
    marathon=_some(_object(serviceID=TEXT, serviceIDPattern=TEXT, containerName=LATER, containerNamePattern=LATER), {}),
    mesos=_some(
        _object(
            frameworkName=TEXT,
            frameworkNamePattern=TEXT,
            frameworkID=LATER,
            frameworkIDPattern=LATER,
            taskName=TEXT,
            taskNamePattern=TEXT,
            taskID=TEXT,
            taskIDPattern=TEXT,
        ),
        {},
    ),
    endpoint=ENDPOINT,
)
BACKEND = _object(
    ("name", "protocol", "services"),
    name=TOKEN,
    protocol=PROTOCOL,
    rewriteHttp=_some(REWRITE, {}),
    balance=_some(_enum(*BALANCES), "roundrobin"),
    customCheck=LATER,
    miscStrs=_only([]),
    services=_list(SERVICE, minItems=1),
)
POOL = _object(
    ("apiVersion", "name", "haproxy"),
    apiVersion={"const": "V2"},
    name={"type": "string", "pattern": NAME, "maxLength": 63},
    namespace=_only("dcos-edgelb/pools"),
    packageName=_only("edgelb-pool"),
    packageVersion=TEXT,
    role=_some(_enum("slave_public", "*"), "slave_public"),
    cpus=_number("number", 0.1, 0.9),
    cpusAdminOverhead=_number("number", 0, 0.1),
    mem=_number("integer", 32, 992),
    memAdminOverhead=_number("integer", 0, 32),
    disk=_number("integer", 0, 256),
    count=_number("integer", 1, 1, 100),
    constraints=_only("hostname:UNIQUE"),
    ports=_only([]),
    secrets=_only([]),
    environmentVariables=LATER,
    autoCertificate=FLAG,
    virtualNetworks=_only([]),
    haproxy=_object(
        ("frontends", "backends"),
        stats=_some(_object(bindAddress=_only("0.0.0.0"), bindPort=_some(PORT, 9090)), {}),  # noqa: S104
        frontends=_list(FRONTEND, minItems=1, maxItems=100),
        backends=_list(BACKEND, minItems=1, maxItems=100),
    ),
)
"""What a pool must look like."""


def filled(given: Json, schema: Json = POOL) -> Json:
    """A document that has the shape, with the defaults of what it does not say; names in the schema's order, and 80.0,
    which is an integer in JSON, as 80."""
    if schema.get("type") == "array":
        return [filled(item, schema["items"]) for item in given]
    if schema.get("type") != "object":
        return int(given) if schema.get("type") == "integer" else deepcopy(given)
    fields = schema["properties"]
    known = {name: given[name] if name in given else fields[name].get("default") for name in fields}
    return {name: filled(value, fields[name]) for name, value in known.items() if value is not None}
