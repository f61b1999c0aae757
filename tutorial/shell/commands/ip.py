"""ip: devices, addresses, routes, policy rules and neighbours of the network namespace that one is in."""

from collections.abc import Callable

from tutorial.cluster.spans import Spans, line
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute import show
from tutorial.shell.iproute.show import Look
from tutorial.shell.iproute.words import Complaint, Words, answered, matching

VERSION = "ip utility, iproute2-6.1.0, libbpf 1.1.2"
SHOWN: dict[str, Callable[[Look, Words], tuple[Spans, ...]]] = {
    "address": show.address,
    "link": show.link,
    "neighbour": show.neighbour,
    "route": show.route,
    "rule": show.rule,
}
OBJECTS = (
    *("address", "addrlabel", "maddress", "route", "rule", "neighbor", "neighbour", "ntable", "ntbl", "link", "l2tp"),
    *("fou", "ila", "macsec", "tunnel", "tunl", "tuntap", "tap", "token", "tcpmetrics", "monitor", "xfrm", "mroute"),
    *("mrule", "netns", "netconf", "vrf", "sr", "nexthop", "mptcp", "ioam", "help", "stats"),
)
"""In the order in which ip looks for what a word is the beginning of."""
OPTIONS = (
    *("-loops", "-family", "-4", "-6", "-0", "-M", "-B", "-human", "-iec", "-stats", "-statistics", "-details"),
    *("-resolve", "-oneline", "-timestamp", "-tshort", "-Version", "-force", "-batch", "-brief", "-json", "-pretty"),
    *("-rcvbuf", "-color", "-help", "-netns", "-Numeric", "-all"),
)
FIELDS = {"-4": "only_ipv4", "-brief": "brief", "-oneline": "oneline", "-details": "details"}
UIDS = {"root": 0, "centos": 1000}


def run(call: Call) -> Running:
    """Exit codes and complaints are ip's own."""
    return (yield from answered(call, _shown))


def _shown(call: Call, words: Words) -> tuple[Spans, ...]:
    given: dict[str, bool] = {}
    while words and words.left[0].startswith("-"):
        word = words.next()
        option = matching(word.removeprefix("-") if word.startswith("--") else word, OPTIONS)
        if option is None:
            raise Complaint(f'Option "{word}" is unknown, try "ip -help".')
        if option == "-Version":
            return (line(VERSION),)
        if option not in FIELDS:
            raise UsageError(f"option {word} is not supported here; supported: -4 -br -d -o -V")
        given[FIELDS[option]] = True
    if not words or matching(words.left[0], OBJECTS) == "help":
        call.out(COMMAND.help())
        return ()
    word = words.next()
    name = matching(word, OBJECTS)
    if name is None:
        raise Complaint(f'Object "{word}" is unknown, try "ip help".', 1)
    name = "neighbour" if name == "neighbor" else name
    if name not in SHOWN:
        raise UsageError(f"{name} is not supported here yet; supported: {' '.join(SHOWN)}")
    place = addresses.namespace(call.world, call.session.place)
    look = Look(call.world, place, UIDS.get(call.session.user, 0), **given)
    return SHOWN[name](look, words)


COMMAND = Command(
    "ip",
    "Show devices, addresses, routes, policy rules and neighbours.",
    "ip [-4] [-br | -o | -d] OBJECT [show] …",
    run,
    (
        Option(("-4",), "IPv4 alone"),
        Option(("-br", "-brief"), "a line a device"),
        Option(("-o", "-oneline"), "a line an entry"),
        Option(("-d", "-details"), "with `link`: all that the kernel tells"),
        Option(("-V", "-Version"), "the version"),
    ),
    subcommands=(
        Subcommand(("address",), "devices with their addresses", "DEVICE"),
        Subcommand(("address", "show"), "devices with their addresses", "DEVICE"),
        Subcommand(("link",), "devices", "DEVICE"),
        Subcommand(("link", "show"), "devices", "DEVICE"),
        Subcommand(("neighbour", "show"), "Ethernet addresses of neighbours", ""),
        Subcommand(("neighbour", "show", "dev"), "those behind one device", "DEVICE"),
        Subcommand(("route", "show"), "the routes of table main", ""),
        Subcommand(("route", "show", "table"), "those of another table", "ROUTING-TABLE"),
        Subcommand(("route", "get"), "the route that a packet would take", "HOST"),
        Subcommand(("rule", "show"), "which table is asked for which packets", ""),
    ),
    roles=NODES | {"router", "client"},
)
