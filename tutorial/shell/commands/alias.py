"""alias: names that stand for the beginning of a command."""

import re

from tutorial.shell.command import Call, Command, Option
from tutorial.shell.options import parse_call
from tutorial.shell.quoting import listed
from tutorial.shell.session import VARIABLES_LIMIT

_NAME = re.compile(r"[^\s/$`=|&;()<>\\\"']+")


def run(call: Call) -> int:
    """`alias NAME=TEXT` makes one, `alias NAME` and `alias` print; 1 where a name is none."""
    options, session = parse_call(call, COMMAND, permute=False), call.session
    code = 0
    if not options.operands or options.has("-p"):
        call.out("".join(_line(name, text) for name, text in session.aliases))
    for word in options.operands:
        name, made, text = word.partition("=")
        known = dict(session.aliases)
        if made and _NAME.fullmatch(name):
            code = _make(call, known | {name: text}) or code
        elif made:
            call.err(f"bash: alias: `{name}': invalid alias name\n")
            code = 1
        elif name in known:
            call.out(_line(name, known[name]))
        else:
            call.err(f"bash: alias: {name}: not found\n")
            code = 1
    return code


def _make(call: Call, aliases: dict[str, str]) -> int:
    if sum(len(name) + len(text) for name, text in aliases.items()) > VARIABLES_LIMIT:
        call.err(f"bash: alias: the aliases of a shell may hold {VARIABLES_LIMIT:,} characters\n")
        return 1
    call.session.aliases = tuple(sorted(aliases.items()))
    return 0


def _line(name: str, text: str) -> str:
    return f"alias {name}={listed(text)}\n"


COMMAND = Command(
    "alias",
    "Let a name stand for the beginning of a command.",
    "alias [-p] [NAME[=TEXT]…]",
    run,
    (Option(("-p",), "print all"),),
    helps=False,
)
