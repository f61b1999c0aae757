"""dcos-net, Mesos-DNS and the server outside: which names each answers for, and to whom the others go."""

from typing import Any

import pytest

from tests.cluster.network.build import run
from tutorial.cluster import scenario
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.exchange import Asker, Heard, exchange
from tutorial.cluster.network.dns.legs import Lookup
from tutorial.cluster.network.dns.messages import Query
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.dns.stub import AGAIN, UNKNOWN, resolve
from tutorial.cluster.servers import answer
from tutorial.cluster.servers.dcos_dns import FORWARDS, PID, Forward, own_records
from tutorial.cluster.servers.mesos_dns import PID as MESOS_DNS_PID
from tutorial.cluster.texts import Said
from tutorial.cluster.world import World

MASTER = "172.16.9.10"


@pytest.fixture
def world() -> World:
    return World(scenario.build(scenario.load("article")))


def found(world: World, name: str, origin: str = "S1") -> Lookup:
    return run(world, resolve(world, origin, name, answer))


def heard(world: World, name: str, kind: str = "A", server: tuple[str, int] = ("198.51.100.1", 53)) -> Heard:
    return run(world, exchange(world, Asker("S1", "dig", server, Said("")), Query(name, kind), answer, 5_000))


def reply(world: World, *asked: Any) -> tuple[str, list[str], list[str]]:
    got = heard(world, *asked).reply
    assert got is not None
    return got.code, [record.data for record in got.answers], [record.data for record in got.authority]


@pytest.mark.parametrize("origin", ["master", "S0", "S1"])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ready.spartan", "127.0.0.1"),
        ("ns.spartan", "198.51.100.1"),
        ("zk-1.zk", MASTER),
        ("zk-5.zk", MASTER),
        ("leader.dcos.thisdcos.directory", MASTER),
        ("master.dcos.thisdcos.global", MASTER),
        ("leader.mesos", MASTER),
        ("marathon.mesos", MASTER),
        ("ip-172-16-15-168.us-west-2.compute.internal", "172.16.15.168"),
    ],
)
def test_every_node_knows_what_exists_from_the_start(world: World, origin: str, name: str, address: str) -> None:
    assert found(world, name, origin).addresses == (address,)


def test_a_zone_of_its_own_is_answered_on_the_node_alone(world: World) -> None:
    [leg] = found(world, "leader.dcos.thisdcos.directory").legs
    assert leg.inner == ()
    assert {step.namespace for _, step in leg.ways()} == {"S1"}


def test_a_mesos_name_is_passed_on_to_the_master_and_its_answer_back(world: World) -> None:
    [leg] = found(world, "leader.mesos").legs
    [inner] = leg.inner
    assert (leg.server, inner.server) == ("198.51.100.1:53", f"{MASTER}:61053")
    told = [step.message for _, step in leg.ways() if step.kind in {"dns", "socket"}]
    assert told == [
        "dns.asks",
        "socket.program",
        "dns.asks",
        "socket.program",
        "dns.answer",
        "socket.asker",
        "dns.passed",
        "socket.asker",
    ]


def test_the_longest_zone_decides_to_whom_a_question_goes(world: World) -> None:
    world.put(FORWARDS, "us-west-2.compute.internal", Forward("us-west-2.compute.internal", ((MASTER, 61053),)), "S1")
    assert found(world, "ip-172-16-15-168.us-west-2.compute.internal").error == AGAIN


@pytest.mark.parametrize(
    ("name", "kind", "code", "authority"),
    [
        ("nope.l4lb.thisdcos.directory", "A", "NXDOMAIN", 1),
        ("ready.spartan", "AAAA", "NOERROR", 1),
        ("l4lb.thisdcos.directory", "A", "NOERROR", 1),
        ("x.unknown.thisdcos.directory", "A", "REFUSED", 0),
        ("nope.mesos", "A", "NXDOMAIN", 1),
        ("leader.mesos", "AAAA", "NOERROR", 1),
        ("leader.mesos", "SRV", "NOERROR", 0),
        ("_nope._tcp.marathon.mesos", "SRV", "NOERROR", 0),
        ("mesos", "SOA", "NOERROR", 1),
        ("nope.example.com", "A", "NXDOMAIN", 0),
    ],
)
def test_what_is_not_there_is_told_in_each_servers_own_way(
    world: World, name: str, kind: str, code: str, authority: int
) -> None:
    """As recorded below `.mesos`; below dcos-net's own zones as erldns answers."""
    status, answers, others = reply(world, name, kind)
    assert (status, answers, len(others)) == (code, [], authority)


def test_mesos_dns_answers_for_no_other_domain(world: World) -> None:
    assert reply(world, "ready.spartan", "A", (MASTER, 61053))[0] == "SERVFAIL"


