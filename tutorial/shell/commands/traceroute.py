"""traceroute: which routers a packet passes, found out by packets that live for one router more each time."""

from tutorial.cluster.network.trace import TRACEROUTE
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import Parsed, parse_call
from tutorial.shell.probing import target as targets
from tutorial.shell.probing.tracer import Stopped, Tracer, Wish

MOST_HOPS, MOST_TIMES, HEADER, LARGEST = 255, 10, 28, 65000
USUAL = Wish()


class _Bad(ShellError):
    """Words that traceroute does not take: it says so without its name."""


def run(call: Call) -> Running:
    """Exit code 0 also where nobody answered, 1 where nothing could be sent, 2 for what is asked wrongly."""
    options = parse_call(call, COMMAND)
    if not call.args:
        call.out(COMMAND.help())
        return 0
    try:
        wish = _wish(call, options)
    except _Bad as fault:
        call.err(f"{fault}\n")
        return 2
    word = options.operands[0]
    target = yield from targets.found(call, word, TRACEROUTE)
    if isinstance(target, str):
        place = _place(call, word)
        call.err(f'{word}: {target}\nCannot handle "host" cmdline arg `{word}\' on position 1 (argc {place})\n')
        return 2
    try:
        return (yield from Tracer(call, target, wish).run())
    except Stopped as stopped:
        call.err(f"\n{stopped}\n")
        return 1


def _place(call: Call, word: str) -> int:
    return call.args.index(word) + 1


def _wish(call: Call, options: Parsed) -> Wish:
    if not options.operands:
        raise _Bad('Specify "host" missing argument.')
    if len(options.operands) > 2:
        raise UsageError("a host and a length are supported here")
    hops, first = _number(call, options, "-m", USUAL.hops), _number(call, options, "-f", USUAL.first)
    if hops > MOST_HOPS:
        raise _Bad(f"max hops cannot be more than {MOST_HOPS}")
    if not 0 < first <= hops:
        raise _Bad("first hop out of range")
    times = _number(call, options, "-q", USUAL.times)
    if not 0 < times <= MOST_TIMES:
        raise _Bad(f"no more than {MOST_TIMES} probes per hop")
    wait, here, near = _waits(call, options)
    return Wish(
        hops=hops,
        first=first,
        times=times,
        port=_number(call, options, "-p", USUAL.port),
        echo=options.has("-I"),
        numeric=options.has("-n"),
        size=_size(options),
        wait_ms=round(1000 * wait),
        here=here,
        near=near,
    )


def _number(call: Call, options: Parsed, flag: str, usual: int) -> int:
    text = options.last(flag, str(usual))
    if not (text.isascii() and text.isdigit() and int(text) < 1 << 16):
        raise _Bad(f"Cannot handle `{flag}' option with arg `{text}' (argc {_place(call, flag) + 1})")
    return int(text)


def _waits(call: Call, options: Parsed) -> tuple[float, float, float]:
    """`-w MAX,HERE,NEAR`, of which the last ones may be left out."""
    usual = (USUAL.wait_ms / 1000, USUAL.here, USUAL.near)
    text = options.last("-w", "")
    parts = text.split(",") if text else []
    if len(parts) > 3 or any(not part.replace(".", "", 1).isdigit() or not part.isascii() for part in parts):
        raise _Bad(f"Cannot handle `-w' option with arg `{text}' (argc {_place(call, '-w') + 1})")
    wait, here, near = (float(parts[at]) if at < len(parts) else usual[at] for at in range(3))
    return min(wait, 1_000_000.0), here, near


def _size(options: Parsed) -> int:
    """The length of a probe with its headers."""
    text = options.operands[1] if len(options.operands) > 1 else str(USUAL.size)
    if not (text.isascii() and text.isdigit()):
        raise _Bad(f'Cannot handle "packetlen" cmdline arg `{text}\' on position 2 (argc 2)')
    if int(text) > LARGEST:
        raise _Bad(f"too big packetlen {text} specified")
    return max(int(text), HEADER)


COMMAND = Command(
    "traceroute",
    "Ask which routers lead to a machine.",
    "traceroute [OPTION…] HOST",
    run,
    (
        Option(("-n",), "addresses alone, no names"),
        Option(("-I", "--icmp"), "send echo requests instead of datagrams"),
        Option(("-m", "--max-hops"), "how many routers to ask at most (30)", "HOPS"),
        Option(("-f", "--first"), "begin with this one", "HOP"),
        Option(("-q", "--queries"), "probes for each (3)", "COUNT"),
        Option(("-w", "--wait"), "seconds to wait for an answer (5)", "SECONDS"),
        Option(("-p", "--port"), "the port of the first datagram (33434)", "PORT"),
        Option(("-4",), "IPv4 (there is nothing else here)"),
    ),
)
