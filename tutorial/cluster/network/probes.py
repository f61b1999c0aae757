"""A probe: one packet that a program sends only to hear what comes of it, as `ping` and `traceroute` do.

The kernel that an echo request reaches answers it; whoever ends a packet on the way may send an error about it.
Sources: Linux net/ipv4/icmp.c (icmp_echo, icmp_unreach), ping.c, raw.c (raw_err).
"""

from dataclasses import dataclass, replace

from tutorial.cluster.network import report
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.packet import ECHO, ECHO_REPLY, Packet, reply_to
from tutorial.cluster.network.report import Walk
from tutorial.cluster.network.tcp import GAVE_UP, UNREACHABLE, Client, first_packet
from tutorial.cluster.network.trace import PING, Disposition, Leg, Trace
from tutorial.cluster.network.walk import send
from tutorial.cluster.state import changed
from tutorial.cluster.world import World

NOT_PERMITTED = "Operation not permitted"
BLOCKED = {
    Disposition.DROPPED: NOT_PERMITTED,
    Disposition.REJECTED: NOT_PERMITTED,
    Disposition.NO_ROUTE: UNREACHABLE,
}
"""What a program is told of a packet that no device has seen (nf_hook_slow, ip_route_output_flow)."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe that was sent at `at_ms`, with what was seen of it; `heard` is the packet that came home for it, if any.

    Where that takes its time, `walk` is the probe's and `due_ms` the moment at which `hear` is to be called.
    `blocked`: why the sender's own host did not let it out, in the system's words.
    """

    client: Client
    at_ms: int
    leg: Leg
    disposition: Disposition
    heard: Packet | None = None
    walk: Walk | None = None
    due_ms: int = 0
    blocked: str = ""

    @property
    def answered(self) -> bool:
        """Whether an echo reply came home."""
        return self.heard is not None and self.heard.kind == ECHO_REPLY


def echo(world: World, namespace: str, address: str, program: str) -> Client | None:
    """A program that will send echo requests to an address, with an identifier of its own; None without a route.

    It connects a datagram socket first, to learn its own address.
    """
    packet = first_packet(world, namespace, ECHO, "icmp", (address, 0))
    if packet is None:
        return None
    return Client(namespace, program, changed(packet, destination_port=packet.source_port))


def send_probe(world: World, client: Client) -> Probe:
    """Send a probe; what is heard at once is in what comes back."""
    walk = send(world, client.namespace, client.syn, client.ends)
    report.apply(world, walk)
    blocked = "" if walk.taps else BLOCKED.get(walk.disposition, "")
    leg = Leg(walk.taps, request_steps=walk.steps)
    sent = Probe(client, world.now_ms, leg, walk.disposition, walk=walk, blocked=blocked)
    if walk.packet.kind == ECHO and walk.disposition is Disposition.DELIVERED:
        return _replied(world, sent, walk)
    if walk.failure is None or walk.packet.inner is not None:
        return replace(sent, walk=None)
    return replace(sent, due_ms=world.now_ms + walk.delay_ms) if walk.delay_ms else hear(world, sent)


def _replied(world: World, sent: Probe, walk: Walk) -> Probe:
    """The answer of the kernel that the request reached has to find its way back."""
    answer = changed(reply_to(walk.packet, ECHO_REPLY), load=walk.packet.load)
    back = send(world, walk.namespace, answer, sent.client.ends)
    report.apply(world, back)
    leg = replace(sent.leg, syn_ack=back.taps, reply_steps=back.steps)
    return replace(sent, leg=leg, walk=None, disposition=back.disposition, heard=back.packet if back.home else None)


def hear(world: World, sent: Probe) -> Probe:
    """The error about a probe goes back; it is heard if it gets home."""
    assert sent.walk is not None, "the probe has come to its end"
    assert sent.walk.failure is not None, "somebody sends an error"
    failure = sent.walk.failure
    back = send(world, sent.walk.namespace, failure.packet, sent.client.ends, failure.seen)
    report.apply(world, back)
    leg = replace(sent.leg, refusal_kind=failure.packet.kind, refusal=back.taps, reply_steps=back.steps)
    return replace(sent, leg=leg, walk=None, due_ms=0, heard=back.packet if back.home else None)


def trace(world: World, sent: Probe, url: str, error: str = "", lookups: tuple[Lookup, ...] = ()) -> Trace:
    """The trace of an echo request; `error` is what its program makes of it, where it was not answered."""
    answered = sent.answered
    return Trace(
        origin=sent.client.namespace,
        method=PING,
        url=url,
        disposition=sent.disposition,
        legs=(sent.leg,),
        at_ms=sent.at_ms,
        elapsed_ms=world.now_ms - sent.at_ms,
        reason="echo reply" if answered else "",
        error="" if answered else error or GAVE_UP,
        lookups=lookups,
    )
