"""What the CLI's Go half does with the cluster's answers: the core binary and `dcos node`.

Source: dcos/dcos-cli pkg/httpclient, dcos/dcos-core-cli pkg/pluginutil.
"""

from urllib.parse import urlsplit

from tutorial.cluster.api import Request, Response
from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.client import Client, CliError, Unreachable, parsed
from tutorial.shell.gojson import indented

__all__ = ["call", "fetch", "indented"]


def call(client: Client, request: Request, url: str | None = None) -> Response:
    """The answer to a call, whatever its status; CliError where the cluster can't be reached."""
    address = client.url if url is None else url
    try:
        return client.exchange(address, request)
    except Unreachable:
        host = urlsplit(address)
        where = f"{host.hostname}:{host.port or (443 if host.scheme == 'https' else 80)}"
        verb = request.method.capitalize()
        fault = f'{verb} "{address}{request.path}": dial tcp {where}: connect: connection refused'
        raise CliError(f"Error: {fault}") from None


def fetch(client: Client, path: str, url: str | None = None) -> Json:
    """The document of a GET; CliError where it is refused."""
    response = call(client, Request("GET", path), url)
    if response.status != 200:
        raise CliError(f"Error: HTTP {response.status} error")
    return parsed(response)
