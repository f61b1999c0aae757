"""The tables of an element, each as a tool prints it, with the line that types that tool.

Law of this file: `command`, typed at `where` into a pipe, prints `lines`. A test types every one.
"""

from dataclasses import dataclass
from typing import Any

from tutorial.cluster.host import NODE_ROLES, Host
from tutorial.cluster.marathon.tables import Instance
from tutorial.cluster.network import policy, routing
from tutorial.cluster.network.ipvs.tables import ServiceKey
from tutorial.cluster.network.show import bridge, conntrack, iptables, ipvs, links, routes, sockets
from tutorial.cluster.network.show.iptables import Look
from tutorial.cluster.network.show.routes import Choice
from tutorial.cluster.network.show.sockets import Entry, Wish
from tutorial.cluster.network.tables import CHAINS, Link, Tracked
from tutorial.cluster.spans import Spans
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World

Document = dict[str, Any]
MOST_LINES = 200
"""Lines of one table that are told; lines of the element itself always are."""
IPVSADM = "ipvsadm"
"""The package that has the tool which prints virtual services."""
LISTENING = frozenset({"LISTEN", "UNCONN"})
ALL = frozenset(sockets.STATES.values())
RULED = NODE_ROLES | {"router"}
"""Roles of machines whose rules can be looked at."""
RULES = {
    "filter": gettext("Filter rules"),
    "nat": gettext("Address translation rules"),
    "mangle": gettext("Rules that mark packets"),
    "raw": gettext("Rules before connection tracking"),
}
"""The tables of rules and their titles, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A table: its name for the page and in words, the command that prints it and where it is typed, its lines."""

    name: str
    title: Said
    where: str
    command: str
    lines: tuple[Spans, ...]

    def document(self, own: set[str]) -> Document:
        """The table as the page gets it; `more` lines were left out."""
        kept = [line for at, line in enumerate(self.lines) if at < MOST_LINES or _names(line, own)]
        return {
            "name": self.name,
            "title": self.title.document(),
            "where": self.where,
            "command": self.command,
            "lines": [[[span.text, span.element, span.kind] for span in line] for line in kept],
            "more": len(self.lines) - len(kept),
        }


def _names(line: Spans, own: set[str]) -> bool:
    return any(span.element in own for span in line)


def of_machine(world: World, host: Host) -> tuple[Printed, ...]:
    """Everything that a machine's own namespace has."""
    place = host.id
    found = [_addresses(world, place), *of_table(world, place, "main")]
    if policy.custom(world, place):
        found += of_policies(world, place)
    found += [*of_neighbours(world, place), *of_connections(world, place)]
    if any(link.master for link in routing.links(world, place)):
        found.append(
            Printed("ports", gettext("Ports of bridges"), place, "bridge link", bridge.port_lines(world, place))
        )
    if host.role in RULED:
        found += [rules for table in RULES for rules in _rules(world, place, table)]
        entries = conntrack.tracked(world, place)
        found += of_tracked(world, place, entries) if entries else ()
    return tuple(found)


def _addresses(world: World, place: str) -> Printed:
    lines = links.address_lines(world, place, routing.links(world, place))
    return Printed("addresses", gettext("Addresses"), place, "ip addr", lines)


def _rules(world: World, place: str, table: str) -> tuple[Printed, ...]:
    """The rules of a table; those of others than filter only where there are any."""
    if table != "filter" and not any(chain.table == table for chain in world.values(CHAINS, place)):
        return ()
    command = "iptables -S" if table == "filter" else f"iptables -t {table} -S"
    return (Printed(f"rules-{table}", RULES[table], place, command, iptables.rule_specs(world, place, table)),)


def of_link(world: World, place: str, link: Link) -> tuple[Printed, ...]:
    """A device's addresses, the routes that lead out by it, the neighbours behind it."""
    name = link.name
    lines = links.address_lines(world, place, (link,))
    by = routes.route_lines(world, place, choice=Choice(device=name))
    return (
        Printed("addresses", gettext("Addresses"), place, f"ip addr show dev {name}", lines),
        Printed("routes", gettext("Routes by this device"), place, f"ip route show dev {name}", by),
        *of_neighbours(world, place, name),
        *(of_forwarding(world, place, name) if link.master or link.kind in {"bridge", "vxlan"} else ()),
    )


