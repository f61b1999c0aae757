"""iptables-save: whole tables as text. Source: iptables 1.4.21 iptables-save.c."""

from tutorial.cluster import clock
from tutorial.cluster.network import saved
from tutorial.cluster.network.chains import HOOKS
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option
from tutorial.shell.errors import UsageError
from tutorial.shell.options import parse_call

NO_RIGHT = "iptables-save v1.4.21: Cannot initialize: Permission denied (you must be root)\n"


def run(call: Call) -> int:
    """Prints every table that the machine has, or one; exit 1 for another user than root."""
    options = parse_call(call, COMMAND)
    table = options.last("-t", "")
    if call.session.user != "root":
        call.err(NO_RIGHT)
        return 1
    if table and table not in HOOKS:
        raise UsageError(f"table {table} is not supported here; supported: {' '.join(HOOKS)}", exit_code=1)
    place = addresses.namespace(call.world, call.session.place)
    at = clock.ctime(call.world.state.epoch_ms + call.world.now_ms)
    call.out(saved.dump(call.world, place, counted=options.has("-c"), at=at, only=table))
    return 0


COMMAND = Command(
    "iptables-save",
    "Print whole tables of rules, for iptables-restore.",
    "iptables-save [-c] [-t TABLE]",
    run,
    (
        Option(("-c", "--counters"), "with the counters of every rule"),
        Option(("-t", "--table"), "this table alone", "RULE-TABLE"),
    ),
    roles=NODES | {"router"},
)
