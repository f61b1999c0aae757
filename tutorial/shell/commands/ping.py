"""ping: ICMP echo requests, which walk through the tables of the world, and what is heard of them."""

from tutorial.cluster.network import probes, routing
from tutorial.cluster.network.tcp import Client
from tutorial.cluster.network.trace import PING
from tutorial.shell.command import Call, Command, Option, Running
from tutorial.shell.context import Interrupted, Terminated
from tutorial.shell.errors import ShellError, UsageError
from tutorial.shell.options import parse_call
from tutorial.shell.probing import target as targets
from tutorial.shell.probing.pinger import Pinger
from tutorial.shell.probing.settings import Settings, settings
from tutorial.shell.probing.target import Target

VERSION = """\
ping from iputils 20221126
libcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes
"""
BROADCAST = "Do you want to ping broadcast? Then -b. If not, check your local firewall rules"
NO_TARGET = "usage error: Destination address required"


def run(call: Call) -> Running:
    """Exit code 0 where an answer came, 1 where none did, 2 where nothing could be sent."""
    options = parse_call(call, COMMAND)
    if options.has("-V"):
        call.out(VERSION)
        return 0
    wanted = settings(options, call.session.user)
    if not options.operands:
        raise ShellError(NO_TARGET, exit_code=1)
    if len(options.operands) > 1:
        raise UsageError("one destination at a time is supported here", exit_code=2)
    target = yield from targets.found(call, options.operands[0], PING)
    if isinstance(target, str):
        raise ShellError(f"{options.operands[0]}: {target}", exit_code=2)
    return (yield from _pinged(call, target, wanted))


def _pinged(call: Call, target: Target, wanted: Settings) -> Running:
    client = _connected(call, target)
    sizes = f"{wanted.size}({wanted.size + 28}) bytes of data."
    call.out(f"PING {target.word} ({client.syn.destination}) {sizes}\n")
    pinger = Pinger(call, target, client, wanted)
    try:
        yield from pinger.run()
    except Terminated:
        raise
    except Interrupted:
        """Ctrl-C ends the requests, not what is said of them."""
    return pinger.finish()


def _connected(call: Call, target: Target) -> Client:
    """The socket with its own address; ShellError where there is no way to the target."""
    world, namespace = call.world, target.namespace
    kind = routing.address_type(world, namespace, target.address)
    if kind == "MULTICAST":
        raise UsageError(f"{target.address} stands for many machines, which is not supported here", exit_code=2)
    if kind == "BROADCAST":
        raise ShellError(BROADCAST, exit_code=2)
    client = probes.echo(world, namespace, target.address, call.name)
    if client is None:
        raise ShellError(f"connect: {routing.no_way(world, namespace, target.address)}", exit_code=2)
    return client


COMMAND = Command(
    "ping",
    "Ask a machine's kernel for a sign of life (ICMP echo).",
    "ping [OPTION…] HOST",
    run,
    (
        Option(("-c",), "stop after so many answers", "COUNT"),
        Option(("-i",), "seconds between two requests (1)", "SECONDS"),
        Option(("-W",), "seconds to wait for the last answer (10)", "SECONDS"),
        Option(("-w",), "stop after so many seconds", "SECONDS"),
        Option(("-s",), "bytes of data in each request (56)", "BYTES"),
        Option(("-t",), "how many routers may pass a request on (64)", "TTL"),
        Option(("-n",), "addresses alone, no names"),
        Option(("-q",), "no line for each answer"),
        Option(("-4",), "IPv4 (there is nothing else here)"),
        Option(("-V",), "the version"),
    ),
)
