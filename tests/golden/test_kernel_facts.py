"""What a real kernel did in labs that was not obvious: facts written down beside the recordings, one row each.

They hold of a lab's recorded tables, and of those that the cluster's own systems write for its short form.
"""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tutorial.cluster.lab.answer import Played, play
from tutorial.cluster.lab.reader import reader

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "oracle"
VIP = "http://11.249.78.219:3141/"
HOST_PORT = "http://172.16.15.168:9896/"
OVERLAY = "http://9.0.3.131:3141/"
WAIT = ["--connect-timeout", "5"]
NO_PROXY = "bridge-userland-proxy-false"
BRIDGE_NF = "bridge-bridge-nf-1-userland-proxy-false"
NO_HAIRPIN = "bridge-bridge-nf-1-hairpin-false-userland-proxy-false"
REFUSED, NO_ROUTE, UNREACHABLE = "Connection refused", "No route to host", "Network is unreachable"


Asked = Callable[..., Played]
FORMS = {"recorded": ("lab", "expanded"), "written": ("spec", "spec")}
"""Whose tables a lab has → the field of a document, and of a lab, that says so."""


def ask(form: str, lab: str, origin: str, url: str, *faults: dict[str, Any], warm: int = 0) -> Played:
    """A request through a lab, with faults, after the same one as often as it is to be warm."""
    field, part = FORMS[form]
    found = json.loads((DATA / "labs" / f"{lab}.json").read_text())[part]
    sent = {"from": origin, "url": url, "curl_args": WAIT}
    return play(reader("", {field: found, "warm": [sent] * warm, "faults": list(faults), "request": sent}))


@pytest.fixture(params=FORMS)
def asked(request: pytest.FixtureRequest) -> Asked:
    return partial(ask, request.param)


def fault(kind: str, place: str, **fields: Any) -> dict[str, Any]:
    return {"fault": kind, "ns": place, **fields}


def insert(node: str, rule: str) -> dict[str, Any]:
    return fault("iptables_insert", node, table="filter", rule=rule)


def seen(sights: list[dict[str, Any]]) -> str:
    """Where a packet was seen: `s2 eth0>`, `s2 >eth0`; inside an envelope in brackets."""
    marks = {"out": "{} {}>", "in": "{} >{}"}
    texts = [marks[sight["dir"]].format(sight["node"], sight["dev"]) for sight in sights]
    return ", ".join(f"[{text}]" if sight["encap"] else text for text, sight in zip(texts, sights, strict=True))


def last(played: Played, leg: int = -1) -> str:
    """The source address that the last device of a leg's SYN saw, and its time to live."""
    sight = played.legs[leg]["syn"][-1]
    return f"{sight['src'].partition(':')[0]} {sight['ttl']}"


ARRIVES: list[Any] = [
    # number of the fact, lab, from, url, faults, legs, what the server sees: source and time to live
    (4, "overlay", "s1", OVERLAY, [], 1, "44.128.0.3 63"),
    (4, "overlay", "s2", OVERLAY, [], 1, "9.0.3.129 64"),
    (1, "overlay", "s1/httpi-1", OVERLAY, [], 1, "9.0.2.130 62"),
    (6, "overlay", "s1/shell", OVERLAY, [], 1, "44.128.0.3 62"),
    (7, "bridge", "s2", HOST_PORT, [], 1, "172.16.15.168 64"),
    (7, "bridge", "s2", "http://127.0.0.1:9896/", [], 2, "172.17.0.1 64"),
    (8, "bridge", "s2/httpi-1", HOST_PORT, [], 2, "172.17.0.1 64"),
    (8, "bridge", "s2", VIP, [], 2, "172.17.0.1 64"),
    (9, NO_PROXY, "s2/httpi-1", HOST_PORT, [], 1, "172.17.0.1 63"),
    (10, BRIDGE_NF, "s2/httpi-2", HOST_PORT, [], 1, "172.17.0.3 64"),
    (
        13,
        "bridge",
        "master",
        HOST_PORT,
        [insert("s2", "-I INPUT 1 -p tcp --dport 9896 -j REJECT")],
        1,
        "172.16.9.10 63",
    ),
    (
        20,
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [fault("fdb_del", "s2", device="vtep1024", mac="70:b3:d5:80:00:03")],
        1,
        "9.0.2.130 62",
    ),
    (
        25,
        "bridge",
        "s2",
        HOST_PORT,
        [fault("sysctl", "s2", key="net.ipv4.ip_forward", value="0")],
        1,
        "172.16.15.168 64",
    ),
]


@pytest.mark.parametrize(("number", "lab", "origin", "url", "faults", "legs", "source"), ARRIVES)
def test_a_request_arrives(
    asked: Asked, number: int, lab: str, origin: str, url: str, faults: list[Any], legs: int, source: str
) -> None:
    played = asked(lab, origin, url, *faults)
    assert (played.outcome["exit"], played.outcome["stdout"]) == (0, "3.1415926536")
    assert (len(played.legs), last(played)) == (legs, source)


