"""IPVS' tables as `ipvsadm` prints them.

Source: ipvsadm 1.27 ipvsadm.c (print_title, print_service_entry, print_conn).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.ipvs.connections import TIMEOUTS_MS, alive, loads
from tutorial.cluster.network.ipvs.schedulers import NO_LOAD
from tutorial.cluster.network.ipvs.tables import (
    COUNTS,
    SERVICES,
    Count,
    Scheduled,
    Service,
    ServiceKey,
    connections,
)
from tutorial.cluster.network.packet import SIZE
from tutorial.cluster.spans import Spans, line
from tutorial.cluster.world import World

HEAD = "IP Virtual Server version 1.2.1 (size=4096)"
COLUMNS = (
    "Prot LocalAddress:Port Scheduler Flags",
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
)
STATISTICS = (
    "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes",
    "  -> RemoteAddress:Port",
)
CONNECTIONS = ("IPVS connection entries", "pro expire state       source             virtual            destination")


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: one service or all, with counters or without."""

    world: World
    namespace: str
    only: ServiceKey | None = None
    statistics: bool = False
    exact: bool = False


def timeouts() -> str:
    """`ipvsadm -L --timeout`: for how many seconds connections are kept, open ones, closing ones, UDP's."""
    return "Timeout (tcp tcpfin udp): " + " ".join(str(TIMEOUTS_MS[state] // 1000) for state in TOLD)


TOLD = ("ESTABLISHED", "TIME_WAIT", "UDP")
"""FIN_WAIT is kept for as long as TIME_WAIT (net/netfilter/ipvs/ip_vs_proto_tcp.c)."""


def listing(look: Look) -> tuple[Spans, ...]:
    """`ipvsadm -Ln`: services by protocol, address and port, each with its real servers in the same order."""
    heads = STATISTICS if look.statistics else COLUMNS
    found = [service for service in look.world.values(SERVICES, look.namespace) if look.only in {None, service.key}]
    rows = [row for service in sorted(found, key=_place) for row in _service(look, service)]
    return tuple(line(text) for text in (HEAD, *heads, *rows))


def saved(look: Look) -> tuple[Spans, ...]:
    """`ipvsadm -Sn`: the options of the commands that make each service and its real servers (FMT_RULE)."""
    found = []
    for service in sorted(look.world.values(SERVICES, look.namespace), key=_place):
        name = f"-{service.protocol[0]} {service.address}:{service.port}"
        found.append(f"-A {name} -s {service.scheduler}")
        servers = sorted(service.servers, key=lambda one: (ipv4.number(one.address), one.port))
        found += [f"-a {name} -r {server.name} -m -w {server.weight}" for server in servers]
    return tuple(line(text) for text in found)


def _place(service: Service) -> tuple[str, int, int]:
    return (service.protocol, ipv4.number(service.address), service.port)


def _service(look: Look, service: Service) -> Iterator[str]:
    name = f"{service.address}:{service.port}"
    rest = f"{name:<28}{_counts(look, service.key)}" if look.statistics else f"{name} {service.scheduler}"
    yield f"{service.protocol.upper():<4} {rest}"
    found = loads(look.world, look.namespace, service.key)
    for server in sorted(service.servers, key=lambda one: (ipv4.number(one.address), one.port)):
        if look.statistics:
            yield f"  -> {server.name:<28}{_counts(look, (*service.key, server.address, server.port))}"
        else:
            load = found.get(server.name, NO_LOAD)
            state = f"{server.weight:<6} {load.active:<10} {load.inactive:<10}"
            yield f"  -> {server.name:<28} {'Masq':<7} {state}"


def _counts(look: Look, key: tuple[str | int, ...]) -> str:
    count = look.world.get(COUNTS, key, look.namespace) or Count()
    found = (count.connections, count.inwards, count.outwards, count.inwards * SIZE, count.outwards * SIZE)
    texts = [str(value) if look.exact else _short(value) for value in found]
    return "".join(f" {text:>8}" for text in texts).removeprefix(" ")


def _short(value: int) -> str:
    """A number as it is printed in eight columns."""
    for limit, unit, sign in ((10**14, 10**12, "T"), (10**11, 10**9, "G"), (10**8, 10**6, "M")):
        if value >= limit:
            return f"{value // unit}{sign}"
    return str(value)


def connection_lines(look: Look) -> tuple[Spans, ...]:
    """`ipvsadm -Lnc`: the connections that are remembered."""
    now_ms = look.world.now_ms
    found = [entry for entry in connections(look.world, look.namespace) if alive(entry, now_ms)]
    rows = [_connection(entry, now_ms) for entry in sorted(found, key=lambda entry: entry.flow)]
    return tuple(line(text) for text in (*CONNECTIONS, *rows))


def _connection(entry: Scheduled, now_ms: int) -> str:
    left = max(0, TIMEOUTS_MS[entry.state] - (now_ms - entry.since_ms)) // 1000
    protocol, source, source_port, virtual, port = entry.flow
    ends = f"{f'{source}:{source_port}':<18} {f'{virtual}:{port}':<18} {entry.address}:{entry.port}"
    return f"{protocol.upper():<3} {left // 60:02}:{left % 60:02}  {entry.state:<11} {ends}"
