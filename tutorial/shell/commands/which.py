"""which: where a command's program lies."""

from tutorial.shell import builtins
from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call


def run(call: Call) -> int:
    """The path of each program; 1 when one is not there. What is part of the shell has none."""
    options = parse_call(call, COMMAND, exit_code=1)
    session, code = call.session, 0
    for name in options.operands:
        if builtins.is_program(session, name):
            call.out(f"{builtins.path(name)}\n")
            continue
        code = 1
        if session.host is not None and session.host.tools == "centos7" and not session.inside:
            call.err(f"which: no {name} in ({call.env.get('PATH', '').strip()})\n")
    return code


COMMAND = Command(
    "which",
    "Tell where a command's program lies.",
    "which [-a] TOOL…",
    run,
    (Option(("-a", "--all"), "all of that name (there is one)"),),
)
