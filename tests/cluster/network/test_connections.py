"""The ends of TCP connections as rows: while they open, while they are open, and for the minute after."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cluster.network.build import ask, pair
from tutorial.cluster import servers
from tutorial.cluster.network import chains, connections, tcp
from tutorial.cluster.network.fetch import Serve, Served, Waiting, fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import CONNECTIONS, Socket
from tutorial.cluster.servers import serve
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World


def ends(world: World, namespace: str) -> list[str]:
    """`state near-port far-port`, the client's port as 0."""
    found = []
    for (_, _, near, _, far), entry in connections.standing(world, namespace):
        shown = [str(port if port < 32768 else 0) for port in (near, far)]
        found.append(" ".join((entry.state, *shown)))
    return found


def both(world: World) -> tuple[list[str], list[str]]:
    return ends(world, "a"), ends(world, "b")


@contextmanager
def slow(world: World, *, unread: bool = False, answers: bool = True) -> Iterator[None]:
    """The server on b takes a second for each request."""

    def works(world: World, namespace: str, socket: Socket, request: HttpRequest, serve: Serve) -> Waiting[Served]:
        yield Until(world.now_ms + 1000)
        if not answers:
            return Served(None, unread=unread)
        return (yield from before(world, namespace, socket, request, serve))

    before = servers.PROGRAMS["httpi"]
    servers.PROGRAMS["httpi"] = works
    try:
        yield
    finally:
        servers.PROGRAMS["httpi"] = before


def step(world: World, work: Iterator[Until]) -> None:
    """Up to the next wait, and the clock there."""
    world.set_now(next(work).at_ms)


def test_an_answered_request_leaves_the_end_that_closed_first_waiting_for_a_minute() -> None:
    world = pair()
    ask(world, "a", "10.0.0.2:80")
    assert both(world) == (["TIME-WAIT 0 80"], [])
    world.set_now(world.now_ms + connections.TIME_WAIT_MS - 1)
    assert both(world) == (["TIME-WAIT 0 80"], [])
    world.set_now(world.now_ms + 1)
    assert both(world) == ([], [])


def test_both_ends_stand_while_a_program_works() -> None:
    world = pair()
    with slow(world):
        work = fetch(world, "a", HttpRequest("10.0.0.2", 80), serve)
        step(world, work)
        assert both(world) == (["ESTAB 0 80"], ["ESTAB 80 0"])
        flow, entry = connections.standing(world, "b")[0]
        assert (flow[1:3], entry.program) == (("10.0.0.2", 80), "httpi")
        with pytest.raises(StopIteration):
            next(work)
    assert both(world) == (["TIME-WAIT 0 80"], [])


def test_an_end_that_waits_for_an_answer_to_its_syn_stands_on_one_side() -> None:
    world = pair()
    chains.add(world, "b", "filter", "-A INPUT -j DROP")
    work = fetch(world, "a", HttpRequest("10.0.0.2", 80), serve)
    step(world, work)
    assert both(world) == (["SYN-SENT 0 80"], [])
    with pytest.raises(StopIteration):
        work.throw(tcp.Abandoned())
    assert both(world) == ([], [])


@pytest.mark.parametrize("rule", ["-A INPUT -j REJECT --reject-with tcp-reset", "-A INPUT -j REJECT"])
def test_a_refused_connection_leaves_nothing(rule: str) -> None:
    world = pair()
    chains.add(world, "b", "filter", rule)
    ask(world, "a", "10.0.0.2:80")
    assert both(world) == ([], [])


@pytest.mark.parametrize(("unread", "left"), [(True, ([], [])), (False, ([], ["TIME-WAIT 80 0"]))])
def test_a_server_that_hangs_up_waits_itself_but_not_after_a_reset(unread: bool, left: tuple[list[str], ...]) -> None:
    world = pair()
    with slow(world, unread=unread, answers=False):
        ask(world, "a", "10.0.0.2:80")
    assert both(world) == left


def test_old_ends_are_swept_from_time_to_time() -> None:
    world = pair()
    for _ in range(connections.SWEEP_EVERY * 3):
        ask(world, "a", "10.0.0.2:80")
        world.set_now(world.now_ms + 2_000)
    assert len(world.state.rows(CONNECTIONS.name, "a")) <= connections.SWEEP_EVERY
    assert len(ends(world, "a")) == 29


def test_a_row_names_the_line_that_sent_the_packet() -> None:
    world = pair()
    world.line = 7
    ask(world, "a", "10.0.0.2:80")
    assert {cause.line for _, entry in connections.standing(world, "a") for cause in entry.causes} == {7}
