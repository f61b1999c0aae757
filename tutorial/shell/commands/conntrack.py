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
REPLIES = {"-r": 1, "--reply-port-src": 2, "-q": 3, "--reply-port-dst": 4}
"""The same for the tuple of the answers."""
ADDRESSES = ("-s", "-d", "-r", "-q")
COMMANDS = ("-L", "-C", "-D", "-F", "-G", "-S")
STATES = frozenset(
    {"SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE", "LISTEN"}
)
STATUSES = frozenset({"ASSURED", "SEEN_REPLY", "UNSET", "FIXED_TIMEOUT", "EXPECTED", "OFFLOAD", "HW_OFFLOAD"})
OUTPUTS = frozenset({"extended", "timestamp", "ktimestamp", "labels"})
STATISTICS = (
    "found=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 clash_resolve=0 "
    "chaintoolong=0 \n"
)
PROCESSORS = 2
"""Of a node; nothing of what these count happens here."""


def run(call: Call) -> Running:
    """List, count, delete; the kernel answers root alone."""
    options = parse_options(COMMAND.options, call.args)
    if options.has("-V"):
        call.out(f"{VERSION}\n")
        return 0
    given = [flag for flag in COMMANDS if options.has(flag)]
    if options.operands not in ([], ["conntrack"]) or not given:
        raise UsageError(f"use {', '.join(COMMANDS[:-1])} or -S, with {' '.join(FILTERS)}")
    if (wrong := _wrong(options, given)) is not None:
        call.err(f"{VERSION}: {wrong}\n{HINT}")
        return 2
    if call.session.user != "root":
        call.err(DENIED)
        return 1
    place = addresses.namespace(call.world, call.session.place)
    found = [entry for entry in printed.tracked(call.world, place) if _wanted(entry, options)]
    if given[0] in {"-C", "-S"}:
        lines = [f"cpu={number}   \t{STATISTICS}" for number in range(PROCESSORS)]
        call.out(f"{len(found)}\n" if given[0] == "-C" else "".join(lines))
        return 0
    if given[0] == "-G" and not found:
        call.err(f"{VERSION}: Operation failed: such conntrack doesn't exist\n")
        return 1
    return (yield from _told(call, place, found, given[0], extended="extended" in options.last("-o").split(",")))


def _told(call: Call, place: str, found: list[Tracked], command: str, *, extended: bool) -> Running:
    """Print what is shown or deleted; that nothing was deleted is a failure, that all was is none."""
    lines = tuple(printed.tracked_line(call.world, place, entry, extended=extended) for entry in found)
    if command in {"-D", "-F"}:
        for entry in found:
            conntrack.forget(call.world, place, entry)
    if command == "-F":
        call.err(f"{VERSION}: connection tracking table has been emptied.\n")
        return 0
    yield from print_lines(call, lines)
    done = "deleted" if command == "-D" else "shown"
    call.err(f"{VERSION}: {len(found)} flow entries have been {done}.\n")
    return 1 if command == "-D" and not found else 0


def _wrong(options: Parsed, given: list[str]) -> str | None:
    """What the words can't mean, in its own words; None when they can."""
    if len(given) > 1:
        return "Invalid commands combination"
    for flag, name in NAMES.items():
        if given[0] == "-F" and options.has(flag):
            return f"Illegal option `{name}' with this command"
    if options.has("-p") and _protocol(options) not in printed.NUMBERS:
        return f"`{options.last('-p')}' unsupported protocol"
    for flag in ADDRESSES:
        if options.has(flag) and not _is_network(options.last(flag)):
            return f"Invalid IP address `{options.last(flag)}'"
    return _wrong_words(options)


def _wrong_words(options: Parsed) -> str | None:
    """The same of words that stand for states and forms."""
    if options.has("--state") and _protocol(options) != "tcp":
        return "unknown option `--state'"
    if options.has("--state") and options.last("--state") not in STATES:
        return f"unknown TCP state `{options.last('--state')}'"
    for flag, known in (("-o", OUTPUTS), ("-u", STATUSES | {"UNREPLIED"})):
        for word in options.last(flag).split(",") if options.has(flag) else ():
            if word not in known:
                return f"Bad parameter `{word}'"
    if options.last("-f", "ipv4") not in {"ipv4", "ipv6"}:
        return f"Unknown family `{options.last('-f')}'"
    return None


