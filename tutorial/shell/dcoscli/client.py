"""Calls to the cluster, and the CLI's words for each way in which they can fail."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from tutorial.cluster.api import Request, Response
from tutorial.cluster.jsontext import Json, dumps

CREDENTIALS = "token=token-of-the-article"
Query = tuple[tuple[str, str], ...]


class CliError(Exception):
    """Ends the command with this text on standard error and exit code 1."""


class Unreachable(Exception):
    """The server can't be reached."""


@dataclass(slots=True)
class Outcome:
    """What the command printed, its exit code, and the program that it runs in its place (`ssh`)."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    spawn: tuple[str, ...] = ()


@dataclass(slots=True)
class Client:
    """The CLI's surroundings: the cluster, files, standard input (None: a terminal)."""

    url: str
    server: Callable[[Request], Response]
    read_file: Callable[[str], str | None]
    stdin: str | None = None
    outcome: Outcome = field(default_factory=Outcome)

    def out(self, text: str) -> None:
        """Print a line on standard output; nothing for an empty text."""
        self.outcome.stdout += text + "\n" if text else ""

    def err(self, text: str) -> None:
        """Print a line on standard error."""
        self.outcome.stderr += text + "\n"

    def call(self, method: str, path: str, query: Query = (), body: Json = None) -> Json:
        """The parsed answer of a Marathon call; CliError with the CLI's words when it is a refusal."""
        url = f"{self.url}{path}" + (f"?{'&'.join(f'{key}={value}' for key, value in query)}" if query else "")
        headers = [("Accept", "application/json")]
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        headers.append(("Authorization", CREDENTIALS))
        text = "" if body is None else dumps(body)
        try:
            response = self.server(Request(method, path, query, tuple(headers), text))
        except Unreachable:
            raise CliError(f"URL [{url}] is unreachable.") from None
        if response.status < 300:
            return response.json if response.body else None
        raise CliError(refusal_text(method, url, path, response))

    def version(self) -> None:
        """The call that each Python command makes first."""
        try:
            self.server(Request("GET", "/dcos-metadata/dcos-version.json", (), (("Accept", "*/*"),)))
        except Unreachable:
            return

    def ask(self, path: str) -> Json:
        """The parsed answer of a call by the Go half of the CLI."""
        try:
            response = self.server(Request("GET", path, (), (("Authorization", CREDENTIALS),)))
        except Unreachable:
            raise CliError(f"Error: couldn't reach {self.url}{path}") from None
        if response.status != 200:
            raise CliError(f"Error: HTTP {response.status} error")
        return response.json


def refusal_text(method: str, url: str, path: str, response: Response) -> str:
    """The CLI's words for an answer that is no success. Source: python/lib/dcos/dcos/rpcclient.py, errors.py."""
    try:
        document = json.loads(response.body)
    except ValueError:
        document = None
    if response.status == 422:
        return f'Error while fetching [{url}]: HTTP 422: "{response.body}".'
    if response.status == 409:
        kind = next((kind for kind in ("app", "group", "pod") if f"/v2/{kind}s" in path), "resource")
        return f"Changes blocked: deployment already in progress for {kind}."
    if document is None:
        return f"Error decoding response from [{url}]: HTTP {response.status}: {_reason(response.status)}"
    if response.status == 400:
        return f"Error on request [{method} {url}]: HTTP 400: Bad Request:\n{json_text(document)}"
    message = document.get("message") if isinstance(document, dict) else None
    if message is None:
        return f"Error decoding response from [{url}]: HTTP {response.status}: {_reason(response.status)}"
    return f"Error: {message}"


def _reason(status: int) -> str:
    reasons = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}
    return (reasons | {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}).get(
        status, "Unknown"
    )


def json_text(document: Json) -> str:
    """A document as the Python half prints it: keys sorted, two blanks a level."""
    return json.dumps(document, sort_keys=True, indent=2)
