"""ip, ss, iptables, bridge and conntrack in host mode: what they print, what they link to, what they refuse and how."""

import re

import pytest

from tests.build import article_attempt, typed
from tests.cluster.network.build import bridged, card, network, node
from tests.shell.build import Typist
from tutorial.attempt import Attempt, Line
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.network import chains, setup, sockets
from tutorial.cluster.network.show import iptables
from tutorial.cluster.network.show import sockets as show_sockets
from tutorial.cluster.network.tables import Route
from tutorial.cluster.world import World

APP = "172.16.9.84:16327"


@pytest.fixture(scope="module")
def attempt() -> Attempt:
    """The article's app in host mode, asked once by the master."""
    made = article_attempt()
    typed(made, "dcos marathon app add httpi_host.json")
    typed(made, f"curl -s http://{APP}", "master")
    return made


def out(attempt: Attempt, text: str, where: str = "S1") -> str:
    return typed(attempt, text, where).text("stdout")


def links(line: Line) -> dict[str, str]:
    return {span.text: span.element for _, spans in line.output for span in spans if span.element is not None}


def on(world: World, name: str = "h", user: str = "root", *, tty: bool = False) -> Typist:
    """A shell on a host of a small network."""
    world.put(HOSTS, name, Host(name, name, "agent", ""))
    return Typist(world, name, user, tty=tty)


# What stands there in host mode


def test_the_agent_of_a_task_in_host_mode_has_its_card_and_the_tasks_socket(attempt: Attempt) -> None:
    assert out(attempt, "ip -br addr") == (
        "lo               UNKNOWN        127.0.0.1/8 ::1/128 \neth0             UP             172.16.9.84/16 \n"
        "docker0          DOWN           172.17.0.1/16 \n"
        "minuteman        UNKNOWN        \n"
        "spartan          UNKNOWN        198.51.100.1/32 198.51.100.2/32 198.51.100.3/32 \n"
        "vtep1024         UNKNOWN        44.128.0.6/20 \n"
        "d-dcos           DOWN           9.0.5.129/25 \n"
    )
    assert out(attempt, "ip route | grep -v vtep1024") == (
        "default via 172.16.0.1 dev eth0 \n"
        "9.0.5.128/25 dev d-dcos proto kernel scope link src 9.0.5.129 linkdown \n"
        "172.16.0.0/16 dev eth0 proto kernel scope link src 172.16.9.84 \n"
        "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown \n"
    )
    assert re.fullmatch(
        r"State +Recv-Q Send-Q Local Address:Port +Peer Address:PortProcess\n"
        r'LISTEN 0      4096               \*:16327            \*:\*    users:\(\("httpi",pid=\d+,fd=3\)\)\n',
        out(attempt, "ss -tlnp | cat"),
    )


def test_the_neighbour_that_asked_is_known_and_the_answered_connection_waits_on_the_other_side(
    attempt: Attempt,
) -> None:
    assert re.fullmatch(
        r"172\.16\.9\.10 lladdr 0e:00:ac:10:09:0a (REACHABLE|STALE) \n", out(attempt, "ip neigh show dev eth0")
    )
    waiting = out(attempt, "ss -tan state time-wait | cat", "master").splitlines()
    assert [words.split()[-1] for words in waiting[1:]] == [APP]
    assert "TIME-WAIT" not in out(attempt, "ss -tan")


def test_a_node_prints_the_hooks_with_their_policies_and_the_rule_of_dcos_net(attempt: Attempt) -> None:
    policies = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n"
    assert out(attempt, "iptables -S", "master") == policies + "-A FORWARD -j ACCEPT\n"
    assert out(attempt, "iptables -S").startswith(policies.replace("FORWARD ACCEPT", "FORWARD DROP"))
    assert out(attempt, "iptables -S FORWARD").endswith("\n-A FORWARD -j ACCEPT\n")
    assert out(attempt, "iptables -t nat -S").count("-P ") == 4
    assert out(attempt, "iptables -nL INPUT") == (
        "Chain INPUT (policy ACCEPT)\ntarget     prot opt source               destination         \n"
    )


