"""Below IP: neighbours that age, bridges that learn, ports and cables that are cut."""

import pytest

from tests.cluster.network.build import DOCKER0, ask, bridged, card, container, messages, network, node, pair, seen
from tutorial.cluster.network import layer2, links, neighbours
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.tables import FDB, LINKS, NEIGHBOURS, FdbEntry, Neighbour
from tutorial.cluster.world import World

SYN = Packet("syn", "tcp", "10.0.0.1", 40_000, "10.0.0.2", 80)
DATA = Packet("data", "tcp", "10.0.0.1", 40_000, "10.0.0.2", 80)
B_MAC = "0e:00:0a:00:00:02"


def entry(world: World, namespace: str = "a", device: str = "eth0", ip: str = "10.0.0.2") -> Neighbour:
    return world[NEIGHBOURS, (device, ip), namespace]


AGES = [
    ("REACHABLE", 30_000, "REACHABLE"),
    ("REACHABLE", 30_001, "STALE"),
    ("INCOMPLETE", 3_059, "INCOMPLETE"),
    ("INCOMPLETE", 3_060, "FAILED"),
    ("DELAY", 5_000, "DELAY"),
    ("DELAY", 5_001, "PROBE"),
    ("DELAY", 8_060, "FAILED"),
    ("STALE", 10**9, "STALE"),
    ("FAILED", 10**9, "FAILED"),
    ("PERMANENT", 10**9, "PERMANENT"),
]


@pytest.mark.parametrize(("state", "age_ms", "now"), AGES)
def test_a_neighbour_ages(state: str, age_ms: int, now: str) -> None:
    assert neighbours.state(Neighbour("eth0", "10.0.0.2", B_MAC, state, 1_000), 1_000 + age_ms) == now


def test_a_stale_neighbour_in_use_is_asked_and_is_reachable_again() -> None:
    world = pair()
    ask(world, "a", "10.0.0.2:80")
    world.set_now(40_000)
    neighbours.resolve(world, "a", world[LINKS, "eth0", "a"], "10.0.0.2", SYN)
    assert (entry(world).state, entry(world).since_ms) == ("DELAY", 40_000)
    world.set_now(46_000)
    found = neighbours.resolve(world, "a", world[LINKS, "eth0", "a"], "10.0.0.2", SYN)
    assert (found.message, entry(world).state, entry(world).since_ms) == ("neighbour.known", "REACHABLE", 45_000)


def test_an_open_connection_is_a_sign_of_life() -> None:
    world = pair()
    ask(world, "a", "10.0.0.2:80")
    world.set_now(40_000)
    neighbours.resolve(world, "a", world[LINKS, "eth0", "a"], "10.0.0.2", DATA)
    assert (entry(world).state, entry(world).since_ms) == ("REACHABLE", 40_000)


def test_a_stale_neighbour_that_died_fails_some_seconds_after_its_first_use() -> None:
    world = pair()
    ask(world, "a", "10.0.0.2:80")
    links.set_up(world, "b", "eth0", up=False)
    link = world[LINKS, "eth0", "a"]
    macs = []
    for now_ms in (40_000, 44_000, 47_000, 49_000):
        world.set_now(now_ms)
        macs.append(neighbours.resolve(world, "a", link, "10.0.0.2", SYN).mac)
    assert macs == [B_MAC, B_MAC, B_MAC, ""]


def test_a_neighbour_that_comes_back_while_it_is_asked_for_is_found() -> None:
    world = pair()
    links.set_up(world, "b", "eth0", up=False)
    link = world[LINKS, "eth0", "a"]
    assert neighbours.resolve(world, "a", link, "10.0.0.2", SYN).wait_ms == 3_060
    links.set_up(world, "b", "eth0", up=True)
    world.set_now(1_000)
    assert neighbours.resolve(world, "a", link, "10.0.0.2", SYN).mac == B_MAC


