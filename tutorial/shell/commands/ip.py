"""ip: devices, addresses, routes, policy rules and neighbours of the network namespace that one is in."""

from collections.abc import Callable
from typing import Any

from tutorial.cluster.spans import Spans, line
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option, Running, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute import devices, show
from tutorial.shell.iproute.change import change_of
from tutorial.shell.iproute.look import IPV4, IPV6, Look
from tutorial.shell.iproute.place import Place
from tutorial.shell.iproute.words import Complaint, Words, answered, matching

VERSION = "ip utility, iproute2-6.1.0, libbpf 1.1.2"
SHOWN: dict[str, Callable[[Look, Words], tuple[Spans, ...]]] = {
    "address": devices.address,
    "link": devices.link,
    "neighbour": show.neighbour,
    "route": show.route,
    "rule": show.rule,
}
VERBS = {
    "address": devices.ADDRESS_VERBS,
    "link": devices.LINK_VERBS,
    "neighbour": show.NEIGHBOUR_VERBS,
    "route": show.ROUTE_VERBS,
    "rule": show.RULE_VERBS,
}
"""In the order in which ip looks for what a word is the beginning of."""
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
PLAIN = frozenset({"-color", "-all", "-Numeric", "-timestamp", "-tshort"})
"""Options that change nothing here: no terminal has colours, and nothing is watched."""
FLAGS = {"-brief": "brief", "-oneline": "oneline", "-details": "details", "-json": "json", "-pretty": "pretty"}
COUNTED = frozenset({"-stats", "-statistics"})
FAMILIES = {"-4": IPV4, "-6": IPV6, "inet": IPV4, "inet6": IPV6}
UIDS = {"root": 0, "centos": 1000}


def run(call: Call) -> Running:
    """Exit codes and complaints are ip's own."""
    return (yield from answered(call, _shown))


def _options(words: Words) -> dict[str, Any] | None:
    """What the options in front ask for, by the fields of a `Look`; None: the version."""
    given: dict[str, Any] = {}
    while words and words.left[0].startswith("-"):
        word = words.next()
        option = matching(word.removeprefix("-") if word.startswith("--") else word, OPTIONS)
        if option is None:
            raise Complaint(f'Option "{word}" is unknown, try "ip -help".')
        if option == "-Version":
            return None
        given |= _given(word, option, words, given.get("statistics", 0))
    return given


def _given(word: str, option: str, words: Words, level: int) -> dict[str, Any]:
    """What one option asks for."""
    if option == "-netns":
        raise Complaint(f'Cannot open network namespace "{words.next()}": No such file or directory')
    name = words.next() if option == "-family" else option
    if name in FAMILIES:
        return {"family": FAMILIES[name]}
    if option in COUNTED:
        return {"statistics": level + 1}
    if option not in FLAGS and option not in PLAIN:
        raise UsageError(f"option {word} is not supported here; supported: -4 -6 -br -c -d -f -j -o -p -s -V")
    return {FLAGS[option]: True} if option in FLAGS else {}


def _shown(call: Call, words: Words) -> tuple[Spans, ...]:
    given = _options(words)
    if given is None:
        return (line(VERSION),)
    if not words or matching(words.left[0], OBJECTS) == "help":
        call.out(COMMAND.help())
        return ()
    word = words.next()
    name = matching(word, OBJECTS)
    if name is None:
        raise Complaint(f'Object "{word}" is unknown, try "ip help".', 1)
    name = "neighbour" if name == "neighbor" else name
    if name == "netns" and (not words or matching(words.left[0], ("list", "show", "lst"))):
        return ()
    if name not in SHOWN:
        raise UsageError(f"{name} is not supported here yet; supported: {' '.join(SHOWN)}")
    place = addresses.namespace(call.world, call.session.place)
    if (change := change_of(name, words, VERBS[name])) is not None:
        if call.session.user != "root":
            raise Complaint("RTNETLINK answers: Operation not permitted", 2)
        change(Place(call.world, place, byhand.causes(call)), words)
        byhand.changed(call)
        return ()
    look = Look(call.world, place, UIDS.get(call.session.user, 0), **given)
    return SHOWN[name](look, words)


COMMAND = Command(
    "ip",
    "Show and change devices, addresses, routes, policy rules and neighbours.",
    "ip [-4 | -6] [-br | -o | -d] [-s] [-j [-p]] OBJECT [show | add | del | set | …] …",
    run,
    (
        Option(("-4",), "IPv4 alone"),
        Option(("-6",), "IPv6 alone, of which there is hardly anything"),
        Option(("-f", "-family"), "inet or inet6", "FAMILY"),
        Option(("-br", "-brief"), "a line a device"),
        Option(("-o", "-oneline"), "a line an entry"),
        Option(("-d", "-details"), "all that the kernel tells"),
        Option(("-s", "-stats", "-statistics"), "with packets and bytes; twice: with kinds of errors"),
        Option(("-j", "-json"), "as JSON"),
        Option(("-p", "-pretty"), "JSON over several lines"),
        Option(("-c", "-color"), "in colours (there are none here)"),
        Option(("-V", "-Version"), "the version"),
    ),
    subcommands=(
        Subcommand(("address",), "devices with their addresses", "DEVICE"),
        Subcommand(("address", "show"), "devices with their addresses", "DEVICE"),
        Subcommand(("address", "add"), "give a device an address", "IP"),
        Subcommand(("address", "del"), "take an address away", "IP"),
        Subcommand(("link",), "devices", "DEVICE"),
        Subcommand(("link", "set"), "take a device up or down, or change its MTU", "DEVICE"),
        Subcommand(("neighbour", "replace"), "write down who has an address", "IP"),
        Subcommand(("neighbour", "del"), "forget who has an address", "IP"),
        Subcommand(("route", "add"), "a route more", ""),
        Subcommand(("route", "del"), "a route less", ""),
        Subcommand(("route", "append"), "a route behind those to its destination", ""),
        Subcommand(("route", "prepend"), "a route before those to its destination", ""),
        Subcommand(("route", "change"), "another route to a destination that has one", ""),
        Subcommand(("route", "flush"), "forget routes: `table`, `dev`, a prefix", ""),
        Subcommand(("route", "replace"), "another route to a destination", ""),
        Subcommand(("rule", "add"), "ask a table for some packets: `from`, `to`, `fwmark`, `iif`", ""),
        Subcommand(("rule", "del"), "ask it no more", ""),
        Subcommand(("rule", "flush"), "forget all rules but the first", ""),
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
