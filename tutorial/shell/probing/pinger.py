"""A run of `ping`: when a request is sent, what is heard of it, when it is over, and what it all comes to.

Source: iputils 20221126 ping/ping_common.c (pinger, schedule_exit, main_loop, acknowledge, finish), ping/ping.c
(ping4_receive_error_msg, pr_icmph). Nodes have the same one: so it was recorded. Times are the cluster's: an answer
inside it costs none.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from tutorial.cluster.network import probes
from tutorial.cluster.network.packet import Load
from tutorial.cluster.network.probes import Probe
from tutorial.cluster.network.tcp import Client
from tutorial.cluster.state import changed
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait
from tutorial.shell.command import Call
from tutorial.shell.probing.settings import STAMP, Settings
from tutorial.shell.probing.target import Target, name_of
from tutorial.shell.texts import charged

STEPS = 100
"""What a request costs: its packets walk through every table on their way."""
ERRORS = {
    "icmp-net-unreachable": "Destination Net Unreachable",
    "icmp-host-unreachable": "Destination Host Unreachable",
    "icmp-proto-unreachable": "Destination Protocol Unreachable",
    "icmp-port-unreachable": "Destination Port Unreachable",
    "icmp-net-prohibited": "Destination Net Prohibited",
    "icmp-host-prohibited": "Destination Host Prohibited",
    "icmp-admin-prohibited": "Packet filtered",
    "icmp-time-exceeded": "Time to live exceeded",
}
"""What is said of an error."""


@dataclass(slots=True)
class Pinger:
    """The requests of one command line, and what was counted of them. `pipe` is how many were under way at once."""

    call: Call
    target: Target
    client: Client
    settings: Settings
    began_ms: int = 0
    last_ms: int = 0
    sent: int = 0
    received: int = 0
    errors: int = 0
    pipe: int = 0
    times_ms: list[int] = field(default_factory=list)
    coming: list[tuple[int, Probe]] = field(default_factory=list)
    """Requests, by their numbers, of which something is heard later."""

    def run(self) -> Generator[Wait, Any, None]:
        """Send requests until it is over."""
        world, settings = self.call.world, self.settings
        self.began_ms = due_ms = world.now_ms
        end_ms = self.began_ms + settings.deadline_ms if settings.deadline_ms else None
        while not self._over(end_ms):
            if self._has_more() and world.now_ms >= due_ms:
                before = self.received
                yield from self._send()
                due_ms = self.last_ms + settings.interval_ms
                if not self._has_more():
                    end_ms = self.last_ms + (max(settings.interval_ms, 1) if before else settings.linger_ms)
                continue
            moments = [probe.due_ms for _, probe in self.coming] + [due_ms] * self._has_more()
            yield Until(min(moment for moment in (*moments, end_ms) if moment is not None), self._why())
            self._hear()

    def _over(self, end_ms: int | None) -> bool:
        done = 0 < self.settings.count <= self.received + self.errors
        broken = bool(self.settings.deadline_ms and self.errors)
        return done or broken or (end_ms is not None and self.call.world.now_ms >= end_ms)

    def _has_more(self) -> bool:
        """Whether another request is to be sent: with a deadline until answers enough have come."""
        return not self.settings.count or bool(self.settings.deadline_ms) or self.sent < self.settings.count

    def _why(self) -> Any:
        numbers = {"received": str(self.received), "sent": str(self.sent)}
        return gettext(
            "It pings {address}: {received} of {sent} requests were answered.", address=self.target.address, **numbers
        )

    def _send(self) -> Generator[Wait, Any, None]:
        yield from charged(self.call, STEPS)
        self.sent += 1
        self.last_ms = self.call.world.now_ms
        load = Load(self.settings.size, number=self.sent)
        client = changed(self.client, syn=changed(self.client.syn, ttl=self.settings.ttl, load=load))
        probe = probes.send_probe(self.call.world, client)
        if probe.due_ms:
            self.coming.append((self.sent, probe))
            return
        self._heard(self.sent, probe)
        if probe.blocked and probe.heard and not self.settings.quiet:
            self.call.err(f"ping: sendmsg: {probe.blocked}\n")

    def _hear(self) -> None:
        """Take what has come home meanwhile."""
        for number, probe in list(self.coming):
            if probe.due_ms <= self.call.world.now_ms:
                self.coming.remove((number, probe))
                self._heard(number, probes.hear(self.call.world, probe))

    def _heard(self, number: int, probe: Probe) -> None:
        """Count and tell what came of a request, and keep its trace."""
        words = "" if probe.heard is None or probe.answered else ERRORS[probe.heard.kind]
        lookups = self.target.lookups if number == 1 else ()
        self.call.context.trace(probes.trace(self.call.world, probe, self.target.word, words, lookups))
        if probe.heard is None:
            return
        self.pipe = max(self.pipe, self.sent - number + 1)
        by = self._name(probe.heard.source)
        if probe.answered:
            self.received += 1
            self.times_ms.append(self.call.world.now_ms - probe.at_ms)
            time = f" time={_time(self.times_ms[-1])} ms" if self.settings.size >= STAMP else ""
            self._tell(f"{self.settings.size + 8} bytes from {by}: icmp_seq={number} ttl={probe.heard.ttl}{time}\n")
        else:
            self.errors += 1
            self._tell(f"From {by} icmp_seq={number} {words}\n")

    def _tell(self, text: str) -> None:
        if not self.settings.quiet:
            self.call.out(text)

    def _name(self, address: str) -> str:
        """An address as it is printed: with its name, where a name was typed and it has one."""
        if self.settings.numeric or not self.target.named:
            return address
        name = name_of(self.call.world, self.target.namespace, address)
        return f"{name} ({address})" if name else address

    # The end

    def finish(self) -> int:
        """Say what it all comes to; the exit code: 0 where anything was answered, with a deadline as much as was asked
        for."""
        for _, probe in self.coming:
            self.call.context.trace(probes.trace(self.call.world, probe, self.target.word))
        self._summary()
        short = self.settings.deadline_ms and self.received < self.settings.count
        return 1 if not self.received or short else 0

    def _summary(self) -> None:
        errors = f", +{self.errors} errors" if self.errors else ""
        lost = 100 * (self.sent - self.received) / self.sent if self.sent else 0.0
        counts = f"{self.sent} packets transmitted, {self.received} received{errors}, {lost:g}% packet loss"
        self.call.out(f"\n--- {self.target.word} ping statistics ---\n")
        self.call.out(f"{counts}, time {max(0, self.last_ms - self.began_ms)}ms\n")
        ends = [_round_trips(self.times_ms)] if self.times_ms and self.settings.size >= STAMP else []
        ends += [f"pipe {self.pipe}"] if self.pipe > 1 else []
        self.call.out(f"{', '.join(ends)}\n")


def _time(trip_ms: int) -> str:
    """A round trip in three digits, as far as there are as many."""
    digits = next((digits for limit, digits in ((100, 0), (10, 1), (1, 2)) if trip_ms >= limit), 3)
    return f"{trip_ms:.{digits}f}"


def _round_trips(times_ms: list[int]) -> str:
    mean = sum(times_ms) / len(times_ms)
    deviation = max(0.0, sum(time * time for time in times_ms) / len(times_ms) - mean * mean) ** 0.5
    return f"rtt min/avg/max/mdev = {min(times_ms):.3f}/{mean:.3f}/{max(times_ms):.3f}/{deviation:.3f} ms"
