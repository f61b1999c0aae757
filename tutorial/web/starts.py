"""Where attempts start: lessons, scenarios, and the worlds that they build, made once a process and shared.

Law of this file: an attempt gets the lesson that it began with, found by content hash, even after the files changed.
"""

import json
import logging
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tutorial.cluster import scenario as scenarios
from tutorial.cluster.state import State
from tutorial.lesson.load import files_of, folders, load
from tutorial.lesson.model import Lesson, LessonError
from tutorial.web import models

LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Start:
    """What an attempt begins with: a world, and the lesson that judges it, if any."""

    state: State
    lesson: Lesson | None


def lessons() -> list[Lesson]:
    """The lessons of the course in their order. One that cannot be used is reported to us and left out. In development
    they are read anew each time.
    """
    found = []
    if settings.DEBUG:
        load.cache_clear()
    for folder in folders(settings.LESSONS_DIR):
        try:
            found.append(load(folder))
        except LessonError as error:
            LOGGER.error("lesson %s cannot be used: %s", folder.name, error)
    return found


def lesson_named(name: str) -> Lesson | None:
    """The lesson of that id as it stands today."""
    return next((lesson for lesson in lessons() if lesson.id == name), None)


def keep(lesson: Lesson) -> None:
    """Store the files of a lesson, so that attempts which begin today can be replayed tomorrow."""
    if models.LessonFiles.objects.filter(content_hash=lesson.content_hash).exists():
        return
    folder = settings.LESSONS_DIR / lesson.id
    files = {str(path.relative_to(folder)): path.read_text() for path in files_of(folder)}
    models.LessonFiles.objects.get_or_create(
        content_hash=lesson.content_hash, defaults={"lesson": lesson.id, "files": json.dumps(files)}
    )


def lesson_at(name: str, content_hash: str) -> Lesson | None:
    """The lesson of that id with exactly that content; None when nobody kept it."""
    lesson = lesson_named(name)
    if lesson is not None and lesson.content_hash == content_hash:
        return lesson
    kept = models.LessonFiles.objects.filter(content_hash=content_hash).first()
    return None if kept is None else load(_unpacked(kept))


def _unpacked(kept: models.LessonFiles) -> Path:
    """The folder with the files of a kept lesson. It is put in its place as a whole, by whichever process is first."""
    home: Path = settings.VAR_DIR / "lessons" / "kept"
    place = home / kept.content_hash
    if not place.exists():
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".new-") as made:
            for name, text in json.loads(kept.files).items():
                path = Path(made) / "whole" / kept.lesson / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            _put(Path(made) / "whole", place)
    return place / kept.lesson


def _put(made: Path, place: Path) -> None:
    try:
        made.rename(place)
    except OSError:
        if not place.exists():  # else another one was first, with the same files
            raise


def start(lesson: Lesson | None, scenario: Any, seed: str) -> Start:
    """The start of a lesson, or of a scenario (a name or a table) without one; ScenarioError says what is wrong."""
    if lesson is not None:
        return Start(_state(lesson.scenario, lesson.files, seed), lesson)
    return Start(_state(_scenario(json.dumps(scenario)), (), seed), None)


@lru_cache(maxsize=64)
def _scenario(text: str) -> scenarios.Scenario:
    return scenarios.load(json.loads(text))


@lru_cache(maxsize=64)
def _state(scenario: scenarios.Scenario, files: tuple[tuple[str, str], ...], seed: str) -> State:
    return scenarios.build(scenario, seed=seed or None, files=dict(files))
