"""`dcos task` and `dcos service`: what Mesos runs, for whom.

Source: python/lib/dcoscli/dcoscli/{task,service}/main.py, tables.py, python/lib/dcos/dcos/mesos.py.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import manuals
from tutorial.shell.dcoscli.client import JSON_ACCEPTED, Client, CliError
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.python import Command, Program
from tutorial.shell.dcoscli.tables import NO_VALUE, Column, table

STATE = "/mesos/master/state"
OVER = frozenset(
    f"TASK_{state}"
    for state in (
        "FINISHED", "KILLED", "FAILED", "LOST", "ERROR", "GONE", "GONE_BY_OPERATOR", "DROPPED", "UNREACHABLE", "UNKNOWN"
    )
)  # fmt: skip


def list_tasks(client: Client, found: Found) -> None:
    """Every task that Mesos knows of, or those whose id contains or fits a word."""
    state = client.fetch("GET", STATE, (), JSON_ACCEPTED)
    agents = {agent["id"]: agent for agent in state["slaves"]}
    wanted = found.word("<task>")
    tasks = [
        (_placed(task, agents), framework, agents.get(task["slave_id"]))
        for framework, task in _tasks(state, found)
        if wanted is None or wanted in task["id"] or fnmatchcase(task["id"], wanted)
    ]
    if wanted is not None and not tasks:
        raise CliError(f'Cannot find a task with ID containing "{wanted}"')
    tasks.sort(key=lambda entry: str(entry[0]["name"]))
    if found.has("--json"):
        client.publish([task for task, _, _ in tasks])
    else:
        client.table(table(TASK_COLUMNS, tasks, "NAME"))


def _tasks(state: Json, found: Found) -> Iterator[tuple[Json, Json]]:
    kinds = ["tasks", "completed_tasks"] if found.has("--completed") or found.has("--all") else ["tasks"]
    for framework in (*state["completed_frameworks"], *state["frameworks"]):
        for kind in kinds:
            for task in framework[kind]:
                if not found.has("--completed") or task["state"] in OVER:
                    yield framework, task


def _placed(task: Json, agents: dict[str, Json]) -> Json:
    """A task with the fault domain of its agent, as it is printed."""
    agent = agents.get(task["slave_id"], {})
    return {**task, "domain": agent["domain"]} if "domain" in agent else task


def _domain(agent: Json, name: str) -> object:
    domain = (agent or {}).get("domain", {}).get("fault_domain", {})
    both = [domain.get(kind, {}).get("name") for kind in ("region", "zone")]
    return domain[name]["name"] if None not in both and domain[name]["name"] else NO_VALUE


TASK_COLUMNS = (
    Column("NAME", lambda entry: entry[0]["name"], left=True),
    Column("HOST", lambda entry: entry[2]["hostname"] if entry[2] else NO_VALUE, left=True),
    Column("USER", lambda entry: entry[1]["user"]),
    Column("STATE", lambda entry: entry[0]["state"].split("_")[-1][0]),
    Column("ID", lambda entry: entry[0]["id"], left=True),
    Column("MESOS ID", lambda entry: entry[0]["slave_id"], left=True),
    Column("REGION", lambda entry: _domain(entry[2], "region")),
    Column("ZONE", lambda entry: _domain(entry[2], "zone")),
)

TASK = Program(
    "task",
    "Manage DC/OS tasks",
    manuals.TASK,
    (
        Command(("attach",)),
        Command(("log",)),
        Command(("ls",)),
        Command(("exec",)),
        Command(("metrics", "details")),
        Command(("metrics", "summary")),
        Command((), list_tasks),
    ),
)


# Services


def list_services(client: Client, found: Found) -> None:
    """The active frameworks; with options those that lost their connection or are over, too."""
    state = client.fetch("GET", STATE, (), JSON_ACCEPTED)
    services = [framework for framework in state["frameworks"] if framework["active"] or found.has("--inactive")]
    if found.has("--completed"):
        services = [*state["completed_frameworks"], *services]
    services = list({service["id"]: service for service in services}.values())  # the id is what each is found by
    if found.has("--json"):
        client.publish(services)
    else:
        client.table(table(SERVICE_COLUMNS, services, "NAME"))


SERVICE_COLUMNS = (
    Column("NAME", lambda service: service["name"], left=True),
    Column("HOST", lambda service: service["hostname"]),
    Column("ACTIVE", lambda service: service["active"]),
    Column("TASKS", lambda service: len(service["tasks"])),
    Column("CPU", lambda service: service["resources"]["cpus"]),
    Column("MEM", lambda service: service["resources"]["mem"]),
    Column("DISK", lambda service: service["resources"]["disk"]),
    Column("ID", lambda service: service["id"], left=True),
)

SERVICE = Program(
    "service",
    "Manage DC/OS services",
    manuals.SERVICE,
    (Command(("log",)), Command(("shutdown",)), Command((), list_services)),
)
