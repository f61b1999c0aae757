"""HAProxy as a program on a host: what it passes on, how often it tries, how long that takes.

The times are those of the recordings (findings 28 and 29 of their README), which score whole seconds.
"""

from typing import Any

import pytest

from tests.cluster.network.build import Lab, ask, card, messages, network, node
from tutorial.cluster.lab import faults
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network.fetch import Fetch
from tutorial.cluster.world import World

SERVERS = ("10.0.0.11", "10.0.0.12")
NO_SERVER = (
    "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n"
)


def proxied(*backends: str) -> World:
    """A client, a host with HAProxy on port 3141, two servers on port 80."""
    process = {"kind": "haproxy", "name": "haproxy", "listen": "0.0.0.0:3141", "backends": list(backends)}
    hosts: list[Lab] = [node(f"b{ip[-2:]}", card(f"{ip}/24"), listens=80) for ip in SERVERS]
    proxy = node("p", card("10.0.0.2/24"), processes=[process])
    return network(node("a", card("10.0.0.1/24")), proxy, *hosts)


def asked(world: World) -> Fetch:
    return ask(world, "a", "10.0.0.2:3141")


def broken(world: World, **fault: Any) -> World:
    faults.inject(world, reader("fault", fault))
    return world


def ends(fetch: Fetch) -> list[str]:
    """Where the connections of each leg went."""
    return [leg.request_steps[0].before.destination for leg in fetch.trace.legs]


def test_the_client_and_the_server_have_connections_of_their_own() -> None:
    fetched = asked(proxied("10.0.0.11:80"))
    assert (fetched.trace.status, fetched.trace.body) == (200, "3.1415926536")
    assert ends(fetched) == ["10.0.0.2", "10.0.0.11"]
    assert messages(fetched.trace)[-1] == "socket.program"


def test_servers_take_turns() -> None:
    world = proxied("10.0.0.11:80", "10.0.0.12:80")
    assert [ends(asked(world))[1] for _ in range(4)] == ["10.0.0.11", "10.0.0.12"] * 2


DROP = {"fault": "iptables_insert", "table": "filter", "rule": "-I INPUT 1 -p tcp --dport 80 -j DROP"}
DEAD = {"fault": "link_down", "device": "eth0"}


@pytest.mark.parametrize(
    ("fault", "seconds", "tries"),
    [
        ({"fault": "process_kill", "process": "httpi"}, 3, 4),
        (DROP, 12, 4),
        (DEAD, 7, 4),
    ],
    ids=["refused", "silent", "dead"],
)
def test_one_server_that_fails_is_tried_four_times_and_then_503(fault: Any, seconds: int, tries: int) -> None:
    fetched = asked(broken(proxied("10.0.0.11:80"), node="b11", **fault))
    assert (fetched.trace.status, fetched.trace.body) == (503, NO_SERVER)
    assert round(fetched.elapsed_ms / 1000) == seconds
    assert ends(fetched) == ["10.0.0.2"] + ["10.0.0.11"] * tries


def test_a_server_that_refuses_makes_way_for_the_next_one_at_once() -> None:
    world = broken(proxied("10.0.0.11:80", "10.0.0.12:80"), node="b11", fault="process_kill", process="httpi")
    fetched = asked(world)
    assert (fetched.trace.status, fetched.elapsed_ms) == (200, 0)
    assert ends(fetched) == ["10.0.0.2", "10.0.0.11", "10.0.0.12"]


def test_without_servers_it_says_so_at_once() -> None:
    fetched = asked(proxied())
    assert (fetched.trace.status, fetched.elapsed_ms) == (503, 0)


def test_a_client_that_gives_up_ends_the_tries() -> None:
    world = broken(proxied("10.0.0.11:80"), node="b11", **DROP)
    fetched = ask(world, "a", "10.0.0.2:3141", max_time_ms=5_000)
    assert (fetched.response, fetched.elapsed_ms) == (None, 5_000)
