"""iptables' extensions and the tables raw and mangle: what they match, what they do, where they are asked."""

import pytest

from tests.cluster.network.build import ask, bridged, pair, routed
from tutorial.cluster.network import chains, kernellog
from tutorial.cluster.network.ipsets import IPSETS, MEMBERS, IpSet, Member, scope
from tutorial.cluster.network.show import iptables as show
from tutorial.cluster.network.show.iptables import Look
from tutorial.cluster.network.tables import COUNTERS
from tutorial.cluster.network.trace import Disposition
from tutorial.cluster.world import World

B = "10.0.0.2:80"


def passes(world: World, *rules: str, table: str = "filter") -> bool:
    """Whether b (10.0.0.2) still answers a (10.0.0.1) with these rules, of which the last one drops."""
    for rule in rules:
        chains.add(world, "b", table, rule)
    return ask(world, "a", B, connect_timeout_ms=500).response is not None


@pytest.mark.parametrize(
    ("condition", "matches"),
    [
        ("-p tcp -m multiport --dports 22,80", True),
        ("-p tcp -m multiport --dports 22,1000:2000", False),
        ("-p tcp -m multiport --ports 80", True),
        ("-p tcp -m multiport --sports 32768:61000", True),
        ("-p tcp -m multiport ! --dports 22", True),
        ("-m mark --mark 0", True),
        ("-m mark --mark 1", False),
    ],
)
def test_a_condition_matches_or_not(condition: str, matches: bool) -> None:
    assert passes(pair(), f"-A INPUT {condition} -j DROP") is not matches


HOOKS = [
    ("raw", "PREROUTING", True),
    ("mangle", "PREROUTING", True),
    ("mangle", "INPUT", True),
    ("mangle", "FORWARD", False),
    ("mangle", "OUTPUT", True),
    ("mangle", "POSTROUTING", True),
    ("raw", "OUTPUT", True),
]


@pytest.mark.parametrize(("table", "hook", "asked"), HOOKS)
def test_a_host_asks_raw_and_mangle_at_their_hooks(table: str, hook: str, asked: bool) -> None:
    assert passes(pair(), f"-A {hook} -p tcp -j DROP", table=table) is not asked


def test_a_router_asks_mangle_forward_and_postrouting() -> None:
    for hook in ("FORWARD", "POSTROUTING"):
        world = routed()
        chains.add(world, "r", "mangle", f"-A {hook} -j DROP")
        assert ask(world, "a", "10.0.1.2:80", connect_timeout_ms=500).trace.disposition is Disposition.DROPPED


def test_lo_is_asked_too() -> None:
    world = pair()
    chains.add(world, "b", "raw", "-A PREROUTING -i lo -j DROP")
    assert ask(world, "b", B, connect_timeout_ms=500).response is None


def test_a_mark_is_kept_from_prerouting_to_input_and_rules_go_on_behind_it() -> None:
    world = pair()
    chains.add(world, "b", "mangle", "-A PREROUTING -p tcp -j MARK --set-mark 0x10/0xf0")
    chains.add(world, "b", "mangle", "-A PREROUTING -p tcp -j MARK --or-mark 1")
    assert not passes(world, "-A INPUT -m mark --mark 0x11 -j DROP")
    assert world[COUNTERS, ("mangle", "PREROUTING", 2), "b"] == 1


def test_a_mark_does_not_cross_to_another_namespace() -> None:
    world = pair()
    chains.add(world, "a", "mangle", "-A OUTPUT -j MARK --set-mark 7")
    assert passes(world, "-A INPUT -m mark --mark 7 -j DROP")


def test_a_limit_lets_a_burst_pass_and_then_as_many_as_its_rate() -> None:
    world = pair()
    chains.add(world, "b", "filter", "-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT")
    chains.add(world, "b", "filter", "-A INPUT -p tcp -m limit --limit 6/min --limit-burst 2 -j ACCEPT")
    chains.add(world, "b", "filter", "-A INPUT -p tcp -j REJECT")
    answered = [ask(world, "a", B).response is not None for _ in range(3)]
    assert answered == [True, True, False]
    world.set_now(world.now_ms + 9_999)
    assert ask(world, "a", B).response is None
    world.set_now(world.now_ms + 1)
    assert [ask(world, "a", B).response is not None for _ in range(2)] == [True, False]


