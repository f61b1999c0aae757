"""`docker ps`. Sources: docker/cli 18.09, cli/command/container/list.go, formatter/container.go; docker/go-units."""

from tutorial.cluster.clock import moment
from tutorial.cluster.docker.networks import ENDPOINTS
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.world import World
from tutorial.shell.command import Call, Option
from tutorial.shell.dockercli import daemon, filters, ports
from tutorial.shell.dockercli.templates import Columns, listed
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed

HEADINGS = {
    "ID": "CONTAINER ID",
    "Image": "IMAGE",
    "Command": "COMMAND",
    "CreatedAt": "CREATED AT",
    "RunningFor": "CREATED",
    "Status": "STATUS",
    "Ports": "PORTS",
    "Names": "NAMES",
    "Networks": "NETWORKS",
    "Labels": "LABELS",
    "Mounts": "MOUNTS",
}
COLUMNS = Columns("container", HEADINGS, ("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"))
OPTIONS = (
    Option(("-a", "--all"), "stopped containers too"),
    Option(("-q", "--quiet"), "ids only"),
    Option(("--no-trunc",), "whole ids and commands"),
    Option(("--format",), "print by a template, e.g. 'table {{.Names}}\\t{{.Status}}'", "TEMPLATE"),
    Option(("-l", "--latest"), "the newest one"),
    Option(("-n", "--last"), "the newest N", "N"),
    Option(("-f", "--filter"), "by name, id, status, label, network, publish, ancestor, exited", "KEY=VALUE"),
)


def _ps(call: Call, given: Parsed) -> int:
    host = daemon.host(call)
    found = sorted(call.world.values(CONTAINERS, host), key=lambda c: (-c.created_ms, c.name))
    try:
        keys = filters.parsed(given.all("-f"))
        found = filters.kept(call, keys, found)
    except daemon.Failed as fault:
        call.err(f"{fault.response}\n")
        return 1
    except UsageError as fault:
        call.err(f"{fault}\n")
        return fault.exit_code
    count = 1 if given.has("-l") else int(given.last("-n")) if given.last("-n").isdigit() else None
    if count is None and not given.has("-a") and "status" not in keys:
        found = [container for container in found if container.state == "running"]
    rows = [_row(call.world, host, container, whole=given.has("--no-trunc")) for container in found[:count]]
    return listed(call, given, rows, COLUMNS)


def _row(world: World, host: str, container: Container, *, whole: bool) -> dict[str, str]:
    argv = " ".join([container.argv[0], *(f"'{word}'" if " " in word else word for word in container.argv[1:])])
    endpoint = world.get(ENDPOINTS, container.name, host)
    created = moment(world.state.epoch_ms + container.created_ms)
    return {
        "ID": container.id if whole else container.id[:12],
        "Image": container.image,
        "Command": '"' + (argv if whole or len(argv) <= 20 else argv[:19] + "…") + '"',
        "CreatedAt": f"{created:%Y-%m-%d %H:%M:%S} +0000 UTC",
        "RunningFor": f"{ago(world.now_ms - container.created_ms)} ago",
        "Status": _status(world, container),
        "Ports": ports.column(endpoint.published if endpoint else ()),
        "Names": container.name,
        "Networks": container.network,
        "Labels": ",".join(f"{name}={value}" for name, value in container.labels),
        "Mounts": "",
    }


def _status(world: World, container: Container) -> str:
    if container.state == "running":
        return f"Up {ago(world.now_ms - container.started_ms)}"
    if container.state == "exited":
        return f"Exited ({container.exit_code}) {ago(world.now_ms - container.finished_ms)} ago"
    return "Created"


def ago(ms: int) -> str:
    """A span of time in words. Source: docker/go-units v0.3, duration.go (HumanDuration)."""
    seconds = ms // 1000
    minutes, hours = seconds // 60, (seconds + 1800) // 3600
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    if hours < 24 * 7 * 2:
        return f"{hours // 24} days"
    if hours < 24 * 30 * 2:
        return f"{hours // 24 // 7} weeks"
    return f"{hours // 24 // 30} months" if hours < 24 * 365 * 2 else f"{hours // 24 // 365} years"


PS = Tool(
    ("ps",),
    "List containers",
    "[OPTIONS]",
    _ps,
    OPTIONS,
    aliases=(("container", "ls"),),
    unlisted=(("container", "ps"), ("container", "list")),
)
