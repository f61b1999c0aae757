"""The connections of one `nc`: to every address of a name, to every port, one after the other.

Source: openbsd-netcat 1.219 netcat.c (main, remote_connect, timeout_connect, udptest, connection_info).
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from tutorial.cluster.network import probes, routing, tcp
from tutorial.cluster.network.dial import Dialled, dial
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.stub import UNKNOWN
from tutorial.cluster.network.fetch import Fetch, Served, Waiting, fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.network.tcp import GAVE_UP, Client, first_packet
from tutorial.cluster.network.trace import CONNECT
from tutorial.cluster.servers import serve
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait
from tutorial.cluster.world import World
from tutorial.shell import addresses
from tutorial.shell.command import Call
from tutorial.shell.context import Interrupted
from tutorial.shell.errors import ShellError
from tutorial.shell.netcat import raw
from tutorial.shell.netcat.ports import service
from tutorial.shell.probing import target as targets
from tutorial.shell.texts import charged

STEPS = 150
"""What a connection costs: its packets walk through every table on their way."""
UDP_PATIENCE_MS = 3_000
"""How long `nc -uz` waits for somebody to say that nobody listens."""
DAY_MS = 24 * 3_600_000
"""As good as for ever."""
TIMED_OUT = "timed out: Operation now in progress"
Traced = TypeVar("Traced", Dialled, Fetch)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: to look only, words about it, numbers alone, UDP; how long a connection or an answer is
    waited for (ms; None: for ever), and how long after the end of standard input (None: for ever)."""

    scan: bool = False
    verbose: bool = False
    numeric: bool = False
    udp: bool = False
    shut: bool = False
    wait_ms: int | None = None
    quit_ms: int | None = None

    @property
    def protocol(self) -> str:
        """The protocol by the name that is printed."""
        return "udp" if self.udp else "tcp"


