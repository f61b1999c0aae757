"""The tables that a packet meets. Scope of every table: the id of a network namespace, unless said otherwise.

The entries are what the tools print: `ip route`, `ip neigh`, `iptables -S`, `ss`, `conntrack -L` read these rows.
"""

from dataclasses import dataclass

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.state import Index, Table

Tuple5 = tuple[str, str, int, str, int]
"""A flow as conntrack names it: protocol, source address and port, destination address and port."""


@dataclass(frozen=True, slots=True)
class Namespace:
    """A network namespace: a host's own (its id is the host's) or a container's (`S3/<container name>`)."""

    id: str
    node: str
    kind: str
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Link:
    """A network device. `kind` is loopback, ethernet, veth, bridge, vxlan or dummy.

    `segment` names the layer-2 segment that an ethernet device is plugged into; `peer_namespace` and `peer` the other
    end of a veth pair; `master` the bridge that the device is a port of, with the port's `port_state` (`forwarding`,
    `disabled`, …) and whether it may send a frame back where it came from (`hairpin`).
    """

    name: str
    index: int
    kind: str
    mac: str
    mtu: int = 1500
    up: bool = True
    segment: str = ""
    peer_namespace: str = ""
    peer: str = ""
    master: str = ""
    hairpin: bool = False
    port_state: str = "forwarding"
    vni: int = 0
    udp_port: int = 0
    learning: bool = False
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 address of a device with the length of its prefix."""

    dev: str
    ip: str
    prefix: int
    causes: Causes = SCENARIO


REFUSING = ("blackhole", "unreachable", "prohibit")
"""Kinds of routes that lead nowhere: packets are thrown away without a word, or with one of two errors."""


@dataclass(frozen=True, slots=True)
class Route:
    """A route of one routing table. `destination` is a prefix (`0.0.0.0/0` for default); `kind` unicast or local, or
    one of those that lead nowhere (`REFUSING`), which have no device.

    Of several to one destination the lowest `metric` counts, and of several with one metric the lowest `position`.
    """

    table: str
    destination: str
    dev: str
    via: str = ""
    source: str = ""
    kind: str = "unicast"
    protocol: str = "boot"
    metric: int = 0
    position: int = 0
    causes: Causes = SCENARIO

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Its key in `ROUTES`."""
        return self.table, self.destination, self.metric, self.position

    @property
    def text(self) -> str:
        """The route as `ip route` prints it, without the blank at the end."""
        prefix = {"0.0.0.0/0": "default"}.get(self.destination, self.destination.removesuffix("/32"))
        parts = ["" if self.kind == "unicast" else self.kind, prefix, f"via {self.via}" if self.via else ""]
        parts += [f"dev {self.dev}" if self.dev else "", f"proto {self.protocol}" if self.protocol != "boot" else ""]
        parts += ["scope link" if self.kind == "unicast" and not self.via else ""]
        parts += ["scope host" if self.kind == "local" else "", f"src {self.source}" if self.source else ""]
        parts += [f"metric {self.metric}" if self.metric else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """A line of `ip rule`: which packets ask a table, by source, destination, mark (the bits that `mask` has) and the
    device that they came in by (`lo`: they were made here). `number` is its place among those of its priority.

    As a row it may have no table: then it stands for one of the kernel's own rules, which somebody deleted.
    """

    priority: int
    source: str
    table: str
    destination: str = "0.0.0.0/0"
    mark: int = 0
    mask: int = 0
    incoming: str = ""
    number: int = 0
    causes: Causes = SCENARIO

    @property
    def text(self) -> str:
        """The rule as `ip rule` prints it."""
        return self.printed()

    def printed(self, *, detached: bool = False) -> str:
        """The same; `detached` where there is no device of that name."""
        words = [f"from {self._prefix(self.source)}"]
        words += [f"to {self._prefix(self.destination)}"] if self.destination != "0.0.0.0/0" else []
        if self.mark or self.mask:
            words.append(f"fwmark 0x{self.mark:x}" + ("" if self.mask == 0xFFFFFFFF else f"/0x{self.mask:x}"))
        words += [f"iif {self.incoming}"] if self.incoming else []
        words += ["[detached]"] if detached else []
        return f"{self.priority}:\t{' '.join(words)} lookup {self.table}"

    @staticmethod
    def _prefix(prefix: str) -> str:
        return "all" if prefix == "0.0.0.0/0" else prefix.removesuffix("/32")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entry of the neighbour (ARP) table: INCOMPLETE, REACHABLE, STALE, DELAY, FAILED or PERMANENT since `since_ms`.

    What becomes of it with time is evaluated when it is read (`neighbours.state`), so that it needs no event.
    """

    dev: str
    ip: str
    mac: str
    state: str
    since_ms: int = 0
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class FdbEntry:
    """A forwarding entry: the bridge's `port` behind which a MAC address is, or a vxlan device's `destination`."""

    dev: str
    mac: str
    port: str = ""
    destination: str = ""
    permanent: bool = True
    since_ms: int = 0
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a chain, as `iptables -S` writes it (`-A INPUT -p tcp -j DROP`); `id` is its own within the chain."""

    id: int
    text: str
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of one iptables table. `policy` is ACCEPT or DROP, empty for a chain that a user made."""

    table: str
    name: str
    policy: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Tracked:
    """A connection that conntrack knows: the tuple of its first packet, the tuple of the answers it expects.

    `state` is TCP's as `conntrack -L` prints it (empty for other protocols); `since_ms` the time of the last packet;
    `ipvs`: its destination is IPVS' to translate.
    """

    original: Tuple5
    reply: Tuple5
    state: str = ""
    seen_reply: bool = False
    since_ms: int = 0
    ipvs: bool = False
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Socket:
    """A listening socket; `program` names what answers (`servers.PROGRAMS`), `pid` its process on the node."""

    protocol: str
    address: str
    port: int
    pid: int
    program: str
    causes: Causes = SCENARIO


@dataclass(frozen=True, slots=True)
class Connection:
    """One end of a TCP connection, as `ss` prints it: SYN-SENT, ESTAB or TIME-WAIT since `since_ms`.

    `pid` is the process that has it (0: a program of the terminal, which is no process of its own). TIME-WAIT ends by
    itself; that is evaluated when it is read (`connections.standing`).
    """

    state: str
    program: str
    pid: int = 0
    since_ms: int = 0
    causes: Causes = SCENARIO


NAMESPACES: Table[Namespace] = Table("net.namespace")
"""Scope: "". Key: namespace id."""
LINKS: Table[Link] = Table("net.link")
"""Key: device name."""
INDEXES: Table[int] = Table("net.index")
"""Key: "last": the highest number that a device of the namespace ever had, where devices come and go."""
SEGMENTS: Table[tuple[str, str]] = Table("net.segment")
"""Scope: segment name. Key: MAC address. Entry: (namespace, device) that is plugged in with it."""
ADDRESSES: Table[Address] = Table("net.address")
"""Key: (device, position, address)."""
ALIASES: Index[Route] = Index("net.route.alias", lambda route: (route.table, route.destination, route.metric))
ROUTES: Table[Route] = Table("net.route", (ALIASES,))
"""Key: (table, destination, metric, position)."""
ROUTING_TABLES: Table[bool] = Table("net.route.table")
"""Key: the name of a routing table besides the kernel's own, which it keeps once it has had a route."""
RULES: Table[RoutingRule] = Table("net.rule")
"""Key: (priority, number)."""
NEIGHBOURS: Table[Neighbour] = Table("net.neighbour")
"""Key: (device, address)."""
FDB: Table[FdbEntry] = Table("net.fdb")
"""Key: (bridge or vxlan device, MAC)."""
CHAINS: Table[Chain] = Table("net.chain")
"""Key: (table, chain name)."""
COUNTERS: Table[int] = Table("net.counter")
"""Key: (table, chain, rule id): packets that matched; rule id 0 is the policy."""
CONNTRACK: Table[Tracked] = Table("net.conntrack")
"""Key: the original tuple."""
REPLIES: Table[Tuple5] = Table("net.conntrack.reply")
"""Key: the expected reply tuple. Entry: the original tuple."""
ON_PORT: Index[Socket] = Index("net.socket.port", lambda socket: (socket.protocol, socket.port))
SOCKETS: Table[Socket] = Table("net.socket", (ON_PORT,))
"""Key: (protocol, address, port)."""
CONNECTIONS: Table[Connection] = Table("net.connection")
"""Key: (protocol, own address and port, the other end's)."""
SYSCTLS: Table[str] = Table("net.sysctl")
"""Key: name, e.g. `net.ipv4.ip_forward`."""
OPENED: Table[int] = Table("net.opened")
"""Key: (address, port): how many connections this namespace has made there; keys the draw of source ports."""
