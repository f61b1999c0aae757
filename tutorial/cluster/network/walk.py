"""A packet's walk through the namespaces, in the order in which the kernel asks its tables.

Law of this file: it reads the world and writes nothing; what would change is in the `Walk` that it returns. The order
of the hooks is that of the kernel: local out = routing, conntrack, nat OUTPUT, filter OUTPUT, nat POSTROUTING, neighbour,
device; in = device, conntrack, nat PREROUTING, routing, then filter INPUT and nat INPUT, or filter FORWARD and so on.
Source: Linux include/uapi/linux/netfilter_ipv4.h (priorities), net/ipv4/{ip_input,ip_forward,ip_output,route}.c.
"""

from dataclasses import replace

from tutorial.cluster.network import conntrack, neighbours, netfilter, routing, sockets
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.ipv4 import within
from tutorial.cluster.network.packet import FIRST_TTL, NO_MAC, Packet
from tutorial.cluster.network.report import Recorder, Walk
from tutorial.cluster.network.routing import Decision
from tutorial.cluster.network.tables import (
    ADDRESSES,
    LINKS,
    NAMESPACES,
    SEGMENTS,
    SYSCTLS,
    Link,
    Socket,
)
from tutorial.cluster.network.trace import Disposition, Step, Tap
from tutorial.cluster.world import World

MOST_NAMESPACES = 24
OpenEnds = frozenset[tuple[str, str, int, str]]
"""Client ends of open connections: namespace, address, port, and the name of the program that holds it."""

ICMP_KINDS = {
    "icmp-port-unreachable": "icmp-port-unreachable",
    "icmp-host-unreachable": "icmp-host-unreachable",
    "icmp-net-unreachable": "icmp-net-unreachable",
    "icmp-host-prohibited": "icmp-host-prohibited",
    "icmp-admin-prohibited": "icmp-admin-prohibited",
}


def send(world: World, namespace: str, packet: Packet, ends: OpenEnds = frozenset()) -> Walk:
    """Send a packet from a program (or the kernel) of a namespace and follow it to its end."""
    return _Walker(world, ends).local_out(namespace, packet)