def test_services_name_machines_whose_addresses_come_along(world: World) -> None:
    got = heard(world, "_leader._tcp.mesos", "SRV").reply
    assert got is not None
    assert [record.data for record in got.answers] == ["0 1 5050 leader.mesos."]
    assert [(record.name, record.data) for record in got.additional] == [("leader.mesos.", MASTER)]


def test_several_addresses_come_in_an_order_of_each_answers_own(world: World) -> None:
    orders = {tuple(reply(world, "slave.mesos")[1]) for _ in range(12)}
    assert len(orders) > 6
    assert len({frozenset(order) for order in orders}) == 1
    world.put(
        records.RECORDS, ("x.zk", "A"), RecordSet("x.zk", "A", 5, ("10.0.0.1", "10.0.0.2", "10.0.0.3")), "dcos-net"
    )
    turned = {tuple(reply(world, "x.zk")[1]) for _ in range(20)}
    assert turned == {
        ("10.0.0.1", "10.0.0.2", "10.0.0.3"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.1"),
        ("10.0.0.3", "10.0.0.1", "10.0.0.2"),
    }


@pytest.mark.parametrize("end", ["l4lb.thisdcos.global", "dclb.thisdcos.directory", "dclb.thisdcos.global"])
def test_other_endings_lead_to_the_same_records_under_the_name_that_was_asked(world: World, end: str) -> None:
    records.put(world, own_records("S1"), RecordSet("web.marathon.l4lb.thisdcos.directory", "A", 5, ("11.0.0.7",)))
    got = heard(world, f"web.marathon.{end}").reply
    assert got is not None
    assert [(record.name, record.data) for record in got.answers] == [(f"web.marathon.{end}.", "11.0.0.7")]
    assert found(world, f"web.marathon.{end}", "S2").error == UNKNOWN


def test_the_client_outside_asks_another_server_and_knows_no_name_of_the_cluster(world: World) -> None:
    lost = found(world, "leader.mesos", "outside")
    assert (lost.error, [leg.server for leg in lost.legs]) == (UNKNOWN, ["203.0.113.1:53"])


def test_without_mesos_dns_the_file_says_how_long_the_client_waits(world: World) -> None:
    """dcos-net hears of no ICMP error and waits 5 s; its clients ask the next of three addresses after one."""
    sockets.close_all(world, "master", MESOS_DNS_PID)
    lost = found(world, "leader.mesos")
    assert (lost.error, world.now_ms, [leg.attempts for leg in lost.legs]) == (AGAIN, 9_000, [3, 3, 3])


def test_a_rule_that_lets_no_question_out_makes_dcos_net_say_so_at_once(world: World) -> None:
    chains.add(world, "S1", "filter", "-A OUTPUT -p udp -m udp --dport 61053 -j DROP")
    assert (reply(world, "leader.mesos")[0], world.now_ms) == ("SERVFAIL", 0)


def test_dcos_net_gives_up_after_five_seconds_and_says_so(world: World) -> None:
    sockets.close_all(world, "master", MESOS_DNS_PID)
    got = run(
        world, exchange(world, Asker("S1", "dig", ("198.51.100.1", 53), Said("")), Query("x.mesos"), answer, 8_000)
    )
    assert got.reply is not None
    assert (got.reply.code, world.now_ms) == ("SERVFAIL", 5_000)


def test_without_dcos_net_every_question_is_refused_at_once(world: World) -> None:
    sockets.close_all(world, "S1", PID)
    lost = found(world, "leader.mesos")
    assert (lost.error, world.now_ms, len(lost.legs)) == (AGAIN, 0, 3)


def test_of_several_servers_the_first_answer_counts(world: World) -> None:
    chains.add(world, "master", "filter", "-A INPUT -p udp -m udp --dport 61053 -j DROP")
    world.put(FORWARDS, "mesos", Forward("mesos", ((MASTER, 61053), ("172.16.0.1", 53))), "S1")
    world.put(records.RECORDS, ("x.mesos", "A"), RecordSet("x.mesos", "A", 60, ("10.9.9.9",)), "resolver/router")
    assert (found(world, "x.mesos").addresses, world.now_ms) == (("10.9.9.9",), 0)


def test_of_many_servers_two_are_asked(world: World) -> None:
    world.put(FORWARDS, "", Forward("", tuple((f"192.0.2.{number}", 53) for number in range(4))), "S1")
    [leg, *_] = found(world, "x.test").legs
    assert len(leg.inner) == 0, "its client did not wait for their end"
    got = run(
        world, exchange(world, Asker("S1", "dig", ("198.51.100.1", 53), Said("")), Query("x.test"), answer, 8_000)
    )
    assert len({inner.server for inner in got.leg.inner}) == 2


def test_with_nobody_to_ask_it_fails_at_once(world: World) -> None:
    world.put(FORWARDS, "", Forward("", ()), "S1")
    assert (reply(world, "x.test")[0], world.now_ms) == ("SERVFAIL", 0)
