"""`dcos marathon`: apps, deployments and tasks. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import debug, usage
from tutorial.shell.dcoscli.arguments import Arguments, BadUsage, parse
from tutorial.shell.dcoscli.client import Client, CliError, json_text
from tutorial.shell.dcoscli.items import parse_items
from tutorial.shell.dcoscli.tables import cell, python_table

BASE = "/service/marathon/v2"
LONGEST_ID = 54
CMD_WIDTH = 35
NO_TERMINAL = (
    "We currently don't support reading from the TTY. Please specify an application JSON.\n"
    "E.g.: dcos marathon app add < app_resource.json"
)
ACTIONS = {
    "StartApplication": "start",
    "ScaleApplication": "scale",
    "StopApplication": "stop",
    "RestartApplication": "restart",
}


def run(client: Client, words: tuple[str, ...]) -> None:
    """One `dcos marathon` command."""
    client.version()
    if words in {("--help",), ("-h",)}:
        text = usage.MARATHON_DESCRIPTION + usage.MARATHON_USAGE + usage.MARATHON_DETAILS
        client.outcome.stdout += text
        return
    try:
        _dispatch(client, words)
    except BadUsage:
        client.out(f"Invalid subcommand usage\n\n{usage.MARATHON_USAGE.rstrip()}")
        client.outcome.exit_code = 1


def _dispatch(client: Client, words: tuple[str, ...]) -> None:
    for names, (flags, least, most, action) in _COMMANDS.items():
        if words[: len(names)] == names:
            action(client, parse(words[len(names) :], flags, least, most))
            return
    for names in _known():
        if words[: len(names)] == names:
            client.err(f"dcos marathon {' '.join(names)}: not supported here yet")
            client.outcome.exit_code = 2
            return
    raise BadUsage


def _known() -> list[tuple[str, ...]]:
    """The subcommands that the usage text names."""
    found = []
    for line in usage.MARATHON_USAGE.splitlines():
        words = line.removeprefix("    dcos marathon ").split() if line.startswith("    dcos marathon ") else []
        names = tuple(word for word in words if word[0].isalpha())
        if names:
            found.append(names)
    return found


def supported() -> tuple[tuple[str, ...], ...]:
    """The words of the subcommands that are there."""
    return tuple(_COMMANDS)


def _path(app_id: str) -> str:
    return f"{BASE}/apps/{quote(app_id.strip('/'))}"


def _resource(client: Client, path: str | None) -> Json:
    if path is None:
        if client.stdin is None:
            raise CliError(NO_TERMINAL)
        text: str | None = client.stdin
    else:
        text = client.read_file(path)
    if text is None:
        raise CliError(f"Can't read from resource: {path}.\nPlease check that it exists.")
    try:
        return json.loads(text)
    except ValueError as fault:
        raise CliError(f"Error loading JSON: {fault}") from fault
    except RecursionError as fault:
        raise CliError("Error loading JSON: maximum recursion depth exceeded") from fault


def _add(client: Client, arguments: Arguments) -> None:
    definition = _resource(client, arguments.words[0] if arguments.words else None)
    if not isinstance(definition, dict) or not isinstance(definition.get("id"), str):
        fault = "KeyError: 'id'" if isinstance(definition, dict) else "TypeError: the definition is no JSON object"
        raise CliError(f"Traceback (most recent call last):\n{fault}")
    app_id = definition["id"]
    if len(app_id) > LONGEST_ID:
        client.err("Service IDs must be less than 55 characters in order to have SRV records generated correctly.")
    if _exists(client, app_id):
        raise CliError(f"Application '/{app_id.strip('/')}' already exists")
    answer = client.call("POST", f"{BASE}/apps", body=definition)
    client.out(f"Created deployment {answer['deployments'][0]['id']}")


def _exists(client: Client, app_id: str) -> bool:
    try:
        client.call("GET", _path(app_id))
    except CliError:
        return False
    return True


def _show(client: Client, arguments: Arguments) -> None:
    if arguments.has("--app-version"):
        raise CliError("dcos marathon app show: --app-version is not supported here yet")
    client.out(json_text(client.call("GET", _path(arguments.words[0]))["app"]))


def _list(client: Client, arguments: Arguments) -> None:
    apps = client.call("GET", f"{BASE}/apps")["apps"]
    if arguments.has("--json"):
        client.out(json_text(apps))
        return
    if arguments.has("--quiet"):
        client.out("\n".join(app["id"] for app in apps))
        return
    deployments = {found["id"]: found for found in client.call("GET", f"{BASE}/deployments")}
    queue = client.call("GET", f"{BASE}/queue")["queue"]
    overdue = {item["app"]["id"] for item in queue if "app" in item and item["delay"]["overdue"]}
    rows = [_app_row(app, deployments, overdue) for app in sorted(apps, key=lambda app: str(app["id"]))]
    head = ("ID", "MEM", "CPUS", "TASKS", "HEALTH", "DEPLOYMENT", "WAITING", "CONTAINER", "CMD")
    client.out(python_table(head, rows, left=frozenset({"ID", "WAITING", "CMD"})))


def _app_row(app: Json, deployments: dict[str, Json], overdue: set[str]) -> tuple[str, ...]:
    return (
        app["id"],
        cell(lambda: app["mem"]),
        cell(lambda: app["cpus"]),
        cell(lambda: f"{app['tasksRunning']}/{app['instances']}"),
        cell(lambda: f"{app['tasksHealthy']}/{app['tasksRunning']}" if app["healthChecks"] else None),
        cell(lambda: _deployment(app, deployments)),
        str(app["id"] in overdue),
        cell(lambda: app["container"]["type"]),
        cell(lambda: _cut(app["cmd"])),
    )


def _deployment(app: Json, deployments: dict[str, Json]) -> str | None:
    actions = [
        ACTIONS.get(action["action"], action["action"])
        for ident in sorted(found["id"] for found in app["deployments"])
        for action in deployments.get(ident, {}).get("currentActions", ())
        if action.get("app") == app["id"]
    ]
    return f"({', '.join(actions)})" if len(actions) > 1 else actions[0] if actions else None


def _cut(text: str | None) -> str | None:
    """A command of more than 35 characters ends with `...` behind a whole word."""
    if text is None or len(text) <= CMD_WIDTH:
        return text
    return textwrap.wrap(text, CMD_WIDTH - 3)[0] + "..."


def _update(client: Client, arguments: Arguments) -> None:
    app_id, *properties = arguments.words
    client.call("GET", _path(app_id))
    body = parse_items(properties) if properties else _resource(client, None)
    answer = client.call("PUT", _path(app_id), _force(arguments), body)
    client.out(f"Created deployment {answer['deploymentId']}")


def _force(arguments: Arguments) -> tuple[tuple[str, str], ...]:
    return (("force", "true"),) if arguments.has("--force") else ()


def _remove(client: Client, arguments: Arguments) -> None:
    client.call("DELETE", _path(arguments.words[0]), _force(arguments))


def _tasks(client: Client, arguments: Arguments) -> None:
    tasks = client.call("GET", f"{BASE}/tasks")["tasks"]
    if arguments.words:
        tasks = [task for task in tasks if task["appId"] == f"/{arguments.words[0].strip('/')}"]
    if arguments.has("--json"):
        client.out(json_text(tasks))
        return
    if arguments.has("--quiet"):
        client.out("\n".join(task["id"] for task in tasks))
        return
    rows = [_task_row(task) for task in tasks]
    head = ("APP", "HEALTHY", "STARTED", "HOST", "ID")
    client.out(python_table(head, sorted(rows), left=frozenset({"APP", "ID"})))


def _task_row(task: Json) -> tuple[str, ...]:
    healthy = all(result.get("alive", True) for result in task.get("healthCheckResults", ()))
    return task["appId"], str(healthy), cell(lambda: task["startedAt"]), task["host"], task["id"]


def _deployments(client: Client, arguments: Arguments) -> None:
    found = client.call("GET", f"{BASE}/deployments")
    app_id = f"/{arguments.words[0].strip('/')}" if arguments.words else ""
    if app_id:
        found = [deployment for deployment in found if app_id in deployment["affectedApps"]]
    if arguments.has("--json"):
        client.out(json_text(found))
        return
    if not found:
        raise CliError(f"There are no deployments for '{app_id}'" if app_id else "There are no deployments")
    if arguments.has("--quiet"):
        client.out("\n".join(deployment["id"] for deployment in found))
        return
    rows = sorted(_deployment_row(deployment) for deployment in found)
    head = ("APP", "POD", "ACTION", "PROGRESS", "ID")
    client.out(python_table(head, rows, left=frozenset({"APP", "POD", "ACTION", "ID"})))


def _deployment_row(deployment: Json) -> tuple[str, ...]:
    actions = "\n".join(ACTIONS.get(action["action"], action["action"]) for action in deployment["currentActions"])
    progress = f"{deployment['currentStep'] - 1}/{deployment['totalSteps']}"
    apps, pods = (", ".join(deployment[kind]) or "-" for kind in ("affectedApps", "affectedPods"))
    return apps, pods, actions, progress, deployment["id"]


Action = Callable[[Client, Arguments], None]
_COMMANDS: dict[tuple[str, ...], tuple[str, int, int | None, Action]] = {
    ("app", "add"): ("", 0, 1, _add),
    ("app", "list"): ("--json --quiet", 0, 0, _list),
    ("app", "remove"): ("--force", 1, 1, _remove),
    ("app", "show"): ("--app-version=", 1, 1, _show),
    ("app", "update"): ("--force", 1, None, _update),
    ("debug", "details"): ("--json", 1, 1, debug.details),
    ("debug", "list"): ("--json", 0, 0, debug.list_queue),
    ("debug", "summary"): ("--json", 1, 1, debug.summary),
    ("deployment", "list"): ("--json --quiet", 0, 1, _deployments),
    ("task", "list"): ("--json --quiet", 0, 1, _tasks),
}
"""Subcommand → its options, least and most positional words, action."""
