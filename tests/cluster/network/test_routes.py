"""Routing tables, policy rules, source addresses, kernel settings."""

import pytest

from tests.cluster.network.build import ask, card, network, node, pair, two_ways
from tutorial.cluster.network import links, routing, setup, sysctls
from tutorial.cluster.network.tables import NEIGHBOURS, ROUTES, Route
from tutorial.cluster.world import World


def crossroads() -> World:
    """a with two cards, and prefixes of every length."""
    return network(
        node(
            "a",
            card("10.0.0.1/24"),
            card("10.1.0.1/16", name="eth1", wire="other", addrs=["10.1.0.1/16", "192.0.2.7/32", "10.2.0.1/16"]),
            routes=[
                {"dst": "default", "via": "10.0.0.254", "dev": "eth0"},
                {"dst": "10.0.0.128/25", "via": "10.1.0.9", "dev": "eth1"},
                {"dst": "10.0.0.200", "via": "10.0.0.9", "dev": "eth0", "src": "192.0.2.7"},
                {"dst": "11.0.0.1", "type": "local", "dev": "eth0", "table": "local"},
                {"dst": "10.5.0.0/16", "dev": "eth1"},
                {"dst": "10.0.0.0/8", "via": "10.1.0.77", "dev": "eth1", "table": "42"},
            ],
            rules=[{"from": "172.16.0.0/12", "table": 42}],
        )
    )


CHOICES = [
    # to, from, table, route, source of a new connection
    ("10.0.0.2", "0.0.0.0", "main", "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1", "10.0.0.1"),
    ("10.0.0.129", "0.0.0.0", "main", "10.0.0.128/25 via 10.1.0.9 dev eth1", "10.1.0.1"),
    ("10.0.0.200", "0.0.0.0", "main", "10.0.0.200 via 10.0.0.9 dev eth0 src 192.0.2.7", "192.0.2.7"),
    ("8.8.8.8", "0.0.0.0", "main", "default via 10.0.0.254 dev eth0", "10.0.0.1"),
    ("10.0.0.1", "0.0.0.0", "local", "local 10.0.0.1 dev eth0 proto kernel scope host src 10.0.0.1", "10.0.0.1"),
    ("11.0.0.1", "0.0.0.0", "local", "local 11.0.0.1 dev eth0 scope host", "11.0.0.1"),
    ("127.9.9.9", "0.0.0.0", "local", "local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1", "127.0.0.1"),
    ("10.5.0.1", "0.0.0.0", "main", "10.5.0.0/16 dev eth1 scope link", "10.1.0.1"),
    ("10.0.0.2", "172.16.0.1", "42", "10.0.0.0/8 via 10.1.0.77 dev eth1", "10.1.0.1"),
    ("11.0.0.1", "172.16.0.1", "local", "local 11.0.0.1 dev eth0 scope host", "11.0.0.1"),
    ("8.8.8.8", "172.16.0.1", "main", "default via 10.0.0.254 dev eth0", "10.0.0.1"),
]


@pytest.mark.parametrize(("to", "by", "table", "text", "source"), CHOICES)
def test_the_first_table_with_a_route_decides_by_the_longest_prefix(
    to: str, by: str, table: str, text: str, source: str
) -> None:
    world = crossroads()
    decision = routing.look_up(world, "a", to, by)
    assert decision.route is not None
    assert (decision.table, decision.route.text) == (table, text)
    assert routing.source_address(world, "a", decision.route, to) == source
    assert routing.find(world, "a", to, by).route is decision.route
    assert [asked.text for asked in decision.asked if asked.matched] == [text]


def test_what_was_asked_says_why_not() -> None:
    asked = {entry.text: str(entry.why) for entry in routing.look_up(crossroads(), "a", "10.0.0.2").asked}
    assert asked["10.0.0.128/25 via 10.1.0.9 dev eth1"] == "does not hold 10.0.0.2"
    assert asked["default via 10.0.0.254 dev eth0"] == "holds it too, but another prefix is longer"
    assert asked["32765:\tfrom 172.16.0.0/12 lookup 42"] == "the packet is not from 172.16.0.0/12"


def test_a_route_whose_device_is_down_is_passed_over() -> None:
    world = crossroads()
    setup.add_route(world, "a", Route("main", "10.0.0.2/32", "gone"))
    decision = routing.look_up(world, "a", "10.0.0.2")
    assert decision.route is not None
    assert decision.route.dev == "eth0"
    assert "holds it, but gone is down" in [str(entry.why) for entry in decision.asked]


@pytest.mark.parametrize(
    ("device", "near", "source"),
    [
        ("eth1", "10.2.9.9", "10.2.0.1"),
        ("eth1", "10.9.9.9", "10.1.0.1"),
        ("eth1", "", "10.1.0.1"),
        ("lo", "", "10.0.0.1"),
    ],
)
def test_a_device_speaks_with_its_nearest_address(device: str, near: str, source: str) -> None:
    assert routing.select_address(crossroads(), "a", device, near) == source


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("10.0.0.1", "LOCAL"),
        ("127.0.0.9", "LOCAL"),
        ("11.0.0.1", "LOCAL"),
        ("10.0.0.255", "BROADCAST"),
        ("255.255.255.255", "BROADCAST"),
        ("239.1.1.1", "MULTICAST"),
        ("10.0.0.2", "UNICAST"),
        ("192.0.2.7", "LOCAL"),
    ],
)
def test_an_address_has_a_type(address: str, kind: str) -> None:
    assert routing.address_type(crossroads(), "a", address) == kind


def routes(world: World) -> list[str]:
    return [route.text for route in world.values(ROUTES, "a") if route.table == "main"]


