"""`ip` and `sysctl` as tools that change something: the answers of a recorded session with the real ones (iproute2 6.1,
procps 4, Linux 6), what stands afterwards, and what becomes of packets."""

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import FILES, no_tool
from tests.shell.build import Typist, world
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.cluster.network import setup
from tutorial.cluster.network.tables import LINKS, NEIGHBOURS, Link, Namespace
from tutorial.play import Typed, type_line

SESSION: tuple[tuple[str, str, int], ...] = (
    ("ip link set d0", "", 0),
    ("ip link set", 'Not enough information: "dev" argument is required.', 255),
    ("ip link set nope up", 'Cannot find device "nope"', 1),
    ("ip link set d0 foo", 'Error: either "dev" is duplicate, or "foo" is a garbage.', 255),
    ("ip link set dev d0 up", "", 0),
    ("ip link set d0 mtu", 'Command line is not complete. Try option "help"', 255),
    ("ip link set d0 mtu x", 'Error: argument "x" is wrong: Invalid "mtu" value\n', 255),
    ("ip link set d0 mtu 1400", "", 0),
    ("ip link set d0 mtu 10", "Error: mtu less than device minimum.", 2),
    ("ip addr add 10.0.0.1/24", 'Not enough information: "dev" argument is required.', 1),
    ("ip addr add 10.0.0.1/24 dev nope", 'Cannot find device "nope"', 1),
    ("ip addr add 10.0.0.300/24 dev d0", 'Error: any valid prefix is expected rather than "10.0.0.300/24".', 1),
    ("ip addr add 10.0.0.1/40 dev d0", 'Error: any valid prefix is expected rather than "10.0.0.1/40".', 1),
    ("ip addr add dev d0", "RTNETLINK answers: Operation not supported", 2),
    ("ip addr add 10.0.0.1/24 dev d0", "", 0),
    ("ip addr add 10.0.0.1/24 dev d0", "Error: ipv4: Address already assigned.", 2),
    ("ip addr del 10.0.0.9/24 dev d0", "Error: ipv4: Address not found.", 2),
    ("ip addr del 10.0.0.1/24 dev nope", 'Cannot find device "nope"', 1),
    ("ip route add 10.1.0.0/16 via 10.0.0.9", "", 0),
    ("ip route add 10.1.0.0/16 via 10.0.0.9", "RTNETLINK answers: File exists", 2),
    ("ip route add 10.1.0.0/16 via 10.0.0.8", "RTNETLINK answers: File exists", 2),
    ("ip route add 10.2.0.0/16 via 99.0.0.1", "Error: Nexthop has invalid gateway.", 2),
    ("ip route add 10.2.0.0/16", "RTNETLINK answers: No such device", 2),
    ("ip route add foo", 'Error: any valid prefix is expected rather than "foo".', 1),
    ("ip route add 10.3.0.0/16 dev nope", 'Cannot find device "nope"', 1),
    ("ip route del 10.9.0.0/16", "RTNETLINK answers: No such process", 2),
    ("ip route replace 10.1.0.0/16 dev d0", "", 0),
    ("ip route add default via 10.0.0.9", "", 0),
    ("ip route add default via 10.0.0.8", "RTNETLINK answers: File exists", 2),
    ("ip route del default", "", 0),
    ("ip route append 10.1.0.0/16 via 10.0.0.7", "", 0),
    ("ip route change 10.7.0.0/16 dev d0", "RTNETLINK answers: No such file or directory", 2),
    ("ip route add 10.1.2.3/16 dev d0", "Error: Invalid prefix for given prefix length.", 2),
    ("ip route add 10.5.0.0/16 dev d0 table 42", "", 0),
    ("ip route del 10.5.0.0/16 table 42", "", 0),
    ("ip route add 10.6.0.0/16 dev d0 foo", 'Error: either "to" is duplicate, or "foo" is a garbage.', 255),
    ("ip route add 10.6.0.0/16 via 10.0.0.300", 'Error: inet address is expected rather than "10.0.0.300".', 1),
    ("ip route add 10.6.0.0/16 via", 'Command line is not complete. Try option "help"', 255),
    ("ip route add 10.6.0.0/16 dev d0 src 1.2.3.4", "Error: Invalid prefsrc address.", 2),
    ("ip route del 10.1.0.0/16 via 1.1.1.1", "RTNETLINK answers: No such process", 2),
    ("ip route add 10.8.0.0/16 dev d0 src 10.0.0.1", "", 0),
    ("ip rule add from 10.0.0.0/8 table 42", "", 0),
    ("ip rule del from 99.0.0.0/8", "RTNETLINK answers: No such file or directory", 2),
    ("ip rule add", '"ip rule add" requires arguments.', 1),
    ("ip rule del", '"ip rule del" requires arguments.', 1),
    ("ip rule add from foo", 'Error: any valid prefix is expected rather than "foo".', 1),
    ("ip rule add pref 100 from 1.2.3.4 lookup main", "", 0),
    ("ip rule del pref 5555", "RTNETLINK answers: No such file or directory", 2),
    ("ip neigh add 10.0.0.9", "Device and destination are required arguments.", 255),
    ("ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0", "", 0),
    ("ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev d0", "RTNETLINK answers: File exists", 2),
    ("ip neigh add 10.0.0.10 dev d0", "Error: No link layer address given.", 2),
    ("ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:0a dev d0 nud permanent", "", 0),
    ("ip neigh del 10.0.0.77 dev d0", "RTNETLINK answers: No such file or directory", 2),
    ("ip neigh add 10.0.0.9 lladdr zz dev d0", '"zz" is invalid lladdr.', 1),
    ("ip neigh flush", "Flush requires arguments.", 1),
    ("ip neigh add 10.0.0.9 dev d0 nud foo", 'Error: argument "foo" is wrong: nud state is bad\n', 255),
    ("ip neigh change 10.0.0.99 lladdr 02:00:00:00:00:09 dev d0", "RTNETLINK answers: No such file or directory", 2),
    ("ip neigh add foo lladdr 02:00:00:00:00:09 dev d0", 'Error: any valid address is expected rather than "foo".', 1),
    ("ip link set d0 down", "", 0),
    ("ip route add 10.9.0.0/16 dev d0", "Error: Device for nexthop is not up.", 2),
    ("ip link set d0 up", "", 0),
)  # fmt: skip
"""Each line, what it said on standard error, its exit code."""


