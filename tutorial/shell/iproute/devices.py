"""Devices and their addresses, as `ip link` and `ip address` show them: which are chosen, and in which form.

Source: iproute2 6.1 ip/ipaddress.c (ipaddr_list_flush_or_save, ipaddr_filter, print_linkinfo).
"""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from tutorial.cluster.network import ipv4, routing
from tutorial.cluster.network.show import counted, objects
from tutorial.cluster.network.show import links as printed
from tutorial.cluster.network.show.details import detailed_link
from tutorial.cluster.network.show.links import Held
from tutorial.cluster.network.tables import LINKS, Link
from tutorial.cluster.spans import Span, line
from tutorial.shell.errors import UsageError
from tutorial.shell.iproute.look import IPV4, IPV6, Lines, Look
from tutorial.shell.iproute.place import read_loose_prefix, wrong
from tutorial.shell.iproute.words import Complaint, Words, unsupported, verb

ADDRESS_VERBS = ("add", "change", "chg", "replace", "delete", "show", "lst", "list", "flush", "save", "showdump")
LINK_VERBS = ("add", "set", "change", "replace", "delete", "show", "lst", "list", "xstats", "afstats", "property")
KINDS = {"loopback": "", "ethernet": "", "dummy": "dummy", "bridge": "bridge", "veth": "veth", "vxlan": "vxlan"}
"""What `type` calls each kind of device."""
SCOPES = ("global", "site", "link", "host", "nowhere")
FAMILIES = {IPV4: "inet", IPV6: "inet6"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which devices are shown, and which of their addresses: of a family, of a scope, within a prefix, by a label."""

    links: tuple[Link, ...]
    named: str = ""
    family: int = 0
    scope: str = ""
    within: str = ""
    label: str = ""
    dynamic: bool = False

    def takes(self, address: Held) -> bool:
        """Whether an address is shown. Nobody has a dynamic one here."""
        if self.dynamic or address.family != FAMILIES.get(self.family, address.family):
            return False
        if self.within and not ipv4.within(address.ip, self.within):
            return False
        return self.scope in {"", address.scope} and fnmatchcase(address.label or "", self.label or "*")


Holding = tuple[tuple[Link, tuple[Held, ...]], ...]
"""Devices, each with its addresses that are to be shown."""


def link(look: Look, words: Words) -> Lines:
    """`ip link [show] …`"""
    verb(words, "ip link", LINK_VERBS, ("show",))
    chosen = _chosen(look, words, "ip link").links
    if look.json:
        return look.written([_link_object(look, device) for device in chosen])
    return tuple(text for device in chosen for text in _link(look, device))


def _link_object(look: Look, device: Link) -> objects.Object:
    if look.brief:
        return objects.brief_link(look.world, look.namespace, device)
    shown = objects.link(look.world, look.namespace, device, mode=True)
    return {**shown, **_statistics(look, device)}


def _statistics(look: Look, device: Link) -> objects.Object:
    if look.details:
        raise UsageError("-d and -j are not supported here together; supported: -d, or -j, with -s", label="ip")
    if not look.statistics:
        return {}
    return {"stats64": counted.counted_object(look.world, look.namespace, device, look.statistics)}


def _link(look: Look, device: Link) -> Lines:
    if look.brief:
        return (printed.brief_link(look.world, look.namespace, device),)
    form = detailed_link if look.details else printed.link_lines
    return look.entry((*form(look.world, look.namespace, device), *_counted(look, device)))


def _counted(look: Look, device: Link) -> Lines:
    if not look.statistics:
        return ()
    return counted.counted_lines(look.world, look.namespace, device, look.statistics)


def address(look: Look, words: Words) -> Lines:
    """`ip address [show] …`"""
    verb(words, "ip address", (*ADDRESS_VERBS, "restore"), ("show",))
    choice = _chosen(look, words, "ip address")
    holding = _holding(look, choice)
    if look.json:
        return look.written([_address_object(look, choice, device, held) for device, held in holding])
    return tuple(text for device, held in holding for text in _address(look, choice, device, held))


def _holding(look: Look, choice: Choice) -> Holding:
    """Devices without any address are shown where no family is asked for."""
    every = [(device, printed.held(look.world, look.namespace, device)) for device in choice.links]
    found = [(device, tuple(filter(choice.takes, held)), bool(held)) for device, held in every]
    return tuple((device, held) for device, held, any_ in found if held or not (choice.family or any_))


def _address_object(look: Look, choice: Choice, device: Link, held: tuple[Held, ...]) -> objects.Object:
    if look.brief:
        shown = objects.brief(look.world, look.namespace, device)
        return {**shown, "addr_info": list(map(objects.brief_address, held))}
    plain = choice.family == IPV6 and not choice.named
    shown = (
        objects.plain_link(look.world, look.namespace, device)
        if plain
        else objects.link(look.world, look.namespace, device, hardware=not choice.family)
    )
    return {**shown, "addr_info": list(map(objects.address, held)), **_statistics(look, device)}


def _address(look: Look, choice: Choice, device: Link, held: tuple[Held, ...]) -> Lines:
    if look.brief:
        return (printed.brief_addresses(look.world, look.namespace, device, held),)
    if look.oneline:
        name = Span(device.name, f"link:{look.namespace}/{device.name}", "link")
        return tuple(line(f"{device.index}: ", name, *look.entry(tuple(printed.held_lines((one,))))[0]) for one in held)
    own = () if choice.label else _head(look, choice, device)
    return (*own, *printed.held_lines(held), *(() if choice.label else _counted(look, device)))


def _head(look: Look, choice: Choice, device: Link) -> Lines:
    """The lines of a device above its addresses; of one family its hardware is not told."""
    if look.details and not choice.family:
        return detailed_link(look.world, look.namespace, device, mode="")
    if not choice.family:
        return tuple(printed.address_lines(look.world, look.namespace, (device,))[:2])
    form = printed.plain_head if choice.family == IPV6 and not choice.named else printed.head
    return (form(look.world, look.namespace, device),)


def _chosen(look: Look, words: Words, tool: str) -> Choice:
    """What the words ask for: a device by name, those that are up, of a type, of a bridge; addresses."""
    choice = Choice(routing.links(look.world, look.namespace), family=look.family)
    while words:
        choice = _narrowed(look, words, choice, tool)
    if choice.named and look.world.get(LINKS, choice.named, look.namespace) is None:
        raise Complaint(f'Device "{choice.named}" does not exist.', 1)
    return replace(choice, links=tuple(found for found in choice.links if choice.named in {"", found.name}))


def _narrowed(look: Look, words: Words, choice: Choice, tool: str) -> Choice:
    word = words.next()
    if word in {"up", "type", "master", "nomaster", "group"}:
        return replace(choice, links=_those(look, words, choice.links, word))
    if word in {"permanent", "dynamic"}:
        return replace(choice, dynamic=word == "dynamic")
    if word == "scope":
        return replace(choice, scope=_scope(words.next()))
    if word == "to":
        return replace(choice, within=read_loose_prefix(words.next()), family=IPV4)
    if word == "label":
        return replace(choice, label=words.next())
    if word in {"vrf", "primary", "secondary", "deprecated", "tentative", "temporary", "home"}:
        raise unsupported(word, tool, "dev", "up", "type", "master", "nomaster", "scope", "to", "label")
    name = words.next() if word == "dev" else word
    if choice.named:
        raise Complaint(f'Error: either "dev" is duplicate, or "{name}" is a garbage.')
    return replace(choice, named=name)


def _those(look: Look, words: Words, chosen: tuple[Link, ...], word: str) -> tuple[Link, ...]:
    """Of some devices those that are up, of a type, ports of a bridge or of none, of a group (all are of `default`)."""
    if word == "up":
        return tuple(found for found in chosen if found.up)
    if word == "nomaster":
        return tuple(found for found in chosen if not found.master)
    value = words.next()
    if word == "type":
        return tuple(found for found in chosen if KINDS[found.kind] == value)
    if word == "group":
        if value not in {"default", "0"}:
            raise wrong(value, 'Invalid "group" value\n')
        return chosen
    if look.world.get(LINKS, value, look.namespace) is None:
        raise wrong(value, "Device does not exist\n")
    return tuple(found for found in chosen if found.master == value)


def _scope(word: str) -> str:
    if word not in {*SCOPES, "all"}:
        raise wrong(word, 'invalid "scope"\n')
    return "" if word == "all" else word
