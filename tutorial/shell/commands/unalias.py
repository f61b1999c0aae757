"""unalias: a name stands for nothing else any more."""

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call

USAGE = "unalias: usage: unalias [-a] name [name ...]\n"


def run(call: Call) -> int:
    """1 where a name is no alias."""
    options, session = parse_call(call, COMMAND, permute=False), call.session
    if options.has("-a"):
        session.aliases = ()
        return 0
    if not options.operands:
        call.err(USAGE)
        return 2
    code = 0
    for name in options.operands:
        left = tuple(each for each in session.aliases if each[0] != name)
        if len(left) == len(session.aliases):
            call.err(f"bash: unalias: {name}: not found\n")
            code = 1
        session.aliases = left
    return code


COMMAND = Command(
    "unalias",
    "Let a name stand for itself again.",
    "unalias [-a] NAME…",
    run,
    (Option(("-a",), "all names"),),
    helps=False,
)
