"""Schemas that editors use, made from the world's own models, with what fields are for in the reader's language."""

import json
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext, override
from django.views.decorators.http import require_safe

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.jsonschema import app_schema


@cache
def _marathon_app(language: str | None) -> bytes:
    with override(language):
        return json.dumps(_told(app_schema()), separators=(",", ":"), ensure_ascii=False).encode()


def _told(part: Json) -> Json:
    """A part of a schema with its descriptions translated; what Marathon itself says stays as it is."""
    if isinstance(part, list):
        return [_told(one) for one in part]
    if not isinstance(part, dict):
        return part
    about = part.get("description")
    told = {"description": gettext(about)} if isinstance(about, str) else {}
    return {name: _told(value) for name, value in part.items()} | told


@require_safe
def marathon_app(request: HttpRequest) -> HttpResponse:
    """The schema of app definitions, as docs/marathon-app.schema.json has it."""
    answer = HttpResponse(_marathon_app(get_language()), content_type="application/schema+json")
    answer["Cache-Control"] = "public, max-age=3600"
    patch_vary_headers(answer, ("Accept-Language",))
    return answer