def test_a_device_that_goes_down_forgets_its_neighbours() -> None:
    world = pair()
    ask(world, "a", "10.0.0.2:80")
    links.set_up(world, "a", "eth0", up=False)
    assert world.rows(NEIGHBOURS, "a") == ()


def test_a_host_answers_for_every_address_that_it_has() -> None:
    both = card("10.0.0.2/24", addrs=["10.0.0.2/24", "192.0.2.9/32"])
    world = network(
        node("a", card("10.0.0.1/24"), routes=[{"dst": "192.0.2.9", "dev": "eth0"}]), node("b", both, listens=80)
    )
    assert ask(world, "a", "192.0.2.9:80").trace.success


def test_who_would_not_believe_the_asker_does_not_answer() -> None:
    world = pair(b={"sysctls": {"net.ipv4.conf.all.rp_filter": "1"}, "routes": []})
    assert ask(world, "a", "10.0.0.2:80").trace.success
    foreign = network(
        node("a", card("10.0.0.1/24")),
        node("b", card("10.0.0.2/25"), listens=80, sysctls={"net.ipv4.conf.all.rp_filter": "1"}),
        node("c", card("10.0.0.200/24"), via="10.0.0.2"),
    )
    assert messages(ask(foreign, "c", "10.0.0.2:80").trace)[-1] == "neighbour.failed"


def test_a_permanent_neighbour_is_never_asked_for() -> None:
    wrong = [{"ip": "10.0.0.2", "mac": "02:00:00:00:00:99", "dev": "eth0"}]
    found = ask(pair(a={"neigh": wrong}), "a", "10.0.0.2:80", connect_timeout_ms=500)
    assert messages(found.trace) == ["route.device", "neighbour.known", "wire.lost"]
    assert seen(found.trace.legs[0].syn) == "a eth0>"


# Bridges


def test_a_bridge_learns_from_the_question_and_the_answer() -> None:
    world = bridged()
    ask(world, "h/c2", "172.17.0.3:80")
    assert [(found.mac, found.port) for found in world.values(FDB, "h")] == [
        ("02:42:ac:11:00:02", "veth2"),
        ("02:42:ac:11:00:03", "veth3"),
    ]


def test_a_bridge_that_does_not_know_floods() -> None:
    world = bridged(containers=3)
    ask(world, "h/c2", "172.17.0.3:80")
    world.delete(FDB, ("docker0", "02:42:ac:11:00:03"), "h")
    found = ask(world, "h/c2", "172.17.0.3:80")
    assert found.trace.success
    assert seen(found.trace.legs[0].syn) == ("h/c2 eth0>, h >veth2, h veth4>, h/c4 >eth0, h veth3>, h/c3 >eth0")
    assert "bridge.flood" in messages(found.trace)


def test_what_a_bridge_learned_is_forgotten_after_five_minutes() -> None:
    world = bridged()
    layer2.learn(world, "h", "docker0", "02:42:ac:11:00:02", "veth2")
    for now_ms, port in ((300_000, "veth2"), (300_001, "")):
        world.set_now(now_ms)
        assert layer2.known_port(world, "h", "docker0", "02:42:ac:11:00:02") == port


def test_a_permanent_entry_stays_and_is_not_overwritten() -> None:
    world = bridged()
    world.put(FDB, ("docker0", "02:42:ac:11:00:02"), FdbEntry("docker0", "02:42:ac:11:00:02", "veth3"), "h")
    layer2.learn(world, "h", "docker0", "02:42:ac:11:00:02", "veth2")
    world.set_now(10**9)
    assert layer2.known_port(world, "h", "docker0", "02:42:ac:11:00:02") == "veth3"


