"""`dcos edgelb`: the pools of Edge-LB, by calls to its API server. The package `edgelb` brings it.

Source: mesosphere/dcos-docs-site, services/edge-lb/1.4/cli-reference (commands, options, what `create`, `delete`,
`list`, `show` and `version` print), 1.5/how-to-tasks/scale-up (what `status` and `endpoints` print). Usage and refusals
are ours.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from tutorial.cluster.jsontext import Json
from tutorial.shell.command import Option, Subcommand
from tutorial.shell.dcoscli import edgelbshow
from tutorial.shell.dcoscli.client import JSON_ACCEPTED, Client, CliError
from tutorial.shell.dcoscli.edgelbshow import table
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed, parse_options

NAME = "edgelb"
SUMMARY = "Manage Edge-LB"
SERVICE = "/service/edgelb"
CLIENT_VERSION = "v1.4.0"
INACCURATE = "Public/private IPs metadata is inaccurate in case of pools that use virtual networks."
HELP = Option(("--help", "-h"), "usage")
JSON = Option(("--json",), "show the answer as it came")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its operand (in brackets where it may be left out), what it is for, its options, what it does."""

    name: str
    operand: str
    summary: str
    options: tuple[Option, ...]
    run: Callable[[Client, Parsed], None]

    def checked(self, words: tuple[str, ...]) -> Parsed:
        """The command line; UsageError where it can't be."""
        given = parse_options((HELP, *self.options), words)
        if given.has("--help"):
            return given
        if len(given.operands) > bool(self.operand):
            raise UsageError(f"unexpected {given.operands[-1]}")
        if self.operand and not self.operand.startswith("[") and not given.operands:
            raise UsageError(f"required argument '{self.operand.strip('<>')}' not provided")
        return given


def run(client: Client, words: tuple[str, ...]) -> int:
    """One `dcos edgelb` command; its exit code."""
    if not words or words[0] in ("--help", "-h"):
        client.out(usage())
        return 0
    command = next((known for known in COMMANDS if known.name == words[0]), None)
    if command is None:
        known = " ".join(each.name for each in COMMANDS)
        client.err(f"dcos edgelb {words[0]}: not supported here yet; supported: {known}")
        return 2
    try:
        given = command.checked(words[1:])
    except UsageError as fault:
        raise CliError(f"dcos-edgelb: error: {fault}, try --help") from fault
    if given.has("--help"):
        client.out(_usage_of(command))
    else:
        command.run(client, given)
    return 0


def usage() -> str:
    """What the commands are."""
    width = max(len(f"{command.name} {command.operand}") for command in COMMANDS)
    lines = [f"  {f'{command.name} {command.operand}':<{width}}  {command.summary}" for command in COMMANDS]
    return "\n".join(["usage: dcos edgelb [options] <command> [<args>]", "", f"{SUMMARY}.", "", "Commands:", *lines])


def _usage_of(command: Command) -> str:
    options = [", ".join(option.flags) for option in (HELP, *command.options)]
    told = [f"  {flags:<14}{option.summary}" for flags, option in zip(options, (HELP, *command.options), strict=True)]
    first = f"usage: dcos edgelb {command.name} {command.operand}".rstrip()
    return "\n".join([f"{first} [options]", "", f"{command.summary}.", "", "Options:", *told])


# Calls


def _ask(client: Client, method: str, path: str, body: Json = None) -> str:
    """The text of an answer; CliError with the API server's words for a refusal."""
    response = client.send(method, f"{SERVICE}{path}", (), body, JSON_ACCEPTED)
    if not 200 <= response.status < 300:
        raise CliError(f"dcos-edgelb: error: {_refusal(response.status, response.body)}")
    return response.body


def _refusal(status: int, body: str) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {status}: {body}"


def _definition(client: Client, path: str) -> Json:
    """The pool definition in a file."""
    text = client.read_file(path)
    if text is None:
        raise CliError(f"dcos-edgelb: error: open {path}: no such file or directory")
    try:
        return json.loads(text)
    except ValueError as fault:
        words = f"{path} is not JSON: {fault}. YAML, which Edge-LB reads, too, is not supported here yet"
        raise CliError(f"dcos-edgelb: error: {words}") from fault


# Commands


def _ping(client: Client, given: Parsed) -> None:
    client.out(_ask(client, "GET", "/ping"))


def _version(client: Client, given: Parsed) -> None:
    client.out(f"client = {CLIENT_VERSION}")
    client.out(f"server = {_ask(client, 'GET', '/version')}")


def _list(client: Client, given: Parsed) -> None:
    answer = json.loads(_ask(client, "GET", "/config"))
    if given.has("--json"):
        client.publish(answer)
        return
    pools = [entry["v2"] for entry in answer["pools"]]
    rows = [(pool["name"], pool["apiVersion"], str(pool["count"]), pool["role"], _ports(pool)) for pool in pools]
    client.out(table(("NAME", "APIVERSION", "COUNT", "ROLE", "PORTS"), rows))


