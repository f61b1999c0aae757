"""iptables as a tool that changes rules: its words, what stands afterwards, and what becomes of packets."""

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import FILES, no_tool
from tests.shell.build import Typist, world
from tests.shell.data_iptables import LEFT, SESSION
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.network.tables import CHAINS, COUNTERS
from tutorial.cluster.world import World
from tutorial.play import Typed, type_line

APP = "172.16.9.84:16327"


def fresh(host: str = "S1") -> Typist:
    return Typist(world(), host, "root")


def test_every_answer_of_a_real_session_and_what_it_left() -> None:
    typist = fresh()
    for words, said, code in SESSION:
        shown = typist.type(f"iptables {words}")
        expected = said.replace("VERSION", "iptables v1.4.21")
        assert (shown.stderr, shown.exit_code) == (f"{expected}\n" if said else "", code), words
    assert typist.type("iptables -S").stdout == LEFT


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (["-A INPUT -p tcp --dport 80 -j DROP"], ["-A INPUT -p tcp -m tcp --dport 80 -j DROP"]),
        (["-A INPUT -s 10.0.0.0/8 -j DROP", "-I INPUT -j ACCEPT"],
         ["-A INPUT -j ACCEPT", "-A INPUT -s 10.0.0.0/8 -j DROP"]),
        (["-A INPUT -j DROP", "-A INPUT -j LOG", "-D INPUT 1"], ["-A INPUT -j LOG"]),
        (["-A INPUT -j DROP", "-D INPUT -j DROP"], []),
        (["-A INPUT -j DROP", "-R INPUT 1 -i eth0 -j ACCEPT"], ["-A INPUT -i eth0 -j ACCEPT"]),
        (["-A INPUT -j DROP", "-A INPUT -j LOG", "-F INPUT"], []),
        (["-A INPUT -j DROP", "-F"], []),
        (["--append INPUT --protocol tcp --destination-port 80 --jump REJECT"],
         ["-A INPUT -p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable"]),
        (["-p tcp -A INPUT -m comment --comment 'keep out' -j DROP"],
         ['-A INPUT -p tcp -m comment --comment "keep out" -j DROP']),
        (["-A INPUT ! -s 10.0.0.1 -j DROP"], ["-A INPUT ! -s 10.0.0.1/32 -j DROP"]),
        (["-N A", "-A INPUT -j A", "-A A -j DROP", "-E A B"], ["-A INPUT -j B"]),
        (["-wA INPUT -j DROP"], []),
    ],
)  # fmt: skip
def test_what_stands_in_a_chain_afterwards(lines: list[str], rules: list[str]) -> None:
    typist = fresh()
    for line in lines:
        typist.type(f"iptables {line}")
    shown = typist.type("iptables -S INPUT").stdout.splitlines()
    assert [line for line in shown if not line.startswith("-P")] == rules


def test_a_rule_names_the_line_that_wrote_it() -> None:
    typist = fresh()
    typist.world.line = 7
    typist.type("iptables -A INPUT -j DROP")
    (cause,) = typist.world[CHAINS, ("filter", "INPUT"), "S1"].rules[0].causes
    assert (cause.line, cause.controller) == (7, "iptables")


def test_nobody_but_root_changes_anything() -> None:
    shown = Typist(world(), "S1", "centos").type("iptables -A INPUT -j DROP")
    assert shown.exit_code == 3
    assert "Permission denied (you must be root)" in shown.stderr
    assert Typist(world(), "S1", "centos").type("sudo iptables -A INPUT -j DROP").exit_code == 0


def test_counters_go_with_their_rules_and_with_zero() -> None:
    typist = fresh()
    typist.type("iptables -A INPUT -j DROP")
    typist.world.put(COUNTERS, ("filter", "INPUT", 1), 5, "S1")
    typist.type("iptables -Z INPUT")
    assert not typist.world.rows(COUNTERS, "S1")
    typist.world.put(COUNTERS, ("filter", "INPUT", 1), 5, "S1")
    typist.type("iptables -F")
    assert not typist.world.rows(COUNTERS, "S1")


# What becomes of packets


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
    ("S1", "iptables -A INPUT -p tcp --dport 16327 -j DROP", "Connection timed out", 7),
    ("S1", "iptables -I INPUT -p tcp --dport 16327 -j REJECT", "Connection refused", 7),
    (
        "S1",
        "iptables -I INPUT -p tcp --dport 16327 -j REJECT --reject-with icmp-host-unreachable",
        "No route to host",
        7,
    ),
    ("S1", "iptables -P INPUT DROP", "Connection timed out", 7),
    ("master", "iptables -P OUTPUT DROP", "Connection timed out", 7),
]


@pytest.mark.parametrize(("where", "line", "says", "code"), BREAKS)
def test_a_rule_that_is_broken_breaks_the_request_and_mended_mends_it(
    deployed: Attempt, where: str, line: str, says: str, code: int
) -> None:
    assert on(deployed, line, where) == ("", 0)
    said, exit_code = on(deployed, f"curl {APP}")
    assert (says in said, exit_code) == (True, code)
    trace = deployed.traces.last()
    assert trace is not None
    assert not trace["success"]
    mended = line.replace("-A ", "-D ").replace("-I ", "-D ").replace("DROP", "ACCEPT" if "-P" in line else "DROP")
    assert on(deployed, mended, where) == ("", 0)
    assert on(deployed, f"curl {APP}") == ("3.1415926536", 0)


