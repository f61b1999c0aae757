"""A new lesson, made as the guide says; the schema that editors are given."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.lesson.build import FILES
from tutorial.lesson.load import folders, load
from tutorial.lesson.schema import lesson_schema

DOCS = Path(settings.BASE_DIR) / "docs"
GUIDE = (DOCS / "lessons.md").read_text()
STEP = re.compile(r"^(?P<marks>`{3,})(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=marks)$", re.MULTILINE | re.DOTALL)


def test_who_follows_the_guide_has_a_lesson_that_proves_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = GUIDE[GUIDE.index("## A lesson from nothing") : GUIDE.index("## Hints that are true")]
    for found in STEP.finditer(guide):
        kind, _, place = found["info"].partition(" ")
        how, _, file = place.partition("=")
        if kind == "sh":
            for line in found["text"].splitlines():
                run(line.split()[1:], tmp_path)
        elif how == "new":
            (tmp_path / file).write_text(found["text"])
        else:
            assert how == "add"
            (tmp_path / file).write_text((tmp_path / file).read_text() + found["text"])
    assert capsys.readouterr().out.count("1 lesson(s) prove themselves") == 2
    lesson = load(tmp_path / "lessons" / "12-my-lesson")
    assert [goal.id for goal in lesson.goals] == ["runs", "asked"]
    assert len(lesson.proofs) == 16


def run(words: list[str], root: Path) -> None:
    """A command of the guide, in a course of its own, as if in a process of its own."""
    load.cache_clear()
    command, name = words
    (root / "lessons").mkdir(exist_ok=True)
    into = ["--into", str(root / "lessons")] if command == "new_lesson" else []
    call_command(command, str(root / name) if command == "check_lessons" else name, *into)


def test_a_lesson_that_is_there_is_not_overwritten_and_a_name_must_be_one(tmp_path: Path) -> None:
    call_command("new_lesson", "12-mine", "--into", str(tmp_path))
    (tmp_path / "12-mine" / "lesson.toml").write_text("mine")
    with pytest.raises(CommandError, match="12-mine is there already"):
        call_command("new_lesson", "12-mine", "--into", str(tmp_path))
    assert (tmp_path / "12-mine" / "lesson.toml").read_text() == "mine"
    for name in ("mine", "1-mine", "12-Mine", "../12-mine", "12-"):
        with pytest.raises(CommandError, match="is no name: two digits"):
            call_command("new_lesson", name, "--into", str(tmp_path))


SCHEMA = jsonschema.Draft202012Validator(lesson_schema())


def test_the_schema_in_docs_is_what_the_loader_reads() -> None:
    told = "docs/lesson.schema.json is not what the loader reads: manage.py lesson_schema writes it"
    assert json.loads((DOCS / "lesson.schema.json").read_text()) == lesson_schema(), told
    SCHEMA.check_schema(lesson_schema())


@pytest.mark.parametrize("folder", folders(settings.LESSONS_DIR), ids=lambda folder: folder.name)
def test_every_lesson_fits_the_schema(folder: Path) -> None:
    table = tomllib.loads((folder / "lesson.toml").read_text())
    assert [(list(error.path), error.message) for error in SCHEMA.iter_errors(table)] == []


BAD: list[tuple[str, str]] = [
    ('check = "app_runs"', 'check = "app_walks"'),
    ("instances = 1", 'instances = "1"'),
    ("instances = 1", "instance = 1"),
    ("minutes = 5", "minute = 5"),
    ('hint = { en = "Deploy it" }', "hint = []"),
    ('at = "master"', "at = 1"),
    ('title = { en = "A port" }', ""),
]


@pytest.mark.parametrize(("old", "new"), BAD)
def test_what_the_loader_refuses_the_schema_refuses(old: str, new: str) -> None:
    text = str(FILES["lesson.toml"])
    table: dict[str, Any] = tomllib.loads(text)
    assert SCHEMA.is_valid(table)
    assert old in text
    assert not SCHEMA.is_valid(tomllib.loads(text.replace(old, new, 1)))
