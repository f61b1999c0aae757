"""The steps of a walk in a learner's terms: which table was asked, what it said, what it changed.

Law of this file: a step is a hop (`decides`) when it decides where the packet goes or ends, or changes its header.
"""

from tutorial.cluster.network import places, sysctls
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.neighbours import Resolution
from tutorial.cluster.network.netfilter import Verdict
from tutorial.cluster.network.packet import Packet, reversed_flow
from tutorial.cluster.network.routing import Asked, Decision
from tutorial.cluster.network.tables import Link, Socket
from tutorial.cluster.network.trace import end
from tutorial.cluster.texts import Said, gettext


def routed(journey: Journey, at: Inside, decision: Decision, after: Packet | None = None) -> None:
    """The routing tables were asked. That a received packet is for this host is told by what takes it there. A packet
    that is passed on is so with less time to live (`after`).
    """
    route = decision.route
    message, words = "route.none", {"to": at.packet.destination}
    if decision.refused is not None:
        message, words = "route.refused", words | {"kind": decision.refused.kind}
    if route is not None:
        words |= {"dev": route.dev, "via": route.via}
        message = "route.via" if route.via else "route.device"
        message = "route.local" if decision.local else "route.forward" if at.incoming else message
    journey.note(
        at.namespace,
        "route",
        gettext("Routing table {table}", table=decision.table) if decision.table else gettext("Routing tables"),
        message,
        before=at.packet,
        after=after,
        device="" if route is None else route.dev,
        table=f"ip route show table {decision.table or 'main'}",
        asked=decision.asked,
        decides=not (decision.local and at.incoming),
        words=words,
    )


def unconnectable(journey: Journey, at: Inside, decision: Decision) -> None:
    """The destination is an address of many."""
    journey.note(
        at.namespace,
        "route",
        gettext("Routing tables"),
        "route.many",
        before=at.packet,
        table="ip route show table local",
        asked=decision.asked,
        words={"to": at.packet.destination},
    )


def filtered(journey: Journey, at: Inside, asked: tuple[str, str], verdict: Verdict, rejection: str) -> None:
    """A table that lets packets pass or not was asked at a hook."""
    table, hook = asked
    message = {"DROP": "filter.drop", "REJECT": "filter.reject"}.get(verdict.target, "filter.accept")
    journey.note(
        at.namespace,
        "filter",
        _chain_title(table, hook, verdict),
        message,
        before=at.packet,
        device=at.incoming or at.outgoing,
        table=f"iptables{'' if table == 'filter' else f' -t {table}'} -S {verdict.chain}",
        asked=verdict.asked,
        decides=message != "filter.accept",
        words={"chain": verdict.chain, "kind": rejection},
    )


def _chain_title(table: str, hook: str, verdict: Verdict) -> Said:
    """The names of table and chain, which are the same in every language."""
    return Said(f"{table} {hook}" if verdict.chain == hook else f"{table} {hook} › {verdict.chain}")


def translated(journey: Journey, at: Inside, after: Inside, hook: str, verdict: Verdict) -> None:
    """The nat table was asked for a new connection; `after` is the packet behind it, with what is kept of it."""
    kept, later = after.seen.entry, after.packet
    message, words = "nat.none", _changed_end(at.packet, later)
    if later != at.packet:
        message = "nat.destination" if later.flow[3:] != at.packet.flow[3:] else "nat.source"
    journey.note(
        at.namespace,
        "nat",
        _chain_title("nat", hook, verdict),
        message,
        before=at.packet,
        after=later,
        table=f"iptables -t nat -S {verdict.chain}",
        asked=verdict.asked,
        decides=later != at.packet,
        kept=kept,
        words={"chain": verdict.chain, **words},
    )


def translated_back(journey: Journey, at: Inside, after: Packet) -> None:
    """A known connection's entry changed an address; nothing to tell when it did not."""
    if after == at.packet:
        return
    journey.note(
        at.namespace,
        "nat",
        gettext("Connection tracking"),
        "nat.back" if at.seen.is_reply else "nat.known",
        before=at.packet,
        after=after,
        table="conntrack -L",
        kept=at.seen.entry,
        words=_changed_end(at.packet, after),
    )


def _changed_end(before: Packet, after: Packet) -> dict[str, str]:
    """The end that a translation changed, before and after."""
    protocol = before.protocol
    if before.flow[3:] != after.flow[3:]:
        old, new = (before.destination, before.destination_port), (after.destination, after.destination_port)
    else:
        old, new = (before.source, before.source_port), (after.source, after.source_port)
    return {"before": end(*old, protocol), "after_text": end(*new, protocol)}


def ipvs_sent(journey: Journey, at: Inside, after: Inside, asked: tuple[Asked, ...] = (), scheduler: str = "") -> None:
    """IPVS gave a packet to a real server: one that its scheduler has just picked, or that of its connection."""
    message = "ipvs.chosen" if scheduler else "ipvs.known"
    words = {"service": end(at.packet.destination, at.packet.destination_port), "scheduler": scheduler}
    words["backend"] = end(after.packet.destination, after.packet.destination_port)
    _ipvs(journey, at, message, after=after, asked=asked, words=words)


