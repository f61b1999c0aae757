"""Names: which servers are asked in which order and for how long, what of that is seen, what ends the asking."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.network.build import card, network, node, routed, run
from tutorial.cluster.host import FILES, HOSTS, File, Host
from tutorial.cluster.network import chains, connections, links
from tutorial.cluster.network.dns.configuration import Configuration, configuration
from tutorial.cluster.network.dns.exchange import Answered
from tutorial.cluster.network.dns.legs import Lookup, LookupLeg
from tutorial.cluster.network.dns.messages import Query, Record, Reply, is_askable, size
from tutorial.cluster.network.dns.records import RecordSet, put
from tutorial.cluster.network.dns.stub import AGAIN, NO_ADDRESS, UNKNOWN, resolve
from tutorial.cluster.network.fetch import Waiting
from tutorial.cluster.network.tables import COUNTERS, Socket
from tutorial.cluster.network.tcp import GAVE_UP
from tutorial.cluster.network.trace import MESSAGES
from tutorial.cluster.servers import NAME_SERVERS, answer
from tutorial.cluster.servers.resolver import install, resolver
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World

SERVER = "nameserver 10.0.0.2\n"


def told(world: World, text: str, path: str = "/etc/resolv.conf", namespace: str = "a") -> World:
    world.put(FILES, path, File(text), namespace)
    return world


def served(text: str = SERVER, **names: str) -> World:
    """Two hosts on one wire: a asks b, which knows some names."""
    world = network(node("a", card("10.0.0.1/24")), node("b", card("10.0.0.2/24")))
    install(world, "b", "10.0.0.2", {"pi.test": "10.0.0.9", **names})
    return told(world, text)


def ask(world: World, name: str = "pi.test", origin: str = "a", **fields: Any) -> Lookup:
    return run(world, resolve(world, origin, name, answer, **fields))


def messages(legs: tuple[LookupLeg, ...]) -> list[str]:
    return [f"{way} {step.message}" for leg in legs for way, step in leg.ways() if step.decides]


# What is asked


def test_a_question_and_its_answer_are_packets_through_every_table() -> None:
    world = served()
    found = ask(world)
    assert (found.addresses, found.error, world.now_ms) == (("10.0.0.9",), "", 0)
    assert messages(found.legs) == [
        "lookup dns.asks",
        "lookup route.device",
        "lookup neighbour.asked",
        "lookup wire",
        "lookup socket.program",
        "lookup dns.answer",
        "answer route.device",
        "answer neighbour.known",
        "answer wire",
        "answer socket.asker",
    ]
    packets = [step.before for leg in found.legs for _, step in leg.ways()]
    assert {(packet.protocol, packet.kind) for packet in packets} == {("udp", "query"), ("udp", "answer")}


def test_a_rule_counts_the_question() -> None:
    world = served()
    chains.add(world, "b", "filter", "-A INPUT -p udp -m udp --dport 53 -j ACCEPT")
    ask(world)
    assert world[COUNTERS, ("filter", "INPUT", 1), "b"] == 1


def test_names_do_not_mind_case_or_a_dot_at_the_end() -> None:
    assert [ask(served(), name).addresses for name in ("PI.Test", "pi.test.")] == [("10.0.0.9",)] * 2


def test_hosts_come_first_and_cost_no_packet() -> None:
    world = told(served(), "# 1.1.1.1 pi.test\n10.0.0.7 other Pi.test\n10.0.0.8 pi.test\n", "/etc/hosts")
    found = ask(world)
    assert (found.addresses, found.legs) == (("10.0.0.7", "10.0.0.8"), ())
    assert ask(world, "PI.TEST") == replace(found, name="PI.TEST")


def test_an_address_is_no_name() -> None:
    assert ask(served(), "10.0.0.99").addresses == ("10.0.0.99",)


def test_a_container_is_told_what_its_machine_is_told() -> None:
    inside = {**node("a/c", card("10.0.0.3/24")), "node": "a"}
    world = network(node("a", card("10.0.0.1/24")), inside, node("b", card("10.0.0.2/24")))
    install(world, "b", "10.0.0.2", {"pi.test": "10.0.0.9"})
    assert ask(told(world, SERVER), origin="a/c").addresses == ("10.0.0.9",)


def test_a_machine_knows_its_own_names_when_nobody_else_does() -> None:
    world = served()
    world.put(HOSTS, "a", Host("a", "ip-10-0-0-1", "agent", "10.0.0.1", region="aws/us-west-2"))
    assert ask(world, "ip-10-0-0-1.us-west-2.compute.internal").addresses == ("10.0.0.1",)


# How long


DROPPED = "-A INPUT -p udp -m udp --dport 53 -j DROP"
REJECTED = "-A INPUT -p udp -m udp --dport 53 -j REJECT --reject-with icmp-host-prohibited"
NOBODY = "nameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n"


@pytest.mark.parametrize(
    ("text", "elapsed_ms", "asked"),
    [
        (SERVER, 10_000, [2]),
        ("options timeout:2 attempts:3\n" + SERVER, 6_000, [3]),
        ("options timeout:1\noptions attempts:3\n" + SERVER * 3, 9_000, [9]),
        ("options timeout:0\n" + SERVER, 2_000, [2]),
        ("options attempts:0\n" + SERVER, 0, []),
        (SERVER + "nameserver 198.51.100.1\n", 10_000, [2, 2]),
        (SERVER + SERVER, 20_000, [4]),
        (
            SERVER + "nameserver 10.0.0.3\nnameserver 10.0.0.4\nnameserver 10.0.0.5\n",
            2 * (5_000 + 3_000 + 3_060),
            [2, 2, 2],
        ),
    ],
)
def test_silence_costs_the_time_that_the_configuration_says(text: str, elapsed_ms: int, asked: list[int]) -> None:
    """Source: the reference's measurement of DC/OS' file (9 s), glibc's rule for several servers."""
    world = served(text)
    chains.add(world, "b", "filter", DROPPED)
    found = ask(world)
    assert (found.addresses, found.error) == ((), AGAIN)
    assert (world.now_ms, [leg.attempts for leg in found.legs]) == (elapsed_ms, asked)