def fresh(user: str = "root") -> Typist:
    """A machine with one device that has no address yet."""
    built = world()
    setup.add_namespace(built, Namespace("S1", "S1", "agent"))
    setup.add_link(built, "S1", Link("d0", 2, "ethernet", "02:00:00:00:00:01", segment="wire"))
    return Typist(built, "S1", user)


def test_every_answer_of_a_real_session_and_what_it_left() -> None:
    typist = fresh()
    for line, said, code in SESSION:
        shown = typist.type(line)
        assert (shown.stdout, shown.stderr, shown.exit_code) == ("", f"{said}\n" if said else "", code), line
    assert typist.type("ip route").stdout == "10.0.0.0/24 dev d0 proto kernel scope link src 10.0.0.1 \n"
    assert typist.type("ip rule").stdout == (
        "0:\tfrom all lookup local\n100:\tfrom 1.2.3.4 lookup main\n32765:\tfrom 10.0.0.0/8 lookup 42\n"
        "32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n"
    )


def test_routes_stand_as_they_were_written() -> None:
    typist = fresh()
    for line in (
        "addr add 10.0.0.1/24 dev d0",
        "route add 10.1.0.0/16 dev d0",
        "route append 10.1.0.0/16 via 10.0.0.7",
    ):
        assert typist.type(f"ip {line}").exit_code == 0
    assert typist.type("ip route").stdout == (
        "10.0.0.0/24 dev d0 proto kernel scope link src 10.0.0.1 \n"
        "10.1.0.0/16 dev d0 scope link \n10.1.0.0/16 via 10.0.0.7 dev d0 \n"
    )


def test_the_last_address_takes_the_devices_routes_with_it_and_another_takes_its_place() -> None:
    typist = fresh()
    for line in ("addr add 10.0.0.1/24 dev d0", "addr add 10.0.0.2/24 dev d0", "route add 10.1.0.0/16 via 10.0.0.7"):
        typist.type(f"ip {line}")
    typist.type("ip addr del 10.0.0.1/24 dev d0")
    assert typist.type("ip route").stdout == (
        "10.0.0.0/24 dev d0 proto kernel scope link src 10.0.0.2 \n10.1.0.0/16 via 10.0.0.7 dev d0 \n"
    )
    typist.type("ip addr del 10.0.0.2/24 dev d0")
    assert typist.type("ip route").stdout == ""


def test_nobody_but_root_changes_anything() -> None:
    shown = fresh("centos").type("ip link set d0 down")
    assert (shown.stderr, shown.exit_code) == ("RTNETLINK answers: Operation not permitted\n", 2)
    shown = fresh("centos").type("sysctl -w net.ipv4.ip_forward=1")
    assert (shown.stderr, shown.exit_code) == ('sysctl: permission denied on key "net.ipv4.ip_forward"\n', 1)


