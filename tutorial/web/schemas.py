"""Schemas that editors use, made from the world's own models."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tutorial.cluster.marathon.jsonschema import app_schema


@cache
def _marathon_app() -> bytes:
    return json.dumps(app_schema(), separators=(",", ":"), ensure_ascii=False).encode()


@require_safe
def marathon_app(request: HttpRequest) -> HttpResponse:
    """The schema of app definitions, as docs/marathon-app.schema.json has it."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(_marathon_app(), content_type="application/schema+json", headers=headers)
