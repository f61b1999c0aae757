"""A packet's path as data: taps (where it was seen), steps (which table was asked), hops (what a learner follows).

A tap is (namespace, device, direction), as a packet capture would show it. A step is one table asked, with the entries
tried, the decision, the header before and after. A hop is a step that decides or changes something, numbered from 1.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tutorial.cluster.network.packet import ETHERNET, Packet, ip_length
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.tables import Tuple5
from tutorial.cluster.texts import Said, gettext_noop

if TYPE_CHECKING:
    from tutorial.cluster.network.dns.legs import Lookup

Document = dict[str, Any]


class Disposition(StrEnum):
    """What became of a request."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    UNRESOLVED = "unresolved"
    DROPPED = "dropped"
    REJECTED = "rejected"
    TTL_EXCEEDED = "ttl_exceeded"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    LOOP = "loop"
    NAMELESS = "nameless"


SENTENCES = {
    Disposition.DELIVERED: gettext_noop("The packet reached a program that took it."),
    Disposition.REFUSED: gettext_noop("The packet reached its host, but nothing listens on that port."),
    Disposition.NO_ROUTE: gettext_noop("A routing table has no entry for the destination."),
    Disposition.UNRESOLVED: gettext_noop("Nobody answered the question who has the next address."),
    Disposition.DROPPED: gettext_noop("A rule or a device threw the packet away without a word."),
    Disposition.REJECTED: gettext_noop("A rule refused the packet and said so."),
    Disposition.TTL_EXCEEDED: gettext_noop("The packet passed too many routers."),
    Disposition.UNREACHABLE: gettext_noop("A router on the way had no route."),
    Disposition.RESET: gettext_noop("The connection was opened, but then the other side broke it off."),
    Disposition.LOOP: gettext_noop("The packet went round in a circle."),
    Disposition.NAMELESS: gettext_noop("The name was asked for, but no address came back."),
}
"""Each disposition in a sentence; a test asserts that none is missing."""
SUCCESS = frozenset({Disposition.DELIVERED})
PING, TRACEROUTE, CONNECT = "PING", "TRACEROUTE", "CONNECT"
"""The methods of traces that are of echo requests and other probes, which ask no program for anything."""
GAVE_UP = "gave up"
"""What a client says whose own limit was over before the kernel's."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One sight of a packet: direction is `out` behind POSTROUTING, `in` before PREROUTING."""

    namespace: str
    device: str
    direction: str
    packet: Packet

    def export(self) -> Document:
        """The tap in the form of a recorded hop: of a VXLAN packet the frame inside, the outer header beside it."""
        place = {"node": self.namespace, "dev": self.device, "dir": self.direction}
        outer, inner = self.packet, self.packet.inner
        if inner is None:
            return {**place, **header(outer), "encap": None}
        ends = {"src": outer.source, "dst": outer.destination, "dport": outer.destination_port}
        return {**place, **header(inner), "encap": {"vni": outer.vni, **header(outer), **ends}}


def end(address: str, port: int, protocol: str = "tcp") -> str:
    """An address with its port; the address alone for ICMP."""
    return address if protocol == "icmp" else f"{address}:{port}"