def test_a_port_can_be_led_elsewhere_by_hand(deployed: Attempt) -> None:
    on(deployed, "iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 16327", "S1")
    assert on(deployed, "curl 172.16.9.84") == ("3.1415926536", 0)
    on(deployed, "iptables -t nat -D PREROUTING 3", "S1")
    assert on(deployed, "curl 172.16.9.84")[1] == 7


def test_whoever_looks_after_a_kernel_hears_of_it(deployed: Attempt) -> None:
    definition = FILES["httpi_host.json"].replace('"name": "http"', '"name": "http", "labels": {"VIP_0": "/httpi:80"}')
    assert definition != FILES["httpi_host.json"]
    on(deployed, f"echo {shlex.quote(definition)} > v.json; dcos marathon app update /httpi < v.json", "laptop")
    assert on(deployed, "curl httpi.marathon.l4lb.thisdcos.directory") == ("3.1415926536", 0)
    on(deployed, "iptables -t nat -F POSTROUTING")
    assert any(event.kind in {"kernel.changed", "dcosnet.compare"} for event in deployed.world.state.queue)


# Saved and restored


def test_what_was_saved_can_be_restored() -> None:
    typist = fresh()
    for line in (
        "-N A",
        "-A INPUT -p tcp --dport 80 -j A",
        "-A A -j DROP",
        "-t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT",
    ):
        typist.type(f"iptables {line}")
    before = typist.type("iptables-save | grep -v ^#").stdout
    typist.type("iptables-save > /root/rules; iptables -F; iptables -X; iptables -t nat -F")
    assert typist.type("iptables-save | grep -v ^#").stdout != before
    shown = typist.type("iptables-restore < /root/rules")
    assert (shown.stdout, shown.stderr, shown.exit_code) == ("", "", 0)
    assert typist.type("iptables-save | grep -v ^#").stdout == before


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("*filter\n-A NOPE -j DROP\nCOMMIT\n", 2),
        ("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\n", 4),
        ("hello\n", 1),
    ],
)
def test_a_fault_in_what_is_restored_names_the_line_and_changes_nothing(text: str, line: int) -> None:
    typist = fresh()
    typist.type("iptables -A INPUT -j LOG")
    shown = typist.type(f"printf {shlex.quote(text)} | iptables-restore")
    assert (shown.stderr, shown.exit_code) == (f"iptables-restore: line {line} failed\n", 1)
    assert "-A INPUT -j LOG" in typist.type("iptables -S").stdout


# Laws

TYPED = (
    "-A -I -D -R -C -F -Z -N -X -E -P -t nat INPUT FORWARD A B 1 2 0 -p tcp --dport 80 -j DROP ACCEPT DNAT "
    "--to-destination 1.2.3.4:5 -s 10.0.0.0/8 ! -m comment --comment conntrack --ctstate NEW -i eth0 -L -S ' é"
)
WORDS = st.sampled_from([*TYPED.split(), "", "x y"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=10), max_size=5))
def test_no_words_raise_and_what_stands_can_be_saved_and_restored(lines: list[list[str]]) -> None:
    typist = fresh()
    for words in lines:
        assert typist.type(shlex.join(["iptables", *words])).exit_code in {0, 1, 2, 3}
    before = typist.type("iptables-save -c | grep -v ^#").stdout
    typist.type("iptables-save -c > /root/rules; iptables-restore < /root/rules")
    assert typist.type("iptables-save -c | grep -v ^#").stdout == before


def test_the_rules_of_dcos_net_are_read_as_they_are_written() -> None:
    built = World(scenario.build(scenario.load("article")))
    typist = Typist(built, "S1", "root")
    assert typist.type(f"iptables -t nat -C OUTPUT {kernel.SKIP}").exit_code == 0
    assert typist.type(f"iptables -t nat -D POSTROUTING {kernel.MASQUERADE}").exit_code == 0


def test_what_a_rule_logs_can_be_read_and_forgotten(deployed: Attempt) -> None:
    assert on(deployed, "dmesg", "S1") == ("", 0)
    on(
        deployed,
        'iptables -A INPUT -p tcp --dport 16327 -m conntrack --ctstate NEW -j LOG --log-prefix "asked: "',
        "S1",
    )
    on(deployed, f"curl -s {APP}")
    shown, code = on(deployed, "dmesg", "S1")
    assert code == 0
    assert shown.startswith("[ 42")
    assert "asked: IN=eth0 OUT= MAC=" in shown
    assert f"SRC=172.16.9.10 DST={APP.partition(':')[0]}" in shown
    assert "DPT=16327" in shown
    assert on(deployed, "dmesg -c", "S1")[0] == shown
    assert on(deployed, "dmesg", "S1") == ("", 0)
