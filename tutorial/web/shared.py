"""Stored links: a journal under a short address, to be read by whoever has it, and deleted by whoever made it."""

import json
import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tutorial.web import beginnings, capabilities, models, origins, threads
from tutorial.web.answers import Problem, answer, body, json_body
from tutorial.web.hall import hall

DAYS = 90
"""So long a stored link leads somewhere."""
ORIGIN = ("engine", "lesson", "lesson_hash", "scenario", "seed", "lang", "at_ms")
ENTRY = ("seq", "at_ms", "terminal", "kind", "text")


async def share(request: HttpRequest) -> HttpResponse:
    """Store a journal for a link; the secret that deletes it is shown only now."""
    json_body(request)
    if wait := hall().sharers.wait(request.META.get("REMOTE_ADDR", "")):
        raise Problem(429, "rate", "too many links from this address", Retry_After=str(round(wait + 0.5)))
    text = body(request)
    await threads.read(beginnings.read_journal, text)
    found, secret = await threads.write(_store, json.loads(text)["journal"])
    base = origins.public_url(request.scheme or "http", request.get_host())
    document = {"id": found, "page": f"{base}/s/{found}", "delete": secret, "days": DAYS}
    return answer(201, document, {"Location": f"{base}/api/shared/{found}"})


async def shared(request: HttpRequest, link: str) -> HttpResponse:
    """The journal of a stored link."""
    found = await threads.read(find, link)
    if found is None:
        raise _unknown()
    return answer(200, {"journal": found})


async def unshare(request: HttpRequest, link: str) -> HttpResponse:
    """Delete a stored link, by the secret that came with it."""
    secret = capabilities.bearer(request.headers.get("Authorization", ""))
    if not secret or not await threads.write(_delete, link, capabilities.digest(secret)):
        raise _unknown()
    return HttpResponse(status=204)


def find(link: str) -> dict[str, Any] | None:
    """The journal of a link that still leads somewhere."""
    found = _standing().filter(pk=link).values_list("journal", flat=True).first()
    return None if found is None else json.loads(found)


def _unknown() -> Problem:
    return Problem(404, "unknown_link", f"there is no such link; a stored link is kept for {DAYS} days")


def _standing() -> Any:
    return models.Shared.objects.filter(created__gt=timezone.now() - timedelta(days=DAYS))


def _store(journal: dict[str, Any]) -> tuple[str, str]:
    """Keep what a replay needs, and nothing else of it. What is too old goes meanwhile."""
    models.Shared.objects.filter(created__lte=timezone.now() - timedelta(days=DAYS)).delete()
    kept = {name: journal[name] for name in ORIGIN if name in journal}
    kept["entries"] = [{name: entry[name] for name in ENTRY if name in entry} for entry in journal["entries"]]
    secret = capabilities.new_secret()
    made = models.Shared.objects.create(
        id=secrets.token_urlsafe(12), journal=json.dumps(kept), digest=capabilities.digest(secret)
    )
    return made.id, secret


def _delete(link: str, digest: str) -> int:
    return _standing().filter(pk=link, digest=digest).delete()[0]
