"""`ping`: a recorded session of the real one (iputils 20221126) in the same network, packets in the tables, and what
stops it. Round trips take no time here, and the clock is exact: those numbers of a recording are levelled."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import FILES, article_attempt, typed
from tests.cluster.network.build import VIP, card, network, node, service, two_ways, vip_client
from tests.shell.machines import answers_as, at, machines
from tutorial.cluster.network.tables import CONNTRACK
from tutorial.cluster.network.trace import Disposition

RECORDED: list[Any] = json.loads((Path(__file__).parent / "sessions" / "ping.json").read_text())["commands"]
LEVELLED = (
    (re.compile(r"time=[\d.]+ ms"), "time=T ms"),
    (re.compile(r"time (\d+)ms"), lambda found: f"time about {int(found[1]) // 200 * 200}ms"),
    (re.compile(r"(?<=mdev = )[\d./]+"), "T"),
)


def levelled(text: str) -> str:
    for pattern, replacement in LEVELLED:
        text = pattern.sub(replacement, text)
    return text


def test_every_answer_of_a_recorded_session() -> None:
    answers_as(machines(two_ways(), *"arqb"), RECORDED, levelled)


def test_the_recorded_session_has_every_kind_of_answer() -> None:
    said = " ".join(stdout + stderr for _, _, stdout, stderr, _ in RECORDED)
    for words in (
        "Host Unreachable",
        "Net Unreachable",
        "Port Unreachable",
        "Time to live",
        "filtered",
        "sendmsg",
        "pipe",
    ):
        assert words in said


def test_each_request_is_a_trace_that_shows_its_way_there_and_back() -> None:
    world = machines(two_ways(), *"arqb")
    shown = at(world, "a", "ping -c 2 10.9.9.9")
    assert [(trace.method, trace.url, trace.success) for trace in shown.traces] == [("PING", "10.9.9.9", True)] * 2
    hops = [(way, step.namespace, step.message) for _, way, step in shown.traces[0].hops()]
    assert ("request", "b", "echo.answered") in hops
    assert hops[-1] == ("reply", "a", "socket.client_echo")
    asked = [(step.table, entry.text) for _, _, step in shown.traces[0].hops() for entry in step.asked if entry.matched]
    assert ("sysctl net.ipv4.icmp_echo_ignore_all", "net.ipv4.icmp_echo_ignore_all = 0") in asked
    assert "r" in {place for _, place, _ in hops}


@pytest.mark.parametrize(
    ("place", "line", "message", "disposition"),
    [
        ("r", "iptables -I FORWARD -p icmp --icmp-type echo-request -j DROP", "filter.drop", Disposition.DROPPED),
        ("r", "sysctl -w net.ipv4.ip_forward=0", "forward.off", Disposition.DROPPED),
        ("b", "sysctl -w net.ipv4.icmp_echo_ignore_all=1", "echo.ignored", Disposition.DROPPED),
        ("r", "iptables -I FORWARD -p icmp --icmp-type echo-reply -j DROP", "echo.answered", Disposition.DROPPED),
    ],
)
def test_a_request_that_is_lost_shows_where(place: str, line: str, message: str, disposition: Disposition) -> None:
    world = machines(two_ways(), *"arqb")
    assert at(world, place, line).exit_code == 0
    shown = at(world, "a", "ping -c 1 -W 1 10.9.9.9")
    assert (shown.exit_code, shown.traces[0].disposition) == (1, disposition)
    assert [step.message for _, way, step in shown.traces[0].hops() if way == "request"][-1] == message


def test_a_translated_request_finds_its_way_back_and_is_remembered() -> None:
    world = machines(two_ways(), *"arqb")
    at(world, "r", "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE")
    shown = at(world, "a", "ping -c 2 10.9.9.9")
    assert shown.exit_code == 0
    assert {tap.packet.source for tap in shown.traces[0].legs[0].syn[-1:]} == {"10.9.0.254"}
    (entry,) = world.values(CONNTRACK, "r")
    number = entry.original[2]
    listed = at(world, "r", "conntrack -L -p icmp").stdout
    assert listed == (
        f"icmp     1 30 src=10.0.0.1 dst=10.9.9.9 type=8 code=0 id={number} "
        f"src=10.9.9.9 dst=10.9.0.254 type=0 code=0 id={number} mark=0 use=1\n"
    )


def test_an_answer_that_nobody_asked_for_belongs_to_no_connection() -> None:
    world = machines(two_ways(back="10.9.0.253"), *"arqb")
    at(world, "q", "iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP")
    assert at(world, "a", "ping -c 1 -W 1 10.9.9.9").exit_code == 1


def test_a_virtual_address_is_answered_by_the_hosts_own_kernel() -> None:
    world = network(vip_client("10.0.0.1/24", service()), node("b", card("10.0.0.2/24"), listens=80))
    shown = at(machines(world, "a", "b"), "a", f"ping -c 1 {VIP}")
    assert f"64 bytes from {VIP}: icmp_seq=1 ttl=64" in shown.stdout
    assert {step.namespace for _, _, step in shown.traces[0].hops()} == {"a"}


def test_ctrl_c_ends_the_requests_and_tells_what_came_of_them() -> None:
    world = machines(two_ways(), *"arqb")
    shown = at(world, "a", "ping 10.9.9.9", interrupt_at=2)
    assert shown.stdout.splitlines()[-2:][0] == "2 packets transmitted, 2 received, 0% packet loss, time 1000ms"
    assert shown.exit_code == 0
    assert at(world, "a", "ping 10.0.0.77", interrupt_at=1).exit_code == 1


def test_nodes_have_the_recorded_words_too() -> None:
    world = machines(two_ways(), *"arqb", tools="centos7")
    at(world, "a", "ip route del default")
    shown = at(world, "a", "ping -c 1 10.9.9.9")
    assert (shown.stderr, shown.exit_code) == ("ping: connect: Network is unreachable\n", 2)
    assert at(world, "a", "ping -V").stdout.startswith("ping from iputils 20221126\n")


def test_an_app_is_pinged_by_its_name() -> None:
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    line = typed(attempt, "ping -c 1 httpi.marathon.mesos", "master")
    text = "".join(span.text for _, spans in line.output for span in spans)
    assert text.startswith("PING httpi.marathon.mesos (172.16.9.84) 56(84) bytes of data.\n")
    assert "64 bytes from 172.16.9.84: icmp_seq=1 ttl=64 time=0.000 ms\n" in text
    assert attempt.traces.last()["lookups"][0]["name"] == "httpi.marathon.mesos"
    line = typed(attempt, "ping nope.marathon.mesos", "master")
    assert ("".join(span.text for _, spans in line.output for span in spans), line.exit_code) == (
        "ping: nope.marathon.mesos: Name or service not known\n",
        2,
    )


def test_a_virtual_name_is_answered_by_the_node_that_asks_whatever_becomes_of_its_tasks() -> None:
    labelled = FILES["httpi_host.json"].replace('"name": "http"', '"name": "http", "labels": {"VIP_0": "/httpi:3141"}')
    attempt = article_attempt({"v.json": labelled})
    typed(attempt, "dcos marathon app add v.json")
    line = typed(attempt, "ping -c 1 httpi.marathon.l4lb.thisdcos.directory", "master")
    text = "".join(span.text for _, spans in line.output for span in spans)
    assert "icmp_seq=1 ttl=64 time=0.000 ms" in text
    assert line.exit_code == 0
    hops = attempt.traces.last()["hops"]
    assert {hop["namespace"] for hop in hops if hop["direction"] in {"request", "reply"}} == {"master"}


# Laws

TYPED = (
    "-c 1 2 0 -i 0.2 x -W -w 3 -s 8 70000 -t 255 -n -q -4 10.9.9.9 10.0.0.77 10.0.0.1 224.0.0.1 10.0.0.255 -1 nope é"
)
WORDS = st.sampled_from([*TYPED.split(), ""])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_no_words_raise(words: list[str]) -> None:
    world = machines(two_ways(), *"arqb")
    assert at(world, "a", shlex.join(["ping", *words]), interrupt_at=9).exit_code in {0, 1, 2, 130}
