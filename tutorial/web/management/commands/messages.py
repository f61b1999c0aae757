"""`manage.py messages`: brings the files under `tutorial/locale` up to date with the texts. Needs GNU gettext.

A text that is new stands there without a translation, one that has changed a little as `fuzzy` with the old one. The
date of the last run, which Django writes, is left out: two people's runs would always be in conflict.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import to_locale

ELSEWHERE = ["node_modules", ".venv", "var", "tests", "static/dist", "docs"]
"""Folders without texts of the product."""


class Command(BaseCommand):
    help = "Bring the files under tutorial/locale up to date with the texts."
    requires_system_checks: list[str] = []  # noqa: RUF012, as Django declares it

    def handle(self, *args: Any, **options: Any) -> None:
        """Extract for both domains: templates and Python, and the page's modules."""
        locales = [to_locale(code) for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        for domain in ("django", "djangojs"):
            call_command(
                "makemessages",
                locale=locales,
                domain=domain,
                no_obsolete=True,
                no_wrap=True,
                add_location="file",
                ignore_patterns=ELSEWHERE,
                verbosity=0,
            )
        for path in Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"):
            _forget_date(path)


def _forget_date(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")
