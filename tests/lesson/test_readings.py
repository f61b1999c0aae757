"""What a lesson asks of traces: it follows from the trace, and some request says it."""

from pathlib import Path
from typing import Any

import pytest

from tests.lesson.build import FILES, begin, changed, faults_of, load, written
from tutorial.lesson.prove import faults
from tutorial.lesson.readings import readings

ASKED = """
[[predict]]
id = "port"
step = 2
text = { en = "Which port?" }
origin = "master"
url = "http://172.16.9.84"
reads = "dst_port"
hop = { nth = -1 }

[[predict]]
id = "end"
step = 2
text = { en = "Where does it end?" }
reads = "place"
hop = { kind = "socket", nth = -1 }
[[predict.choice]]
value = "socket S1"
text = { en = "At a socket of S1" }
[[predict.choice]]
value = "socket S2"
text = { en = "At a socket of S2" }

[[table]]
id = "seen"
step = 2
text = { en = "Measure" }
column = [{ en = "host mode" }]
[[table.row]]
text = { en = "rewrites" }
cell = [{ reads = "rewrites" }]
[[table.row]]
text = { en = "asks" }
cell = [{ reads = "src_ip", hop = { kind = "wire" } }]
"""
T = "lesson.toml"


def asking(old: str = "", new: str = "") -> dict[str, Any]:
    assert old in ASKED
    return {**FILES, T: str(FILES[T]) + ASKED.replace(old, new, 1)}


def test_a_trace_says_what_is_asked_of_it(tmp_path: Path) -> None:
    learner = begin(load(written(tmp_path / "01-port", asking())))
    learner.type("laptop", "dcos marathon app add httpi.json")
    learner.type("S1", "curl http://172.16.9.84:16327")
    assert set(learner.readings()) == {"end", "seen.0.0"}, "another machine asks, and nothing crosses the wire"
    learner.type("master", "curl http://172.16.9.84:16327")
    assert learner.readings() == {"port": "16327", "end": "socket S1", "seen.0.0": "0", "seen.1.0": "172.16.9.10"}
    whole = learner.attempt.traces.last()
    assert whole is not None
    hop = next(hop for hop in whole["hops"] if hop["n"] == whole["readings"]["end"]["hop"])
    assert (hop["kind"], hop["direction"]) == ("socket", "request")
    assert learner.attempt.traces.summaries()[-1]["readings"] == whole["readings"]


def test_of_a_request_that_is_refused_nothing_is_counted(tmp_path: Path) -> None:
    lesson = load(written(tmp_path / "01-port", asking()))
    learner = begin(lesson)
    learner.type("master", "curl http://172.16.9.84:80")
    assert set(learner.readings()) == {"port", "end", "seen.1.0"}
    trace = learner.attempt.traces.last()
    assert trace is not None
    assert readings(lesson, trace) == trace["readings"]


FAULTS = [
    ('reads = "place"', 'reads = "places"', "predict[1].reads: there is no 'places'; known are src, dst"),
    ("nth = -1", "nth = 0", "predict[0].hop.nth counts from 1, or from the end: -1 is the last; it cannot be 0"),
    ("hop = { nth", "hop = { nht", "predict[0].hop.nht is not a field; known are changed, kind, node, nth"),
    ("nth = -1", 'changed = "body"', "predict[0].hop.changed: there is no 'body'; known are src, dst, ttl, smac, dmac"),
    ("step = 2", "step = 3", "predict[0].step must be from 1 to 2, not 3"),
    ('id = "end"', 'id = "port"', "predict 'port' stands there twice"),
    ('value = "socket S2"', 'value = "socket S1"', "predict[1].choice: there must be none or at least two, each with"),
    (
        'column = [{ en = "host mode" }]',
        "column = []",
        "table[0].row[0].cell: there are 1; there must be one for each of 0",
    ),
    (
        'column = [{ en = "host mode" }]',
        'column = [{ en = "a" }, { en = "b" }]',
        "table[0].row[0].cell: there are 1; there",
    ),
    (
        'cell = [{ reads = "rewrites" }]',
        'cell = [{ read = "rewrites" }]',
        "table[0].row[0].cell[0].read is not a field",
    ),
    ('text = { en = "rewrites" }', "", "table[0].row[0].text is missing"),
    (
        ASKED[ASKED.index("[[table.row]]") :],
        "",
        "table[0] must have at least one column and one row",
    ),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS, ids=[fault[:50] for *_, fault in FAULTS])
def test_a_fault_is_named_with_file_and_field(tmp_path: Path, old: str, new: str, fault: str) -> None:
    found = faults_of(written(tmp_path / "01-port", asking(old, new)))
    assert any(text.startswith(f"01-port/{T}: {fault}") for text in found), found


def proven(folder: Path, files: dict[str, Any]) -> list[str]:
    lesson = load(written(folder / "01-port", files))
    return faults(lesson, lambda: begin(lesson))


def test_what_is_asked_is_said_by_a_request_of_the_lesson(tmp_path: Path) -> None:
    assert proven(tmp_path / "good", asking()) == []
    nobody = proven(tmp_path / "nobody", asking('origin = "master"', 'origin = "S4"'))
    assert nobody == ["01-port/lesson.toml: 'port' is asked of no request of the pages or the solution"]
    lacks = proven(tmp_path / "lacks", asking('value = "socket S1"', 'value = "socket S3"'))
    assert lacks == ["01-port/lesson.toml: predict 'end': a request says 'socket S1', which is no choice"]


def test_a_lesson_that_asks_nothing_says_nothing(tmp_path: Path) -> None:
    learner = begin(load(written(tmp_path / "01-port", changed())))
    learner.type("master", "curl http://172.16.9.84:80")
    assert "readings" not in learner.attempt.traces.summaries()[-1]
