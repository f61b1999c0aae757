"""Devices count the packets that they carry: as a real kernel does for one request, and without being a change."""

from typing import Any

import pytest

from tests.cluster.network.build import FORWARDS, ask, bridged, card, network, node, routed
from tests.shell.build import Typist
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.network import links, traffic
from tutorial.cluster.network.tables import FDB, NEIGHBOURS, FdbEntry, Neighbour
from tutorial.cluster.network.traffic import TRAFFIC, Traffic
from tutorial.cluster.quiet import quiet_hash, quietly_same
from tutorial.cluster.world import World

SYN, ACK = 74, 66
"""Bytes of a frame with a SYN, and of one with an acknowledgement and no data."""


def counted(world: World) -> World:
    """The world after one request from host a to the container behind host h."""
    found = ask(world, "a", "10.0.0.2:8080")
    assert found.response is not None
    return world


def test_one_request_is_ten_packets_on_every_device_of_its_way() -> None:
    """SYN, acknowledgement, request, acknowledgement, FIN, acknowledgement; SYN, acknowledgement, answer, FIN."""
    world = counted(bridged())
    inside = traffic.of(world, "h/c2", "eth0")
    assert (inside.received, inside.sent) == (6 + 1, 4 + 1), "and a question who has an address, and its answer"
    assert traffic.of(world, "h", "veth2") == Traffic(
        inside.sent, inside.sent_bytes, inside.received, inside.received_bytes
    )
    outer = traffic.of(world, "h", "eth0")
    assert (outer.received, outer.sent) == (6 + 1, 4 + 1)
    assert traffic.of(world, "h", "veth3") == Traffic(sent=1, sent_bytes=42), "only the question to everybody"


def test_bytes_are_those_of_the_frames() -> None:
    world = bridged()
    ask(world, "a", "10.0.0.2:8080")
    before = traffic.of(world, "h/c2", "eth0")
    found = ask(world, "a", "10.0.0.2:8080")
    after = traffic.of(world, "h/c2", "eth0")
    assert found.response is not None
    answer = found.response.size
    assert after.sent_bytes - before.sent_bytes == SYN + 2 * ACK + ACK + answer
    assert after.received_bytes - before.received_bytes > SYN + 5 * ACK


def test_counting_is_no_change() -> None:
    world = bridged()
    ask(world, "a", "10.0.0.2:8080")
    world.take_changes()
    before = world.state
    ask(world, "a", "10.0.0.2:8080")
    changes = {change.table for change in world.take_changes()}
    assert "net.traffic" in changes
    assert quietly_same(before, world.state)
    assert quiet_hash(before) == quiet_hash(world.state)


def test_a_device_that_is_made_anew_begins_at_nothing() -> None:
    world = counted(bridged())
    links.remove(world, "h", "veth2")
    assert world.get(TRAFFIC, "veth2", "h") is None
    assert world.get(TRAFFIC, "eth0", "h/c2") is None


def shown(world: World, text: str) -> str:
    world.put(HOSTS, "h", Host("h", "h", "agent", ""))
    return Typist(world, "h", "root", tty=False).type(text).stdout


@pytest.mark.parametrize("again", [1, 3])
def test_ip_tells_what_was_counted(again: int) -> None:
    world = bridged()
    for _ in range(again):
        ask(world, "a", "10.0.0.2:8080")
    own = traffic.of(world, "h", "eth0")
    assert shown(world, "ip -s link show eth0").splitlines()[2:] == [
        "    RX:  bytes packets errors dropped  missed   mcast           ",
        f"    {own.received_bytes:>10} {own.received:>7}      0       0       0       0 ",
        "    TX:  bytes packets errors dropped carrier collsns           ",
        f"    {own.sent_bytes:>10} {own.sent:>7}      0       0       0       0 ",
    ]


def test_twice_tells_kinds_of_errors() -> None:
    assert shown(bridged(), "ip -s -s link show lo").splitlines()[4:6] == [
        "    RX errors:  length    crc   frame    fifo overrun",
        "                     0      0       0       0       0 ",
    ]


def test_a_wide_count_widens_its_column() -> None:
    world = bridged()
    world.put(TRAFFIC, "lo", Traffic(12345678, 123456789012, 1, 42), "h")
    assert shown(world, "ip -s link show lo").splitlines()[2:4] == [
        "    RX:    bytes  packets errors dropped  missed   mcast           ",
        "    123456789012 12345678      0       0       0       0 ",
    ]


FORMS: dict[str, Any] = {
    "ip -j -s link show lo": '"stats64":{"rx":{"bytes":84,"packets":1,"errors":0,"dropped":0,"over_errors":0,',
    "ip -s addr show lo": "collsns           \n            84       1      0",
    "ip -s -o link show lo": "00:00\\    RX:  bytes packets errors dropped  missed   mcast           \\            84",
}


@pytest.mark.parametrize("text", FORMS)
def test_every_form_has_them(text: str) -> None:
    world = bridged()
    world.put(TRAFFIC, "lo", Traffic(1, 84, 1, 84), "h")
    assert FORMS[text] in shown(world, text)


def test_a_lost_packet_is_counted_as_far_as_it_came() -> None:
    world = routed(router={"sysctls": {**FORWARDS, "net.ipv4.ip_forward": "0"}})
    ask(world, "a", "10.0.1.2:80", max_time_ms=500)
    assert traffic.of(world, "r", "eth0").received == 2
    assert traffic.of(world, "r", "eth1") == Traffic()


def test_a_tunnel_counts_what_it_carries() -> None:
    vxlan = {"type": "vxlan", "name": "vx", "vni": 7, "port": 4789}
    ends = {"a": 1, "b": 2}
    made = {name: {**vxlan, "mac": f"0e:00:00:00:07:0{n}", "addrs": [f"10.7.0.{n}/24"]} for name, n in ends.items()}
    world = network(*(node(name, card(f"10.0.0.{n}/24"), made[name], listens=80) for name, n in ends.items()))
    for name, other in (("a", "b"), ("b", "a")):
        mac, ip = made[other]["mac"], f"10.7.0.{ends[other]}"
        world.put(FDB, ("vx", mac), FdbEntry("vx", mac, destination=f"10.0.0.{ends[other]}"), name)
        world.put(NEIGHBOURS, ("vx", ip), Neighbour("vx", ip, mac, "PERMANENT"), name)
    assert ask(world, "a", "10.7.0.2:80").response is not None
    inside, outside = traffic.of(world, "a", "vx"), traffic.of(world, "a", "eth0")
    assert (inside.sent, outside.sent) == (6, 6 + 1)
    question, envelope = 42, 14 + 14 + 20 + 8 + 8
    assert outside.sent_bytes == inside.sent_bytes + question + inside.sent * envelope
