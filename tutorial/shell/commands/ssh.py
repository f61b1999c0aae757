"""ssh: a shell or a command on another host."""

from tutorial.shell.command import EVERYWHERE, Call, Command, Running
from tutorial.shell.remote import OPTIONS, ssh


def run(call: Call) -> Running:
    """See `remote.ssh`."""
    return (yield from ssh(call, call.args))


COMMAND = Command(
    "ssh",
    "Open a shell on a node, or run a command there.",
    "ssh [-l USER] [USER@]HOST [COMMAND…]",
    run,
    OPTIONS,
    EVERYWHERE,
)
