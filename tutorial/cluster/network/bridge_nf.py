"""Bridged frames in iptables (`bridge-nf-call-iptables` 1): what a bridge asks for a frame that comes in or goes on.

Source: Linux net/bridge/br_netfilter_hooks.c (br_nf_pre_routing, br_nf_forward, br_nf_post_routing).
"""

from enum import StrEnum

from tutorial.cluster.network import notes, routing, sysctls
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.pipelines import through
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.routing import Decision
from tutorial.cluster.network.tables import Link
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext


class Goes(StrEnum):
    """Where a frame goes behind PREROUTING: as it is addressed, up to the host, or back through the bridge to a new
    next hop."""

    ON = "on"
    UP = "up"
    ROUND = "round"


def is_on(journey: Journey, namespace: str) -> bool:
    """Whether a namespace's bridges ask iptables."""
    return sysctls.is_on(journey.world, namespace, sysctls.BRIDGE_NF)


def pre_routing(journey: Journey, at: Inside, bridge: Link) -> tuple[Inside, Goes, str] | Walk:
    """PREROUTING for a frame that came in by a port, and where it goes then, with the new next hop.

    A new destination is routed: where that leads out by the same bridge the frame stays on layer 2, with its time to
    live; everything else goes up to the host.
    """
    port = at.incoming
    moved = through(journey, changed(at, incoming=bridge.name), "PREROUTING")
    if isinstance(moved, Walk):
        return moved
    if moved.packet.destination == at.packet.destination:
        return changed(moved, incoming=port), Goes.ON, ""
    source, destination = moved.packet.source, moved.packet.destination
    fault = routing.source_fault(journey.world, at.namespace, bridge, source, destination)
    if fault:
        notes.stopped(journey, moved, "source", gettext("Source address"), f"source.{fault}")
        return journey.end(Disposition.DROPPED, moved)
    ends, mark = (destination, source), moved.packet.mark
    decision = routing.look_up(journey.world, at.namespace, *ends, incoming=bridge.name, mark=mark)
    notes.routed(journey, moved, decision)
    return _routed(journey, moved, decision, bridge, port)


def _routed(
    journey: Journey, at: Inside, decision: Decision, bridge: Link, port: str
) -> tuple[Inside, Goes, str] | Walk:
    if decision.route is None:
        return journey.end(Disposition.DROPPED, at)
    if decision.route.dev == bridge.name and not decision.local:
        next_hop = decision.route.via or at.packet.destination
        return changed(at, incoming=port), Goes.ROUND, next_hop
    if decision.local or sysctls.forwards(journey.world, at.namespace, bridge.name):
        return at.now(at.packet.framed(at.packet.source_mac, bridge.mac)), Goes.UP, ""
    notes.stopped(journey, at, "forward", gettext("Forwarding"), "forward.off")
    return journey.end(Disposition.DROPPED, at)


def passing_on(journey: Journey, at: Inside, bridge: Link) -> Inside | Walk:
    """FORWARD and POSTROUTING for a frame that leaves by a port, seen as coming in and going out by the bridge."""
    within = changed(at, incoming=bridge.name, outgoing=bridge.name)
    passed = through(journey, within, "FORWARD bridged")
    return passed if isinstance(passed, Walk) else through(journey, passed, "POSTROUTING")
