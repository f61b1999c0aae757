"""curl, ssh, dig, host and getent by name: what is found, what is seen of it, how and when each fails."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import app, article_attempt, typed
from tests.shell.build import Shown, Typist
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.servers.dcos_dns import PID
from tutorial.cluster.world import World

DROP = "-A INPUT -p udp -m udp --dport 53 -j DROP"
VIP = "httpi.marathon.l4lb.thisdcos.directory"


@pytest.fixture
def world() -> World:
    return World(scenario.build(scenario.load("article")))


def shown(world: World, line: str, place: str = "master", **fields: Any) -> Shown:
    return Typist(world, place, "root", **fields).type(line)


def test_curl_by_name_reaches_a_program_and_shows_the_look_up_first(world: World) -> None:
    sockets.listen(world, "master", "tcp", sockets.ANY, 80, pid=4242, program="httpi")
    found = shown(world, "curl -s leader.mesos")
    assert (found.stdout, found.exit_code) == ("3.1415926536", 0)
    [trace] = found.traces
    document = trace.document()
    assert document["lookups"] == [{"node": "master", "name": "leader.mesos", "type": "A", "address": "172.16.9.10"}]
    directions = [hop["direction"] for hop in document["hops"]]
    assert [hop["n"] for hop in document["hops"]] == [*range(1, len(directions) + 1)]
    assert list(dict.fromkeys(directions)) == ["lookup", "answer", "request", "reply"]
    assert len(document["legs"]) == 1


def test_an_app_is_reached_by_the_name_of_its_virtual_address() -> None:
    ports = [{"port": 0, "name": "http", "labels": {"VIP_0": "/httpi:80"}}]
    attempt: Attempt = article_attempt({"vip.json": app(portDefinitions=ports)})
    typed(attempt, "dcos marathon app add vip.json")
    line = typed(attempt, f"curl -s {VIP}; dig +short {VIP}", "S2")
    assert line.text("stdout") == "3.141592653611.249.78.219\n"


@pytest.mark.parametrize(
    ("name", "hops"),
    [("nope.mesos", "dns.unknown"), ("nope.l4lb.thisdcos.directory", "dns.unknown"), ("x.test", "dns.unknown")],
)
def test_a_name_that_does_not_exist_costs_exit_6_at_once(world: World, name: str, hops: str) -> None:
    found = shown(world, f"curl {name}", "S1")
    assert (found.stderr, found.exit_code) == (f"curl: (6) Could not resolve host: {name}\n", 6)
    [trace] = found.traces
    assert (trace.disposition, world.now_ms) == ("nameless", 0)
    assert hops in [step.message for _, direction, step in trace.hops() if direction == "lookup"]
    assert trace.sentence.endswith(f"The client says: Could not resolve host: {name}.")


def test_dropped_questions_cost_as_long_as_the_nodes_file_says(world: World) -> None:
    chains.add(world, "S1", "filter", DROP)
    found = shown(world, "curl leader.mesos", "S1")
    assert (found.exit_code, world.now_ms) == (6, 9_000)
    assert [step.message for _, _, step in found.traces[0].hops()][-1] == "filter.drop"
    assert (shown(world, "getent hosts leader.mesos", "S1").exit_code, world.now_ms) == (2, 27_000)


def test_what_a_rule_does_not_let_out_is_known_at_once(world: World) -> None:
    """sendto() says EPERM, so the next server is asked, and then there is none left."""
    rule = "OUTPUT -p udp --dport 53 -j DROP"
    found = shown(world, f"iptables -I {rule}; curl leader.mesos; dig +tries=1 leader.mesos | head -1", "S1")
    assert found.stderr == "curl: (6) Could not resolve host: leader.mesos\n"
    assert found.stdout == ";; communications error to 198.51.100.1#53: permission denied\n"
    assert (world.now_ms, len(found.traces[0].lookups[0].legs)) == (0, 3)
    shown(world, f"iptables -D {rule}", "S1")
    assert shown(world, "dig +short leader.mesos", "S1").stdout == "172.16.9.10\n"


def test_a_limit_of_curls_own_ends_a_look_up(world: World) -> None:
    chains.add(world, "S1", "filter", DROP)
    found = shown(world, "curl -m 2 leader.mesos", "S1")
    assert (found.stderr, found.exit_code) == ("curl: (28) Resolving timed out after 2001 milliseconds\n", 28)


def test_without_dcos_net_the_kernel_refuses_questions_at_once(world: World) -> None:
    sockets.close_all(world, "S1", PID)
    found = shown(world, "curl leader.mesos", "S1")
    assert (found.exit_code, world.now_ms) == (6, 0)
    assert "socket.none_udp" in [step.message for _, _, step in found.traces[0].hops()]


def test_who_stops_curl_sees_where_its_question_went(world: World) -> None:
    chains.add(world, "S1", "filter", DROP)
    found = Typist(world, "S1", "root").type("curl leader.mesos", interrupt_at=2)
    assert found.exit_code == 130
    assert found.traces[0].disposition == "nameless"


def test_curl_tries_the_addresses_of_a_name_one_after_the_other(world: World) -> None:
    """As recorded: what refuses is passed over, and the trace has every connection."""
    addresses = ("172.16.17.198", "172.16.15.168", "172.16.40.67")
    records.put(world, "dcos-net", RecordSet("many.zk", "A", 5, addresses))
    sockets.listen(world, "S3", "tcp", sockets.ANY, 80, pid=4242, program="httpi")
    found = shown(world, "curl -sv many.zk", "S1")
    assert found.stdout == "3.1415926536"
    refused = found.stderr.count("port 80 failed: Connection refused\n")
    assert found.stderr.count("*   Trying ") == refused + 1
    assert len(found.traces[0].legs) == refused + 1
    sockets.close_all(world, "S3", 4242)
    found = shown(world, "curl many.zk", "S1")
    assert (found.exit_code, len(found.traces[0].legs)) == (7, 3)


def test_of_a_limit_each_address_but_the_last_gets_half_of_what_is_left(world: World) -> None:
    records.put(world, "dcos-net", RecordSet("two.zk", "A", 5, ("172.16.17.198", "172.16.15.168")))
    for node in ("S2", "S3"):
        chains.add(world, node, "filter", "-A INPUT -p tcp -m tcp --dport 80 -j DROP")
    found = shown(world, "curl --connect-timeout 4 two.zk", "S1")
    assert (found.exit_code, world.now_ms) == (28, 4_001)
    assert [leg.attempts for leg in found.traces[0].legs] == [2, 2]


def test_conntrack_remembers_a_question_with_its_answer_as_nothing_worth_keeping(world: World) -> None:
    shown(world, "dig leader.mesos", "S1")
    rows = [line.partition(" src=")[::2] for line in shown(world, "conntrack -L -p udp", "S1").stdout.splitlines()]
    assert [(kept, "[" in ends) for kept, ends in rows] == [("udp      17 30", False)] * 2


def test_ssh_asks_for_names_too(world: World) -> None:
    found = shown(world, "ssh ip-172-16-15-168.us-west-2.compute.internal hostname", "S1")
    assert found.screen.strip().endswith("ip-172-16-15-168")
    assert "Could not resolve hostname nope.mesos: Name or service" in shown(world, "ssh nope.mesos", "S1").stderr


def test_questions_are_traces_of_their_own(world: World) -> None:
    [found, lost] = [shown(world, f"dig {name}").traces[0] for name in ("leader.mesos", "nope.mesos")]
    assert (found.success, found.sentence) == (True, "The request was answered: NOERROR.")
    assert (lost.success, lost.error, lost.method, lost.url) == (False, "NXDOMAIN", "DNS", "nope.mesos A")


@pytest.mark.parametrize(
    ("line", "said", "code"),
    [
        ("dig +time=1 +tries=2 @172.16.99.99 x", ";; communications error to 172.16.99.99#53: timed out\n" * 2, 9),
        ("dig +short leader.mesos @leader.mesos", "172.16.9.10\n", 0),
        ("dig +nope x", "option +nope is not supported here", 1),
        ("dig -b x", "option -b is not supported here", 1),
        ("dig -p 99999 x", "invalid port number: 99999", 1),
        ("dig -p", "option -p requires an argument", 1),
        ("dig -x here", "Invalid IP address here", 1),
        ("dig -t HINFO x", "type HINFO is not supported here", 1),
        ("dig a..b", "'a..b' is not a legal IDNA2008 name", 10),
        ("dig @nope.mesos x", "couldn't get address for 'nope.mesos': not found", 10),
        ("dig +short .", "", 0),
        ("host", "usage: host ", 1),
        ("host -t HINFO x", "invalid type: HINFO", 2),
        ("host -W x leader.mesos", "option -W must have a number", 1),
        ("host a..b", "not a legal IDNA2008 name", 1),
        ("host leader.mesos 172.16.9.10", "Using domain server:\nName: 172.16.9.10\nAddress: 172.16.9.10#53\n", 0),
        ("host 172.16.9.10", "Host 10.9.16.172.in-addr.arpa not found: 3(NXDOMAIN)\n", 1),
        ("host -t AAAA leader.mesos", "leader.mesos has no AAAA record\n", 1),
        ("host -t A x.unknown.thisdcos.directory", "not found: 5(REFUSED)\n", 1),
        ("getent", "wrong number of arguments", 1),
        ("getent passwd root", "Unknown database: passwd", 1),
        ("getent hosts", "127.0.0.1       localhost\n", 0),
        ("getent ahosts leader.mesos", "172.16.9.10     STREAM leader.mesos\n", 0),
    ],
)
def test_what_the_tools_say(world: World, line: str, said: str, code: int) -> None:
    found = shown(world, line)
    assert said in found.screen
    assert found.exit_code == code


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\n'"), min_size=1, max_size=80))
def test_no_name_makes_a_tool_raise(name: str) -> None:
    world = World(scenario.build(scenario.load("article")))
    for tool in ("dig", "host", "getent hosts", "curl -s --url", "ssh"):
        assert shown(world, f"{tool} '{name}'").exit_code in range(256)
