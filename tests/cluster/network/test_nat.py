"""Connection tracking and address translation: what is remembered, for how long, and changed back for answers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.network.build import (
    FORWARDS,
    PUBLISHED,
    ask,
    bridged,
    card,
    messages,
    network,
    node,
    pair,
    routed,
    seen,
)
from tutorial.cluster.network import ageing, conntrack, report
from tutorial.cluster.network.conntrack import Seen
from tutorial.cluster.network.packet import Packet, reply_to
from tutorial.cluster.network.tables import CONNTRACK, COUNTERS, REPLIES, Tracked
from tutorial.cluster.network.walk import send
from tutorial.cluster.world import World

TRACKS = {"filter": ["-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT"]}


def entries(world: World, namespace: str) -> list[tuple[str, str, str, bool]]:
    """Connections as (state, original, reply, answered), client ports written `*`."""

    def end(address: str, port: int) -> str:
        return f"{address}:{'*' if port >= 32768 else port}"

    return [
        (
            found.state,
            f"{end(*found.original[1:3])}>{end(*found.original[3:])}",
            f"{end(*found.reply[1:3])}>{end(*found.reply[3:])}",
            found.seen_reply,
        )
        for found in world.values(CONNTRACK, namespace)
    ]


def test_a_published_port_is_translated_once_and_back_for_every_answer() -> None:
    world = bridged()
    leg = ask(world, "a", "10.0.0.2:8080").trace.legs[0]
    assert [(tap.packet.destination, tap.packet.destination_port) for tap in leg.syn] == [
        *[("10.0.0.2", 8080)] * 2,
        *[("172.17.0.2", 80)] * 3,
    ]
    assert [(tap.packet.source, tap.packet.source_port) for tap in leg.syn_ack] == [
        *[("172.17.0.2", 80)] * 3,
        *[("10.0.0.2", 8080)] * 2,
    ]
    assert entries(world, "h") == [("TIME_WAIT", "10.0.0.1:*>10.0.0.2:8080", "172.17.0.2:80>10.0.0.1:*", True)]
    assert world.get(COUNTERS, ("nat", "PREROUTING", 1), "h") == 1


def test_what_leaves_a_bridge_hides_behind_the_host() -> None:
    world = bridged()
    leg = ask(world, "h/c2", "10.0.0.1:81").trace.legs[0]
    assert {tap.packet.source for tap in leg.syn if tap.namespace == "a"} == {"10.0.0.2"}
    assert leg.syn_ack[-1].packet.destination == "172.17.0.2"
    assert entries(world, "h") == [("TIME_WAIT", "172.17.0.2:*>10.0.0.1:81", "10.0.0.1:81>10.0.0.2:*", True)]


def test_nothing_is_tracked_where_no_rule_needs_it() -> None:
    world = pair(a={"iptables": TRACKS})
    ask(world, "a", "10.0.0.2:80")
    assert entries(world, "a") == [("TIME_WAIT", "10.0.0.1:*>10.0.0.2:80", "10.0.0.2:80>10.0.0.1:*", True)]
    assert entries(world, "b") == []


def test_a_packet_that_is_dropped_takes_its_connection_along() -> None:
    drop = {"filter": [*TRACKS["filter"], "-A INPUT -p tcp -m tcp --dport 80 -j DROP"]}
    world = pair(a={"iptables": TRACKS}, b={"iptables": drop})
    ask(world, "a", "10.0.0.2:80", connect_timeout_ms=500)
    assert entries(world, "a") == [("SYN_SENT", "10.0.0.1:*>10.0.0.2:80", "10.0.0.2:80>10.0.0.1:*", False)]
    assert entries(world, "b") == []


def test_a_reset_that_is_the_only_answer_ends_the_connection() -> None:
    world = pair(a={"iptables": TRACKS})
    ask(world, "a", "10.0.0.2:81")
    assert (entries(world, "a"), world.rows(REPLIES, "a")) == ([], ())


def test_an_error_is_related_and_passes_where_nothing_else_may() -> None:
    rules = {"filter": [":INPUT DROP", "-A INPUT -m conntrack --ctstate RELATED -j ACCEPT"]}
    world = network(
        node("a", card("10.0.0.1/24", wire="left"), via="10.0.0.254", iptables=rules),
        node("r", card("10.0.0.254/24", wire="left"), sysctls=FORWARDS),
    )
    assert ask(world, "a", "10.0.9.9:80").error == "Network is unreachable"


def test_an_error_about_a_translated_packet_is_translated_back() -> None:
    """The gateway of h answers about 172.17.0.2; the container must hear of the address that it asked."""
    world = network(
        node("a", card("10.0.0.1/24")),
        node(
            "h",
            card("10.0.0.2/24"),
            card("10.0.1.2/24", name="eth1", wire="right"),
            sysctls=FORWARDS,
            routes=[{"dst": "10.9.0.0/16", "via": "10.0.1.254", "dev": "eth1"}],
            iptables={
                "nat": [
                    "-A PREROUTING -d 10.0.0.2/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.9.9.9:99",
                    "-A POSTROUTING -o eth1 -j MASQUERADE",
                ]
            },
        ),
        node("r", card("10.0.1.254/24", wire="right"), sysctls=FORWARDS),
    )
    found = ask(world, "a", "10.0.0.2:80")
    error = found.trace.legs[0].refusal
    assert (found.error, seen(error)) == ("Network is unreachable", "r eth0>, h >eth1, h eth0>, a >eth0")
    assert [(tap.packet.source, tap.packet.destination) for tap in error] == [
        *[("10.0.1.254", "10.0.1.2")] * 2,
        *[("10.0.0.2", "10.0.0.1")] * 2,
    ]
    quoted = error[-1].packet.about
    assert quoted is not None
    assert (quoted[1], quoted[3], quoted[4]) == ("10.0.0.1", "10.0.0.2", 80)


def test_an_error_that_is_addressed_to_somebody_else_belongs_to_nothing() -> None:
    world = pair(a={"iptables": TRACKS})
    source, port = ask(world, "a", "10.0.0.2:80").local
    about = ("tcp", source, port, "10.0.0.2", 80)
    error = Packet("icmp-host-unreachable", "icmp", "10.0.0.2", 0, source, 0, about=about)
    assert conntrack.look_up(world, "a", error).states == ("RELATED",)
    assert conntrack.look_up(world, "a", replace(error, destination="10.0.0.3")).states == ("INVALID",)


def test_an_error_speaks_with_the_local_address_that_was_asked() -> None:
    both = card("10.0.0.2/24", addrs=["10.0.0.2/24", "192.0.2.9/32"])
    world = network(
        node("a", card("10.0.0.1/24"), via="10.0.0.2"),
        node("b", both, iptables={"filter": ["-A INPUT -j REJECT"]}),
    )
    assert ask(world, "a", "192.0.2.9:80").trace.legs[0].refusal[0].packet.source == "192.0.2.9"


def test_round_by_lo_the_nat_table_is_asked_once_for_each_end() -> None:
    rules = {"nat": ["-A INPUT -j SNAT --to-source 10.0.0.77"]}
    world = pair(b={"iptables": rules})
    assert ask(world, "b", "10.0.0.2:80").trace.success
    assert world.get(COUNTERS, ("nat", "INPUT", 1), "b") is None
    assert ask(world, "a", "10.0.0.2:80").trace.success
    assert world.get(COUNTERS, ("nat", "INPUT", 1), "b") == 1


def test_an_error_about_a_packet_that_a_host_never_sent_is_not_heard() -> None:
    """docker0 is down, so the translated packet goes to the gateway, whose error quotes an address a does not know."""
    world = network(
        node("a", card("10.0.0.1/24"), iptables=TRACKS),
        node("h", card("10.0.0.2/24"), via="10.0.0.254", sysctls=FORWARDS, iptables=PUBLISHED),
        node("r", card("10.0.0.254/24"), sysctls=FORWARDS),
    )
    found = ask(world, "a", "10.0.0.2:8080", connect_timeout_ms=2_000)
    assert (found.error, seen(found.trace.legs[0].refusal)) == ("gave up", "r eth0>, a >eth0")
    assert messages(found.trace, "reply") == ["route.device", "neighbour.asked", "wire", "socket.unasked"]
    assert found.trace.legs[0].refusal_kind == "icmp-net-unreachable"


def test_a_masquerade_with_the_same_port_takes_the_next_one() -> None:
    world = bridged()
    first = Packet("syn", "tcp", "172.17.0.2", 40_000, "10.0.0.1", 81)
    second = replace(first, source="172.17.0.3")
    ports = []
    for packet, origin in ((first, "h/c2"), (second, "h/c3")):
        walk = send(world, origin, packet)
        report.apply(world, walk)
        ports.append(walk.packet.source_port)
    assert ports == [40_000, 40_001]


def test_a_masquerade_without_an_address_drops_the_packet() -> None:
    rules = {"nat": ["-A POSTROUTING -o eth1 -j MASQUERADE"]}
    bare = card("10.0.1.254/24", name="eth1", wire="right", addrs=[])
    own = {"dst": "192.0.2.7", "type": "local", "dev": "eth1", "table": "local"}
    routes = [own, {"dst": "10.0.1.0/24", "dev": "eth1", "src": "192.0.2.7"}]
    world = network(
        node("a", bare, routes=routes, iptables=rules), node("b", card("10.0.1.2/24", wire="right"), listens=80)
    )
    assert messages(ask(world, "a", "10.0.1.2:80", connect_timeout_ms=500).trace)[-1] == "nat.no_address"


@pytest.mark.parametrize(
    ("states", "passes"),
    [
        ("NEW", False),
        ("NEW,ESTABLISHED", True),
        ("ESTABLISHED", False),
        ("INVALID", False),
        ("NEW,ESTABLISHED,DNAT", True),
    ],
)
def test_rules_see_the_state_of_a_connection(states: str, passes: bool) -> None:
    rules = {"filter": [":INPUT DROP", f"-A INPUT -p tcp -m conntrack --ctstate {states} -j ACCEPT"]}
    found = ask(pair(b={"iptables": rules}), "a", "10.0.0.2:80", max_time_ms=500)
    assert found.trace.success is passes


@pytest.mark.parametrize(
    ("state", "age_ms", "kept"),
    [
        ("SYN_SENT", 120_000, True),
        ("SYN_SENT", 120_001, False),
        ("SYN_RECV", 60_001, False),
        ("ESTABLISHED", 120_001, True),
        ("TIME_WAIT", 120_001, False),
        ("CLOSE", 10_001, False),
        ("", 30_000, True),
    ],
)
def test_an_entry_is_kept_as_long_as_its_state_says(state: str, age_ms: int, kept: bool) -> None:
    entry = Tracked(("tcp", "10.0.0.1", 1, "10.0.0.2", 2), ("tcp", "10.0.0.2", 2, "10.0.0.1", 1), state)
    assert conntrack.alive(entry, age_ms) is kept


def test_entries_that_have_aged_out_are_swept() -> None:
    world = pair(a={"iptables": TRACKS})
    for _ in range(ageing.SWEEP_EVERY - 1):
        ask(world, "a", "10.0.0.2:80")
    world.set_now(200_000)
    ask(world, "a", "10.0.0.2:80")
    assert (len(entries(world, "a")), len(world.rows(REPLIES, "a"))) == (1, 1)


def test_a_closed_connection_is_opened_anew_by_a_syn() -> None:
    world = pair(a={"iptables": TRACKS})
    local = ask(world, "a", "10.0.0.2:80").local
    packet = Packet("syn", "tcp", *local, "10.0.0.2", 80)
    assert conntrack.look_up(world, "a", packet).states == ("NEW",)
    assert conntrack.look_up(world, "a", replace(packet, kind="data")).states == ("ESTABLISHED",)
    assert conntrack.look_up(world, "a", replace(packet, kind="data", source_port=1)).states == ("NEW",)
    assert conntrack.look_up(world, "a", replace(packet, kind="rst", source_port=1)).states == ("INVALID",)


addresses = st.integers(0, 2**32 - 1).map(lambda value: ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0)))
ports = st.integers(1, 65535)
ends = st.tuples(addresses, ports)


@given(ends, ends, ends, ends)
def test_translation_of_answers_is_the_inverse(
    client: tuple[str, int], asked: tuple[str, int], to: tuple[str, int], by: tuple[str, int]
) -> None:
    """A packet goes out translated; the answer to what arrives comes home as the answer to what was sent."""
    sent = Packet("data", "tcp", *client, *asked)
    entry = Tracked(sent.flow, reply_to(sent, "").flow, "ESTABLISHED")
    entry = conntrack.with_source(conntrack.with_destination(entry, *to), *by)
    there = Seen(entry, confirmed=True)
    arrived = conntrack.translate_source(there, conntrack.translate_destination(there, sent))
    assert arrived.flow == ("tcp", *by, *to)
    back = Seen(entry, is_reply=True, confirmed=True)
    answer = reply_to(arrived, "data")
    assert answer.flow == entry.reply
    home = conntrack.translate_source(back, conntrack.translate_destination(back, answer))
    assert home.flow == reply_to(sent, "data").flow


@given(ends, ends, ends, ends)
def test_an_errors_quotation_is_translated_to_what_was_sent(
    client: tuple[str, int], asked: tuple[str, int], to: tuple[str, int], by: tuple[str, int]
) -> None:
    sent = Packet("syn", "tcp", *client, *asked)
    entry = Tracked(sent.flow, reply_to(sent, "").flow, "SYN_SENT")
    entry = conntrack.with_source(conntrack.with_destination(entry, *to), *by)
    error = Packet("icmp-host-unreachable", "icmp", "192.0.2.1", 0, by[0], 0, about=("tcp", *by, *to))
    back = Seen(entry, is_reply=True, confirmed=True, related=True)
    home = conntrack.translate_source(back, conntrack.translate_destination(back, error))
    assert (home.about, home.destination) == (sent.flow, client[0])


def test_messages_tell_both_translations() -> None:
    trace = ask(bridged(), "a", "10.0.0.2:8080").trace
    assert "nat.destination" in messages(trace)
    assert "nat.back" in messages(trace, "reply")


def test_a_router_without_tracking_passes_answers_untouched() -> None:
    assert ask(routed(), "a", "10.0.1.2:80").trace.success
