"""Whom a probe is sent to, and what those who answer are called.

Source: iputils 20221126 ping/ping.c (ping4_run), ping/ping_common.c (pr_addr). Names of addresses are looked for in
`/etc/hosts` alone: no name server here is asked for them.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from tutorial.cluster.network.dns.configuration import HOSTS_FILE, file_text
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.stub import resolve
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.trace import Disposition, Trace
from tutorial.cluster.servers import answer
from tutorial.cluster.waits import Wait
from tutorial.cluster.world import World
from tutorial.shell import addresses
from tutorial.shell.command import Call
from tutorial.shell.errors import ShellError


@dataclass(frozen=True, slots=True)
class Target:
    """Where probes go: the word that was typed, its first address, the look-up that brought it."""

    namespace: str
    word: str
    address: str
    lookup: Lookup

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The look-up, where anybody was asked for it."""
        return (self.lookup,) if self.lookup.legs else ()

    @property
    def named(self) -> bool:
        """Whether a name was typed."""
        return not addresses.is_ipv4(self.word)


def found(call: Call, word: str, method: str) -> Generator[Wait, Any, Target | str]:
    """The target that a word names, or the system's words for there being none; where questions went is traced then."""
    world, namespace = call.world, addresses.namespace(call.world, call.session.place)
    began_ms = world.now_ms
    try:
        lookup = yield from resolve(world, namespace, word, answer, program=call.name)
    except NotSimulatedError as fault:
        raise ShellError(str(fault), exit_code=1, label="hopscope") from fault
    if lookup.addresses:
        return Target(namespace, word, lookup.addresses[0], lookup)
    if lookup.legs:
        trace = Trace(
            origin=namespace,
            method=method,
            url=word,
            disposition=Disposition.NAMELESS,
            legs=(),
            at_ms=began_ms,
            elapsed_ms=world.now_ms - began_ms,
            error=lookup.error,
            lookups=(lookup,),
        )
        call.context.trace(trace)
    return lookup.error


def name_of(world: World, namespace: str, address: str) -> str:
    """The first name of an address in `/etc/hosts`; empty when it has none."""
    lines = (line.partition("#")[0].split() for line in file_text(world, namespace, HOSTS_FILE).splitlines())
    return next((words[1] for words in lines if len(words) > 1 and words[0] == address), "")
