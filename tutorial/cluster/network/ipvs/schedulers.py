"""How IPVS picks a real server for a new connection. Each scheduler: choice → the pick, and where the round stands.

Sources: Linux net/netfilter/ipvs/ip_vs_rr.c, ip_vs_wrr.c, ip_vs_lc.c, ip_vs_wlc.c, ip_vs_sh.c, include/net/ip_vs.h
(ip_vs_dest_conn_overhead). A server of weight 0 is never picked; among equals the earlier one of the list is.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tutorial.cluster.network import ipv4
from tutorial.cluster.network.ipvs.tables import RealServer, Service

Mark = tuple[str, int]
"""The name of the last pick (empty: the list's head) and the weight that the round now takes."""
START: Mark = ("", 0)
ACTIVE_COST = 256
"""An established connection weighs as much as so many others."""
BUCKETS = 256
"""Places of the source hash."""
GOLDEN = 2654435761
"""Knuth's multiplier, by which the source hash spreads addresses."""


@dataclass(frozen=True, slots=True)
class Load:
    """The connections of a real server: established ones, and all others that IPVS still remembers."""

    active: int = 0
    inactive: int = 0

    @property
    def cost(self) -> int:
        """What schedulers compare."""
        return ACTIVE_COST * self.active + self.inactive


NO_LOAD = Load()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a scheduler may look at: the service, its servers' loads by name, who asks, where the round stands."""

    service: Service
    loads: Mapping[str, Load]
    client: str
    mark: Mark = START

    def cost(self, server: RealServer) -> int:
        """The load of a server as one number."""
        return self.loads.get(server.name, NO_LOAD).cost

    def place(self) -> int:
        """The index of the last pick; −1 when the round begins at the head, as it does when that one is gone."""
        names = [server.name for server in self.service.servers]
        return names.index(self.mark[0]) if self.mark[0] in names else -1


Picked = tuple[RealServer | None, Mark]


def weighted_least_connections(choice: Choice) -> Picked:
    """wlc: the least load for its weight, compared without division."""
    best = None
    for server in choice.service.servers:
        if not server.weight:
            continue
        if best is None or choice.cost(best) * server.weight > choice.cost(server) * best.weight:
            best = server
    return best, choice.mark


def least_connections(choice: Choice) -> Picked:
    """lc: the least load, whatever the weight."""
    usable = [server for server in choice.service.servers if server.weight]
    return min(usable, key=choice.cost, default=None), choice.mark


def round_robin(choice: Choice) -> Picked:
    """rr: the next one of the list."""
    servers, place = choice.service.servers, choice.place()
    for step in range(1, len(servers) + 1):
        server = servers[(place + step) % len(servers)]
        if server.weight:
            return server, (server.name, 0)
    return None, choice.mark


def weighted_round_robin(choice: Choice) -> Picked:
    """wrr: rounds over the list, each of which takes those whose weight reaches a mark that falls by the weights'
    greatest common divisor down to 1."""
    servers = choice.service.servers
    weights = [server.weight for server in servers if server.weight]
    if not weights:
        return None, choice.mark
    step = math.gcd(*weights)
    top = max(weights) - (step - 1)
    place, current = choice.place(), _required(choice.mark, step, top)
    while True:
        for server in servers[place + 1 :]:
            if server.weight >= current:
                return server, (server.name, current)
        place, current = -1, current - step if current > step else top


def _required(mark: Mark, step: int, top: int) -> int:
    """The weight that the round now takes; after a change of the servers it is fitted to their new steps."""
    name, current = mark
    if not 0 < current <= top:
        return top
    return current if name or step == 1 else current // step * step + 1


def source_hash(choice: Choice) -> Picked:
    """sh: the client's address decides; a server has as many places as its weight, one of weight 0 refuses its own."""
    servers = choice.service.servers
    if not servers:
        return None, choice.mark
    places: list[RealServer] = []
    while len(places) < BUCKETS:
        places += [server for server in servers for _ in range(min(max(server.weight, 1), BUCKETS))]
    address = ipv4.number(choice.client)
    picked = places[address * GOLDEN % BUCKETS]
    return (picked if picked.weight else None), choice.mark


PICK: dict[str, Callable[[Choice], Picked]] = {
    "rr": round_robin,
    "wrr": weighted_round_robin,
    "lc": least_connections,
    "wlc": weighted_least_connections,
    "sh": source_hash,
}
"""The schedulers by the name that `ipvsadm -s` takes."""
