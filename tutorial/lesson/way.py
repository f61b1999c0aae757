"""The way of a request as a short line of signs: what happens to it, machine by machine.

Law of this file: the signs follow from a trace alone. What looks the same in two lessons is the same.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

Hop = dict[str, Any]

ASKED, REWRITTEN, WRAPPED, PROXY = "asked", "rewritten", "wrapped", "proxy"
PROCESS, TASK, DIED = "process", "task", "died"
SIGNS = (ASKED, REWRITTEN, WRAPPED, PROXY, PROCESS, TASK, DIED)
"""Tables were asked; addresses or ports were changed; the frame got an envelope; a proxy ended one connection and began
another; it was answered by a program of a machine, by one in a container; the packet died."""
END = frozenset({"src", "dst"})
"""The fields of a header that say between whom a connection is."""


def signs(trace: dict[str, Any]) -> tuple[str, ...]:
    """The signs of a trace in the browser's form, in order; empty when the request never left its program."""
    hops = [hop for hop in trace["hops"] if hop["direction"] != "reply"]
    if not hops:
        return ()
    legs = [list(leg) for _, leg in groupby(hops, key=lambda hop: hop["leg"])]
    shown: list[str] = []
    for leg in legs[:-1]:
        shown += [*_between(leg[:-1]), PROXY]
    return (*shown, *_between(legs[-1][:-1]), _end(legs[-1][-1], success=trace["success"]))


def _between(hops: Iterable[Hop]) -> list[str]:
    """The signs of hops on the way: those of a machine that change nothing are one; so is the wire between machines."""
    found: list[str] = []
    for (_, _, sign), run in groupby(hops, key=lambda hop: (hop["node"], hop["kind"] == "wire", _sign(hop))):
        found += [sign] if sign == ASKED else [sign for _ in run]
    return found


def _sign(hop: Hop) -> str:
    if hop["kind"] == "vxlan":  # the header around it is another packet's: the packet itself is as it was
        return WRAPPED if hop["message"] == "vxlan.wrapped" else ASKED
    return REWRITTEN if END & set(hop["changed"]) else ASKED


def _end(hop: Hop, *, success: bool) -> str:
    """How it ends: a namespace within a machine (`S3/<container>`) is a container's."""
    if not success:
        return DIED
    return TASK if "/" in hop["namespace"] else PROCESS
