"""A run of `traceroute`: probes with a growing time to live, several of them under way at once, printed in order.

Source: traceroute 2.1.2 traceroute/traceroute.c (do_it, get_timeout, print_probe, parse_icmp_res), mod-icmp.c; 2.0.22
on CentOS 7 does the same. That kernels answer only so many times a second (icmp_ratelimit) is not simulated.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.network import probes, routing
from tutorial.cluster.network.packet import ECHO_REPLY, Load, Packet
from tutorial.cluster.network.probes import Probe
from tutorial.cluster.network.tcp import Client, first_packet
from tutorial.cluster.network.trace import GAVE_UP, TRACEROUTE, Disposition, Trace
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait
from tutorial.shell.command import Call
from tutorial.shell.probing.target import Target, name_of
from tutorial.shell.texts import charged

STEPS = 100
"""What a probe costs: its packets walk through every table on their way."""
AT_ONCE = 16
HEADERS = 28
"""Bytes of a probe's headers."""
PRECISION_MS = 1
MARKS = {
    "icmp-net-unreachable": "!N",
    "icmp-host-unreachable": "!H",
    "icmp-proto-unreachable": "!P",
    "icmp-net-prohibited": "!X",
    "icmp-host-prohibited": "!X",
    "icmp-admin-prohibited": "!X",
}
"""What is said of an error that is no router's time-out and not the target's closed port."""


class Stopped(Exception):
    """Nothing can be sent; the text says why, in the system's words."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: how far, from where on, how often each; the first port, or echo requests instead; how long an
    answer is waited for (ms), and how many times as long as for one from the same hop or from a farther one."""

    hops: int = 30
    first: int = 1
    times: int = 3
    port: int = 33434
    echo: bool = False
    numeric: bool = False
    size: int = 60
    wait_ms: int = 5_000
    here: float = 3.0
    near: float = 10.0


@dataclass(slots=True)
class Sent:
    """A probe under way, or done: answered at `heard_ms`, or given up."""

    probe: Probe
    heard_ms: int | None = None
    done: bool = False

    @property
    def final(self) -> bool:
        """Whether no router farther on is to be asked: somebody has answered who is none, or who refuses."""
        heard = self.probe.heard
        return self.heard_ms is not None and heard is not None and heard.kind != "icmp-time-exceeded"


