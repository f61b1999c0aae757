"""IPVS: which real server a connection gets, where among the hooks it does so, and what becomes of its packets."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.network.build import VIP, VIP_PORT, ask, card, network, node, run, service, vip_client
from tutorial.cluster.lab import expand, faults
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network import tcp
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.ipvs import connections
from tutorial.cluster.network.ipvs.tables import (
    COUNTS,
    SCHEDULED,
    Count,
    IpvsError,
    RealServer,
    add_server,
    edit_server,
    remove_server,
    remove_service,
)
from tutorial.cluster.network.packet import Packet
from tutorial.cluster.network.trace import Disposition, Step
from tutorial.cluster.world import World

END = f"{VIP}:{VIP_PORT}"
KEY = ("tcp", VIP, VIP_PORT)
ADDRESSES = tuple(f"10.0.0.{number}" for number in range(11, 16))
BRIDGE = Path(__file__).parents[2] / "golden/data/oracle/labs/bridge.json"


def balanced(*dests: str, listens: int = 80, **fields: Any) -> World:
    """A client with a VIP, and five servers on its wire."""
    client = vip_client("10.0.0.1/24", service(*(dests or ADDRESSES), **fields))
    servers = [node(f"b{ip[-2:]}", card(f"{ip}/24"), listens=listens) for ip in ADDRESSES]
    return network(client, *servers)


def picks(world: World, count: int, every_ms: int = 0) -> list[str]:
    """The servers of so many requests, one after another, by the last number of their addresses."""
    found = []
    for _ in range(count):
        chosen = ask(world, "a", END).trace.legs[0].chosen
        assert chosen is not None
        found.append(chosen["entry"].removeprefix("10.0.0.").removesuffix(":80"))
        world.set_now(world.now_ms + every_ms)
    return found


def test_equal_servers_take_turns_from_the_head_of_the_list() -> None:
    found = picks(balanced(), 100)
    assert found == ["11", "12", "13", "14", "15"] * 20


def test_the_last_server_that_was_added_is_the_head() -> None:
    world = balanced(*ADDRESSES[:2])
    add_server(world, "a", KEY, RealServer("10.0.0.13", 80))
    assert picks(world, 4) == ["13", "11", "12", "13"]


def test_a_dead_server_attracts_connections() -> None:
    """Its refused connections are forgotten after 10 s, those of the others after 120 s."""
    world = balanced()
    faults.inject(world, reader("fault", {"fault": "process_kill", "node": "b13", "process": "httpi"}))
    found = Counter(picks(world, 360, every_ms=1000)[120:])
    assert 0.70 <= found["13"] / 240 <= 0.76


SCHEDULES = {
    "wlc": ["11", "12", "13", "12", "11", "12"],
    "lc": ["11", "12", "13", "11", "12", "13"],
    "rr": ["11", "12", "13", "11", "12", "13"],
    "wrr": ["12", "11", "12", "11", "12", "13"],
}
"""Weights 2, 3, 1: by hand from the kernel's sources."""


@pytest.mark.parametrize(("scheduler", "expected"), SCHEDULES.items())
def test_schedulers_pick_as_the_kernels_do(scheduler: str, expected: list[str]) -> None:
    assert picks(balanced(*ADDRESSES[:3], weights=(2, 3, 1), scheduler=scheduler), 6) == expected


def test_source_hash_keeps_a_client_with_its_server() -> None:
    assert len(set(picks(balanced(scheduler="sh"), 6))) == 1


@pytest.mark.parametrize("scheduler", ["wlc", "lc", "rr", "wrr", "sh"])
def test_weight_0_takes_no_new_connections(scheduler: str) -> None:
    world = balanced(*ADDRESSES[:1], weights=(0,), scheduler=scheduler)
    refused = ask(world, "a", END)
    assert (refused.error, refused.elapsed_ms, refused.trace.disposition) == (
        "Connection refused",
        0,
        Disposition.REJECTED,
    )
    assert refused.trace.legs[0].refusal_kind == "icmp-port-unreachable"


def test_a_service_without_servers_refuses_at_once() -> None:
    world = balanced(*ADDRESSES[:1])
    remove_server(world, "a", KEY, "10.0.0.11", 80)
    refused = ask(world, "a", END)
    assert (refused.error, refused.elapsed_ms) == ("Connection refused", 0)


def test_another_port_of_the_address_is_refused_by_the_clients_own_host() -> None:
    refused = ask(balanced(), "a", f"{VIP}:3142")
    assert (refused.error, refused.trace.disposition) == ("Connection refused", Disposition.REFUSED)
    assert {tap.namespace for tap in refused.trace.legs[0].syn} == {"a"}


