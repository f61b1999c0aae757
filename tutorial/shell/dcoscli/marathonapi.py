"""Calls to Marathon, and what the commands on apps, groups, pods and tasks share.

Source: python/lib/dcos/dcos/marathon.py, python/lib/dcoscli/dcoscli/marathon/main.py.
"""

import json
from urllib.parse import quote

from tutorial.cluster.api import Response
from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.client import (
    JSON_ACCEPTED,
    Client,
    CliError,
    Query,
    Reading,
    Refused,
    Steps,
    marathon_refusal,
    parsed,
)
from tutorial.shell.dcoscli.items import parse_items
from tutorial.shell.dcoscli.manual import Found

BASE = "/service/marathon"
V2 = f"{BASE}/v2"
APP_EXAMPLE = "E.g.: dcos marathon app add < app_resource.json"
UPDATE_EXAMPLE = "E.g. dcos marathon app update your-app-id < app_update.json"
LONGEST_ID = 54


def call(client: Client, method: str, path: str, query: Query = (), body: Json = None) -> Response:
    """The answer to a call that went well; CliError with the words for Marathon's refusal otherwise."""
    try:
        return client.ask(method, path, query, body)
    except Refused as refused:
        raise CliError(marathon_refusal(refused)) from refused


def get(client: Client, path: str, query: Query = ()) -> Json:
    """The document at a path below `/v2`."""
    return parsed(call(client, "GET", f"{V2}/{path}", query))


def change(client: Client, method: str, path: str, query: Query = (), body: Json = None) -> Json:
    """What a change answers; None where it has no body."""
    response = call(client, method, f"{V2}/{path}", query, body)
    return parsed(response) if response.body else None


def normalised(path_id: str) -> str:
    """An id with one leading slash and no trailing one, escaped as in an address."""
    return quote(f"/{path_id.strip('/')}")


def force(found: Found) -> Query:
    """The query that overrides running deployments, where that was asked for."""
    return (("force", "true"),) if found.has("--force") else ()


def created(client: Client, deployment: object) -> None:
    """Tell the id of a deployment that has begun."""
    client.out(f"Created deployment {deployment}")


def whole(text: str) -> int:
    """A whole number; CliError for another text."""
    try:
        return int(text)
    except ValueError:
        raise CliError("Error parsing string as int") from None


def number(text: str) -> float:
    """A number; CliError for another text."""
    try:
        return float(text)
    except ValueError:
        raise CliError("Error parsing string as float") from None


def check_id(client: Client, path_id: str) -> None:
    """Warn of an id that makes SRV records too long."""
    if len(path_id) > LONGEST_ID:
        client.out("Service IDs must be less than 55 characters in order to have SRV records generated correctly.")


def resource(client: Client, path: str | None) -> Steps:
    """A definition from a file or an address of the cluster, or from standard input where none is named."""
    if path is None:
        no_terminal(client, APP_EXAMPLE)
        return loaded((yield Reading(everything=True)))
    text = client.read_file(path)
    if text is not None:
        return loaded(text)
    return loaded(_downloaded(client, path), detailed=False)


def properties(client: Client, words: list[str]) -> Steps:
    """What an update changes: `key=value` words, or a document on standard input where there are none."""
    if words:
        return parse_items(words)
    no_terminal(client, UPDATE_EXAMPLE)
    return loaded((yield Reading(everything=True)), detailed=False)


def no_terminal(client: Client, example: str) -> None:
    """CliError where standard input is a terminal, for nothing is read from one."""
    if client.input_is_terminal:
        text = "We currently don't support reading from the TTY. Please specify an application JSON."
        raise CliError(f"{text}\n{example}")


def loaded(text: str, *, detailed: bool = True) -> Json:
    """The document of a text; CliError where it is none, with the place where it was asked for."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fault:
        words = "maximum recursion depth exceeded" if isinstance(fault, RecursionError) else str(fault)
        raise CliError(f"Error loading JSON: {words}" if detailed else "Error loading JSON.") from fault


def _downloaded(client: Client, path: str) -> str:
    """The text at an address of the cluster; nothing else can be reached from here."""
    if path.startswith(f"{client.url}/"):
        response = client.send("GET", path.removeprefix(client.url), (), None, JSON_ACCEPTED)
        if response.status == 200:
            return response.body
    raise CliError(f"Can't read from resource: {path}.\nPlease check that it exists.")
