"""`docker stop`, `kill` and `rm`: they wait as long as docker does, and print each name when it is done.

Source: docker/cli 18.09, cli/command/container/{stop,kill,rm}.go; moby/moby 18.09,
api/server/router/container/container_routes.go (postContainersKill).
"""

import re
from collections.abc import Callable

from tutorial.cluster.docker import lifecycle, programs, signals
from tutorial.cluster.docker.tables import Container
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until
from tutorial.shell.command import Call, Option, Running
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.daemon import Failed
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.errors import UsageError
from tutorial.shell.options import Parsed

GRACE = Option(("-t", "--time"), "Seconds to wait for stop before killing it (default 10)", "SECONDS")
BAD_FLAG = 125
CONTAINERS = "[OPTIONS] CONTAINER [CONTAINER...]"
PROBLEM = "Cannot kill container: {name}: {fault}"
Begun = list[tuple[str, Container | Failed]]


def _begun(call: Call, names: list[str], act: Callable[[Container], None], problem: str = "{fault}") -> Begun:
    """Do something to all containers at once: each that was found, or why not, with the problem's words around it."""
    result: Begun = []
    for name in names:
        try:
            container = daemon.container(call, name)
            act(container)
            result.append((name, container))
        except Failed as fault:
            words = problem.format(name=name, fault=fault)
            result.append((name, Failed(words, fault.missing)))
    return result


def ended(call: Call, container: Container) -> Running:
    """Wait until a container's process has ended, or nothing is on the way that ends it."""
    why = gettext("It waits for the container's process to end.")
    while (at_ms := lifecycle.ends_at(call.world, daemon.host(call), container)) is not None:
        yield Until(at_ms, why)
    return 0


def _told(call: Call, begun: Begun, after: Callable[[Container], Running], *, inspected: bool = False) -> Running:
    """Print each name when the thing is done, at last what went wrong; 1 if something did."""
    faults = []
    for name, found in begun:
        try:
            if isinstance(found, Failed):
                raise found
            yield from after(found)
            call.out(f"{name}\n")
        except Failed as fault:
            faults.append(fault)
    return complained(call, faults, inspected=inspected)


def complained(call: Call, faults: list[Failed], *, inspected: bool = False) -> int:
    """Say what went wrong; the exit code."""
    call.err("".join(f"{fault.inspected if inspected else fault.response}\n" for fault in faults))
    return 1 if faults else 0


def grace(call: Call, given: Parsed, tool: str) -> int | None:
    """The argument of `-t`, 10 without it; None when it is no number, and then that is said."""
    text = given.last("-t", "10")
    if re.fullmatch(r"[+-]?\d{1,12}", text, re.ASCII):
        return int(text)
    reason = f'strconv.ParseInt: parsing "{text}": invalid syntax'
    call.err(f'invalid argument "{text}" for "-t, --time" flag: {reason}\nSee \'{tool} --help\'.\n')
    return None


def _stop(call: Call, given: Parsed) -> Running:
    seconds = grace(call, given, STOP.path)
    if seconds is None:
        return BAD_FLAG

    def stop(container: Container) -> None:
        if container.state == "running":
            lifecycle.stop(call.world, daemon.host(call), container, seconds)

    return (yield from _told(call, _begun(call, given.operands, stop), lambda found: ended(call, found)))


def _kill(call: Call, given: Parsed) -> Running:
    text = given.last("-s", "KILL")
    number = signals.number(text)
    if number is None:
        return complained(call, [Failed(f"Invalid signal: {text}") for _ in given.operands])
    if number == signals.STOP:
        raise UsageError("the signal STOP is not supported here: a process runs, or has ended")

    def kill(container: Container) -> None:
        if number > signals.LAST:
            raise Failed(f"The linux daemon does not support signal {number}")
        if container.state != "running":
            raise Failed(f"Container {container.id} is not running")
        lifecycle.signal(call.world, daemon.host(call), container, number)

    def seen(container: Container) -> Running:
        return (yield from ended(call, container)) if number == programs.KILL else 0

    return (yield from _told(call, _begun(call, given.operands, kill, PROBLEM), seen))


def _rm(call: Call, given: Parsed) -> Running:
    force, host = given.has("-f"), daemon.host(call)

    def end(container: Container) -> None:
        if container.state == "running" and not force:
            advice = "Stop the container before attempting removal or force remove"
            raise Failed(f"You cannot remove a running container {container.id}. {advice}")
        if container.state == "running":
            lifecycle.signal(call.world, host, container, programs.KILL)

    def gone(container: Container) -> Running:
        yield from ended(call, container)
        lifecycle.remove(call.world, host, daemon.container(call, container.name))
        return 0

    return (yield from _told(call, _begun(call, given.operands, end), gone, inspected=True))


STOP = Tool(
    ("stop",),
    "Stop one or more running containers",
    CONTAINERS,
    _stop,
    (GRACE,),
    least=1,
    most=None,
    asks="Post containers/{}/stop",
    aliases=(("container", "stop"),),
)
KILL = Tool(
    ("kill",),
    "Kill one or more running containers",
    CONTAINERS,
    _kill,
    (Option(("-s", "--signal"), "Signal to send to the container (default KILL)", "SIGNAL"),),
    least=1,
    most=None,
    asks="Post containers/{}/kill?signal=KILL",
    aliases=(("container", "kill"),),
)
RM = Tool(
    ("rm",),
    "Remove one or more containers",
    CONTAINERS,
    _rm,
    (
        Option(("-f", "--force"), "Force the removal of a running container (uses SIGKILL)"),
        Option(("-v", "--volumes"), "Remove the volumes associated with the container (there are none)"),
    ),
    least=1,
    most=None,
    asks="Delete containers/{}",
    aliases=(("container", "rm"),),
)
