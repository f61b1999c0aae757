"""Ours and the recorded curl, asked the same things, print the same.

The world is the article's, with httpi behind port 9896 of S3, silence behind its port 4444, and programs that reset and
say nothing behind the next two, as where the recordings were made, and the VIP on the master. Left out is what asks for
what is not there: HAProxy, containers' own addresses; and a name whose addresses come in an order that is drawn.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import article_attempt, no_tool
from tests.golden import normal
from tutorial.attempt import Attempt
from tutorial.cluster import servers
from tutorial.cluster.dcosnet import kernel
from tutorial.cluster.dcosnet.tables import Backend
from tutorial.cluster.network import chains, sockets
from tutorial.cluster.network.dns import records
from tutorial.cluster.network.dns.records import RecordSet
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.dcos_dns import own_records
from tutorial.cluster.waits import Until
from tutorial.cluster.world import World
from tutorial.play import Typed, type_line

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "curl.json"
VIP = "11.249.78.219"
ABSENT = re.compile(r"httpi\.marathon\.mesos|172\.17\.|93\.186\.40\.121:314[12]|127\.0\.0\.1|no default route")


def recordings() -> list[Any]:
    commands = json.loads(DATA.read_text())["commands"]
    return [
        pytest.param(command, id=f"{number}-{command['where']}")
        for number, command in enumerate(commands)
        if command["where"] in {"master", "s3", "outside"}
        and not ABSENT.search(command["command"] + command.get("note", ""))
    ]


def resets(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    yield from ()
    return Served(None, unread=True)


def says_nothing(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    yield Until(world.now_ms + 3_600_000)
    return Served(None)


def attempt(*, tty: bool) -> Attempt:
    made = article_attempt(tty=tty)
    sockets.listen(made.world, "S3", "tcp", sockets.ANY, 9896, pid=4242, program="httpi")
    for program, port in ((resets, 4445), (says_nothing, 4446)):
        servers.PROGRAMS[program.__name__] = program
        sockets.listen(made.world, "S3", "tcp", sockets.ANY, port, pid=4242 + port, program=program.__name__)
    chains.add(made.world, "S3", "filter", "-A INPUT -p tcp -m tcp --dport 4444 -j DROP")
    kernel.write(made.world, "master", ("tcp", VIP, 3141), [Backend("S3", "172.16.15.168", 9896)])
    known = RecordSet("httpi.marathon.l4lb.thisdcos.directory", "A", 5, (VIP,))
    records.put(made.world, own_records("master"), known)
    return made


def test_enough_recordings_are_compared() -> None:
    assert len(recordings()) >= 25


@pytest.mark.parametrize("recording", recordings())
def test_curl_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    tty = recording.get("terminal", False)
    where = recording["where"].replace("s3", "S3")
    line = type_line(attempt(tty=tty), Typed(where, recording["command"]), no_tool)
    on_node = where != "outside"
    stdout, stderr = line.text("stdout"), line.text("stderr")
    if tty:
        stdout, stderr = stdout + stderr, ""
    assert normal.curl(stdout, on_node=on_node) == normal.curl(recording["stdout"], on_node=on_node)
    assert normal.curl(stderr, on_node=on_node) == normal.curl(recording["stderr"], on_node=on_node)
    assert line.exit_code == recording["exit"]
