"""Requests through small networks: where the packet is seen, what decides, what becomes of it."""

from typing import Any

import pytest

from tests.cluster.network.build import (
    DOCKER0,
    FORWARDS,
    PUBLISHED,
    ask,
    bridged,
    card,
    container,
    messages,
    network,
    node,
    pair,
    routed,
    seen,
)
from tutorial.cluster.network import links
from tutorial.cluster.network.tables import COUNTERS
from tutorial.cluster.network.trace import Disposition

DIRECT = "a eth0>, b >eth0"
HOME = "b eth0>, a >eth0"


WAYS: list[Any] = [
    # from, to, world, hops of the SYN, hops of what answers it, fate
    pytest.param(pair, "10.0.0.2:80", DIRECT, HOME, Disposition.DELIVERED, "", id="one wire"),
    pytest.param(pair, "10.0.0.2:81", DIRECT, HOME, Disposition.REFUSED, "Connection refused", id="closed port"),
    pytest.param(
        routed,
        "10.0.1.2:80",
        "a eth0>, r >eth0, r eth1>, b >eth0",
        "b eth0>, r >eth1, r eth0>, a >eth0",
        Disposition.DELIVERED,
        "",
        id="through a router",
    ),
    pytest.param(
        pair, "10.0.0.1:80", "a lo>, a >lo", "a lo>, a >lo", Disposition.REFUSED, "Connection refused", id="itself"
    ),
    pytest.param(
        pair, "127.0.0.1:80", "a lo>, a >lo", "a lo>, a >lo", Disposition.REFUSED, "Connection refused", id="loopback"
    ),
    pytest.param(
        pair, "0.0.0.0:80", "a lo>, a >lo", "a lo>, a >lo", Disposition.REFUSED, "Connection refused", id="zeros"
    ),
    pytest.param(pair, "10.0.9.9:80", "", "", Disposition.NO_ROUTE, "Network is unreachable", id="no route"),
    pytest.param(pair, "10.0.0.255:80", "", "", Disposition.NO_ROUTE, "Network is unreachable", id="broadcast"),
    pytest.param(pair, "224.0.0.1:80", "", "", Disposition.NO_ROUTE, "Network is unreachable", id="multicast"),
    pytest.param(
        pair, "10.0.0.9:80", "", "a lo>, a >lo", Disposition.UNRESOLVED, "No route to host", id="nobody has the address"
    ),
    pytest.param(
        routed,
        "10.0.1.9:80",
        "a eth0>, r >eth0",
        "r eth0>, a >eth0",
        Disposition.UNRESOLVED,
        "No route to host",
        id="nobody behind the router has the address",
    ),
    pytest.param(
        routed,
        "10.0.9.9:80",
        "a eth0>, r >eth0",
        "r eth0>, a >eth0",
        Disposition.UNREACHABLE,
        "Network is unreachable",
        id="the router has no route",
    ),
    pytest.param(
        bridged,
        "10.0.0.2:8080",
        "a eth0>, h >eth0, h docker0>, h veth2>, h/c2 >eth0",
        "h/c2 eth0>, h >veth2, h >docker0, h eth0>, a >eth0",
        Disposition.DELIVERED,
        "",
        id="published port",
    ),
]


@pytest.mark.parametrize(("world", "end", "there", "back", "fate", "words"), WAYS)
def test_a_request_takes_its_way(world: Any, end: str, there: str, back: str, fate: Disposition, words: str) -> None:
    fetch = ask(world(), "a", end)
    leg = fetch.trace.legs[0]
    assert (seen(leg.syn), seen(leg.syn_ack or leg.refusal)) == (there, back)
    assert (fetch.trace.disposition, fetch.error) == (fate, words)


