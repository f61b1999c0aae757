"""The recordings of Linux tools that no other test here holds: what spans containers, HAProxy and several tools.

Together with the others every recording is held, unless `EXCLUDED` says by what rule it is not.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import no_tool
from tests.cluster.network.build import card, network, node
from tests.golden import (
    nodes,
    normal,
    servers,
    test_curl,
    test_dns,
    test_httpie,
    test_linux_tools,
    test_nc,
    test_tcpdump,
)
from tutorial.attempt import Attempt
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.tables import ROUTES
from tutorial.cluster.world import World
from tutorial.play import Typed, type_line

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux"
EXCLUDED = (
    ("links", "bridge ", "the article's form: contracts, section 0, and test_network_tools"),
    ("overlay-links", "bridge link", "the same"),
    ("iptables", "iptables -t nat -S", "the master's nat table, whose two rules stand in for IPVS: golden/README.md"),
    ("overlay-traffic", "ss -tlnp", "the lines of ports 4445 and 4446 on s3: golden/README.md"),
)
STAND_IN = re.compile(r"dig (httpi|nope)\.\S*thisdcos|dig www\.example|dig -x ")
"""Whole messages of the stand-in for dcos-net: their flags, SOA and TTL are its own (golden/README.md), and it passed
nothing on. What is found of its own names, test_dns holds."""
NAMED = re.compile(r"httpi\.|nope\.|mesos|93\.186|:8123")
"""Asked where names are known, and by who is outside: in the article's world, the others on the recorded nodes."""
TIMES = re.compile(r"  \d+\.\d{3} ms")
ELSEWHERE = re.compile(r"\*   Trying [\d.:]+\.\.\.\n\* connect to \S+ port \d+ failed: .*\n")
"""An address of several of a name at which nobody listened: their order is drawn."""
AGENTS = re.compile(r"172\.16\.(15\.168|17\.198|40\.67)(?=\)?[: ])")
OWN_PAGE = re.compile(r"(connection: close|content-length: 107)\r")
"""Headers that HAProxy 2.6 and 1.9 have not both with a page of their own."""
LOWER = re.compile(r"^(< )?([A-Z][\w-]*)(?=: )", re.MULTILINE)


def recordings() -> list[Any]:
    held = {json.dumps(one) for module in OTHERS for one in module()}
    return [
        pytest.param(path.stem, one, id=f"{path.stem}-{number}")
        for path in sorted(DATA.glob("*.json"))
        for number, one in enumerate(json.loads(path.read_text())["commands"])
        if json.dumps(one) not in held and not excluded(path.stem, one["command"])
    ]


def excluded(topic: str, command: str) -> bool:
    rules = [rule for rule in EXCLUDED if rule[0] == topic and rule[1] in command]
    return bool(rules) or (topic == "dns" and STAND_IN.match(command) is not None)


def values(module: Any) -> Any:
    return lambda: [value for each in module.recordings() for value in each.values if isinstance(value, dict)]


OTHERS = (
    *map(values, (test_curl, test_dns, test_linux_tools, test_nc, test_tcpdump)),
    lambda: test_httpie.RECORDINGS,
)


def attempt(topic: str, recording: dict[str, Any]) -> Attempt:
    lab, tty = recording["lab"], recording.get("terminal", False)
    if recording["command"].endswith(f"-w 1 {PUBLIC}"):
        return Attempt(neighbours_outside().state, tty=tty)
    if recording["where"] == "outside" or NAMED.search(recording["command"]):
        made = servers.attempt(tty=tty)
        if lab == "overlay":
            tasks = [(port, name) for _, _, port, name in map(str.split, OVERLAY_TASKS)]
            services = tuple(f"0 1 {port} {name}" for port, name in tasks)
            records.put(made.world, "mesos-dns", RecordSet("_httpi._tcp.marathon.mesos", "SRV", 60, services))
        return made
    world = test_linux_tools.prepared(lab, lab)
    nodes.listen(world, "S3/c2", ("tcp", "0.0.0.0", 26186, "httpi"))
    for place in ("S3/c1", "S3/c2", "S2/c1") if lab == "overlay" else ():
        nodes.listen(world, place, ("tcp", "0.0.0.0", 3141, "httpi"))
    if "no default route" in recording.get("note", ""):
        for key, route in world.rows(ROUTES, "master"):
            if route.destination == "0.0.0.0/0":
                world.delete(ROUTES, key, "master")
    return Attempt(world.state, tty=tty)


def neighbours_outside() -> World:
    """The client outside and the public agent on one wire: no router stood between them where they were recorded."""
    world = network(node("outside", card("93.186.40.50/24")), node("S0", card(f"{PUBLIC}/24")))
    world.put(HOSTS, "outside", Host("outside", "outside", "client", "93.186.40.50", tools="debian12"))
    return world


PUBLIC = "93.186.40.121"
OVERLAY_TASKS = [
    f"0 1 3141 httpi-{task}.marathon.mesos." for task in ("d67p3-s2", "unfi1-s3", "9wcdp-s3", "6jwii-s3", "jeb5u-s4")
]


def levelled(text: str, recording: dict[str, Any]) -> list[str]:
    """Lines with what may differ made equal; sorted where the order is the servers'."""
    on_node = recording["where"] != "outside"
    text = TIMES.sub("  N ms", normal.curl(text, on_node=on_node))
    for pattern, replacement in test_linux_tools.LEVELLED:
        text = pattern.sub(replacement, text)
    if not on_node:
        text = LOWER.sub(lambda found: found[0].lower(), text)
    if "mesos" in recording["command"]:
        text = AGENTS.sub("AGENT", ELSEWHERE.sub("", text))
    lines = [line for line in text.split("\n") if not OWN_PAGE.fullmatch(line)]
    return sorted(lines) if "mesos" in recording["command"] else lines


@pytest.mark.parametrize(("topic", "recording"), recordings())
def test_the_tool_prints_what_the_real_one_printed(topic: str, recording: dict[str, Any]) -> None:
    place = recording["where"].replace("s3", "S3").replace("s2", "S2").replace("s4", "S4").replace(".", "/")
    made = attempt(topic, recording)
    line = type_line(made, Typed(place, recording["command"]), no_tool)
    assert made.faults == []
    assert levelled(line.text("stdout"), recording) == levelled(recording["stdout"], recording)
    assert levelled(line.text("stderr"), recording) == levelled(recording["stderr"], recording)
    assert line.exit_code == recording["exit"]


@pytest.mark.parametrize("rule", EXCLUDED, ids=lambda rule: " ".join(rule[:2]))
def test_what_is_excluded_is_there(rule: tuple[str, str, str]) -> None:
    commands = json.loads((DATA / f"{rule[0]}.json").read_text())["commands"]
    assert any(rule[1] in command["command"] for command in commands)


def test_the_rest_is_not_empty() -> None:
    assert len(recordings()) >= 25
