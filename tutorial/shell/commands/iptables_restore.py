"""iptables-restore: puts whole tables in the place of those that are there.

Source: iptables 1.4.21 iptables-restore.c.
"""

import re

from tutorial.cluster.network import saved
from tutorial.cluster.network.rules import RuleError
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Running
from tutorial.shell.options import parse_call
from tutorial.shell.texts import read_input

NO_RIGHT = "iptables-restore v1.4.21: iptables-restore: unable to initialize table\n"


def run(call: Call) -> Running:
    """Reads standard input or a file; all of it counts, or nothing."""
    options = parse_call(call, COMMAND)
    text = yield from read_input(call, (options.operands or ["-"])[0])
    if call.session.user != "root":
        call.err(NO_RIGHT)
        return 2
    try:
        saved.restore(call.world, addresses.namespace(call.world, call.session.place), text, byhand.causes(call))
    except RuleError as error:
        found = re.match(r"line (\d+) failed", str(error))
        line = int(found[1]) if found else len(text.splitlines()) + 1
        call.err(f"iptables-restore: line {line} failed\n")
        return 1
    byhand.changed(call)
    return 0


COMMAND = Command(
    "iptables-restore",
    "Put saved tables of rules in the place of those that are there.",
    "iptables-restore [FILE]",
    run,
    roles=NODES | {"router"},
)
