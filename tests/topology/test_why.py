"""What the inspector names as the cause of an entry is its cause: without it, the same journal leaves the entry out."""

import json
from functools import cache
from typing import Any

import pytest

from tests.build import FILES, article_attempt, typed
from tutorial.attempt import Attempt, inspection
from tutorial.topology.effects import WORDS, Effect, effects
from tutorial.topology.why import NAME

NAMED = "httpi_marathonlb.json"
LINE = 2
"""The number of the line that deploys."""
POINTERS = (
    "/container/portMappings/0",
    "/container/portMappings/0/labels/VIP_0",
    "/id",
    "/instances",
    "/labels",
    "/labels/HAPROXY_GROUP",
    "/networks/0",
)
Place = tuple[str, str, str]


@cache
def deployed(text: str) -> Attempt:
    """Bridge mode behind Marathon-LB; the second line deploys the app of that text, or does nothing."""
    attempt = article_attempt({"app.json": text})
    deploys = "dcos marathon app add app.json" if text else "true"
    for line in ("dcos package install --yes marathon-lb; sleep 30", deploys, "sleep 60"):
        typed(attempt, line)
    return attempt


def places(attempt: Attempt) -> set[Place]:
    """Everything that is there, by what it is rather than by the number that it was given."""
    return {(effect.kind, effect.label, effect.where) for effect in effects(attempt.world)}


def caused() -> list[Effect]:
    """What the app's line caused, and the picture or a tool can name."""
    found = effects(deployed(FILES[NAMED]).world)
    return [effect for effect in found if effect.id and any(cause.line == LINE for cause in effect.causes)]


def named(effect: Effect) -> tuple[int, str]:
    """Line and pointer that the inspector names."""
    frame = inspection(deployed(FILES[NAMED]), effect.id)
    assert frame is not None, effect
    (line,) = (step["line"] for step in frame["why"] if "line" in step)
    return line, next(step["definition"]["pointer"] for step in frame["why"] if "definition" in step)


def without(pointer: str) -> str:
    """The definition without what a pointer names; another name where that is its name."""
    definition = json.loads(FILES[NAMED])
    if pointer == NAME:
        return json.dumps({**definition, "id": "/other"})
    *path, last = pointer.split("/")[1:]
    holder: Any = definition
    for step in path:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    del holder[int(last) if isinstance(holder, list) else last]
    return json.dumps(definition)


def test_there_is_something_of_each_kind() -> None:
    kinds = {effect.kind for effect in caused()}
    assert kinds == set(WORDS) - {"container", "member"}  # which no tool of the page names
    targets = {effect.target for effect in caused() if effect.kind == "rule"}
    assert targets == {"DNAT", "MASQUERADE", "ACCEPT"}


def test_without_the_line_that_is_named_nothing_of_it_is_there() -> None:
    left = places(deployed(""))
    assert len(left) > 10
    for effect in caused():
        assert named(effect)[0] == LINE
        assert (effect.kind, effect.label, effect.where) not in left


@pytest.mark.parametrize("pointer", POINTERS)
def test_without_the_part_that_is_named_nothing_of_it_is_there(pointer: str) -> None:
    left = places(deployed(without(pointer)))
    there = [effect for effect in caused() if named(effect)[1] == pointer]
    assert there
    kept = [effect for effect in there if (effect.kind, effect.label, effect.where) in left]
    assert len(kept) <= (1 if pointer == "/instances" else 0)  # one is what Marathon starts where nothing is said


def test_these_are_all_the_parts_that_are_named() -> None:
    assert {named(effect)[1] for effect in caused()} == set(POINTERS)


def test_a_part_leads_to_its_entries_and_each_of_them_back() -> None:
    attempt = deployed(FILES[NAMED])
    app = inspection(attempt, "app:/httpi")
    assert app is not None
    counted = {pointer: count for pointer, _, count in app["definition"] if pointer and count}
    assert set(counted) >= set(POINTERS) - {NAME}
    for pointer in sorted(set(POINTERS) - {NAME, "/instances"}):
        part = inspection(attempt, f"part:/httpi#{pointer}")
        assert part is not None
        entries = [entry for group in part["because"]["groups"] for entry in group["entries"]]
        assert counted[pointer] == part["because"]["count"] == len(entries)
        for name, _, _ in entries:
            back = inspection(attempt, name) if name else None
            assert back is None or name in back["because"]["elements"]


@pytest.mark.parametrize("name", ["part:/httpi#/nothing", "part:/none#/id", "part:/httpi", "ipvs:S1/tcp/1.2.3.4:1"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert inspection(deployed(FILES[NAMED]), name) is None


def test_it_is_told_when_an_element_changed_last() -> None:
    attempt = article_attempt()
    before = inspection(attempt, "link:S1/eth0")
    assert before is not None
    assert before["last"] is None
    typed(attempt, "true")
    typed(attempt, "ip link set eth0 down", "S1")
    attempt.commit()
    after = inspection(attempt, "link:S1/eth0")
    assert after is not None
    assert after["last"] == {"at_ms": attempt.world.now_ms, "line": 2}
