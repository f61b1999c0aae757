"""Frames in UDP packets between two hosts: what is learned, what is lost, what the hosts' own rules see."""

from typing import Any

import pytest

from tests.cluster.network.build import Lab, ask, card, messages, network, node, seen
from tutorial.cluster.network import links
from tutorial.cluster.network.tables import CONNTRACK, FDB
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.world import World

MAC = {"a": "70:b3:d5:00:00:01", "b": "70:b3:d5:00:00:02"}
IP = {"a": "44.0.0.1", "b": "44.0.0.2"}
OTHER = {"a": "b", "b": "a"}
UNDERLAY = {"a": "10.0.0.1", "b": "10.0.0.2"}


def tunnelled(name: str, *, vtep: Lab | None = None, **fields: Any) -> Lab:
    """A host with an overlay address; it knows the other's Ethernet address and host."""
    device = {"name": "vtep", "type": "vxlan", "vni": 7, "port": 4789, "learning": True, "mac": MAC[name]}
    device |= {"addrs": [f"{IP[name]}/24"], **(vtep or {})}
    other = OTHER[name]
    known = {
        "neigh": [{"ip": IP[other], "mac": MAC[other], "dev": "vtep"}],
        "fdb": [{"mac": MAC[other], "dst": UNDERLAY[other], "dev": "vtep"}],
    }
    return node(name, card(f"{UNDERLAY[name]}/24"), device, **{"listens": 80, **known, **fields})


def tunnel(*, a: Lab | None = None, b: Lab | None = None) -> World:
    return network(tunnelled("a", **(a or {})), tunnelled("b", **(b or {})))


WAY = "a vtep>, a eth0>, b >eth0, b >vtep"


def test_a_frame_travels_in_a_packet_of_the_hosts() -> None:
    found = ask(tunnel(), "a", "44.0.0.2:80")
    leg = found.trace.legs[0]
    assert (found.trace.success, seen(leg.syn)) == (True, WAY)
    outer = leg.syn[1].packet
    assert (outer.source, outer.destination, outer.destination_port, outer.ttl) == ("10.0.0.1", "10.0.0.2", 4789, 64)
    assert messages(found.trace) == [
        "route.device",
        "neighbour.known",
        "vxlan.wrapped",
        "route.device",
        "neighbour.asked",
        "wire",
        "vxlan.unwrapped",
        "socket.program",
    ]


def test_a_sight_of_an_envelope_shows_the_frame_inside_and_the_outer_header() -> None:
    sight = ask(tunnel(), "a", "44.0.0.2:80").trace.export_legs()[0]["syn"][1]
    assert (sight["src"].partition(":")[0], sight["dst"], sight["smac"]) == ("44.0.0.1", "44.0.0.2:80", MAC["a"])
    assert sight["encap"] == {
        "vni": 7,
        "src": "10.0.0.1",
        "dst": "10.0.0.2",
        "dport": 4789,
        "ttl": 64,
        "smac": "0e:00:0a:00:00:01",
        "dmac": "0e:00:0a:00:00:02",
    }


LOST: list[Any] = [
    # what is wrong, where the packet is seen last, the last message, the disposition
    ({"a": {"fdb": []}}, "a vtep>", "vxlan.unknown", Disposition.DROPPED),
    (
        {"a": {"fdb": [{"mac": MAC["b"], "dst": "192.0.2.1", "dev": "vtep"}]}},
        "a vtep>",
        "vxlan.no_route",
        Disposition.DROPPED,
    ),
    (
        {"a": {"fdb": [{"mac": MAC["b"], "dst": "44.0.0.9", "dev": "vtep"}]}},
        "a vtep>",
        "vxlan.no_route",
        Disposition.LOOP,
    ),
    ({"b": {"vtep": {"vni": 8}}}, "b >eth0", "vxlan.other", Disposition.DROPPED),
    ({"b": {"vtep": {"port": 64000}}}, "b >eth0", "socket.none_udp", Disposition.REFUSED),
    ({"b": {"vtep": {"mac": "70:b3:d5:00:00:99"}}}, "b >vtep", "link.other", Disposition.DROPPED),
    (
        {"b": {"fdb": [{"mac": MAC["a"], "dst": "10.0.0.77", "dev": "vtep"}]}},
        "b >eth0",
        "vxlan.moved",
        Disposition.DROPPED,
    ),
    (
        {"b": {"iptables": {"filter": ["-A INPUT -p udp -m udp --dport 4789 -j REJECT"]}}},
        "b >eth0",
        "filter.reject",
        Disposition.REJECTED,
    ),
]


