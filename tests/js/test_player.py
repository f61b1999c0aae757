"""The player is fed with requests as data: all recorded cases, and all that the article's transcript sends.

What the picture shows while a request plays is read off its drawings, frame by frame; what is told in words is read in
each language. Both must have every tap, every hop and every death, in order.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.build import article_attempt, typed
from tests.golden.test_oracle import CASES, case, document
from tests.golden.transcript import Printed, play
from tests.js.test_twins import node
from tutorial.attempt import Attempt
from tutorial.cluster.lab.answer import play as played
from tutorial.cluster.lab.reader import reader
from tutorial.web.management.commands import build_words

Document = dict[str, Any]
LESSONS = ("host", "bridge", "marathon-lb", "overlay")

PLAY = """
const { feed } = await import("../../tests/js/player.js");
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
console.log(JSON.stringify(feed(JSON.parse(Buffer.concat(chunks).toString()))));
"""


def recorded() -> Iterator[Document]:
    """The last request of each recorded case; who reads it draws its machines."""
    for path in CASES:
        trace = played(reader("", document(case(path)))).traces[-1].document()
        yield {"name": path.stem, "trace": {"id": "1.1", "line": 1, "number": 1, **trace}}


def article() -> Iterator[Document]:
    """Each request of the transcript with the cluster as it was drawn then."""
    attempt = article_attempt()
    found: list[Document] = []

    def types(place: str, text: str) -> Printed:
        line = typed(attempt, text, place)
        found.extend(_request(attempt, name) for name in line.traces)
        return Printed(line.text("stdout"), line.exit_code)

    play(LESSONS, types, outside=True)
    yield from found


def _request(attempt: Attempt, name: str) -> Document:
    return {"name": name, "trace": attempt.traces.document(name), "elements": attempt.picture.document()}


@pytest.fixture(scope="module")
def requests() -> list[Document]:
    return [*recorded(), *article()]


@pytest.fixture(scope="module")
def fed(requests: list[Document], tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    """What the player makes of them, in English and in Chinese."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build_words, "WORDS", tmp_path_factory.mktemp("words"))
        call_command("build_words")
        words = json.loads((build_words.WORDS / "zh-hans.json").read_text())
    found: list[Document] = node(PLAY, {"requests": requests, "catalogue": words})
    return found


def ways(hops: list[Document]) -> dict[tuple[int, str], list[Any]]:
    """The taps of hops, by connection and direction."""
    found: dict[tuple[int, str], list[Any]] = {}
    for hop in hops:
        found.setdefault((hop["leg"], hop["direction"]), []).extend(hop["taps"])
    return found


def seen(trace: Document) -> dict[tuple[int, str], list[Any]]:
    """The same, as the legs of the trace have them: those of connections."""
    found: dict[tuple[int, str], list[Any]] = {}
    for number, leg in enumerate(trace["legs"], 1):
        back = leg["syn_ack"] or (leg["refusal"] or {"hops": []})["hops"]
        for way, taps in (("request", leg["syn"]), ("reply", back)):
            found[number, way] = [[tap["node"], tap["dev"], tap["dir"]] for tap in taps]
    return found


def test_the_plan_has_every_tap_in_order_under_its_hop(requests: list[Document], fed: list[Document]) -> None:
    for given, got in zip(requests, fed, strict=True):
        trace = given["trace"]
        assert [beat["n"] for beat in got["beats"]] == [hop["n"] for hop in trace["hops"]], given["name"]
        found = ways(got["beats"])
        for way, taps in seen(trace).items():
            assert found.get(way, []) == taps, (given["name"], way)


def test_the_words_have_every_hop_and_tap_in_order(requests: list[Document], fed: list[Document]) -> None:
    for given, got in zip(requests, fed, strict=True):
        for language in ("en", "zh"):
            told = got["told"][language]
            assert [one["n"] for one in told if "hop" in one["shows"]] == [hop["n"] for hop in given["trace"]["hops"]]
            for hop in given["trace"]["hops"]:
                taps = [one["text"] for one in told if one["n"] == hop["n"] and "tap" in one["shows"]]
                assert len(taps) == len(hop["taps"])
                for text, (namespace, device, _) in zip(taps, hop["taps"], strict=True):
                    assert device in text, (given["name"], text)
                    assert namespace.partition("/")[0] in text


def test_every_death_is_drawn_and_told(requests: list[Document], fed: list[Document]) -> None:
    dead = [(given, got) for given, got in zip(requests, fed, strict=True) if not given["trace"]["success"]]
    assert len(dead) > 5, "deaths are among the cases"
    for given, got in dead:
        assert [beat["n"] for beat in got["beats"] if beat["died"]] == [got["died"]], given["name"]
        assert [event[0] for event in got["drawn"] if event[1] == "died"] == [got["died"]], given["name"]
        for told in got["told"].values():
            assert [one["n"] for one in told if "died" in one["shows"]] == [got["died"]], given["name"]


def test_what_is_drawn_is_told_in_each_language(fed: list[Document]) -> None:
    for got in fed:
        for language, told in got["told"].items():
            texts = [(one["n"], shown) for one in told for shown in one["shows"]]
            missing = [event for event in map(tuple, got["drawn"]) if event not in texts]
            assert missing == [], (got["name"], language)
        english, chinese = got["told"]["en"], got["told"]["zh"]
        assert [one["shows"] for one in english] == [one["shows"] for one in chinese]
        assert all(one["text"] for one in (*english, *chinese))
        same = [one["text"] for one, other in zip(english, chinese, strict=True) if one["text"] == other["text"]]
        assert [text for text in same if any(word.islower() and len(word) > 3 for word in text.split())] == []


def test_what_is_told_is_drawn(fed: list[Document]) -> None:
    """Of entries the picture shows five at most, and nothing that has no place in it."""
    for got in fed:
        drawn = {tuple(event) for event in got["drawn"]}
        for one in got["told"]["en"]:
            for shown in set(one["shows"]) - {"asked", "tap", "delivered", "ring"}:
                assert (one["n"], shown) in drawn, (got["name"], one)


def test_nothing_is_lost_without_motion(fed: list[Document]) -> None:
    for got in fed:
        moves = {"asked", "ring"}
        still, drawn = ([event for event in sorted(got[name]) if event[1] not in moves] for name in ("still", "drawn"))
        assert still == drawn, got["name"]


def test_requests_are_not_few(requests: list[Document]) -> None:
    assert len(requests) > len(CASES) + 5
    assert json.dumps(requests)