@pytest.mark.parametrize(
    ("origin", "end", "there"),
    [
        ("h/c2", "172.17.0.3:80", "h/c2 eth0>, h >veth2, h veth3>, h/c3 >eth0"),
        ("h/c2", "172.17.0.1:80", "h/c2 eth0>, h >veth2, h >docker0"),
        ("h/c2", "10.0.0.1:81", "h/c2 eth0>, h >veth2, h >docker0, h eth0>, a >eth0"),
        ("h", "172.17.0.2:80", "h docker0>, h veth2>, h/c2 >eth0"),
        ("h", "172.17.0.2:81", "h docker0>, h veth2>, h/c2 >eth0"),
    ],
)
def test_containers_are_switched_among_themselves_and_routed_elsewhere(origin: str, end: str, there: str) -> None:
    assert seen(ask(bridged(), origin, end).trace.legs[0].syn) == there


def test_each_router_takes_one_from_the_time_to_live() -> None:
    taps = ask(routed(), "a", "10.0.1.2:80").trace.legs[0].syn
    assert [tap.packet.ttl for tap in taps] == [64, 64, 63, 63]


def test_a_switched_frame_keeps_its_addresses_and_its_time_to_live() -> None:
    taps = ask(bridged(), "h/c2", "172.17.0.3:80").trace.legs[0].syn
    headers = {(tap.packet.source_mac, tap.packet.destination_mac, tap.packet.ttl) for tap in taps}
    assert headers == {("02:42:ac:11:00:02", "02:42:ac:11:00:03", 64)}


def test_a_loop_of_routers_ends_when_the_time_to_live_is_over() -> None:
    world = network(
        node("a", card("10.0.0.1/24"), via="10.0.0.2"),
        node("b", card("10.0.0.2/24"), via="10.0.0.3", sysctls=FORWARDS),
        node("c", card("10.0.0.3/24"), via="10.0.0.2", sysctls=FORWARDS),
    )
    fetch = ask(world, "a", "10.9.9.9:80")
    assert (fetch.trace.disposition, fetch.error) == (Disposition.TTL_EXCEEDED, "No route to host")
    assert len(fetch.trace.legs[0].syn) == 2 * 64
    assert messages(fetch.trace)[-1] == "ttl.exceeded"


def test_a_loop_of_bridges_goes_round_until_it_is_called_one() -> None:
    port, inside = container(2)
    loop = {"type": "veth", "peer_ns": "h", "master": "docker0"}
    ends = [{"name": f"loop{n}", "peer": f"loop{3 - n}", "mac": f"2e:00:00:00:00:0{n}", **loop} for n in (1, 2)]
    stranger = [{"ip": "172.17.0.9", "mac": "02:42:ac:11:00:09", "dev": "docker0"}]
    world = network(node("h", DOCKER0, port, *ends, neigh=stranger), inside)
    fetch = ask(world, "h", "172.17.0.9:80", connect_timeout_ms=500)
    assert (fetch.trace.disposition, fetch.error) == (Disposition.LOOP, "gave up")


ROUTER_OFF = {"sysctls": {"net.ipv4.ip_forward": "0"}}
SILENCES: list[Any] = [
    # what is wrong, who is asked, the last message of the way
    pytest.param(lambda: routed(router=ROUTER_OFF), "10.0.1.2", "forward.off", id="ip_forward 0"),
    pytest.param(
        lambda: pair(b={"iptables": {"filter": ["-A INPUT -p tcp -m tcp --dport 80 -j DROP"]}}),
        "10.0.0.2",
        "filter.drop",
        id="INPUT DROP",
    ),
    pytest.param(
        lambda: pair(b={"iptables": {"filter": [":INPUT DROP"]}}), "10.0.0.2", "filter.drop", id="policy DROP"
    ),
    pytest.param(
        lambda: pair(a={"iptables": {"filter": ["-A OUTPUT -d 10.0.0.2/32 -j DROP"]}}),
        "10.0.0.2",
        "filter.drop",
        id="OUTPUT DROP",
    ),
    pytest.param(
        lambda: routed(router={"sysctls": FORWARDS, "iptables": {"filter": [":FORWARD DROP"]}}),
        "10.0.1.2",
        "filter.drop",
        id="FORWARD DROP",
    ),
]


