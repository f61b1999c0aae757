"""What ip, ss, iptables, bridge and conntrack print on nodes like the recorded ones is what the real tools printed.

Compared line by line and blank by blank, with what golden/README.md lets differ made equal (`LEVELLED`), and without
what the recorded nodes have and ours have not: IPv4 addresses of the VIP and of dcos-dns on `lo`. Which file descriptor
a program has, and how many sockets were closed since the machine began, are its own past.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.golden import nodes
from tests.shell.build import Typist
from tutorial.cluster.world import World

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux"
TOPICS = (
    "links",
    "routes",
    "sockets",
    "iptables",
    "conntrack",
    "overlay-links",
    "overlay-routes",
    "overlay-iptables",
    "overlay-traffic",
    "ping",
)
TOOLS = ("ip ", "ss ", "iptables ", "bridge ", "conntrack ", "ping ")
LEVELLED = (
    (re.compile(r"eth0@if\d+(?=:)"), "eth0"),
    (re.compile(r"^eth0(@if\d+)? +(?=UP)", re.MULTILINE), "eth0 "),
    (re.compile(r" link-netns(id)? \S+"), ""),
    (re.compile(r"\b(REACHABLE|STALE|DELAY|PROBE)\b"), "STATE"),
    (re.compile(r"pid=(\d+|<PID>),fd=\d+"), "pid=N,fd=N"),
    (re.compile(r"^TCP:   \d+ \(estab (\d+), closed \d+,", re.MULTILINE), r"TCP:   N (estab \1, closed N,"),
    (re.compile(r"_timer +\d+\.\d+"), "_timer N"),
    (re.compile(r"^( *\d+){2} (?=[A-Z])", re.MULTILINE), "N N "),
    (re.compile(r"^(?: +\d+){6} $", re.MULTILINE), "COUNTS"),
    (re.compile(r"(?<=^tcp      6 )\d+", re.MULTILINE), "N"),
    (re.compile(r"\btime=\S+ ms"), "time=N ms"),
    (re.compile(r"(?<=loss, time )(\d*?)\d{1,3}ms$", re.MULTILINE), r"\1 s"),
    (re.compile(r"(?<=mdev = )\S+"), "N"),
)
PROTOCOLS = {"all": "0", "tcp": "6", "udp": "17", "icmp": "1"}
UNLIKE = {
    "bridge link": "the article's form",
    "bridge li": "the article's form",
    "bridge -d link show dev veth10f72e2": "the article's form",
}
"""Commands whose output has another form on the article's nodes: contracts, section 0."""
STAND_INS = "the two rules with the VIP stand in for IPVS in this lab"


def recordings() -> list[Any]:
    found = []
    for topic in TOPICS:
        for number, command in enumerate(json.loads((DATA / f"{topic}.json").read_text())["commands"]):
            if command["command"].startswith(TOOLS) and not _left_out(topic, command):
                found.append(pytest.param(topic, command, id=f"{topic}-{number}-{command['where']}"))
    return found


def _left_out(topic: str, command: dict[str, Any]) -> bool:
    """What was asked of a node that is not like ours: without a default route, with other stand-ins; pings by names,
    which these nodes do not know."""
    other_node = command.get("note", "") in {"no default route", STAND_INS}
    stand_ins = (topic, command["where"], command["command"][:2]) == ("overlay-traffic", "s3", "ss")
    named = topic == "ping" and (command["where"] == "s4" or not command["command"][-1].isdigit())
    return named or command["command"] in UNLIKE or other_node or stand_ins


def prepared(topic: str, lab: str) -> World:
    """The nodes with what the commands of a topic were asked about."""
    world = nodes.world(lab)
    any_, node, dns = "0.0.0.0", "172.16.15.168", "172.16.9.10"
    mute = [("tcp", any_, 4446, "mute"), ("tcp", any_, 4445, "silent"), ("udp", "198.51.100.1", 53, "dcos-net")]
    nodes.listen(world, "S3", *mute)
    nodes.listen(
        world,
        "master",
        ("tcp", dns, 8123, "mesos-dns"),
        ("tcp", dns, 5050, "python3"),
        ("tcp", dns, 61053, "mesos-dns"),
    )
    nodes.listen(world, "S3/c1", ("tcp", any_, 9896, "httpi"))
    nodes.listen(world, "S3/c2", ("tcp", any_, 3141, "httpi"))
    _connections(world, node, dns, overlay=lab == "overlay")
    return world


