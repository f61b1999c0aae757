"""A connection that is opened only to see whether it can be, as port scanners do: no request, no answer.

The kernel that listens completes the connection; the program behind the socket is asked for nothing.
"""

from dataclasses import dataclass

from tutorial.cluster.network import segments, tcp
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.trace import CONNECT, Disposition, Trace
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Dialled:
    """What came of connecting: the system's words where it failed (empty: it did not), and the trace."""

    error: str
    trace: Trace


def dial(
    world: World, namespace: str, request: HttpRequest, program: str, lookups: tuple[Lookup, ...] = ()
) -> Waiting[Dialled]:
    """Connect to a request's address and port, and close the connection again.

    Thrown `tcp.Abandoned`, it ends with the trace of what was seen so far.
    """
    began_ms = world.now_ms
    opened = yield from tcp.connect(world, namespace, request, program)
    if opened.socket is not None:
        assert opened.client is not None, "an open connection has a client"
        load = segments.closed(world, opened.server, 0, 0)
        there = tcp.deliver(world, opened.client, "fin", load)
        segments.farewell(world, there.sights, segments.of_taps(opened.leg.syn_ack), load)
        tcp.hang_up(world, opened, "client")
    open_ = opened.socket is not None
    trace = Trace(
        origin=namespace,
        method=CONNECT,
        url=request.url,
        disposition=Disposition.DELIVERED if open_ else opened.disposition,
        legs=(opened.leg,),
        at_ms=began_ms,
        elapsed_ms=world.now_ms - began_ms,
        reason="connected" if open_ else "",
        error=opened.error,
        lookups=lookups,
    )
    return Dialled(opened.error, trace)
