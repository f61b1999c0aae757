"""Frames: the checks by hand agree with the schema, every refusal names its field, what is sent is valid Unicode."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.talk import CLIENT
from tutorial.web import frames
from tutorial.web.frames import Refused

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.just(1.0),
    st.just(1.5),
    st.sampled_from(["", "S3", "master", "S3/httpi.1", "-x", "a b", "x" * 64, "x" * 65, "x" * 101, "x" * 201, "\0"]),
    st.text(max_size=5).filter(lambda text: not text.endswith("\n")),
    st.just([]),
    st.just({}),
)
FIELDS = (
    "capability",
    "have",
    "id",
    "terminal",
    "text",
    "branch",
    "frames",
    "other",
    "first",
    "cursor",
    "path",
    "page",
    "speed",
)
FRAMES = st.builds(
    lambda kind, fields: {"type": kind, **fields},
    st.sampled_from([*frames.CLIENT, "ping", None, 3]),
    st.dictionaries(st.sampled_from(FIELDS), SCALARS, max_size=len(FIELDS)),
)
WHOLE = st.sampled_from(
    [
        {"type": "hello", "capability": "x", "have": None},
        {"type": "line", "id": "1", "terminal": "S3", "text": "true"},
        {"type": "line", "id": "1", "terminal": "S3", "text": "true", "first": True},
        {"type": "complete", "id": "1", "terminal": "S3", "text": "tr", "cursor": 2},
        {"type": "file", "id": "1", "terminal": "S3", "path": ""},
        {"type": "interrupt", "terminal": "laptop"},
        {"type": "eof", "terminal": "laptop"},
        {"type": "hello", "capability": "x", "have": None, "page": "ab"},
        {"type": "speed", "speed": 16},
        {"type": "ping"},
        {"type": "checkout", "branch": "main"},
        {"type": "trace", "id": "1.1"},
        {"type": "traces", "before": 201},
        {"type": "inspect", "id": "agent:S1"},
        {"type": "ack", "frames": 32},
    ]
)
CHANGED = st.builds(lambda frame, name, value: {**frame, name: value}, WHOLE, st.sampled_from(FIELDS), SCALARS)


def accepted(frame: object) -> bool:
    try:
        frames.read(json.dumps(frame))
    except Refused:
        return False
    return True


@given(frame=st.one_of(FRAMES, CHANGED, WHOLE))
def test_the_checks_by_hand_accept_what_the_schema_accepts(frame: dict[str, object]) -> None:
    assert accepted(frame) == CLIENT.is_valid(frame)


@given(text=st.text(max_size=30) | st.lists(st.sampled_from('{}[]":,1a'), max_size=30).map("".join))
def test_any_text_is_a_frame_or_is_refused(text: str) -> None:
    try:
        frame = frames.read(text)
    except Refused:
        return
    assert frame["type"] in frames.CLIENT


REFUSED = (
    ("[" * 60_000, "JSON object"),
    ("3", "JSON object"),
    ("{}", "type must be one of hello, line"),
    ('{"type": "line", "id": "1", "terminal": "S3"}', "line.text is missing"),
    ('{"type": "line", "id": "1", "terminal": "S 3", "text": ""}', "line.terminal must name a place"),
    ('{"type": "line", "id": "", "terminal": "S3", "text": ""}', "line.id must be a text of 1 to 64"),
    ('{"type": "line", "id": "1", "terminal": "S3", "text": "\\ud800"}', "line.text must be valid Unicode"),
    ('{"type": "line", "id": "1", "terminal": "S3", "text": "a\\u0000"}', "line.text must be valid Unicode"),
    ('{"type": "ack", "frames": -1}', "ack.frames must be a whole number"),
    ('{"type": "hello", "capability": "x", "have": "1"}', "hello.have must be a whole number, 0 or more, or null"),
)


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_refusal_names_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        frames.read(text)
    assert caught.value.code == "bad_frame"
    assert message in caught.value.message


def test_a_refused_line_is_named_by_its_id() -> None:
    with pytest.raises(Refused) as caught:
        frames.read('{"type": "line", "id": "mine", "terminal": "S 3", "text": ""}')
    assert caught.value.frame()["id"] == "mine"


@given(text=st.text(st.characters(), max_size=20))
def test_whatever_the_world_prints_can_be_sent(text: str) -> None:
    sent = frames.encode({"type": "output", "text": text})
    assert json.loads(sent.encode().decode())["text"] == text.encode("utf-8", "replace").decode()
