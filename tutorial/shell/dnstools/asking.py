"""Questions of `dig` and `host` to name servers, with what is seen of them.

Source: bind9 9.18 bin/dig/dighost.c: the first server is asked as often as told, then the others once each.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.network.dns.configuration import RESOLVER_FILE, Configuration, configuration
from tutorial.cluster.network.dns.exchange import NOT_PERMITTED, Asker, End, Heard, exchange
from tutorial.cluster.network.dns.legs import Lookup, LookupLeg
from tutorial.cluster.network.dns.messages import Query, Reply
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tcp import REFUSED, TIMED_OUT
from tutorial.cluster.network.trace import Disposition, Trace
from tutorial.cluster.servers import answer
from tutorial.cluster.texts import Said
from tutorial.cluster.waits import Wait
from tutorial.shell import addresses
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError

PORT, SECONDS, TRIES = 53, 5, 3
WORDS = {REFUSED: "connection refused", TIMED_OUT: "timed out", NOT_PERMITTED: "permission denied"}
"""What is said of an error that is known by other words elsewhere."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a server said, and how: its end, the question as it was numbered, how long it took (ms)."""

    server: End
    reply: Reply
    id: int
    took_ms: int


@dataclass(slots=True)
class Asking:
    """The questions of one command: whom it asks, how long and how often; what was seen, and what it complains of."""

    call: Call
    servers: tuple[str, ...] = ()
    port: int = PORT
    seconds: int = SECONDS
    tries: int = TRIES
    legs: list[LookupLeg] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    namespace: str = field(init=False)
    told_by: Configuration = field(init=False)

    def __post_init__(self) -> None:
        self.namespace = addresses.namespace(self.call.world, self.call.session.place)
        self.told_by = configuration(self.call.world, self.namespace)
        self.servers = self.servers or self.told_by.servers

    def ask(self, query: Query) -> Generator[Wait, Any, Told | None]:
        """The first reply; None, with complaints, when no server gave one."""
        began_ms, first = self.call.world.now_ms, len(self.legs)
        for server in (*self.servers[:1] * self.tries, *self.servers[1:]):
            heard = yield from self._once(query, server)
            self.legs.append(heard.leg)
            if heard.reply is not None:
                self._keep(query, first, began_ms, heard.reply)
                took_ms = self.call.world.now_ms - began_ms
                return Told((server, self.port), heard.reply, heard.id, took_ms)
            self.complaints.append(f"{server}#{self.port}: {WORDS.get(heard.error, heard.error.lower())}")
        self._keep(query, first, began_ms, None)
        return None

    def _once(self, query: Query, server: str) -> Generator[Wait, Any, Heard]:
        title = Said(self.call.name)
        table = f"cat {RESOLVER_FILE}" if server in self.told_by.servers else ""
        asker = Asker(self.namespace, self.call.name, (server, self.port), title, table, connected=True)
        try:
            return (yield from exchange(self.call.world, asker, query, answer, self.seconds * 1000))
        except NotSimulatedError as fault:
            raise ShellError(str(fault), exit_code=1, label="hopscope") from fault

    def _keep(self, query: Query, first: int, began_ms: int, reply: Reply | None) -> None:
        """The trace of a question: where it went is seen like the way of any other packet."""
        addresses_told = () if reply is None else reply.addresses()
        lookup = Lookup(self.namespace, query.name, query.type, addresses_told, tuple(self.legs[first:]))
        answered = reply is not None and bool(reply.answers)
        trace = Trace(
            origin=self.namespace,
            method="DNS",
            url=f"{query.name} {query.type}",
            disposition=Disposition.DELIVERED if answered else Disposition.NAMELESS,
            legs=(),
            at_ms=began_ms,
            elapsed_ms=self.call.world.now_ms - began_ms,
            reason=reply.code if reply is not None else "",
            error="" if answered else TIMED_OUT if reply is None else reply.code,
            lookups=(lookup,),
        )
        self.call.context.trace(trace)


def server_address(call: Call, name: str) -> Generator[Wait, Any, str]:
    """The address of a server that is given by name; ShellError when nobody knows it."""
    namespace = addresses.namespace(call.world, call.session.place)
    found = yield from resolve(call.world, namespace, name, answer, program=call.name)
    if not found.addresses:
        raise ShellError(f"couldn't get address for '{name}': not found", exit_code=10)
    return found.addresses[0]


def reversed_name(address: str) -> str:
    """The name under which the name of an address is kept."""
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa"
