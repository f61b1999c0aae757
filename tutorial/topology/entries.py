"""Entries of the network's tables, inspected: rules, routes, addresses, neighbours, connections."""

from tutorial.cluster.network import connections, ipv4, neighbours, places, routing
from tutorial.cluster.network import policy as policies
from tutorial.cluster.network.show import conntrack
from tutorial.cluster.network.tables import (
    CHAINS,
    CONNTRACK,
    COUNTERS,
    FDB,
    LINKS,
    NEIGHBOURS,
    ROUTES,
    Route,
    RoutingRule,
)
from tutorial.cluster.texts import gettext
from tutorial.topology import printed
from tutorial.topology.inspected import Facts, Inspected, Look
from tutorial.topology.why import Step


def rule(look: Look) -> Inspected | None:
    """A rule of an iptables chain."""
    for namespace in look.namespaces():
        table, _, rest = look.rest.removeprefix(f"{namespace}/").partition("/")
        name, _, number = rest.rpartition("/")
        chain = look.world.get(CHAINS, (table, name), namespace)
        for at, rule in enumerate(chain.rules if chain else (), 1):
            if chain is not None and str(rule.id) == number:
                packets = look.world.get(COUNTERS, (table, name, rule.id), namespace) or 0
                drawn = look.drawn(namespace)
                place = f"{at} / {len(chain.rules)}"
                facts = drawn.facts if drawn else (("table", table), ("chain", name), ("rule", place))
                return Inspected(
                    look.id,
                    "rule",
                    drawn.label if drawn else rule.text,
                    places.node(look.world, namespace),
                    facts=(*facts, ("packets", str(packets))),
                    tables=printed.of_chain(look.world, namespace, table, name),
                    why=look.entry(rule.causes, namespace),
                )
    return None


def route(look: Look) -> Inspected | None:
    """A route of a routing table."""
    for namespace in look.namespaces():
        for _, route in look.world.rows(ROUTES, namespace):
            if places.route(namespace, route) == look.id:
                by = None
                if route.protocol == "kernel":
                    title = gettext(
                        "The kernel of {node} added it with the address {address}", node=namespace, address=route.source
                    )
                    by = Step("kernel", title)
                return Inspected(
                    look.id,
                    "route",
                    route.text,
                    places.node(look.world, namespace),
                    facts=_route_facts(route),
                    tables=printed.of_table(look.world, namespace, route.table),
                    why=look.entry(route.causes, namespace, by),
                )
    return None


def _route_facts(route: Route) -> Facts:
    facts = (
        ("table", route.table),
        ("destination", route.destination),
        ("gateway", route.via),
        ("device", route.dev),
        ("source", route.source),
        ("kind", route.kind),
    )
    return tuple((name, value) for name, value in facts if value)


def policy(look: Look) -> Inspected | None:
    """A line of `ip rule`."""
    for namespace in look.namespaces():
        for rule in policies.rules(look.world, namespace):
            if places.policy(namespace, rule) == look.id:
                return Inspected(
                    look.id,
                    "policy",
                    rule.text.replace("\t", " "),
                    places.node(look.world, namespace),
                    facts=_policy_facts(rule),
                    tables=printed.of_policies(look.world, namespace),
                    why=look.entry(rule.causes, namespace),
                )
    return None


def _policy_facts(rule: RoutingRule) -> Facts:
    facts = [("priority", str(rule.priority)), ("source", rule.source)]
    facts += [("destination", rule.destination)] if rule.destination != policies.EVERYWHERE else []
    facts += [("device", rule.incoming)] if rule.incoming else []
    return (*facts, ("table", rule.table))


def address(look: Look) -> Inspected | None:
    """An address of a device."""
    for namespace in look.namespaces():
        for entry in routing.addresses(look.world, namespace):
            link = look.world.get(LINKS, entry.dev, namespace)
            if places.address(namespace, entry) == look.id and link is not None:
                label = f"{entry.ip}/{entry.prefix}"
                return Inspected(
                    look.id,
                    "address",
                    label,
                    places.link(namespace, entry.dev),
                    facts=(("address", label), ("device", entry.dev), ("subnet", ipv4.network(entry.ip, entry.prefix))),
                    tables=printed.of_link(look.world, namespace, link),
                    why=look.entry(entry.causes, namespace),
                )
    return None


def neighbour(look: Look) -> Inspected | None:
    """Who has an address on the same wire, as a kernel knows it."""
    for namespace in look.namespaces():
        for entry in look.world.values(NEIGHBOURS, namespace):
            if places.neighbour(namespace, entry.dev, entry.ip) != look.id:
                continue
            link = look.world.get(LINKS, entry.dev, namespace)
            now = entry if link is None else neighbours.present(look.world, namespace, link, entry)
            facts = (("address", entry.ip), ("mac", entry.mac), ("device", entry.dev), ("state", now.state))
            title = gettext(
                "The kernel of {node} asked who has that address, or was asked by who has it", node=namespace
            )
            return Inspected(
                look.id,
                "neighbour",
                entry.ip,
                places.link(namespace, entry.dev),
                facts=tuple((name, value) for name, value in facts if value),
                tables=printed.of_neighbours(look.world, namespace, entry.dev),
                why=look.entry(entry.causes, namespace, Step("kernel", title)),
            )
    return None


def connection(look: Look) -> Inspected | None:
    """One end of a TCP connection."""
    for namespace in look.namespaces():
        for flow, entry in connections.standing(look.world, namespace):
            if places.connection(namespace, flow) == look.id:
                _, near, near_port, far, far_port = flow
                label = f"{near}:{near_port} — {far}:{far_port}"
                title = gettext("{program} on {node} opened it, or took it", program=entry.program, node=namespace)
                return Inspected(
                    look.id,
                    "connection",
                    label,
                    places.node(look.world, namespace),
                    facts=(("state", entry.state), ("program", entry.program)),
                    tables=printed.of_connections(look.world, namespace),
                    why=look.entry(entry.causes, namespace, Step("kernel", title)),
                )
    return None


def tracked(look: Look) -> Inspected | None:
    """A connection that conntrack knows."""
    for namespace in look.namespaces():
        for entry in look.world.values(CONNTRACK, namespace):
            if places.tracked(namespace, entry.original) == look.id:
                protocol, source, source_port, destination, port = entry.original
                title = gettext("The kernel of {node} keeps it, to know the packets that answer", node=namespace)
                return Inspected(
                    look.id,
                    "tracked",
                    f"{source}:{source_port} → {destination}:{port}",
                    places.node(look.world, namespace),
                    facts=(("protocol", protocol), *((("state", entry.state),) if entry.state else ())),
                    tables=printed.of_tracked(look.world, namespace, conntrack.tracked(look.world, namespace)),
                    why=look.entry(entry.causes, namespace, Step("kernel", title)),
                )
    return None


def forwarding(look: Look) -> Inspected | None:
    """A forwarding entry of a bridge or vxlan device."""
    for namespace in look.namespaces():
        for entry in look.world.values(FDB, namespace):
            if places.forwarding(namespace, entry.dev, entry.mac) == look.id:
                facts = (("mac", entry.mac), ("device", entry.dev), ("port", entry.port), ("host", entry.destination))
                return Inspected(
                    look.id,
                    "fdb",
                    entry.mac,
                    places.link(namespace, entry.dev),
                    facts=tuple((name, value) for name, value in facts if value),
                    tables=printed.of_forwarding(look.world, namespace, entry.dev),
                    why=look.entry(entry.causes, namespace),
                )
    return None
