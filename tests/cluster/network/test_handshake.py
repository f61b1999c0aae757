"""Connecting over logical time: when SYNs go out, when and how a client learns that there is no connection."""

import pytest

from tests.cluster.network.build import ask, bridged, messages, network, node, pair, run, seen
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.network import chains, links, setup, sockets
from tutorial.cluster.network.fetch import fetch
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import NEIGHBOURS, OPENED, Route
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.servers import serve
from tutorial.cluster.world import World

DROP = {"iptables": {"filter": ["-A INPUT -p tcp -j DROP"]}}


def sent_at(world: World, origin: str, end: str, **fields: int) -> list[int]:
    """The logical times at which a request waits to."""
    address, _, port = end.partition(":")
    times = []
    for wait in fetch(world, origin, HttpRequest(address, int(port), **fields), serve):
        times.append(wait.at_ms)
        world.set_now(wait.at_ms)
    return times


def test_syns_go_out_at_growing_distances_until_the_kernel_gives_up() -> None:
    world = pair(b=DROP)
    assert sent_at(world, "a", "10.0.0.2:80") == [1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 127_000]


@pytest.mark.parametrize(
    ("limits", "elapsed_ms", "attempts"),
    [
        ({"connect_timeout_ms": 5_000}, 5_000, 3),
        ({"connect_timeout_ms": 3_000}, 3_000, 2),
        ({"max_time_ms": 2_500}, 2_500, 2),
        ({"connect_timeout_ms": 9_000, "max_time_ms": 500}, 500, 1),
        ({"connect_timeout_ms": 300_000}, 127_000, 7),
    ],
)
def test_a_client_that_gives_up_first_sends_no_more(limits: dict[str, int], elapsed_ms: int, attempts: int) -> None:
    found = ask(pair(b=DROP), "a", "10.0.0.2:80", **limits)
    assert (found.elapsed_ms, found.trace.legs[0].attempts) == (elapsed_ms, attempts)
    assert found.error == ("gave up" if elapsed_ms < 127_000 else "Connection timed out")


def test_a_rule_that_goes_meanwhile_lets_the_next_syn_through() -> None:
    world = pair(b=DROP)
    work = fetch(world, "a", HttpRequest("10.0.0.2", 80), serve)
    world.set_now(next(work).at_ms)
    world.set_now(next(work).at_ms)
    chains.delete(world, "b", "filter", "-A INPUT -p tcp -j DROP")
    with pytest.raises(StopIteration) as ended:
        next(work)
    assert (ended.value.value.response.status, world.now_ms) == (200, 3_000)
    assert ended.value.value.trace.legs[0].attempts == 3


def test_nobody_with_that_address_costs_three_seconds_and_ends_on_lo() -> None:
    found = ask(pair(), "a", "10.0.0.9:80")
    leg = found.trace.legs[0]
    assert (found.error, found.elapsed_ms, leg.attempts) == ("No route to host", 3_060, 3)
    assert (seen(leg.syn), leg.refusal_kind, seen(leg.refusal)) == ("", "icmp-host-unreachable", "a lo>, a >lo")
    assert messages(found.trace) == ["route.device", "neighbour.failed"]


def test_a_client_that_gives_up_before_the_neighbour_does_hears_nothing() -> None:
    found = ask(pair(), "a", "10.0.0.9:80", connect_timeout_ms=3_000)
    assert (found.error, found.elapsed_ms, found.trace.legs[0].refusal) == ("gave up", 3_000, ())


def test_a_second_client_joins_the_question_that_is_still_open() -> None:
    world = pair()
    sent_at(world, "a", "10.0.0.9:80", connect_timeout_ms=2_000)
    found = ask(world, "a", "10.0.0.9:81")
    assert (found.error, found.elapsed_ms) == ("No route to host", 1_060)


def test_the_first_question_without_an_answer_ends_the_wait() -> None:
    world = pair()
    work = fetch(world, "a", HttpRequest("10.0.0.9", 80), serve)
    world.set_now(next(work).at_ms)
    setup.add_route(world, "a", Route("main", "10.0.0.9/32", "eth0", via="10.0.0.8"))
    found = run(world, work)
    assert (found.error, found.elapsed_ms) == ("No route to host", 3_060)


def test_with_a_warm_neighbour_the_same_death_is_silent_for_a_minute() -> None:
    world = pair()
    assert ask(world, "a", "10.0.0.2:80").response
    links.set_up(world, "b", "eth0", up=False)
    found = ask(world, "a", "10.0.0.2:80")
    assert (found.error, found.elapsed_ms) == ("No route to host", 66_060)
    assert seen(found.trace.legs[0].syn) == "a eth0>"


def test_a_neighbour_is_asked_once_and_then_known() -> None:
    world = pair()
    assert "neighbour.asked" in messages(ask(world, "a", "10.0.0.2:80").trace)
    assert "neighbour.known" in messages(ask(world, "a", "10.0.0.2:80").trace)
    assert world[NEIGHBOURS, ("eth0", "10.0.0.2"), "a"].state == "REACHABLE"
    assert world[NEIGHBOURS, ("eth0", "10.0.0.1"), "b"].mac == "0e:00:0a:00:00:01"