VTEP_1 = {"device": "vtep1024"}
FAILS: list[Any] = [
    # number of the fact, lab, from, url, faults, exit, the system's words, time
    (10, NO_PROXY, "s2/httpi-2", HOST_PORT, [], 28, None, "about 5 s"),
    (11, NO_HAIRPIN, "s2/httpi-1", HOST_PORT, [], 28, None, "about 5 s"),
    (14, "overlay-dcos-forward-accept-false", "s1/httpi-1", OVERLAY, [], 28, None, "about 5 s"),
    (15, "overlay-dcos-isolation-return-false", "s1/httpi-1", "http://172.17.0.2:1/", [], 28, None, "about 5 s"),
    (15, "overlay", "s1/httpi-1", "http://172.17.0.2:1/", [], 7, REFUSED, "instant"),
    (16, NO_PROXY, "master", HOST_PORT, [fault("process_kill", "s2/httpi-1", process="httpi")], 7, REFUSED, "instant"),
    (
        17,
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [insert("s2", "-I INPUT 1 -p udp --dport 64000 -j REJECT")],
        28,
        None,
        "about 5 s",
    ),
    (17, "overlay", "s1/httpi-1", OVERLAY, [fault("link_down", "s2", **VTEP_1)], 28, None, "about 5 s"),
    (18, "bridge", "master", VIP, [fault("link_down", "s2/httpi-1", device="eth0")], 7, NO_ROUTE, "about 3 s"),
    (
        18,
        "bridge",
        "master",
        HOST_PORT,
        [fault("bridge_port_state", "s2", device="veth10f72e2", state="0")],
        7,
        NO_ROUTE,
        "about 3 s",
    ),
    (19, "overlay", "s1/httpi-1", OVERLAY, [fault("link_down", "s2", device="eth0")], 28, None, "about 5 s"),
    (
        19,
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [fault("neigh_del", "s1", ip="44.128.0.4", **VTEP_1)],
        7,
        NO_ROUTE,
        "about 3 s",
    ),
    (
        20,
        "overlay-vtep-learning-false",
        "s1/httpi-1",
        OVERLAY,
        [fault("fdb_del", "s2", mac="70:b3:d5:80:00:03", **VTEP_1)],
        28,
        None,
        "about 5 s",
    ),
    (21, "overlay", "s1", OVERLAY, [fault("route_del", "s1", dst="9.0.3.0/24")], 7, UNREACHABLE, "instant"),
    (21, "overlay", "s1", OVERLAY, [fault("link_down", "s1", **VTEP_1)], 7, UNREACHABLE, "instant"),
    (21, "overlay", "s1/httpi-1", OVERLAY, [fault("route_del", "s1", dst="9.0.3.0/24")], 28, None, "about 5 s"),
    (22, "overlay", "s1/httpi-1", OVERLAY, [fault("route_del", "s2", dst="9.0.2.0/24")], 28, None, "about 5 s"),
    (23, NO_PROXY, "master", HOST_PORT, [fault("link_down", "s2", device="docker0")], 28, None, "about 5 s"),
    (24, "bridge", "master", HOST_PORT, [fault("link_down", "master", device="eth0")], 7, UNREACHABLE, "instant"),
    (
        25,
        "bridge",
        "master",
        HOST_PORT,
        [fault("sysctl", "s2", key="net.ipv4.ip_forward", value="0")],
        28,
        None,
        "about 5 s",
    ),
    (
        26,
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [fault("route_del", "s1/httpi-1", dst="default")],
        7,
        UNREACHABLE,
        "instant",
    ),
    (26, "bridge", "master", HOST_PORT, [fault("route_del", "s2/httpi-1", dst="default")], 28, None, "about 5 s"),
    (
        27,
        "bridge",
        "master",
        VIP,
        [insert("s2", "-I FORWARD 1 -p tcp -j REJECT --reject-with tcp-reset")],
        7,
        REFUSED,
        "instant",
    ),
    (28, "bridge", "s2", VIP, [fault("process_kill", "s2/httpi-1", process="httpi")], 56, None, "instant"),
    (30, "bridge-no-vip", "master", VIP, [], 7, UNREACHABLE, "instant"),
    (30, "bridge", "master", "http://11.249.78.219:3142/", [], 7, REFUSED, "instant"),
    (30, "bridge-vip-without-backend", "s2/httpi-1", VIP, [], 7, REFUSED, "instant"),
]


@pytest.mark.parametrize(("number", "lab", "origin", "url", "faults", "code", "words", "time"), FAILS)
def test_a_request_fails(
    asked: Asked,
    number: int,
    lab: str,
    origin: str,
    url: str,
    faults: list[Any],
    code: int,
    words: str | None,
    time: str,
) -> None:
    outcome = asked(lab, origin, url, *faults).outcome
    assert (outcome["exit"], outcome["connect_error"], outcome["time"]) == (code, words, time)