def test_words_of_the_tools_name_elements(attempt: Attempt) -> None:
    shown = links(typed(attempt, "ip addr; ip route; ip neigh; ss -tln", "S1"))
    assert shown["eth0"] == "link:S1/eth0"
    assert shown["172.16.9.84/16"] == "address:S1/eth0/172.16.9.84"
    assert shown["default"] == "route:S1/main/0.0.0.0/0/eth0/172.16.0.1"
    assert shown["172.16.0.1"] == "host:router"
    assert shown["172.16.9.10"] == "neighbour:S1/eth0/172.16.9.10"
    assert shown["16327"] == "socket:S1/tcp/16327"


# ss on a terminal, and its filter

WIDE = """\
State        Recv-Q        Send-Q               Local Address:Port                Peer Address:Port       Process       
LISTEN       0             4096                     127.0.0.1:5050                     0.0.0.0:*                        
LISTEN       0             4096                             *:16327                          *:*                        
"""  # noqa: W291 (printed by iproute2 6.1 on a terminal of 120 columns)


def listening(*, tty: bool) -> Typist:
    world = network(node("h"))
    for address, port, program in (("127.0.0.1", 5050, "marathon"), (sockets.ANY, 16327, "httpi")):
        sockets.listen(world, "h", "tcp", address, port, pid=port, program=program)
    return on(world, tty=tty)


def test_on_a_terminal_the_columns_share_its_width() -> None:
    assert listening(tty=True).type("ss -tln").stdout == WIDE


def test_a_user_does_not_see_whose_sockets_they_are() -> None:
    world = listening(tty=False).world
    assert "users:" in on(world).type("ss -tlnp").stdout
    assert "users:" not in on(world, user="centos").type("ss -tlnp").stdout


FILTERS = [
    ("sport = :5050", [5050]),
    ("sport == 16327", [16327]),
    ("sport != :5050", [16327]),
    ("sport gt 5050", [16327]),
    ("src 127.0.0.1", [5050]),
    ("src 127.0.0.0/8:5050", [5050]),
    ("sport = :1 or sport = :5050", [5050]),
    ("not sport = :5050", [16327]),
    ("'(' sport = :5050 or sport = :16327 ')' and src 127.0.0.1", [5050]),
    ("sport = :5050 src 127.0.0.1", [5050]),
    ("dport = :80", []),
    ("state established", []),
    ("exclude closed sport = :5050", [5050]),
]


@pytest.mark.parametrize(("condition", "ports"), FILTERS)
def test_the_filter_of_ss(condition: str, ports: list[int]) -> None:
    shown = listening(tty=False).type(f"ss -tlnH {condition}")
    assert [int(found) for found in re.findall(r":(\d+) ", shown.stdout)] == ports, shown.stderr


# Routes

ROUTES = [
    ("ip route show dev eth0", "default via 10.0.0.1 \n10.0.0.0/24 proto kernel scope link src 10.0.0.2 \n"),
    ("ip route show 10.0.0.0/24", "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n"),
    ("ip route show match 10.0.0.5", None),
    ("ip route show root 10.0.0.0/8", "10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n"),
    ("ip route list default", "default via 10.0.0.1 dev eth0 \n"),
    ("ip r s t 254", None),
    ("ip ro sh table 255 dev eth0", ("local 10.0.0.2 proto kernel scope host src 10.0.0.2 \n"
     "broadcast 10.0.0.255 proto kernel scope link src 10.0.0.2 \n")),
    ("ip route show table all dev lo", ("local 127.0.0.0/8 table local proto kernel scope host src 127.0.0.1 \n"
     "local 127.0.0.1 table local proto kernel scope host src 127.0.0.1 \n"
     "broadcast 127.255.255.255 table local proto kernel scope link src 127.0.0.1 \n")),
    ("ip route get 8.8.8.8", "8.8.8.8 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0 \n    cache \n"),
    ("ip route get 8.8.8.8 from 10.0.0.2", "8.8.8.8 from 10.0.0.2 via 10.0.0.1 dev eth0 uid 0 \n    cache \n"),
    ("ip route get 127.0.0.1", "local 127.0.0.1 dev lo src 127.0.0.1 uid 0 \n    cache <local> \n"),
    ("ip -o -4 addr show eth0", ("2: eth0    inet 10.0.0.2/24 brd 10.0.0.255 scope global eth0"
     "\\       valid_lft forever preferred_lft forever\n")),
]  # fmt: skip
"""Printed by iproute2 6.1 in a namespace of the same devices and routes."""
BOTH = "default via 10.0.0.1 dev eth0 \n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 \n"


