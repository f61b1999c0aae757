"""`dcos marathon`: which function a command line goes to; deployments, the leader and the like.

Source: python/lib/dcoscli/dcoscli/marathon/main.py, tables.py, dcos/cmds.py.
"""

from tutorial.cluster.jsontext import Json
from tutorial.shell.dcoscli import apps, debug, groups, pods, tasks, usage
from tutorial.shell.dcoscli import marathonapi as api
from tutorial.shell.dcoscli.client import ANYTHING_ACCEPTED, Client, CliError, Pause, Refused, Steps, plain_refusal
from tutorial.shell.dcoscli.manual import Found
from tutorial.shell.dcoscli.python import Command, Program
from tutorial.shell.dcoscli.tables import Column, table

DNS = "/mesos_dns/v1/hosts"
PING_SECONDS = 10
PINGS = 100
"""How often a ping that fails is tried again in that time."""


# Deployments


def list_deployments(client: Client, found: Found) -> None:
    """What is under way, for every app or for one."""
    deployments = api.get(client, "deployments")
    if (app_id := found.word("<app-id>")) is not None:
        wanted = api.normalised(app_id)
        deployments = [entry for entry in deployments if wanted in entry["affectedApps"] + entry["affectedPods"]]
    if not deployments and not found.has("--json"):
        raise CliError("There are no deployments" + (f" for '{app_id}'" if app_id else ""))
    if found.has("--quiet"):
        for deployment in deployments:
            client.out(deployment["id"])
    elif found.has("--json"):
        client.publish(deployments)
    else:
        client.table(table(DEPLOYMENT_COLUMNS, deployments, "APP"))


def _subject(action: Json) -> Json:
    return action.get("app") or action.get("pod")


def _actions(deployment: Json) -> str:
    """Each current action in a line of its own, with its app where there are several."""
    several = len({_subject(action) for action in deployment["currentActions"]}) > 1
    lines = []
    for action in deployment["currentActions"]:
        words = apps.ACTIONS[action["action"]]
        subject = _subject(action)
        lines.append("N/A" if subject is None else f"{words} {subject}" if several else words)
    return "\n".join(lines)


def _affected(kind: str, head: str) -> Column:
    return Column(head, lambda deployment: "\n".join(deployment.get(kind) or ["-"]), left=True)


DEPLOYMENT_COLUMNS = (
    _affected("affectedApps", "APP"),
    _affected("affectedPods", "POD"),
    Column("ACTION", _actions, left=True),
    Column("PROGRESS", lambda deployment: f"{deployment['currentStep'] - 1}/{deployment['totalSteps']}"),
    Column("ID", lambda deployment: deployment["id"], left=True),
)


def roll_back(client: Client, found: Found) -> None:
    """Begin a deployment that leads back to before another one."""
    client.publish(api.change(client, "DELETE", f"deployments/{found.word('<deployment-id>')}"))


def stop_deployment(client: Client, found: Found) -> None:
    """Cancel a deployment."""
    api.change(client, "DELETE", f"deployments/{found.word('<deployment-id>')}", (("force", "true"),))


def watch(client: Client, found: Found) -> Steps:
    """Print a deployment again and again until it is over."""
    most = found.value("--max-count")
    count = None if most is None else api.whole(most)
    interval = api.whole(found.value("--interval") or "1")
    seen = 0
    while count is None or seen < count:
        deployments = api.get(client, "deployments")
        deployment = next((entry for entry in deployments if entry["id"] == found.word("<deployment-id>")), None)
        if deployment is None:
            return
        client.out(f"Deployment update time: {client.now()} \n")
        client.publish(deployment)
        yield Pause(interval)
        seen += 1


# Marathon itself


def about(client: Client, found: Found) -> None:
    """What Marathon says of itself."""
    client.publish(api.get(client, "info"))


def show_leader(client: Client, found: Found) -> None:
    """Where the leading Marathon is."""
    hosts = client.fetch("GET", f"{DNS}/marathon.mesos", (), ANYTHING_ACCEPTED)
    if found.has("--json"):
        client.publish(hosts[0])
    else:
        client.table(table(HOST_COLUMNS, hosts))


