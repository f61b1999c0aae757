"""The rules an app definition must keep once its shape is right, with Marathon's own words for each breach.

Source: mesosphere/marathon v1.8.222, api/v2/validation/{App,Network,Scheduling}Validation.scala.
"""

import re
from collections.abc import Callable, Iterator

from tutorial.cluster import patterns
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import BRIDGE, CONTAINER, HOST, mode, path_id, ports, single
from tutorial.cluster.marathon.schema import Violation

ID_PART = r"(([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])\.)*([a-z0-9]|[a-z0-9][a-z0-9\-]*[a-z0-9])|(\.|\.\.)"
ID_MESSAGE = (
    "must fully match regular expression '^(([a-z0-9]|[a-z0-9][a-z0-9\\\\-]*[a-z0-9])\\\\.)*"
    "([a-z0-9]|[a-z0-9][a-z0-9\\\\-]*[a-z0-9])|(\\\\.|\\\\.\\\\.)$'"
).replace("\\\\", "\\")
RESERVED = ("restart", "tasks", "versions")


def identity(app: Json) -> Iterator[Violation]:
    """The id: not the root, allowed characters, no reserved last part."""
    parts = path_id(app["id"])[1:].split("/")
    if parts == [""]:
        yield "/", "must not be root"
        return
    if not all(re.fullmatch(ID_PART, part) for part in parts):
        yield "/id", ID_MESSAGE
    if parts[-1] in RESERVED:
        yield "/id", f"must not end with any of the following reserved keywords: {', '.join(RESERVED)}"


def networks(app: Json) -> Iterator[Violation]:
    """Names and combinations of networks."""
    found = app["networks"]
    modes = [network["mode"] for network in found]
    for network in found:
        if network["mode"] == HOST and ("name" in network or network.get("labels")):
            yield "/networks", "Host networks may not have names or labels"
        if network["mode"] == BRIDGE and "name" in network:
            yield "/networks", "Bridge networks may not have names"
    if len(set(modes)) > 1 or modes.count(HOST) > 1 or modes.count(BRIDGE) > 1:
        yield (
            "/networks",
            "May specify a single host network, single bridge network, or else 1-to-n container networks",
        )
    names = [network.get("name") for network in found if network["mode"] == CONTAINER]
    if len(names) != len(set(names)):
        yield "/networks", "Duplicate networks are not allowed"
    if len(names) > 1 and app.get("container", {}).get("type") == "DOCKER":
        yield "/", "may only specify a single container network when using the Docker container engine"


def port_numbers(app: Json) -> Iterator[Violation]:
    """Names and numbers of ports are each used once."""
    path = "/portDefinitions" if mode(app) == HOST else "/container/portMappings"
    names = [port["name"] for port in ports(app) if "name" in port]
    if len(names) != len(set(names)):
        yield path, "Port names must be unique."
    numbers = [port["port"] for port in app.get("portDefinitions", []) if port["port"]]
    if len(numbers) != len(set(numbers)):
        yield "/portDefinitions", "Ports must be unique."


def something_to_run(app: Json) -> Iterator[Violation]:
    """A command, arguments or an image."""
    container = app.get("container", {})
    image = _image(container)
    if ("cmd" in app and app.get("args")) or not ("cmd" in app or app.get("args") or image):
        yield "/", "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."
    if "cmd" in app and len(app["cmd"]) < 2:
        yield "/", "must not be an empty string"
    if container.get("type") == "DOCKER" and "docker" not in container:
        yield "/container/docker", "not defined"
    if container.get("type") == "MESOS" and {"docker", "appc"} <= set(container):
        yield "/container", "mesos containers should specify, at most, a single image type"
    if app["gpus"] and app.get("container", {}).get("type") == "DOCKER":
        yield "/", "GPU resources only work with the Mesos containerizer"


def _image(container: Json) -> Json:
    """The image that a container's type can use; None where it has none, or two."""
    kinds = ("docker",) if container.get("type") == "DOCKER" else ("docker", "appc")
    found = [container[kind] for kind in ("docker", "appc") if kind in container]
    return found[0] if len(found) == 1 and any(kind in container for kind in kinds) else None


AMBIGUOUS = (
    "networkNames must be a single item list when hostPort is specified and more than 1 container network is defined"
)


def network_names(app: Json) -> Iterator[Violation]:
    """Every container network has a name, and a mapping names networks of its app."""
    known = [network.get("name") for network in app["networks"] if network["mode"] == CONTAINER]
    if None in known:
        yield "/networks", "Network name must be specified when container network is selected."
    for index, port in enumerate(ports(app)):
        path = f"/container/portMappings({index})"
        if len(known) > 1 and "hostPort" in port and len(port.get("networkNames", [])) != 1:
            yield path, AMBIGUOUS
        for place, name in enumerate(port.get("networkNames", [])):
            if name not in known:
                yield f"{path}/networkNames({place})", f"is not one of ({','.join(map(str, known))})"


MARATHON_CHECKS = frozenset({"HTTP", "HTTPS", "TCP"})
MESOS_CHECKS = frozenset({"COMMAND", "MESOS_TCP", "MESOS_HTTP", "MESOS_HTTPS"})
IPV6 = "IPv6 can only be used for container type DOCKER and Mesos http/https/tcp health checks"