class Netcat:
    """The connections of one command line."""

    def __init__(self, call: Call, wish: Wish, host: str) -> None:
        self.call, self.wish, self.host = call, wish, host

    def run(self, ports: list[int]) -> Generator[Wait, Any, int]:
        """The exit code: 0 when any connection was opened."""
        lookup = yield from self._found(ports[0])
        opened = False
        for port in ports:
            for address in lookup.addresses:
                if (yield from self._tried(lookup, address, port)):
                    opened = True
                    break
            if opened and not self.wish.scan:
                break
        return 0 if opened else 1

    def _found(self, port: int) -> Generator[Wait, Any, Lookup]:
        error: str = UNKNOWN
        if not self.wish.numeric or addresses.is_ipv4(self.host):
            target = yield from targets.found(self.call, self.host, CONNECT)
            if not isinstance(target, str):
                return target.lookup
            error = target
        raise ShellError(f'getaddrinfo for host "{self.host}" port {port}: {error}', exit_code=1)

    def _tried(self, lookup: Lookup, address: str, port: int) -> Generator[Wait, Any, bool]:
        """Whether a connection to one address was opened; what was to be done with it is done then."""
        yield from charged(self.call, STEPS)
        where = f"{self.host} ({address})" if self.host != address else address
        way = self._datagrams if self.wish.udp else self._scanned if self.wish.scan else self._talked
        error = yield from way(lookup, address, port)
        if error is None:
            return False
        if error:
            words = TIMED_OUT if error == GAVE_UP else f"failed: {error}"
            self._say(f"nc: connect to {where} port {port} ({self.wish.protocol}) {words}")
        return not error

    def _opened(self, address: str, port: int) -> None:
        where = f"{self.host} ({address})" if self.host != address else address
        name = "*" if self.wish.numeric else service(self.wish.protocol, port)
        self._say(f"Connection to {where} {port} port [{self.wish.protocol}/{name}] succeeded!")

    def _say(self, text: str) -> None:
        if self.wish.verbose:
            self.call.err(f"{text}\n")

    def _request(self, address: str, port: int) -> HttpRequest:
        host = self.host if ":" not in self.host else f"[{self.host}]"
        return HttpRequest(address, port, url=f"{host}:{port}", connect_timeout_ms=self.wish.wait_ms)

    # To look only

    def _scanned(self, lookup: Lookup, address: str, port: int) -> Generator[Wait, Any, str | None]:
        lookups = (lookup,) if lookup.legs else ()
        running = dial(self.call.world, lookup.namespace, self._request(address, port), self.call.name, lookups)
        done = yield from self._watched(running)
        self.call.context.trace(done.trace)
        if not done.error:
            self._opened(address, port)
        return done.error

    def _datagrams(self, lookup: Lookup, address: str, port: int) -> Generator[Wait, Any, str | None]:
        """By UDP nobody says that somebody listens; only that nobody does, and then nothing is printed."""
        world = self.call.world
        if not self.wish.scan:
            raise ShellError("by UDP only -z is supported here", exit_code=1)
        packet = first_packet(world, lookup.namespace, "datagram", "udp", (address, port))
        if packet is None:
            return routing.no_way(world, lookup.namespace, address)
        probe = probes.send_probe(world, Client(lookup.namespace, self.call.name, packet))
        until_ms = world.now_ms + UDP_PATIENCE_MS
        if probe.due_ms and probe.due_ms <= until_ms:
            yield Until(probe.due_ms, self._why(address, port))
            probe = probes.hear(world, probe)
        lookups = (lookup,) if lookup.legs else ()
        self.call.context.trace(probes.trace(world, probe, f"{self.host}:{port}", tcp.REFUSED, lookups))
        if probe.heard is not None:
            return None
        yield Until(max(until_ms, world.now_ms), self._why(address, port))
        self._opened(address, port)
        return ""

    def _why(self, address: str, port: int) -> Any:
        return gettext("It waits for {address}, port {port}.", address=address, port=str(port))

    # To talk

    def _talked(self, lookup: Lookup, address: str, port: int) -> Generator[Wait, Any, str | None]:
        """Send standard input and print what comes back."""
        text = yield from self.call.stdin.read_all()
        asked = raw.read(text)
        if not text:
            return (yield from self._scanned(lookup, address, port))
        request = self._request(address, port)
        request = request if asked is None else asked.of(request)
        lookups = (lookup,) if lookup.legs else ()
        program = serve if asked is not None else _refuse
        found = yield from self._watched(
            fetch(self.call.world, lookup.namespace, request, program, self.call.name, lookups=lookups)
        )
        self.call.context.trace(found.trace)
        if not found.connected:
            return found.error
        self._opened(address, port)
        if found.response is not None:
            closes = asked is None or asked.closes
            self.call.out(raw.written(found.response, closes=closes))
            yield from self._kept_open(address, port, closes=closes or self.wish.shut)
        return ""

    def _kept_open(self, address: str, port: int, *, closes: bool) -> Generator[Wait, Any, None]:
        """A server that keeps a connection open is waited for: as long as was asked for, or until Ctrl-C."""
        limits = [limit for limit in (self.wish.wait_ms, self.wish.quit_ms) if limit is not None]
        if not closes:
            yield Until(self.call.world.now_ms + min(limits, default=DAY_MS), self._why(address, port))

    def _watched(self, running: Generator[Until, None, Traced]) -> Generator[Wait, Any, Traced]:
        """Run a connection; where Ctrl-C ends it, what was seen of it is kept all the same."""
        while True:
            try:
                wait = next(running)
            except StopIteration as end:
                done: Traced = end.value
                return done
            except NotSimulatedError as fault:
                raise ShellError(str(fault), exit_code=1, label="hopscope") from fault
            try:
                yield wait
            except (Interrupted, GeneratorExit):
                self._abandon(running)
                raise

    def _abandon(self, running: Generator[Until, None, Traced]) -> None:
        try:
            running.throw(tcp.Abandoned())
        except StopIteration as end:
            self.call.context.trace(end.value.trace)


def _refuse(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """What an HTTP server answers to words that are no request."""
    yield from ()
    return Served(raw.BAD_REQUEST)
