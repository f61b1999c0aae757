"""Moments: which operations on the picture make one, and what it says."""

from typing import Any

from tutorial.attempt.moments import MOST, moment_of


def element(name: str, state: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "task", "state": state, **more}


def test_a_moment_names_what_came_changed_its_state_and_went() -> None:
    moment = moment_of(
        70,
        [
            ["add", element("task:a", "staging")],
            ["add", element("edge:task:a--x", "", source="task:a", target="x")],
            ["move", "task:b", {"parent": "agent:S2"}],
            ["change", "task:b", {"state": "running"}],
            ["change", "agent:S1", {"facts": {}}],
            ["remove", "task:c"],
            ["remove", "edge:task:c--x"],
        ],
    )
    assert moment is not None
    assert moment.document() == {
        "at_ms": 70,
        "changed": [["task:a", "staging"], ["task:b", "running"], ["task:c", None]],
    }


def test_links_and_facts_alone_make_no_moment() -> None:
    edge = element("edge:a--b", "", source="a", target="b")
    assert moment_of(0, [["add", edge], ["change", "agent:S1", {"facts": {}}], ["remove", "edge:c--d"]]) is None


def test_a_moment_names_no_more_than_a_few() -> None:
    moment = moment_of(0, [["remove", f"task:{n}"] for n in range(MOST + 5)])
    assert moment is not None
    assert len(moment.changed) == MOST
