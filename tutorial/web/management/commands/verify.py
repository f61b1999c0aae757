"""`manage.py verify FILE`: checks a completion file's signature and plays it again."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutorial.web.completions import Unproven, checked, public_key, replayed
from tutorial.web.jqbox import SyncBox


class Command(BaseCommand):
    """Exit status 1 when the file does not hold."""

    help = "Checks the signature of a completion file and plays its journal again, to the same goals and state."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a completion file; - reads standard input")
        parser.add_argument("--key", help="another installation's public key, in hexadecimal digits")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} cannot be read: {error}") from error
        key = options["key"] or public_key()
        if len(key) != 64 or set(key) - set("0123456789abcdef"):
            raise CommandError(f"--key must be 64 hexadecimal digits, not {key!r}")
        try:
            said = checked(text, key)
            with SyncBox() as box:
                replayed(said, box)
        except Unproven as error:
            raise CommandError(f"{name}: {error}") from error
        lesson = f"lesson {said['lesson']} with content {said['lesson_hash']}"
        self.stdout.write(f"{lesson}: {len(said['entries'])} entries, {len(said['goals'])} goals met, as signed")