@pytest.mark.parametrize(
    ("hairpin", "there"), [(True, "h/c2 eth0>, h >veth2, h veth2>, h/c2 >eth0"), (False, "h/c2 eth0>, h >veth2")]
)
def test_a_frame_goes_back_where_it_came_from_only_in_hairpin_mode(hairpin: bool, there: str) -> None:
    """The container's address has moved to another MAC behind the same port: a second device on its cable."""
    world = bridged(hairpin=hairpin)
    layer2.learn(world, "h", "docker0", "02:42:ac:11:00:09", "veth2")
    asked = Neighbour("eth0", "172.17.0.9", "02:42:ac:11:00:09", "PERMANENT")
    world.put(NEIGHBOURS, ("eth0", "172.17.0.9"), asked, "h/c2")
    found = ask(world, "h/c2", "172.17.0.9:80", connect_timeout_ms=500)
    assert seen(found.trace.legs[0].syn) == there


def test_a_container_reaches_its_own_published_port_through_the_host() -> None:
    rules = {
        "nat": [
            "-A PREROUTING -d 10.0.0.2/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
            "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE",
        ]
    }
    world = bridged(h={"iptables": rules})
    found = ask(world, "h/c2", "10.0.0.2:8080")
    assert found.trace.success
    assert seen(found.trace.legs[0].syn) == ("h/c2 eth0>, h >veth2, h >docker0, h docker0>, h veth2>, h/c2 >eth0")


@pytest.mark.parametrize("state", ["disabled", "blocking"])
def test_a_port_that_does_not_forward_is_deaf_and_dumb(state: str) -> None:
    world = bridged()
    links.set_port_state(world, "h", "veth2", state)
    assert ask(world, "a", "10.0.0.2:8080").error == "No route to host"
    assert messages(ask(world, "h/c2", "172.17.0.1:80").trace)[-1] == "neighbour.failed"
    links.set_port_state(world, "h", "veth2", "forwarding")
    assert ask(world, "a", "10.0.0.2:8080").trace.success


def test_with_warm_tables_a_cut_cable_floods_to_the_others_and_is_silent() -> None:
    world = bridged()
    assert ask(world, "a", "10.0.0.2:8080").trace.success
    links.set_up(world, "h", "veth2", up=False)
    found = ask(world, "a", "10.0.0.2:8080", connect_timeout_ms=500)
    assert seen(found.trace.legs[0].syn) == "a eth0>, h >eth0, h docker0>, h veth3>, h/c3 >eth0"
    assert found.error == "gave up"


def test_a_bridge_without_a_port_that_forwards_has_no_carrier() -> None:
    world = bridged(containers=1)
    assert ask(world, "a", "10.0.0.2:8080").trace.success
    assert layer2.carries(world, "h", world[LINKS, "docker0", "h"])
    links.set_up(world, "h/c2", "eth0", up=False)
    assert not layer2.carries(world, "h", world[LINKS, "docker0", "h"])
    found = ask(world, "a", "10.0.0.2:8080", connect_timeout_ms=500)
    assert messages(found.trace)[-1] == "link.no_carrier"


def test_a_bridge_that_is_down_switches_nothing() -> None:
    world = bridged()
    assert ask(world, "h/c2", "172.17.0.3:80").trace.success
    links.set_up(world, "h", "docker0", up=False)
    assert world.rows(FDB, "h") == ()
    found = ask(world, "h/c2", "172.17.0.3:80", connect_timeout_ms=500)
    assert messages(found.trace)[-1] == "bridge.blocked"


def test_a_dummy_device_swallows_what_it_is_given() -> None:
    dummy = {"name": "minuteman", "type": "dummy", "addrs": []}
    world = network(node("a", card("10.0.0.1/24"), dummy, routes=[{"dst": "10.9.0.0/16", "dev": "minuteman"}]))
    assert messages(ask(world, "a", "10.9.0.1:80", connect_timeout_ms=500).trace)[-1] == "link.dummy"


def test_a_frame_to_another_card_is_ignored() -> None:
    port, inside = container(2)
    inside["links"][0]["mac"] = "02:42:ac:11:00:77"
    stale = [{"ip": "172.17.0.2", "mac": "02:42:ac:11:00:02", "dev": "docker0"}]
    world = network(node("h", DOCKER0, port, neigh=stale), inside)
    assert messages(ask(world, "h", "172.17.0.2:80", connect_timeout_ms=500).trace)[-1] == "link.other"