@dataclass(slots=True)
class Tracer:
    """The probes of one command line by their numbers, and how far they are printed."""

    call: Call
    target: Target
    wish: Wish
    sent: dict[int, Sent] = field(default_factory=dict)
    shown: int = 0
    end: int = 0

    def run(self) -> Generator[Wait, Any, int]:
        """Send, hear, print; the exit code."""
        self.shown = (self.wish.first - 1) * self.wish.times
        self.end = self.wish.hops * self.wish.times
        began_ms = self.call.world.now_ms
        try:
            yield from self._trace()
        finally:
            self._keep(began_ms)
        self.call.out("\n")
        return 0

    def _trace(self) -> Generator[Wait, Any, None]:
        client = self._echo() if self.wish.echo else None
        self.call.out(self._title())
        while self.shown < self.end:
            yield from self._fill(client)
            if self._print():
                continue
            waiting = [sent for number, sent in self.sent.items() if number < self.end and not sent.done]
            moments = [sent.probe.due_ms for sent in waiting if sent.probe.due_ms]
            moments.append(self.sent[self.shown].probe.at_ms + self._patience_ms(self.shown))
            yield Until(min(moments), self._why())
            self._hear()
            self._expire()

    def _next(self) -> int | None:
        """The number of the probe whose turn it is: so many after the first that is not done may be under way."""
        open_ = 0
        for number in range(self.shown, self.end):
            found = self.sent.get(number)
            if found is None:
                return number
            open_ += not found.done
            if open_ >= AT_ONCE:
                return None
        return None

    def _fill(self, client: Client | None) -> Generator[Wait, Any, None]:
        while (number := self._next()) is not None:
            yield from charged(self.call, STEPS)
            probe = probes.send_probe(self.call.world, self._aimed(number, client))
            if probe.blocked:
                raise Stopped(f"send: {probe.blocked}")
            self._note(number, probe)

    def _note(self, number: int, probe: Probe) -> None:
        """Keep what is known of a probe; where the way ends, nothing farther on is asked."""
        heard = probe.heard is not None
        self.sent[number] = Sent(probe, self.call.world.now_ms if heard else None, done=heard)
        if self.sent[number].final:
            self.end = min(self.end, (number // self.wish.times + 1) * self.wish.times)

    def _hear(self) -> None:
        """Take what has come home meanwhile."""
        now_ms = self.call.world.now_ms
        for number, sent in sorted(self.sent.items()):
            if not sent.done and sent.probe.due_ms and sent.probe.due_ms <= now_ms:
                self._note(number, probes.hear(self.call.world, sent.probe))

    def _expire(self) -> None:
        """Give up the first probes that are not done, as far as their time is over."""
        for number in range(self.shown, self.end):
            sent = self.sent.get(number)
            if sent is None or (
                not sent.done and sent.probe.at_ms + self._patience_ms(number) > self.call.world.now_ms
            ):
                return
            sent.done = True

    def _patience_ms(self, number: int) -> int:
        """How long an answer is waited for: as others took, from the same hop or from farther on."""
        first = number - number % self.wish.times
        same = [self.sent[other] for other in range(first, first + self.wish.times) if other in self.sent]
        farther = [self.sent[other] for other in sorted(self.sent) if other > number]
        for others, factor in ((same, self.wish.here), (farther, self.wish.near)):
            times = [sent.heard_ms - sent.probe.at_ms for sent in others if sent.heard_ms is not None]
            if times and factor:
                return min(round((times[0] + PRECISION_MS) * factor), self.wish.wait_ms)
        return self.wish.wait_ms

    # Packets

    def _echo(self) -> Client:
        client = probes.echo(self.call.world, self.target.namespace, self.target.address, self.call.name)
        if client is None:
            raise Stopped(f"connect: {self._no_way()}")
        return client

    def _aimed(self, number: int, echo: Client | None) -> Client:
        """The probe of a number: an echo request, or a datagram to a port that nothing listens on, we hope."""
        ttl = number // self.wish.times + 1
        if echo is not None:
            load = Load(self.wish.size - HEADERS, number=number + 1)
            return changed(echo, syn=changed(echo.syn, ttl=ttl, load=load))
        end = self.target.address, self.wish.port + number - (self.wish.first - 1) * self.wish.times
        packet = first_packet(self.call.world, self.target.namespace, "datagram", "udp", end)
        if packet is None:
            raise Stopped(f"connect: {self._no_way()}")
        return Client(
            self.target.namespace, self.call.name, changed(packet, ttl=ttl, load=Load(self.wish.size - HEADERS))
        )

    def _no_way(self) -> str:
        return routing.no_way(self.call.world, self.target.namespace, self.target.address)

    # What is printed

    def _title(self) -> str:
        where = f"{self.target.word} ({self.target.address})"
        return f"traceroute to {where}, {self.wish.hops} hops max, {self.wish.size} byte packets"

    def _why(self) -> Any:
        ttl = self.shown // self.wish.times + 1
        words = {"number": str(ttl), "address": self.target.address}
        return gettext("It waits for an answer from hop {number} on the way to {address}.", **words)

    def _print(self) -> bool:
        """Print what is done, up to the first probe that is not; whether anything was."""
        before = self.shown
        while self.shown < self.end and self.shown in self.sent and self.sent[self.shown].done:
            self.call.out(self._cell(self.shown))
            self.shown += 1
        return self.shown > before

    def _cell(self, number: int) -> str:
        """One probe of a hop: who answered, unless it is who answered before, after how long, and what it says."""
        start = "" if number % self.wish.times else f"\n{number // self.wish.times + 1:2} "
        sent = self.sent[number]
        heard = sent.probe.heard
        if heard is None or sent.heard_ms is None:
            return f"{start} *"
        by = "" if self._before(number) == heard.source else f" {self._name(heard)}"
        mark = MARKS.get(heard.kind, "")
        return f"{start}{by}  {sent.heard_ms - sent.probe.at_ms:.3f} ms{f' {mark}' if mark else ''}"

    def _before(self, number: int) -> str:
        """Who answered last in the same line."""
        for other in range(number - 1, number - number % self.wish.times - 1, -1):
            heard = self.sent[other].probe.heard
            if heard is not None:
                return heard.source
        return ""

    def _name(self, heard: Packet) -> str:
        if self.wish.numeric:
            return heard.source
        name = name_of(self.call.world, self.target.namespace, heard.source) or heard.source
        return f"{name} ({heard.source})"

    def _keep(self, began_ms: int) -> None:
        """The trace: of each hop its first probe."""
        shown = [self.sent[number] for number in sorted(self.sent) if not number % self.wish.times]
        if not shown:
            return
        last = shown[min(len(shown), max(1, self.end // self.wish.times)) - 1].probe
        reached = last.heard is not None and last.heard.kind in {ECHO_REPLY, "icmp-port-unreachable"}
        trace = Trace(
            origin=self.target.namespace,
            method=TRACEROUTE,
            url=self.target.word,
            disposition=Disposition.DELIVERED if reached else last.disposition,
            legs=tuple(sent.probe.leg for sent in shown),
            at_ms=began_ms,
            elapsed_ms=self.call.world.now_ms - began_ms,
            reason="reached" if reached else "",
            error="" if reached else GAVE_UP,
            lookups=self.target.lookups,
        )
        self.call.context.trace(trace)
