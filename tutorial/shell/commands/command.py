"""command and builtin: run a command although there is a function of its name; `command -v` says what it is."""

from tutorial.shell import builtins
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.invoke import run_command
from tutorial.shell.options import parse_call


def run(call: Call) -> Running:
    """The exit code of the command; of `-v` 1 where a name stands for nothing."""
    options = parse_call(call, COMMAND, permute=False)
    words = options.operands
    if call.name == "builtin":
        if words and words[0] not in builtins.BUILTINS:
            raise ShellError(f"{words[0]}: not a shell builtin", 1, label="bash: builtin")
    elif options.has("-v") or options.has("-V"):
        return _found(call, words, long=options.has("-V"))
    if not words:
        return 0
    return (yield from run_command(words, call.session, call.descriptors, call.values))


def _found(call: Call, names: list[str], *, long: bool) -> int:
    code = 1 if names else 0
    for name in names:
        kind = builtins.kind(call.session, name)
        if kind:
            code = 0
        elif long:
            call.err(f"bash: command: {name}: not found\n")
        shown = builtins.path(name) if kind == "file" else name
        what = {"file": shown, "function": "a function"}.get(kind, f"a shell {kind}")
        call.out((f"{name} is {what}\n" if long else f"{shown}\n") if kind else "")
    return code


COMMAND = Command(
    "command",
    "Run a command, although there is a function of its name.",
    "command [-v | -V] [NAME [ARGUMENT…]]",
    run,
    (Option(("-v",), "say what the name stands for, shortly"), Option(("-V",), "say it in words")),
    aliases=("builtin",),
    helps=False,
)
