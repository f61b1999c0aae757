"""ss: listening sockets and connections of the network namespace that one is in."""

from tutorial.cluster.network.show import sockets
from tutorial.cluster.network.show.sockets import Wish
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running
from tutorial.shell.iproute.filters import CONNECTED, GROUPS, LISTENING, BadFilter, parse
from tutorial.shell.iproute.words import Complaint, complain, print_lines
from tutorial.shell.options import Parsed, parse_options

VERSION = "ss utility, iproute2-6.1.0"
ELSEWHERE = frozenset("hremTibEZzN0MSdxKFD")
"""Options of the real ss that are not here."""
FAILED = 255
PROTOCOLS = {"udp": "-u", "tcp": "-t", "raw": "-w"}
QUERIES = {"all": ("udp", "tcp"), "inet": ("udp", "tcp"), "tcp": ("tcp",), "udp": ("udp",), "raw": ("raw",)}
FAMILIES = {"any": frozenset({4, 6}), "inet": frozenset({4}), "inet6": frozenset({6})}


def run(call: Call) -> Running:
    """Exit codes and complaints are ss's own."""
    if (wrong := _unknown(call.args)) is not None:
        return _refused(call, f"ss: {wrong}")
    options = parse_options(COMMAND.options, call.args)
    if options.has("-V"):
        call.out(f"{VERSION}\n")
        return 0
    place = addresses.namespace(call.world, call.session.place)
    if options.has("-s"):
        return (yield from print_lines(call, sockets.summary(call.world, place)))
    try:
        wish = _wish(call, options)
    except Complaint as complaint:
        return complain(call, complaint)
    except BadFilter:
        return _refused(call, 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.')
    return (yield from print_lines(call, sockets.socket_lines(call.world, place, wish)))


def _unknown(words: tuple[str, ...]) -> str | None:
    """What getopt says of an option that no ss has."""
    known = {flag for option in COMMAND.options for flag in option.flags}
    for word in words:
        if word.startswith("--") and word not in known and word != "--":
            return f"unrecognized option '{word}'"
        letters = word[1:] if word.startswith("-") and not word.startswith("--") else ""
        for letter in letters:
            if f"-{letter}" not in known and letter not in ELSEWHERE:
                return f"invalid option -- '{letter}'"
    return None


def _refused(call: Call, words: str) -> int:
    call.err(f"{words}\n{COMMAND.help()}")
    return FAILED


def _queried(options: Parsed) -> set[str]:
    """The protocols that `-A` names; Complaint for a word that is no kind of socket, and for an unknown family."""
    if options.last("-f", "any") not in FAMILIES:
        raise Complaint(f"ss: family {options.last('-f')} is not supported here; supported: inet inet6", 2)
    found: set[str] = set()
    for word in options.last("-A").split(",") if options.has("-A") else ():
        if word not in QUERIES:
            raise Complaint(f'ss: "{word}" is illegal value for option -A; supported here: {" ".join(QUERIES)}', 2)
        found |= set(QUERIES[word])
    return found


def _wish(call: Call, options: Parsed) -> Wish:
    """What the options and the filter ask for."""
    wanted = parse(options.operands)
    asked = _queried(options)
    protocols = tuple(name for name, flag in PROTOCOLS.items() if options.has(flag) or name in asked)
    protocols = protocols or ("udp", "tcp")
    states = CONNECTED - GROUPS["bucket"]
    if options.has("-a"):
        states = GROUPS["all"]
    elif options.has("-l"):
        states = LISTENING
    families = (
        frozenset(number for number in (4, 6) if options.has(f"-{number}")) or FAMILIES[options.last("-f", "any")]
    )
    return Wish(
        protocols,
        states if wanted.states is None else wanted.states,
        wanted.condition,
        families,
        numeric=options.has("-n"),
        timers=options.has("-o"),
        processes=options.has("-p") and call.session.user == "root",
        header=not options.has("-H"),
        width=call.context.columns if call.stdout.is_terminal else None,
    )


COMMAND = Command(
    "ss",
    "Show sockets: who listens, and which connections are open.",
    "ss [-tuwlanop46HOs] [-A QUERY] [-f FAMILY] [state STATE] [FILTER]",
    run,
    (
        Option(("-t", "--tcp"), "TCP alone"),
        Option(("-u", "--udp"), "UDP alone"),
        Option(("-w", "--raw"), "raw sockets alone, which nobody has here"),
        Option(("-l", "--listening"), "sockets that listen"),
        Option(("-a", "--all"), "all, listening or not"),
        Option(("-n", "--numeric"), "numbers, not names of services"),
        Option(("-p", "--processes"), "whose sockets they are, for root"),
        Option(("-o", "--options"), "timers that run"),
        Option(("-A", "--query", "--socket"), "kinds of sockets: tcp,udp", "QUERY"),
        Option(("-f", "--family"), "inet or inet6", "FAMILY"),
        Option(("-O", "--oneline"), "a line each (always so here)"),
        Option(("-4", "--ipv4"), "IPv4 alone"),
        Option(("-6", "--ipv6"), "IPv6 alone: sockets that take both"),
        Option(("-H", "--no-header"), "no heading"),
        Option(("-s", "--summary"), "counts alone"),
        Option(("-V", "--version"), "the version"),
    ),
    roles=NODES | {"router", "client"},
)
