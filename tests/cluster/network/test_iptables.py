"""iptables rules: read, printed, put in, taken out, matched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.network.build import DOCKER0, card, container, network, node, pair
from tutorial.cluster.network import chains, conntrack, netfilter, sysctls
from tutorial.cluster.network.netfilter import Context
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.rules import RuleError, parse
from tutorial.cluster.network.rulewords import REJECTIONS, STATES, TYPES
from tutorial.cluster.network.tables import CHAINS, COUNTERS, Chain
from tutorial.cluster.world import World

PRINTED = [
    ("-A INPUT", "-A INPUT"),
    ("-A INPUT -j DROP", "-A INPUT -j DROP"),
    ("--append INPUT --jump DROP", "-A INPUT -j DROP"),
    ("-A FORWARD -p tcp --dport 9896 -j DROP", "-A FORWARD -p tcp -m tcp --dport 9896 -j DROP"),
    ("-A INPUT -p 6 --sport 1:2", "-A INPUT -p tcp -m tcp --sport 1:2"),
    ("-A INPUT -p tcp --dport 5:5", "-A INPUT -p tcp -m tcp --dport 5"),
    ("-A INPUT -p tcp --dport :80", "-A INPUT -p tcp -m tcp --dport 0:80"),
    ("-A INPUT -p tcp --dport 80:", "-A INPUT -p tcp -m tcp --dport 80:65535"),
    ("-A INPUT -s 10.1.2.3 -j DROP", "-A INPUT -s 10.1.2.3/32 -j DROP"),
    ("-A INPUT -s 10.1.2.3/8 -j DROP", "-A INPUT -s 10.0.0.0/8 -j DROP"),
    ("-A INPUT -s 0.0.0.0/0 -i + -p all -j DROP", "-A INPUT -j DROP"),
    ("-A INPUT ! -s 0.0.0.0/0 -j DROP", "-A INPUT ! -s 0.0.0.0/0 -j DROP"),
    (
        "-A FORWARD -o d-dcos -i docker0 -d 1.1.1.1 -s 2.2.2.2",
        "-A FORWARD -s 2.2.2.2/32 -d 1.1.1.1/32 -i docker0 -o d-dcos",
    ),
    ("-A INPUT -j REJECT", "-A INPUT -j REJECT --reject-with icmp-port-unreachable"),
    ("-A INPUT -j REJECT --reject-with tcp-rst", "-A INPUT -j REJECT --reject-with tcp-reset"),
    ("-A INPUT -m state --state NEW", "-A INPUT -m conntrack --ctstate NEW"),
    ("-A INPUT -m conntrack --ctstate established,related", "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED"),
    ("-A X -m conntrack --ctorigdst 11.1.1.1/32", "-A X -m conntrack --ctorigdst 11.1.1.1"),
    ('-A X -m comment --comment "a b"', '-A X -m comment --comment "a b"'),
    ("-A X -m comment --comment a-b", "-A X -m comment --comment a-b"),
    ("-A X -m addrtype --dst-type LOCAL -j DOCKER", "-A X -m addrtype --dst-type LOCAL -j DOCKER"),
    ("-A X -j DNAT --to-destination 1.2.3.4:80", "-A X -j DNAT --to-destination 1.2.3.4:80"),
    ("-A X -j REDIRECT --to-ports 8080", "-A X -j REDIRECT --to-ports 8080"),
    ("-A X -m ipvs --ipvs --vdir ORIGINAL --vmethod MASQ", "-A X -m ipvs --vdir ORIGINAL --vmethod MASQ"),
    ("-A X -m ipvs ! --ipvs", "-A X -m ipvs ! --ipvs"),
    ("-A X -m set ! --match-set overlay dst", "-A X -m set ! --match-set overlay dst"),
    ("-A X -p tcp -m multiport --dports 80,443", "-A X -p tcp -m multiport --dports 80,443"),
    ("-A X -m limit --limit 3/minute --limit-burst 7", "-A X -m limit --limit 3/min --limit-burst 7"),
    ("-A X -m limit --limit 10", "-A X -m limit --limit 10/sec"),
    ("-A X -m mark --mark 16/255", "-A X -m mark --mark 0x10/0xff"),
    ("-A X -j MARK --set-mark 1", "-A X -j MARK --set-xmark 0x1/0xffffffff"),
    ("-A X -j MARK --or-mark 4", "-A X -j MARK --set-xmark 0x4/0x4"),
    ("-A X -j MARK --and-mark 4", "-A X -j MARK --set-xmark 0x0/0xfffffffb"),
    ('-A X -j LOG --log-prefix "new: " --log-level info', '-A X -j LOG --log-prefix "new: " --log-level 6'),
]


@pytest.mark.parametrize(("typed", "printed"), PRINTED)
def test_a_rule_is_printed_as_iptables_prints_it(typed: str, printed: str) -> None:
    assert parse(typed).text == printed
    assert parse(printed).text == printed


REFUSED = [
    ("INPUT -j DROP", "a rule begins with -A"),
    ("-A", "ends too early"),
    ("-A INPUT -p", "ends too early"),
    ("-A INPUT --dport 80", "needs -m tcp or -m udp"),
    ("-A INPUT -p icmp --dport 80", "needs -m tcp or -m udp"),
    ("-A INPUT -m set --match-set overlay here -j DROP", "here is not src or dst"),
    ("-A INPUT -m string --string x -j DROP", "match string is not simulated"),
    ("-A INPUT -m limit --limit soon", "soon is not a rate"),
    ("-A INPUT -m limit --limit 3/century", "3/century is not a rate"),
    ("-A INPUT -m limit --limit 99999/sec", "faster than 10000/sec"),
    ("-A INPUT -m limit --limit-burst 3", "--limit-burst needs --limit"),
    ("-A INPUT -m limit ! --limit 3/min", "cannot be turned round"),
    ("-A INPUT -m mark --mark red", "red is not a number"),
    ("-A INPUT -m multiport --dports 80,x", "x is not a port"),
    ("-A INPUT -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", "more than 15 ports"),
    ("-A INPUT -j LOG --log-level loud", "loud is not a level"),
    ("-A INPUT -j MARK", "MARK needs --set-xmark"),
    ("-A X -j DNAT", "DNAT needs --to-destination"),
    ("-A X -j REDIRECT --to-ports 0", "0 is not a port"),
    ("-A POSTROUTING -m ipvs --ipvs --vdir SIDEWAYS -j MASQUERADE", "SIDEWAYS is not one of ORIGINAL, REPLY"),
    ("-A INPUT -j TEE", "target TEE is not simulated"),
    ("-A INPUT -j DROP -j DROP", "only one target"),
    ("-A INPUT -j DROP --to-source 1.1.1.1", "--to-source is not simulated"),
    ("-A INPUT ! -j DROP", "cannot be turned round"),
    ("-A INPUT -s 300.1.1.1", "not an address"),
    ("-A INPUT -s 1.1.1.1/33", "not an address"),
    ("-A INPUT -s 1.1.1.1/x", "not an address"),
    ("-A INPUT -p tcp --dport 80000", "not a port"),
    ("-A INPUT -p tcp --dport 9:8", "not a port"),
    ("-A INPUT -p sctp", "protocol sctp is not simulated"),
    ("-A INPUT -m conntrack --ctstate OLD", "OLD is not one of"),
    ("-A INPUT -m addrtype --dst-type HERE", "HERE is not one of"),
    ("-A X -j DNAT --to-destination 1.2.3.4-1.2.3.9", "takes one address"),
    ("-A X -j DNAT --to-destination 1.2.3.4:0", "takes one address"),
    ("-A X -j REJECT --reject-with kindness", "cannot answer with kindness"),
    ('-A X -m comment --comment "a', "quotation is not closed"),
]


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_a_rule_that_is_not_understood_says_what(typed: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        parse(typed)


prefixes = st.builds(
    lambda value, bits: f"{'.'.join(str(value >> shift & 255) for shift in (24, 16, 8, 0))}/{bits}",
    st.integers(0, 2**32 - 1),
    st.integers(1, 32),
)
conditions = st.one_of(
    st.builds("-s {}".format, prefixes),
    st.builds("-d {}".format, prefixes),
    st.builds("-i {}".format, st.sampled_from(["eth0", "docker0", "veth+"])),
    st.builds("-o {}".format, st.sampled_from(["eth0", "docker0", "veth+"])),
    st.builds("-m addrtype --dst-type {}".format, st.sampled_from(sorted(TYPES))),
    st.builds("-m conntrack --ctstate {}".format, st.lists(st.sampled_from(STATES), min_size=1).map(",".join)),
    st.builds("-p {} --dport {}".format, st.sampled_from(["tcp", "udp"]), st.integers(0, 65535)),
    st.builds("-m mark --mark {:#x}/{:#x}".format, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    st.builds("-m limit --limit {}/{}".format, st.integers(1, 99), st.sampled_from(["sec", "min", "hour", "day"])),
    st.builds("-m set {} --match-set {} {}".format, st.sampled_from(["", "!"]), st.just("s"), st.just("src,dst")),
    st.builds(
        lambda ports: f"-m multiport --dports {','.join(map(str, ports))}",
        st.lists(st.integers(0, 65535), min_size=1, max_size=15),
    ),
)
targets = st.one_of(
    st.sampled_from(["", "-j ACCEPT", "-j DROP", "-j RETURN"]),
    st.builds("-j REJECT --reject-with {}".format, st.sampled_from(sorted(REJECTIONS))),
    st.builds("-j MARK --set-mark {:#x}/{:#x}".format, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)),
    st.builds("-j LOG --log-level {}".format, st.integers(0, 7)),
)
rules = st.builds(
    lambda parts, target: f"-A INPUT {' '.join([*parts, target])}", st.lists(conditions, max_size=4), targets
)


@given(rules)
def test_a_printed_rule_says_the_same(text: str) -> None:
    parsed = parse(text)
    assert parse(parsed.text) == parsed


# Chains


def texts(world: World, table: str, name: str) -> list[str]:
    return [rule.text.removeprefix(f"-A {name} ") for rule in world[CHAINS, (table, name), "a"].rules]


def test_rules_are_appended_inserted_and_deleted_as_typed() -> None:
    world = pair()
    for line in ("-A INPUT -j ACCEPT", "-I INPUT -j DROP", "-I INPUT 2 -p udp -j DROP", "-I INPUT 4 -p icmp -j DROP"):
        chains.add(world, "a", "filter", line)
    assert texts(world, "filter", "INPUT") == ["-j DROP", "-p udp -j DROP", "-j ACCEPT", "-p icmp -j DROP"]
    chains.delete(world, "a", "filter", "-A INPUT -p 17 -j DROP")
    assert texts(world, "filter", "INPUT") == ["-j DROP", "-j ACCEPT", "-p icmp -j DROP"]


def test_a_rules_number_and_counter_are_its_own() -> None:
    world = pair()
    first = chains.add(world, "a", "filter", "-A INPUT -j ACCEPT")
    second = chains.add(world, "a", "filter", "-I INPUT -j DROP")
    assert (first.id, second.id) == (1, 2)
    world.put(COUNTERS, ("filter", "INPUT", 2), 7, "a")
    chains.delete(world, "a", "filter", "-A INPUT -j DROP")
    assert world.rows(COUNTERS, "a") == ()


WRONG = [
    ("security", "-A INPUT -j DROP", "table security is not simulated"),
    ("raw", "-A INPUT -j DROP", "No chain/target/match by that name"),
    ("filter", "-A INPUT -m set --match-set none src -j DROP", "Set none doesn't exist"),
    ("filter", "-A NOWHERE -j DROP", "No chain/target/match by that name"),
    ("filter", "-A INPUT -j NOWHERE", "No chain/target/match by that name"),
    ("filter", "-A INPUT -j FORWARD", "No chain/target/match by that name"),
    ("filter", "-I INPUT 2 -j DROP", "Index of insertion too big"),
    ("filter", "-A OWN -j OWN", "Too many levels"),
    ("filter", "-A INPUT -j MASQUERADE", "only valid in table nat"),
    ("nat", "-A PREROUTING -j REJECT", "only valid in table filter"),
    ("nat", "-A POSTROUTING -j DNAT --to-destination 1.1.1.1", "only valid in table nat, PREROUTING and OUTPUT"),
    ("nat", '-I OUTPUT -m comment --comment "a', "quotation is not closed"),
]


@pytest.mark.parametrize(("table", "line", "words"), WRONG)
def test_a_rule_that_a_table_cannot_hold_is_refused_and_changes_nothing(table: str, line: str, words: str) -> None:
    world = pair()
    chains.set_policy(world, "a", "filter", "OWN", "-")
    before = world.rows(CHAINS, "a")
    with pytest.raises(RuleError, match=words):
        chains.add(world, "a", table, line)
    kept = [(key, chain) for key, chain in world.rows(CHAINS, "a") if (key, chain) in before or chain.rules]
    assert kept == list(before)


def test_a_circle_of_chains_is_refused() -> None:
    world = pair()
    chains.load(world, "a", "filter", [":ONE -", ":TWO -", ":THREE -", "-A ONE -j TWO", "-A TWO -j THREE"])
    with pytest.raises(RuleError, match="Too many levels"):
        chains.add(world, "a", "filter", "-A THREE -j ONE")


def test_deleting_what_is_not_there_is_refused() -> None:
    with pytest.raises(RuleError, match="Bad rule"):
        chains.delete(pair(a={"iptables": {"filter": ["-A INPUT -j DROP"]}}), "a", "filter", "-A INPUT -j ACCEPT")


@pytest.mark.parametrize(("name", "policy"), [("INPUT", "-"), ("INPUT", "REJECT"), ("OWN", "DROP")])
def test_a_policy_belongs_to_a_hook(name: str, policy: str) -> None:
    with pytest.raises(RuleError, match="cannot have policy"):
        chains.set_policy(pair(), "a", "filter", name, policy)


def test_the_nat_table_and_rules_on_connections_switch_tracking_on() -> None:
    for table, line in (("nat", ":DOCKER -"), ("filter", "-A INPUT -m conntrack --ctstate NEW -j DROP")):
        world = pair()
        assert not conntrack.is_on(world, "a")
        chains.load(world, "a", table, [line])
        assert conntrack.is_on(world, "a")


# Matching

SYN = Packet("syn", "tcp", "10.0.0.1", 40_000, "10.0.0.2", 80)


def decided(world: World, hook: str, packet: Packet, incoming: str = "eth0", outgoing: str = "") -> str:
    """The target that decides, with its chain: `INPUT DROP`."""
    seen = conntrack.look_up(world, "b", packet)
    verdict = netfilter.traverse(Context(world, "b", incoming, outgoing, seen), "filter", hook, packet)
    assert verdict is not None
    return f"{verdict.chain} {verdict.target}"


MATCHES = [
    ("-s 10.0.0.0/24", True),
    ("-s 10.0.0.1", True),
    ("! -s 10.0.0.1", False),
    ("-d 10.0.0.3", False),
    ("-i eth0", True),
    ("-i eth+", True),
    ("! -i eth0", False),
    ("-i docker0", False),
    ("-o eth0", False),
    ("-p tcp", True),
    ("-p udp", False),
    ("-p tcp --dport 80", True),
    ("-p tcp --dport 79:81", True),
    ("-p tcp --dport 81:", False),
    ("-p tcp --sport 40000", True),
    ("-m addrtype --dst-type LOCAL", True),
    ("-m addrtype --src-type LOCAL", False),
    ("-m addrtype --src-type UNICAST", True),
    ("-m conntrack --ctstate NEW", True),
    ("-m conntrack --ctstate ESTABLISHED", False),
    ("-m conntrack --ctorigdst 10.0.0.2", True),
    ("-m conntrack --ctorigsrc 10.0.0.2", False),
    ("-m conntrack --ctorigdstport 80", True),
    ("-m comment --comment x", True),
    ("-s 10.0.0.1 -p tcp --dport 81", False),
    ("", True),
]


@pytest.mark.parametrize(("condition", "holds"), MATCHES)
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    world = pair(b={"iptables": {"filter": [f"-A INPUT {condition} -j DROP"]}})
    sysctls.put(world, "b", sysctls.CONNTRACK, "1")
    assert decided(world, "INPUT", SYN) == ("INPUT DROP" if holds else "INPUT ACCEPT")


def test_jumps_and_returns_go_on_behind_where_they_came_from() -> None:
    lines = [
        ":ONE -",
        ":TWO -",
        "-A INPUT -j ONE",
        "-A INPUT -p udp -j ACCEPT",
        "-A INPUT -j DROP",
        "-A ONE -j TWO",
        "-A ONE -s 10.0.0.9 -j ACCEPT",
        "-A TWO -p tcp -j RETURN",
        "-A TWO -j ACCEPT",
    ]
    world = pair(b={"iptables": {"filter": lines}})
    seen = conntrack.look_up(world, "b", SYN)
    verdict = netfilter.traverse(Context(world, "b", "eth0", "", seen), "filter", "INPUT", SYN)
    assert verdict is not None
    assert [(asked.text, asked.matched) for asked in verdict.asked] == [
        ("-A INPUT -j ONE", True),
        ("-A ONE -j TWO", True),
        ("-A TWO -p tcp -j RETURN", True),
        ("-A ONE -s 10.0.0.9/32 -j ACCEPT", False),
        ("-A INPUT -p udp -j ACCEPT", False),
        ("-A INPUT -j DROP", True),
    ]
    counted = [("filter", "INPUT", 1), ("filter", "INPUT", 3), ("filter", "ONE", 1), ("filter", "TWO", 1)]
    assert world.rows(COUNTERS, "b") == tuple((key, 1) for key in counted)
    assert str(verdict.asked[3].why) == "the packet is not from 10.0.0.9/32"
    assert verdict.asked[0].element == "rule:b/filter/INPUT/1"


def test_without_a_decision_the_policy_decides_and_counts() -> None:
    world = pair(b={"iptables": {"filter": [":INPUT DROP", "-A INPUT -p udp -j ACCEPT"]}})
    verdict = netfilter.traverse(Context(world, "b", "eth0", "", conntrack.NOTHING), "filter", "INPUT", SYN)
    assert verdict is not None
    assert (verdict.target, verdict.rule) == ("DROP", None)
    assert world.rows(COUNTERS, "b") == ((("filter", "INPUT", 0), 1),)
    assert verdict.asked[-1].text == "-P INPUT DROP"


def test_a_host_without_the_table_is_not_asked() -> None:
    assert netfilter.traverse(Context(pair(), "b", "eth0", "", conntrack.NOTHING), "nat", "INPUT", SYN) is None


def test_the_rules_of_dockers_host_say_themselves_again() -> None:
    port, inside = container(2)
    lines = [":DOCKER -", "-A DOCKER -i docker0 -j RETURN", "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER"]
    world = network(node("h", card("10.0.0.2/24"), DOCKER0, port, iptables={"nat": lines}), inside)
    chain = world[CHAINS, ("nat", "DOCKER"), "h"]
    assert chain == Chain("nat", "DOCKER", "", chain.rules)
    assert [rule.text for rule in chain.rules] == lines[1:2]