def test_taking_a_device_down_takes_its_routes_and_only_the_connected_one_comes_back() -> None:
    world = crossroads()
    links.set_up(world, "a", "eth0", up=False)
    assert not [text for text in routes(world) if "eth0" in text]
    assert routing.is_local(world, "a", "10.0.0.1")
    links.set_up(world, "a", "eth0", up=True)
    assert [text for text in routes(world) if "eth0" in text] == [
        "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.1"
    ]


@pytest.mark.parametrize(
    ("settings", "device", "mode"),
    [
        ({}, "eth0", 0),
        ({"all": "1"}, "eth0", 1),
        ({"all": "1", "eth0": "2"}, "eth0", 2),
        ({"all": "2", "eth0": "1"}, "eth0", 2),
        ({"all": "0", "default": "1"}, "eth0", 1),
        ({"all": "0", "default": "1", "eth0": "0"}, "eth0", 0),
        ({"all": "x"}, "eth0", 0),
    ],
)
def test_of_rp_filter_the_larger_value_counts(settings: dict[str, str], device: str, mode: int) -> None:
    world = pair()
    for name, value in settings.items():
        sysctls.put(world, "a", f"net.ipv4.conf.{name}.rp_filter", value)
    assert sysctls.rp_filter(world, "a", device) == mode


def test_ip_forward_is_every_devices_and_one_may_differ_afterwards() -> None:
    world = pair()
    assert not sysctls.forwards(world, "a", "eth0")
    sysctls.put(world, "a", "net.ipv4.ip_forward", "1")
    sysctls.put(world, "a", "net.ipv4.conf.eth0.forwarding", "0")
    assert (sysctls.forwards(world, "a", "eth0"), sysctls.forwards(world, "a", "eth1")) == (False, True)
    sysctls.put(world, "a", "net.ipv4.conf.all.forwarding", "1")
    assert sysctls.forwards(world, "a", "eth0")
    assert sysctls.get(world, "a", "net.ipv4.ip_forward") == "1"


# Which of several ways a packet takes


def by(world: World) -> str:
    """Which router a's request to b meets."""
    first = ask(world, "a", "10.9.9.9").trace.legs[0].syn
    return next(tap.namespace for tap in first if tap.namespace in {"r", "q"})


MARKING = {"mangle": ["-A OUTPUT -p tcp -m tcp --dport 80 -j MARK --set-mark 0x10"]}


@pytest.mark.parametrize(
    ("rule", "router"),
    [
        ({"to": "10.9.0.0/16"}, "q"),
        ({"to": "10.8.0.0/16"}, "r"),
        ({"iif": "lo"}, "q"),
        ({"iif": "eth1"}, "r"),
        ({"fwmark": 0x10}, "q"),
        ({"fwmark": 0x11}, "r"),
        ({"fwmark": 0x10, "fwmask": 0xF0}, "q"),
        ({"fwmark": 0x20, "fwmask": 0xF0}, "r"),
    ],
)
def test_a_rule_sends_the_packets_it_names_to_its_table(rule: dict[str, object], router: str) -> None:
    assert by(two_ways(a={"rules": [{"from": "default", **rule, "table": 42}], "iptables": MARKING})) == router


def test_a_packet_without_the_mark_is_told_so() -> None:
    world = two_ways(a={"rules": [{"from": "default", "fwmark": 1, "table": 42}]})
    asked = routing.look_up(world, "a", "10.9.9.9", mark=2).asked
    assert [str(entry.why) for entry in asked if "fwmark" in entry.text] == ["the packet's mark is 0x2"]


def test_what_a_rule_wants_of_a_packet_is_told_when_it_is_not_so() -> None:
    named = [{"to": "10.8.0.0/16"}, {"iif": "eth1"}]
    world = two_ways(a={"rules": [{"from": "default", **rule, "table": 42} for rule in named]})
    why = [str(entry.why) for entry in routing.look_up(world, "a", "10.9.9.9").asked if "lookup 42" in entry.text]
    assert why == ["the packet did not come in by eth1", "the packet is not for 10.8.0.0/16"]


def test_the_lower_metric_counts_and_then_the_first() -> None:
    world = two_ways()
    for via, dev, metric in (("10.1.0.254", "eth1", 0), ("10.1.0.253", "eth1", 7), ("10.1.0.252", "eth1", 7)):
        setup.add_route(world, "a", Route("main", "10.9.0.0/16", dev, via, metric=metric))
    assert by(world) == "q"
    why = {entry.text: str(entry.why) for entry in routing.look_up(world, "a", "10.9.9.9").asked}
    assert why["10.9.0.0/16 via 10.1.0.253 dev eth1 metric 7"] == "holds it too, but another route has a lower metric"
    world.delete(ROUTES, ("main", "10.9.0.0/16", 0, 0), "a")
    why = {entry.text: str(entry.why) for entry in routing.look_up(world, "a", "10.9.9.9").asked}
    assert why["10.9.0.0/16 via 10.1.0.252 dev eth1 metric 7"] == "holds it too, but another route stands before it"


def test_another_default_route_takes_the_place_of_one_whose_gateway_is_silent() -> None:
    world = two_ways()
    setup.add_route(world, "a", Route("main", "0.0.0.0/0", "eth1", "10.1.0.254"))
    assert by(world) == "r"
    links.set_up(world, "r", "eth0", up=False)
    world.delete(NEIGHBOURS, ("eth0", "10.0.0.254"), "a")
    assert ask(world, "a", "10.9.9.9").trace.error == "No route to host"
    assert by(world) == "q"
    why = {entry.text: str(entry.why) for entry in routing.look_up(world, "a", "10.9.9.9").asked}
    assert why["default via 10.0.0.254 dev eth0"] == "holds it too, but 10.0.0.254 does not answer"
