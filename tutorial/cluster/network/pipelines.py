"""What a packet is asked at each hook, in the kernel's order: here and only here.

Law of this file: order is the meaning, so it is written down and not discovered. A table or mechanism more is a module
with a stage and one line here. Source: Linux include/uapi/linux/netfilter_ipv4.h (priorities), net/netfilter/ipvs/
ip_vs_core.c (ip_vs_ops).
"""

from tutorial.cluster.network.hooks import Stage, asking, confirm, destination_nat, source_nat, track
from tutorial.cluster.network.ipvs.hooks import reply, request
from tutorial.cluster.network.journey import Inside, Journey
from tutorial.cluster.network.report import Walk

RAW, MANGLE, FILTER = asking("raw"), asking("mangle"), asking("filter")
PIPELINES: dict[str, tuple[Stage, ...]] = {
    "PREROUTING": (RAW, track, MANGLE, destination_nat),
    "PREROUTING again": (RAW, MANGLE),
    "INPUT": (MANGLE, FILTER, reply, request),
    "INPUT end": (source_nat, confirm),
    "FORWARD": (MANGLE, FILTER, reply),
    "FORWARD bridged": (MANGLE, FILTER, reply),
    "OUTPUT": (RAW, track, MANGLE, destination_nat, reply),
    "OUTPUT balanced": (request,),
    "OUTPUT end": (FILTER,),
    "POSTROUTING": (MANGLE, source_nat, confirm),
}
"""A hook that is left and entered again in between (to look for another route, to go to a real server, by lo) has its
stages in parts; the first word is the hook."""


def through(journey: Journey, at: Inside, part: str) -> Inside | Walk:
    """Take a packet through the stages of a hook."""
    hook = part.partition(" ")[0]
    for stage in PIPELINES[part]:
        gone_on = stage(journey, at, hook)
        if isinstance(gone_on, Walk):
            return gone_on
        at = gone_on
    return at
