"""tcpdump: every packet that a device sees, while others send."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster import clock
from tutorial.cluster.network import captures, routing
from tutorial.cluster.network.captures import ANY, Shown
from tutorial.cluster.network.tables import LINKS
from tutorial.cluster.texts import gettext
from tutorial.cluster.waits import Until, Wait
from tutorial.shell import addresses
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.context import Interrupted
from tutorial.shell.errors import ShellError
from tutorial.shell.netcat.ports import service
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.probing.target import name_of
from tutorial.shell.sniffing import filters
from tutorial.shell.sniffing.filters import Test
from tutorial.shell.sniffing.layout import Layout, Style
from tutorial.shell.texts import charged

DAY_MS = 24 * 3_600_000
WHOLE = 262_144
"""Bytes of a packet that are kept unless somebody wants fewer."""
STEPS = 4
"""What a packet costs: it is compared and printed."""
DENIED = "You don't have permission to perform this capture on that device\n(socket: Operation not permitted)"
LINK_TYPES = {True: "LINUX_SLL2 (Linux cooked v2)", False: "EN10MB (Ethernet)"}


@dataclass(slots=True)
class Sniffer:
    """One capture: which packets are wanted, how they are printed, and how many there were."""

    call: Call
    device: str
    test: Test
    layout: Layout
    most: int | None
    way: str
    stamps: int
    captured: int = 0
    received: int = 0
    last_ms: int | None = None

    def run(self, namespace: str) -> Running:
        """Print what passes until it is enough, or until Ctrl-C."""
        call, world = self.call, self.call.world
        name = captures.begin(world, namespace, self.device, call.context.terminal, call.context.line)
        dropped, stopped = 0, False
        try:
            yield from self._watch(name)
        except Interrupted:
            stopped = True
        finally:
            capture = world.get(captures.CAPTURES, name, namespace)
            dropped = 0 if capture is None else capture.dropped
            captures.end(world, namespace, name)
        call.out("\n" if stopped else "")
        plural = "" if self.captured == 1 else "s"
        call.err(f"{self.captured} packet{plural} captured\n")
        call.err(f"{self.received} packet{'' if self.received == 1 else 's'} received by filter\n")
        call.err(f"{dropped} packet{'' if dropped == 1 else 's'} dropped by kernel\n")
        return 0

    def _watch(self, name: str) -> Generator[Wait, Any, None]:
        world = self.call.world
        why = gettext("It looks at what passes {device}; Ctrl-C ends it.", device=self.device)
        while not self._enough:
            shown = captures.take(world, name)
            for packet in shown:
                yield from charged(self.call, STEPS)
                self._take(packet)
            if not shown:
                yield Until(world.now_ms + DAY_MS, why, capture=name, idle=True)

    @property
    def _enough(self) -> bool:
        return self.most is not None and self.captured >= self.most

    def _take(self, shown: Shown) -> None:
        """What leaves by lo comes in by it at once, and is not printed twice."""
        if not self._wanted(shown) or not self.test(shown.packet):
            return
        self.received += 1
        if not self._enough and (shown.device, shown.way) != ("lo", "Out"):
            self.captured += 1
            self.call.out(f"{self._time(shown.at_ms)}{self.layout.text(shown)}\n")

    def _wanted(self, shown: Shown) -> bool:
        return self.way == "inout" or (shown.way == "Out") == (self.way == "out")

    def _time(self, at_ms: int) -> str:
        """The time in front of a packet, by how often `-t` is given: the clock; none; seconds since 1970; since the one
        before; date and clock."""
        epoch_ms = self.call.world.state.epoch_ms + at_ms
        before, self.last_ms = at_ms if self.last_ms is None else self.last_ms, at_ms
        moment = clock.moment(epoch_ms)
        seconds, rest = divmod(at_ms - before, 1000)
        passed = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}000"
        usual = f"{moment:%H:%M:%S}.{epoch_ms % 1000:03}000 "
        forms = (usual, "", f"{epoch_ms // 1000}.{epoch_ms % 1000:03}000 ", f" {passed} ", f"{moment:%Y-%m-%d} {usual}")
        return forms[min(self.stamps, len(forms) - 1)]


def run(call: Call) -> Running:
    """Exit code 0 once it has looked, 1 when it could not."""
    options = parse_call(call, COMMAND)
    namespace = addresses.namespace(call.world, call.session.place)
    if options.has("-D"):
        call.out(_devices(call, namespace))
        return 0
    device = options.last("-i") or _first(call, namespace)
    if call.session.user != "root":
        raise ShellError(f"{device}: {DENIED}", exit_code=1)
    if device != ANY and call.world.get(LINKS, device, namespace) is None:
        raise ShellError(f"{device}: No such device exists\n(No such device exists)", exit_code=1)
    sniffer = _sniffer(call, options, device, namespace)
    _announce(call, options, device)
    return (yield from sniffer.run(namespace))


def _sniffer(call: Call, options: Parsed, device: str, namespace: str) -> Sniffer:
    names = not options.has("-n")
    style = Style(
        link=options.has("-e"),
        verbose=options.has("-v"),
        quiet=options.has("-q"),
        absolute=options.has("-S"),
        type=_one_of(options, "-T", "", "unknown packet type", ("vxlan",)),
        host=(lambda address: name_of(call.world, namespace, address) or address) if names else str,
        port=_named if names else lambda protocol, port: str(port),
    )
    test = filters.parsed(" ".join(options.operands))
    way = _one_of(options, "-Q", "inout", "unknown capture direction", ("in", "out", "inout"))
    return Sniffer(call, device, test, Layout(device, style), _count(options), way, len(options.all("-t")))


def _named(protocol: str, port: int) -> str:
    name = service(protocol, port)
    return str(port) if name == "*" else name


def _one_of(options: Parsed, flag: str, usual: str, words: str, known: tuple[str, ...]) -> str:
    text = options.last(flag, usual)
    if text not in {usual, *known}:
        raise ShellError(f"{words} `{text}'", exit_code=1)
    return text


def _count(options: Parsed) -> int | None:
    if not options.has("-c"):
        return None
    text = options.last("-c")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 31):
        raise ShellError(f"invalid packet count {text}", exit_code=1)
    return int(text)


def _first(call: Call, namespace: str) -> str:
    links = [link for link in routing.links(call.world, namespace) if link.up and link.kind != "loopback"]
    return links[0].name if links else ANY


def _devices(call: Call, namespace: str) -> str:
    lines = ["any (Pseudo-device that captures on all interfaces) [Up, Running]"]
    links = routing.links(call.world, namespace)
    for link in sorted(links, key=lambda link: (link.kind == "loopback", not link.up, link.index)):
        words = ["Up", "Running"] if link.up else []
        words += ["Loopback"] if link.kind == "loopback" else ["Connected"] if link.up else ["Disconnected"]
        lines.append(f"{link.name} [{', '.join(words)}]")
    return "".join(f"{number}.{line}\n" for number, line in enumerate(lines, 1))


def _announce(call: Call, options: Parsed, device: str) -> None:
    kept = options.last("-s", "0")
    if not (kept.isascii() and kept.isdigit() and int(kept) <= WHOLE):
        raise ShellError(f"invalid snaplen {kept}", exit_code=1)
    if device == ANY:
        call.err("tcpdump: data link type LINUX_SLL2\n")
    verbose = options.has("-v")
    call.err("" if verbose else "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n")
    start = "tcpdump: " if verbose else ""
    length = int(kept) or WHOLE
    call.err(f"{start}listening on {device}, link-type {LINK_TYPES[device == ANY]}, snapshot length {length} bytes\n")


COMMAND = Command(
    "tcpdump",
    "Print each packet that a device sees, until Ctrl-C.",
    "tcpdump [OPTION…] [FILTER…]",
    run,
    (
        Option(("-i", "--interface"), "the device; any: all of them", "DEVICE"),
        Option(("-n",), "addresses and ports by number"),
        Option(("-c",), "end after so many packets", "COUNT"),
        Option(("-e",), "Ethernet headers, too"),
        Option(("-v",), "IP headers, too (checksums are not looked at)"),
        Option(("-q",), "fewer words"),
        Option(("-t",), "no time; twice to four times: other forms of it"),
        Option(("-S",), "numbers of TCP as they are in the packet"),
        Option(("-T",), "what UDP packets carry: vxlan", "TYPE"),
        Option(("-Q",), "only packets that come in, or go out", "in|out|inout"),
        Option(("-s",), "bytes of a packet to keep (nothing is cut here)", "BYTES"),
        Option(("-l",), "print each line at once (it always is here)"),
        Option(("-U",), "the same"),
        Option(("-p",), "not promiscuous (makes no difference here)"),
        Option(("-K",), "do not check checksums (they never are)"),
        Option(("-D", "--list-interfaces"), "the devices"),
    ),
)