def ipvs_refused(journey: Journey, at: Inside, message: str, asked: tuple[Asked, ...], **words: str) -> None:
    """IPVS has no real server for a packet, or no longer."""
    _ipvs(journey, at, message, asked=asked, words=words)


def ipvs_back(journey: Journey, at: Inside, after: Packet) -> None:
    """IPVS gave a real server's packet the virtual address again."""
    _ipvs(journey, at, "ipvs.back", after=at.now(after), words=_changed_end(at.packet, after))


def _ipvs(
    journey: Journey,
    at: Inside,
    message: str,
    *,
    words: dict[str, str],
    after: Inside | None = None,
    asked: tuple[Asked, ...] = (),
) -> None:
    journey.note(
        at.namespace,
        "ipvs",
        Said("IPVS"),
        message,
        before=at.packet,
        after=None if after is None else after.packet,
        kept=None if after is None else after.seen.entry,
        table="ipvsadm -Ln" if message == "ipvs.chosen" else "ipvsadm -Lnc",
        asked=asked,
        words=words,
    )


def resolved(journey: Journey, at: Inside, departure: tuple[Link, str], found: Resolution, framed: Packet) -> None:
    """The neighbour table was asked and knew the next hop's address, or somebody answered."""
    link, next_hop = departure
    text = f"{next_hop} dev {link.name} lladdr {found.mac} REACHABLE"
    element = places.neighbour(at.namespace, link.name, next_hop)
    asked = Asked(text, matched=True, why=gettext("the next address on the wire"), element=element)
    _neighbour(journey, at, departure, found, (framed, asked))


def unresolved(journey: Journey, at: Inside, departure: tuple[Link, str], found: Resolution) -> None:
    """Nobody answered who has the next address."""
    link, next_hop = departure
    asked = Asked(f"{next_hop} dev {link.name} FAILED", matched=False, why=gettext("nobody answers"))
    _neighbour(journey, at, departure, found, (at.packet, asked))


def _neighbour(
    journey: Journey, at: Inside, departure: tuple[Link, str], found: Resolution, outcome: tuple[Packet, Asked]
) -> None:
    (link, next_hop), (after, asked) = departure, outcome
    journey.note(
        at.namespace,
        "neighbour",
        gettext("Neighbours"),
        found.message,
        before=at.packet,
        after=after,
        device=link.name,
        table=f"ip neigh show dev {link.name}",
        element=places.link(at.namespace, link.name),
        asked=(asked,),
        delay_ms=found.wait_ms,
        words={"ip": next_hop, "mac": found.mac, "dev": link.name},
    )


def crossed(journey: Journey, namespace: str, link: Link, packet: Packet, to: tuple[str, Link]) -> None:
    """A frame crossed a segment or a pair's cable to a device; only a segment decides where it goes."""
    other, device = to
    journey.note(
        namespace,
        "wire",
        gettext("The wire"),
        "wire",
        before=packet,
        device=link.name,
        element=places.wire(link.segment, other, device),
        decides=bool(link.segment),
        words={"segment": link.segment or link.name, "to": other.partition("/")[0]},
    )


def lost(journey: Journey, namespace: str, link: Link, packet: Packet) -> None:
    """A frame left by a device and got nowhere."""
    journey.note(
        namespace,
        "wire",
        gettext("The wire"),
        "wire.lost" if link.segment else "wire.cut",
        before=packet,
        device=link.name,
        element=places.wire(link.segment, namespace, link),
        words={"segment": link.segment, "mac": packet.destination_mac, "dev": link.name},
    )


def switched(journey: Journey, at: Inside, bridge: str, out: tuple[str, ...], *, known: bool) -> None:
    """A bridge looked for the port behind which the frame's destination is."""
    mac, message = at.packet.destination_mac, "bridge.port" if known else "bridge.flood"
    why = gettext("the port behind which this address is")
    element = places.forwarding(at.namespace, out[0], mac) if out else ""
    asked = Asked(f"{mac} dev {', '.join(out)} master {bridge}", matched=True, why=why, element=element)
    journey.note(
        at.namespace,
        "bridge",
        gettext("Bridge {bridge}", bridge=bridge),
        message if out else "bridge.lost",
        before=at.packet,
        device=bridge,
        table=f"bridge fdb show br {bridge}",
        element=places.link(at.namespace, bridge),
        asked=(asked,) if known and out else (),
        words={"bridge": bridge, "mac": mac, "port": ", ".join(out)},
    )


def wrapped(journey: Journey, at: Inside, link: Link, destination: str, outer: Packet) -> None:
    """A vxlan device looked for the host behind which a frame's destination is."""
    mac, known = at.packet.destination_mac, "vxlan.no_route" if destination else "vxlan.unknown"
    why = gettext("the host behind which this address is")
    element = places.forwarding(at.namespace, link.name, mac)
    asked = Asked(f"{mac} dev {link.name} dst {destination}", matched=True, why=why, element=element)
    journey.note(
        at.namespace,
        "vxlan",
        Said("VXLAN"),
        known if outer is at.packet else "vxlan.wrapped",
        before=at.packet,
        after=outer,
        device=link.name,
        table=f"bridge fdb show dev {link.name}",
        element=places.link(at.namespace, link.name),
        asked=(asked,) if destination else (),
        words={"dev": link.name, "mac": mac, "to": destination},
    )