class _Walker:
    """One packet on its way. Each method is a place in the kernel; it ends in another place or in a `Walk`."""

    def __init__(self, world: World, ends: OpenEnds) -> None:
        self.world = world
        self.ends = ends
        self.log = Recorder()
        self.left = MOST_NAMESPACES
        self.delay_ms = 0

    # Places

    def local_out(self, namespace: str, packet: Packet) -> Walk:
        """A program sends: routing, then LOCAL_OUT, then POSTROUTING."""
        decision = self._route(namespace, packet, "")
        if decision.route is None:
            return self._end(Disposition.NO_ROUTE, namespace, packet)
        seen = conntrack.look_up(self.world, namespace, packet)
        out = decision.route.dev if not decision.local else "lo"
        changed, seen = self._destination_nat(namespace, packet, seen, "OUTPUT", "", out)
        if changed.destination != packet.destination:
            decision = self._route(namespace, changed, "")
        if (refused := self._filter(namespace, changed, seen, "OUTPUT", "", out)) is not None:
            return refused
        return self._post_routing(namespace, changed, seen, decision, "")

    def _post_routing(
        self, namespace: str, packet: Packet, seen: Seen, decision: Decision, incoming: str
    ) -> Walk:
        """POSTROUTING, the confirmation of the connection, then out by the route's device."""
        assert decision.route is not None, "a packet is only sent on with a route"
        out = "lo" if decision.local else decision.route.dev
        packet, seen = self._source_nat(namespace, packet, seen, "POSTROUTING", incoming, out)
        self._confirm(namespace, seen)
        if decision.local:
            return self._loop_back(namespace, packet, seen)
        return self._transmit(namespace, packet, out, decision.route.via or packet.destination, incoming)

    def _loop_back(self, namespace: str, packet: Packet, seen: Seen) -> Walk:
        """Out and in again by lo; the connection stays the one that it was."""
        packet = replace(packet, source_mac=NO_MAC, destination_mac=NO_MAC)
        self._tap(namespace, "lo", "out", packet)
        self._tap(namespace, "lo", "in", packet)
        return self._local_in(namespace, packet, seen, "lo")

    def _transmit(self, namespace: str, packet: Packet, out: str, next_hop: str, incoming: str) -> Walk:
        """The neighbour's Ethernet address, then the wire."""
        link = self.world.get(LINKS, out, namespace)
        if link is None or not link.up:
            self._step(namespace, out, "device", "Device", "link.down", packet, dev=out)
            return self._end(Disposition.DROPPED, namespace, packet)
        found = neighbours.resolve(self.world, namespace, link, next_hop)
        self.log.neighbours.extend(found.learned)
        framed = replace(packet, source_mac=link.mac, destination_mac=found.mac)
        if not found.mac:
            return self._unresolved(namespace, packet, link, next_hop, incoming)
        self._neighbour_step(namespace, link, next_hop, found, packet, framed)
        self._tap(namespace, out, "out", framed)
        return self._wire(namespace, framed, link)

    def _wire(self, namespace: str, packet: Packet, link: Link) -> Walk:
        """The segment or the other end of the pair takes the frame to the card that it is addressed to."""
        end = (link.peer_namespace, link.peer) if link.peer else None
        if not link.peer:
            end = self.world.get(SEGMENTS, packet.destination_mac, link.segment)
        device = None if end is None else self.world.get(LINKS, end[1], end[0])
        if end is None or device is None or not device.up:
            segment = link.segment or link.peer
            self._wire_step(namespace, packet, link, "wire.lost", segment=segment, mac=packet.destination_mac)
            return self._end(Disposition.DROPPED, namespace, packet)
        self._wire_step(namespace, packet, link, "wire", segment=link.segment or link.name, to=end[0])
        return self._receive(end[0], packet, device)

    def _receive(self, namespace: str, packet: Packet, link: Link) -> Walk:
        """A device takes a frame in: conntrack, PREROUTING, the routing decision."""
        self.left -= 1
        if self.left <= 0:
            return self._end(Disposition.LOOP, namespace, packet)
        self._tap(namespace, link.name, "in", packet)
        seen = conntrack.look_up(self.world, namespace, packet)
        packet, seen = self._destination_nat(namespace, packet, seen, "PREROUTING", link.name, "")
        if not self._comes_the_right_way(namespace, packet, link):
            self._step(namespace, link.name, "rp_filter", "Reverse path", "rp_filter", packet, dev=link.name)
            return self._end(Disposition.DROPPED, namespace, packet)
        decision = self._route(namespace, packet, link.name)
        if decision.local:
            return self._local_in(namespace, packet, seen, link.name)
        return self._forward(namespace, packet, seen, decision, link.name)

    def _local_in(self, namespace: str, packet: Packet, seen: Seen, incoming: str) -> Walk:
        """INPUT, then the socket."""
        if (refused := self._filter(namespace, packet, seen, "INPUT", incoming, "")) is not None:
            return refused
        packet, seen = self._source_nat(namespace, packet, seen, "INPUT", incoming, "")
        self._confirm(namespace, seen)
        for end_namespace, address, port, program in self.ends:
            if (end_namespace, address, port) == (namespace, packet.destination, packet.destination_port):
                return self._home(namespace, packet, program)
        if packet.protocol == "icmp":
            return self._home(namespace, packet, "the kernel")
        socket = sockets.find(
            self.world, namespace, packet.protocol, packet.destination, packet.destination_port
        )
        return self._to_socket(namespace, packet, socket)

    def _forward(self, namespace: str, packet: Packet, seen: Seen, decision: Decision, incoming: str) -> Walk:
        """A packet for somebody else: ip_forward, a route, TTL, FORWARD, POSTROUTING."""
        if self._sysctl(namespace, "net.ipv4.ip_forward") != "1":
            self._step(namespace, incoming, "forward", "Forwarding", "forward.off", packet)
            return self._end(Disposition.DROPPED, namespace, packet)
        if decision.route is None:
            return self._icmp(Disposition.UNREACHABLE, namespace, packet, incoming, "icmp-net-unreachable")
        if packet.ttl <= 1:
            self._step(namespace, incoming, "ttl", "Time to live", "ttl.exceeded", packet)
            return self._icmp(Disposition.TTL_EXCEEDED, namespace, packet, incoming, "icmp-time-exceeded")
        packet = replace(packet, ttl=packet.ttl - 1, source_mac="", destination_mac="")
        refused = self._filter(namespace, packet, seen, "FORWARD", incoming, decision.route.dev)
        if refused is not None:
            return refused
        return self._post_routing(namespace, packet, seen, decision, incoming)

    # Ends

    def _end(self, disposition: Disposition, namespace: str, packet: Packet) -> Walk:
        return Walk(
            disposition,
            namespace,
            packet,
            tuple(self.log.taps),
            tuple(self.log.steps),
            self.log.changes(),
            delay_ms=self.delay_ms,
        )

    def _home(self, namespace: str, packet: Packet, program: str) -> Walk:
        self._step(
            namespace, "", "socket", "Open connection", "socket.client", packet, table="ss -tn", program=program
        )
        return replace(self._end(Disposition.DELIVERED, namespace, packet), home=True)

    def _to_socket(self, namespace: str, packet: Packet, socket: Socket | None) -> Walk:
        port = str(packet.destination_port)
        if socket is None:
            self._step(
                namespace, "", "socket", "Listening sockets", "socket.none", packet, table="ss -tln", port=port
            )
            walk = self._end(Disposition.REFUSED, namespace, packet)
            return replace(walk, error=_reset(packet) if packet.protocol == "tcp" else None)
        element = f"socket:{namespace}/{socket.protocol}/{port}"
        self._step(
            namespace,
            "",
            "socket",
            "Listening sockets",
            "socket.program",
            packet,
            table="ss -tlnp",
            element=element,
            asked=(_listening(socket, element),),
            port=port,
            program=socket.program,
            pid=str(socket.pid),
        )
        return replace(self._end(Disposition.DELIVERED, namespace, packet), socket=socket)

    def _unresolved(self, namespace: str, packet: Packet, link: Link, next_hop: str, incoming: str) -> Walk:
        """Three questions without an answer: the sender hears `host unreachable`, a local one through lo."""
        self.delay_ms += neighbours.FAIL_MS
        self._step(
            namespace,
            link.name,
            "neighbour",
            "Neighbours",
            "neighbour.failed",
            packet,
            table=f"ip neigh show dev {link.name}",
            element=f"link:{namespace}/{link.name}",
            delay_ms=neighbours.FAIL_MS,
            ip=next_hop,
        )
        return self._icmp(Disposition.UNRESOLVED, namespace, packet, incoming, "icmp-host-unreachable")

    def _icmp(self, how: Disposition, namespace: str, packet: Packet, incoming: str, kind: str) -> Walk:
        """End here and tell the sender by ICMP, from the address of the device by which the packet came in."""
        source = packet.source if not incoming else self._address_towards(namespace, incoming, packet.source)
        error = Packet(kind, "icmp", source, 0, packet.source, 0, about=packet.flow)
        return replace(self._end(how, namespace, packet), error=error, error_is_local=not incoming)

    def _address_towards(self, namespace: str, device: str, other: str) -> str:
        own = [a for a in self.world.values(ADDRESSES, namespace) if a.dev == device]
        near = [a.ip for a in own if within(other, f"{a.ip}/{a.prefix}")]
        return (near or [a.ip for a in own] or ["0.0.0.0"])[0]

    # Tables

    def _route(self, namespace: str, packet: Packet, incoming: str) -> Decision:
        """Ask the routing tables. A local destination of a received packet decides nothing that a learner follows."""
        decision = routing.look_up(self.world, namespace, packet.destination, packet.source)
        route = decision.route
        if route is None:
            message, words = "route.none", {}
        elif decision.local:
            message, words = "route.local", {}
        elif incoming:
            message, words = "route.forward", {"dev": route.dev}
        elif route.via:
            message, words = "route.via", {"dev": route.dev, "via": route.via}
        else:
            message, words = "route.device", {"dev": route.dev}
        self._step(
            namespace,
            "" if route is None else route.dev,
            "route",
            f"Routing table {decision.table}" if decision.table else "Routing tables",
            message,
            packet,
            table=f"ip route show table {decision.table or 'main'}",
            asked=decision.asked,
            decides=not (decision.local and incoming),
            to=packet.destination,
            **words,
        )
        return decision

    def _comes_the_right_way(self, namespace: str, packet: Packet, link: Link) -> bool:
        """Reverse path filtering: strict (1) wants the way back to be the same device, loose (2) any way at all."""
        every = int(self._sysctl(namespace, "net.ipv4.conf.all.rp_filter") or 0)
        own = int(self._sysctl(namespace, f"net.ipv4.conf.{link.name}.rp_filter") or every)
        mode = max(every, own)
        if routing.is_local(self.world, namespace, packet.source):
            return False
        if mode == 0:
            return True
        back = routing.look_up(self.world, namespace, packet.source, packet.destination).route
        return back is not None and (mode == 2 or back.dev == link.name)

    def _filter(
        self, namespace: str, packet: Packet, seen: Seen, hook: str, incoming: str, outgoing: str
    ) -> Walk | None:
        """The filter table of a hook; None when the packet may go on."""
        verdict = netfilter.traverse(
            self._context(namespace, seen, incoming, outgoing), "filter", hook, packet
        )
        if verdict is None:
            return None
        self.log.counters.extend((namespace, key) for key in verdict.counted)
        refused = verdict.target in {"DROP", "REJECT"}
        how = "icmp-port-unreachable" if verdict.rule is None else verdict.rule.option("--reject-with")
        kind = how or "icmp-port-unreachable"
        message = {"DROP": "filter.drop", "REJECT": "filter.reject"}.get(verdict.target, "filter.accept")
        self._step(
            namespace,
            incoming or outgoing,
            "filter",
            f"filter {verdict.chain}",
            message,
            packet,
            table=f"iptables -S {hook}",
            asked=verdict.asked,
            decides=refused,
            chain=verdict.chain,
            kind=kind,
        )
        if not refused:
            return None
        if verdict.target == "DROP":
            return self._end(Disposition.DROPPED, namespace, packet)
        if kind == "tcp-reset":
            return replace(self._end(Disposition.REJECTED, namespace, packet), error=_reset(packet))
        return self._icmp(Disposition.REJECTED, namespace, packet, incoming, ICMP_KINDS.get(kind, kind))

    def _destination_nat(
        self, namespace: str, packet: Packet, seen: Seen, hook: str, incoming: str, outgoing: str
    ) -> tuple[Packet, Seen]:
        """PREROUTING and OUTPUT: a new connection asks the nat table, a known one is translated from its entry."""
        if seen.entry is None:
            return packet, seen
        if not seen.confirmed:
            verdict = self._nat(namespace, packet, seen, hook, incoming, outgoing)
            if verdict is None or verdict.rule is None or verdict.rule.target != "DNAT":
                return packet, seen
            address, port = _endpoint(verdict.rule.option("--to-destination"), packet.destination_port)
            seen = replace(
                seen, entry=replace(seen.entry, reply=conntrack.with_reply_source(seen.entry, address, port))
            )
            changed = packet.to(address, port)
            self._nat_step(namespace, packet, changed, hook, verdict, "nat.destination")
            return changed, seen
        changed = conntrack.destination_back(seen, packet)
        self._back_step(namespace, packet, changed)
        return changed, seen

    def _source_nat(
        self, namespace: str, packet: Packet, seen: Seen, hook: str, incoming: str, outgoing: str
    ) -> tuple[Packet, Seen]:
        """POSTROUTING and INPUT: the same for the source."""
        if seen.entry is None:
            return packet, seen
        if not seen.confirmed:
            verdict = self._nat(namespace, packet, seen, hook, incoming, outgoing)
            if verdict is None or verdict.rule is None or verdict.rule.target not in {"SNAT", "MASQUERADE"}:
                return packet, seen
            if verdict.rule.target == "SNAT":
                address, port = _endpoint(verdict.rule.option("--to-source"), packet.source_port)
            else:
                address, port = self._address_towards(namespace, outgoing, packet.destination), packet.source_port
            reply = conntrack.with_reply_destination(seen.entry, address, port)
            seen = replace(seen, entry=replace(seen.entry, reply=reply))
            changed = packet.by(address, port)
            self._nat_step(namespace, packet, changed, hook, verdict, "nat.source")
            return changed, seen
        changed = conntrack.source_back(seen, packet)
        self._back_step(namespace, packet, changed)
        return changed, seen

    def _nat(
        self, namespace: str, packet: Packet, seen: Seen, hook: str, incoming: str, outgoing: str
    ) -> netfilter.Verdict | None:
        verdict = netfilter.traverse(self._context(namespace, seen, incoming, outgoing), "nat", hook, packet)
        if verdict is not None:
            self.log.counters.extend((namespace, key) for key in verdict.counted)
        return verdict

    def _confirm(self, namespace: str, seen: Seen) -> None:
        """A packet that got through makes its connection known; a reply makes it answered."""
        if seen.entry is None or (seen.confirmed and not (seen.is_reply and not seen.entry.seen_reply)):
            return
        self.log.connections.append((namespace, replace(seen.entry, seen_reply=seen.is_reply)))

    def _context(self, namespace: str, seen: Seen, incoming: str, outgoing: str) -> netfilter.Context:
        original = seen.entry.original[3] if seen.entry else ""
        return netfilter.Context(self.world, namespace, incoming, outgoing, seen.state, original)

    def _sysctl(self, namespace: str, name: str) -> str:
        return self.world.get(SYSCTLS, name, namespace) or ""

    # Notes

    def _tap(self, namespace: str, device: str, direction: str, packet: Packet) -> None:
        self.log.taps.append(Tap(namespace, device, direction, packet))

    def _step(
        self,
        namespace: str,
        device: str,
        kind: str,
        title: str,
        message: str,
        packet: Packet,
        *,
        after: Packet | None = None,
        table: str = "",
        element: str = "",
        asked: tuple[routing.Asked, ...] = (),
        decides: bool = True,
        delay_ms: int = 0,
        **words: str,
    ) -> None:
        params = (("node", namespace.partition("/")[0]), *words.items())
        self.log.steps.append(
            Step(
                namespace,
                device,
                kind,
                title,
                message,
                params,
                packet,
                after or packet,
                element or node_element(self.world, namespace),
                table,
                asked,
                decides,
                delay_ms,
            )
        )

    def _neighbour_step(
        self,
        namespace: str,
        link: Link,
        next_hop: str,
        found: neighbours.Resolution,
        before: Packet,
        after: Packet,
    ) -> None:
        text = f"{next_hop} dev {link.name} lladdr {found.mac} REACHABLE"
        self._step(
            namespace,
            link.name,
            "neighbour",
            "Neighbours",
            found.message,
            before,
            after=after,
            table=f"ip neigh show dev {link.name}",
            element=f"link:{namespace}/{link.name}",
            asked=(routing.Asked(text, matched=True, why="the next address on the wire"),),
            decides=found.message == "neighbour.asked",
            ip=next_hop,
            mac=found.mac,
        )

    def _wire_step(self, namespace: str, packet: Packet, link: Link, message: str, **words: str) -> None:
        element = f"wire:{link.segment}" if link.segment else f"link:{namespace}/{link.name}"
        self._step(namespace, link.name, "wire", "The wire", message, packet, element=element, **words)

    def _nat_step(
        self,
        namespace: str,
        before: Packet,
        after: Packet,
        hook: str,
        verdict: netfilter.Verdict,
        message: str,
    ) -> None:
        old, new = _ends(before, after)
        self._step(
            namespace,
            "",
            "nat",
            f"nat {hook}" if verdict.chain == hook else f"nat {hook} › {verdict.chain}",
            message,
            before,
            after=after,
            table=f"iptables -t nat -S {verdict.chain}",
            asked=verdict.asked,
            chain=verdict.chain,
            before=old,
            after_text=new,
        )

    def _back_step(self, namespace: str, before: Packet, after: Packet) -> None:
        if before != after:
            old, new = _ends(before, after)
            self._step(
                namespace,
                "",
                "nat",
                "Connection tracking",
                "nat.back",
                before,
                after=after,
                table="conntrack -L",
                before=old,
                after_text=new,
            )