def _connections(world: World, node: str, master: str, *, overlay: bool) -> None:
    answered = ("tcp", master, 35658, node, 9896)
    ping = ("icmp", master, 28499, node, 0), ("icmp", node, 28499, master, 0), "", True
    if not overlay:
        nodes.track(world, "S3", (answered, ("tcp", "172.17.0.2", 9896, master, 35658), "TIME_WAIT", True), ping)
        hanging = ("tcp", master, 49096, node, 4444), ("tcp", node, 4444, master, 49096), "SYN_SENT", False
        nodes.track(world, "master", hanging, (answered, ("tcp", node, 9896, master, 35658), "TIME_WAIT", True))
        return
    through = ("tcp", "9.0.3.131", 34058, "9.0.2.130", 3141), ("tcp", "9.0.2.130", 3141, "9.0.3.131", 34058)
    there, back = ("172.16.15.168", "172.16.17.198"), ("172.16.17.198", "172.16.15.168")
    frames = [
        (("udp", a, port, b, 64000), ("udp", b, 64000, a, port), "", False)
        for (a, b), port in ((there, 50970), (back, 48628))
    ]
    for place in ("S3", "S2"):
        nodes.track(world, place, (*through, "TIME_WAIT", True), *frames)


def levelled(text: str, command: str) -> list[str]:
    """The lines of an output with what may differ made equal; sorted where the order is a hash table's."""
    for pattern, replacement in LEVELLED:
        text = pattern.sub(replacement, text)
    lines = [line for line in text.splitlines() if not _absent(line, command)]
    if command.startswith("iptables") and "-S" not in command:
        lines = [_numbered(line) for line in lines]
    if command.startswith("ss"):
        lines = [
            re.sub(r"^(LISTEN 0 +)(4096|5) ", r"\g<1>4096 ", line.rstrip()) for line in lines if ":5050" not in line
        ]
    unordered = command.startswith(("ss", "ip neigh", "conntrack", "bridge fdb"))
    return sorted(lines) if unordered else lines


def _absent(line: str, command: str) -> bool:
    """Lines of the recorded nodes that ours do not have: the VIP and dcos-dns's address on `lo`."""
    if command == "ip route show table local":
        return "11.249.78.219" in line or "198.51.100" in line
    return "/32 scope global lo" in line or "198.51.100.1:53" in line


def _numbered(line: str) -> str:
    """Protocols by number, as iptables 1.8.9 prints them with -n."""
    return re.sub(r"  (all|tcp|udp|icmp) +-- ", lambda found: f"  {PROTOCOLS[found[1]]:<5}-- ", line)


def without_absent(text: str) -> str:
    """`ip -br addr` has all addresses of a device in one line."""
    return re.sub(r" 198\.51\.100\.1/32 11\.249\.78\.219/32", "", text)


def test_most_recordings_are_compared() -> None:
    assert len(recordings()) >= 77


@pytest.mark.parametrize(("topic", "recording"), recordings())
def test_the_tool_prints_what_the_real_one_printed(topic: str, recording: dict[str, Any]) -> None:
    command, where = recording["command"], recording["where"]
    place = where.replace("s3", "S3").replace("s2", "S2").replace(".", "/")
    world = prepared(topic, recording["lab"])
    shown = Typist(world, place, "root", tty=recording.get("terminal", False)).type(command)
    wanted = without_absent(recording["stdout"])
    if "valid_lft" in wanted:
        wanted = re.sub(r" +inet (198\.51\.100\.1|11\.249\.78\.219)/32 scope global lo\n +valid_lft.*\n", "", wanted)
    assert levelled(shown.stdout, command) == levelled(wanted, command)
    assert shown.stderr == recording["stderr"]
    assert shown.exit_code == recording["exit"]
