"""`manage.py check_lessons [PATH]`: proves every lesson, or those under a path, and says what is wrong and where."""

import multiprocessing
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.lesson import pace, wording
from tutorial.lesson.learners import Line
from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson, LessonError
from tutorial.lesson.prove import faults
from tutorial.play import Box, Typed, let_settle, type_line, typed_lines
from tutorial.web.jqbox import SyncBox


class Learner:
    """Somebody who types into an attempt of a lesson and waits until each line has ended."""

    def __init__(self, attempt: Attempt, box: Box) -> None:
        self.attempt = attempt
        self.box = box

    def type(self, terminal: str, text: str) -> tuple[int, str]:
        """Type a line; its exit code and all that it printed, both streams in the order of printing."""
        line = type_line(self.attempt, Typed(terminal, text), self.box)
        printed = "".join(span.text for _, spans in line.output for span in spans)
        return line.exit_code or 0, printed

    def settle(self) -> None:
        """Wait until everything has settled."""
        let_settle(self.attempt, self.box)

    def met(self) -> set[str]:
        """The ids of the goals that are met."""
        return set(self.attempt.judge.met)

    def hints(self, goal: str) -> tuple[int, ...]:
        """The numbers of the hints that stand for an unmet goal."""
        return self.attempt.judge.rungs[goal]

    def shown(self) -> set[str]:
        """The ids of the picture's elements."""
        return {element["id"] for element in self.attempt.picture.document()}

    def readings(self) -> dict[str, str]:
        """What the newest trace about it says of each thing that the lesson asks."""
        said = [trace.get("readings", {}) for trace in self.attempt.traces.summaries()]
        return {name: reading["value"] for readings in said for name, reading in readings.items()}

    def lines(self, script: str) -> Iterator[Line]:
        """The lines of a script, as `manage.py play` reads them."""
        return ((typed.where, typed.text) for typed in typed_lines(script))

    @property
    def busy(self) -> bool:
        """Whether a line or a job still runs."""
        return self.attempt.runs

    def fork(self) -> "Learner":
        """Somebody else who has done the same."""
        return Learner(self.attempt.fork(), self.box)


def begin(lesson: Lesson, box: Box) -> Learner:
    """Somebody at the start of a lesson."""
    return Learner(Attempt(scenario.build(lesson.scenario, files=dict(lesson.files)), lesson), box)


class Command(BaseCommand):
    """Exit status 1 when a lesson does not hold."""

    help = (
        "Proves every lesson, or those under PATH: unsolved at the start, solved by its solution, shown as it prints."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="a lesson's folder, or a folder of lessons")

    def handle(self, *args: Any, **options: Any) -> None:
        root = options["path"] or settings.LESSONS_DIR
        found = folders(root)
        if not found:
            raise CommandError(f"{root} holds no lesson: a lesson is a folder with a lesson.toml")
        wrong = [*(fault for faults in _side_by_side(found) for fault in faults), *course_faults(root, found)]
        for fault in wrong:
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{len(wrong)} fault(s) in {len(found)} lesson(s)")
        self.stdout.write(f"{len(found)} lesson(s) prove themselves")


def _side_by_side(found: list[Path]) -> list[list[str]]:
    """What is wrong with each lesson: as many at a time as there are cores, those with the most scripts first."""
    if len(found) == 1:
        return [check(found[0])]
    longest = sorted(found, key=lambda folder: -sum(path.stat().st_size for path in folder.rglob("*.toml")))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("fork")) as pool:
        jobs = {folder: pool.submit(check, folder) for folder in longest}
        return [jobs[folder].result() for folder in found]


def check(folder: Path) -> list[str]:
    """What is wrong with one lesson."""
    try:
        lesson = load(folder)
    except LessonError as error:
        return error.faults
    with SyncBox() as box:
        return [*pace.faults(lesson, folder), *faults(lesson, lambda: begin(lesson, box))]


def course_faults(root: Path, wanted: list[Path]) -> list[str]:
    """What is wrong with the words of a course, as far as it concerns the wanted lessons or the lists of words."""
    course_root = root.parent if wanted == [root] else root
    course = [(lesson, folder) for folder in folders(course_root) if (lesson := _loaded(folder)) is not None]
    found = [*wording.glossary_faults(course_root, course), *wording.chinese_faults(course_root, course)]
    others = tuple(f"{folder.name}/" for _, folder in course if folder not in wanted)
    return [fault for fault in found if not fault.startswith(others)]


def _loaded(folder: Path) -> Lesson | None:
    """A lesson; None for one that cannot be used, whose faults are told elsewhere."""
    try:
        return load(folder)
    except LessonError:
        return None