def _ports(pool: Json) -> str:
    haproxy = pool["haproxy"]
    ports = [haproxy["stats"]["bindPort"], *(frontend["bindPort"] for frontend in haproxy["frontends"])]
    return ", ".join(map(str, sorted(ports)))


def _show(client: Client, given: Parsed) -> None:
    if given.operands:
        pools = [json.loads(_ask(client, "GET", f"/v2/pools/{given.operands[0]}"))]
    else:
        pools = json.loads(_ask(client, "GET", "/v2/pools"))
    if given.has("--json"):
        client.publish(pools[0] if given.operands else pools)
    elif pools:
        client.out("\n\n".join(map(edgelbshow.pool, pools)))


def _create(client: Client, given: Parsed) -> None:
    _sent(client, given, "POST", _definition(client, given.operands[0]), "created")


def _update(client: Client, given: Parsed) -> None:
    _sent(client, given, "PUT", _definition(client, given.operands[0]), "updated")


def _sent(client: Client, given: Parsed, method: str, definition: Json, done: str) -> None:
    name = str(definition.get("name", "")) if isinstance(definition, dict) else ""
    answer = json.loads(_ask(client, method, "/v2/pools" if method == "POST" else f"/v2/pools/{name}", definition))
    if given.has("--json"):
        client.publish(answer)
        return
    where = f'"dcos edgelb show {name}" or "dcos edgelb status {name}"'
    client.out(f"Successfully {done} {name}. Check {where} for deployment status")


def _delete(client: Client, given: Parsed) -> None:
    name = given.operands[0]
    _ask(client, "DELETE", f"/v2/pools/{name}")
    client.out(f"Successfully deleted {name}. Check the DC/OS web UI for pool uninstall status.")


def _status(client: Client, given: Parsed) -> None:
    """The tasks of its load balancers, as Mesos knows them; their names are those that they have here."""
    pool = json.loads(_ask(client, "GET", f"/v2/pools/{given.operands[0]}"))
    name = ".".join([pool["name"], *reversed(pool["namespace"].split("/"))])
    state = client.fetch("GET", "/mesos/master/state", (), JSON_ACCEPTED)
    tasks = [task for framework in state["frameworks"] for task in framework["tasks"] if task["name"] == name]
    if given.has("--json"):
        client.publish(tasks)
    elif given.has("--task-ids"):
        client.out("\n".join(task["id"] for task in tasks))
    else:
        client.out(table(("NAME", "TASK ID", "STATE"), [(task["name"], task["id"], task["state"]) for task in tasks]))


def _endpoints(client: Client, given: Parsed) -> None:
    answer = json.loads(_ask(client, "GET", f"/v2/pools/{given.operands[0]}/metadata"))
    if given.has("--json"):
        client.publish(answer)
        return
    parts = [*((front["name"], front["endpoints"]) for front in answer["frontends"]), ("stats", answer["stats"])]
    rows = list(chain.from_iterable(_endpoint(name, ends) for name, ends in parts))
    client.out(table(("NAME", "PORT", "INTERNAL IPS", "EXTERNAL IPS"), rows))
    client.out(INACCURATE)


def _endpoint(name: str, ends: Sequence[Json]) -> list[tuple[str, ...]]:
    """A row for each load balancer, the name in the first."""
    rows = [(str(end["port"]), ", ".join(end["private"]), ", ".join(end["public"])) for end in ends] or [("", "", "")]
    return [(name if at == 0 else "", *row) for at, row in enumerate(rows)]


def _lb_config(client: Client, given: Parsed) -> None:
    client.outcome.stdout += _ask(client, "GET", f"/v2/pools/{given.operands[0]}/lbconfig")


POOL, FILE = "<pool-name>", "<pool-file>"
COMMANDS = (
    Command("create", FILE, "Create a pool, by its definition in a file", (JSON,), _create),
    Command("delete", POOL, "Delete a pool and its load balancers", (), _delete),
    Command("endpoints", POOL, "Where a pool is reached", (JSON,), _endpoints),
    Command("lb-config", POOL, "Show the configuration of a pool's load balancers", (), _lb_config),
    Command("list", "", "All pools", (JSON,), _list),
    Command("ping", "", "Ask whether the API server is there", (), _ping),
    Command("show", f"[{POOL}]", "Show the definition of a pool, or of all", (JSON,), _show),
    Command(
        "status",
        POOL,
        "The load balancers of a pool",
        (JSON, Option(("--task-ids",), "their task ids alone")),
        _status,
    ),
    Command("update", FILE, "Give a pool another definition", (JSON,), _update),
    Command("version", "", "The versions of this command and of the API server", (), _version),
)


def subcommands() -> tuple[Subcommand, ...]:
    """Every command with its options and operand, for completion."""
    found = (Subcommand((NAME, each.name), each.summary, each.operand, (HELP, *each.options)) for each in COMMANDS)
    return (Subcommand((NAME,), SUMMARY, "", (HELP,)), *found)