def test_a_servers_weight_is_changed_in_its_place() -> None:
    world = balanced(*ADDRESSES[:2])
    edit_server(world, "a", KEY, RealServer("10.0.0.11", 80, weight=0))
    assert picks(world, 3) == ["12", "12", "12"]
    edit_server(world, "a", KEY, RealServer("10.0.0.11", 80, weight=1))
    assert picks(world, 1) == ["11"]


def test_a_removed_server_loses_the_packets_of_its_connections_without_a_word() -> None:
    world = balanced(*ADDRESSES[:1])
    opened = run(world, tcp.connect(world, "a", HttpRequest(VIP, VIP_PORT), "curl"))
    assert opened.client is not None
    remove_server(world, "a", KEY, "10.0.0.11", 80)
    lost = tcp.deliver(world, opened.client, "data")
    assert (lost.disposition, lost.failure, lost.namespace) == (Disposition.DROPPED, None, "a")
    add_server(world, "a", KEY, RealServer("10.0.0.11", 80))
    assert tcp.deliver(world, opened.client, "data").disposition is Disposition.DELIVERED


def test_a_removed_service_is_like_an_address_where_nothing_listens() -> None:
    world = balanced()
    remove_service(world, "a", KEY)
    assert ask(world, "a", END).trace.disposition is Disposition.REFUSED


def test_connections_are_counted_for_service_and_server_and_age() -> None:
    world = balanced(*ADDRESSES[:2])
    picks(world, 3)
    assert world[COUNTS, KEY, "a"].connections == 3
    assert world[COUNTS, (*KEY, "10.0.0.11", 80), "a"].connections == 2
    loads = connections.loads(world, "a", KEY)
    assert {name: (load.active, load.inactive) for name, load in loads.items()} == {
        "10.0.0.11:80": (0, 2),
        "10.0.0.12:80": (0, 1),
    }
    assert {entry.state for entry in world.values(SCHEDULED, "a")} == {"TIME_WAIT"}
    world.set_now(world.now_ms + 120_001)
    assert connections.loads(world, "a", KEY) == {}
    assert world[COUNTS, KEY, "a"] != Count()


def test_a_host_that_does_not_reach_the_server_tells_its_client() -> None:
    """Linux net/netfilter/ipvs/ip_vs_xmit.c: no route to the real server is a link failure."""
    world = balanced()
    faults.inject(world, reader("fault", {"fault": "link_down", "node": "a", "device": "eth0"}))
    assert ask(world, "a", END).error == "No route to host"


def test_what_cannot_be_is_refused_in_words() -> None:
    world = balanced(*ADDRESSES[:1])
    with pytest.raises(IpvsError, match=r"10\.0\.0\.11:80 is a server of TCP 11\.249\.78\.219:3141 already"):
        add_server(world, "a", KEY, RealServer("10.0.0.11", 80))
    with pytest.raises(IpvsError, match=r"has no server 10\.0\.0\.12:80"):
        remove_server(world, "a", KEY, "10.0.0.12", 80)
    with pytest.raises(IpvsError, match=r"weight of 10\.0\.0\.12:80 must be"):
        add_server(world, "a", KEY, RealServer("10.0.0.12", 80, weight=-1))
    with pytest.raises(IpvsError, match="no service UDP"):
        remove_service(world, "a", ("udp", VIP, VIP_PORT))


Row = tuple[str, str, str, str]
"""Namespace, hook or table, source, destination behind it; `e` stands for the client's port."""

