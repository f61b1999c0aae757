"""bridge: the ports of bridges, and behind which of them an Ethernet address is."""

from tutorial.cluster.network.show import bridge as printed
from tutorial.cluster.spans import Spans
from tutorial.cluster.world import World
from tutorial.shell import addresses
from tutorial.shell.command import NODES, Call, Command, Option, Running, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.words import Complaint, Words, answered, matching, unsupported, verb

OBJECTS = ("link", "fdb", "mdb", "mst", "vlan", "vni", "monitor", "help")
LINK_VERBS = ("set", "show", "lst", "list")
FDB_VERBS = ("add", "append", "replace", "delete", "get", "show", "lst", "list", "flush")


def run(call: Call) -> Running:
    """Exit codes and complaints are bridge's own."""
    return (yield from answered(call, _shown))


def _shown(call: Call, words: Words) -> tuple[Spans, ...]:
    details = False
    while words and words.left[0].startswith("-"):
        option = words.next()
        if not matching(option, ("-details",)):
            raise UsageError(f"option {option} is not supported here; supported: -d")
        details = True
    if not words or matching(words.left[0], OBJECTS) == "help":
        call.out(COMMAND.help())
        return ()
    word = words.next()
    name = matching(word, OBJECTS)
    if name is None:
        raise Complaint(f'Object "{word}" is unknown, try "bridge help".')
    if name not in {"link", "fdb"}:
        raise unsupported(name, "bridge", "link", "fdb")
    place = addresses.namespace(call.world, call.session.place)
    if name == "link":
        return link(call.world, place, words, details=details)
    return fdb(call.world, place, words)


def link(world: World, namespace: str, words: Words, *, details: bool) -> tuple[Spans, ...]:
    """`bridge link [show] [dev DEVICE]`"""
    verb(words, "bridge link", LINK_VERBS, ("show",))
    device = ""
    while words:
        word = words.next()
        device = _known(world, namespace, words.next() if word == "dev" else word)
    return printed.port_lines(world, namespace, device, details=details)


def fdb(world: World, namespace: str, words: Words) -> tuple[Spans, ...]:
    """`bridge fdb [show] [br BRIDGE] [dev DEVICE]`"""
    verb(words, "bridge fdb", FDB_VERBS, ("show",))
    device = bridge = ""
    while words:
        word = words.next()
        if word == "br":
            bridge = _known(world, namespace, words.next(), "bridge device")
        elif word in {"brport", "vlan", "state", "dynamic"}:
            raise unsupported(word, "bridge fdb show", "dev", "br")
        else:
            device = _known(world, namespace, words.next() if word == "dev" else word)
    return printed.fdb_lines(world, namespace, device=device, bridge=bridge)


def _known(world: World, namespace: str, name: str, what: str = "device") -> str:
    if not printed.is_known(world, namespace, name):
        raise Complaint(f'Cannot find {what} "{name}"')
    return name


COMMAND = Command(
    "bridge",
    "Show the ports of bridges and what they have learned.",
    "bridge {link | fdb} [show] [dev DEVICE] [br DEVICE]",
    run,
    (Option(("-d",), "with `link`: how the ports are set"),),
    subcommands=(
        Subcommand(("link",), "the ports of bridges", "DEVICE"),
        Subcommand(("link", "show"), "the ports of bridges", "DEVICE"),
        Subcommand(("fdb", "show"), "forwarding entries", ""),
        Subcommand(("fdb", "show", "dev"), "forwarding entries of a device", "DEVICE"),
        Subcommand(("fdb", "show", "br"), "forwarding entries of a bridge and its ports", "DEVICE"),
    ),
    roles=NODES,
)
