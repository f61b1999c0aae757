"""`docker network ls`. Source: docker/cli 18.09, cli/command/network/list.go, formatter/network.go."""

from tutorial.cluster.clock import moment
from tutorial.cluster.docker.networks import NETWORKS, Network
from tutorial.cluster.world import World
from tutorial.shell.command import Call, Option
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.templates import Columns, listed
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed

HEADINGS = {
    "ID": "NETWORK ID",
    "Name": "NAME",
    "Driver": "DRIVER",
    "Scope": "SCOPE",
    "IPv6": "IPV6",
    "Internal": "INTERNAL",
    "Labels": "LABELS",
    "CreatedAt": "CREATED AT",
}
COLUMNS = Columns("network", HEADINGS, ("ID", "Name", "Driver", "Scope"))
OPTIONS = (
    Option(("-q", "--quiet"), "ids only"),
    Option(("--no-trunc",), "whole ids"),
    Option(("--format",), "print by a template, e.g. '{{.Name}} {{.ID}}'", "TEMPLATE"),
)


def _list(call: Call, given: Parsed) -> int:
    found = call.world.values(NETWORKS, daemon.host(call))
    rows = [_row(call.world, network, whole=given.has("--no-trunc")) for network in found]
    return listed(call, given, rows, COLUMNS)


def _row(world: World, network: Network, *, whole: bool) -> dict[str, str]:
    created = moment(world.state.epoch_ms + network.created_ms)
    return {
        "ID": network.id if whole else network.id[:12],
        "Name": network.name,
        "Driver": network.driver,
        "Scope": "local",
        "IPv6": "false",
        "Internal": "false",
        "Labels": "",
        "CreatedAt": f"{created:%Y-%m-%d %H:%M:%S} +0000 UTC",
    }


LIST = Tool(
    ("network", "ls"),
    "List networks",
    "[OPTIONS]",
    _list,
    OPTIONS,
    asks="Get networks",
    unlisted=(("network", "list"),),
)
