"""`manage.py lesson_schema`: writes docs/lesson.schema.json from what the loader of lessons reads."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tutorial.lesson.schema import lesson_schema


class Command(BaseCommand):
    help = "Writes docs/lesson.schema.json from what the loader of lessons reads."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "lesson.schema.json"
        path.write_text(json.dumps(lesson_schema(), indent=1, ensure_ascii=False) + "\n")
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} is written")
