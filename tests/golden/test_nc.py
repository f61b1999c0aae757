"""Ours and the recorded nc, asked the same things, print the same. A `Date` is the world's own."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.build import no_tool
from tests.golden import normal
from tests.golden.servers import attempt
from tutorial.play import Typed, type_line

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "linux" / "nc.json"


def recordings() -> list[Any]:
    commands = json.loads(DATA.read_text())["commands"]
    return [pytest.param(command, id=f"{number}") for number, command in enumerate(commands)]


@pytest.mark.parametrize("recording", recordings())
def test_nc_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    line = type_line(attempt(tty=False), Typed(recording["where"], recording["command"]), no_tool)
    assert normal.dates(line.text("stdout")) == normal.dates(recording["stdout"])
    assert (line.text("stderr"), line.exit_code) == (recording["stderr"], recording["exit"])
