"""What the CLI works with: the cluster's server, the learner's files, standard input, what it has printed.

A command is a function of `Client`, or a generator where it waits: it yields `Pause` or `Reading` and is resumed with
what was read. Whoever drives it (`shell/commands/dcos.py`, `manage.py dcos`, a test) prints `outcome` and waits.
"""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from tutorial.cluster.api import Request, Response
from tutorial.cluster.jsontext import Json, dumps
from tutorial.shell.dcoscli.colours import coloured
from tutorial.shell.dcoscli.plugins import Plugins

Query = tuple[tuple[str, str], ...]
JSON_ACCEPTED = ("Accept", "application/json")
ANYTHING_ACCEPTED = ("Accept", "*/*")


class CliError(Exception):
    """Ends the command with this text on standard error and exit code 1."""


class Unreachable(Exception):
    """The server can't be reached."""


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, method: str, url: str, response: Response) -> None:
        super().__init__(f"{method} {url}: {response.status}")
        self.method, self.url, self.response = method, url, response

    @property
    def reason(self) -> str:
        """The reason phrase of the status."""
        return phrase(self.response.status)

    @property
    def document(self) -> Json:
        """The answer's JSON; None where it is none."""
        try:
            return json.loads(self.response.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Pause:
    """Resume me after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Resume me with the next line of standard input, or with all that is left of it."""

    everything: bool = False


Steps = Generator[Pause | Reading, str, Any]
"""Something that waits on its way to a result; a command's is its exit code (None: 0)."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A configured cluster, as the CLI keeps it under `~/.dcos/clusters/<id>/dcos.toml`."""

    id: str
    name: str
    url: str
    token: str


@dataclass(slots=True)
class Outcome:
    """What the command printed since it was last looked at, its exit code, the program that takes its place (`ssh`)."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    spawn: tuple[str, ...] = ()

    def take(self) -> tuple[str, str]:
        """What was printed on standard output and standard error since the last time."""
        printed = self.stdout, self.stderr
        self.stdout = self.stderr = ""
        return printed


@dataclass(slots=True)
class Client:
    """The CLI's surroundings. `cluster` is the one that it is attached to; `now` the time, `2019-07-22 15:28:00`."""

    cluster: Cluster | None
    server: Callable[[str, Request], Response]
    """Answers a request to the cluster at that address; Unreachable where there is none."""
    read_file: Callable[[str], str | None]
    now: Callable[[], str]
    version: str = "0.8.0"
    input_is_terminal: bool = False
    colours: bool = False
    plugins: Plugins = field(default_factory=Plugins)
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def url(self) -> str:
        """The address of the cluster that the CLI is attached to."""
        assert self.cluster is not None, "commands of plugins are known only where a cluster is attached"
        return self.cluster.url

    def out(self, text: str) -> None:
        """Print a line on standard output."""
        self.outcome.stdout += f"{text}\n"

    def err(self, text: str) -> None:
        """Print a line on standard error."""
        self.outcome.stderr += f"{text}\n"

    def publish(self, document: Json) -> None:
        """Print a JSON document as the Python half does: keys sorted, in colours on a terminal; nothing for None."""
        if document is not None:
            text = json.dumps(document, sort_keys=True, indent=2)
            self.out(coloured(text) if self.colours else text)

    def table(self, text: str) -> None:
        """Print a table, if it has rows."""
        if text:
            self.out(text)

    def exchange(self, url: str, request: Request, *, token: bool = True) -> Response:
        """The answer of the cluster at an address, which is sent our token; Unreachable where there is none."""
        headers = request.headers
        if request.body and "Content-Type" not in dict(headers):
            headers = (*headers, ("Content-Type", "application/json"))
        if token and self.cluster is not None:
            headers = (*headers, ("Authorization", f"token={self.cluster.token}"))
        return self.server(url, replace(request, headers=headers))

    def send(
        self,
        method: str,
        path: str,
        query: Query = (),
        body: Json = None,
        *headers: tuple[str, str],
        token: bool = True,
    ) -> Response:
        """The answer to a call, whatever its status; CliError where the cluster can't be reached."""
        request = Request(method, path, query, headers, "" if body is None else dumps(body))
        try:
            return self.exchange(self.url, request, token=token)
        except Unreachable:
            raise CliError(f"URL [{address_of(self.url, path, query)}] is unreachable.") from None

    def ask(self, method: str, path: str, query: Query = (), body: Json = None, *headers: tuple[str, str]) -> Response:
        """The answer to a call that went well; Refused otherwise."""
        response = self.send(method, path, query, body, *(headers or (JSON_ACCEPTED,)))
        if 200 <= response.status < 300:
            return response
        raise Refused(method, address_of(self.url, path, query), response)

    def fetch(self, method: str, path: str, query: Query = (), *headers: tuple[str, str]) -> Json:
        """The document of a call to Mesos, Mesos-DNS and the like; CliError with the words for a refusal."""
        try:
            return parsed(self.ask(method, path, query, None, *headers))
        except Refused as refused:
            raise CliError(plain_refusal(refused)) from refused


def address_of(url: str, path: str, query: Query) -> str:
    """The whole address of a call."""
    return f"{url}{path}" + (f"?{urlencode(query)}" if query else "")


def parsed(response: Response) -> Json:
    """An answer's document; CliError where it is no JSON."""
    try:
        return json.loads(response.body)
    except ValueError as fault:
        raise CliError(f"Error: Response from Marathon was not in expected JSON format:\n{response.body}") from fault


def plain_refusal(refused: Refused) -> str:
    """The words for a refusal by anything but Marathon. Source: python/lib/dcos/dcos/{http,errors}.py."""
    status = refused.response.status
    if status == 422:
        return unprocessable(refused)
    known = {
        400: "Bad request.",
        401: "Authentication failed. Please run `dcos auth login`.",
        403: "You are not authorized to perform this operation.",
        502: "Bad gateway.",
    }
    return known.get(status, f'Error while fetching [{refused.url}]: HTTP {status}: "{refused.reason}".')


def marathon_refusal(refused: Refused) -> str:
    """The words for a refusal by Marathon. Source: python/lib/dcos/dcos/{rpcclient,errors}.py."""
    status, document, url = refused.response.status, refused.document, refused.url
    if status == 422:
        return unprocessable(refused)
    if status == 400:
        details = "" if document is None else f":\n{json.dumps(document, indent=2, sort_keys=True)}"
        return f"Error on request [{refused.method} {url}]: HTTP 400: {refused.reason}{details}"
    if status == 409:
        kind = next((kind for kind in ("app", "group", "pod") if kind in urlsplit(url).path), "resource")
        return f"Changes blocked: deployment already in progress for {kind}."
    if document is None:
        return f"Error decoding response from [{url}]: HTTP {status}: {refused.reason}"
    message = document.get("message") if isinstance(document, dict) else None
    if isinstance(message, str):
        return f"Error: {message}"
    return (
        "Service likely misconfigured. Please check your proxy or Service URL settings. See dcos config --help. "
        + "\n".join(_errors(document))
    )


def _errors(document: Json) -> list[str]:
    errors = document.get("errors") if isinstance(document, dict) else None
    return [entry["error"] for entry in errors or () if isinstance(entry, dict) and isinstance(entry.get("error"), str)]


def unprocessable(refused: Refused) -> str:
    """A definition that is not valid: the answer as it came."""
    return f'Error while fetching [{refused.url}]: HTTP 422: "{refused.response.body}".'


def phrase(status: int) -> str:
    """The reason phrase of a status; empty where there is none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
