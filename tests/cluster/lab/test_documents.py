"""Documents with a lab and a request: what is refused, in which field and why; what faults do; what curl then says."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.lab.build import GONE, Document, with_field
from tutorial.cluster.errors import ClusterError
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.lab.answer import answer, play, rounded
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network.tables import CHAINS, FDB, LINKS, NEIGHBOURS, ROUTES, SOCKETS

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parents[2] / "golden" / "data")) / "oracle"


def lab(name: str) -> Document:
    found: Document = json.loads((DATA / "labs" / f"{name}.json").read_text())["expanded"]
    return found


def document(
    name: str = "host", origin: str = "master", url: str = "http://172.16.9.84:16327/", **fields: Any
) -> Document:
    request = {"from": origin, "url": url, **fields.pop("request", {})}
    return {"lab": lab(name), "warm": [], "faults": [], "request": request, **fields}


def changed(path: str, value: Any, name: str = "host") -> Document:
    """A document with one field set, or taken out."""
    return with_field(document(name), path, value)


S1 = "lab.namespaces[1]"
FIELDS: list[tuple[str, Any, str]] = [
    # field, its value, what is said
    ("lab", GONE, "lab is missing"),
    ("lab", [], "lab must be an object, not []"),
    ("lab.namespaces", GONE, "lab.namespaces is missing or empty"),
    ("lab.namespaces", [], "lab.namespaces is missing or empty"),
    ("lab.namespaces", "x", "lab.namespaces must be a list, not 'x'"),
    ("lab.namespaces[0]", 7, "lab.namespaces[0] must be an object, not 7"),
    ("lab.namespaces[0].ns", GONE, "lab.namespaces[0].ns is missing"),
    ("lab.namespaces[0].ns", "s1", f"{S1}.ns stands here twice: s1"),
    ("lab.namespaces[0].kind", 1, "lab.namespaces[0].kind must be a text, not 1"),
    ("lab.namespaces[0].sysctls", [], "lab.namespaces[0].sysctls must be an object"),
    (f"{S1}.ipvs", [{"vip": "11.0.0.1"}], f"{S1}.ipvs[0].port is missing"),
    (f"{S1}.ipvs", [{"vip": "11.0.0.1", "port": 1, "scheduler": "dh"}], f"{S1}.ipvs[0].dests is refused: scheduler dh"),
    (f"{S1}.ipvs", [{"proto": "sctp", "vip": "11.0.0.1", "port": 1}], f"{S1}.ipvs[0].proto must be one of tcp, udp"),
    (f"{S1}.dns", {"a": "11.0.0"}, f"{S1}.dns.a must be an IPv4 address"),
    (f"{S1}.links[0].type", "tun", f"{S1}.links[0].type is not simulated: tun"),
    (f"{S1}.links[0].name", GONE, f"{S1}.links[0].name is missing"),
    (f"{S1}.links[1].name", "eth0", f"{S1}.links[1].name is there twice in s1: eth0"),
    (f"{S1}.links[0].peer", GONE, f"{S1}.links[0].peer is missing"),
    (f"{S1}.links[1].learning", 1, f"{S1}.links[1].learning must be true or false, not 1"),
    (f"{S1}.links[1].mtu", "big", f"{S1}.links[1].mtu must be a whole number, not 'big'"),
    (f"{S1}.links[1].mtu", True, f"{S1}.links[1].mtu must be a whole number, not True"),
    (f"{S1}.links[0].addrs", ["x/8"], f"{S1}.links[0].addrs must hold addresses with a prefix length, not 'x/8'"),
    (
        f"{S1}.links[0].addrs",
        ["default"],
        f"{S1}.links[0].addrs must hold addresses with a prefix length, not 'default'",
    ),
    (f"{S1}.links[0].addrs", ["10.0.0.1/33"], f"{S1}.links[0].addrs must be an IPv4 prefix, not '10.0.0.1/33'"),
    (f"{S1}.links[0].addrs", [8], f"{S1}.links[0].addrs[0] must be a text, not 8"),
    (f"{S1}.links[0].master", "br9", f"{S1}.links[0].master names a device that s1 does not have: br9"),
    (f"{S1}.routes[0].dst", "nowhere", f"{S1}.routes[0].dst must be an IPv4 prefix, not 'nowhere'"),
    (f"{S1}.routes[0].dev", "eth7", f"{S1}.routes[0].dev names a device that s1 does not have: eth7"),
    (f"{S1}.routes[0].via", "x", f"{S1}.routes[0].via must be an IPv4 address, not 'x'"),
    (f"{S1}.routes[0].type", "blackhole", f"{S1}.routes[0].type is not simulated: blackhole"),
    (f"{S1}.rules[0].from", GONE, f"{S1}.rules[0].from is missing"),
    (f"{S1}.neigh[0].ip", "", f"{S1}.neigh[0].ip must be an IPv4 address, not ''"),
    (f"{S1}.fdb[0].mac", 7, f"{S1}.fdb[0].mac must be a text, not 7"),
    (
        f"{S1}.iptables.filter",
        ["-A INPUT -m set -j DROP"],
        f"{S1}.iptables.filter is refused: -m set needs --match-set",
    ),
    (f"{S1}.iptables.security", ["-A INPUT -j DROP"], f"{S1}.iptables.security is refused: table security is not simu"),
    (f"{S1}.processes[0].listen", "16327", f"{S1}.processes[0].listen must be an address and a port"),
    (f"{S1}.processes[0].listen", "0.0.0.0:99999", f"{S1}.processes[0].listen must be an address and a port"),
    ("request", GONE, "request.from is missing"),
    ("request.from", "s9", "request.from names a namespace that the lab does not have: s9"),
    ("request.url", "https://172.16.9.84/", "request.url must be an http URL"),
    ("request.url", "http://172.16.9.84:0/", "request.url must be an http URL"),
    ("request.curl_args", ["--http3"], "request.curl_args has an argument that is not simulated: --http3"),
    (
        "request.curl_args",
        ["--connect-timeout"],
        "request.curl_args must have a number of seconds behind --connect-timeout",
    ),
    ("request.curl_args", ["-m", "soon"], "request.curl_args must have a number of seconds behind -m"),
    ("request.count", 0, "request.count must be from 1 to 1000, not 0"),
    ("warm", [{"from": "s1"}], "warm[0].url is missing"),
    ("faults", [{"fault": "flood", "node": "s1"}], "faults[0].fault is not known: flood; known are"),
    ("faults", [{"fault": "link_down", "device": "eth0"}], "faults[0].node is missing"),
    ("faults", [{"fault": "link_down", "node": "s9", "device": "eth0"}], "faults[0].node names a namespace that"),
    ("faults", [{"fault": "link_down", "ns": "s1", "device": "eth9"}], "faults[0].device names a device that s1"),
    (
        "faults",
        [{"fault": "process_kill", "node": "s1", "process": "x"}],
        "faults[0].process names a process that does not",
    ),
    (
        "faults",
        [{"fault": "bridge_port_state", "node": "s1", "device": "eth0", "state": "9"}],
        "faults[0].state must be one of 0, 1, 2, 3, 4, not 9",
    ),
    (
        "faults",
        [{"fault": "bridge_port_state", "node": "s1", "device": "eth0", "state": "0"}],
        "faults[0].device is not the port of a bridge: eth0",
    ),
    (
        "faults",
        [{"fault": "iptables_insert", "node": "s1", "table": "filter", "rule": "-I NOWHERE 1 -j DROP"}],
        "faults[0].rule is refused: No chain/target/match by that name",
    ),
    (
        "faults",
        [{"fault": "iptables_delete", "node": "s1", "table": "nat", "rule": "-A DOCKER -i eth9 -j RETURN"}],
        "faults[0].rule is refused: Bad rule",
    ),
    (
        "faults",
        [{"fault": "fdb_del", "node": "s1", "device": "vtep1024", "mac": "00"}],
        "faults[0].mac is not in the forw",
    ),
    (
        "faults",
        [{"fault": "neigh_del", "node": "s1", "device": "eth0", "ip": "1.1.1.1"}],
        "faults[0].ip is no neighbour",
    ),
    (
        "faults",
        [{"fault": "route_del", "node": "s1", "dst": "1.1.1.0/24"}],
        "faults[0].dst is not in routing table main",
    ),
]


@pytest.mark.parametrize(
    ("path", "value", "words"), FIELDS, ids=[f"{path}={value!r}"[:60] for path, value, _ in FIELDS]
)
def test_a_bad_field_is_named_with_what_is_wrong(path: str, value: Any, words: str) -> None:
    with pytest.raises(ClusterError) as refused:
        answer(json.dumps(changed(path, value)))
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the document is not JSON"),
        ("{", "the document is not JSON"),
        ("[]", "the document must be an object, not []"),
        ("null", "the document must be an object, not None"),
        ('{"lab": "\\ud800"}', "the document holds half a character: '\\ud800'"),
        ("[" * 100_000, "the document is nested too deeply"),
    ],
)
def test_what_is_no_document_is_refused(text: str, words: str) -> None:
    with pytest.raises(ClusterError) as refused:
        answer(text)
    assert str(refused.value).startswith(words)


paths = st.sampled_from([path for path, _, _ in FIELDS])
values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 70_000), st.sampled_from(["", "eth0", "s1", "10.0.0.0/8", "-A"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["ns", "dev"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(deadline=None)
@given(paths, values)
def test_no_field_however_wrong_brings_anything_but_words(path: str, value: Any) -> None:
    """A document is answered or refused in words; anything else would be a traceback."""
    with suppress(ClusterError):
        assert set(answer(json.dumps(changed(path, value)))) == {"legs", "outcome"}


# Faults

BRIDGE = {"name": "bridge", "url": "http://172.16.15.168:9896/"}


def broken(name: str, fault: Document) -> Any:
    return play(reader("", document(name, faults=[fault]))).world


def test_process_kill_ends_the_process_with_its_sockets() -> None:
    world = broken("bridge", {"fault": "process_kill", "ns": "s2/httpi-1", "process": "httpi"})
    assert world.values(SOCKETS, "s2/httpi-1") == ()
    assert [p.namespace for p in world.values(PROCESSES, "s2") if p.name == "httpi"] == ["s2/httpi-2"]
    assert len(world.values(SOCKETS, "s2")) == 2


def test_link_down_takes_the_device_down() -> None:
    assert not broken("host", {"fault": "link_down", "node": "s1", "device": "eth0"})[LINKS, "eth0", "s1"].up


def test_bridge_port_state_is_set_by_its_number() -> None:
    world = broken("bridge", {"fault": "bridge_port_state", "node": "s2", "device": "veth10f72e2", "state": "0"})
    assert world[LINKS, "veth10f72e2", "s2"].port_state == "disabled"


def test_iptables_insert_and_delete_change_the_chain() -> None:
    insert = {
        "fault": "iptables_insert",
        "node": "s1",
        "table": "filter",
        "rule": "-I FORWARD 2 -p tcp --dport 1 -j DROP",
    }
    rules = broken("host", insert)[CHAINS, ("filter", "FORWARD"), "s1"].rules
    assert rules[1].text == "-A FORWARD -p tcp -m tcp --dport 1 -j DROP"
    delete = {"fault": "iptables_delete", "node": "s1", "table": "nat", "rule": "-A DOCKER -i docker0 -j RETURN"}
    rules = broken("host", delete)[CHAINS, ("nat", "DOCKER"), "s1"].rules
    assert [rule.text for rule in rules] == ["-A DOCKER -i d-dcos -j RETURN"]


def test_entries_are_taken_out_of_their_tables() -> None:
    fdb = broken("host", {"fault": "fdb_del", "node": "s1", "device": "vtep1024", "mac": "70:B3:D5:80:00:01"})
    assert fdb.values(FDB, "s1") == ()
    neigh = broken("host", {"fault": "neigh_del", "node": "s1", "device": "vtep1024", "ip": "44.128.0.1"})
    assert not [n for n in neigh.values(NEIGHBOURS, "s1") if n.dev == "vtep1024"]
    main = broken("host", {"fault": "route_del", "ns": "s1", "dst": "default"})
    assert "0.0.0.0/0" not in [route.destination for route in main.values(ROUTES, "s1")]
    other = broken("host", {"fault": "route_del", "node": "s1", "dst": "172.16.9.10/32", "table": 42})
    assert "42" not in [route.table for route in other.values(ROUTES, "s1")]


def test_sysctl_sets_a_kernel_setting() -> None:
    made = document("bridge", url=BRIDGE["url"], request={"curl_args": ["-m", "2"]})
    made["faults"] = [{"fault": "sysctl", "node": "s2", "key": "net.ipv4.ip_forward", "value": "0"}]
    assert play(reader("", made)).outcome["exit"] == 28


def test_a_warm_request_leaves_its_tables_behind() -> None:
    warm = [{"from": "master", "url": "http://172.16.9.84:16327/"}]
    down = [{"fault": "link_down", "node": "s1", "device": "eth0"}]
    cold = play(reader("", document(faults=down))).outcome
    assert (cold["connect_error"], cold["time"]) == ("No route to host", "about 3 s")
    found = play(reader("", document(warm=warm, faults=down, request={"curl_args": ["--connect-timeout", "5"]})))
    assert (found.outcome["exit"], found.outcome["time"], len(found.legs[0]["syn"])) == (28, "about 5 s", 1)


# curl

SAID: list[tuple[Document, int, str]] = [
    (document(), 0, ""),
    (document(request={"count": 3}), 0, ""),
    (
        document(url="http://httpi.marathon.l4lb.thisdcos.directory:3141/"),
        6,
        "Could not resolve host: httpi.marathon.l4lb",
    ),
    (
        document(url="http://172.16.9.84:1/"),
        7,
        "Failed to connect to 172.16.9.84 port 1 after 0 ms: Couldn't connect to se",
    ),
    (
        document(url="http://172.16.9.84/"),
        7,
        "Failed to connect to 172.16.9.84 port 80 after 0 ms: Couldn't connect to ser",
    ),
    (
        document(url="http://172.16.1.1:1/"),
        7,
        "Failed to connect to 172.16.1.1 port 1 after 3060 ms: Couldn't connect to s",
    ),
]


@pytest.mark.parametrize(("asked", "code", "words"), SAID)
def test_curl_ends_with_its_code_and_its_words(asked: Document, code: int, words: str) -> None:
    outcome = play(reader("", asked)).outcome
    assert outcome["exit"] == code
    assert outcome["stderr"].removeprefix(f"curl: ({code}) ").startswith(words)


DROP = [{"fault": "iptables_insert", "node": "s1", "table": "filter", "rule": "-I INPUT 1 -p tcp -j DROP"}]
LIMITS = [
    ([], "Failed to connect to 172.16.9.84 port 16327 after 127000 ms: Couldn't connect to server", "about 130 s"),
    (
        ["--connect-timeout", "2"],
        "Failed to connect to 172.16.9.84 port 16327 after 2000 ms: Timeout was reached",
        "about 2 s",
    ),
    (["-m", "2.5"], "Connection timed out after 2500 milliseconds", "about 2 s"),
    (
        ["-m", "3", "--connect-timeout", "2"],
        "Failed to connect to 172.16.9.84 port 16327 after 2000 ms: Timeout",
        "about 2 s",
    ),
]


@pytest.mark.parametrize(("arguments", "words", "time"), LIMITS)
def test_curls_limits_end_it_with_exit_28(arguments: list[str], words: str, time: str) -> None:
    outcome = play(reader("", document(faults=DROP, request={"curl_args": arguments}))).outcome
    assert (outcome["exit"], outcome["time"]) == (28, time)
    assert outcome["stderr"].startswith(f"curl: (28) {words}")
    assert outcome["connect_error"] == (None if arguments else "Connection timed out")


def test_repeated_requests_have_a_leg_each() -> None:
    legs = play(reader("", document(request={"count": 3}))).legs
    assert len({leg["syn"][0]["src"] for leg in legs}) == 3


@pytest.mark.parametrize(
    ("elapsed_ms", "words"),
    [
        (0, "instant"),
        (899, "instant"),
        (900, "about 1 s"),
        (2_500, "about 2 s"),
        (3_060, "about 3 s"),
        (59_400, "about 59 s"),
        (64_000, "about 60 s"),
        (65_000, "about 60 s"),
        (127_000, "about 130 s"),
    ],
)
def test_durations_are_rounded_as_in_recordings(elapsed_ms: int, words: str) -> None:
    assert rounded(elapsed_ms) == words