def test_who_was_asked_knows_the_asker_without_asking() -> None:
    assert messages(ask(pair(), "a", "10.0.0.2:80").trace, "reply")[1] == "neighbour.known"


def test_each_connection_has_a_port_of_its_own_and_the_same_world_draws_it_again() -> None:
    def ports() -> list[int]:
        world = pair()
        return [ask(world, "a", "10.0.0.2:80").local[1] for _ in range(20)]

    assert len(set(ports())) == 20
    assert ports() == ports()
    assert all(port in range(32768, 61000, 2) for port in ports())


def test_a_question_to_another_port_moves_no_other_draw() -> None:
    plain, disturbed = pair(), pair()
    ask(disturbed, "a", "10.0.0.2:81")
    assert ask(plain, "a", "10.0.0.2:80").local == ask(disturbed, "a", "10.0.0.2:80").local
    assert disturbed.get(OPENED, ("10.0.0.2", 81), "a") == 1


def test_a_fetch_that_succeeds_costs_no_logical_time() -> None:
    found = ask(pair(), "a", "10.0.0.2:80")
    assert (found.response and found.response.body, found.elapsed_ms) == ("3.1415926536", 0)


def proxied(*, kill: bool = False) -> World:
    """Port 8080 of h is a docker-proxy's alone; the container behind it may be dead."""
    proxy = {"kind": "docker-proxy", "name": "p", "listen": "0.0.0.0:8080", "to": "172.17.0.2:80"}
    world = bridged(h={"processes": [proxy], "iptables": {}})
    if kill:
        for key, process in world.rows(PROCESSES, "h"):
            if process.namespace == "h/c2":
                sockets.close_all(world, "h/c2", process.pid)
                world.delete(PROCESSES, key, "h")
    return world


def test_a_proxy_asks_in_its_own_name_on_a_second_connection() -> None:
    found = ask(proxied(), "a", "10.0.0.2:8080")
    assert found.trace.body == "3.1415926536"
    client, own = found.trace.legs
    assert (seen(client.syn), seen(own.syn)) == ("a eth0>, h >eth0", "h docker0>, h veth2>, h/c2 >eth0")
    assert own.syn[0].packet.source == "172.17.0.1"


def test_behind_a_proxy_a_dead_server_breaks_the_connection_that_was_made() -> None:
    found = ask(proxied(kill=True), "a", "10.0.0.2:8080")
    assert (found.connected, found.error) == (True, "Recv failure: Connection reset by peer")
    assert found.trace.disposition is Disposition.RESET
    assert [leg.refusal_kind for leg in found.trace.legs] == ["", "tcp-rst"]


def test_a_proxy_that_cannot_reach_its_container_lets_the_client_wait() -> None:
    world = proxied()
    links.set_up(world, "h", "veth2", up=False)
    found = ask(world, "a", "10.0.0.2:8080")
    assert (found.error, found.elapsed_ms) == ("Recv failure: Connection reset by peer", 3_060)
    early = ask(world, "a", "10.0.0.2:8080", max_time_ms=1_000)
    assert (early.error, early.connected, early.elapsed_ms) == ("gave up", True, 1_000)


def test_an_answer_that_is_lost_is_silence_too() -> None:
    world = proxied()
    links.set_up(world, "h", "veth2", up=False)
    work = fetch(world, "a", HttpRequest("10.0.0.2", 8080, max_time_ms=5_000), serve)
    world.set_now(next(work).at_ms)
    chains.add(world, "a", "filter", "-A INPUT -p tcp -j DROP")
    found = run(world, work)
    assert (found.connected, found.error, found.elapsed_ms) == (True, "gave up", 5_000)


def test_data_that_is_lost_on_an_open_connection_is_silence() -> None:
    rule = "-A INPUT -p tcp -m conntrack --ctstate ESTABLISHED -j DROP"
    found = ask(pair(b={"iptables": {"filter": [rule]}}), "a", "10.0.0.2:80", max_time_ms=4_000)
    assert (found.connected, found.error, found.elapsed_ms) == (True, "gave up", 4_000)
    assert found.trace.disposition is Disposition.DROPPED


def test_an_answer_from_another_address_than_was_asked_is_not_taken() -> None:
    """A sibling's published port, without bridge-nf: the answer is switched straight back, untranslated."""
    world = bridged()
    found = ask(world, "h/c3", "10.0.0.2:8080", connect_timeout_ms=2_000)
    assert (found.error, found.connected) == ("gave up", False)
    answered = found.trace.legs[0].syn_ack
    assert seen(answered) == "h/c2 eth0>, h >veth2, h veth3>, h/c3 >eth0"


def test_a_network_without_anybody_has_no_route_anywhere() -> None:
    found = ask(network(node("a")), "a", "10.0.0.2:80")
    assert (found.error, found.trace.disposition) == ("Network is unreachable", Disposition.NO_ROUTE)
    assert (found.trace.export_legs(), messages(found.trace)) == ([], ["route.none"])
