"""conntrack: the connections that the kernel of this namespace tracks.

Source: conntrack-tools 1.4.7 src/conntrack.c; its answers as recorded from the real one.
"""

from tutorial.cluster.network import conntrack, ipv4
from tutorial.cluster.network.show import conntrack as printed
from tutorial.cluster.network.tables import Tracked
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import print_lines
from tutorial.shell.options import Parsed, parse_options

VERSION = "conntrack v1.4.7 (conntrack-tools)"
DENIED = f"{VERSION}: Operation failed: Operation not permitted\n"
HINT = "Try `conntrack -h' or 'conntrack --help' for more information.\n"
NAMES = {"-p": "--protonum", "-s": "--orig-src", "-d": "--orig-dst", "--sport": "--sport", "--dport": "--dport"}
"""Options that `-F` doesn't take, as it calls them."""
FILTERS = {"-p": 0, "-s": 1, "--sport": 2, "-d": 3, "--dport": 4}
"""Options that compare a part of the tuple of the first packet, by its place there."""


def run(call: Call) -> Running:
    """List, count, delete; the kernel answers root alone."""
    options = parse_options(COMMAND.options, call.args)
    given = [flag for flag in ("-L", "-C", "-D", "-F") if options.has(flag)]
    if options.operands or not given:
        raise UsageError(f"use -L, -C, -D or -F, with {' '.join(FILTERS)}")
    if (wrong := _wrong(options, given)) is not None:
        call.err(f"{VERSION}: {wrong}\n{HINT}")
        return 2
    if call.session.user != "root":
        call.err(DENIED)
        return 1
    place = addresses.namespace(call.world, call.session.place)
    found = [entry for entry in printed.tracked(call.world, place) if _wanted(entry, options)]
    if given[0] == "-C":
        call.out(f"{len(found)}\n")
        return 0
    return (yield from _told(call, place, found, given[0]))


def _told(call: Call, place: str, found: list[Tracked], command: str) -> Running:
    """Print what is shown or deleted; that nothing was deleted is a failure, that all was is none."""
    lines = tuple(printed.tracked_line(call.world, place, entry) for entry in found)
    if command != "-L":
        for entry in found:
            conntrack.forget(call.world, place, entry)
    if command == "-F":
        call.err(f"{VERSION}: connection tracking table has been emptied.\n")
        return 0
    yield from print_lines(call, lines)
    done = "shown" if command == "-L" else "deleted"
    call.err(f"{VERSION}: {len(found)} flow entries have been {done}.\n")
    return 1 if command == "-D" and not found else 0


def _wrong(options: Parsed, given: list[str]) -> str | None:
    """What the words can't mean, in its own words; None when they can."""
    if len(given) > 1:
        return "Invalid commands combination"
    for flag, name in NAMES.items():
        if given[0] == "-F" and options.has(flag):
            return f"Illegal option `{name}' with this command"
    if options.has("-p") and options.last("-p") not in printed.NUMBERS:
        return f"`{options.last('-p')}' unsupported protocol"
    for flag in ("-s", "-d"):
        if options.has(flag) and not _is_network(options.last(flag)):
            return f"Invalid IP address `{options.last(flag)}'"
    return None


def _is_network(text: str) -> bool:
    address, slash, bits = text.partition("/")
    return ipv4.is_address(address) and (not slash or (bits.isascii() and bits.isdigit() and int(bits) <= 32))


def _wanted(entry: Tracked, options: Parsed) -> bool:
    for flag, at in FILTERS.items():
        if options.has(flag):
            wanted, has = options.last(flag), str(entry.original[at])
            if not (ipv4.within(has, wanted) if flag in {"-s", "-d"} else wanted == has):
                return False
    return True


COMMAND = Command(
    "conntrack",
    "Show the connections that are tracked here, or forget them.",
    "conntrack {-L | -C | -D | -F} [-p tcp|udp|icmp] [-s HOST] [-d HOST] [--sport PORT] [--dport PORT]",
    run,
    (
        Option(("-L", "--dump"), "list them"),
        Option(("-C", "--count"), "count them"),
        Option(("-D", "--delete"), "forget them, and list what was forgotten"),
        Option(("-F", "--flush"), "forget them all"),
        Option(("-p", "--proto"), "of one protocol", "PROTOCOL"),
        Option(("-s", "--src", "--orig-src"), "from an address", "HOST"),
        Option(("-d", "--dst", "--orig-dst"), "to an address", "HOST"),
        Option(("--sport", "--orig-port-src"), "from a port", "PORT"),
        Option(("--dport", "--orig-port-dst"), "to a port", "PORT"),
    ),
    roles=NODES | {"router"},
)
