"""From what a client sends to what Marathon stores: defaults, canonical spelling, order of the fields.

Source: mesosphere/marathon v1.8.222, api/v2/AppNormalization.scala, NetworkNormalization.scala, raml/Apps.scala.
"""

from collections.abc import Callable

from tutorial.cluster.jsontext import Json

HOST, BRIDGE, CONTAINER = "host", "container/bridge", "container"

FIELDS = (
    *("id", "acceptedResourceRoles", "args", "backoffFactor", "backoffSeconds", "cmd", "constraints", "container"),
    *("cpus", "dependencies", "disk", "env", "executor", "executorResources", "fetch", "healthChecks", "check"),
    *("instances", "labels", "maxLaunchDelaySeconds", "mem", "gpus", "networks", "portDefinitions"),
    *("readinessChecks", "residency", "requirePorts", "secrets", "taskKillGracePeriodSeconds", "upgradeStrategy"),
    *("user", "killSelection", "unreachableStrategy", "tty"),
)
"""The order in which Marathon writes the fields of an app; the version fields follow where `documents` puts them."""

DEFAULTS: dict[str, Json] = {
    "backoffFactor": 1.15,
    "backoffSeconds": 1,
    "cpus": 1,
    "disk": 0,
    "executor": "",
    "instances": 1,
    "labels": {},
    "maxLaunchDelaySeconds": 300,
    "mem": 128,
    "gpus": 0,
    "requirePorts": False,
    "killSelection": "YOUNGEST_FIRST",
}
HEALTH_CHECK: dict[str, Json] = {
    "gracePeriodSeconds": 300,
    "intervalSeconds": 60,
    "maxConsecutiveFailures": 3,
    "protocol": "HTTP",
    "ipProtocol": "IPv4",
    "timeoutSeconds": 20,
    "delaySeconds": 15,
}
HEALTH_CHECK_FIELDS = (
    *("command", "gracePeriodSeconds", "ignoreHttp1xx", "intervalSeconds", "maxConsecutiveFailures", "path", "port"),
    *("portIndex", "protocol", "ipProtocol", "timeoutSeconds", "delaySeconds"),
)
READINESS_CHECK: dict[str, Json] = {
    "name": "readinessCheck",
    "protocol": "HTTP",
    "path": "/",
    "portName": "http-api",
    "intervalSeconds": 30,
    "timeoutSeconds": 10,
    "httpStatusCodesForReady": [200],
    "preserveLastResponse": False,
}
SINGLE = "MARATHON_SINGLE_INSTANCE_APP"
OMITTED_WHEN_EMPTY = frozenset(
    {"args", "constraints", "dependencies", "env", "fetch", "healthChecks", "readinessChecks", "secrets"}
)


def path_id(text: str) -> str:
    """An app id as an absolute path: `httpi`, `//httpi/` and `/shop/../httpi` are `/httpi`."""
    parts: list[str] = []
    for part in text.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)


def canonical(text: str, base: str) -> str:
    """An id as an absolute path; a relative one is meant from `base` on: `../db` from `/shop/web` is `/shop/db`."""
    return path_id(text if text.startswith("/") else f"{base}/{text}")


def mode(definition: Json) -> str:
    """The network mode of a normalised definition: `host`, `container/bridge` or `container`."""
    networks = definition["networks"]
    return str(networks[0]["mode"]) if networks else HOST


def ports(definition: Json) -> list[Json]:
    """The port definitions or port mappings of a normalised definition, in their order."""
    if mode(definition) == HOST:
        return list(definition.get("portDefinitions", []))
    return list(definition.get("container", {}).get("portMappings", []))


def ports_pointer(definition: Json, index: int) -> str:
    """The JSON pointer of a port definition or mapping."""
    return f"/portDefinitions/{index}" if mode(definition) == HOST else f"/container/portMappings/{index}"


def number(value: Json) -> Json:
    """A number as Marathon's JSON writer prints it: without a zero fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def without_nulls(value: Json) -> Json:
    """The document with null fields taken out: Marathon reads them as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def normalised(given: Json) -> Json:
    """The complete definition of an app whose shape was checked, fields in Marathon's order; service ports still 0."""
    app = {**DEFAULTS, **without_nulls(given)}
    app["id"] = path_id(app["id"])
    app["dependencies"] = list(dict.fromkeys(canonical(path, app["id"]) for path in app.get("dependencies", [])))
    app["networks"] = [_network(network) for network in app.get("networks") or [{"mode": HOST}]]
    app["upgradeStrategy"] = _upgrade(app)
    app["killSelection"] = app["killSelection"].upper()
    app["unreachableStrategy"] = _unreachable(app.get("unreachableStrategy", {}))
    _network_parts(app)
    app["healthChecks"] = [_health_check(check, ports(app)) for check in app.get("healthChecks", [])]
    app["readinessChecks"] = [_readiness_check(check) for check in app.get("readinessChecks", [])]
    kept = {name: app[name] for name in FIELDS if name in app}
    return {name: number(value) for name, value in kept.items() if value or name not in OMITTED_WHEN_EMPTY}


