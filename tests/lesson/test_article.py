"""Every step of the article stands somewhere in the course, and prints there what it must."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.golden.transcript import LESSONS as STEPS
from tests.golden.transcript import check, place
from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson
from tutorial.play import Typed, type_line
from tutorial.web.jqbox import SyncBox

COURSE = Path(__file__).parents[2] / "lessons"
OTHERWISE = {
    "dcos marathon app update /httpi < httpi_bridge.json": "dcos marathon app add httpi_bridge.json",
    "dcos marathon app update /httpi < httpi_container.json": "dcos marathon app add httpi_container.json",
    "sudo docker network inspect <network id>": "sudo docker network inspect bridge",
}
"""What the course types in its place: its lessons begin with a fresh cluster, and a network may be called by name."""
WAITED = "sleep 1540"
"""This step is no line of the article: it waits until the time of its next one, which a learner need not do."""
VALUE = re.compile(r"<name>|mesos-<container uuid>|<name of the task at [0-9.]+>")
"""A value that an earlier line printed; the course asks for it in the same line."""
CALLED = [step for name in STEPS for step in STEPS[name] if step.get("run", WAITED) != WAITED]


class Said(NamedTuple):
    """A line of the course, and what it printed on standard output."""

    terminal: str
    text: str
    printed: str


def blocks_of(lesson: Lesson, box: SyncBox) -> Iterator[Said]:
    """Every block of a lesson, run in order on a fresh cluster."""
    attempt = Attempt(scenario.build(lesson.scenario, files=dict(lesson.files)), lesson)
    for block in (block for page in lesson.steps["en"] for block in page.blocks):
        line = type_line(attempt, Typed(block.terminal, block.text), box)
        yield Said(block.terminal, block.text, line.text("stdout"))


@pytest.fixture(scope="module")
def course() -> list[Said]:
    with SyncBox() as box:
        return [said for folder in folders(COURSE) for said in blocks_of(load(folder), box)]


def line_of(step: dict[str, Any]) -> re.Pattern[str]:
    """The lines that are a step's: its own; values are asked for within it, and a pipe may put its output in order."""
    text: str = step["run"]
    for article, here in OTHERWISE.items():
        text = text.replace(article, here)
    parts = [re.escape(part) for part in VALUE.split(text)]
    return re.compile(r"\$\(.+?\)".join(parts) + r"( \| (sort .*|jq 'select.*'))?")


def holds(step: dict[str, Any], output: str) -> bool:
    with suppress(AssertionError):
        check(step, output)
        return True
    return False


@pytest.mark.parametrize("step", CALLED, ids=lambda step: step["run"])
def test_the_course_has_each_step_of_the_article_with_its_values(step: dict[str, Any], course: list[Said]) -> None:
    shows = [
        behind if "then" in step else said
        for said, behind in zip(course, [*course[1:], Said("", "", "")], strict=True)
        if said.terminal == place(step) and line_of(step).fullmatch(said.text)
    ]
    assert shows, "no block of the course types it"
    assert any(said.text == step.get("then", said.text) and holds(step, said.printed) for said in shows), shows


def test_a_request_in_the_course_takes_the_five_steps_of_the_articles_path() -> None:
    lesson = load(COURSE / "05-vip")
    attempt = Attempt(scenario.build(lesson.scenario, files=dict(lesson.files)), lesson)
    lines = [block for page in lesson.steps["en"][:2] for block in page.blocks]
    with SyncBox() as box:
        for block in lines:
            line = type_line(attempt, Typed(block.terminal, block.text), box)
            if "curl" in block.text:
                break
        (trace,) = (attempt.traces[name].document() for name in line.traces)
    asked = [hop for hop in trace["hops"] if hop["direction"] == "request"]
    rewritten = [(hop["node"], hop["kind"], hop["after"]["dst"]) for hop in asked if "dst" in hop["changed"]]
    assert [found["address"] for found in trace["lookups"]] == ["11.249.78.219"]
    assert rewritten == [("master", "ipvs", "172.16.15.168:9896"), ("S3", "nat", "172.17.0.2:9896")]
    assert [hop["kind"] for hop in asked].count("wire") == 1
    assert trace["success"]