SETTINGS: tuple[tuple[str, str, str, int], ...] = (
    ("sysctl net.ipv4.ip_forward", "net.ipv4.ip_forward = 0\n", "", 0),
    ("sysctl -w net.ipv4.ip_forward=1", "net.ipv4.ip_forward = 1\n", "", 0),
    ("sysctl net.ipv4.nope", "", "sysctl: cannot stat /proc/sys/net/ipv4/nope: No such file or directory\n", 1),
    ("sysctl -w net.ipv4.ip_forward", "", "sysctl: command line(0): invalid syntax, continuing...\n", 1),
    ("sysctl -n net.ipv4.ip_forward", "1\n", "", 0),
    ("sysctl net/ipv4/ip_forward", "net.ipv4.ip_forward = 1\n", "", 0),
    ("sysctl -w net.ipv4.ip_forward=x", "", 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n', 1),
    ("sysctl net.ipv4.ip_forward=0", "net.ipv4.ip_forward = 0\n", "", 0),
    ("sysctl -q -w net.ipv4.ip_forward=1", "", "", 0),
    ("sysctl -w net.ipv4.nope=1", "", "sysctl: cannot stat /proc/sys/net/ipv4/nope: No such file or directory\n", 1),
)


def test_settings_are_shown_and_written_as_by_the_real_tool() -> None:
    typist = fresh()
    for line, out, err, code in SETTINGS:
        shown = typist.type(line)
        assert (shown.stdout, shown.stderr, shown.exit_code) == (out, err, code), line


# What becomes of packets

APP = "172.16.9.84:16327"


@pytest.fixture
def deployed() -> Attempt:
    attempt = Attempt(scenario.build(scenario.load("article"), files=FILES))
    on(attempt, "dcos marathon app add httpi_host.json", "laptop")
    assert on(attempt, f"curl {APP}") == ("3.1415926536", 0)
    return attempt


def on(attempt: Attempt, text: str, where: str = "master") -> tuple[str, int]:
    line = type_line(attempt, Typed(where, text), no_tool)
    assert line.exit_code is not None
    return "".join(span.text for _, spans in line.output for span in spans), line.exit_code


BREAKS = [
    ("S1", "ip link set eth0 down", "ip link set eth0 up", "No route to host"),
    ("master", "ip link set eth0 down", "ip link set eth0 up", "Network is unreachable"),
    ("S1", "ip addr del 172.16.9.84/16 dev eth0", "ip addr add 172.16.9.84/16 dev eth0", "No route to host"),
    ("S1", "ip route replace 172.16.0.0/16 via 44.128.0.1", "ip route replace 172.16.0.0/16 dev eth0", "timed out"),
    (
        "master",
        "ip neigh replace 172.16.9.84 lladdr 02:00:00:00:00:99 dev eth0",
        "ip neigh del 172.16.9.84 dev eth0",
        "timed out",
    ),
]


@pytest.mark.parametrize(("where", "line", "mend", "says"), BREAKS, ids=[line for _, line, _, _ in BREAKS])
def test_what_is_broken_breaks_the_request_and_mended_mends_it(
    deployed: Attempt, where: str, line: str, mend: str, says: str
) -> None:
    assert on(deployed, line, where) == ("", 0)
    said, exit_code = on(deployed, f"curl {APP}")
    assert (says in said, exit_code) == (True, 7), said
    assert on(deployed, mend, where) == ("", 0)
    on(deployed, "ip neigh flush dev eth0")
    assert on(deployed, f"curl {APP}") == ("3.1415926536", 0)


# Laws

TYPED = (
    "link set up down mtu 1400 addr add del flush 10.0.0.1/24 10.0.0.9 dev d0 lo route via src table 42 default "
    "replace append change rule from pref 100 neigh lladdr 02:00:00:00:00:09 nud permanent all nope x ' é 0 -1"
)
WORDS = st.sampled_from([*TYPED.split(), ""])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=9), max_size=6))
def test_no_words_raise_and_the_device_stays_what_it_is(lines: list[list[str]]) -> None:
    typist = fresh()
    typist.type("ip addr add 10.0.0.1/24 dev d0")
    for words in lines:
        assert typist.type(shlex.join(["ip", *words])).exit_code in {0, 1, 2, 255}
        assert typist.type(shlex.join(["sysctl", *words])).exit_code in {0, 1, 2}
    assert typist.world[LINKS, "d0", "S1"].kind == "ethernet"
    assert all(found.mac for found in typist.world.values(NEIGHBOURS, "S1"))