def test_a_question_that_is_lost_ends_where_it_was_lost() -> None:
    world = served()
    chains.add(world, "b", "filter", DROPPED)
    assert messages(ask(world).legs)[-1] == "lookup filter.drop"


def test_a_server_that_does_not_answer_on_the_wire_costs_the_time_of_that_error() -> None:
    world = served()
    links.set_up(world, "b", "eth0", up=False)
    found = ask(world)
    assert messages(found.legs) == [
        "lookup dns.asks",
        "lookup route.device",
        "lookup neighbour.failed",
        "answer route.local",
        "answer socket.asker_error",
    ]
    assert (found.error, found.legs[0].attempts, world.now_ms) == (AGAIN, 2, 6_120)


@pytest.mark.parametrize("target", ["DROP", "REJECT"])
def test_a_question_that_does_not_get_out_sends_to_the_next_server_at_once(target: str) -> None:
    world = served("nameserver 10.0.0.3\n" + SERVER)
    chains.add(world, "a", "filter", f"-A OUTPUT -d 10.0.0.3/32 -p udp -m udp --dport 53 -j {target}")
    found = ask(world)
    assert (found.addresses, world.now_ms) == (("10.0.0.9",), 0)
    assert found.legs[0].outcome == "Operation not permitted"


def test_an_answer_that_is_lost_is_silence_too() -> None:
    world = served()
    chains.add(world, "a", "filter", "-A INPUT -p udp -m udp --sport 53 -j DROP")
    found = ask(world)
    assert (found.error, world.now_ms, messages(found.legs)[-1]) == (AGAIN, 10_000, "answer filter.drop")


