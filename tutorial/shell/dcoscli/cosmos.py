"""Calls to Cosmos, the package manager, and its words for what it refuses.

Source: dcos-core-cli 1.13-patch.5, python/lib/dcos/dcos/{cosmos,packagemanager}.py.
"""

from tutorial.cluster.api import Response
from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.client import Client, CliError, Refused, parsed, plain_refusal

CAPABILITIES = "application/vnd.dcos.capabilities+json;charset=utf-8;version=v1"
ERROR = "application/vnd.dcos.package.error+json;charset=utf-8;version=v1"
VERSIONS = {"describe": ("v3", "v2"), "install": ("v2", "v1")}
"""The versions of an answer that are asked for, one after the other; `v1` where none are named."""


def check_enabled(client: Client) -> None:
    """CliError where the cluster has no Cosmos; every command asks first."""
    response = client.send("GET", "/capabilities", (), None, ("Accept", CAPABILITIES), ("Content-Type", CAPABILITIES))
    if response.status == 401:
        raise CliError(plain_refusal(Refused("GET", f"{client.url}/capabilities", response)))
    if response.status == 404:
        raise CliError(
            "This version of the DC/OS CLI is not supported for your cluster. Please downgrade the CLI to an older "
            "version: https://dcos.io/docs/usage/cli/update/#downgrade"
        )


def ask(client: Client, name: str, body: Json) -> Json:
    """The document of a call to Cosmos; CliError with the words for its refusal."""
    path = f"/package/{name}"
    versions = VERSIONS.get(name, ("v1",))
    kind = f"application/vnd.dcos.package.{name.replace('/', '.')}"
    for version in versions:
        accept = f"{kind}-response+json;charset=utf-8;version={version}"
        content = f"{kind}-request+json;charset=utf-8;version=v1"
        response = client.send("POST", path, (), body, ("Accept", accept), ("Content-Type", content))
        if response.status != 400:
            break
    given = _type(response)
    if ERROR in given:
        raise CliError(refusal(parsed(response)))
    if not 200 <= response.status < 300:
        words = {401, 403}
        refused = Refused("POST", f"{client.url}{path}", response)
        fetching = f'Error while fetching [{refused.url}]: HTTP {response.status}: "{refused.reason}".'
        raise CliError(plain_refusal(refused) if response.status in words else fetching)
    if accept not in given:
        raise CliError(f"Server returned incorrect response type, expected {accept} but got {given}")
    return parsed(response)


def _type(response: Response) -> str:
    return next((value for name, value in response.headers if name.lower() == "content-type"), "")


def refusal(error: Json) -> str:
    """The words for an error of Cosmos."""
    kind, message = error.get("type"), str(error.get("message"))
    if kind == "PackageNotFound":
        return f"{message}. Find the correct package name using 'dcos package search'"
    if kind == "AmbiguousAppId":
        helper = "Please use --app-id to specify the ID of the app to uninstall, or use --all to uninstall all apps."
        return f"{message}.\n{helper}"
    if kind == "MultipleFrameworkIds":
        return f"{message}. Manually shut them down using 'dcos service shutdown'"
    if kind == "JsonSchemaMismatch":
        return _mismatch(error)
    if kind == "MarathonBadResponse":
        return "\n".join([message, *_marathon_errors(error)])
    return "DC/OS has not been configured to support this operation" if kind == "NotImplemented" else message


def _mismatch(error: Json) -> str:
    """What is wrong with options, error by error."""
    lines = [f"Error: {error.get('message')}"]
    for entry in error["data"]["errors"]:
        if entry.get("unwanted"):
            lines.append(f"Unexpected properties: {entry['unwanted']}")
        if entry.get("found"):
            lines.append(f"Found: {entry['found']}")
        if entry.get("minimum"):
            lines.append(f"Required minimum: {entry['minimum']}")
        if entry.get("expected"):
            lines.append(f"Expected: {','.join(entry['expected'])}")
        if entry.get("missing"):
            lines.append(f"Required parameter missing: {','.join(entry['missing'])}")
        if entry.get("instance"):
            lines.append(f"Path: {entry['instance'].get('pointer').lstrip('/').replace('/', '.')}")
    hint = (
        "Please create a JSON file with the appropriate options, and pass the /path/to/file as an --options argument."
    )
    return "\n".join([*lines, f"\n{hint}"])


def _marathon_errors(error: Json) -> list[str]:
    found: list[str] = []
    for entry in (error.get("data") or {}).get("errors", ()):
        one = entry.get("error")
        found += [one] if isinstance(one, str) else entry.get("errors") or []
    return found