FROM_THE_MASTER: list[Row] = [
    ("master", "route", "11.249.78.219:e", "11.249.78.219:3141"),
    ("master", "ipvs", "11.249.78.219:e", "172.16.15.168:9896"),
    ("master", "route", "11.249.78.219:e", "172.16.15.168:9896"),
    ("master", "nat POSTROUTING", "172.16.9.10:e", "172.16.15.168:9896"),
    ("master", "neighbour", "172.16.9.10:e", "172.16.15.168:9896"),
    ("master", "wire", "172.16.9.10:e", "172.16.15.168:9896"),
    ("s2", "nat PREROUTING › DOCKER", "172.16.9.10:e", "172.17.0.2:9896"),
    ("s2", "route", "172.16.9.10:e", "172.17.0.2:9896"),
    ("s2", "neighbour", "172.16.9.10:e", "172.17.0.2:9896"),
    ("s2", "bridge", "172.16.9.10:e", "172.17.0.2:9896"),
    ("s2/httpi-1", "socket", "172.16.9.10:e", "172.17.0.2:9896"),
    ("s2/httpi-1", "route", "172.17.0.2:9896", "172.16.9.10:e"),
    ("s2/httpi-1", "neighbour", "172.17.0.2:9896", "172.16.9.10:e"),
    ("s2", "route", "172.17.0.2:9896", "172.16.9.10:e"),
    ("s2", "nat", "172.16.15.168:9896", "172.16.9.10:e"),
    ("s2", "neighbour", "172.16.15.168:9896", "172.16.9.10:e"),
    ("s2", "wire", "172.16.15.168:9896", "172.16.9.10:e"),
    ("master", "nat", "172.16.15.168:9896", "11.249.78.219:e"),
    ("master", "ipvs", "11.249.78.219:3141", "11.249.78.219:e"),
    ("master", "socket", "11.249.78.219:3141", "11.249.78.219:e"),
]
FROM_THE_SERVERS_OWN_AGENT: list[Row] = [
    ("s2", "route", "11.249.78.219:e", "11.249.78.219:3141"),
    ("s2", "ipvs", "11.249.78.219:e", "172.16.15.168:9896"),
    ("s2", "nat POSTROUTING", "172.16.15.168:e", "172.16.15.168:9896"),
    ("s2", "socket", "172.16.15.168:e", "172.16.15.168:9896"),
    ("s2", "route", "172.16.15.168:9896", "172.16.15.168:e"),
    ("s2", "nat", "172.16.15.168:9896", "11.249.78.219:e"),
    ("s2", "ipvs", "11.249.78.219:3141", "11.249.78.219:e"),
    ("s2", "route", "11.249.78.219:3141", "11.249.78.219:e"),
    ("s2", "socket", "11.249.78.219:3141", "11.249.78.219:e"),
]
FROM_A_CONTAINER: list[Row] = [
    ("s1/httpi-1", "route", "172.17.0.2:e", "11.249.78.219:3141"),
    ("s1/httpi-1", "neighbour", "172.17.0.2:e", "11.249.78.219:3141"),
    ("s1", "ipvs", "172.17.0.2:e", "172.16.15.168:9896"),
    ("s1", "route", "172.17.0.2:e", "172.16.15.168:9896"),
    ("s1", "nat POSTROUTING", "172.16.40.67:e", "172.16.15.168:9896"),
    ("s1", "neighbour", "172.16.40.67:e", "172.16.15.168:9896"),
    ("s1", "wire", "172.16.40.67:e", "172.16.15.168:9896"),
    ("s2", "nat PREROUTING › DOCKER", "172.16.40.67:e", "172.17.0.2:9896"),
    ("s2", "route", "172.16.40.67:e", "172.17.0.2:9896"),
    ("s2", "neighbour", "172.16.40.67:e", "172.17.0.2:9896"),
    ("s2", "bridge", "172.16.40.67:e", "172.17.0.2:9896"),
    ("s2/httpi-1", "socket", "172.16.40.67:e", "172.17.0.2:9896"),
    ("s2/httpi-1", "route", "172.17.0.2:9896", "172.16.40.67:e"),
    ("s2/httpi-1", "neighbour", "172.17.0.2:9896", "172.16.40.67:e"),
    ("s2", "route", "172.17.0.2:9896", "172.16.40.67:e"),
    ("s2", "nat", "172.16.15.168:9896", "172.16.40.67:e"),
    ("s2", "neighbour", "172.16.15.168:9896", "172.16.40.67:e"),
    ("s2", "wire", "172.16.15.168:9896", "172.16.40.67:e"),
    ("s1", "nat", "172.16.15.168:9896", "172.17.0.2:e"),
    ("s1", "route", "172.16.15.168:9896", "172.17.0.2:e"),
    ("s1", "ipvs", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s1", "neighbour", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s1", "bridge", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s1/httpi-1", "socket", "11.249.78.219:3141", "172.17.0.2:e"),
]
FROM_THE_SERVERS_OWN_CONTAINER: list[Row] = [
    ("s2/httpi-1", "route", "172.17.0.2:e", "11.249.78.219:3141"),
    ("s2/httpi-1", "neighbour", "172.17.0.2:e", "11.249.78.219:3141"),
    ("s2", "ipvs", "172.17.0.2:e", "172.16.15.168:9896"),
    ("s2", "socket", "172.17.0.2:e", "172.16.15.168:9896"),
    ("s2", "route", "172.16.15.168:9896", "172.17.0.2:e"),
    ("s2", "ipvs", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s2", "route", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s2", "neighbour", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s2", "bridge", "11.249.78.219:3141", "172.17.0.2:e"),
    ("s2/httpi-1", "socket", "11.249.78.219:3141", "172.17.0.2:e"),
]
WAYS = {
    "master": FROM_THE_MASTER,
    "s2": FROM_THE_SERVERS_OWN_AGENT,
    "s1/httpi-1": FROM_A_CONTAINER,
    "s2/httpi-1": FROM_THE_SERVERS_OWN_CONTAINER,
}
"""datapath.md 5b1, 5b2, 5b3 (6a and 6b), on the addresses of the recorded bridge lab."""


def bridge_lab() -> World:
    """The recorded bridge lab with IPVS in the place of its stand-in."""
    lab = copy.deepcopy(json.loads(BRIDGE.read_text())["expanded"])
    for given in lab["namespaces"]:
        if any("stand-in-for-ipvs" in rule for rule in given["iptables"].get("nat", ())):
            given["iptables"]["nat"] = [rule for rule in given["iptables"]["nat"] if "stand-in" not in rule]
            given["ipvs"] = [service("172.16.15.168", port=9896)]
    return expand.build(reader("lab", lab))


@pytest.mark.parametrize("origin", WAYS)
def test_a_connection_takes_the_kernels_way(origin: str) -> None:
    leg = ask(bridge_lab(), origin, END).trace.legs[0]
    port = str(leg.syn[0].packet.source_port)
    found = [
        (step.namespace, place(step), *ends(step.after))
        for step in (*leg.request_steps, *leg.reply_steps)
        if step.decides
    ]
    assert [tuple(end.replace(f":{port}", ":e") for end in row) for row in found] == WAYS[origin]


def place(step: Step) -> str:
    """Where a rule of the nat table changed something, its chain; else the kind of table."""
    return str(step.title) if step.message in {"nat.destination", "nat.source"} else step.kind


def ends(packet: Packet) -> tuple[str, str]:
    return f"{packet.source}:{packet.source_port}", f"{packet.destination}:{packet.destination_port}"


def test_filter_output_sees_the_server_and_filter_input_the_virtual_address() -> None:
    """datapath.md 5.0, rule 4."""
    world = bridge_lab()
    faults.inject(world, _insert("s1", "INPUT", f"-d {VIP}"))
    assert ask(world, "s1/httpi-1", END).trace.disposition is Disposition.DROPPED
    world = bridge_lab()
    faults.inject(world, _insert("master", "OUTPUT", "-d 172.16.15.168"))
    assert ask(world, "master", END).trace.disposition is Disposition.DROPPED
    world = bridge_lab()
    faults.inject(world, _insert("master", "OUTPUT", f"-d {VIP}"))
    assert ask(world, "master", END).response is not None


def _insert(node_name: str, chain: str, match: str) -> Any:
    rule = f"-I {chain} 1 {match} -p tcp -j DROP"
    return reader("fault", {"fault": "iptables_insert", "node": node_name, "table": "filter", "rule": rule})


def test_without_the_masquerading_rule_the_server_drops_a_martian() -> None:
    """The SYN arrives with the VIP as its source, which is an address of the server's own host too. The neighbour must
    be known: a question for it would not be answered for the same reason."""
    world = bridge_lab()
    assert ask(world, "master", "172.16.15.168:9896").response is not None
    rule = "-A POSTROUTING -m ipvs --ipvs --vdir ORIGINAL --vmethod MASQ -j MASQUERADE"
    fault = {"fault": "iptables_delete", "node": "master", "table": "nat", "rule": rule}
    faults.inject(world, reader("fault", fault))
    lost = ask(world, "master", END)
    assert lost.error == "Connection timed out"
    assert {step.message for step in lost.trace.legs[0].request_steps} >= {"source.martian"}


def test_an_error_on_the_way_reaches_the_client_from_the_virtual_address() -> None:
    world = bridge_lab()
    rule = "-I FORWARD 1 -o docker0 -j REJECT"
    fault = {"fault": "iptables_insert", "node": "s2", "table": "filter", "rule": rule}
    faults.inject(world, reader("fault", fault))
    refused = ask(world, "master", END)
    assert (refused.error, refused.elapsed_ms) == ("Connection refused", 0)
    assert refused.trace.legs[0].reply_steps[-1].before.source == VIP
