"""`docker exec`: a program or a shell in a running container.

Sources: docker/cli 18.09, cli/command/container/exec.go; moby/moby 18.09, daemon/exec.go,
api/server/router/container/exec.go (what can't be started is told on standard output).
"""

from typing import Any

from tutorial.shell import busybox, line
from tutorial.shell.command import Call, Option, Running
from tutorial.shell.dockercli import daemon
from tutorial.shell.dockercli.tool import Tool
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.invoke import run_command
from tutorial.shell.options import Parsed
from tutorial.shell.session import Entered, Session
from tutorial.shell.streams import TerminalSource, TextSource
from tutorial.shell.terminal import Frame, container_frame

NOT_STARTED = 126
CAN_NOT_START = (
    "OCI runtime exec failed: exec failed: container_linux.go:345: starting container process caused "
    '"exec: \\"{}\\": executable file not found in $PATH": unknown\n'
)


def _exec(call: Call, given: Parsed) -> Running:
    name, *words = given.operands
    if given.has("-i") and given.has("-t") and not isinstance(call.stdin, TerminalSource):
        call.err("the input device is not a TTY\n")
        return 1
    try:
        container = daemon.container(call, name)
        if container.state != "running":
            raise daemon.Failed(f"Container {container.id} is not running")
    except daemon.Failed as fault:
        call.err(f"{fault.inspected}\n")
        return 1
    shell = container_frame(daemon.host(call), container)
    inner = _session(call, shell, given)
    if words[0] in busybox.SHELLS:
        return (yield from _shell(call, inner, shell, given, words[1:]))
    if words[0].rpartition("/")[2] not in busybox.PROGRAMS:
        call.out(CAN_NOT_START.format(words[0]))
        return NOT_STARTED
    return (yield from run_command(words, inner, _descriptors(call, given)))


def _session(call: Call, shell: Frame, given: Parsed) -> Session:
    """A session in the container, with the variables that `-e` adds, in the folder that `-w` names."""
    inner = Session.of(call.world, call.context, shell, own=False)
    inner.depth, inner.cwd = call.session.depth, given.last("-w", "/")
    if not given.has("-t"):
        inner.remove("TERM")
    for text in given.all("-e"):
        name, mark, value = text.partition("=")
        inner.put(name, value if mark else call.env.get(name, ""), exported=True)
    return inner


def _descriptors(call: Call, given: Parsed) -> dict[int, Any]:
    """The caller's; without `-i` there is nothing to read."""
    return call.descriptors if given.has("-i") else {**call.descriptors, 0: TextSource("")}


def _shell(call: Call, inner: Session, shell: Frame, given: Parsed, words: list[str]) -> Running:
    """`sh -c TEXT`, `sh` with a script on standard input, or `sh` at the terminal, which takes its next lines."""
    if words[:1] == ["-c"] and len(words) > 1:
        inner.arguments = tuple(words[3:])
        return (yield from line.run_remote(inner, _descriptors(call, given), words[1]))
    if words:
        raise UsageError("a shell in a container is not supported here with other words than -c TEXT")
    if not given.has("-i"):
        return 0
    if not isinstance(call.stdin, TerminalSource):
        script = yield from call.stdin.read_all()
        return (yield from line.run_remote(inner, _descriptors(call, given), script))
    if not call.session.own or (not call.stdout.is_terminal and call.context.tty):
        raise ShellError("a shell in a container is opened from the terminal alone; give a command instead", 1)
    raise Entered((inner.frame(shell),))


EXEC = Tool(
    ("exec",),
    "Run a command in a running container",
    "[OPTIONS] CONTAINER COMMAND [ARG...]",
    _exec,
    (
        Option(("-i", "--interactive"), "Keep STDIN open even if not attached"),
        Option(("-t", "--tty"), "Allocate a pseudo-TTY"),
        Option(("-e", "--env"), "Set environment variables", "NAME"),
        Option(("-w", "--workdir"), "Working directory inside the container", "FOLDER"),
    ),
    least=2,
    most=None,
    asks="Post containers/{}/exec",
    operands="CONTAINER COMMAND...",
    aliases=(("container", "exec"),),
    permute=False,
)
