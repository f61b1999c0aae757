"""dig, host and getent print what the real ones printed, asking a real Mesos-DNS behind a stand-in for dcos-net.

Names outside `.mesos` are compared by what is found, not by flags, SOA and TTL, as golden/README.md has it.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.shell.build import Typist
from tutorial.cluster import scenario
from tutorial.cluster.host import FILES, File
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.configuration import RESOLVER_FILE
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.servers.dcos_dns import own_records
from tutorial.cluster.world import World

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "dns.json"
TOOLS = ("dig ", "host ", "getent ")
STAND_IN = re.compile(r"dig (\+noall )?(httpi\S*|nope)\.\S*thisdcos|www\.example|-x ")
"""Whole messages of the stand-in for dcos-net."""
TASKS = {
    "httpi-7n7a6-s3": ("172.16.15.168", 9896),
    "httpi-9kxtg-s3": ("172.16.15.168", 26186),
    "httpi-kdkgr-s2": ("172.16.17.198", 8584),
    "httpi-y14gy-s4": ("172.16.40.67", 7143),
    "httpi-ekjsh-s4": ("172.16.40.67", 14666),
}
NORMAL = (
    (re.compile(r"id: \d+"), "id: N"),
    (re.compile(r"Query time: \d+ msec|in \d+ ms"), "N msec"),
    (re.compile(r"WHEN: .*"), "WHEN: D"),
    (re.compile(r"(root\.ns1\.mesos\.) \d+"), r"\1 N"),
)


def recordings() -> list[Any]:
    found = json.loads(DATA.read_text())["commands"]
    return [
        pytest.param(command, id=f"{number}")
        for number, command in enumerate(found)
        if command["command"].startswith(TOOLS) and not STAND_IN.search(command["command"])
    ]


def named_world() -> World:
    """The article's cluster with the names of the recorded one: five tasks of httpi on three agents."""
    made = World(scenario.build(scenario.load("article")))
    agents = tuple(dict.fromkeys(address for address, _ in TASKS.values()))
    services = tuple(f"0 1 {port} {name}.marathon.mesos." for name, (_, port) in TASKS.items())
    for holder, name, kind, values in (
        *(("mesos-dns", f"{name}.marathon.mesos", "A", (address,)) for name, (address, _) in TASKS.items()),
        ("mesos-dns", "httpi.marathon.mesos", "A", agents),
        ("mesos-dns", "httpi.marathon.slave.mesos", "A", agents),
        ("mesos-dns", "_httpi._tcp.marathon.mesos", "SRV", services),
        ("mesos-dns", "_http._httpi._tcp.marathon.mesos", "SRV", services),
        (own_records("master"), "httpi.marathon.l4lb.thisdcos.directory", "A", ("11.249.78.219",)),
    ):
        records.put(made, holder, RecordSet(name, kind, 60, values))
    made.put(FILES, RESOLVER_FILE, File("options timeout:2 attempts:2\nnameserver 198.51.100.1\n"), "master")
    return made


@pytest.fixture
def world() -> World:
    """A fresh one."""
    return named_world()


def normal(text: str) -> list[str]:
    """The lines of an output; within a run of lines of one kind their order is the servers'."""
    for pattern, replacement in NORMAL:
        text = pattern.sub(replacement, text)
    lines = text.split("\n")
    runs: list[list[str]] = []
    for line in lines:
        if runs and runs[-1][0] and line and not line.startswith(";"):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [line for run in runs for line in sorted(run)]


def test_the_recordings_are_there() -> None:
    assert len(recordings()) >= 30


@pytest.mark.parametrize("recorded", recordings())
def test_the_tool_prints_what_the_real_one_printed(world: World, recorded: dict[str, Any]) -> None:
    shown = Typist(world, recorded["where"], "root", tty=False).type(recorded["command"])
    assert normal(shown.stdout) == normal(recorded["stdout"])
    assert (shown.stderr, shown.exit_code) == (recorded["stderr"], recorded["exit"])
