"""bridge: the ports of bridges, and behind which of them an Ethernet address is."""

from collections.abc import Callable
from dataclasses import dataclass

from tutorial.cluster.network import routing
from tutorial.cluster.network.show import bridge as printed
from tutorial.cluster.network.show.bridge import Forward
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.spans import Spans, line
from tutorial.cluster.world import World
from tutorial.shell import addresses, byhand
from tutorial.shell.command import NODES, Call, Command, Option, Running, Subcommand
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.forwarding import FDB_CHANGES, LINK_CHANGES
from tutorial.shell.iproute.look import Lines, Look
from tutorial.shell.iproute.place import Place
from tutorial.shell.iproute.words import Complaint, Words, answered, matching, unsupported, verb

VERSION = "bridge utility, 6.1.0"
OPTIONS = (
    *("-Version", "-help", "-statistics", "-stats", "-details", "-oneline", "-timestamp", "-family", "-4", "-6"),
    *("-netns", "-color", "-compressvlans", "-force", "-json", "-pretty", "-batch"),
)
"""In the order in which bridge looks for what a word is the beginning of."""
FLAGS = {
    "-details": "details",
    "-json": "json",
    "-pretty": "pretty",
    "-statistics": "statistics",
    "-stats": "statistics",
}
PLAIN = frozenset({"-color", "-compressvlans", "-oneline"})
"""Options that change nothing here."""
VLAN_HEADING = "port              vlan-id  "
STATES = ("permanent", "static", "stale", "reachable", "all")
NOT_FOUND = 254
OBJECTS = ("link", "fdb", "mdb", "mst", "vlan", "vni", "monitor", "help")
LINK_VERBS = ("set", "show", "lst", "list")
VLAN_VERBS = ("add", "delete", "show", "set", "tunnelshow", "global")
FDB_VERBS = ("add", "append", "replace", "delete", "get", "show", "lst", "list", "flush")


def run(call: Call) -> Running:
    """Exit codes and complaints are bridge's own."""
    return (yield from answered(call, _shown))


def _options(words: Words) -> dict[str, bool] | None:
    """What the options in front ask for, by the fields of a `Look`; None: the version."""
    given: dict[str, bool] = {}
    while words and words.left[0].startswith("-"):
        word = words.next()
        option = matching(word.removeprefix("-") if word.startswith("--") else word, OPTIONS)
        if option is None:
            raise Complaint(f'Option "{word}" is unknown, try "bridge help".')
        if option == "-Version":
            return None
        if option not in FLAGS and option not in PLAIN:
            raise UsageError(f"option {word} is not supported here; supported: -d -j -p -s -V")
        given |= {FLAGS[option]: True} if option in FLAGS else {}
    return given


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
        raise Complaint(f'Object "{word}" is unknown, try "bridge help".')
    if name not in SHOWN:
        raise unsupported(name, "bridge", *SHOWN)
    place = addresses.namespace(call.world, call.session.place)
    if (change := _change(name, words)) is not None:
        if call.session.user != "root":
            raise Complaint("RTNETLINK answers: Operation not permitted")
        change(Place(call.world, place, byhand.causes(call)), words)
        byhand.changed(call)
        return ()
    return SHOWN[name](Look(call.world, place, **given), words)


def _change(name: str, words: Words) -> Callable[[Place, Words], None] | None:
    """What the verb that comes next changes, taken from the words; None where it shows something."""
    verbs, changes = CHANGES.get(name, ((), {}))
    change = changes.get(matching(words.left[0], verbs) or "") if words else None
    if change is not None:
        words.next()
    return change


def link(look: Look, words: Words) -> Lines:
    """`bridge link [show] [dev DEVICE]`"""
    verb(words, "bridge link", LINK_VERBS, ("show",))
    device = ""
    while words:
        word = words.next()
        device = _known(look.world, look.namespace, words.next() if word == "dev" else word)
    if look.json:
        if look.details:
            raise UsageError("-d and -j are not supported here together; supported: -d, or -j", label="bridge")
        ports = [each for each in routing.links(look.world, look.namespace) if each.master]
        shown = [printed.port_object(look.world, look.namespace, each) for each in ports if device in {"", each.name}]
        return look.written(shown)
    return printed.port_lines(look.world, look.namespace, device, details=look.details)


