"""The article's commands, and how what they print is held against what the article prints: in `play`, in the page."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.build import article_attempt, typed

DATA = Path(__file__).parent / "data" / "article" / "transcript.yaml"
LESSONS = {lesson["id"]: lesson["steps"] for lesson in yaml.safe_load(DATA.read_text())["lessons"]}
PLACES = {"<name>": "{{.Names}}", "mesos-<container uuid>": "{{.Names}}"}
"""What stands in a command for a value that an earlier line printed, and how docker is asked for that value."""


def place(step: dict[str, Any]) -> str:
    return str(step["at"]).removeprefix("agent:")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a line printed on standard output, and its exit code."""

    stdout: str
    exit_code: int | None


Types = Callable[[str, str], Printed]
"""Types a line at a place, once the world is settled, and waits for its end."""


def filled(types: Types, step: dict[str, Any], before: str) -> str:
    """The line with the values that an earlier line printed, the first where it printed several."""
    text = str(step["run"])
    for sign, form in PLACES.items():
        if sign in text:
            found = types(place(step), f"docker ps --format '{form}'").stdout.split()
            text = text.replace(sign, found[0])
    if (wanted := re.search(r"<name of the task at ([0-9.]+)>", text)) is not None:
        asks = f"""docker inspect $(docker ps -q) | jq -r '.[] | select(.. | .IPAddress? == "{wanted[1]}").Name'"""
        text = text.replace(wanted[0], types(place(step), asks).stdout.split()[0].lstrip("/"))
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


def check(step: dict[str, Any], output: str) -> None:
    """Hold an output against what a step's own rule wants."""
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
    judge = article_attempt() if "json" in step else None
    for program, value in step.get("json", {}).items():
        assert judge is not None, "there is something to judge"
        text = output.replace("'", "'\\''")
        got = typed(judge, f"echo '{text}' | jq -c '{program}'", "outside").text("stdout")
        assert json.loads(got) == value, program


def play(lessons: tuple[str, ...], types: Types, *, outside: bool) -> None:
    """Type each step of these lessons in order; AssertionError for the first that prints what it should not."""
    before = ""
    for step in (step for lesson in lessons for step in LESSONS[lesson]):
        if place(step) == "outside" and not outside:
            continue
        line = types(place(step), filled(types, step, before))
        if "then" in step:
            line = types(place(step), step["then"])
        assert line.exit_code == 0, (step["run"], line)
        check(step, line.stdout)
        before = line.stdout
        if "then" in step:
            types(place(step), "exit")
