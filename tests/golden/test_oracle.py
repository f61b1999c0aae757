"""Paths recorded from a real kernel: the same labs, faults and requests must give the same path, outcome and tables.

Recordings come from `GOLDEN_DIR`, where set, else from `data/`.
"""

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.golden.compare import Document, compare, without_client_port
from tutorial.cluster.lab.answer import Played, play
from tutorial.cluster.lab.reader import reader
from tutorial.cluster.network.tables import CHAINS, CONNTRACK, COUNTERS

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "oracle"
CASES = sorted(DATA.glob("cases/*.json"))
HOST_MODE = ("ok-host-from-master", "ok-host-from-itself", "fail-server-killed-host")


def case(path: Path) -> Document:
    found: Document = json.loads(path.read_text())
    return found


def document(recorded: Document) -> Document:
    """What `manage.py trace` reads for a recorded case."""
    lab = json.loads((DATA / "labs" / f"{recorded['lab']}.json").read_text())["expanded"]
    asked = {name: recorded[name] for name in ("warm", "faults", "request")}
    return {"case": recorded["id"], "lab": lab, **asked}


@pytest.fixture(params=CASES, ids=lambda path: str(path.stem))
def recorded(request: pytest.FixtureRequest) -> Document:
    return case(request.param)


@pytest.fixture
def played(recorded: Document) -> Played:
    return play(reader("", document(recorded)))


def test_the_path_and_the_outcome_are_the_kernels(recorded: Document, played: Played) -> None:
    found = compare(recorded["expected"], {"legs": played.legs, "outcome": played.outcome})
    assert (found.notes, found.passes, found.score) == ((), True, 1.0)


def test_every_tap_is_told_at_a_hop_of_its_way_in_order(played: Played) -> None:
    for told in [trace.document() for trace in played.traces]:
        ways: dict[tuple[int, str], list[list[str]]] = {}
        for hop in told["hops"]:
            ways.setdefault((hop["leg"], hop["direction"]), []).extend(hop["taps"])
        for number, leg in enumerate(told["legs"], 1):
            back = leg["syn_ack"] or (leg["refusal"] or {"hops": []})["hops"]
            for way, taps in (("request", leg["syn"]), ("reply", back)):
                assert ways.get((number, way), []) == [[tap["node"], tap["dev"], tap["dir"]] for tap in taps]


def test_curl_says_the_same(recorded: Document, played: Played) -> None:
    said = re.sub(r"after \d+ ms", "after <ms> ms", played.outcome["stderr"])
    assert said == recorded["expected"]["outcome"]["stderr"]


def test_tcp_connections_are_remembered_as_the_kernel_does(recorded: Document, played: Played) -> None:
    def ends(tuples: Any) -> list[str]:
        return [without_client_port(f"{address}:{port}") for address, port in tuples]

    found = [
        (
            namespace,
            *ends([entry.original[1:3], entry.original[3:], entry.reply[1:3], entry.reply[3:]]),
            entry.seen_reply,
        )
        for namespace in played.world.scopes(CONNTRACK)
        for entry in played.world.values(CONNTRACK, namespace)
        if entry.original[0] == "tcp"
    ]
    wanted = [
        (entry["node"], *map(without_client_port, [*entry["orig"], *entry["reply"]]), "ASSURED" in entry["flags"])
        for entry in recorded["expected"]["conntrack"]
    ]
    assert sorted(found) == sorted(wanted)


def test_the_rules_that_moved_are_the_kernels(recorded: Document, played: Played) -> None:
    """Counters of the nat table are exact; of filter rules only that they moved. None are recorded of a host whose
    packets never reached a wire."""
    world, moved = played.world, set()
    for namespace in world.scopes(COUNTERS):
        for key, count in world.rows(COUNTERS, namespace):
            table, chain, number = key
            texts = {rule.id: rule.text for rule in world[CHAINS, (table, chain), namespace].rules}
            if number:
                moved.add((namespace, table, texts[number], count if table == "nat" else None))
    wanted = {
        (entry["node"], entry["table"], entry["rule"], entry.get("packets"))
        for entry in recorded["expected"]["counters"]
    }
    seen = {sight["node"] for leg in recorded["expected"]["legs"] for sight in leg["syn"]}
    assert {entry for entry in moved if entry[0] in seen} == wanted


def test_host_mode_cases_come_through_the_command(tmp_path: Path) -> None:
    recordings = [case(DATA / "cases" / f"{name}.json") for name in HOST_MODE]
    files = [tmp_path / f"{recorded['id']}.json" for recorded in recordings]
    for recorded, path in zip(recordings, files, strict=True):
        path.write_text(json.dumps(document(recorded)))
    command = [sys.executable, "manage.py", "trace", *map(str, files)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["case"] for answer in answers] == list(HOST_MODE)
    scores = [compare(recorded["expected"], answer).score for recorded, answer in zip(recordings, answers, strict=True)]
    assert (scores, done.stderr) == ([1.0, 1.0, 1.0], "")


# The judge itself


def test_a_case_agrees_with_itself_and_with_nothing_that_differs(recorded: Document) -> None:
    expected = recorded["expected"]
    assert compare(expected, copy.deepcopy(expected)).passes
    for damaged in damages(expected):
        found = compare(expected, damaged)
        assert found.notes
        assert found.score < 1


def damages(expected: Document) -> list[Document]:
    """The case with another exit code, one sight less, one more, another time to live."""
    made = [copy.deepcopy(expected) for _ in range(4)]
    made[0]["outcome"]["exit"] = 99
    ways = [leg[part] for leg in expected["legs"] for part in ("syn", "syn_ack") if leg[part]]
    if not ways:
        return made[:1]
    for changed, change in zip(made[1:], ("less", "more", "ttl"), strict=True):
        way = next(leg[part] for leg in changed["legs"] for part in ("syn", "syn_ack") if leg[part])
        if change == "less":
            way.pop()
        elif change == "more":
            way.append({**way[-1], "dev": "invented"})
        else:
            way[0]["ttl"] = 1
    return made
