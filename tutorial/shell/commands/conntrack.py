"""conntrack: the connections that the kernel of this namespace tracks."""

from tutorial.cluster.network.show import conntrack as printed
from tutorial.cluster.network.tables import Tracked
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import print_lines
from tutorial.shell.options import Parsed, parse_options

VERSION = "conntrack v1.4.7 (conntrack-tools)"
DENIED = f"{VERSION}: Operation failed: Operation not permitted\n"
FILTERS = {"-p": 0, "-s": 1, "--sport": 2, "-d": 3, "--dport": 4}
"""Options that compare a part of the tuple of the first packet, by its place there."""


def run(call: Call) -> Running:
    """`conntrack -L` and `conntrack -C`; the kernel answers root alone."""
    options = parse_options(COMMAND.options, call.args)
    if options.operands or not (options.has("-L") or options.has("-C")):
        raise UsageError(f"use -L or -C, with {' '.join(FILTERS)}")
    if call.session.user != "root":
        call.err(DENIED)
        return 1
    place = addresses.namespace(call.world, call.session.place)
    found = [entry for entry in printed.tracked(call.world, place) if _wanted(entry, options)]
    if options.has("-C"):
        call.out(f"{len(found)}\n")
        return 0
    yield from print_lines(call, tuple(printed.tracked_line(call.world, place, entry) for entry in found))
    call.err(f"{VERSION}: {len(found)} flow entries have been shown.\n")
    return 0


def _wanted(entry: Tracked, options: Parsed) -> bool:
    return all(str(entry.original[at]) == options.last(flag, str(entry.original[at])) for flag, at in FILTERS.items())


COMMAND = Command(
    "conntrack",
    "Show the connections that are tracked here.",
    "conntrack {-L | -C} [-p tcp|udp] [-s HOST] [-d HOST] [--sport PORT] [--dport PORT]",
    run,
    (
        Option(("-L", "--dump"), "list them"),
        Option(("-C", "--count"), "count them"),
        Option(("-p", "--proto"), "of one protocol", "PROTOCOL"),
        Option(("-s", "--src", "--orig-src"), "from an address", "HOST"),
        Option(("-d", "--dst", "--orig-dst"), "to an address", "HOST"),
        Option(("--sport", "--orig-port-src"), "from a port", "PORT"),
        Option(("--dport", "--orig-port-dst"), "to a port", "PORT"),
    ),
    roles=NODES | {"router"},
)
