"""`dcos marathon pod`. Source: python/lib/dcoscli/dcoscli/marathon/main.py, python/lib/dcos/dcos/marathon.py."""

from urllib.parse import quote

from tutorial.cluster.api import Response
from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.apps import with_overdue
from tutorial.shell.dcoscli.client import Client, CliError, Refused, Steps, marathon_refusal
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.tables import Column, table

DEPLOYMENT = "Marathon-Deployment-Id"


def _supported(client: Client) -> None:
    """CliError where this Marathon knows no pods; every command asks first."""
    try:
        client.ask("HEAD", f"{api.V2}/pods")
    except Refused as refused:
        if refused.response.status == 404:
            raise CliError("This command is not supported by your version of Marathon") from refused
        raise CliError(marathon_refusal(refused)) from refused


def _path(found: Found, part: str = "") -> str:
    return f"pods/{quote((found.word('<pod-id>') or '').strip('/'))}{part}"


def _deployment(response: Response) -> str | None:
    return next((value for name, value in response.headers if name.lower() == DEPLOYMENT.lower()), None)


def add(client: Client, found: Found) -> Steps:
    """Make a pod of a definition."""
    _supported(client)
    definition = yield from api.resource(client, found.word("<pod-resource>"))
    if isinstance(definition, dict) and isinstance(definition.get("id"), str):
        api.check_id(client, definition["id"])
    api.created(client, _deployment(api.call(client, "POST", f"{api.V2}/pods", (), definition)))


def list_pods(client: Client, found: Found) -> None:
    """Every pod with its containers."""
    _supported(client)
    pods = api.get(client, "pods/::status")
    with_overdue(pods, api.get(client, "queue")["queue"])
    if found.has("--quiet"):
        for pod in pods:
            client.out(pod["id"])
    elif found.has("--json"):
        client.publish(pods)
    else:
        client.table(table(COLUMNS, pods, "ID+TASKS"))


def _with_containers(pod: Json) -> str:
    names = sorted(container["name"] for container in pod["spec"]["containers"])
    return "\n".join([pod["id"], *(f" |-{name}" for name in names)])


COLUMNS = (
    Column("ID+TASKS", _with_containers, left=True),
    Column("INSTANCES", lambda pod: len(pod.get("instances", []))),
    Column("VERSION", lambda pod: pod["spec"].get("version", "-"), left=True),
    Column("STATUS", lambda pod: pod["status"], left=True),
    Column("STATUS SINCE", lambda pod: pod["statusSince"], left=True),
    Column("WAITING", lambda pod: pod.get("overdue", False), left=True),
)


def show(client: Client, found: Found) -> None:
    """Print a pod."""
    _supported(client)
    client.publish(api.get(client, _path(found, "::status")))


def update(client: Client, found: Found) -> Steps:
    """Replace the definition of a pod that is there."""
    _supported(client)
    api.get(client, _path(found, "::status"))
    definition = yield from api.resource(client, None)
    deployment = _deployment(api.call(client, "PUT", f"{api.V2}/{_path(found)}", api.force(found), definition))
    if deployment is None:
        raise CliError(f'Error: missing "{DEPLOYMENT}" header from Marathon response')
    api.created(client, deployment)


def remove(client: Client, found: Found) -> None:
    """Take a pod away."""
    _supported(client)
    api.call(client, "DELETE", f"{api.V2}/{_path(found)}", api.force(found))


def kill(client: Client, found: Found) -> None:
    """Kill instances of a pod."""
    instances = found.all("<instance-ids>")
    if not instances:
        raise CliError("Please provide at least one pod instance ID")
    _supported(client)
    api.change(client, "DELETE", _path(found, "::instances"), (), instances)
