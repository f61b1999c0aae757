"""sudo: runs a command as root. On the nodes nobody is asked for a password."""

from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.invoke import run_command
from tutorial.shell.options import parse_call
from tutorial.shell.session import Entered
from tutorial.shell.terminal import home, new_frame


def run(call: Call) -> Running:
    """`sudo COMMAND`, `sudo -u USER COMMAND`, `sudo -i`."""
    options = parse_call(call, COMMAND, permute=False)
    user = options.last("-u", "root")
    words = options.operands
    inner = call.session.fork()
    inner.user, inner.own = user, call.session.own
    while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
        name, _, value = words.pop(0).partition("=")
        inner.put(name, value, exported=True)
    if not words:
        if not (options.has("-i") or options.has("-s")):
            raise UsageError("usage: sudo [-i] [-u USER] COMMAND…", exit_code=1)
        if not call.session.own:
            raise UsageError("a shell is opened from the terminal alone", exit_code=1)
        raise Entered((new_frame(call.session.place, user, "logout\n" if options.has("-i") else "exit\n"),))
    for name, value in (("HOME", home(user)), ("USER", user), ("LOGNAME", user)):
        inner.put(name, value, exported=True)
    inner.cwd = home(user) if options.has("-i") else inner.cwd
    return (yield from run_command(words, inner, call.descriptors))


COMMAND = Command(
    "sudo",
    "Run a command as root.",
    "sudo [-i] [-u USER] COMMAND…",
    run,
    (
        Option(("-u",), "as this user", "USER"),
        Option(("-i",), "in a login shell; without a command, open one"),
        Option(("-s",), "without a command, open a shell"),
        Option(("-n",), "never ask for a password (nobody is asked)"),
        Option(("-E",), "keep the environment (it is kept)"),
    ),
    roles=NODES,
)
