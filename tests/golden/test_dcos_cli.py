"""The simulated DC/OS CLI against recordings of the real one: what it prints, its exit code, what it asks.

Recordings come from `GOLDEN_DIR`, where set, else from `data/`.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tutorial.cluster.api import Request, Response
from tutorial.shell.dcoscli import main
from tutorial.shell.dcoscli.client import Client, Outcome, Unreachable

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "dcos-cli"
COMMANDS = {
    ("marathon", "--help"),
    ("marathon", "app", "add"),
    ("marathon", "app", "list"),
    ("marathon", "app", "remove"),
    ("marathon", "app", "scale"),
    ("marathon", "app", "show"),
    ("marathon", "app", "update"),
    ("marathon", "debug", "details"),
    ("marathon", "debug", "list"),
    ("marathon", "debug", "summary"),
    ("marathon", "deployment", "list"),
    ("marathon", "task", "list"),
    ("node",),
    ("node", "list"),
    ("node", "ssh"),
    ("task",),
    ("kubernetes",),
}


def recordings() -> list[Any]:
    """Those of the commands that are there. On a terminal the real one colours JSON, ours has no colours."""
    found = []
    for path in sorted(DATA.glob("*.json")):
        recording = json.loads(path.read_text())
        words = tuple(recording["argv"][1:])
        known = any(words[: len(command)] == command for command in COMMANDS) and "1.13" in recording["runs"]
        if known and words[:2] not in {("node", "dns"), ("task", "list")} and not recording["stdout_is_terminal"]:
            found.append(pytest.param(recording, id=path.stem))
    return found


def played(recording: dict[str, Any]) -> tuple[Outcome, list[Request]]:
    """The CLI run with a recording's exchanges as its server, and what reached that server."""
    waiting = list(recording["runs"]["1.13"].get("exchanges", []))
    reachable = bool(waiting)
    asked: list[Request] = []

    def server(request: Request) -> Response:
        if reachable:
            asked.append(request)
        for exchange in waiting:
            if (exchange["request"]["method"], exchange["request"]["path"]) == (request.method, request.path):
                waiting.remove(exchange)
                answer = exchange["response"]
                body = answer["body"] if isinstance(answer["body"], str) else _compact(answer["body"])
                return Response(answer["status"], tuple(answer["headers"].items()), body)
        raise Unreachable

    client = Client(recording["cluster_url"], server, recording["files"].get, recording["stdin"])
    return main.run(client, tuple(recording["argv"][1:])), asked


def _compact(document: Any) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("recording", recordings())
def test_the_cli_prints_what_the_real_one_printed(recording: dict[str, Any]) -> None:
    outcome, _ = played(recording)
    run = recording["runs"]["1.13"]
    assert outcome.stdout == run["stdout"]
    if "error loading JSON" in run["stderr"]:
        assert outcome.stderr.splitlines()[:1] == run["stderr"].splitlines()[:1]
    else:
        assert outcome.stderr == run["stderr"]
    assert outcome.exit_code == run["exit"]
    assert [list(outcome.spawn)] == run.get("spawned", [[]])


@pytest.mark.parametrize("recording", recordings())
def test_the_cli_asks_what_the_real_one_asked(recording: dict[str, Any]) -> None:
    run = recording["runs"]["1.13"]
    if "exchanges" not in run:
        return
    _, asked = played(recording)
    wanted = [exchange["request"] for exchange in run["exchanges"]]
    got = [
        {
            "method": request.method,
            "path": request.path,
            "query": "&".join(f"{key}={value}" for key, value in request.query),
            "body": json.loads(request.body) if request.body else None,
        }
        for request in asked
    ]
    assert sorted(map(_compact, got)) == sorted(
        _compact({"method": w["method"], "path": w["path"], "query": w.get("query", ""), "body": w.get("body")})
        for w in wanted
    )
