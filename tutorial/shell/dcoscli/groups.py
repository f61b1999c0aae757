"""`dcos marathon group`. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.apps import exists, given_id
from tutorial.shell.dcoscli.client import Client, CliError, Steps
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.tables import Column, table


def add_group(client: Client, found: Found) -> Steps:
    """Make a group of a definition, unless there is one with its id."""
    definition = yield from api.resource(client, found.word("<group-resource>"))
    group_id = api.normalised(given_id(definition))
    if exists(client, f"groups{group_id}"):
        raise CliError(f"Group '{group_id}' already exists")
    api.created(client, api.change(client, "POST", "groups", body=definition).get("deploymentId"))


def _group(found: Found) -> str:
    return f"groups{api.normalised(found.word('<group-id>') or '')}"


def list_groups(client: Client, found: Found) -> None:
    """Every group with the number of its apps, those of its own groups included."""
    groups = api.get(client, "groups")["groups"]
    if found.has("--json"):
        client.publish(groups)
        return
    counts: dict[str, int] = {}
    for group in groups:
        _count(group, counts)
    columns = (Column("ID", lambda item: item[0], left=True), Column("APPS", lambda item: item[1]))
    client.table(table(columns, list(counts.items()), "ID"))


def _count(group: Json, counts: dict[str, int]) -> int:
    count = len(group["apps"]) + sum(_count(inner, counts) for inner in group["groups"])
    counts[group["id"]] = count
    return count


def show_group(client: Client, found: Found) -> None:
    """Print a group, or what it was in another version."""
    version = found.value("--group-version")
    client.publish(api.get(client, _group(found) if version is None else f"{_group(found)}/versions/{version}"))


def remove_group(client: Client, found: Found) -> None:
    """Take a group away with all that is in it."""
    api.change(client, "DELETE", _group(found), api.force(found))


def update_group(client: Client, found: Found) -> Steps:
    """Change properties of a group that is there."""
    api.get(client, _group(found))
    body = yield from api.properties(client, found.all("<properties>"))
    api.created(client, api.change(client, "PUT", _group(found), api.force(found), body).get("deploymentId"))


def scale_group(client: Client, found: Found) -> None:
    """Give every app of a group so many times its instances."""
    body = {"scaleBy": api.number(found.word("<scale-factor>") or "")}
    api.created(client, api.change(client, "PUT", _group(found), api.force(found), body).get("deploymentId"))
