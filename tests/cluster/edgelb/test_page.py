"""docs/edge-lb.md: its pool is a good one, and every command on it works."""

import re
from pathlib import Path

import pytest

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt

PAGE = (Path(__file__).parents[3] / "docs" / "edge-lb.md").read_text()
(POOL,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
(LINES,) = re.findall(r"```console\n(.*?)```", PAGE, re.S)


@pytest.fixture
def attempt() -> Attempt:
    return article_attempt({"pi-lb.json": POOL})


def test_every_command_works(attempt: Attempt) -> None:
    for line in LINES.splitlines():
        assert typed(attempt, line).exit_code == 0, line


def test_the_pool_does_what_is_said_of_it(attempt: Attempt) -> None:
    typed(attempt, "dcos marathon app add httpi_host.json")
    for line in LINES.splitlines()[:2]:
        typed(attempt, line)
    for end in ("8080/", "8080/raw", "3141/"):
        line = typed(attempt, f"curl -s http://93.186.40.121:{end}", "outside")
        assert line.text("stdout") == "3.1415926536", end
