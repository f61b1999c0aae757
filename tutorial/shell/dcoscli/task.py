"""`dcos task`: the running tasks of all frameworks. Source: python/lib/dcoscli/dcoscli/task/main.py, tables.py."""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli.arguments import BadUsage, parse
from tutorial.shell.dcoscli.client import Client, CliError, json_text
from tutorial.shell.dcoscli.tables import cell, python_table

OVER = frozenset({"TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_LOST", "TASK_ERROR"})
UNSUPPORTED = frozenset({"attach", "download", "exec", "log", "ls", "metrics"})


def run(client: Client, words: tuple[str, ...]) -> None:
    """The table of tasks whose id contains a word, or of all."""
    client.version()
    if words and words[0] in UNSUPPORTED:
        client.err(f"dcos task {words[0]}: not supported here yet")
        client.outcome.exit_code = 2
        return
    try:
        arguments = parse(words, "--all --completed --json --quiet", 0, 1)
    except BadUsage:
        client.out("Invalid subcommand usage\n\nUsage:\n    dcos task [--all --json --completed --quiet <task>]")
        client.outcome.exit_code = 1
        return
    wanted = arguments.words[0] if arguments.words else ""
    state = client.call("GET", "/mesos/master/state")
    found = [
        (framework, task)
        for framework in state["frameworks"]
        for task in _tasks(framework, ended=arguments.has("--completed"), both=arguments.has("--all"))
        if wanted in task["id"]
    ]
    if not found and wanted:
        raise CliError(f'Cannot find a task with ID containing "{wanted}"')
    if arguments.has("--json"):
        client.out(json_text([task for _, task in found]))
    elif arguments.has("--quiet"):
        client.out("\n".join(task["id"] for _, task in found))
    else:
        _table(client, state, found)


def _tasks(framework: Json, *, ended: bool, both: bool) -> list[Json]:
    running = [task for task in framework["tasks"] if task["state"] not in OVER]
    over = [task for task in framework["tasks"] if task["state"] in OVER] + framework["completed_tasks"]
    return running + over if both else over if ended else running


def _table(client: Client, state: Json, found: list[tuple[Json, Json]]) -> None:
    agents = {agent["id"]: agent for agent in state["slaves"]}
    rows = [_row(framework, task, agents.get(task["slave_id"], {})) for framework, task in found]
    head = ("NAME", "HOST", "USER", "STATE", "ID", "MESOS ID", "REGION", "ZONE")
    client.out(python_table(head, sorted(rows), left=frozenset({"NAME", "HOST", "ID", "MESOS ID"})))


def _row(framework: Json, task: Json, agent: Json) -> tuple[str, ...]:
    domain = agent.get("domain", {}).get("fault_domain", {})
    return (
        task["name"],
        cell(lambda: agent["hostname"]),
        task.get("user") or framework.get("user") or "root",
        task["state"].rpartition("_")[2][:1],
        task["id"],
        task["slave_id"],
        cell(lambda: domain.get("region", {}).get("name")),
        cell(lambda: domain.get("zone", {}).get("name")),
    )
