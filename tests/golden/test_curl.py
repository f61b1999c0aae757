"""Ours and the recorded curl, asked the same things, print the same.

Left out is what asks for what is not in this world: HAProxy, containers' own addresses; and a name whose addresses come
in an order that is drawn.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.build import no_tool
from tests.golden import normal
from tests.golden.servers import attempt
from tutorial.play import Typed, type_line

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "curl.json"
ABSENT = re.compile(r"httpi\.marathon\.mesos|172\.17\.|93\.186\.40\.121:314[12]|127\.0\.0\.1|no default route")


def recordings() -> list[Any]:
    commands = json.loads(DATA.read_text())["commands"]
    return [
        pytest.param(command, id=f"{number}-{command['where']}")
        for number, command in enumerate(commands)
        if command["where"] in {"master", "s3", "outside"}
        and not ABSENT.search(command["command"] + command.get("note", ""))
    ]


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
