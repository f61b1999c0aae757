"""The resolver inside every program (glibc's): name → addresses, from `/etc/hosts` or by asking name servers in turn.

It keeps nothing: every program asks anew. Sources: glibc 2.36 nss/getaddrinfo (nsswitch `files dns`, on nodes also
`myhostname`), resolv/res_send.c (which server is asked when, and for how long), res_query.c (domains to search).
"""

from dataclasses import dataclass, field, replace

from tutorial.cluster.host import HOSTS, full_name, node_name
from tutorial.cluster.network import ipv4
from tutorial.cluster.network.dns.configuration import RESOLVER_FILE, Configuration, configuration, of_hosts
from tutorial.cluster.network.dns.exchange import Answer, Asker, exchange
from tutorial.cluster.network.dns.legs import Lookup, LookupLeg
from tutorial.cluster.network.dns.messages import Query, Reply, is_askable
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.routing import Asked
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.network.tcp import GAVE_UP, TIMED_OUT
from tutorial.cluster.texts import Said, gettext
from tutorial.cluster.world import World

PORT = 53
UNKNOWN = "Name or service not known"
NO_ADDRESS = "No address associated with hostname"
AGAIN = "Temporary failure in name resolution"
"""The words of `getaddrinfo` for what came of it (gai_strerror)."""
FINAL = frozenset({"NOERROR", "NXDOMAIN"})
"""Answers after which no other server is asked."""
OUTCOMES = {"NXDOMAIN": UNKNOWN, "NOERROR": NO_ADDRESS, GAVE_UP: GAVE_UP}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of asking for one full name: the reply that counts, or how asking ended without one."""

    reply: Reply | None
    outcome: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses in the reply."""
        return () if self.reply is None else self.reply.addresses()


def resolve(
    world: World,
    namespace: str,
    name: str,
    answer: Answer,
    *,
    program: str = "curl",
    kind: str = "A",
    until_ms: int | None = None,
) -> Waiting[Lookup]:
    """Look a name up for a program of a namespace, until it gives up at `until_ms` (None: until all was tried).

    `answer` is what programs behind UDP sockets do. An address needs no look-up; a name in `/etc/hosts` no packet.
    """
    lookup = Lookup(namespace, name, kind)
    if kind == "A" and (known := at_hand(world, namespace, name)):
        return replace(lookup, addresses=known)
    found, legs = Found(None, "NXDOMAIN"), {}
    if is_askable(name):
        asker = Asker(namespace, program, ("", PORT), Said(RESOLVER_FILE), f"cat {RESOLVER_FILE}", connected=True)
        asking = _Asking(world, Query(name, kind), asker, answer, until_ms)
        found, legs = (yield from _searched(asking)), asking.legs
    addresses = found.addresses or (_own_name(world, namespace, name) if kind == "A" else ())
    error = "" if addresses else OUTCOMES.get(found.outcome, AGAIN)
    return replace(lookup, addresses=addresses, legs=tuple(legs.values()), error=error)


def at_hand(world: World, namespace: str, name: str) -> tuple[str, ...]:
    """The addresses of a name that nobody has to be asked for: an address itself, what stands in `/etc/hosts`."""
    return (name,) if ipv4.is_address(name) else of_hosts(world, namespace, name)


def _own_name(world: World, namespace: str, name: str) -> tuple[str, ...]:
    """The machine's address under its own names, which its system knows without asking anybody."""
    known = world.get(NAMESPACES, namespace)
    host = None if known is None else world.get(HOSTS, known.node)
    own = host is not None and name in {node_name(host), full_name(host)}
    return (host.ip,) if own and host is not None else ()


@dataclass(slots=True)
class _Asking:
    """One look-up while it lasts: who asks what, and the legs so far by (full name, server)."""

    world: World
    query: Query
    asker: Asker
    answer: Answer
    until_ms: int | None
    configuration: Configuration = field(init=False)
    legs: dict[tuple[str, str], LookupLeg] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configuration = configuration(self.world, self.asker.namespace)

    def patience_ms(self, number: int) -> int:
        """How long the server with that number (from 0) is waited for: later ones longer, but shared among all."""
        told, servers = self.configuration.seconds << number, len(self.configuration.servers)
        patience = 1000 * max(1, told // servers if number else told)
        return patience if self.until_ms is None else max(0, min(patience, self.until_ms - self.world.now_ms))

    def keep(self, name: str, server: str, leg: LookupLeg) -> None:
        """Keep what the first question for a name to a server met, and count the others."""
        first = self.legs.get((name, server))
        again = leg if first is None else replace(first, attempts=first.attempts + 1, outcome=leg.outcome)
        self.legs[name, server] = again


def _searched(asking: _Asking) -> Waiting[Found]:
    """Ask for a name as it stands, or in the domains to search: first as it stands when it has dots enough."""
    settings, name = asking.configuration, asking.query.name
    bare, rooted = name.removesuffix("."), name.endswith(".")
    first = rooted or bare.count(".") >= settings.dots
    found = Found(None, "NXDOMAIN")
    if first:
        found = yield from _asked(asking, bare)
        if found.addresses or rooted or found.outcome == GAVE_UP:
            return found
    for domain in settings.search:
        within = yield from _asked(asking, f"{bare}.{domain}".removesuffix("."))
        if within.addresses or within.outcome in {GAVE_UP, TIMED_OUT}:
            return within
        found = found if first else within
    return found if first else (yield from _asked(asking, bare))


def _asked(asking: _Asking, name: str) -> Waiting[Found]:
    """Ask the servers for a full name, in their order and as often as told, until one knows whether there is one."""
    if not is_askable(name):
        return Found(None, "NXDOMAIN")
    settings, ended = asking.configuration, ""
    for _ in range(settings.attempts):
        for number, server in enumerate(settings.servers):
            found = yield from _once(asking, name, number, server)
            if found.outcome in FINAL or found.outcome == GAVE_UP:
                return found
            ended = TIMED_OUT if TIMED_OUT in {ended, found.outcome} else found.outcome
    return Found(None, ended)


def _once(asking: _Asking, name: str, number: int, server: str) -> Waiting[Found]:
    """One question to one server."""
    asker = replace(asking.asker, server=(server, PORT), asked=_entries(asking.configuration, server))
    query = replace(asking.query, name=name)
    heard = yield from exchange(asking.world, asker, query, asking.answer, asking.patience_ms(number))
    asking.keep(name, server, heard.leg)
    late = asking.until_ms is not None and asking.world.now_ms >= asking.until_ms and heard.reply is None
    outcome = GAVE_UP if late else heard.error if heard.reply is None else heard.reply.code
    return Found(heard.reply, outcome)


def _entries(settings: Configuration, server: str) -> tuple[Asked, ...]:
    """The lines that name servers, with the one whose turn it is."""
    turn, other = gettext("its turn"), gettext("not its turn")
    return tuple(
        Asked(f"nameserver {known}", matched=known == server, why=turn if known == server else other)
        for known in settings.servers
    )
