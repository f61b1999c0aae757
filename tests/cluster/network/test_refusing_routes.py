"""Routes that lead nowhere: what who sends is told, here and on a router, and what the trace says of it.

Linux net/ipv4/fib_semantics.c (fib_props), route.c (ip_error).
"""

import pytest

from tests.cluster.network.build import two_ways
from tests.shell.machines import at, machines
from tutorial.cluster.network.trace import Disposition

HERE = {"blackhole": "Invalid argument", "unreachable": "No route to host", "prohibit": "Permission denied"}
BY_A_ROUTER = {"blackhole": "", "unreachable": "Destination Host Unreachable", "prohibit": "Packet filtered"}


@pytest.mark.parametrize("kind", HERE)
def test_who_sends_is_told_at_once(kind: str) -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "a", f"ip route add {kind} 10.9.0.0/16")
    assert at(world, "a", "ping -c 1 10.9.9.9").stderr == f"ping: connect: {HERE[kind]}\n"
    shown = at(world, "a", "curl -sS http://10.9.9.9")
    assert (HERE[kind] in shown.stderr or "Couldn't connect to server" in shown.stderr, shown.exit_code) == (True, 7)
    (trace,) = shown.traces
    assert (trace.disposition, trace.error) == (Disposition.NO_ROUTE, HERE[kind])
    assert [step.message for _, _, step in trace.hops()] == ["route.refused"]
    assert [asked.text for asked in trace.hops()[0][2].asked if asked.matched] == [f"{kind} 10.9.0.0/16"]


@pytest.mark.parametrize("kind", BY_A_ROUTER)
def test_a_router_says_so_unless_it_swallows(kind: str) -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "r", f"ip route replace {kind} 10.9.9.0/24")
    shown = at(world, "a", "ping -c 1 -W 1 10.9.9.9")
    assert (BY_A_ROUTER[kind] in shown.stdout, shown.exit_code) == (True, 1)
    assert ("+1 errors" in shown.stdout) == bool(BY_A_ROUTER[kind])


def test_no_gateway_is_behind_it() -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "a", "ip route add blackhole 10.9.0.0/16")
    shown = at(world, "a", "ip route add 10.5.0.0/16 via 10.9.9.9")
    assert (shown.stderr, shown.exit_code) == ("Error: Nexthop has invalid gateway.\n", 2)


def test_a_longer_prefix_leads_past_it() -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "a", "ip route add blackhole 10.9.0.0/16; ip route add 10.9.9.0/24 via 10.0.0.254")
    assert at(world, "a", "ping -c 1 10.9.9.9").exit_code == 0
