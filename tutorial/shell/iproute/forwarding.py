"""The forms of `bridge` that change something: forwarding entries, and whether a port sends frames back.

Source: iproute2 6.1 bridge/fdb.c (fdb_modify), link.c (brlink_modify); the kernel's answers as recorded from a real
one (drivers/net/vxlan/vxlan_core.c, net/bridge/br_fdb.c). Not simulated: entries of a card's own, entries of a bridge's
port that do not age, several destinations of one address.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tutorial.cluster.network.tables import FDB, LINKS, FdbEntry, Link
from tutorial.shell.iproute.place import Place, read_address
from tutorial.shell.iproute.words import Complaint, Words, unsupported

FAILED = 255
FDB_WORDS = ("dev", "dst", "self", "master", "permanent", "dynamic")
OTHER_WORDS = frozenset({"vni", "port", "via", "src_vni", "nhid", "vlan", "router", "extern_learn", "sticky", "static"})


def answer(text: str) -> Complaint:
    """What the kernel answers, with the exit code that bridge gives it."""
    return Complaint(f"RTNETLINK answers: {text}", FAILED)


@dataclass(slots=True)
class _Wanted:
    """An entry as it is typed."""

    mac: str = ""
    device: str = ""
    destination: str = ""
    of_bridge: bool = False
    ages: bool = False


def _wanted(words: Words, tool: str) -> _Wanted:
    found = _Wanted()
    while words:
        word = words.next()
        if word == "dev":
            found.device = words.next()
        elif word == "dst":
            found.destination = read_address(words.next(), "any valid address")
        elif word in {"self", "master"}:
            found.of_bridge = word == "master"
        elif word in {"permanent", "local", "dynamic"}:
            found.ages = word == "dynamic"
        elif word in OTHER_WORDS:
            raise unsupported(word, tool, *FDB_WORDS)
        elif found.mac:
            raise Complaint(f'Error: either "to" is duplicate, or "{word}" is a garbage.')
        else:
            found.mac = words.next() if word == "to" else word
    if not (found.mac and found.device):
        raise Complaint("Device and address are required arguments.")
    if not _is_mac(found.mac):
        raise Complaint(f"Invalid mac address {found.mac}")
    return replace(found, mac=found.mac.lower())


def _is_mac(text: str) -> bool:
    parts = text.lower().split(":")
    return len(parts) == 6 and all(len(part) in {1, 2} and set(part) <= set("0123456789abcdef") for part in parts)


def _table(place: Place, wanted: _Wanted, tool: str) -> str:
    """The device in whose table the entry is: a vxlan device, or the bridge of a port."""
    link = place.world.get(LINKS, wanted.device, place.namespace)
    if link is None:
        raise Complaint(f'Cannot find device "{wanted.device}"')
    if wanted.of_bridge and not link.master:
        raise answer("Operation not supported")
    if not wanted.of_bridge and link.kind != "vxlan":
        raise unsupported("an entry of a card's own", tool, "vxlan devices", "ports of bridges with `master`")
    return link.master if wanted.of_bridge else link.name


def _entry(place: Place, wanted: _Wanted, table: str, tool: str) -> FdbEntry:
    if wanted.of_bridge and not wanted.ages:
        raise unsupported("an entry of a bridge that does not age", tool, "dynamic")
    if not wanted.of_bridge and not wanted.destination:
        raise answer("Invalid argument")
    port, now_ms = wanted.device if wanted.of_bridge else "", place.world.now_ms
    to = "" if wanted.of_bridge else wanted.destination
    return FdbEntry(table, wanted.mac, port, to, not wanted.ages, now_ms, place.causes)


def fdb_add(place: Place, words: Words) -> None:
    """`bridge fdb add MAC dev NAME dst ADDRESS`, or `… dev PORT master dynamic`"""
    wanted = _wanted(words, "bridge fdb add")
    table = _table(place, wanted, "bridge fdb add")
    entry = _entry(place, wanted, table, "bridge fdb add")
    if place.world.get(FDB, (table, wanted.mac), place.namespace) is not None:
        raise answer("File exists")
    place.world.put(FDB, (table, wanted.mac), entry, place.namespace)


def fdb_append(place: Place, words: Words) -> None:
    """The same; a second destination beside the first is not simulated."""
    wanted = _wanted(words, "bridge fdb append")
    table = _table(place, wanted, "bridge fdb append")
    if place.world.get(FDB, (table, wanted.mac), place.namespace) is not None:
        raise unsupported("another destination for an address", "bridge fdb append", "replace")
    entry = _entry(place, wanted, table, "bridge fdb append")
    place.world.put(FDB, (table, wanted.mac), entry, place.namespace)


def fdb_replace(place: Place, words: Words) -> None:
    """The same, whether or not there is one."""
    wanted = _wanted(words, "bridge fdb replace")
    table = _table(place, wanted, "bridge fdb replace")
    entry = _entry(place, wanted, table, "bridge fdb replace")
    place.world.put(FDB, (table, wanted.mac), entry, place.namespace)


def fdb_delete(place: Place, words: Words) -> None:
    """`bridge fdb del MAC dev NAME`; nothing happens where a vxlan device sends it somewhere else than is said."""
    wanted = _wanted(words, "bridge fdb del")
    link = place.world.get(LINKS, wanted.device, place.namespace)
    if link is not None and not wanted.of_bridge and link.kind != "vxlan":
        raise answer("No such file or directory")
    key = (_table(place, wanted, "bridge fdb del"), wanted.mac)
    known = place.world.get(FDB, key, place.namespace)
    if known is None or (wanted.of_bridge and known.port != wanted.device):
        raise answer("No such file or directory")
    if wanted.destination in {"", known.destination}:
        place.world.delete(FDB, key, place.namespace)


def link_set(place: Place, words: Words) -> None:
    """`bridge link set dev PORT hairpin {on | off}`"""
    device, hairpin = "", ""
    while words:
        word = words.next()
        if word == "dev":
            device = words.next()
        elif word == "hairpin":
            hairpin = words.next()
            if hairpin not in {"on", "off"}:
                raise Complaint(f'Error: argument of "hairpin" must be one of "off", "on", not "{hairpin}"', 234)
        else:
            raise unsupported(word, "bridge link set", "dev", "hairpin")
    if not device:
        raise Complaint("Device is a required argument.")
    link = place.world.get(LINKS, device, place.namespace)
    if link is None:
        raise Complaint(f'Cannot find bridge device "{device}"')
    _set_hairpin(place, link, hairpin)


def _set_hairpin(place: Place, link: Link, hairpin: str) -> None:
    if hairpin and not link.master:
        raise answer("Operation not supported")
    if hairpin:
        place.world.put(LINKS, link.name, replace(link, hairpin=hairpin == "on"), place.namespace)


FDB_CHANGES: dict[str, Callable[[Place, Words], None]] = {
    "add": fdb_add,
    "append": fdb_append,
    "replace": fdb_replace,
    "delete": fdb_delete,
}
LINK_CHANGES: dict[str, Callable[[Place, Words], None]] = {"set": link_set}
