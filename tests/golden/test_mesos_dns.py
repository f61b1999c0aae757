"""The records that Mesos-DNS made of recorded states."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.mesosdns.labels import fragment, label
from tutorial.cluster.mesosdns.records import records

DATA = Path(os.environ.get("GOLDEN_DIR", Path(__file__).parent / "data")) / "mesos-dns"
RECORDINGS = sorted(DATA.glob("*.json"))
assert RECORDINGS


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_the_records_are_those_of_the_recording(recording: Path) -> None:
    given_: dict[str, Any] = json.loads(recording.read_text())
    assert records(given_["state"], given_["masters"], given_["domain"]) == given_["dcos"]["records"]


# From the project's own tests, and computed with its code.
HASHES = {
    "test": "iffe9",
    "liquor-store.b8db9f73-562f-11e4-a088-c20493233aa5": "4dfjd",
    "car-store.43758382-562f-11e4-a088-c20493233aa5": "zinaz",
    "": "5eh48",
    "httpi.instance-4c759702-ac95-11e9-9d1c-70b3d5800001._app.1": "7n7a6",
}


@pytest.mark.parametrize("task_id", HASHES)
def test_hashes(task_id: str) -> None:
    assert short_hash(task_id) == HASHES[task_id]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Web_Shop", "web-shop"),
        ("-a.b-", "a-b"),
        ("a" * 70, "a" * 63),
        ("a" * 62 + "-b-c", "a" * 62 + "b"),
        ("a" * 62 + "-", "a" * 62),
        ("é!", ""),
    ],
)
def test_labels(text: str, made: str) -> None:
    assert label(text) == made


@given(st.text(max_size=90))
def test_a_label_is_one_that_dns_takes(text: str) -> None:
    made = label(text)
    assert len(made) <= 63
    assert made == made.strip("-")
    assert label(made) == made
    assert fragment(made) == made
