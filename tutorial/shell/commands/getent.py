"""getent: what the system's own look-up finds, as every program on the machine would."""

from collections.abc import Generator
from typing import Any

from tutorial.cluster.network.dns.configuration import HOSTS_FILE, file_text
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.trace import Disposition, Trace
from tutorial.cluster.servers import answer
from tutorial.cluster.waits import Wait
from tutorial.shell import addresses
from tutorial.shell.command import EVERYWHERE, Call, Command, Running
from tutorial.shell.errors import ShellError
from tutorial.shell.texts import charged

NOT_FOUND = 2
STEPS = 100
SOCKETS = ("STREAM", "DGRAM", "RAW")
BASES = ("hosts", "ahosts", "ahostsv4")
"""`hosts` asks for IPv6 addresses first (gethostbyname2), the others for IPv4 ones, for there is nothing else here."""


def run(call: Call) -> Running:
    """Exit code 2 when a key was not found."""
    if not call.args:
        raise ShellError("wrong number of arguments", exit_code=1)
    base, *names = call.args
    if base not in BASES:
        raise ShellError(f"Unknown database: {base}; here there are {', '.join(BASES)}", exit_code=1)
    if not names:
        call.out(_every(call))
        return 0
    code = 0
    for name in names:
        yield from charged(call, STEPS)
        found = yield from _found(call, name, ("AAAA", "A") if base == "hosts" else ("A",))
        call.out(_hosts(found, name) if base == "hosts" else _sockets(found, name))
        code = code if found else NOT_FOUND
    return code


def _every(call: Call) -> str:
    """The lines of `/etc/hosts`, as they are understood."""
    namespace = addresses.namespace(call.world, call.session.place)
    lines = [line.partition("#")[0].split() for line in file_text(call.world, namespace, HOSTS_FILE).splitlines()]
    return "".join(f"{words[0]:<15} {' '.join(words[1:])}\n" for words in lines if len(words) > 1)


def _found(call: Call, name: str, kinds: tuple[str, ...]) -> Generator[Wait, Any, tuple[str, ...]]:
    """The addresses of a name, after questions of these types in turn."""
    namespace, began_ms = addresses.namespace(call.world, call.session.place), call.world.now_ms
    lookups: list[Lookup] = []
    for kind in kinds:
        lookups += [(yield from resolve(call.world, namespace, name, answer, program=call.name, kind=kind))]
    asked = tuple(lookup for lookup in lookups if lookup.legs)
    if asked:
        known = bool(lookups[-1].addresses)
        trace = Trace(
            origin=namespace,
            method="DNS",
            url=name,
            disposition=Disposition.DELIVERED if known else Disposition.NAMELESS,
            legs=(),
            at_ms=began_ms,
            elapsed_ms=call.world.now_ms - began_ms,
            reason="NOERROR" if known else "",
            error="" if known else lookups[-1].error,
            lookups=asked,
        )
        call.context.trace(trace)
    return lookups[-1].addresses


def _hosts(found: tuple[str, ...], name: str) -> str:
    return "".join(f"{address:<15} {name}\n" for address in found)


def _sockets(found: tuple[str, ...], name: str) -> str:
    rows = [(address, kind) for address in found for kind in SOCKETS]
    return "".join(f"{address:<15} {kind:<6} {'' if number else name}\n" for number, (address, kind) in enumerate(rows))


COMMAND = Command(
    "getent",
    "Look a name up as programs do.",
    "getent hosts|ahosts|ahostsv4 HOST…",
    run,
    roles=EVERYWHERE,
)
