"""What is broken by a typed line makes the request die at that very hop: in labs of a real kernel's recordings, typed
on the machines there. Where a recording has the same fault, the path is the kernel's; everywhere the last hop names the
namespace, the table and the entry that was broken."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.network.build import ask, two_ways
from tests.golden.compare import Document, compare
from tests.shell.build import Typist
from tutorial.cluster.docker.tables import CONTAINERS, Container
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.lab import expand
from tutorial.cluster.lab.answer import rounded
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network.trace import Disposition, Step, Trace
from tutorial.cluster.world import World

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "oracle"
TYPED = {
    "link_down": "ip link set {device} down",
    "iptables_insert": "iptables -t {table} {rule}",
    "iptables_delete": "iptables -t {table} -D {spec}",
    "route_del": "ip route del {dst}",
    "fdb_del": "bridge fdb del {mac} dev {device}",
    "neigh_del": "ip neigh del {ip} dev {device}",
    "sysctl": "sysctl -w {key}={value}",
}
"""A recorded fault as the line that does it."""


def lab(name: str) -> World:
    """A lab with its machines and containers, so that lines can be typed there."""
    expanded = json.loads((DATA / "labs" / f"{name}.json").read_text())["expanded"]
    world = expand.build(reader("lab", expanded))
    for order, namespace in enumerate(expanded["namespaces"]):
        node, _, inside = namespace["ns"].partition("/")
        if inside:
            running = Container(inside, inside, "", "", (), (), "bridge", inside, (), "", 0, 0, 0, state="running")
            world.put(CONTAINERS, inside, running, node)
        else:
            role = namespace.get("role") or "client"
            world.put(HOSTS, node, Host(node, node, role, "", order=order, tools="debian12"))
    return world


def typed(world: World, place: str, line: str) -> None:
    """Type a line that must do what it says without a word."""
    shown = Typist(world, place, "root").type(line)
    assert (shown.stderr, shown.exit_code) == ("", 0), line
    while world.pop_event(world.now_ms) is not None:
        """A lab has no controllers that look after its kernels."""


def as_line(fault: Document) -> str:
    """The line that does a recorded fault."""
    return TYPED[fault["fault"]].format(**fault, spec=fault.get("rule", "").removeprefix("-A "))


def typable() -> list[Any]:
    found = []
    for path in sorted(DATA.glob("cases/*.json")):
        case = json.loads(path.read_text())
        known = all(fault["fault"] in TYPED for fault in case["faults"])
        if case["faults"] and known and not case["warm"]:
            found.append(pytest.param(case, id=case["id"]))
    return found


def test_most_recorded_faults_can_be_typed() -> None:
    assert len(typable()) >= 8


@pytest.mark.parametrize("case", typable())
def test_a_typed_fault_leads_the_packet_where_the_kernel_led_it(case: Document) -> None:
    world = lab(case["lab"])
    for fault in case["faults"]:
        typed(world, fault.get("ns") or fault["node"], as_line(fault))
    request = case["request"]
    line = " ".join(["curl -sS -w '\\n%{http_code}'", *request["curl_args"], request["url"]])
    shown = Typist(world, request["from"], "root").type(line)
    stdout, _, code = shown.stdout.rpartition("\n")
    trace: Trace = shown.traces[-1]
    outcome = {"exit": shown.exit_code, "http_code": int(code), "stdout": stdout, "time": rounded(trace.elapsed_ms)}
    outcome["connect_error"] = None if trace.error in {"", "gave up"} else trace.error
    found = compare(case["expected"], {"legs": trace.export_legs(), "outcome": outcome})
    assert (found.notes, found.passes) == ((), True)


# Where it ends

NO_PROXY = "bridge-userland-proxy-false"
HOST_PORT, OVERLAY = "172.16.15.168:9896", "9.0.3.131:3141"
DNAT = "-p tcp -m tcp --dport 9896 -j DNAT --to-destination 172.17.0.2:9896"

Broken = tuple[str, str, str, list[tuple[str, str]], Disposition, tuple[str, str, str, str]]
BROKEN: list[Broken] = [
    # lab, from, to, lines, what becomes of the request, the last hop: namespace, title, message, entry
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", f"iptables -t nat -D DOCKER {DNAT}")],
        Disposition.REFUSED,
        ("s2", "Listening sockets", "socket.none", ""),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "iptables -I FORWARD 3 -p tcp --dport 9896 -j DROP")],
        Disposition.DROPPED,
        ("s2", "filter FORWARD", "filter.drop", "-A FORWARD -p tcp -m tcp --dport 9896 -j DROP"),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "iptables -I DOCKER-USER -o docker0 -j REJECT")],
        Disposition.REJECTED,
        (
            "s2",
            "filter FORWARD › DOCKER-USER",
            "filter.reject",
            "-A DOCKER-USER -o docker0 -j REJECT --reject-with icmp-port-unreachable",
        ),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "iptables -F FORWARD")],
        Disposition.DROPPED,
        ("s2", "filter FORWARD", "filter.drop", "-P FORWARD DROP"),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "iptables -t mangle -A PREROUTING -p tcp --dport 9896 -j DROP")],
        Disposition.DROPPED,
        ("s2", "mangle PREROUTING", "filter.drop", "-A PREROUTING -p tcp -m tcp --dport 9896 -j DROP"),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "sysctl -w net.ipv4.ip_forward=0")],
        Disposition.DROPPED,
        ("s2", "Forwarding", "forward.off", ""),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "ip link set docker0 down")],
        Disposition.UNREACHABLE,
        ("router", "Routing tables", "route.none", ""),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2", "ip route del 172.17.0.0/16")],
        Disposition.UNREACHABLE,
        ("router", "Routing tables", "route.none", ""),
    ),
    (
        NO_PROXY,
        "outside",
        "93.186.40.121:3141",
        [("outside", "ip route del default")],
        Disposition.NO_ROUTE,
        ("outside", "Routing tables", "route.none", ""),
    ),
    (
        NO_PROXY,
        "outside",
        "93.186.40.121:3141",
        [("router", "ip route del 93.186.40.121")],
        Disposition.UNREACHABLE,
        ("router", "Routing tables", "route.none", ""),
    ),
    (
        NO_PROXY,
        "master",
        HOST_PORT,
        [("s2/httpi-1", "ip addr del 172.17.0.2/16 dev eth0")],
        Disposition.UNRESOLVED,
        ("s2", "Neighbours", "neighbour.failed", "172.17.0.2 dev docker0 FAILED"),
    ),
    (
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [("s2", "iptables -I INPUT -p udp --dport 64000 -j DROP")],
        Disposition.DROPPED,
        ("s2", "filter INPUT", "filter.drop", "-A INPUT -p udp -m udp --dport 64000 -j DROP"),
    ),
    (
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [("s1", "bridge fdb replace 70:b3:d5:80:00:04 dev vtep1024 dst 172.16.9.10")],
        Disposition.DROPPED,
        ("master", "Device", "link.other", ""),
    ),
    (
        "overlay",
        "s1/httpi-1",
        OVERLAY,
        [("s1", "ip neigh replace 44.128.0.4 lladdr 70:b3:d5:80:00:99 dev vtep1024 nud permanent")],
        Disposition.DROPPED,
        ("s1", "VXLAN", "vxlan.unknown", ""),
    ),
]


def last(trace: Trace) -> tuple[str, str, str, str]:
    """The last hop of the last leg's request: namespace, title, message, the entry that decided."""
    step: Step = [step for leg, way, step in trace.hops() if way == "request"][-1]
    entries = [asked.text for asked in step.asked if asked.matched or step.message == "neighbour.failed"]
    return step.namespace, str(step.title), step.message, entries[-1] if entries else ""


