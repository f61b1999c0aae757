"""`manage.py check_lessons [PATH]`: proves every lesson, or those under a path, and says what is wrong and where."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial.attempt import Attempt
from tutorial.cluster import scenario
from tutorial.lesson.load import folders, load
from tutorial.lesson.model import Lesson, LessonError
from tutorial.lesson.prove import faults
from tutorial.play import Box, Typed, let_settle, type_line
from tutorial.web.jqbox import SyncBox


class Learner:
    """Somebody who types into a fresh attempt of a lesson and waits until each line has ended."""

    def __init__(self, lesson: Lesson, box: Box) -> None:
        self.attempt = Attempt(scenario.build(lesson.scenario, files=dict(lesson.files)), lesson)
        self.box = box

    def type(self, terminal: str, text: str) -> tuple[int, str]:
        """Type a line; its exit code and all that it printed, both streams in the order of printing."""
        line = type_line(self.attempt, Typed(terminal, text), self.box)
        printed = "".join(span.text for _, spans in line.output for span in spans)
        return line.exit_code or 0, printed

    def met(self) -> set[str]:
        """The ids of the goals that are met once everything has settled."""
        let_settle(self.attempt, self.box)
        return set(self.attempt.judge.met)


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
        wrong = [fault for folder in found for fault in self._check(folder)]
        for fault in wrong:
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{len(wrong)} fault(s) in {len(found)} lesson(s)")
        self.stdout.write(f"{len(found)} lesson(s) prove themselves")

    def _check(self, folder: Path) -> list[str]:
        try:
            lesson = load(folder)
        except LessonError as error:
            return error.faults
        with SyncBox() as box:
            return faults(lesson, lambda: Learner(lesson, box))
