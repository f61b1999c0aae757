"""A trace as the browser gets it: of the schema's shape, told in hops, at elements that the picture has."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.build import article_attempt, typed
from tests.cluster.network.build import ask, bridged, network, node, pair
from tutorial.attempt import Attempt
from tutorial.cluster.network import trace
from tutorial.cluster.network.trace import MESSAGES
from tutorial.cluster.state import State
from tutorial.topology.structure import structure

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs" / "protocol.schema.json").read_text())
VALIDATOR = Draft202012Validator({**SCHEMA, "$ref": "#/$defs/trace"})
S1 = "http://172.16.9.84:16327"
THERE = ["route.device", "neighbour.asked", "wire", "socket.program"]
BACK = ["route.device", "neighbour.known", "wire", "socket.client"]
THROUGH = ["route.forward", "neighbour.asked", "wire"]


@pytest.fixture(scope="module")
def running() -> State:
    """The article's cluster with httpi in host mode on S1, nobody having asked yet."""
    attempt = article_attempt()
    typed(attempt, "dcos marathon app add httpi_host.json")
    typed(attempt, "sleep 60")
    return attempt.world.state


@pytest.fixture
def deployed(running: State) -> Attempt:
    """An attempt of its own that begins there."""
    return Attempt(running)


def traced(attempt: Attempt, line: str, where: str) -> dict[str, Any]:
    """The trace of a line."""
    return attempt.traces.document(typed(attempt, line, where).traces[-1])


REQUESTS = [
    # where, asked, messages of the way there, of the way back
    ("master", S1, THERE, BACK),
    ("S1", S1, ["route.local", "socket.program"], ["route.local", "socket.client"]),
    ("S1", "http://127.0.0.1:16327", ["route.local", "socket.program"], ["route.local", "socket.client"]),
    ("S4", S1, THERE, BACK),
    ("S0", S1, THERE, BACK),
    ("master", "http://172.16.9.84:9", [*THERE[:3], "socket.none"], [*BACK[:3], "socket.client_reset"]),
    ("S1", "http://172.16.9.84:9", ["route.local", "socket.none"], ["route.local", "socket.client_reset"]),
    ("master", "http://172.16.200.200:9", ["route.device", "neighbour.failed"], ["route.local", "socket.client_error"]),
    (
        "outside",
        "http://93.186.40.121:9",
        ["route.via", *THERE[1:3], *THROUGH, "socket.none"],
        ["route.via", *BACK[1:3], "route.forward", *BACK[1:3], "socket.client_reset"],
    ),
    ("outside", S1, ["route.via", *THERE[1:3], "route.forward", "filter.drop"], []),
]


@pytest.mark.parametrize(("where", "url", "there", "back"), REQUESTS)
def test_every_hop_stands_at_an_element_of_the_picture(
    deployed: Attempt, where: str, url: str, there: list[str], back: list[str]
) -> None:
    document = traced(deployed, f"curl -s --connect-timeout 5 {url}", where)
    elements = structure(deployed.world)
    assert [hop["element"] for hop in document["hops"] if hop["element"] not in elements] == []
    ways = {
        way: [hop["message"] for hop in document["hops"] if hop["direction"] == way] for way in ("request", "reply")
    }
    assert ways == {"request": there, "reply": back}
    VALIDATOR.validate(document)


def test_hops_are_numbered_from_one_through_both_ways(deployed: Attempt) -> None:
    hops = traced(deployed, f"curl -s {S1}", "master")["hops"]
    assert [hop["n"] for hop in hops] == list(range(1, 9))
    assert {hop["leg"] for hop in hops} == {1}
    assert [hop["element"] for hop in hops] == [
        "host:master",
        "link:master/eth0",
        "wire:underlay",
        "socket:S1/tcp/16327",
        "agent:S1",
        "link:S1/eth0",
        "wire:underlay",
        "host:master",
    ]


def test_a_hop_says_what_was_asked_and_what_changed(deployed: Attempt) -> None:
    hops = traced(deployed, f"curl -s {S1}", "master")["hops"]
    route, neighbour = hops[0], hops[1]
    assert route["sentence"] == "To reach 172.16.9.84, master sends through eth0 straight to that address."
    matched = [entry["text"] for entry in route["entries"] if entry["matched"]]
    assert matched == ["172.16.0.0/16 dev eth0 proto kernel scope link src 172.16.9.10"]
    assert all(entry["why"] for entry in route["entries"])
    assert (route["table"], route["changed"]) == ("ip route show table main", [])
    assert neighbour["changed"] == ["smac", "dmac"]
    assert neighbour["after"]["dmac"] == "0e:00:ac:10:09:54"


def test_a_failed_request_says_so_in_words() -> None:
    refused = ask(pair(), "a", "10.0.0.2:81").trace
    assert refused.sentence == (
        "The packet reached its host, but nothing listens on that port. The client says: Connection refused."
    )
    left = ask(pair(), "a", "10.0.0.9:80", connect_timeout_ms=500).trace
    assert left.sentence.endswith("The client gave up waiting.")
    assert ask(pair(), "a", "10.0.0.2:80").trace.sentence == "The request was answered: 200 OK."


@pytest.mark.parametrize(
    "made",
    [
        lambda: ask(bridged(), "a", "10.0.0.2:8080"),
        lambda: ask(bridged(), "h/c2", "172.17.0.3:80"),
        lambda: ask(pair(b={"iptables": {"filter": ["-A INPUT -j REJECT"]}}), "a", "10.0.0.2:80"),
        lambda: ask(network(node("a")), "a", "10.0.0.2:80"),
    ],
)
def test_a_trace_of_any_kind_has_the_schemas_shape(made: Any) -> None:
    VALIDATOR.validate({"id": "1.1", "nth": 1, "line": 1, "number": 1, **made().trace.document()})


def test_a_summary_is_the_trace_without_its_ways() -> None:
    found = ask(pair(), "a", "10.0.0.2:80").trace
    document = found.document()
    assert found.summary() == {key: value for key, value in document.items() if key not in {"lookups", "legs", "hops"}}


def test_every_message_is_said_somewhere_and_every_one_said_is_known() -> None:
    """The ids are keys of translations: none too few, none too many."""
    folder = Path(trace.__file__).parent
    source = "".join(path.read_text() for path in sorted(folder.rglob("*.py")) if path.name != "trace.py")
    said = set(re.findall(r'"((?:[a-z_]+\.)?[a-z_]+)"', source))
    composed = {f"source.{fault}" for fault in ("martian", "rp_filter")}
    assert set(MESSAGES) - said - composed == set()


@pytest.mark.parametrize(
    ("url", "state"), [(S1, "SYN-SENT"), ("http://172.16.9.84:9", "SYN-SENT"), ("http://172.16.200.200:9", "SYN-SENT")]
)
def test_the_last_hop_shows_the_connection_that_the_answer_belongs_to(deployed: Attempt, url: str, state: str) -> None:
    hops = traced(deployed, f"curl {url}", "master")["hops"]
    [entry] = hops[-1]["entries"]
    assert entry["matched"]
    source = next(hop["before"]["src"] for hop in hops if hop["direction"] == "request")
    assert entry["text"] == f'{state} {source} {url.removeprefix("http://")} users:(("curl"))'