def header(packet: Packet) -> Document:
    """The fields of a header that a learner can see change."""
    return {
        "src": end(packet.source, packet.source_port, packet.protocol),
        "dst": end(packet.destination, packet.destination_port, packet.protocol),
        "ttl": packet.ttl,
        "smac": packet.source_mac,
        "dmac": packet.destination_mac,
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """A connection as a namespace's conntrack keeps it: the tuple of its first packet, that of the answers it expects,
    and the id by which the inspector knows the entry.
    """

    original: Tuple5
    reply: Tuple5
    answered: bool
    element: str

    def document(self) -> Document:
        """The entry in the browser's form: of each direction source and destination, each with its port."""
        protocol = self.original[0]
        ways = {"original": self.original, "reply": self.reply}
        ends = {name: [end(*flow[1:3], protocol), end(*flow[3:], protocol)] for name, flow in ways.items()}
        return {"protocol": protocol, **ends, "answered": self.answered, "element": self.element}


@dataclass(frozen=True, slots=True)
class Step:
    """One table asked. `message` and `params` say the decision; `decides` tells whether the step is a hop.

    `element` is the element of the picture where it happens; `taps` are the devices that saw the packet from then on,
    until the next step; `kept` is the connection as this namespace remembers it from then on.
    """

    namespace: str
    device: str
    kind: str
    title: Said
    message: str
    params: tuple[tuple[str, str], ...]
    before: Packet
    after: Packet
    element: str
    table: str = ""
    asked: tuple[Asked, ...] = ()
    decides: bool = True
    delay_ms: int = 0
    kept: "Kept | None" = None
    taps: tuple[Tap, ...] = ()

    @property
    def sentence(self) -> str:
        """The decision in English."""
        return MESSAGES[self.message].format(**dict(self.params))

    def document(self) -> Document:
        """The step in the browser's form, without its number."""
        before, after = header(self.before), header(self.after)
        return {
            "node": self.namespace.partition("/")[0],
            "namespace": self.namespace,
            "element": self.element,
            "device": self.device,
            "kind": self.kind,
            "title": str(self.title),
            "title_said": self.title.document(),
            "message": self.message,
            "params": dict(self.params),
            "sentence": self.sentence,
            "table": self.table,
            "entries": [_entry(asked) for asked in self.asked],
            "before": before,
            "after": after,
            "changed": [name for name in before if before[name] != after[name]],
            "delay_ms": self.delay_ms,
            **({} if self.kept is None else {"kept": self.kept.document()}),
            **_envelopes(self.before, self.after),
        }


def _envelopes(before: Packet, after: Packet) -> Document:
    """The envelope that a packet is in before and after a step, each where there is one."""
    found = {"envelope_before": before, "envelope": after}
    return {name: _envelope(packet) for name, packet in found.items() if packet.inner is not None}


def _envelope(packet: Packet) -> Document:
    """What a VXLAN packet carries: the frame's header; the length of both frames in bytes."""
    assert packet.inner is not None, "only a packet that carries a frame is an envelope"
    lengths = {"bytes": ETHERNET + ip_length(packet), "inner_bytes": ETHERNET + ip_length(packet.inner)}
    return {"vni": packet.vni, "inner": header(packet.inner), **lengths}


def _entry(asked: Asked) -> Document:
    return {
        "text": asked.text,
        "element": asked.element or None,
        "matched": asked.matched,
        "why": str(asked.why),
        "said": asked.why.document(),
    }


MESSAGES = {
    "route.device": gettext_noop("To reach {to}, {node} sends through {dev} straight to that address."),
    "route.via": gettext_noop("To reach {to}, {node} sends through {dev} to the router {via}."),
    "route.local": gettext_noop("{to} is an address of {node} itself: the packet goes to a program here."),
    "route.none": gettext_noop("{node} has no route to {to}."),
    "route.refused": gettext_noop("A route of {node} refuses packets to {to} ({kind})."),
    "route.many": gettext_noop("{to} stands for many machines: {node} can't open a connection to it."),
    "route.forward": gettext_noop("{node} is not the destination: it passes the packet on through {dev}."),
    "forward.off": gettext_noop("{node} does not forward packets (ip_forward is 0)."),
    "ttl.exceeded": gettext_noop("The packet has passed too many routers and is thrown away on {node}."),
    "neighbour.known": gettext_noop("{node} knows which network card has {ip}: {mac}."),
    "neighbour.asked": gettext_noop("{node} asks who has {ip}; {mac} answers."),
    "neighbour.failed": gettext_noop("{node} asks three times who has {ip}; nobody answers."),
    "link.down": gettext_noop("{dev} on {node} is down: nothing leaves by it."),
    "link.no_carrier": gettext_noop("{dev} on {node} has no carrier: nothing leaves by it."),
    "link.dummy": gettext_noop("{dev} on {node} leads nowhere: what leaves by it is thrown away."),
    "link.other": gettext_noop("The frame is not addressed to {dev} on {node}, which ignores it."),
    "wire": gettext_noop("The frame crosses {segment} from {node} to {to}."),
    "wire.lost": gettext_noop("No card on {segment} has the address {mac}: the frame is lost."),
    "wire.cut": gettext_noop("Nothing is at the other end of {dev}: the frame is lost."),
    "bridge.port": gettext_noop("Bridge {bridge} on {node} knows that {mac} is behind {port}."),
    "bridge.flood": gettext_noop(
        "Bridge {bridge} on {node} does not know where {mac} is: the frame goes to every port ({port})."
    ),
    "bridge.lost": gettext_noop("Bridge {bridge} on {node} has no port by which the frame to {mac} may leave."),
    "bridge.blocked": gettext_noop("{dev} on {node} is a port that takes no frames in."),
    "vxlan.wrapped": gettext_noop(
        "{dev} on {node} knows that {mac} is at {to}: it wraps the frame in a UDP packet to there."
    ),
    "vxlan.unknown": gettext_noop("{dev} on {node} does not know at which host {mac} is: the frame is lost."),
    "vxlan.no_route": gettext_noop(
        "{dev} on {node} knows that {mac} is at {to}, but no packet gets there: the frame is lost."
    ),
    "vxlan.unwrapped": gettext_noop("UDP port {port} of {node} belongs to {dev}: it unwraps the frame from {by}."),
    "vxlan.other": gettext_noop("The packet on {dev} carries no frame of this virtual network: {node} drops it."),
    "vxlan.moved": gettext_noop(
        "{node} has a permanent entry that says the frame's sender is elsewhere: it drops the frame."
    ),
    "filter.drop": gettext_noop("Chain {chain} on {node} drops the packet."),
    "filter.reject": gettext_noop("Chain {chain} on {node} rejects the packet with {kind}."),
    "filter.accept": gettext_noop("Chain {chain} on {node} lets the packet pass."),
    "nat.none": gettext_noop("Chain {chain} on {node} changes nothing."),
    "nat.destination": gettext_noop("Chain {chain} on {node} changes the destination from {before} to {after_text}."),
    "nat.source": gettext_noop("Chain {chain} on {node} changes the source from {before} to {after_text}."),
    "nat.no_address": gettext_noop("{node} has no address to send the packet from, so it drops it."),
    "nat.known": gettext_noop("{node} remembers this connection and changes {before} to {after_text} again."),
    "nat.back": gettext_noop("{node} remembers this connection and changes {before} back to {after_text}."),
    "ipvs.chosen": gettext_noop("IPVS on {node} gives the connection to {service} to {backend} ({scheduler})."),
    "ipvs.known": gettext_noop("IPVS on {node} remembers this connection to {service}: it goes to {backend}."),
    "ipvs.back": gettext_noop("IPVS on {node} changes {before} back to {after_text}."),
    "ipvs.none": gettext_noop("IPVS on {node} has no server for {service} and refuses the packet."),
    "ipvs.removed": gettext_noop(
        "IPVS on {node} has lost {backend}, to which this connection goes: it drops the packet."
    ),
    "source.rp_filter": gettext_noop("{node} would not answer through {dev}, so it drops the packet (rp_filter)."),
    "source.martian": gettext_noop(
        "The packet claims to come from an address that cannot be behind {dev}, so {node} drops it."
    ),
    "source.localnet": gettext_noop(
        "A packet from 127.0.0.0/8 may not leave {node} by {dev} (route_localnet is off), so {node} drops it."
    ),
    "socket.program": gettext_noop("Port {port} belongs to {program} (pid {pid}): the packet has arrived."),
    "socket.client": gettext_noop("The answer belongs to the connection that {program} opens: it has come home."),
    "socket.client_reset": gettext_noop(
        "The reset belongs to the connection that {program} wants to open: it is refused."
    ),
    "socket.client_error": gettext_noop(
        "The error is about the connection that {program} wants to open: the kernel tells it."
    ),
    "socket.asker": gettext_noop("The answer belongs to the question that {program} asks: it has come home."),
    "socket.asker_error": gettext_noop("The error is about the question that {program} asks: the kernel tells it."),
    "socket.none_udp": gettext_noop("Nothing listens on UDP port {port} of {node}: the kernel says so (ICMP)."),
    "socket.none": gettext_noop("Nothing listens on port {port} of {node}: the kernel answers with a reset."),
    "socket.unasked": gettext_noop("No connection on {node} waits for this answer: it is thrown away."),
    "echo.answered": gettext_noop("{to} is an address of {node}: its kernel answers the echo request of {by}."),
    "echo.ignored": gettext_noop("{node} does not answer echo requests (icmp_echo_ignore_all is 1)."),
    "socket.client_echo": gettext_noop(
        "{program} on {node} waits for the answer to its echo request: it has come home."
    ),
    "socket.client_echo_error": gettext_noop(
        "The error is about the echo request that {program} has sent: the kernel tells it."
    ),
    "dns.asks": gettext_noop("{program} on {node} asks {server} about the name {name}."),
    "dns.answer": gettext_noop("{program} on {node} knows {name}: {answer}."),
    "dns.nothing": gettext_noop("{program} on {node} knows {name}, but no record of type {type} for it."),
    "dns.unknown": gettext_noop("{program} on {node} says that there is no name {name} (NXDOMAIN)."),
    "dns.failed": gettext_noop("{program} on {node} could not find out about {name} and says so (SERVFAIL)."),
    "dns.refused": gettext_noop("{program} on {node} does not answer questions about {name} (REFUSED)."),
    "dns.passed": gettext_noop("{program} on {node} passes on what it was told about {name}: {answer}."),
}
"""The sentences of steps by message id; the ids are the keys of translations."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One TCP connection: its first SYN, what answered, how often the SYN left, and the steps of both ways."""

    syn: tuple[Tap, ...]
    syn_ack: tuple[Tap, ...] = ()
    refusal_kind: str = ""
    refusal: tuple[Tap, ...] = ()
    attempts: int = 1
    request_steps: tuple[Step, ...] = ()
    reply_steps: tuple[Step, ...] = ()

    @property
    def sent(self) -> bool:
        """Whether any device saw a packet of it; a connection that failed before that is no leg of a recording."""
        return bool(self.syn or self.syn_ack or self.refusal)

    @property
    def chosen(self) -> Document | None:
        """What a load balancer's table picked for it: the table and the entry; None when none was asked."""
        picks = [dict(step.params)["backend"] for step in self.request_steps if step.message == "ipvs.chosen"]
        return {"table": "ipvs", "entry": picks[0]} if picks else None

    def export(self) -> Document:
        """The leg in the form of a recording, with what was chosen for it."""
        refusal = {"kind": self.refusal_kind, "hops": [tap.export() for tap in self.refusal]}
        chosen = self.chosen
        return {
            **({} if chosen is None else {"chosen": chosen}),
            "syn": [tap.export() for tap in self.syn],
            "syn_attempts": self.attempts,
            "syn_ack": [tap.export() for tap in self.syn_ack],
            "refusal": refusal if self.refusal else None,
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """One request with everything it met. `error` has the system's words when it failed; times are logical ms."""

    origin: str
    method: str
    url: str
    disposition: Disposition
    legs: tuple[Leg, ...]
    at_ms: int
    elapsed_ms: int
    status: int = 0
    reason: str = ""
    body: str = ""
    error: str = ""
    lookups: "tuple[Lookup, ...]" = field(default=())

    @property
    def success(self) -> bool:
        """Whether the request was delivered and answered."""
        return self.disposition in SUCCESS

    @property
    def sentence(self) -> str:
        """What became of the request."""
        if self.success:
            answer = " ".join(part for part in (str(self.status or ""), self.reason) if part)
            return f"The request was answered: {answer}."
        says = "The client gave up waiting" if self.error == GAVE_UP else f"The client says: {self.error}"
        return f"{SENTENCES[self.disposition]} {says}."

    def hops(self) -> list[tuple[int, str, Step]]:
        """(leg from 1, direction, step) for every step that decides or changes something, in order."""
        return [(leg, direction, step) for leg, direction, step in self.steps() if step.decides]

    def steps(self) -> list[tuple[int, str, Step]]:
        """(leg from 1, direction, step) for every step, in order.

        First the look-ups, whose legs are counted on their own: `lookup` there, `answer` back. Then each connection:
        `request` there, `reply` back.
        """
        asked = [leg for lookup in self.lookups for leg in lookup.legs]
        ways = [(number, way, step) for number, leg in enumerate(asked, 1) for way, step in leg.ways()]
        ways += [
            (number, direction, step)
            for number, leg in enumerate(self.legs, 1)
            for direction, steps in (("request", leg.request_steps), ("reply", leg.reply_steps))
            for step in steps
        ]
        return ways

    @property
    def server(self) -> Document | None:
        """Who answered in the end, behind whatever proxies: where it listens, and the address by which the last
        connection asked for it, which is the one that a load balancer chose. None when no program did.
        """
        answered = (leg for leg in reversed(self.legs) if not leg.refusal_kind and leg.request_steps)
        leg = next((leg for leg in answered if leg.request_steps[-1].message == "socket.program"), None)
        if leg is None or not self.success:
            return None
        taken, sent = leg.request_steps[-1], leg.request_steps[0].before
        chosen = leg.chosen
        address = chosen["entry"] if chosen else end(sent.destination, sent.destination_port)
        return {"element": taken.element, "namespace": taken.namespace, "address": address}

    def summary(self) -> Document:
        """The trace as a list shows it: what was asked, what became of it, and who answered after how many hops."""
        return {
            "from": self.origin,
            "method": self.method,
            "url": self.url,
            "disposition": str(self.disposition),
            "success": self.success,
            "sentence": self.sentence,
            "status": self.status,
            "reason": self.reason,
            "error": self.error,
            "at_ms": self.at_ms,
            "elapsed_ms": self.elapsed_ms,
            "body_start": self.body[:80],
            "server": self.server,
            "hop_count": len(self.hops()),
        }

    def document(self) -> Document:
        """The trace as the browser gets it: the summary, the legs as a recording has them, the hops."""
        hops = [
            {"n": number, "leg": leg, "direction": direction, **step.document(), "taps": taps}
            for number, ((leg, direction, step), taps) in enumerate(self._tapped(), 1)
        ]
        lookups = [lookup.export() for lookup in self.lookups]
        return {**self.summary(), "lookups": lookups, "legs": self.export_legs(), "hops": hops}

    def _tapped(self) -> list[tuple[tuple[int, str, Step], list[list[str]]]]:
        """Each hop with the devices that saw the packet from then on, until the next hop of its way; the first one of a
        way has also those that saw it before.
        """
        found: list[tuple[tuple[int, str, Step], list[list[str]]]] = []
        way, early = (0, ""), list[list[str]]()
        for leg, direction, step in self.steps():
            if (leg, direction) != way:
                way, early = (leg, direction), []
            if step.decides:
                found.append(((leg, direction, step), early))
                early = []
            taps = found[-1][1] if found and found[-1][0][:2] == way else early
            taps += [[tap.namespace, tap.device, tap.direction] for tap in step.taps]
        return found

    def export_legs(self) -> list[Document]:
        """The legs in the form of recorded cases: those of which a device saw a packet."""
        return [leg.export() for leg in self.legs if leg.sent]