@pytest.mark.parametrize(("wrong", "place", "message", "disposition"), LOST)
def test_a_frame_that_is_lost_is_silence(wrong: Any, place: str, message: str, disposition: Disposition) -> None:
    found = ask(tunnel(**wrong), "a", "44.0.0.2:80", connect_timeout_ms=4_000)
    leg = found.trace.legs[0]
    assert (found.error, leg.refusal, leg.attempts) == ("gave up", (), 3)
    assert (seen(leg.syn[-1:]), messages(found.trace)[-1]) == (place, message)
    assert found.trace.disposition is disposition


def test_a_dead_host_is_silence_for_what_travels_in_envelopes() -> None:
    world = tunnel()
    links.set_up(world, "b", "eth0", up=False)
    found = ask(world, "a", "44.0.0.2:80")
    assert (found.error, found.elapsed_ms, seen(found.trace.legs[0].syn)) == (
        "Connection timed out",
        127_000,
        "a vtep>",
    )


def test_nobody_is_asked_for_an_address_on_a_vxlan_device_without_a_default_entry() -> None:
    found = ask(tunnel(a={"neigh": []}), "a", "44.0.0.2:80")
    assert (found.error, found.elapsed_ms) == ("No route to host", 3_060)


@pytest.mark.parametrize(("learning", "answered"), [(True, True), (False, False)])
def test_who_answers_may_have_learned_the_way_from_the_question(learning: bool, answered: bool) -> None:
    world = tunnel(b={"fdb": [], "vtep": {"learning": learning}})
    assert ask(world, "a", "44.0.0.2:80", connect_timeout_ms=500).trace.success is answered
    assert [entry.destination for entry in world.values(FDB, "b")] == (["10.0.0.1"] if learning else [])


def test_what_was_learned_is_forgotten_after_five_minutes() -> None:
    world = tunnel(b={"fdb": []})
    assert ask(world, "a", "44.0.0.2:80").trace.success
    assert ask(world, "b", "44.0.0.1:80").trace.success
    world.set_now(301_000)
    assert messages(ask(world, "b", "44.0.0.1:80", connect_timeout_ms=500).trace)[-1] == "vxlan.unknown"


def test_a_device_that_is_down_has_closed_its_socket() -> None:
    world = tunnel()
    links.set_up(world, "b", "vtep", up=False)
    found = ask(world, "a", "44.0.0.2:80", connect_timeout_ms=500)
    assert (found.error, messages(found.trace)[-1]) == ("gave up", "socket.none_udp")


def test_a_hosts_rules_see_the_envelope_and_the_frame_each_by_itself() -> None:
    tracks = {"filter": ["-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT"]}
    world = tunnel(b={"iptables": tracks})
    ask(world, "a", "44.0.0.2:80")
    found = sorted((entry.original[0], entry.original[3], entry.original[4]) for entry in world.values(CONNTRACK, "b"))
    assert found == [("tcp", "44.0.0.2", 80), ("udp", "10.0.0.1", 4789), ("udp", "10.0.0.2", 4789)]


def test_an_envelope_that_would_be_put_into_envelopes_for_ever_is_a_loop() -> None:
    """Two vxlan devices of one host, each of which leads to the other."""
    first = {"name": "one", "type": "vxlan", "vni": 1, "port": 1, "mac": "70:00:00:00:00:01", "addrs": ["44.1.0.1/24"]}
    second = {"name": "two", "type": "vxlan", "vni": 2, "port": 2, "mac": "70:00:00:00:00:02", "addrs": ["44.2.0.1/24"]}
    made = node(
        "a",
        first,
        second,
        neigh=[
            {"ip": "44.1.0.9", "mac": "70:00:00:00:01:09", "dev": "one"},
            {"ip": "44.2.0.9", "mac": "70:00:00:00:02:09", "dev": "two"},
        ],
        fdb=[
            {"mac": "70:00:00:00:01:09", "dst": "44.2.0.9", "dev": "one"},
            {"mac": "70:00:00:00:02:09", "dst": "44.1.0.9", "dev": "two"},
        ],
    )
    found = ask(network(made), "a", "44.1.0.9:80", connect_timeout_ms=500)
    assert (found.trace.disposition, len(found.trace.legs[0].syn)) == (Disposition.LOOP, 9)
