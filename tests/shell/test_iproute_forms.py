"""ip and bridge in their less common forms print what the real ones do (iproute2 6.1 on a Linux kernel, recorded in
two network namespaces set up like these): JSON, one family, one line, details, everything that chooses what is shown.

Lines that change something are typed as well, in the order of the recording. Not compared: checksums of vxlan, which
the cluster's own device has off.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.network.build import DOCKER0, network, node
from tests.shell.build import Typist
from tutorial.cluster.host import HOSTS, Host
from tutorial.cluster.network.tables import FDB, FdbEntry
from tutorial.cluster.world import World

RECORDED: list[dict[str, Any]] = json.loads(Path(__file__).with_name("data_iproute.json").read_text())["commands"]
LOOKS = [each for each in RECORDED if each["stdout"] or each["stderr"] or "show" in each["command"]]
WRITES = [each["command"] for each in RECORDED if not each["stdout"] and each["where"] == "h" and not each["exit"]]


def host(place: str) -> Typist:
    """The host with a bridge, the port of a container, and a vxlan device; or the container."""
    port = {"name": "vetha", "type": "veth", "peer_ns": "h/c", "peer": "eth0", "master": "docker0"}
    vtep = {"name": "vtep", "type": "vxlan", "mac": "70:b3:d5:80:00:03", "addrs": ["44.128.0.3/20"]}
    eth0 = {"name": "eth0", "type": "veth-peer", "mac": "02:42:ac:11:00:02", "addrs": ["172.17.0.2/16"]}
    docker0 = {**DOCKER0, "mac": "02:42:5b:7a:11:3c"}
    links = docker0, {**port, "mac": "8e:3c:5d:0a:11:69"}, {**vtep, "vni": 1024, "port": 64000, "learning": False}
    world = network(node("h", *links), node("h/c", eth0, via="172.17.0.1"))
    _learn(world)
    world.put(HOSTS, "h", Host("h", "h", "agent", ""))
    return Typist(world, place, "root", tty=False)


def _learn(world: World) -> None:
    entry = FdbEntry("docker0", "02:42:ac:11:00:02", port="vetha", permanent=False)
    world.put(FDB, ("docker0", entry.mac), entry, "h")


@pytest.fixture(scope="module")
def places() -> dict[str, Typist]:
    """Both places, the host with everything that was added to it."""
    made = {place: host(place) for place in ("h", "h/c")}
    for command in WRITES:
        made["h"].type(command)
    return made


@pytest.mark.parametrize("recording", LOOKS, ids=lambda each: f"{each['where']} {each['command']}")
def test_it_prints_what_the_real_one_printed(places: dict[str, Typist], recording: dict[str, Any]) -> None:
    shown = places[recording["where"]].type(recording["command"])
    wanted = recording["stdout"].replace(" udpcsum", " noudpcsum")
    assert (shown.stdout, shown.stderr, shown.exit_code) == (wanted, recording["stderr"], recording["exit"])


def test_names_in_json_lead_to_their_elements(places: dict[str, Typist]) -> None:
    shown = places["h"].type("ip -j addr show docker0")
    linked = {(span.text, span.element) for span in shown.spans if span.element}
    assert linked == {("docker0", "link:h/docker0"), ("172.17.0.1", "address:h/docker0/172.17.0.1")}


@pytest.mark.parametrize("text", ["ip -j -d link", "bridge -j -d link"])
def test_details_as_json_are_refused(places: dict[str, Typist], text: str) -> None:
    shown = places["h"].type(text)
    assert shown.exit_code == 2
    assert "-d and -j are not supported here together" in shown.stderr
