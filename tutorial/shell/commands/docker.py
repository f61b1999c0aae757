"""docker: what the daemon of this host knows and does."""

from tutorial.shell.command import NODES, Call, Command, Running
from tutorial.shell.dockercli import (
    ending,
    execing,
    images,
    inspecting,
    listing,
    logs,
    networks,
    ports,
    starting,
    system,
    top,
)
from tutorial.shell.dockercli.tool import HELP, Tool
from tutorial.shell.errors import UsageError

TOOLS: tuple[Tool, ...] = (
    listing.PS,
    inspecting.INSPECT,
    inspecting.CONTAINER_INSPECT,
    ports.PORT,
    execing.EXEC,
    logs.LOGS,
    top.TOP,
    ending.STOP,
    ending.KILL,
    ending.RM,
    starting.START,
    starting.RESTART,
    images.LIST,
    images.PULL,
    networks.LIST,
    inspecting.NETWORK_INSPECT,
    system.VERSION_TOOL,
    system.INFO_TOOL,
)
NAMES = {names: tool for tool in TOOLS for names in (tool.names, *tool.aliases, *tool.unlisted)}
GROUPS = frozenset(names[:1] for names in NAMES if len(names) > 1)


def run(call: Call) -> int | Running:
    """Find the subcommand; without one, help."""
    words = call.args
    for count in (2, 1):
        if (tool := NAMES.get(words[:count])) is not None:
            return tool.called(call, words[count:])
    if not words or words[0] in {*HELP, "help"}:
        call.out(COMMAND.help())
        return 0
    if words[:1] in GROUPS and (len(words) == 1 or words[1] in HELP):
        call.out(_of_group(words[0]))
        return 0
    asked = " ".join(words[:2] if words[:1] in GROUPS else words[:1])
    known = ", ".join(" ".join(part.names) for part in COMMAND.subcommands)
    raise UsageError(f"'{asked}' is not supported here; supported: {known}")


def _of_group(group: str) -> str:
    """What `docker network` prints alone: which subcommands there are."""
    parts = (part for part in COMMAND.subcommands if part.names[0] == group and len(part.names) > 1)
    rows = {part.names[1]: part.summary for part in parts}
    width = max(map(len, rows))
    listed = "".join(f"  {name:<{width}}   {rows[name]}\n" for name in sorted(rows))
    return f"\nUsage:  docker {group} COMMAND\n\nCommands:\n{listed}"


COMMAND = Command(
    "docker",
    "Look at this host's containers, networks and images.",
    "docker SUBCOMMAND [OPTIONS] …; docker SUBCOMMAND --help tells more",
    run,
    roles=NODES,
    subcommands=tuple(part for tool in TOOLS for part in tool.subcommands()),
)
