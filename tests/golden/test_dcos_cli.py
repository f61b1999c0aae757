"""The simulated DC/OS CLI against recordings of the real one: what it prints, its exit code, what it asks.

Recordings come from `GOLDEN_DIR`, where set, else from `data/`.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tutorial.shell.dcoscli.recorded import Answers, replay, run_of

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "dcos-cli"
NOW = "2019-07-22 16:05:00"
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|<NOW>")


def judged(recording: dict[str, Any]) -> bool:
    """Recordings of the later generation alone count only for commands of the core binary."""
    words = recording["argv"][1:]
    if words[:2] == ["task", "list"]:
        return False
    return "1.13" in recording["runs"] or words[:1] in (["cluster"], ["--version"]) or not recording["attached"]


def recordings() -> list[Any]:
    found = {path.stem: json.loads(path.read_text()) for path in sorted(DATA.glob("*.json"))}
    assert found, f"there are no recordings in {DATA}"
    return [pytest.param(recording, id=name) for name, recording in found.items() if judged(recording)]


def played(recording: dict[str, Any]) -> tuple[tuple[str, str, int, list[list[str]]], Answers]:
    """What the CLI prints, its exit code, the programs that it starts, and what it asked."""
    outcome, server = replay(recording, tuple(recording["argv"][1:]), lambda: NOW)
    return (*normal(recording, outcome.stdout, outcome.stderr), outcome.exit_code, [list(outcome.spawn)]), server


def normal(recording: dict[str, Any], stdout: str, stderr: str) -> tuple[str, str]:
    """What is printed, as far as it counts: see the README beside the recordings."""
    name = recording["name"]
    if "Error loading JSON: " in stderr or name == "package-install-no":
        stderr = "".join(stderr.splitlines(keepends=True)[:1])
    if name.startswith("cluster-setup"):
        stderr = "".join(stderr.splitlines(keepends=True)[-1:])
    lines = [line for line in stderr.splitlines(keepends=True) if not line.startswith("Warning: The attached cluster")]
    return INSTANT.sub("<NOW>", stdout), "".join(lines if "1.13" not in recording["runs"] else [stderr])


@pytest.mark.parametrize("recording", recordings())
def test_the_cli_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    run = run_of(recording)
    printed = normal(recording, run["stdout"], run["stderr"])
    assert played(recording)[0] == (*printed, run["exit"], run.get("spawned", [[]]))


@pytest.mark.parametrize("recording", recordings())
def test_the_cli_asks_what_the_real_one_asked(recording: dict[str, Any]) -> None:
    _, server = played(recording)
    wanted = [
        {
            "method": request["method"],
            "path": request["path"],
            "query": request.get("query", ""),
            "body": request.get("body"),
            "headers": request.get("headers", {}),
        }
        for request in (exchange["request"] for exchange in run_of(recording).get("exchanges", []))
    ]
    got = [
        {
            "method": request.method,
            "path": request.path,
            "query": urlencode(request.query),
            "body": json.loads(request.body) if request.body else None,
            "headers": {name.lower(): value for name, value in request.headers},
        }
        for request in server.asked
    ]
    assert sorted(map(json.dumps, map(_sorted, got))) == sorted(map(json.dumps, map(_sorted, wanted)))


def _sorted(document: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(document, sort_keys=True))


@pytest.mark.parametrize("name", ["app-list-busy", "app-show-unknown", "package-install-no", "node-dns"])
def test_the_command_line_tool_is_the_real_process(name: str) -> None:
    recording = next(entry.values[0] for entry in recordings() if entry.values[0]["name"] == name)
    path = next(path for path in DATA.glob("*.json") if json.loads(path.read_text())["name"] == name)
    command = [sys.executable, "manage.py", "dcos", "--answers", str(path), "--", *recording["argv"][1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    run = run_of(recording)
    assert (done.stdout, done.stderr, done.returncode) == (run["stdout"], run["stderr"], run["exit"])
