"""Sessions with real tools in a network namespace of its own, typed here: the same words, exit codes and tables.

Each file of `sessions` has its lines in order with what they printed on standard output and on standard error, and
their exit code. Recorded where two devices, d0 and e1, are up (ends of veth pairs there), in `unshare -rn`, with
promote_secondaries on as systemd sets it; what is about forwarding with a bridge and a vxlan device besides.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shell.build import Typist, world
from tutorial.cluster.network import setup
from tutorial.cluster.network.tables import Link, Namespace

SESSIONS = Path(__file__).parent / "sessions"
NAMES = ("flushing", "forwarding", "gateways", "random-1", "random-2", "random-3", "refusing", "routes", "rules")


def machine() -> Typist:
    """Root on a machine with two cards, a bridge with a port, and a vxlan device, which have no addresses yet."""
    built = world()
    setup.add_namespace(built, Namespace("S1", "S1", "agent"))
    for number, name in enumerate(("d0", "e1"), 2):
        setup.add_link(built, "S1", Link(name, number, "ethernet", f"02:00:00:00:00:0{number}", segment=name))
    setup.add_namespace(built, Namespace("S1/c", "S1", "container"))
    bridge = Link("br0", 4, "bridge", "02:00:00:00:00:b0")
    port = Link("p1", 5, "veth", "02:00:00:00:00:b1", peer_namespace="S1/c", peer="eth0", master="br0")
    for link in (bridge, port, Link("vx0", 6, "vxlan", "02:00:00:00:00:b2", vni=7, udp_port=4789)):
        setup.add_link(built, "S1", link)
    setup.add_link(built, "S1/c", Link("eth0", 2, "veth", "02:00:00:00:00:b3", peer_namespace="S1", peer="p1"))
    return Typist(built, "S1", "root")


def recorded(name: str) -> list[Any]:
    return list(json.loads((SESSIONS / f"{name}.json").read_text())["commands"])


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_of_a_recorded_session(name: str) -> None:
    typist = machine()
    for number, (line, stdout, stderr, code) in enumerate(recorded(name)):
        shown = typist.type(line)
        assert (number, line, shown.stdout, shown.stderr, shown.exit_code) == (number, line, stdout, stderr, code)