def vlan(look: Look, words: Words) -> Lines:
    """`bridge vlan [show] [dev DEVICE]`: no bridge here knows of any."""
    verb(words, "bridge vlan", VLAN_VERBS, ("show",))
    while words:
        word = words.next()
        if word in {"vid", "tunnelshow"}:
            raise unsupported(word, "bridge vlan show", "dev")
        _known(look.world, look.namespace, words.next() if word == "dev" else word)
    return look.written([]) if look.json else (line(VLAN_HEADING),)


@dataclass(slots=True)
class _Wanted:
    """Which forwarding entries are asked for."""

    mac: str = ""
    device: str = ""
    bridge: str = ""
    state: str = ""
    dynamic: bool = False
    vlan: bool = False
    port: bool = False

    def takes(self, entry: Forward) -> bool:
        """Whether one is asked for. None is in a VLAN here."""
        of_bridge = self.bridge in {"", entry.bridge} and self.device in {"", entry.dev}
        state = self.state in {"", "permanent" if entry.permanent else "reachable"}
        kind = not (self.dynamic and entry.permanent) and not (self.port and not entry.bridge)
        return of_bridge and state and kind and not self.vlan and self.mac in {"", entry.mac}


def fdb(look: Look, words: Words) -> Lines:
    """`bridge fdb [show] [br BRIDGE] [brport DEVICE] [dev DEVICE] [state STATE] [dynamic]` and `… get MAC`"""
    getting = verb(words, "bridge fdb", FDB_VERBS, ("show", "get")) == "get"
    wanted = _Wanted(mac=words.next().lower() if getting else "")
    while words:
        _want(look, words, wanted)
    if getting and not wanted.bridge:
        link = look.world.get(LINKS, wanted.device, look.namespace)
        if link is None or not link.master:
            raise Complaint("Error: Device is not a bridge port.", NOT_FOUND)
        wanted.bridge = link.master
    found = [each for each in printed.forwards(look.world, look.namespace) if wanted.takes(each)]
    if getting and not (found := [each for each in found if not each.own]):
        raise Complaint("Error: Fdb entry not found.", NOT_FOUND)
    given = {"whole": getting or not wanted.device, "statistics": look.statistics > 0}
    if look.json:
        return look.written([printed.forward_object(look.world, look.namespace, each, **given) for each in found])
    return tuple(printed.forward_line(look.world, look.namespace, each, **given) for each in found)


def _want(look: Look, words: Words, wanted: _Wanted) -> None:
    """One thing more that is asked for."""
    word = words.next()
    if word == "br":
        wanted.bridge = _known(look.world, look.namespace, words.next(), "bridge device")
    elif word in {"dynamic", "vlan"}:
        wanted.dynamic |= word == "dynamic"
        wanted.vlan |= word == "vlan" and bool(words.next())
    elif word == "state":
        wanted.state = words.next()
        if wanted.state not in STATES:
            raise Complaint(f'Error: argument "{wanted.state}" is wrong: invalid state')
    else:
        wanted.port |= word == "brport"
        wanted.device = _known(look.world, look.namespace, words.next() if word in {"dev", "brport"} else word)


def _known(world: World, namespace: str, name: str, what: str = "device") -> str:
    if not printed.is_known(world, namespace, name):
        raise Complaint(f'Cannot find {what} "{name}"')
    return name


SHOWN: dict[str, Callable[[Look, Words], Lines]] = {"link": link, "fdb": fdb, "vlan": vlan}
CHANGES = {"link": (LINK_VERBS, LINK_CHANGES), "fdb": (FDB_VERBS, FDB_CHANGES)}


COMMAND = Command(
    "bridge",
    "Show and change the ports of bridges, and behind which one or which host an Ethernet address is.",
    "bridge [-d] [-s] [-j [-p]] {link | fdb | vlan} [show | get | set | add | replace | del] [dev DEVICE] [br DEVICE]",
    run,
    (
        Option(("-d", "-details"), "with `link`: how the ports are set"),
        Option(("-s", "-statistics"), "with `fdb`: for how many seconds entries have stood"),
        Option(("-j", "-json"), "as JSON"),
        Option(("-p", "-pretty"), "JSON over several lines"),
        Option(("-V", "-Version"), "the version"),
    ),
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
        Subcommand(("fdb", "get"), "the entry of one Ethernet address: `MAC br DEVICE`", ""),
        Subcommand(("vlan", "show"), "which VLANs ports are in: none", "DEVICE"),
    ),
    roles=NODES,
)
