"""What `ip -6 route` tells on machines that have hardly any IPv6: the routes that devices have by themselves.

IPv6 is not simulated. Source: Linux net/ipv6/addrconf.c (addrconf_add_dev, add_addr), net/ipv6/route.c.
"""

from typing import Any

from tutorial.cluster.network import routing
from tutorial.cluster.network.show.links import own_ipv6
from tutorial.cluster.spans import Span, line
from tutorial.shell.iproute.look import Lines, Look
from tutorial.shell.iproute.words import Complaint, Words, known_device, unsupported

NETWORK, GROUPS = "fe80::/64", "ff00::/8"
Entry = tuple[str, str, str, str, int]
"""Kind, destination, device, table, metric."""


def routes(look: Look, words: Words) -> Lines:
    """`ip -6 route [show] [table TABLE] [dev DEVICE]`"""
    table, device = "main", ""
    while words:
        word = words.next()
        if word == "table":
            table = words.next()
        elif word == "dev":
            device = known_device(look.world, look.namespace, words.next()).name
        else:
            raise unsupported(word, "ip -6 route show", "table", "dev")
    if table not in {"main", "local", "default", "all"}:
        raise Complaint("Error: ipv6: FIB table does not exist.\nDump terminated", 2)
    found = [each for each in _entries(look) if table in {"all", each[3]} and device in {"", each[2]}]
    if look.json:
        return look.written([_object(look, each, table, whole=not device) for each in found])
    return tuple(line(*_words(look, each, table, whole=not device)) for each in found)


def _entries(look: Look) -> list[Entry]:
    """Those of table main first."""
    main: list[Entry] = []
    local: list[Entry] = []
    groups: list[Entry] = []
    for link in routing.links(look.world, look.namespace):
        if (own := own_ipv6(look.world, look.namespace, link)) is None:
            continue
        local.append(("local", own[0].partition("/")[0], link.name, "local", 0))
        if own[1] == "link":
            main.append(("", NETWORK, link.name, "main", 256))
            groups.append(("multicast", GROUPS, link.name, "local", 256))
    return [*main, *local, *groups]


def _words(look: Look, entry: Entry, table: str, *, whole: bool) -> list[str | Span]:
    kind, destination, device, own, metric = entry
    name = Span(device, f"link:{look.namespace}/{device}", "link")
    by: list[str | Span] = [" dev ", name] if whole else []
    note = f" table {own}" if table == "all" and own != "main" else ""
    return [f"{kind} " if kind else "", destination, *by, f"{note} proto kernel metric {metric} pref medium"]


def _object(look: Look, entry: Entry, table: str, *, whole: bool) -> dict[str, Any]:
    kind, destination, device, own, metric = entry
    return {
        **({"type": kind} if kind else {}),
        "dst": destination,
        **({"dev": Span(device, f"link:{look.namespace}/{device}", "link")} if whole else {}),
        **({"table": own} if table == "all" and own != "main" else {}),
        "protocol": "kernel",
        "metric": metric,
        "flags": [],
        "pref": "medium",
    }