def single(app: Json) -> bool:
    """Whether an app asks by its label that no two of its tasks ever run at the same time."""
    return bool(app["labels"].get(SINGLE) == "true")


def _upgrade(app: Json) -> Json:
    given, share = app.get("upgradeStrategy", {}), 0 if single(app) else 1
    return {name: number(given.get(name, share)) for name in ("maximumOverCapacity", "minimumHealthCapacity")}


def _unreachable(given: Json) -> Json:
    zeros = {"inactiveAfterSeconds": 0, "expungeAfterSeconds": 0}
    return given if given == "disabled" else {name: number(given.get(name, zero)) for name, zero in zeros.items()}


def _health_check(given: Json, app_ports: list[Json]) -> Json:
    """A health check with its defaults; one without a port looks at the app's first."""
    check = {**HEALTH_CHECK, **given}
    check["protocol"] = check["protocol"].upper()
    check["ipProtocol"] = {"ipv6": "IPv6"}.get(check["ipProtocol"].lower(), "IPv4")
    if check["protocol"] != "COMMAND" and app_ports and not {"port", "portIndex"} & set(given):
        check["portIndex"] = 0
    return {name: number(check[name]) for name in HEALTH_CHECK_FIELDS if name in check}


def _readiness_check(given: Json) -> Json:
    """A readiness check with its defaults, its fields in Marathon's order, each status once."""
    check = {**READINESS_CHECK, **given}
    check["protocol"] = check["protocol"].upper()
    check["httpStatusCodesForReady"] = list(dict.fromkeys(map(number, check["httpStatusCodesForReady"])))
    return {name: number(check[name]) for name in READINESS_CHECK}


def _network(given: Json) -> Json:
    network = {"mode": given.get("mode", CONTAINER).lower()}
    named = {"name": given["name"]} if "name" in given else {}
    labels = {"labels": given["labels"]} if given.get("labels") else {}
    return {**named, **network, **labels}


def _network_parts(app: Json) -> None:
    """Ports and container, which depend on each other: host apps have definitions, the others mappings."""
    host = mode(app) == HOST
    if not host and "container" not in app:
        app["container"] = {"type": "MESOS"}
    if "container" in app:
        app["container"] = _container(app["container"])
    if host:
        app.get("container", {}).pop("portMappings", None)
        given = app.get("portDefinitions", [{"port": 0, "name": "default"}])
        app["portDefinitions"] = [_port_definition(port) for port in given]
        return
    definitions = app.pop("portDefinitions", [])
    app["requirePorts"] = False
    given = app["container"].get("portMappings", [] if definitions else [{"name": "default"}])
    missing: list[Json] = [{}] * (len(definitions) - len(given))
    app["container"]["portMappings"] = [_port_mapping(port, mode(app)) for port in [*given, *missing]]


def _container(given: Json) -> Json:
    container = {"type": given.get("type", "DOCKER").upper()}
    if "docker" in given:
        docker = {"forcePullImage": False, "parameters": [], "privileged": False, **given["docker"]}
        order = ("credential", "pullConfig", "forcePullImage", "image", "parameters", "privileged")
        container["docker"] = {name: docker[name] for name in order if name in docker}
    container |= {"appc": given["appc"]} if "appc" in given else {}
    container["volumes"] = list(given.get("volumes", []))
    if "portMappings" in given:
        container["portMappings"] = list(given["portMappings"])
    return container


def _protocol(given: Json) -> str:
    protocol = str(given.get("protocol", "tcp")).lower()
    return "udp,tcp" if protocol == "tcp,udp" else protocol


def _port_definition(given: Json) -> Json:
    port = {"port": number(given.get("port", 0))}
    port |= {"labels": given["labels"]} if given.get("labels") else {}
    port |= {"name": given["name"]} if "name" in given else {}
    return port | {"protocol": _protocol(given)}


def _port_mapping(given: Json, network_mode: str) -> Json:
    mapping = {"containerPort": number(given.get("containerPort", 0))}
    if "hostPort" in given or network_mode == BRIDGE:
        mapping["hostPort"] = number(given.get("hostPort", 0))
    mapping["labels"] = dict(given.get("labels", {}))
    mapping |= {"name": given["name"]} if "name" in given else {}
    mapping |= {"protocol": _protocol(given), "servicePort": number(given.get("servicePort", 0))}
    return mapping | ({"networkNames": given["networkNames"]} if given.get("networkNames") else {})


def each_port(app: Json, change: Callable[[Json], Json]) -> Json:
    """The definition with every port definition or mapping replaced by what `change` makes of it."""
    if mode(app) == HOST:
        return {**app, "portDefinitions": [change(port) for port in app["portDefinitions"]]}
    mappings = [change(port) for port in app["container"]["portMappings"]]
    return {**app, "container": {**app["container"], "portMappings": mappings}}