HOST_COLUMNS = (
    Column("HOST", lambda host: host.get("host"), left=True),
    Column("IP", lambda host: host.get("ip")),
)


def delete_leader(client: Client, found: Found) -> None:
    """Let the leading Marathon step down."""
    client.out(api.change(client, "DELETE", "leader")["message"])


def ping(client: Client, found: Found) -> None:
    """As many answers in a row as there are masters; it is tried again for some seconds."""
    hosts = [] if found.has("--once") else client.fetch("GET", f"{DNS}/master.mesos", (), ANYTHING_ACCEPTED)
    count = 1 if found.has("--once") else len(hosts)
    answers: list[str] = []
    for _ in range(PINGS):
        try:
            answers.append(api.call(client, "GET", f"{api.BASE}/ping").body)
        except CliError:
            answers = []
        if len(answers) >= count:
            client.out(f"Marathon ping response[{count}x]: {answers[-1]}")
            return
    failure = f"Unable to get ping for all {count} masters in {PING_SECONDS}s"
    client.out(f"Marathon ping response[{count}x]: {failure}")


def list_plugins(client: Client, found: Found) -> None:
    """What is plugged into Marathon."""
    plugins = api.get(client, "plugins")
    if found.has("--json"):
        client.publish(plugins)
    else:
        client.table(table(PLUGIN_COLUMNS, plugins["plugins"], "ID"))


PLUGIN_COLUMNS = (
    Column("ID", lambda plugin: plugin["id"], left=True),
    Column("IMPLEMENTATION", lambda plugin: plugin["implementation"], left=True),
    Column("PLUGIN", lambda plugin: plugin["plugin"], left=True),
)


def reset_delay(client: Client, found: Found) -> None:
    """Let an app's next launch not wait."""
    app_id = api.normalised(found.word("<app-id>") or "")
    path = f"{api.V2}/queue{app_id}/delay"
    response = api.call(client, "DELETE", path)
    if response.status != 204:
        raise CliError(plain_refusal(Refused("DELETE", f"{client.url}{path}", response)))
    client.out(f"Delay on [{app_id}] has been reset")


PROGRAM = Program(
    "marathon",
    "Deploy and manage applications to DC/OS",
    usage.MARATHON_DESCRIPTION + usage.MARATHON_USAGE + usage.MARATHON_DETAILS,
    (
        Command(("version", "list"), apps.versions),
        Command(("deployment", "list"), list_deployments),
        Command(("deployment", "rollback"), roll_back),
        Command(("deployment", "stop"), stop_deployment),
        Command(("deployment", "watch"), watch),
        Command(("task", "list"), tasks.list_tasks),
        Command(("task", "stop"), tasks.stop_task),
        Command(("task", "kill"), tasks.kill_tasks),
        Command(("task", "show"), tasks.show_task),
        Command(("app", "add"), apps.add),
        Command(("app", "list"), apps.list_apps),
        Command(("app", "remove"), apps.remove),
        Command(("app", "show"), apps.show),
        Command(("app", "start"), apps.start),
        Command(("app", "stop"), apps.stop),
        Command(("app", "update"), apps.update),
        Command(("app", "restart"), apps.restart),
        Command(("app", "kill"), apps.kill),
        Command(("group", "add"), groups.add_group),
        Command(("group", "list"), groups.list_groups),
        Command(("group", "show"), groups.show_group),
        Command(("group", "remove"), groups.remove_group),
        Command(("group", "update"), groups.update_group),
        Command(("group", "scale"), groups.scale_group),
        Command(("leader", "delete"), delete_leader),
        Command(("leader", "show"), show_leader),
        Command(("ping",), ping),
        Command(("pod", "add"), pods.add),
        Command(("pod", "remove"), pods.remove),
        Command(("pod", "list"), pods.list_pods),
        Command(("pod", "show"), pods.show),
        Command(("pod", "update"), pods.update),
        Command(("pod", "kill"), pods.kill),
        Command(("debug", "list"), debug.list_queue),
        Command(("debug", "summary"), debug.summary),
        Command(("debug", "details"), debug.details),
        Command(("delay", "reset"), reset_delay),
        Command(("about",), about),
        Command(("plugin", "list"), list_plugins),
    ),
)
"""In the order in which the real one tries them: the first whose words are all there is run."""
