"""`manage.py new_lesson NAME`: makes a small lesson that proves itself, to be changed into another one."""

import re
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutorial import lesson

NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
SKELETON = Path(lesson.__file__).parent / "skeleton"


class Command(BaseCommand):
    """Exit status 1 when there is such a lesson already, or the name is none."""

    help = "Makes a small lesson that proves itself, to be changed into another one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="its place in the course and its name: 12-my-lesson")
        parser.add_argument("--into", type=Path, help="the folder of lessons; default: that of this course")

    def handle(self, *args: Any, **options: Any) -> None:
        name, root = options["name"], options["into"] or settings.LESSONS_DIR
        if not NAME.fullmatch(name):
            raise CommandError(f"{name!r} is no name: two digits, then words of a-z and 0-9, as in 12-my-lesson")
        folder = root / name
        if folder.exists():
            raise CommandError(f"{folder} is there already")
        shutil.copytree(SKELETON, folder)
        self.stdout.write(f"{folder} is made; change it, and prove it with: manage.py check_lessons {folder}")
