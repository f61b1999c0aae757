"""Netfilter's hooks for one packet in one namespace: connection tracking, and the tables in their order.

Law of this file: a connection asks the nat table once for its destination and once for its source; after that its entry
alone translates. Source: Linux net/netfilter/nf_nat_core.c (nf_nat_inet_fn), nf_nat_masquerade.c, ipt_REJECT.c.
"""

from collections.abc import Callable

from tutorial.cluster.network import conntrack, netfilter, notes, refusals, routing
from tutorial.cluster.network.conditions import Context
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.netfilter import Verdict
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.rules import endpoint
from tutorial.cluster.network.rulewords import REJECTIONS
from tutorial.cluster.network.tables import Tracked
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import changed
from tutorial.cluster.texts import Said

Stage = Callable[[Journey, Inside, str], Inside | Walk]
"""What is asked at a hook: the packet as it goes on, or how its walk ends. The hook is named as iptables names it."""


def track(journey: Journey, at: Inside, hook: str) -> Inside:
    """The packet with its connection; what the packet does to a known one is done at once. One that brought its
    connection with it keeps that."""
    if at.seen.entry is not None:
        return at
    seen = conntrack.look_up(journey.world, at.namespace, at.packet)
    if seen.entry is not None and seen.confirmed and not seen.related:
        change = conntrack.forget if seen.closed else conntrack.store
        change(journey.world, at.namespace, seen.entry)
    return at.now(at.packet, seen)


def confirm(journey: Journey, at: Inside, hook: str) -> Inside:
    """A first packet that got through makes its connection known."""
    seen = at.seen
    if seen.entry is None or seen.confirmed:
        return at
    conntrack.store(journey.world, at.namespace, seen.entry)
    return at.now(at.packet, changed(seen, confirmed=True))


def _verdict(journey: Journey, at: Inside, table: str, hook: str) -> Verdict | None:
    context = Context(journey.world, at.namespace, at.incoming, at.outgoing, at.seen, journey.quiet)
    return netfilter.traverse(context, table, hook, at.packet)


def asking(table: str) -> Stage:
    """The stage of a table that lets packets pass or not (raw, mangle, filter); behind it a packet may have a mark."""

    def stage(journey: Journey, at: Inside, hook: str) -> Inside | Walk:
        verdict = _verdict(journey, at, table, hook)
        if verdict is None:
            return at
        rejection = "" if verdict.rule is None else verdict.rule.option("--reject-with")
        notes.filtered(journey, at, (table, hook), verdict, rejection)
        if verdict.target in {"DROP", "REJECT"}:
            return _refused(journey, at, verdict, rejection)
        return _marked(at, verdict)

    return stage


def _refused(journey: Journey, at: Inside, verdict: Verdict, rejection: str) -> Walk:
    if verdict.target == "DROP":
        return journey.end(Disposition.DROPPED, at)
    _, answer = REJECTIONS[rejection]
    failure = refusals.icmp(journey, at, answer)
    if answer == "tcp-rst":
        failure = refusals.reset(at.packet, at.seen)
    return journey.end(Disposition.REJECTED, at, failure)


def _marked(at: Inside, verdict: Verdict) -> Inside:
    return at if verdict.mark == at.packet.mark else at.now(changed(at.packet, mark=verdict.mark))


def destination_nat(journey: Journey, at: Inside, hook: str) -> Inside:
    """PREROUTING and OUTPUT: a new connection asks the nat table, a known one is translated from its entry."""
    return _translated(journey, at, hook, _new_destination, conntrack.translate_destination)


def source_nat(journey: Journey, at: Inside, hook: str) -> Inside | Walk:
    """POSTROUTING and INPUT: the same for the source. A masquerade that finds no address drops the packet."""
    moved = _translated(journey, at, hook, _new_source, conntrack.translate_source)
    if moved.packet.source == routing.NOWHERE != at.packet.source:
        notes.stopped(journey, at, "nat", Said(f"nat {hook}"), "nat.no_address")
        return journey.end(Disposition.DROPPED, at)
    return moved


Choice = Callable[[Journey, Inside, Verdict | None], Tracked]
Translation = Callable[[conntrack.Seen, Packet], Packet]


def _translated(journey: Journey, at: Inside, hook: str, choose: Choice, translate: Translation) -> Inside:
    if at.seen.entry is None:
        return at
    if at.seen.confirmed:
        packet = translate(at.seen, at.packet)
        notes.translated_back(journey, at, packet)
        return at.now(packet)
    verdict = _verdict(journey, at, "nat", hook)
    at = at if verdict is None else _marked(at, verdict)
    seen = changed(at.seen, entry=choose(journey, at, verdict))
    packet = translate(seen, at.packet)
    if verdict is not None:
        notes.translated(journey, at, at.now(packet, seen), hook, verdict)
    return at.now(packet, seen)


def _new_destination(journey: Journey, at: Inside, verdict: Verdict | None) -> Tracked:
    assert at.seen.entry is not None, "a new connection has an entry"
    if verdict is None or verdict.rule is None or verdict.target not in {"DNAT", "REDIRECT"}:
        return at.seen.entry
    if verdict.target == "REDIRECT":
        port = int(verdict.rule.option("--to-ports", str(at.packet.destination_port)))
        return conntrack.with_destination(at.seen.entry, _own_address(journey, at), port)
    to = endpoint(verdict.rule.option("--to-destination"), at.packet.destination_port)
    return conntrack.with_destination(at.seen.entry, *to)


def _own_address(journey: Journey, at: Inside) -> str:
    """Where REDIRECT leads to: the first address of the device that the packet came in by, or this host's loopback.

    Source: Linux net/netfilter/nf_nat_redirect.c (nf_nat_redirect_ipv4).
    """
    if not at.incoming:
        return "127.0.0.1"
    own = [entry.ip for entry in routing.addresses(journey.world, at.namespace) if entry.dev == at.incoming]
    return own[0] if own else at.packet.destination


def _new_source(journey: Journey, at: Inside, verdict: Verdict | None) -> Tracked:
    """The source that a rule asks for, else the one that it has; the port gives way to another connection's."""
    entry, packet = at.seen.entry, at.packet
    assert entry is not None, "a new connection has an entry"
    if verdict is not None and verdict.rule is not None and verdict.target == "SNAT":
        entry = conntrack.with_source(entry, *endpoint(verdict.rule.option("--to-source"), packet.source_port))
    elif verdict is not None and verdict.target == "MASQUERADE":
        own = routing.select_address(journey.world, at.namespace, at.outgoing, _next_hop(journey, at))
        entry = conntrack.with_source(entry, own, packet.source_port)
    return conntrack.with_free_port(journey.world, at.namespace, entry)


def _next_hop(journey: Journey, at: Inside) -> str:
    packet = at.packet
    ends = packet.destination, packet.source
    route = routing.find(journey.world, at.namespace, *ends, incoming=at.incoming, mark=packet.mark).route
    return at.packet.destination if route is None else route.via or at.packet.destination
