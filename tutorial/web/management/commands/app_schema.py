"""`manage.py app_schema`: writes docs/marathon-app.schema.json from the model of app definitions."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tutorial.cluster.marathon.jsonschema import app_schema


class Command(BaseCommand):
    help = "Writes docs/marathon-app.schema.json from the model of app definitions."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "marathon-app.schema.json"
        path.write_text(json.dumps(app_schema(), indent=1, ensure_ascii=False) + "\n")
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} is written")