@pytest.mark.parametrize(("world", "address", "message"), SILENCES)
def test_who_is_dropped_in_silence_times_out(world: Any, address: str, message: str) -> None:
    fetch = ask(world(), "a", f"{address}:80")
    assert (fetch.trace.disposition, fetch.error) == (Disposition.DROPPED, "Connection timed out")
    assert (fetch.elapsed_ms, fetch.trace.legs[0].attempts) == (127_000, 7)
    assert messages(fetch.trace)[-1] == message


@pytest.mark.parametrize(("mode", "answered"), [("0", True), ("1", False), ("2", True)])
def test_strict_filtering_wants_the_way_back_to_be_the_same(mode: str, answered: bool) -> None:
    world = network(
        node("a", card("10.0.0.1/24", wire="left"), via="10.0.0.254"),
        node(
            "r",
            card("10.0.0.254/24", wire="left"),
            card("10.0.1.254/24", name="eth1", wire="right"),
            sysctls=FORWARDS,
        ),
        node(
            "b",
            card("10.0.1.2/24", wire="right"),
            card("10.0.0.2/24", name="eth1", wire="left"),
            sysctls={"net.ipv4.conf.all.rp_filter": mode},
            listens=80,
        ),
    )
    fetch = ask(world, "a", "10.0.1.2:80", connect_timeout_ms=500)
    assert fetch.trace.success is answered
    assert ("source.rp_filter" in messages(fetch.trace)) is not answered


def test_loose_filtering_wants_some_way_back() -> None:
    world = routed(b={"via": "", "sysctls": {"net.ipv4.conf.all.rp_filter": "2"}})
    fetch = ask(world, "a", "10.0.1.2:80", connect_timeout_ms=500)
    assert messages(fetch.trace)[-1] == "source.rp_filter"
    assert (fetch.trace.legs[0].syn_ack, fetch.error) == ((), "gave up")


def test_a_server_without_a_way_back_stays_silent() -> None:
    fetch = ask(routed(b={"via": ""}), "a", "10.0.1.2:80", connect_timeout_ms=500)
    assert seen(fetch.trace.legs[0].syn).endswith("b >eth0")
    assert (fetch.trace.legs[0].syn_ack, fetch.trace.disposition) == ((), Disposition.NO_ROUTE)


def test_an_address_of_ones_own_is_never_believed_from_outside() -> None:
    both = card("10.0.0.2/24", addrs=["10.0.0.2/24", "10.0.0.1/32"])
    world = network(node("a", card("10.0.0.1/24")), node("b", both, listens=80))
    fetch = ask(world, "a", "10.0.0.2:80", connect_timeout_ms=500)
    assert (fetch.error, fetch.trace.legs[0].syn) == ("gave up", ())


REJECTIONS = [
    ("icmp-net-unreachable", "Network is unreachable", "icmp-net-unreachable"),
    ("icmp-host-unreachable", "No route to host", "icmp-host-unreachable"),
    ("icmp-port-unreachable", "Connection refused", "icmp-port-unreachable"),
    ("icmp-proto-unreachable", "Protocol not available", "icmp-proto-unreachable"),
    ("icmp-net-prohibited", "Network is unreachable", "icmp-net-prohibited"),
    ("icmp-host-prohibited", "No route to host", "icmp-host-prohibited"),
    ("icmp-admin-prohibited", "No route to host", "icmp-admin-prohibited"),
    ("tcp-reset", "Connection refused", "tcp-rst"),
]


