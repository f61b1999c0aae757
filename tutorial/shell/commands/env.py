"""env: prints the environment, or runs a command in a changed one."""

from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.invoke import run_command
from tutorial.shell.options import parse_call
from tutorial.shell.terminal import Variable


def run(call: Call) -> Running:
    """`env`, `env NAME=VALUE… COMMAND…`, with `-i` and `-u`."""
    options = parse_call(call, COMMAND, permute=False)
    bare = options.operands[:1] == ["-"]
    env = {} if options.has("-i") or bare else dict(call.env)
    for name in options.all("-u"):
        env.pop(name, None)
    words = options.operands[bare:]
    while words and "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        if not name:
            raise UsageError(f"cannot set '={value}': Invalid argument", exit_code=125)
        env[name] = value
    if not words:
        call.out("".join(f"{name}={value}\n" for name, value in env.items()))
        return 0
    inner = call.session.fork()
    inner.variables = {name: Variable(value, exported=True) for name, value in env.items()}
    return (yield from run_command(words, inner, call.descriptors))


COMMAND = Command(
    "env",
    "Print the environment, or run a command in a changed one.",
    "env [-i] [-u NAME] [NAME=VALUE…] [COMMAND…]",
    run,
    (
        Option(("-i", "--ignore-environment"), "start with an empty environment"),
        Option(("-u", "--unset"), "without this variable", "NAME"),
    ),
)