def routed() -> Typist:
    card = {"name": "eth0", "type": "veth", "peer_ns": "lan", "peer": "p", "mac": "0e:00:0a:00:00:02"}
    return on(network(node("h", {**card, "addrs": ["10.0.0.2/24"]}, via="10.0.0.1")))


@pytest.mark.parametrize(("text", "printed"), ROUTES)
def test_ip_shows_what_is_asked_for(text: str, printed: str | None) -> None:
    text = text.replace(" s t ", " s table ")
    assert routed().type(text).stdout == (BOTH if printed is None else printed)


def test_a_route_by_a_device_without_carrier_says_so() -> None:
    world = network(node("h", {"name": "br0", "type": "bridge", "mac": "02:00:00:00:00:01", "addrs": ["10.1.0.1/16"]}))
    setup.add_route(world, "h", Route("main", "10.9.0.0/16", "br0"))
    assert on(world).type("ip route").stdout == (
        "10.1.0.0/16 dev br0 proto kernel scope link src 10.1.0.1 linkdown \n10.9.0.0/16 dev br0 scope link linkdown \n"
    )


# What is refused

REFUSALS = [
    # Printed by iproute2 6.1
    ("ip foo", 1, 'Object "foo" is unknown, try "ip help".\n'),
    ("ip -z addr", 255, 'Option "-z" is unknown, try "ip -help".\n'),
    ("ip addr show dev", 255, 'Command line is not complete. Try option "help"\n'),
    ("ip addr nope", 255, 'Command "nope" is unknown, try "ip address help".\n'),
    ("ip addr show nope", 1, 'Device "nope" does not exist.\n'),
    ("ip addr show dev lo dev lo", 255, 'Error: either "dev" is duplicate, or "lo" is a garbage.\n'),
    ("ip route show table foo", 255, 'Error: argument "foo" is wrong: table id value is invalid\n\n'),
    ("ip route show table 77", 2, "Error: ipv4: FIB table does not exist.\nDump terminated\n"),
    ("ip route show lo", 1, 'Error: any valid prefix is expected rather than "lo".\n'),
    ("ip route show dev nope", 1, 'Cannot find device "nope"\n'),
    ("ip route get", 1, "need at least a destination address\n"),
    ("ip route get nope", 1, 'Error: any valid prefix is expected rather than "nope".\n'),
    ("ip route get 8.8.8.8 from x", 1, 'Error: inet prefix is expected rather than "x".\n'),
    ("ip route get 8.8.8.8 from 9.9.9.9", 2, "RTNETLINK answers: Network is unreachable\n"),
    ("ip route get 8.8.8.8 from 9.9.9.9 iif eth0", 2, "RTNETLINK answers: No route to host\n"),
    ("ip neigh show dev nope", 1, 'Cannot find device "nope"\n'),
    ("bridge foo", 255, 'Object "foo" is unknown, try "bridge help".\n'),
    ("bridge link show dev nope", 255, 'Cannot find device "nope"\n'),
    ("bridge fdb show br nope", 255, 'Cannot find bridge device "nope"\n'),
    ("ss -tan state foo", 255, "ss: wrong state name: foo\n"),
    ("ss -tln sport = :foo", 1, 'Error: "foo" does not look like a port.\nCannot parse dst/src address.\n'),
    ("ss foo", 1, 'Error: an inet prefix is expected rather than "foo".\nCannot parse dst/src address.\n'),
    # iptables 1.4.21, and contracts, section 0
    ("iptables -L NOPE", 1, "iptables: No chain/target/match by that name.\n"),
    ("iptables -t nope -L", 3, ("iptables v1.4.21: can't initialize iptables table `nope': Table does not exist "
     "(do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n")),
    ("iptables -n", 2, ("iptables v1.4.21: no command specified\n"
     "Try `iptables -h' or 'iptables --help' for more information.\n")),
    ("iptables -L -y", 2, ('iptables v1.4.21: unknown option "-y"\n'
     "Try `iptables -h' or 'iptables --help' for more information.\n")),
    # what only the real tools can do
    ("ip netns add x", 2, "ip: netns is not supported here yet; supported: address link neighbour route rule\n"),
    ("ip -h link", 2, "ip: option -h is not supported here; supported: -4 -6 -br -c -d -f -j -o -p -s -V\n"),
    ("ip link set eth0 promisc on", 2, "ip link set: promisc is not supported here yet; supported: up down mtu\n"),
    ("ip route show tos 1", 2, ("ip route: tos is not supported here yet; "
     "supported: table dev via proto scope type src exact PREFIX\n")),
    ("iptables -t security -L", 2,
     "iptables: table security is not supported here; supported: raw mangle filter nat\n"),
    ("bridge mdb", 2, "bridge: mdb is not supported here yet; supported: link fdb vlan\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "words"), REFUSALS)
def test_a_refusal_has_the_tools_own_words(text: str, code: int, words: str) -> None:
    shown = routed().type(text)
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", words, code)


@pytest.mark.parametrize(("text", "first"), [
    ("ss -y", "ss: invalid option -- 'y'"),
    ("ss --nope", "ss: unrecognized option '--nope'"),
    ("ss -tln sport =", 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.'),
])  # fmt: skip
def test_ss_shows_its_usage_with_a_complaint(text: str, first: str) -> None:
    shown = routed().type(text)
    assert (shown.exit_code, shown.stdout) == (255, "")
    assert shown.stderr.startswith(f"{first}\nUsage: ss ")


def test_only_root_looks_at_rules_and_tracked_connections() -> None:
    typist = on(bridged(), user="centos")
    assert typist.type("iptables -L").stderr.startswith("iptables v1.4.21: can't initialize iptables table `filter': ")
    assert typist.type("conntrack -L").stderr.endswith("Operation not permitted\n")
    assert typist.type("sudo iptables -S").exit_code == 0


# Rules

RULES = (
    "-A INPUT -i eth+ -p tcp -m tcp --sport 1000:2000 -m comment --comment \"a b\" -j REJECT --reject-with tcp-reset",
    "-A INPUT ! -s 10.0.0.0/8 -m conntrack ! --ctstate NEW -j RETURN",
    "-A INPUT",
    "-A INPUT -p udp -m udp ! --dport 53",
)  # fmt: skip
LISTED = """\
Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
num   pkts bytes target     prot opt in     out     source               destination         
1        0     0 REJECT     tcp  --  eth+   *       0.0.0.0/0            0.0.0.0/0            tcp spts:1000:2000 /* a b */ reject-with tcp-reset
2        0     0 RETURN     all  --  *      *      !10.0.0.0/8           0.0.0.0/0            ! ctstate NEW
3        0     0            all  --  *      *       0.0.0.0/0            0.0.0.0/0           
4        0     0            udp  --  *      *       0.0.0.0/0            0.0.0.0/0            udp dpt:!53
"""  # noqa: E501, W291 (as iptables lays it out)


def ruled() -> Typist:
    world = bridged()
    for rule in RULES:
        chains.add(world, "h", "filter", rule)
    return on(world)


def test_every_kind_of_condition_is_listed() -> None:
    assert ruled().type("iptables -vnL INPUT --line-numbers").stdout == LISTED
    assert ruled().type("iptables -S INPUT 2").stdout == f"{RULES[1]}\n"
    assert " ".join(ruled().type("iptables -L INPUT 4 -n").stdout.split()) == "udp -- 0.0.0.0/0 0.0.0.0/0 udp dpt:!53"


def test_every_table_that_packets_meet_is_shown() -> None:
    world = bridged()
    chains.add(world, "h", "mangle", "-A PREROUTING -i eth0 -j MARK --set-mark 7")
    chains.add(world, "h", "raw", "-A PREROUTING -s 10.9.9.9 -j DROP")
    assert on(world).type("iptables -t mangle -S").stdout.splitlines() == [
        *(f"-P {hook} ACCEPT" for hook in ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")),
        "-A PREROUTING -i eth0 -j MARK --set-xmark 0x7/0xffffffff",
    ]
    shown = on(world).type("iptables -t raw -nL PREROUTING").stdout.splitlines()[-1]
    assert shown == "DROP       all  --  10.9.9.9             0.0.0.0/0           "


def test_names_stand_for_numbers_without_n() -> None:
    shown = on(bridged()).type("iptables -t nat -L PREROUTING").stdout
    assert "DNAT       tcp  --  anywhere             anywhere             ADDRTYPE match dst-type LOCAL tcp dpt:8080 to:172.17.0.2:80" in shown  # fmt: skip  # noqa: E501


def asked_twice() -> World:
    """a has asked for the first container behind h's port 8080 two times."""
    world = bridged()
    for _ in range(2):
        on(world, "a").type("curl -s http://10.0.0.2:8080")
    return world


def test_counters_grow_with_each_connection_that_matches() -> None:
    world = asked_twice()
    typist = on(world)
    assert typist.type("iptables -t nat -vS PREROUTING").stdout.splitlines()[-1].count(" -c 2 120 -j DNAT ") == 1
    assert typist.type("iptables -t nat -vnL PREROUTING").stdout.splitlines()[-1].startswith("    2   120 DNAT ")


@pytest.mark.parametrize(("packets", "shown"), [(99_999, "99999"), (100_000, " 100K"), (10_000_000, "  10M")])
def test_large_counts_are_rounded(packets: int, shown: str) -> None:
    assert iptables._short(packets) == shown


# Bridges and containers


def test_bridge_link_has_the_articles_form() -> None:
    ports = on(bridged()).type("bridge li").stdout.splitlines()
    assert ports[0] == (
        "4: veth2 state UP @(null): <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master docker0 state forwarding "
        "priority 32 cost 2 "
    )


def test_conntrack_counts_and_filters() -> None:
    world = asked_twice()
    typist = on(world)
    assert typist.type("conntrack -C").stdout == "2\n"
    shown = typist.type("conntrack -L -p tcp --dport 8080")
    assert shown.stdout.count("TIME_WAIT src=10.0.0.1 dst=10.0.0.2 ") == 2
    assert shown.stderr == "conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.\n"
    assert typist.type("conntrack -L -p tcp --dport 80").stdout == ""


TIMERS = {
    59_999: "59sec",
    9_500: "9.500ms",
    1_000: "1sec",
    47: "047ms",
    0: "",
    61_000: "1min1sec",
    119 * 60_000: "119min",
}
"""print_ms_timer of ss.c (iproute2 6.1)."""


@pytest.mark.parametrize("left", TIMERS)
def test_a_timer_is_told_as_ss_does(left: int) -> None:
    assert show_sockets.duration(left) == TIMERS[left]


def test_ss_tells_timers_and_chooses_by_kind() -> None:
    typist = on(network(node("h", card("10.0.0.2/24"), listens=80)))
    assert typist.type("curl -s http://10.0.0.2 >/dev/null").exit_code == 0
    assert "timer:(timewait,1min,0)" in typist.type("ss -tano").stdout
    assert "timer:" not in typist.type("ss -tan").stdout
    for same, other in (
        ("-A tcp -an", "-tan"),
        ("-A tcp,udp -an", "-an"),
        ("-f inet -tan", "-4tan"),
        ("-O -tan", "-tan"),
    ):
        assert typist.type(f"ss {same}").stdout == typist.type(f"ss {other}").stdout
    assert typist.type("ss -A unix").exit_code == 2
