"""Bridged frames that iptables sees: filtered, translated, sent up or round."""

from typing import Any

import pytest

from tests.cluster.network.build import VIP, VIP_PORT, ask, bridged, messages, seen
from tutorial.cluster.dcosnet.kernel import MASQUERADE
from tutorial.cluster.network import chains, setup
from tutorial.cluster.network.ipvs.tables import RealServer, Service, add_service
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import Route
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.network.walk import send
from tutorial.cluster.world import World

SWITCHED = "h/c2 eth0>, h >veth2, h veth3>, h/c3 >eth0"


def host(*, nf: str = "1", forward: str = "1", rp_filter: str = "0", **tables: list[str]) -> World:
    """A host with two containers on docker0, whose bridges ask iptables (or not)."""
    settings = {
        "net.bridge.bridge-nf-call-iptables": nf,
        "net.ipv4.ip_forward": forward,
        "net.ipv4.conf.all.rp_filter": rp_filter,
    }
    return bridged(h={"sysctls": settings, "iptables": tables})


@pytest.mark.parametrize(("nf", "answered"), [("0", True), ("1", False)])
def test_the_forward_chain_sees_what_is_switched_only_where_bridges_ask(nf: str, answered: bool) -> None:
    world = host(nf=nf, filter=["-A FORWARD -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j DROP"])
    found = ask(world, "h/c2", "172.17.0.3:80", connect_timeout_ms=500)
    assert found.trace.success is answered
    assert seen(found.trace.legs[0].syn) == (SWITCHED if answered else "h/c2 eth0>, h >veth2")


def test_a_rejection_of_a_switched_frame_comes_from_the_host() -> None:
    found = ask(host(filter=["-A FORWARD -j REJECT"]), "h/c2", "172.17.0.3:80")
    assert (found.error, found.trace.disposition) == ("Connection refused", Disposition.REJECTED)
    assert seen(found.trace.legs[0].refusal) == "h docker0>, h veth2>, h/c2 >eth0"


def test_postrouting_translates_what_is_switched() -> None:
    world = host(nat=["-A POSTROUTING -o docker0 -d 172.17.0.3 -j SNAT --to-source 172.17.0.99"])
    found = ask(world, "h/c2", "172.17.0.3:80", connect_timeout_ms=500)
    assert [tap.packet.source for tap in found.trace.legs[0].syn] == [*["172.17.0.2"] * 2, *["172.17.0.99"] * 2]


def to(destination: str) -> list[str]:
    return [f"-A PREROUTING -d 10.0.0.2/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination {destination}"]


@pytest.mark.parametrize("forward", ["0", "1"])
def test_a_new_destination_behind_the_same_bridge_stays_on_layer_2(forward: str) -> None:
    found = ask(host(forward=forward, nat=to("172.17.0.3:80")), "h/c2", "10.0.0.2:8080")
    taps = found.trace.legs[0].syn
    assert (found.trace.success, seen(taps)) == (True, "h/c2 eth0>, h >veth2, h docker0>, h veth3>, h/c3 >eth0")
    assert {tap.packet.ttl for tap in taps} == {64}
    assert [tap.packet.source_mac for tap in taps[2:4]] == ["02:42:ac:11:00:01", "02:42:ac:11:00:02"]


def test_a_new_destination_elsewhere_goes_up_translated() -> None:
    world = host(nat=[*to("10.0.0.1:81"), "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE"])
    found = ask(world, "h/c2", "10.0.0.2:8080")
    taps = found.trace.legs[0].syn
    assert (found.trace.success, seen(taps)) == (True, "h/c2 eth0>, h >veth2, h >docker0, h eth0>, a >eth0")
    assert taps[2].packet.destination == "10.0.0.1"


def test_a_frame_to_a_sibling_whose_packet_is_led_elsewhere_goes_up() -> None:
    rules = ["-A PREROUTING -d 172.17.0.3/32 -p tcp -j DNAT --to-destination 10.0.0.1:81"]
    world = host(nat=[*rules, "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE"])
    found = ask(world, "h/c2", "172.17.0.3:80")
    assert (found.trace.success, seen(found.trace.legs[0].syn)) == (
        True,
        "h/c2 eth0>, h >veth2, h >docker0, h eth0>, a >eth0",
    )


REFUSED: list[Any] = [
    # settings, where the new destination is, source of the packet, the last message
    ({"forward": "0"}, "10.0.0.1:81", "172.17.0.2", "forward.off"),
    ({}, "192.0.2.1:81", "172.17.0.2", "route.none"),
    ({"rp_filter": "1"}, "172.17.0.3:80", "10.0.0.77", "source.rp_filter"),
    ({}, "172.17.0.3:80", "10.0.0.2", "source.martian"),
]


@pytest.mark.parametrize(("settings", "destination", "source", "message"), REFUSED)
def test_a_translated_frame_is_checked_as_the_host_would(
    settings: dict[str, str], destination: str, source: str, message: str
) -> None:
    world = host(**settings, nat=to(destination))
    walk = send(world, "h/c2", Packet("syn", "tcp", source, 40_000, "10.0.0.2", 8080))
    assert (walk.steps[-1].message, walk.disposition) == (message, Disposition.DROPPED)
    assert seen(walk.taps) == "h/c2 eth0>, h >veth2"


def test_a_frame_to_a_sibling_that_is_gone_ends_as_unresolved() -> None:
    found = ask(host(nat=to("172.17.0.77:80")), "h/c2", "10.0.0.2:8080")
    assert (found.error, found.elapsed_ms) == ("No route to host", 3_060)
    assert messages(found.trace)[-1] == "neighbour.failed"


def test_a_real_servers_answer_that_is_switched_comes_from_the_virtual_address() -> None:
    """The request goes up to IPVS, and masqueraded down again; its answer is addressed to the client within the bridge,
    where IPVS sees it in FORWARD."""
    world = host()
    setup.add_route(world, "h", Route("local", f"{VIP}/32", "docker0", kind="local"))
    add_service(world, "h", Service("tcp", VIP, VIP_PORT, "wlc", (RealServer("172.17.0.3", 80),)))
    chains.add(world, "h", "nat", f"-I POSTROUTING 1 {MASQUERADE}")
    found = ask(world, "h/c2", f"{VIP}:{VIP_PORT}", connect_timeout_ms=500)
    answer = found.trace.legs[0].syn_ack
    assert (found.trace.success, seen(answer)) == (True, "h/c3 eth0>, h >veth3, h docker0>, h veth2>, h/c2 >eth0")
    assert [tap.packet.source for tap in answer] == [*["172.17.0.3"] * 3, *[VIP] * 2]


def test_without_a_rule_for_it_a_frame_is_switched_as_ever() -> None:
    assert seen(ask(host(), "h/c2", "172.17.0.3:80").trace.legs[0].syn) == SWITCHED