@pytest.mark.parametrize(("how", "words", "kind"), REJECTIONS)
@pytest.mark.parametrize("hook", ["INPUT", "FORWARD", "OUTPUT"])
def test_a_rejection_says_what_its_rule_says(hook: str, how: str, words: str, kind: str) -> None:
    rules = {"iptables": {"filter": [f"-A {hook} -p tcp -m tcp --dport 80 -j REJECT --reject-with {how}"]}}
    world = network(
        node("a", card("10.0.0.1/24", wire="left"), via="10.0.0.254", **(rules if hook == "OUTPUT" else {})),
        node(
            "r",
            card("10.0.0.254/24", wire="left"),
            card("10.0.1.254/24", name="eth1", wire="right"),
            sysctls=FORWARDS,
            **(rules if hook == "FORWARD" else {}),
        ),
        node(
            "b", card("10.0.1.2/24", wire="right"), via="10.0.1.254", listens=80, **(rules if hook == "INPUT" else {})
        ),
    )
    fetch = ask(world, "a", "10.0.1.2:80")
    leg = fetch.trace.legs[0]
    assert (fetch.trace.disposition, fetch.error, leg.refusal_kind) == (Disposition.REJECTED, words, kind)
    assert (fetch.elapsed_ms, leg.attempts) == (0, 1)
    origin = {"INPUT": "b eth0>", "FORWARD": "r eth0>", "OUTPUT": "a lo>"}[hook]
    assert seen(leg.refusal).startswith(origin)


def test_a_rejected_reset_comes_from_the_address_that_was_asked() -> None:
    rule = "-A FORWARD -d 172.17.0.2/32 -p tcp -j REJECT --reject-with tcp-reset"
    world = bridged(h={"iptables": {"filter": [rule], **PUBLISHED}})
    first = ask(world, "a", "10.0.0.2:8080").trace.legs[0].refusal[0].packet
    assert (first.source, first.source_port, first.ttl) == ("10.0.0.2", 8080, 64)


def test_each_syn_into_a_drop_is_counted_anew() -> None:
    world = pair(b={"iptables": {"filter": ["-A INPUT -p tcp -j DROP"]}})
    ask(world, "a", "10.0.0.2:80", connect_timeout_ms=5_000)
    assert world.get(COUNTERS, ("filter", "INPUT", 1), "b") == 3


@pytest.mark.parametrize(
    ("namespace", "device", "error", "disposition"),
    [
        ("a", "eth0", "Network is unreachable", Disposition.NO_ROUTE),
        ("a", "lo", "", Disposition.DELIVERED),
        ("h", "eth0", "No route to host", Disposition.UNRESOLVED),
        ("h", "veth2", "No route to host", Disposition.UNRESOLVED),
        ("h/c2", "eth0", "No route to host", Disposition.UNRESOLVED),
        ("h", "veth3", "", Disposition.DELIVERED),
    ],
)
def test_a_device_that_is_down_ends_what_depends_on_it(
    namespace: str, device: str, error: str, disposition: Disposition
) -> None:
    world = bridged()
    links.set_up(world, namespace, device, up=False)
    fetch = ask(world, "a", "10.0.0.2:8080")
    assert (fetch.error, fetch.trace.disposition) == (error, disposition)


def test_without_lo_a_host_cannot_ask_itself() -> None:
    world = pair()
    links.set_up(world, "b", "lo", up=False)
    assert messages(ask(world, "b", "10.0.0.2:80", connect_timeout_ms=500).trace)[-1] == "link.down"


def test_a_policy_rule_chooses_the_table_by_the_source() -> None:
    world = network(
        node(
            "a",
            card("10.0.0.1/24"),
            card("10.0.1.1/24", name="eth1", wire="other"),
            routes=[
                {"dst": "10.9.0.0/16", "via": "10.0.1.2", "dev": "eth1", "src": "10.0.0.1"},
                {"dst": "10.9.0.0/16", "via": "10.0.0.2", "dev": "eth0", "table": "42"},
            ],
            rules=[{"from": "10.0.0.0/24", "table": 42}],
        ),
        node("b", card("10.0.0.2/24"), card("10.9.0.2/16", name="eth1", wire="far"), listens=80),
        node("c", card("10.0.1.2/24", wire="other"), card("10.9.0.3/16", name="eth1", wire="far"), listens=80),
    )
    assert seen(ask(world, "a", "10.9.0.2:80").trace.legs[0].syn) == "a eth0>, b >eth0"