WAYS: list[Any] = [
    # number of the fact, lab, from, url, faults, hops of the SYN
    (
        5,
        "overlay",
        "s1/httpi-1",
        "http://172.16.15.168:9/",
        [],
        "s1/httpi-1 eth0>, s1 >veth1e85034, s1 >d-dcos, s1 vtep1024>, [s1 eth0>], [s2 >eth0], s2 >vtep1024",
    ),
    (
        5,
        "overlay",
        "s1/httpi-1",
        "http://172.16.15.168:9/",
        [fault("route_del", "s1", dst="172.16.15.168/32", table="42")],
        "s1/httpi-1 eth0>, s1 >veth1e85034, s1 >d-dcos, s1 eth0>, s2 >eth0",
    ),
    (
        9,
        NO_PROXY,
        "s2/httpi-1",
        HOST_PORT,
        [],
        "s2/httpi-1 eth0>, s2 >veth10f72e2, s2 >docker0, s2 docker0>, s2 veth10f72e2>, s2/httpi-1 >eth0",
    ),
    (
        10,
        BRIDGE_NF,
        "s2/httpi-2",
        HOST_PORT,
        [],
        "s2/httpi-2 eth0>, s2 >vethd365035, s2 docker0>, s2 veth10f72e2>, s2/httpi-1 >eth0",
    ),
    (11, NO_HAIRPIN, "s2/httpi-1", HOST_PORT, [], "s2/httpi-1 eth0>, s2 >veth10f72e2, s2 docker0>"),
    (
        22,
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [fault("route_del", "s2", dst="9.0.2.0/24")],
        "s1/httpi-1 eth0>, s1 >veth1e85034, s1 >d-dcos, s1 vtep1024>, [s1 eth0>], [s2 >eth0], s2 >vtep1024",
    ),
]


@pytest.mark.parametrize(("number", "lab", "origin", "url", "faults", "hops"), WAYS)
def test_a_packet_goes_its_way(
    asked: Asked, number: int, lab: str, origin: str, url: str, faults: list[Any], hops: str
) -> None:
    assert seen(asked(lab, origin, url, *faults).legs[0]["syn"]) == hops


def test_10_with_bridge_nf_the_answer_is_translated_inside_the_bridge(asked: Asked) -> None:
    played = asked(BRIDGE_NF, "s2/httpi-2", HOST_PORT)
    sources = [sight["src"] for sight in played.legs[0]["syn_ack"]]
    assert sources == ["172.17.0.2:9896", "172.17.0.2:9896", "172.16.15.168:9896", "172.16.15.168:9896"]


def test_10_with_bridge_nf_a_warm_neighbour_spares_the_bridges_own_device(asked: Asked) -> None:
    legs = asked(BRIDGE_NF, "s2/httpi-2", HOST_PORT, warm=1).legs
    assert seen(legs[0]["syn"]) == "s2/httpi-2 eth0>, s2 >vethd365035, s2 veth10f72e2>, s2/httpi-1 >eth0"


def test_23_the_routers_error_about_a_translated_packet_is_not_heard(asked: Asked) -> None:
    refusal = asked(NO_PROXY, "master", HOST_PORT, fault("link_down", "s2", device="docker0")).legs[0]["refusal"]
    assert (refusal["kind"], seen(refusal["hops"])) == ("icmp-net-unreachable", "router eth0>, master >eth0")


@pytest.mark.parametrize(
    ("form", "legs", "code", "words"), [("recorded", 0, 28, None), ("written", 1, 7, "No route to host")]
)
def test_24_without_a_way_out_ipvs_says_so_where_its_stand_in_is_silent(
    form: str, legs: int, code: int, words: str | None
) -> None:
    """A translation drops the packet behind the routing; IPVS routes it itself (ip_vs_xmit.c, dst_link_failure)."""
    played = ask(form, "bridge", "master", VIP, fault("link_down", "master", device="eth0"))
    assert (len(played.legs), played.outcome["exit"], played.outcome["connect_error"]) == (legs, code, words)


def test_27_a_rejection_comes_from_the_agent_and_a_dead_servers_reset_from_the_container(asked: Asked) -> None:
    reset = insert("s2", "-I FORWARD 1 -p tcp -j REJECT --reject-with tcp-reset")
    dead = fault("process_kill", "s2/httpi-1", process="httpi")
    firsts = [asked("bridge", "master", HOST_PORT, broken).legs[0]["refusal"]["hops"] for broken in (reset, dead)]
    assert [(hops[0]["node"], hops[-1]["src"], hops[-1]["ttl"]) for hops in firsts] == [
        ("s2", "172.16.15.168:9896", 64),
        ("s2/httpi-1", "172.16.15.168:9896", 63),
    ]
