"""dmesg: the kernel's log of a node, in which LOG rules write. Source: util-linux 2.23 sys-utils/dmesg.c."""

from tutorial.cluster import clock
from tutorial.cluster.network.kernellog import LOG, Line
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.options import parse_call
from tutorial.shell.texts import charged

BOOTED_MS = 4_242_000
"""How long a node had been up when the scenario began."""


def run(call: Call) -> Running:
    """Prints the lines, the oldest first; with `-C` or `-c` root forgets them, with `-c` after they were printed."""
    options = parse_call(call, COMMAND)
    host = call.session.place.partition("/")[0]
    clears = options.has("-C") or options.has("-c")
    if clears and call.session.user != "root":
        call.err("dmesg: clear kernel buffer failed: Operation not permitted\n")
        return 1
    lines = call.world.values(LOG, host)
    yield from charged(call, len(lines))
    for line in () if options.has("-C") else lines:
        call.out(f"{_when(call, line, human=options.has('-T'))} {line.text}\n")
    for key, _ in call.world.rows(LOG, host) if clears else ():
        call.world.delete(LOG, key, host)
    return 0


def _when(call: Call, line: Line, *, human: bool) -> str:
    """`[ 4250.123000]`, seconds since the node was started; or the time of day."""
    if human:
        return f"[{clock.ctime(call.world.state.epoch_ms + line.at_ms)}]"
    seconds, rest = divmod(BOOTED_MS + line.at_ms, 1000)
    return f"[{seconds:5}.{rest:03}000]"


COMMAND = Command(
    "dmesg",
    "Print the kernel's log, in which LOG rules write.",
    "dmesg [-T] [-c | -C]",
    run,
    (
        Option(("-T", "--ctime"), "the time of day"),
        Option(("-c", "--read-clear"), "forget the lines after they were printed"),
        Option(("-C", "--clear"), "forget the lines"),
    ),
    roles=NODES | {"router"},
)