@pytest.mark.parametrize(("rule", "message"), [(REJECTED, "filter.reject"), (None, "socket.none_udp")])
def test_an_error_sends_to_the_next_server_at_once(rule: str | None, message: str) -> None:
    world = network(node("a", card("10.0.0.1/24")), node("b", card("10.0.0.2/24")), node("c", card("10.0.0.3/24")))
    install(world, "c", "10.0.0.3", {"pi.test": "10.0.0.9"})
    if rule:
        install(world, "b", "10.0.0.2", {})
        chains.add(world, "b", "filter", rule)
    found = ask(told(world, NOBODY))
    assert (found.addresses, world.now_ms, len(found.legs)) == (("10.0.0.9",), 0, 2)
    assert messages(found.legs[:1])[-1] == "answer socket.asker_error"
    assert f"lookup {message}" in messages(found.legs[:1])


def test_a_server_without_a_route_is_passed_over_at_once() -> None:
    world = served("nameserver 192.0.2.1\n" + SERVER)
    found = ask(world)
    assert (found.addresses, world.now_ms) == (("10.0.0.9",), 0)
    assert messages(found.legs[:1]) == ["lookup dns.asks", "lookup route.none"]


def test_without_a_server_one_on_this_host_is_asked() -> None:
    found = ask(told(served(), ""))
    assert ([leg.server for leg in found.legs], found.legs[0].attempts) == (["127.0.0.1:53"], 2)
    assert found.error == AGAIN


def test_who_has_no_more_patience_gives_up() -> None:
    world = served()
    chains.add(world, "b", "filter", DROPPED)
    found = ask(world, until_ms=3_000)
    assert (found.error, world.now_ms, found.legs[0].attempts) == (GAVE_UP, 3_000, 1)


def test_a_socket_stands_open_while_its_answer_is_awaited() -> None:
    world = served()
    chains.add(world, "b", "filter", DROPPED)
    running = resolve(world, "a", "pi.test", answer, program="ssh")
    next(running)
    [(flow, entry)] = connections.standing(world, "a")
    assert (flow[0], flow[3:], entry.program) == ("udp", ("10.0.0.2", 53), "ssh")
    running.close()
    assert connections.standing(world, "a") == ()


# What is answered


def says(code: str) -> Any:
    def program(world: World, namespace: str, socket: Socket, query: Query, others: Any) -> Waiting[Any]:
        yield from ()
        return Answered(Reply(code))

    return program


@pytest.mark.parametrize(
    ("code", "error", "asked"),
    [("NXDOMAIN", UNKNOWN, 1), ("NOERROR", NO_ADDRESS, 1), ("SERVFAIL", AGAIN, 2), ("REFUSED", AGAIN, 2)],
)
def test_only_an_answer_about_the_name_ends_the_asking(
    code: str, error: str, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAME_SERVERS, "resolver", says(code))
    world = served()
    found = ask(world)
    assert (found.error, found.legs[0].attempts, world.now_ms) == (error, asked, 0)


def test_a_server_may_be_silent_or_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(world: World, namespace: str, socket: Socket, query: Query, others: Any) -> Waiting[Any]:
        yield Until(world.now_ms + 7_000)
        return (yield from resolver(world, namespace, socket, query, others))

    monkeypatch.setitem(NAME_SERVERS, "resolver", slow)
    world = served("options timeout:8\n" + SERVER)
    assert (ask(world).addresses, world.now_ms) == (("10.0.0.9",), 7_000)
    world = served()
    assert (ask(world).error, world.now_ms) == (AGAIN, 10_000)


# Where names are searched


def names(world: World, name: str) -> list[str]:
    return [leg.name for leg in ask(world, name).legs]