def with_set(kind: str, *members: Member) -> World:
    world = pair()
    world.put(IPSETS, "s", IpSet("s", kind), "b")
    for member in members:
        world.put(MEMBERS, member.value, member, scope("b", "s"))
    return world


@pytest.mark.parametrize(
    ("kind", "members", "sides", "matches"),
    [
        ("hash:ip", [Member("10.0.0.1")], "src", True),
        ("hash:ip", [Member("10.0.0.1")], "dst", False),
        ("hash:ip,port", [Member("10.0.0.2,tcp:80")], "dst,dst", True),
        ("hash:ip,port", [Member("10.0.0.2,udp:80")], "dst,dst", False),
        ("hash:net", [Member("0.0.0.0/1"), Member("10.0.0.0/8", nomatch=True)], "dst", False),
        ("hash:net", [Member("0.0.0.0/1"), Member("10.0.0.0/8", nomatch=True), Member("10.0.0.2/32")], "dst", True),
    ],
)
def test_a_set_holds_a_packet_or_not(kind: str, members: list[Member], sides: str, matches: bool) -> None:
    world = with_set(kind, *members)
    assert passes(world, f"-A INPUT -p tcp -m set --match-set s {sides} -j DROP") is not matches


def test_redirect_leads_to_a_port_of_this_host() -> None:
    world = pair()
    chains.add(world, "b", "nat", "-A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 80")
    assert ask(world, "a", "10.0.0.2:8080").response is not None
    chains.add(world, "b", "nat", "-A OUTPUT -p tcp --dport 8080 -j REDIRECT --to-ports 80")
    fetched = ask(world, "b", "10.0.0.1:8080")
    assert fetched.response is not None
    assert fetched.trace.legs[0].request_steps[-1].after.destination == "127.0.0.1"


def test_log_writes_a_line_and_the_next_rule_is_asked() -> None:
    world = pair()
    assert not passes(world, '-A INPUT -p tcp -j LOG --log-prefix "in: "', "-A INPUT -p tcp -j DROP")
    [line] = world.values(kernellog.LOG, "b")
    assert line.text.startswith(
        "in: IN=eth0 OUT= MAC=0e:00:0a:00:00:02:0e:00:0a:00:00:01:08:00 SRC=10.0.0.1 DST=10.0.0.2"
    )
    assert line.text.endswith("DPT=80 WINDOW=64240 RES=0x00 SYN URGP=0")


def test_the_log_is_a_ring() -> None:
    world = pair()
    for number in range(kernellog.MOST_LINES + 5):
        kernellog.write(world, "b", str(number))
    texts = [line.text for line in world.values(kernellog.LOG, "b")]
    assert texts == [str(number) for number in range(5, kernellog.MOST_LINES + 5)]


def test_bridged_frames_ask_mangle_where_bridges_ask_iptables() -> None:
    world = bridged(h={"sysctls": {"net.bridge.bridge-nf-call-iptables": "1"}})
    chains.add(world, "h", "mangle", "-A FORWARD -p tcp -j DROP")
    assert ask(world, "h/c2", "172.17.0.3:80", connect_timeout_ms=500).response is None


LISTED = [
    ("-A INPUT -p tcp -m multiport --dports 22,80 -j DROP", "multiport dports 22,80"),
    ("-A INPUT -m limit --limit 3/min -j ACCEPT", "limit: avg 3/min burst 5"),
    ("-A INPUT -m mark --mark 1 -j ACCEPT", "mark match 0x1"),
    ("-A INPUT -m ipvs --ipvs --vdir ORIGINAL --vmethod MASQ -j ACCEPT", "vdir ORIGINAL vmethod MASQ"),
    ('-A INPUT -j LOG --log-prefix "in: "', 'LOG flags 0 level 4 prefix "in: "'),
    ("-A INPUT -j MARK --set-mark 1", "MARK set 0x1"),
    ("-A INPUT -j MARK --and-mark 1", "MARK and 0x1"),
    ("-A INPUT -j MARK --or-mark 1", "MARK or 0x1"),
]


@pytest.mark.parametrize(("rule", "end"), LISTED)
def test_a_rule_is_listed_as_iptables_lists_it(rule: str, end: str) -> None:
    world = pair()
    chains.add(world, "b", "filter", rule)
    [line] = show.listing(world, "b", "filter", Look(numeric=True), name="INPUT", number=1)
    assert "".join(span.text for span in line).rstrip().endswith(end)
