"""dig, host and getent print what the real ones printed, asking a real Mesos-DNS behind a stand-in for dcos-net.

Names outside `.mesos` are compared by what is found, not by flags, SOA and TTL, as golden/README.md has it.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.golden.servers import know_names
from tests.shell.build import Typist
from tutorial.cluster import scenario
from tutorial.cluster.world import World

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "dns.json"
TOOLS = ("dig ", "host ", "getent ", "nslookup ", "cat ")
STAND_IN = re.compile(r"dig (\+noall )?(httpi\S*|nope)\.\S*thisdcos|www\.example|-x ")
"""Whole messages of the stand-in for dcos-net."""
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


FOUND = re.compile(r"status: \w+|^\S+\t+\S*\s*IN\s+A\s+[\d.]+$|^;[a-z]\S+\s+IN\s+\w+$", re.MULTILINE)
"""How a question ended, the question, and the addresses that were found."""
OF_STAND_IN = [
    each["command"]
    for each in json.loads(DATA.read_text())["commands"]
    if re.match(r"dig \w+\.\S*thisdcos", each["command"])
]


def found(text: str) -> list[str]:
    """What was found, without for how long."""
    return [re.sub(r"\t+(\d+)?\s*IN\s+", " IN ", each[0]) for each in FOUND.finditer(text)]


def named_world() -> World:
    """The article's cluster with the names of the recorded one: five tasks of httpi on three agents."""
    made = World(scenario.build(scenario.load("article")))
    know_names(made)
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


@pytest.mark.parametrize("command", OF_STAND_IN)
def test_the_same_is_found_as_the_stand_in_for_dcos_net_found(world: World, command: str) -> None:
    recorded = next(each for each in json.loads(DATA.read_text())["commands"] if each["command"] == command)
    shown = Typist(world, recorded["where"], "root", tty=False).type(command)
    assert found(shown.stdout) == found(recorded["stdout"])
    assert len(found(shown.stdout)) == 2 + ("NOERROR" in recorded["stdout"])