@pytest.mark.parametrize(
    ("text", "name", "asked"),
    [
        ("", "pi", ["pi"]),
        ("search test west\n", "pi", ["pi.test"]),
        ("search west test\n", "pi", ["pi.west", "pi.test"]),
        ("search west\n", "pi", ["pi.west", "pi"]),
        ("search west\n", "no.pi", ["no.pi", "no.pi.west"]),
        ("search west\noptions ndots:2\n", "no.pi", ["no.pi.west", "no.pi"]),
        ("search west\n", "pi.", ["pi"]),
        ("search west\ndomain test\n", "pi", ["pi.test"]),
        (" search test\n#search test\nsearch\n", "pi", ["pi"]),
    ],
)
def test_a_name_is_searched_in_the_domains_that_are_told(text: str, name: str, asked: list[str]) -> None:
    assert names(served(SERVER + text), name) == asked


def test_the_hosts_own_domain_is_searched_when_no_other_is_told() -> None:
    world = served()
    world.put(HOSTS, "a", Host("a", "a.test", "client", "10.0.0.1"))
    assert ask(world, "pi").addresses == ("10.0.0.9",)


def test_silence_about_one_domain_ends_the_search() -> None:
    world = served(SERVER + "search test west\n")
    chains.add(world, "b", "filter", DROPPED)
    assert (names(world, "pi"), world.now_ms) == (["pi.test"], 10_000)


def test_the_file_is_read_as_glibc_reads_it() -> None:
    text = (
        "nameserver ::1\nnameserver 10.0.0.2 # b\nnameserver\nnameserver x\n; nameserver 10.0.0.3\n"
        "search a b c d e f g\noptions timeout:99 attempts:99 ndots:99 rotate edns0 timeout:x\n"
    )
    expected = Configuration(("10.0.0.2",), ("a", "b", "c", "d", "e", "f"), seconds=30, attempts=5, dots=15)
    assert configuration(told(served(), text), "a") == expected


# Laws


odd_names = st.one_of(
    st.text(max_size=300),
    st.lists(st.text("aé-_.\0 \n*%", max_size=70), max_size=6).map(".".join),
    st.sampled_from([".", "..", "a..b", "-", "x" * 64, "x" * 63, ".".join(["x" * 60] * 5), "1.2.3", "0x7f.1"]),
)


@given(odd_names, st.sampled_from([SERVER, "search x\n" + SERVER, "search .\n" + SERVER, ""]))
def test_any_text_may_be_asked_for(name: str, text: str) -> None:
    world = served(text)
    found = ask(world, name)
    assert bool(found.addresses) != bool(found.error)
    assert all(is_askable(leg.name) for leg in found.legs)
    for leg in found.legs:
        for _, step in leg.ways():
            assert step.message in MESSAGES
            assert step.sentence
            step.document()


@given(st.text(max_size=200))
def test_any_text_may_stand_in_the_files(text: str) -> None:
    world = told(told(served(), text), text, "/etc/hosts")
    found = ask(world)
    assert bool(found.addresses) != bool(found.error)


def test_the_same_question_is_asked_in_the_same_way_each_time() -> None:
    assert [ask(served()) for _ in range(2)] == [ask(served())] * 2


def test_a_look_up_leaves_nothing_behind_but_what_kernels_remember() -> None:
    world = routed(b={"listens": 0})
    install(world, "b", "10.0.1.2", {"pi.test": "10.0.0.9"})
    told(world, "nameserver 10.0.1.2\n")
    world.take_changes()
    assert ask(world).addresses == ("10.0.0.9",)
    left = {change.table for change in world.take_changes()}
    assert left == {"net.neighbour", "net.opened", "net.traffic"}


@pytest.mark.parametrize(("name", "count", "expected"), [("leader.mesos", 1, 46), ("httpi.marathon.mesos", 3, 86)])
def test_a_reply_is_as_large_as_the_recorded_one(name: str, count: int, expected: int) -> None:
    records = tuple(Record(f"{name}.", "A", 60, f"172.16.9.{number}") for number in range(count))
    assert size(Query(name), Reply("NOERROR", records)) == expected


def test_records_without_values_are_gone() -> None:
    world = served()
    put(world, "resolver/b", RecordSet("pi.test", "A", 5, ()))
    assert ask(world).error == UNKNOWN
