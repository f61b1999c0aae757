"""bridge: the ports of bridges, and behind which of them an Ethernet address is."""

from collections.abc import Callable

from tutorial.cluster.network.show import bridge as printed
from tutorial.cluster.spans import Spans
from tutorial.cluster.world import World
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option, Running, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.forwarding import FDB_CHANGES, LINK_CHANGES
from tutorial.shell.iproute.place import Place
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
    if (change := _change(name, words)) is not None:
        if call.session.user != "root":
            raise Complaint("RTNETLINK answers: Operation not permitted")
        change(Place(call.world, place, byhand.causes(call)), words)
        byhand.changed(call)
        return ()
    if name == "link":
        return link(call.world, place, words, details=details)
    return fdb(call.world, place, words)


def _change(name: str, words: Words) -> Callable[[Place, Words], None] | None:
    """What the verb that comes next changes, taken from the words; None where it shows something."""
    verbs, changes = (LINK_VERBS, LINK_CHANGES) if name == "link" else (FDB_VERBS, FDB_CHANGES)
    change = changes.get(matching(words.left[0], verbs) or "") if words else None
    if change is not None:
        words.next()
    return change


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
    "Show and change the ports of bridges, and behind which one or which host an Ethernet address is.",
    "bridge {link | fdb} [show | set | add | replace | del] [dev DEVICE] [br DEVICE]",
    run,
    (Option(("-d",), "with `link`: how the ports are set"),),
    subcommands=(
        Subcommand(("link",), "the ports of bridges", "DEVICE"),
        Subcommand(("link", "show"), "the ports of bridges", "DEVICE"),
        Subcommand(
            ("link", "set", "dev"), "let a port send frames back where they came in (`hairpin on`), or not", "DEVICE"
        ),
        Subcommand(("fdb", "add"), "say where an Ethernet address is: `MAC dev DEVICE dst IP`", ""),
        Subcommand(("fdb", "replace"), "say it anew", ""),
        Subcommand(("fdb", "del"), "forget where it is: `MAC dev DEVICE`", ""),
        Subcommand(("fdb", "show"), "forwarding entries", ""),
        Subcommand(("fdb", "show", "dev"), "forwarding entries of a device", "DEVICE"),
        Subcommand(("fdb", "show", "br"), "forwarding entries of a bridge and its ports", "DEVICE"),
    ),
    roles=NODES,
)
