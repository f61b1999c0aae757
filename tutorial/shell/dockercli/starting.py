"""`docker start` and `restart`. Source: docker/cli 18.09, cli/command/container/{start,restart}.go."""

from tutorial.cluster.docker import lifecycle
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell.command import Call, Running
from tutorial.shell.dockercli import daemon, ending
from tutorial.shell.dockercli.daemon import Failed
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed


def _started(call: Call, container: Container) -> Running:
    """Start a container, and wait until the daemon has done so; Failed in its words when it could not."""
    host = daemon.host(call)
    if container.state != "running" and lifecycle.starts_at(call.world, host, container) is None:
        lifecycle.start(call.world, host, container)
    why = gettext("It waits for the daemon to start the container.")
    while (at_ms := lifecycle.starts_at(call.world, host, container)) is not None:
        yield Until(at_ms, why)
    if error := daemon.container(call, container.name).error:
        raise Failed(error)
    return 0


def _start(call: Call, given: Parsed) -> Running:
    failed = []
    for name in given.operands:
        try:
            yield from _started(call, daemon.container(call, name))
            call.out(f"{name}\n")
        except Failed as fault:
            call.err(f"{fault.response}\n")
            failed.append(name)
    if failed:
        call.err(f"Error: failed to start containers: {', '.join(failed)}\n")
    return 1 if failed else 0


def _restart(call: Call, given: Parsed) -> Running:
    seconds = ending.grace(call, given, RESTART.path)
    if seconds is None:
        return ending.BAD_FLAG
    faults = []
    for name in given.operands:
        try:
            yield from _restarted(call, daemon.container(call, name), seconds)
            call.out(f"{name}\n")
        except Failed as fault:
            faults.append(fault if fault.missing else Failed(f"Cannot restart container {name}: {fault}"))
    return ending.complained(call, faults)


def _restarted(call: Call, container: Container, seconds: int) -> Running:
    host = daemon.host(call)
    if container.state == "running":
        lifecycle.stop(call.world, host, container, seconds)
        yield from ending.ended(call, container)
    return (yield from _started(call, daemon.container(call, container.name)))


START = Tool(
    ("start",),
    "Start one or more stopped containers",
    ending.CONTAINERS,
    _start,
    least=1,
    most=None,
    asks="Post containers/{}/start",
    aliases=(("container", "start"),),
)
RESTART = Tool(
    ("restart",),
    "Restart one or more containers",
    ending.CONTAINERS,
    _restart,
    (ending.GRACE,),
    least=1,
    most=None,
    asks="Post containers/{}/restart",
    aliases=(("container", "restart"),),
)
