"""The article's commands, typed in order, print what the article prints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt, Line

DATA = Path(__file__).parent / "data" / "article" / "transcript.yaml"
LESSONS = {lesson["id"]: lesson["steps"] for lesson in yaml.safe_load(DATA.read_text())["lessons"]}
PLACES = {"<name>": "{{.Names}}", "mesos-<container uuid>": "{{.Names}}"}
"""What stands in a command for a value that an earlier line printed, and how docker is asked for that value."""


def place(step: dict[str, Any]) -> str:
    return str(step["at"]).removeprefix("agent:")


def filled(attempt: Attempt, step: dict[str, Any], before: str) -> str:
    """The line with the values that an earlier line printed, the first where it printed several."""
    text = str(step["run"])
    for sign, form in PLACES.items():
        if sign in text:
            found = typed(attempt, f"docker ps --format '{form}'", place(step)).text("stdout").split()
            text = text.replace(sign, found[0])
    if (wanted := re.search(r"<name of the task at ([0-9.]+)>", text)) is not None:
        asks = f"""docker inspect $(docker ps -q) | jq -r '.[] | select(.. | .IPAddress? == "{wanted[1]}").Name'"""
        text = text.replace(wanted[0], typed(attempt, asks, place(step)).text("stdout").split()[0].lstrip("/"))
    return text.replace("<network id>", before.strip())


def columns(text: str, free: list[str]) -> list[list[str]]:
    """The words of each line; those in free columns, by the headings above them, are left out."""
    rows: list[list[str]] = []
    left_out: set[int] = set()
    for line in text.splitlines():
        words = line.split()
        if set(free) & set(words):
            left_out = {at for at, word in enumerate(words) if word in free}
        rows.append([word for at, word in enumerate(words) if at not in left_out])
    return rows


def check(step: dict[str, Any], line: Line, attempt: Attempt) -> None:
    output = line.text("stdout")
    match step.get("match", "exact"):
        case "exact":
            assert output == step["prints"]
        case "lines":
            assert sorted(output.splitlines()) == sorted(step["prints"].splitlines())
        case "columns":
            free = step.get("free", [])
            assert columns(output, free) == columns(step["prints"], free)
        case other:
            assert other == "shape"
    position = 0
    for pattern in step.get("expect", []):
        found = re.compile(pattern, re.MULTILINE).search(output, position)
        assert found, f"{pattern} is not in {output[position:]!r}"
        position = found.end()
    for program, value in step.get("json", {}).items():
        text = output.replace("'", "'\\''")
        got = typed(attempt, f"echo '{text}' | jq -c '{program}'", "outside").text("stdout")
        assert json.loads(got) == value, program


BALANCED = ("host", "bridge", "marathon-lb", "overlay")


@pytest.mark.parametrize(
    "lessons", [("host",), ("host", "bridge"), ("host", "bridge", "overlay"), BALANCED], ids=" ".join
)
def test_each_step_of_the_article_prints_what_it_should(lessons: tuple[str, ...]) -> None:
    attempt, before = article_attempt(), ""
    for step in (step for lesson in lessons for step in LESSONS[lesson]):
        if place(step) == "outside" and lessons != BALANCED:
            continue
        line = typed(attempt, filled(attempt, step, before), place(step))
        if "then" in step:
            line = typed(attempt, step["then"], place(step))
        assert line.exit_code == 0, (step["run"], line.output)
        check(step, line, attempt)
        before = line.text("stdout")
        if "then" in step:
            typed(attempt, "exit", place(step))