def unwrapped(journey: Journey, at: Inside, link: Link, inner: Packet) -> None:
    """A vxlan device took a frame out of a UDP packet."""
    journey.note(
        at.namespace,
        "vxlan",
        Said("VXLAN"),
        "vxlan.unwrapped",
        before=at.packet,
        after=inner,
        device=link.name,
        table=f"ip -d link show {link.name}",
        element=places.link(at.namespace, link.name),
        words={"dev": link.name, "port": str(link.udp_port), "by": at.packet.source},
    )


def stopped(journey: Journey, at: Inside, kind: str, title: Said, message: str) -> None:
    """The packet ends here for a reason that needs no table's entries."""
    device = at.incoming or at.outgoing
    journey.note(at.namespace, kind, title, message, before=at.packet, device=device, words={"dev": device})


def came_home(journey: Journey, at: Inside, program: str) -> None:
    """The packet belongs to an open connection of a program here, which `ss` shows as it is before it hears of it."""
    packet = at.packet
    flow = packet.flow if packet.about is None else reversed_flow(packet.about)
    protocol = packet.protocol if packet.about is None else packet.about[0]
    opening = protocol == "tcp" and (packet.is_error or packet.kind == "syn-ack")
    text = f'{"SYN-SENT" if opening else "ESTAB"} {flow[3]}:{flow[4]} {flow[1]}:{flow[2]} users:(("{program}"))'
    if protocol == "icmp":
        text = f'UNCONN {flow[3]}:icmp {flow[1]}:* id {flow[4]} users:(("{program}"))'
    why = gettext("the error quotes its packet") if packet.about else gettext("its ends are the packet's")
    asked = (Asked(text, matched=True, why=why),)
    title = gettext("Open connection") if protocol == "tcp" else gettext("Open socket")
    _socket(journey, at, title, _homecoming(packet, protocol), asked, program=program)


def _homecoming(packet: Packet, protocol: str) -> str:
    """What has come home: the answer, a reset, or an error that quotes a packet of that protocol."""
    if protocol == "icmp":
        return "socket.client_echo_error" if packet.is_error else "socket.client_echo"
    if protocol == "udp":
        return "socket.asker_error" if packet.is_error else "socket.asker"
    return {"icmp": "socket.client_error"}.get(
        packet.protocol, "socket.client_reset" if packet.is_error else "socket.client"
    )


def unasked(journey: Journey, at: Inside) -> None:
    """An error about a connection that nobody here has."""
    _socket(journey, at, gettext("Open connections"), "socket.unasked")


def echoed(journey: Journey, at: Inside, *, ignored: bool) -> None:
    """The kernel answers an echo request, or is told not to."""
    why = gettext("echo requests are ignored") if ignored else gettext("echo requests are answered")
    journey.note(
        at.namespace,
        "socket",
        Said("ICMP"),
        "echo.ignored" if ignored else "echo.answered",
        before=at.packet,
        table=f"sysctl {sysctls.ECHO_IGNORED}",
        asked=(Asked(f"{sysctls.ECHO_IGNORED} = {int(ignored)}", matched=True, why=why),),
        words={"to": at.packet.destination, "by": at.packet.source},
    )


def closed(journey: Journey, at: Inside) -> None:
    """Nothing listens on the packet's port."""
    message = "socket.none_udp" if at.packet.protocol == "udp" else "socket.none"
    _socket(journey, at, gettext("Listening sockets"), message, port=str(at.packet.destination_port))


def _socket(
    journey: Journey, at: Inside, title: Said, message: str, asked: tuple[Asked, ...] = (), **words: str
) -> None:
    protocol = at.packet.protocol if at.packet.about is None else at.packet.about[0]
    table = f"ss -{'u' if protocol == 'udp' else 't'}{'ln' if message.startswith('socket.none') else 'np'}"
    table = "" if protocol == "icmp" else table
    journey.note(at.namespace, "socket", title, message, before=at.packet, table=table, asked=asked, words=words)


def taken(journey: Journey, at: Inside, socket: Socket) -> None:
    """A listening socket takes the packet."""
    element = places.socket(at.namespace, socket.protocol, socket.port)
    udp = socket.protocol == "udp"
    text = (
        f'{"UNCONN" if udp else "LISTEN"} {socket.address}:{socket.port} users:(("{socket.program}",pid={socket.pid}))'
    )
    journey.note(
        at.namespace,
        "socket",
        gettext("Listening sockets"),
        "socket.program",
        before=at.packet,
        table="ss -ulnp" if udp else "ss -tlnp",
        element=element,
        asked=(Asked(text, matched=True, why=gettext("it listens on this port"), element=element),),
        words={"port": str(socket.port), "program": socket.program, "pid": str(socket.pid)},
    )
