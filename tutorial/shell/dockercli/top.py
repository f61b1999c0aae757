"""`docker top`: what the host's `ps -ef` says of a container's processes.

Source: docker/cli 18.09, cli/command/container/top.go; moby/moby 18.09, daemon/top_unix.go.
"""

from tutorial.cluster.clock import moment
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.world import World
from tutorial.shell.command import Call
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.templates import table
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed

TITLES = ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
SHIMS = range(2, 18)
"""How many pids before its first process a container's shim was started, which is that one's parent."""


def _top(call: Call, given: Parsed) -> int:
    name, *forms = given.operands
    if forms not in ([], ["-ef"]):
        raise UsageError("only the usual form of ps (-ef) is supported here", exit_code=1)
    try:
        container = daemon.container(call, name)
        if container.state != "running":
            raise daemon.Failed(f"Container {container.id} is not running")
    except daemon.Failed as fault:
        call.err(f"{fault.response}\n")
        return 1
    call.out(table(TITLES, [_row(call.world, daemon.host(call), container)]))
    return 0


def shim(world: World, host: str, container: Container) -> int:
    """The pid of a container's shim."""
    return container.pid - world.choose("docker.shim", (host, container.id), SHIMS)


def _row(world: World, host: str, container: Container) -> list[str]:
    parent = shim(world, host, container)
    started = moment(world.state.epoch_ms + container.started_ms)
    return ["root", str(container.pid), str(parent), "0", f"{started:%H:%M}", "?", "00:00:00", " ".join(container.argv)]


TOP = Tool(
    ("top",),
    "Display the running processes of a container",
    "CONTAINER [ps OPTIONS]",
    _top,
    least=1,
    most=None,
    asks="Get containers/{}/json",
    operands="CONTAINER",
    aliases=(("container", "top"),),
    permute=False,
)