def _reset(packet: Packet) -> Packet:
    """The RST that answers a SYN to a closed port, ends swapped."""
    return Packet(
        "rst",
        "tcp",
        packet.destination,
        packet.destination_port,
        packet.source,
        packet.source_port,
        ttl=FIRST_TTL,
    )


def _endpoint(text: str, port: int) -> tuple[str, int]:
    """`172.17.0.2:9896` or an address alone, which keeps the port."""
    address, _, given = text.partition(":")
    return address, int(given) if given else port


def _ends(before: Packet, after: Packet) -> tuple[str, str]:
    if (before.destination, before.destination_port) != (after.destination, after.destination_port):
        return (
            f"{before.destination}:{before.destination_port}",
            f"{after.destination}:{after.destination_port}",
        )
    return f"{before.source}:{before.source_port}", f"{after.source}:{after.source_port}"


def _listening(socket: Socket, element: str) -> routing.Asked:
    text = f"LISTEN {socket.address}:{socket.port} users:((\"{socket.program}\",pid={socket.pid}))"
    return routing.Asked(text, matched=True, why="it listens on this port", element=element)


def node_element(world: World, namespace: str) -> str:
    """The element of the picture that stands for a namespace's host."""
    known = world.get(NAMESPACES, namespace)
    node, kind = (namespace, "host") if known is None else (known.node, known.kind)
    return f"agent:{node}" if kind in {"agent", "public_agent"} else f"host:{node}"
