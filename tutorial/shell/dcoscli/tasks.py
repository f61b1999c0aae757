"""`dcos marathon task`. Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.client import Client, CliError, Query
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.tables import MISSING, Column, table


def list_tasks(client: Client, found: Found) -> None:
    """Every task, or an app's."""
    tasks = api.get(client, "tasks")["tasks"]
    if (app_id := found.word("<app-id>")) is not None:
        tasks = [task for task in tasks if task["appId"] == api.normalised(app_id)]
    if found.has("--quiet"):
        for task in tasks:
            client.out(task["id"])
    elif found.has("--json"):
        client.publish(tasks)
    else:
        client.table(table(TASK_COLUMNS, tasks, "APP"))


TASK_COLUMNS = (
    Column("APP", lambda task: task["appId"], left=True),
    Column("HEALTHY", lambda task: all(check["alive"] for check in task.get("healthCheckResults", []))),
    Column("STARTED", lambda task: task.get("startedAt", MISSING)),
    Column("HOST", lambda task: task["host"]),
    Column("ID", lambda task: task["id"], left=True),
)


def show_task(client: Client, found: Found) -> None:
    """Print a task."""
    client.publish(_task(found, api.get(client, "tasks")["tasks"]))


def stop_task(client: Client, found: Found) -> None:
    """Kill a task and print it."""
    query: Query = (("wipe", "true"),) if found.has("--wipe") else ()
    answer = api.change(client, "POST", "tasks/delete", query, {"ids": [found.word("<task-id>")]})
    client.publish(_task(found, answer["tasks"]))


def _task(found: Found, tasks: list[Json]) -> Json:
    wanted = found.word("<task-id>")
    task = next((task for task in tasks if task["id"] == wanted), None)
    if task is None:
        raise CliError(f"Task '{wanted}' does not exist")
    return task


def kill_tasks(client: Client, found: Found) -> None:
    """Kill tasks by their ids."""
    query = tuple((name, "True") for name in ("scale", "wipe") if found.has(f"--{name}"))
    answer = api.change(client, "POST", "tasks/delete", query, {"ids": found.all("<task-ids>")})
    if found.has("--json"):
        client.publish(answer)
    elif found.has("--scale"):
        client.out(f"Created deployment: {answer['deploymentId']}")
    else:
        client.out(f"Killed tasks: {[task['id'] for task in answer['tasks']]}")
    if not found.has("--scale") and not answer["tasks"]:
        raise CliError("Failed to kill tasks. task-ids seems to be unknown")
