"""The article's host-mode commands, typed in order, print what the article prints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build import article_attempt, typed
from tutorial.attempt import Attempt, Line

DATA = Path(__file__).parent / "data" / "article" / "transcript.yaml"
LESSONS = {lesson["id"]: lesson for lesson in yaml.safe_load(DATA.read_text())["lessons"]}


def place(step: dict[str, Any]) -> str:
    return str(step["at"]).removeprefix("agent:")


def filled(attempt: Attempt, text: str) -> str:
    """The line with the values that an earlier line printed."""
    if "mesos-<container uuid>" not in text:
        return text
    names = typed(attempt, "sudo docker ps --format '{{.Names}}'", "S1").text("stdout")
    return text.replace("mesos-<container uuid>", names.strip())


def check(step: dict[str, Any], line: Line, attempt: Attempt) -> None:
    output = line.text("stdout")
    if "prints" in step and step.get("match", "exact") == "exact":
        assert output == step["prints"]
    position = 0
    for pattern in step.get("expect", []):
        found = re.compile(pattern, re.MULTILINE).search(output, position)
        assert found, f"{pattern} is not in {output[position:]!r}"
        position = found.end()
    for program, value in step.get("json", {}).items():
        text = output.replace("'", "'\\''")
        got = typed(attempt, f"echo '{text}' | jq -c '{program}'", "outside").text("stdout")
        assert json.loads(got) == value, program


@pytest.mark.parametrize("lesson", ["host"])
def test_each_step_of_the_article_prints_what_it_should(lesson: str) -> None:
    attempt = article_attempt()
    for step in LESSONS[lesson]["steps"]:
        line = typed(attempt, filled(attempt, step["run"]), place(step))
        if "then" in step:
            line = typed(attempt, step["then"], place(step))
        assert line.exit_code == 0, (step["run"], line.output)
        check(step, line, attempt)
        if "then" in step:
            typed(attempt, "exit", place(step))
