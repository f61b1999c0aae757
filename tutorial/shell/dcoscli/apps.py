"""`dcos marathon app`. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.client import Client, CliError, Query, Steps
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.tables import NO_VALUE, Column, table

ACTIONS = {
    "ResolveArtifacts": "artifacts",
    "ScaleApplication": "scale",
    "StartApplication": "start",
    "StopApplication": "stop",
    "RestartApplication": "restart",
    "ScalePod": "scale",
    "StartPod": "start",
    "StopPod": "stop",
    "RestartPod": "restart",
    "KillAllOldTasksOf": "kill-tasks",
}


def _id(found: Found) -> str:
    return found.word("<app-id>") or ""


def _path(found: Found) -> str:
    return f"apps{api.normalised(_id(found))}"


def add(client: Client, found: Found) -> Steps:
    """Make an app of a definition, unless there is one with its id."""
    definition = yield from api.resource(client, found.word("<app-resource>"))
    app_id = api.normalised(given_id(definition))
    api.check_id(client, app_id)
    if exists(client, f"apps{app_id}"):
        raise CliError(f"Application '{app_id}' already exists")
    answer = api.change(client, "POST", "apps", body=definition)
    api.created(client, answer["deployments"][0].get("id"))


def given_id(definition: Json) -> str:
    """The id of a definition; without one the real tool ends with a traceback."""
    if not isinstance(definition, dict) or not isinstance(definition.get("id"), str):
        fault = "KeyError: 'id'" if isinstance(definition, dict) else "TypeError: the definition is no JSON object"
        raise CliError(f"Traceback (most recent call last):\n{fault}")
    return str(definition["id"])


def exists(client: Client, path: str) -> bool:
    """Whether there is something at an address: one that is not found is no error."""
    try:
        api.get(client, path)
    except CliError:
        return False
    return True


def show(client: Client, found: Found) -> None:
    """Print an app as it is, or as it was in another version."""
    version = found.value("--app-version")
    if version is None:
        client.publish(api.get(client, _path(found)).get("app"))
        return
    client.publish(api.get(client, f"{_path(found)}/versions/{_version(client, found, version)}"))


def _version(client: Client, found: Found, version: str) -> str:
    """A version by its name, or by how many there have been since (`-1`)."""
    try:
        back = -api.whole(version)
    except CliError:
        return version
    if back <= 0:
        raise CliError(f"Relative versions must be negative: {version}")
    versions = api.get(client, f"{_path(found)}/versions")["versions"][: back + 1]
    if len(versions) <= back:
        raise CliError(f"Application {_id(found)!r} only has {len(versions)!r} version(s).")
    return str(versions[back])


def versions(client: Client, found: Found) -> None:
    """Print the names of an app's versions, newest first."""
    most = found.value("--max-count")
    count = None if most is None else api.whole(most)
    if count is not None and count <= 0:
        raise CliError(f"Maximum count must be a positive number: {count}")
    known = api.get(client, f"{_path(found)}/versions").get("versions")
    client.publish(known if count is None else known[:count])


def update(client: Client, found: Found) -> Steps:
    """Change properties of an app that is there."""
    api.get(client, _path(found))
    body = yield from api.properties(client, found.all("<properties>"))
    api.created(client, api.change(client, "PUT", _path(found), api.force(found), body).get("deploymentId"))


def start(client: Client, found: Found) -> int:
    """Give an app that has no instances some."""
    count = api.get(client, _path(found))["app"]["instances"]
    if count > 0:
        client.out(f"Application {_id(found)!r} already started: {count!r} instances.")
        return 1
    wanted = api.whole(found.word("<instances>") or "1")
    if wanted <= 0:
        client.out(f"The number of instances must be positive: {wanted!r}.")
        return 1
    body = {"id": _id(found), "instances": wanted}
    api.created(client, api.change(client, "PUT", _path(found), api.force(found), body).get("deploymentId"))
    return 0


