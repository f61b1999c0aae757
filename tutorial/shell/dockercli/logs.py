"""`docker logs`. Source: docker/cli 18.09, cli/command/container/logs.go."""

from tutorial.shell.command import Call, Option, Running
from tutorial.shell.dockercli import daemon, ending
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.options import Parsed


def _logs(call: Call, given: Parsed) -> Running:
    """What the container's programs have said, all of it on standard error; with `-f` what they say until they end."""
    try:
        container = daemon.container(call, given.operands[0])
    except daemon.Failed as fault:
        call.err(f"{fault.inspected}\n")
        return 1
    lines = container.log.splitlines(keepends=True)
    wanted = given.last("--tail", "all")
    call.err("".join(lines[max(0, len(lines) - int(wanted)) :] if wanted.isdecimal() else lines))
    if given.has("-f"):
        yield from ending.ended(call, container)
    return 0


LOGS = Tool(
    ("logs",),
    "Fetch the logs of a container",
    "[OPTIONS] CONTAINER",
    _logs,
    (
        Option(("-f", "--follow"), "Follow log output"),
        Option(("--tail",), "Number of lines to show from the end of the logs (default all)", "N"),
    ),
    least=1,
    most=1,
    asks="Get containers/{}/json",
    aliases=(("container", "logs"),),
)
