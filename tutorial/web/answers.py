"""Answers of the HTTP interface: JSON, never cached, refusals with a code and a sentence."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from tutorial.web import origins
from tutorial.web.frames import Refused, storable
from tutorial.web.limits import BODY

TOO_LARGE = {"code": "too_large", "message": f"a body may have at most {BODY:,} bytes"}
STATUS = {"rate": 429, "streams": 429, "journal_full": 429, "read_only": 403, "unavailable": 503, "unknown_branch": 404}


class Problem(Exception):
    """A request that is refused: status, code, a sentence that says what to do."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self) -> HttpResponse:
        """The answer that says so."""
        return answer(self.status, {"code": self.code, "message": self.message}, self.headers)


def problem(refused: Refused) -> Problem:
    """A room's refusal as an answer."""
    status = STATUS.get(refused.code, 400)
    after = {"Retry_After": str(max(1, round(refused.retry_after or 60)))} if status in {429, 503} else {}
    return Problem(status, refused.code, refused.message, **after)


def answer(status: int, document: Any, headers: dict[str, str] | None = None) -> HttpResponse:
    """A JSON answer."""
    text = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return HttpResponse(
        text, status=status, content_type="application/json", headers={"Cache-Control": "no-store", **(headers or {})}
    )


def json_body(request: HttpRequest) -> None:
    """See that a body is sent by a page of ours, or by none, as JSON; Problem 403 or 415."""
    if not origins.allowed_origin(request.headers.get("Origin"), request.get_host()):
        raise Problem(403, "foreign_origin", "another site's page may not store anything here")
    if request.content_type != "application/json":
        raise Problem(415, "content_type", "send the body as Content-Type: application/json")


def body(request: HttpRequest) -> str:
    """The body as text; Problem 413 when it is too large, 400 when it is no UTF-8."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > BODY:
        raise _too_large()
    data = request.body
    if len(data) > BODY:
        raise _too_large()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Problem(400, "bad_body", f"the body must be UTF-8: {error.reason}") from error
    if not storable(text):
        raise Problem(400, "bad_body", "the body must not hold NUL")
    return text


def _too_large() -> Problem:
    return Problem(413, **TOO_LARGE)
