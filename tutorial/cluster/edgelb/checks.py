"""What is wrong with a pool definition: first its shape, then what its parts say of each other.

Edge-LB checks a definition before it does anything (1.4, comparing-load-balancers); its words are not documented, so
these are ours. Unknown fields, which it may pass over, are refused: a wrong letter would go unseen.
"""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tutorial.cluster import patterns
from tutorial.cluster.edgelb.pools import front_name
from tutorial.cluster.edgelb.schema import CONDITIONS, POOL, filled
from tutorial.cluster.jsontext import Json
from tutorial.cluster.network import ipv4

Problem = tuple[str, str]
"""A JSON pointer into the definition, and what is wrong there."""
MOST_REPETITIONS = 2
LONGEST = 60
LAYER_4 = frozenset({"TCP", "TLS"})
SECURE = frozenset({"HTTPS", "TLS"})
_VALIDATOR = Draft202012Validator(POOL)
_TYPES = {"object": "an object", "array": "a list", "string": "a text", "boolean": "true or false"}


def problems(document: Json) -> list[Problem]:
    """All that is wrong with a definition, in the order of its parts; empty for a good one."""
    found = {(_pointer(error), words) for error in _VALIDATOR.iter_errors(document) for words in _words(error)}
    return sorted(found) or list(_rules(filled(document)))


# The shape


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.absolute_path)


def _words(error: ValidationError) -> Iterator[str]:
    """What is wrong, in a sentence without its subject, for each fault that an error stands for."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    if error.validator == "required":
        yield from (f"needs {name!r}" for name in wanted if name not in given)
    elif error.validator == "additionalProperties":
        schema: Any = error.schema
        yield from (_unknown(name, [*schema["properties"]]) for name in given if name not in schema["properties"])
    else:
        yield _WORDS[str(error.validator)](wanted, given)


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"has an unknown field {name!r}" + (f"; do you mean {close[0]!r}?" if close else "")


def _cut(given: Json) -> str:
    """A value as it is shown, at most 60 characters of it."""
    text = repr(given)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "type": lambda wanted, given: f"must be {_TYPES.get(wanted, f'of type {wanted}')}, not {_cut(given)}",
    "enum": lambda wanted, given: f"must be one of {', '.join(wanted)}, not {_cut(given)}",
    "not": lambda wanted, given: "is not simulated yet: leave it out",
    "const": lambda wanted, given: f"can only be {wanted!r} yet, not {_cut(given)}: nothing else is simulated",
    "minItems": lambda wanted, given: "must not be empty",
    "maxItems": lambda wanted, given: f"must not be longer than {wanted}, but has {len(given)}",
    "minLength": lambda wanted, given: "must not be empty",
    "minimum": lambda wanted, given: f"must be at least {wanted}, not {given}",
    "maximum": lambda wanted, given: f"must be at most {wanted}, not {given}",
    "maxLength": lambda wanted, given: f"must not be longer than {wanted} characters",
    "pattern": lambda wanted, given: f"has signs that can't stand here: {_cut(given)}",
}
"""What is said of a value that breaks a rule of the schema, by the rule's keyword."""


# What the parts say of each other


def _rules(pool: Json) -> Iterator[Problem]:
    haproxy = pool["haproxy"]
    protocols = {backend["name"]: backend["protocol"] for backend in haproxy["backends"]}
    yield from _names([backend["name"] for backend in haproxy["backends"]], "/haproxy/backends")
    yield from _ports(haproxy)
    yield from _names([front_name(frontend) for frontend in haproxy["frontends"]], "/haproxy/frontends")
    for at, frontend in enumerate(haproxy["frontends"]):
        yield from _frontend(frontend, protocols, f"/haproxy/frontends/{at}")
    for at, backend in enumerate(haproxy["backends"]):
        for number, service in enumerate(backend["services"]):
            yield from _service(service, f"/haproxy/backends/{at}/services/{number}")


def _names(names: list[str], pointer: str) -> Iterator[Problem]:
    """Every part whose name an earlier one has."""
    for at, name in enumerate(names):
        if name in names[:at]:
            yield f"{pointer}/{at}/name", f"{name!r} is the name of another one, too"


def _ports(haproxy: Json) -> Iterator[Problem]:
    """Port 0, which is drawn, may stand there often."""
    taken = {haproxy["stats"]["bindPort"]: "haproxy.stats"}
    for at, frontend in enumerate(haproxy["frontends"]):
        port = frontend["bindPort"]
        if port and port in taken:
            yield f"/haproxy/frontends/{at}/bindPort", f"{port} is the port of {taken[port]}, too"
        taken.setdefault(port, f"haproxy.frontends[{at}]")


def _frontend(frontend: Json, protocols: dict[str, str], pointer: str) -> Iterator[Problem]:
    link, protocol = frontend["linkBackend"], frontend["protocol"]
    if "defaultBackend" not in link and not link["map"]:
        yield f"{pointer}/linkBackend", "leads nowhere: give a 'defaultBackend' or a 'map'"
    if protocol in SECURE and not frontend["certificates"]:
        yield f"{pointer}/certificates", f"must name one: {protocol} needs a certificate"
    if "defaultBackend" in link:
        yield from _leads(protocol, link["defaultBackend"], protocols, f"{pointer}/linkBackend/defaultBackend")
    for at, entry in enumerate(link["map"]):
        place = f"{pointer}/linkBackend/map/{at}"
        yield from _leads(protocol, entry["backend"], protocols, f"{place}/backend")
        if protocol in LAYER_4:
            yield place, f"can't be asked at layer 4: a {protocol} frontend sees neither host nor path"
        elif not any(name in entry for name in CONDITIONS):
            yield place, f"needs a condition: {', '.join(CONDITIONS)}"


def _leads(protocol: str, name: str, protocols: dict[str, str], pointer: str) -> Iterator[Problem]:
    if name not in protocols:
        yield pointer, f"names no backend: {name!r}; there are {', '.join(protocols)}"
    elif (protocols[name] in LAYER_4) != (protocol in LAYER_4):
        yield pointer, f"{protocol} can't be passed on as {protocols[name]}: one is layer 4, the other layer 7"


def _service(service: Json, pointer: str) -> Iterator[Problem]:
    endpoint = service["endpoint"]
    if endpoint["type"] == "ADDRESS":
        yield from _address(endpoint, f"{pointer}/endpoint")
    elif not any(endpoint.get(name) for name in ("portName", "port", "allPorts")):
        yield f"{pointer}/endpoint", "chooses no port: give 'portName', 'port' or 'allPorts'"
    if endpoint["type"] != "ADDRESS" and not service["marathon"] and not service["mesos"]:
        yield pointer, "chooses no tasks: give 'marathon' or 'mesos', or an endpoint of type ADDRESS"
    for kind in ("marathon", "mesos"):
        for name, value in service[kind].items():
            words = patterns.problem(value, MOST_REPETITIONS) if name.endswith("Pattern") else None
            if words:
                yield f"{pointer}/{kind}/{name}", words


def _address(endpoint: Json, pointer: str) -> Iterator[Problem]:
    for name in ("address", "port"):
        if name not in endpoint:
            yield pointer, f"of type ADDRESS needs {name!r}"
    if "address" in endpoint and not ipv4.is_address(endpoint["address"]):
        yield f"{pointer}/address", "must be an IPv4 address: names are not looked up here yet"
