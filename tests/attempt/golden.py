"""Golden journals: what was typed once, and the world that each engine made of it.

`python -m tests.attempt.golden` plays the scripts below and records, for the engine of today, the state hash and exit
code of every entry. It does not replace what is recorded of an engine, for attempts that people keep depend on it; with
`--again` it does: that is right as long as nobody has attempts of that engine.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.build import app
from tutorial.attempt import ENGINE, Attempt, Entry, Line, run
from tutorial.cluster import scenario
from tutorial.cluster.waits import Answer, Ask
from tutorial.play import Typed, let_settle, type_line
from tutorial.web.jqbox import SyncBox

DATA = Path(__file__).parent / "data" / "journals.json"
FILES = {"httpi_host.json": app(), "bad.json": app(id="/bad", portDefinitions=[{"name": "web"}])}
SCRIPTS: dict[str, list[tuple[str, str]]] = {
    "the article's host mode": [
        ("laptop", "dcos marathon app add httpi_host.json"),
        ("laptop", "dcos marathon app show /httpi | jq -r '.tasks[].ports[]'"),
        ("laptop", "dcos node ssh --master-proxy --leader --user=centos"),
        ("laptop", "hostname -I"),
        ("laptop", "exit"),
        ("master", "curl http://172.16.9.84:16327"),
        ("S1", "curl http://172.16.9.84:16327"),
        ("S1", "sudo docker ps"),
        ("master", "curl http://172.16.9.84:80 || echo $?"),
        ("outside", "curl --max-time 5 http://172.16.9.84:16327"),
    ],
    "a life of an app": [
        ("laptop", "dcos marathon app add httpi_host.json"),
        ("laptop", "dcos marathon app update /httpi instances=4"),
        ("laptop", "dcos marathon app update /httpi cpus=0.2"),
        ("laptop", "sleep 2; dcos marathon app list"),
        ("laptop", "dcos marathon app update /httpi instances=2"),
        ("laptop", "dcos marathon app remove /httpi"),
        ("laptop", "dcos marathon app add httpi_host.json"),
    ],
    "an app that fails": [
        ("laptop", "dcos marathon app add bad.json"),
        ("laptop", "sleep 120; dcos marathon app list"),
        ("laptop", "dcos marathon app show /bad | head -n 3"),
        ("laptop", "dcos marathon app remove /bad"),
    ],
    "words of the shell": [
        ("laptop", "x=5; for i in 1 2 3; do echo $((i * x)); done > out; cat out | wc -l"),
        ("S3", "cd /tmp && echo \"$HOME\" ${x:-none} 'a b' | grep -c a"),
        ("S3", "false || { echo no; exit 3; }"),
        ("S3", "echo $?; nonsense"),
        ("laptop", "cat <<END\n$x\nEND"),
    ],
    "a line that computes": [
        ("laptop", "i=0; while [ $i -lt 1000 ]; do i=$((i + 1)); done; echo $i"),
        ("S1", "seq 2000 | while read n; do echo $n; done | tail -n 1"),
        ("S1", "while true; do true; done"),
    ],
}


def fresh() -> Attempt:
    """An attempt at its start."""
    return Attempt(scenario.build(scenario.load("article"), files=FILES))


def record(script: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The entries of a script, with the answers of outside tools."""
    attempt = fresh()
    with SyncBox() as box:
        for where, text in script:
            type_line(attempt, Typed(where, text), box)
            let_settle(attempt, box)
    return [_document(line) for line in attempt.lines.values()]


def _document(line: Line) -> dict[str, Any]:
    entry = line.entry
    answers = {key: [answer.stdout, answer.stderr, answer.exit_code] for key, answer in line.answers}
    return {
        "at_ms": entry.at_ms,
        "terminal": entry.terminal,
        "kind": entry.kind,
        "text": entry.text,
        **({"answers": answers} if answers else {}),
    }


def replay(journal: list[dict[str, Any]]) -> list[list[Any]]:
    """State hash and exit code after each entry of a journal, made by the engine of today."""
    attempt = fresh()
    for seq, found in enumerate(journal, 1):
        answers = tuple((key, Answer(*answer)) for key, answer in found.get("answers", {}).items())
        entry = Entry(seq, found["at_ms"], found["terminal"], found["kind"], found["text"], answers)
        run(attempt.execute(entry), _nobody)
    let_settle(attempt, _nobody)
    return [[line.state_hash, line.exit_code] for line in attempt.lines.values()]


def _nobody(ask: Ask) -> Answer:
    raise AssertionError(f"the answer of {ask.tool} to {ask.program!r} is not in the journal")


def load() -> dict[str, Any]:
    """Everything that is recorded: journals by name; for each engine what it made of them."""
    found: dict[str, Any] = json.loads(DATA.read_text()) if DATA.exists() else {"journals": {}, "engines": {}}
    return found


def main(words: list[str]) -> int:
    """Record what is missing of today's engine; all of it with `--again`."""
    data = load()
    if ENGINE in data["engines"] and "--again" not in words:
        print(f"engine {ENGINE} is recorded: raise ENGINE in tutorial/attempt/attempt.py first", file=sys.stderr)
        return 1
    for name, script in SCRIPTS.items():
        if name not in data["journals"] or "--again" in words:
            data["journals"][name] = record(script)
    data["engines"][ENGINE] = {name: replay(journal) for name, journal in data["journals"].items()}
    DATA.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