def of_port(world: World, place: str, protocol: str, port: int) -> tuple[Printed, ...]:
    """Who listens on a port, and the connections there."""
    letter = "u" if protocol == "udp" else "t"

    def here(entry: Entry) -> bool:
        return entry.port == port

    wish = Wish((protocol,), LISTENING, here, processes=True)
    listens = sockets.socket_lines(world, place, wish)
    command = f"ss -{letter}lnp sport = :{port}"
    found = [Printed("sockets", gettext("Who listens here"), place, command, listens)]
    open_ = Wish((protocol,), ALL - LISTENING, here, processes=True)
    lines = sockets.socket_lines(world, place, open_)
    if len(lines) > 1:
        command = f"ss -{letter}np state connected sport = :{port}"
        found.append(Printed("connections", gettext("Connections here"), place, command, lines))
    return tuple(found)


def of_task(world: World, instance: Instance) -> tuple[Printed, ...]:
    """The sockets of the machine where a task runs, among them its own."""
    wish = Wish(("tcp",), LISTENING, processes=True)
    lines = sockets.socket_lines(world, instance.agent, wish)
    return (Printed("sockets", gettext("Listening sockets"), instance.agent, "ss -tlnp", lines),)


def of_table(world: World, place: str, table: str) -> tuple[Printed, ...]:
    """The routes of a table."""
    command = "ip route" if table == "main" else f"ip route show table {table}"
    title = gettext("Routes") if table == "main" else gettext("Routes of table {table}", table=table)
    return (Printed("routes", title, place, command, routes.route_lines(world, place, table)),)


def of_policies(world: World, place: str) -> tuple[Printed, ...]:
    """Which table is asked for which packets."""
    title = gettext("Which table is asked")
    return (Printed("policies", title, place, "ip rule", routes.rule_lines(world, place)),)


def of_neighbours(world: World, place: str, device: str = "") -> tuple[Printed, ...]:
    """The neighbours, or those behind one device."""
    command = f"ip neigh show dev {device}" if device else "ip neigh"
    lines = routes.neighbour_lines(world, place, device)
    return (Printed("neighbours", gettext("Neighbours"), place, command, lines),)


def of_connections(world: World, place: str) -> tuple[Printed, ...]:
    """Every TCP socket."""
    lines = sockets.socket_lines(world, place, Wish(("tcp",), ALL, processes=True))
    return (Printed("sockets", gettext("Sockets"), place, "ss -tanp", lines),)


def of_chain(world: World, place: str, table: str, name: str) -> tuple[Printed, ...]:
    """A chain with its counters."""
    lines = iptables.listing(world, place, table, Look(numeric=True, verbose=True), name=name)
    option = "" if table == "filter" else f" -t {table}"
    title = gettext("Chain {chain} of table {table}", chain=name, table=table)
    return (Printed("chain", title, place, f"iptables{option} -nvL {name}", lines),)


def of_service(world: World, host: Host, key: ServiceKey) -> tuple[Printed, ...]:
    """What a node's kernel has for a virtual address: its route, and its real servers where the tool is installed."""
    protocol, address, port = key
    by = routes.route_lines(world, host.id, "local")
    found = [Printed("routes", gettext("Local addresses"), host.id, "ip route show table local", by)]
    if IPVSADM in host.packages:
        lines = ipvs.listing(ipvs.Look(world, host.id, key))
        command = f"ipvsadm -Ln -{protocol[0]} {address}:{port}"
        found.insert(0, Printed("ipvs", gettext("Who is chosen from"), host.id, command, lines))
    return tuple(found)


def of_tracked(world: World, place: str, entries: tuple[Tracked, ...]) -> tuple[Printed, ...]:
    """The connections that the kernel tracks."""
    lines = tuple(conntrack.tracked_line(world, place, entry) for entry in entries)
    return (Printed("tracked", gettext("Tracked connections"), place, "conntrack -L", lines),)


def of_forwarding(world: World, place: str, device: str) -> tuple[Printed, ...]:
    """What a bridge with its ports, or a vxlan device, knows of Ethernet addresses."""
    link = next((found for found in routing.links(world, place) if found.name == device), None)
    title = gettext("Forwarding entries")
    if link is not None and link.kind == "bridge":
        lines = bridge.fdb_lines(world, place, bridge=device)
        return (Printed("forwarding", title, place, f"bridge fdb show br {device}", lines),)
    lines = bridge.fdb_lines(world, place, device=device)
    return (Printed("forwarding", title, place, f"bridge fdb show dev {device}", lines),)
