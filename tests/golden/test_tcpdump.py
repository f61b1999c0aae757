"""What tcpdump prints while others send is what the real one printed.

Levelled is what golden/README.md lets differ. The kernel that was recorded resent a SYN each second; the article's,
after one, two and four (contracts, section 0): there lines are compared as a set.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import no_tool
from tests.golden import nodes
from tests.golden.test_dns import named_world
from tests.golden.test_linux_tools import prepared
from tutorial import shell
from tutorial.attempt import Attempt, Entry, run
from tutorial.cluster.network.tables import NEIGHBOURS

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux"
LEVELLED = (
    (re.compile(r"^\d\d:\d\d:\d\d\.\d{6}", re.MULTILINE), "T"),
    (
        re.compile(r"\b(172\.16\.9\.10|9\.0\.3\.131|172\.16\.1[57]\.\d+|198\.51\.100\.1)\.(3[2-9]|[45]\d|60)\d{3}\b"),
        r"\1.PORT",
    ),
    (re.compile(r"\bseq \d{5,}"), "seq N"),
    (re.compile(r"\back \d{5,}"), "ack N"),
    (re.compile(r"\bwin \d+"), "win N"),
    (re.compile(r"\bTS val \d+ ecr (0\b)?\d*"), r"TS val N ecr \1"),
    (re.compile(r"\bid \d+"), "id N"),
    (re.compile(r"(?<=: )\d+(?=[+*])"), "ID"),
    (re.compile(r"(?<=\d/0/0 )A [^(]* \("), "ADDRESSES ("),
    (re.compile(r"^\d+ packets? (captured|received)", re.MULTILINE), r"N packets \1"),
)
ICMP_BEFORE = re.compile(
    r"^T IP 172\.16\.15\.168\.PORT > 172\.16\.9\.10\.64000: .*\n(IP 44\.128\.0\.4 > .*\n)?", re.MULTILINE
)
"""What was still on its way when this was recorded: the error about a packet of another recording."""


def recordings() -> list[Any]:
    return [
        pytest.param(command, id=f"{topic}-{number}")
        for topic in ("tcpdump", "overlay-tcpdump")
        for number, command in enumerate(json.loads((DATA / f"{topic}.json").read_text())["commands"])
    ]


def levelled(text: str) -> str:
    for pattern, replacement in LEVELLED:
        text = pattern.sub(replacement, text)
    return ICMP_BEFORE.sub("", text)


def attempt(lab: str) -> Attempt:
    """The recorded nodes, with httpi where it was asked. Nobody behind docker0 was met lately."""
    world = prepared(lab, lab)
    for key, entry in world.rows(NEIGHBOURS, "S3"):
        if entry.dev == "docker0":
            world.delete(NEIGHBOURS, key, "S3")
    nodes.listen(world, "S2/c1", ("tcp", "0.0.0.0", 3141, "httpi"))
    return Attempt(world.state, tty=False)


def played(recording: dict[str, Any]) -> tuple[str, str, int]:
    """Type the command in one terminal, what ran meanwhile in another, then Ctrl-C in the first."""
    asks = "dig " in recording.get("note", "")
    made = Attempt(named_world().state, tty=False) if asks else attempt(recording["lab"])
    shell.open_terminal(made.world, "watches", place(recording["where"]), "root")
    run(made.execute(Entry(1, 1, "watches", "line", recording["command"])), no_tool)
    if sends := re.match(r"while (\S+) ran: (.*)", recording.get("note", "")):
        run(made.execute(Entry(2, 2, place(sends[1]), "line", sends[2])), no_tool)
        run(made.advance(10_000), no_tool)
        run(made.execute(Entry(3, 20_000, "watches", "interrupt", "")), no_tool)
    line = made.lines[1]
    assert made.faults == []
    return line.text("stdout"), line.text("stderr"), line.exit_code


def place(where: str) -> str:
    return where.replace("s3", "S3").replace("s2", "S2").replace(".", "/")


@pytest.mark.parametrize("recording", recordings())
def test_tcpdump_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    stdout, stderr, exit_code = played(recording)
    shown, wanted = levelled(stdout).split("\n"), levelled(recording["stdout"]).split("\n")
    resent = "tcp port 4444" in recording["command"]
    assert (sorted(set(shown)) if resent else shown) == (sorted(set(wanted)) if resent else wanted)
    assert levelled(stderr) == levelled(recording["stderr"])
    assert exit_code == recording["exit"]