def health_checks(app: Json) -> Iterator[Violation]:
    """Health checks look at ports that are there; Mesos makes one at most."""
    checks = app.get("healthChecks", [])
    for index, check in enumerate(checks):
        if not _has_port(check, len(ports(app))):
            yield (
                f"/healthChecks({index})",
                "Health check port indices must address an element of the ports array or container port mappings.",
            )
        docker = app.get("container", {}).get("type") == "DOCKER"
        if check["ipProtocol"] != "IPv4" and not (docker and check["protocol"] in MESOS_CHECKS - {"COMMAND"}):
            yield f"/healthChecks({index})", IPV6
    if sum(check["protocol"] in MESOS_CHECKS for check in checks) > 1:
        yield "/", "AppDefinition can contain at most one Mesos health check"
    if "check" in app and app.get("container", {}).get("type") == "DOCKER":
        yield "/", "AppDefinition must not use 'checks' if using docker"


def _has_port(check: Json, count: int) -> bool:
    """Whether a check that Marathon makes itself has a port to look at, of so many."""
    if "command" in check or check["protocol"] not in MARATHON_CHECKS:
        return True
    return bool(check["portIndex"] < count if "portIndex" in check else "port" in check)


MANY = "got {}, expected 1 or less"


def readiness_checks(app: Json) -> Iterator[Violation]:
    """One readiness check at most, of a port that is there, over before the next one begins."""
    checks = app.get("readinessChecks", [])
    if len(checks) > 1:
        yield "/readinessChecks/size", MANY.format(len(checks))
    names = [port.get("name") for port in ports(app)]
    for index, check in enumerate(checks):
        if check["portName"] not in names:
            words = f"No port definition reference for portName {check['portName']}"
            yield f"/readinessChecks({index})/portName", words
        if check["timeoutSeconds"] >= check["intervalSeconds"]:
            words = f"got {check['timeoutSeconds']}, expected less than {check['intervalSeconds']}"
            yield f"/readinessChecks({index})/timeoutSeconds", words


def secrets(app: Json) -> Iterator[Violation]:
    """DC/OS Open has no secrets."""
    if app.get("secrets"):
        yield "/secrets", "Feature secrets is not enabled. Enable with --enable_features secrets)"


EARLY = (
    "inactiveAfterSeconds ({inactiveAfterSeconds}) must be less or equal to expungeAfterSeconds, "
    "which is {expungeAfterSeconds}"
)


def ranges(app: Json) -> Iterator[Violation]:
    """Number of instances, shares of the upgrade strategy, order of the unreachable strategy's times."""
    if app["instances"] < 0:
        yield "/instances", f"got {app['instances']}, expected 0 or more"
    if single(app) and app["instances"] > 1:
        yield "/", "Single instance app may only have one instance"
    for name, value in app["upgradeStrategy"].items():
        if not 0 <= value <= 1:
            yield f"/upgradeStrategy/{name}", f"got {float(value)}, expected between 0.0 and 1.0"
    times = app["unreachableStrategy"]
    if times != "disabled" and times["inactiveAfterSeconds"] > times["expungeAfterSeconds"]:
        yield "/unreachableStrategy/inactiveAfterSeconds", EARLY.format(**times)


ONLY_TEXT = (
    "IS only supports Mesos text and float values "
    "(see http://mesos.apache.org/documentation/latest/attributes-resources/)"
)
OPERATORS = ("UNIQUE", "CLUSTER", "GROUP_BY", "LIKE", "MAX_PER", "UNLIKE", "IS")


TEXT_OR_FLOAT = r"[a-zA-Z0-9_/.-]*"


def constraints(app: Json) -> Iterator[Violation]:
    """Each constraint: a field, an operator, the value that the operator wants."""
    for index, constraint in enumerate(app.get("constraints", [])):
        if problem := _constraint_problem(constraint):
            yield f"/constraints({index})", problem


def _constraint_problem(constraint: Json) -> str | None:
    if not 2 <= len(constraint) <= 3:
        return "Each constraint must have either 2 or 3 fields"
    operator, value = constraint[1].upper(), (constraint[2:] or [None])[0]
    if operator not in OPERATORS:
        return "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE or IS"
    if operator == "UNIQUE" and value is not None:
        return "UNIQUE does not accept a value"
    if operator == "MAX_PER" and not re.fullmatch(r"\d+", value or ""):
        return "MAX_PER requires an integer value"
    if operator == "GROUP_BY" and value is not None and not re.fullmatch(r"\d+", value):
        return "GROUP BY must define an integer value or else no value at all"
    if operator == "IS" and not re.fullmatch(TEXT_OR_FLOAT, value or ""):
        return ONLY_TEXT
    if operator in {"LIKE", "UNLIKE"}:
        return patterns.problem(value) if value else "LIKE and UNLIKE require a non-empty, regular expression value"
    return None


RULES: tuple[Callable[[Json], Iterator[Violation]], ...] = (
    identity,
    networks,
    port_numbers,
    network_names,
    something_to_run,
    health_checks,
    readiness_checks,
    secrets,
    ranges,
    constraints,
)


def violations(app: Json) -> tuple[Violation, ...]:
    """Every rule that the normalised definition breaks, in the order of the rules."""
    return tuple(violation for rule in RULES for violation in rule(app))
