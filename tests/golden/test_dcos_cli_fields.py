"""What each field of an answer is for: without it the CLI fails where the real one failed, or prints something else.

The real one ends with a traceback where a field is missing that it needs; ours raises.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tutorial.shell.dcoscli.recorded import replay, run_of

DATA = Path(__file__).parent / "data"
FIELDS = json.loads((DATA / "dcos-cli-fields.json").read_text())
RECORDINGS = {found["name"]: found for found in (json.loads(p.read_text()) for p in (DATA / "dcos-cli").glob("*.json"))}
FILES = "cluster-setup"
"""What it prints does not tell what it has written: its files are not kept here."""


def cases() -> list[Any]:
    found = []
    for name in sorted(set(FIELDS) & set(RECORDINGS) - {FILES}):
        for entry in FIELDS[name].get("1.13", ()):
            label = f"{name}: {entry['call'].split()[1]} {entry['field']}"
            found.append(pytest.param(RECORDINGS[name], entry, id=label))
    return found


def without(document: Any, parts: list[str]) -> int:
    """Take a field out, `apps[].id` of every app; how often it was there."""
    head, *rest = parts
    if head == "*":
        return sum(without(part, rest) for part in document)
    name, many = head.removesuffix("[]"), head.endswith("[]")
    if not isinstance(document, dict) or name not in document:
        return 0
    if not rest:
        del document[name]
        return 1
    return sum(without(part, rest) for part in document[name]) if many else without(document[name], rest)


def printed(recording: Any) -> tuple[int, str, str]:
    try:
        outcome, _ = replay(recording, tuple(recording["argv"][1:]), lambda: "now")
    except (KeyError, TypeError, IndexError) as missing:
        return 1, "", repr(missing)
    return outcome.exit_code, outcome.stdout, outcome.stderr


@pytest.mark.parametrize(("recording", "entry"), cases())
def test_a_field_matters_as_it_did_to_the_real_one(recording: Any, entry: Any) -> None:
    method, path = entry["call"].split("?")[0].split(" ", 1)
    less = copy.deepcopy(recording)
    taken = 0
    for exchange in run_of(less)["exchanges"]:
        if (exchange["request"]["method"], exchange["request"]["path"]) == (method, path):
            taken += without(exchange["response"]["body"], entry["field"].split("."))
    assert taken, "the field is in the recording"
    before, now = printed(recording), printed(less)
    effect = "fails" if now[0] and not before[0] else "output changes" if now != before else "none"
    assert effect == entry["effect"]