def stop(client: Client, found: Found) -> int:
    """Take all instances from an app."""
    count = api.get(client, _path(found))["app"]["instances"]
    if count <= 0:
        client.out(f"Application {_id(found)!r} already stopped: {count!r} instances.")
        return 1
    answer = api.change(client, "PUT", _path(found), api.force(found), {"instances": 0})
    api.created(client, answer.get("deploymentId"))
    return 0


def restart(client: Client, found: Found) -> int:
    """Replace every instance of an app."""
    if api.get(client, _path(found))["app"]["instances"] <= 0:
        app_id = api.normalised(_id(found))
        client.out(f"Unable to perform rolling restart of application {app_id!r} because it has no running tasks")
        return 1
    answer = api.change(client, "POST", f"{_path(found)}/restart", api.force(found))
    api.created(client, answer["deploymentId"])
    return 0


def kill(client: Client, found: Found) -> int:
    """Kill an app's tasks, all of them or those of a host; they are printed as Python writes them."""
    host = found.value("--host")
    query: Query = (("host", host),) if host else ()
    if found.has("--scale"):
        query = (*query, ("scale", "True"))
    answer = api.change(client, "DELETE", f"{_path(found)}/tasks", query)
    if found.has("--scale"):
        client.out(f"Started deployment: {answer}")
        return 0
    client.out(f"Killed tasks: {answer.get('tasks', [])}")
    return 0 if answer.get("tasks") else 1


def remove(client: Client, found: Found) -> None:
    """Take an app away."""
    api.change(client, "DELETE", _path(found), api.force(found))


def list_apps(client: Client, found: Found) -> None:
    """Every app with what it is doing."""
    apps = api.get(client, "apps")["apps"]
    if found.has("--quiet"):
        for app in apps:
            client.out(app["id"])
    elif found.has("--json"):
        client.publish(apps)
    else:
        deployments = {deployment["id"]: deployment for deployment in api.get(client, "deployments")}
        with_overdue(apps, api.get(client, "queue")["queue"])
        client.table(table(_app_columns(deployments), apps, "ID"))


def queued_id(item: Json) -> object:
    """The id of the app or pod that waits in an item of the queue."""
    return item.get("app", item.get("pod", {})).get("id")


def with_overdue(items: list[Json], queue: list[Json]) -> None:
    """Note in apps or pods whether they have waited for offers longer than their back-off."""
    for item in items:
        queued: Json = next((entry for entry in queue if queued_id(entry) == item.get("id")), {})
        item["overdue"] = queued.get("delay", {}).get("overdue", False)


def _app_columns(deployments: dict[str, Json]) -> tuple[Column, ...]:
    return (
        Column("ID", lambda app: app["id"], left=True),
        Column("MEM", lambda app: app["mem"]),
        Column("CPUS", lambda app: app["cpus"]),
        Column("TASKS", lambda app: f"{app['tasksRunning']}/{app['instances']}"),
        Column("HEALTH", _health),
        Column("DEPLOYMENT", lambda app: _deployment(app, deployments)),
        Column("WAITING", lambda app: app.get("overdue", False), left=True),
        Column("CONTAINER", lambda app: "mesos" if app["container"] is None else app["container"]["type"]),
        Column("CMD", lambda app: app["args"] if app["cmd"] is None else app["cmd"], left=True, limit=35),
    )


def _health(app: Json) -> str:
    return f"{app['tasksHealthy']}/{app['tasksRunning']}" if app["healthChecks"] else NO_VALUE


def _deployment(app: Json, deployments: dict[str, Json]) -> str:
    actions = [
        ACTIONS[action["action"]]
        for ident in sorted({deployment["id"] for deployment in app["deployments"]})
        for action in deployments.get(ident, {}).get("currentActions", ())
        if action["app"] == app["id"]
    ]
    return f"({', '.join(actions)})" if len(actions) > 1 else actions[0] if actions else NO_VALUE