def _protocol(options: Parsed) -> str:
    """The protocol's name; it may be given by its number."""
    names = {str(number): name for name, number in printed.NUMBERS.items()}
    return names.get(options.last("-p"), options.last("-p").lower())


def _is_network(text: str) -> bool:
    address, slash, bits = text.partition("/")
    return ipv4.is_address(address) and (not slash or (bits.isascii() and bits.isdigit() and int(bits) <= 32))


def _wanted(entry: Tracked, options: Parsed) -> bool:
    for filters, ends in ((FILTERS, entry.original), (REPLIES, entry.reply)):
        for flag, at in filters.items():
            wanted = _protocol(options) if flag == "-p" else options.last(flag)
            if options.has(flag) and not _fits(flag, str(ends[at]), wanted):
                return False
    return options.last("-f") != "ipv6" and _stands_so(entry, options)


def _fits(flag: str, has: str, wanted: str) -> bool:
    return ipv4.within(has, wanted) if flag in ADDRESSES else wanted == has


def _stands_so(entry: Tracked, options: Parsed) -> bool:
    """Whether its state, its status and its translation are those that are asked for."""
    status = {"UNREPLIED" if not entry.seen_reply else "SEEN_REPLY", *(["ASSURED"] if printed.assured(entry) else [])}
    right = options.last("--state", entry.state) == entry.state
    right = right and (not options.has("-u") or set(options.last("-u").split(",")) <= status)
    source, destination = entry.original[1] != entry.reply[3], entry.original[3] != entry.reply[1]
    asked = {"-n": source, "-g": destination, "-j": source or destination}
    return right and all(holds for flag, holds in asked.items() if options.has(flag))


COMMAND = Command(
    "conntrack",
    "Show the connections that are tracked here, or forget them.",
    "conntrack {-L | -G | -C | -D | -F | -S} [-p PROTOCOL] [-s HOST] [-d HOST] [--sport PORT] [--dport PORT] …",
    run,
    (
        Option(("-L", "--dump"), "list them"),
        Option(("-C", "--count"), "count them"),
        Option(("-D", "--delete"), "forget them, and list what was forgotten"),
        Option(("-F", "--flush"), "forget them all"),
        Option(("-G", "--get"), "show the one that fits"),
        Option(("-S", "--stats"), "counters of each processor"),
        Option(("-o", "--output"), "extended: with the family before each", "FORM"),
        Option(("-p", "--proto", "--protonum"), "of one protocol", "PROTOCOL"),
        Option(("-f", "--family"), "ipv4 (ipv6 has none)", "FAMILY"),
        Option(("--state",), "with -p tcp: in a state, e.g. ESTABLISHED", "STATE"),
        Option(("-u", "--status"), "ASSURED, SEEN_REPLY or UNREPLIED", "STATUS"),
        Option(("-n", "--src-nat"), "with another source address"),
        Option(("-g", "--dst-nat"), "with another destination address"),
        Option(("-j", "--any-nat"), "with either"),
        Option(("-r", "--reply-src"), "answered from an address", "HOST"),
        Option(("-q", "--reply-dst"), "answered to an address", "HOST"),
        Option(("--reply-port-src",), "answered from a port", "PORT"),
        Option(("--reply-port-dst",), "answered to a port", "PORT"),
        Option(("-V", "--version"), "the version"),
        Option(("-s", "--src", "--orig-src"), "from an address", "HOST"),
        Option(("-d", "--dst", "--orig-dst"), "to an address", "HOST"),
        Option(("--sport", "--orig-port-src"), "from a port", "PORT"),
        Option(("--dport", "--orig-port-dst"), "to a port", "PORT"),
    ),
    roles=NODES | {"router"},
)
