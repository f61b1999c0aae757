"""The small values: JSON texts, instants, ids."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cluster.build import Cluster
from tutorial.cluster import clock, jsontext
from tutorial.cluster.marathon.ids import instance_id, task_name, time_uuid
from tutorial.cluster.mesos.names import short_hash
from tutorial.cluster.ranges import Ranges, hold, size, without

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_a_document_comes_back_from_its_text(document: Any) -> None:
    text = jsontext.dumps(document)
    assert jsontext.loads(text) == document
    assert text.encode()


def test_halves_of_surrogate_pairs_become_question_marks() -> None:
    assert jsontext.dumps(["a\ud800b", "\U0001f600"]) == '["a?b","\U0001f600"]'


POINTERS = [("", {"a": [{"b/c": 1}]}), ("/a", [{"b/c": 1}]), ("/a/0/b~1c", 1)]


@pytest.mark.parametrize(("pointer", "value"), POINTERS)
def test_a_pointer_leads_to_a_value(pointer: str, value: Any) -> None:
    assert jsontext.resolve({"a": [{"b/c": 1}]}, pointer) == value


@pytest.mark.parametrize("pointer", ["/b", "/a/1", "/a/x", "/a/0/b~1c/d"])
def test_a_pointer_to_nothing_is_a_key_error(pointer: str) -> None:
    with pytest.raises(KeyError):
        jsontext.resolve({"a": [{"b/c": 1}]}, pointer)


@given(st.integers(0, 2**42))
def test_an_instant_comes_back_from_its_text(epoch_ms: int) -> None:
    assert clock.parse_instant(clock.iso(epoch_ms)) == epoch_ms


def test_an_http_date_has_the_form_of_rfc_9110() -> None:
    assert clock.http_date(clock.parse_instant("2019-07-22T16:00:09.000Z")) == "Mon, 22 Jul 2019 16:00:09 GMT"


HASHES = [
    ("test", "iffe9"),
    ("abc", "igcuh"),
    ("", "5eh48"),
    ("httpi.instance-8f5c1a60-ac9a-11e9-9d5c-0242ac110002._app.1", "f8gto"),
    ("liquor-store.b8db9f73-562f-11e4-a088-c20493233aa5", "4dfjd"),
    ("car-store.43758382-562f-11e4-a088-c20493233aa5", "zinaz"),
    ("httpi.instance-4c759702-ac95-11e9-9d1c-70b3d5800001._app.1", "7n7a6"),
]


@pytest.mark.parametrize(("task_id", "expected"), HASHES)
def test_a_task_gets_the_five_characters_of_mesos_dns(task_id: str, expected: str) -> None:
    assert short_hash(task_id) == expected


def test_an_instance_is_named_by_a_time_based_uuid_near_the_beginning() -> None:
    world = Cluster().world
    found = uuid.UUID(time_uuid(world, "marathon.instance", ("/web", "host", 1, 1)))
    assert (found.version, found.variant) == (1, uuid.RFC_4122)
    seconds = (found.time - 0x01B21DD213814000) / 1e7
    assert abs(seconds - world.state.epoch_ms / 1000) < 430


def test_names_of_apps_with_folders() -> None:
    assert instance_id("/webshop/db", "x") == "webshop_db.instance-x"
    assert task_name("/webshop/db") == "db.webshop"


RANGES = (
    st.lists(st.integers(0, 60), unique=True)
    .map(sorted)
    .map(lambda ends: tuple(zip(ends[::2], ends[1::2], strict=False)))
)


@given(RANGES, st.lists(st.integers(0, 60)), st.integers(0, 70))
def test_ranges_less_some_ports_hold_the_others(given: Ranges, used: list[int], count: int) -> None:
    ports = [port for low, high in given for port in range(low, high + 1)]
    left = [port for port in ports if port not in used]
    found = without(given, used)
    assert [port for low, high in found for port in range(low, high + 1)] == left
    assert all(low <= high for low, high in found)
    assert size(found) == len(left)
    assert hold(found, count) == (len(left) >= count)


@given(JSON | st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_a_document_for_readers_is_read_as_what_it_was(document: Any) -> None:
    assert json.loads(jsontext.encoded(document)) == document


def test_half_of_a_surrogate_pair_is_shown_as_a_question_mark() -> None:
    assert jsontext.encoded({"text": "a\ud800b"}) == b'{"text":"a?b"}'