@pytest.mark.parametrize(
    ("name", "origin", "to", "lines", "disposition", "hop"), BROKEN, ids=[f"{row[3][-1][1]}" for row in BROKEN]
)
def test_a_request_ends_at_the_hop_that_was_broken(
    name: str,
    origin: str,
    to: str,
    lines: list[tuple[str, str]],
    disposition: Disposition,
    hop: tuple[str, str, str, str],
) -> None:
    world = lab(name)
    assert ask(world.fork(), origin, to, connect_timeout_ms=5000).trace.success
    for place, line in lines:
        typed(world, place, line)
    trace = ask(world, origin, to, connect_timeout_ms=5000).trace
    assert (trace.disposition, last(trace)) == (disposition, hop)


# Two ways, there by one router and back by another

ASYMMETRIC: list[tuple[str, str, str, tuple[str, str, str, str]]] = [
    # where, the line, what the client is told, the last hop: direction, namespace, title, message
    ("a", "sysctl -w net.ipv4.conf.eth1.rp_filter=1", "gave up", ("reply", "a", "Source address", "source.rp_filter")),
    ("a", "sysctl -w net.ipv4.conf.eth1.rp_filter=2", "", ("reply", "a", "Open connection", "socket.client")),
    ("r", "sysctl -w net.ipv4.ip_forward=0", "gave up", ("request", "r", "Forwarding", "forward.off")),
    ("r", "ip route del 10.9.0.0/16", "Network is unreachable", ("request", "r", "Routing tables", "route.none")),
    ("b", "ip route del default", "gave up", ("reply", "b", "Routing tables", "route.none")),
    (
        "q",
        "iptables -I FORWARD -p tcp --sport 80 -j DROP",
        "gave up",
        ("reply", "q", "filter FORWARD", "filter.drop"),
    ),
]
"""As in the same network of a real kernel, where these counted: IPReversePathFilter of a, nothing, IpInAddrErrors of r,
IcmpOutDestUnreachs of r, IpOutNoRoutes of b, the packets of q's rule."""


@pytest.mark.parametrize(("where", "line", "error", "hop"), ASYMMETRIC, ids=[row[1] for row in ASYMMETRIC])
def test_an_answer_or_a_request_ends_at_the_hop_that_was_broken(
    where: str, line: str, error: str, hop: tuple[str, str, str, str]
) -> None:
    world = two_ways(back="10.9.0.253")
    for order, name in enumerate("arqb"):
        world.put(HOSTS, name, Host(name, name, "agent", "", order=order))
    assert ask(world, "a", "10.9.9.9").trace.success
    typed(world, where, line)
    trace = ask(world, "a", "10.9.9.9", connect_timeout_ms=2000).trace
    ways = [(way, step) for _, way, step in trace.hops()]
    way, step = [(way, step) for way, step in ways if way == hop[0]][-1]
    assert (trace.error, (way, step.namespace, str(step.title), step.message)) == (error, hop)
