"""The operations of the HTTP interface, once: from this list come the URLs and the OpenAPI document."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tutorial.web import api, completions, shared
from tutorial.web.answers import Problem, answer, problem
from tutorial.web.frames import Refused
from tutorial.web.room import NoSuchAttempt

Schema = dict[str, Any]
Handler = Callable[..., Awaitable[HttpResponse]]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
OPTIONAL: Schema = {"type": ["string", "null"]}
OBJECT: Schema = {"type": "object"}


def _object(required: Schema, **optional: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


ORIGIN = {"engine": TEXT, "lesson": OPTIONAL, "lesson_hash": OPTIONAL, "seed": OPTIONAL, "lang": TEXT}
ENTRY = _object(
    {"seq": COUNT, "at_ms": COUNT, "terminal": TEXT, "kind": TEXT, "text": TEXT},
    exit_code={"type": ["integer", "null"]},
    state_hash=OPTIONAL,
)
SCENARIO: Schema = {"description": "a name, or a table as docs/scenario.md says"}
MOMENT = {"at_ms": {**COUNT, "description": "where the clock stands behind the last entry, and runs on from"}}
SHARED = _object({"entries": _list(ENTRY)}, **MOMENT)
JOURNAL = _object({"id": TEXT, **ORIGIN, "scenario": SCENARIO, **MOMENT, "entries": _list(ENTRY)})
CAPABILITIES = _object(dict.fromkeys(("id", "write", "view", "cluster", "socket", "page"), TEXT))
BEGINNING = {
    **_object({}, lesson=TEXT, scenario=SCENARIO, journal=OBJECT, seed={"type": ["string", "integer"]}, lang=TEXT),
    "additionalProperties": False,
    "description": "exactly one of lesson, scenario, journal",
}
STATE = _object(
    {
        "id": TEXT,
        **ORIGIN,
        "scenario": SCENARIO,
        "can": TEXT,
        "branch": TEXT,
        "branches": _list(TEXT),
        "rev": COUNT,
        "state_hash": TEXT,
        "entries": COUNT,
        "steps": COUNT,
        "clock": OBJECT,
        "goals": _list(OBJECT),
        "read_only": OPTIONAL,
    }
)
LINK = _object({"id": TEXT, "page": TEXT, "delete": TEXT, "days": COUNT})
COMPLETION = _object({"format": TEXT, "version": COUNT, "completion": OBJECT, "key": TEXT, "signature": TEXT})
PROBLEM = _object({"code": TEXT, "message": TEXT})


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path. `done` is (status, what it means, schema of the JSON answer or None)."""

    method: str
    path: str
    handler: Handler
    done: tuple[int, str, Schema | None]
    takes: Schema | None = None
    refuses: dict[int, str] = field(default_factory=dict)
    secured: bool = True


BODIES = {
    400: "no JSON",
    403: "another site's page",
    413: "too large",
    415: "another content type",
    422: "a wrong field",
    429: "too many from this address; see Retry-After",
}
REFUSED = {401: "no capability of this attempt", 404: "no such thing", 503: "not now; try again"}
REFUSED_OR_LATER = {**REFUSED, 429: "too many in a second; see Retry-After"}
OPERATIONS = (
    Operation(
        "POST",
        "/api/attempts",
        api.create,
        (201, "begun; these capabilities are shown only now", CAPABILITIES),
        takes=BEGINNING,
        refuses=BODIES,
        secured=False,
    ),
    Operation("GET", "/api/attempts/{attempt}", api.state, (200, "its state", STATE), refuses=REFUSED),
    Operation("GET", "/api/attempts/{attempt}/journal", api.journal, (200, "its entries", JOURNAL), refuses=REFUSED),
    Operation(
        "GET",
        "/api/attempts/{attempt}/completion",
        completions.completion,
        (200, "that every goal of its lesson is met, signed", COMPLETION),
        refuses={**REFUSED, 409: "a goal is open, or there is none"},
    ),
    Operation(
        "GET", "/api/attempts/{attempt}/lines/{seq}/output", api.output, (200, "text", None), refuses=REFUSED_OR_LATER
    ),
    Operation(
        "DELETE",
        "/api/attempts/{attempt}/capabilities/{kind}",
        api.revoke,
        (204, "revoked", None),
        refuses={**REFUSED, 403: "needs the write capability"},
    ),
    Operation(
        "POST",
        "/api/shared",
        shared.share,
        (201, "stored for 90 days; the secret that deletes it is shown only now", LINK),
        takes=_object({"journal": SHARED}),
        refuses=BODIES,
        secured=False,
    ),
    Operation(
        "GET",
        "/api/shared/{link}",
        shared.shared,
        (200, "its journal, as POST /api/attempts takes it", _object({"journal": SHARED})),
        refuses={404: "no such link, or none any more"},
        secured=False,
    ),
    Operation(
        "DELETE",
        "/api/shared/{link}",
        shared.unshare,
        (204, "deleted", None),
        refuses={404: "no such link, or another secret"},
    ),
)
CONVERTERS = {"seq": "int"}


def urlpatterns() -> list[URLPattern]:
    """One URL a path, which answers the methods that the list has for it."""
    paths = dict.fromkeys(operation.path for operation in OPERATIONS)
    return [path(_route(where), _dispatcher(where)) for where in paths]


def _route(where: str) -> str:
    return re.sub(r"{(\w+)}", lambda match: f"<{CONVERTERS.get(match[1], 'str')}:{match[1]}>", where.lstrip("/"))


def _dispatcher(where: str) -> Any:
    handlers = {operation.method: operation.handler for operation in OPERATIONS if operation.path == where}

    async def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        handler = handlers.get("GET" if request.method == "HEAD" else request.method or "")
        if handler is None:
            return answer(405, {"code": "method", "message": "not here"}, {"Allow": ", ".join(sorted(handlers))})
        return await answered(handler(request, **arguments))

    return view


async def answered(working: Awaitable[HttpResponse]) -> HttpResponse:
    """The answer; what was refused as an answer, too."""
    try:
        return await working
    except Problem as wrong:
        return wrong.response()
    except Refused as refused:
        return problem(refused).response()
    except NoSuchAttempt:
        return Problem(404, "unknown_attempt", "there is no such attempt").response()


async def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return answer(200, openapi())


def openapi() -> dict[str, Any]:
    """The list as an OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hopscope", "version": "1", "description": "See docs/http.md."},
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM},
            "securitySchemes": {"capability": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    status, meaning, schema = operation.done
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses: dict[str, Any] = {str(status): {"description": meaning, "content": _content(operation, schema)}}
    responses |= {str(code): {"description": why, "content": refusal} for code, why in operation.refuses.items()}
    described: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": (operation.handler.__doc__ or "").strip(),
        "parameters": [_parameter(name) for name in re.findall(r"{(\w+)}", operation.path)],
        "responses": responses,
        "security": [{"capability": []}] if operation.secured else [],
    }
    if operation.takes is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": operation.takes}}}
    return described


def _content(operation: Operation, schema: Schema | None) -> dict[str, Any]:
    if schema is not None:
        return {"application/json": {"schema": schema}}
    return {} if operation.done[0] == 204 else {"text/plain": {"schema": TEXT}}


def _parameter(name: str) -> dict[str, Any]:
    kind = {"type": "integer", "minimum": 1} if CONVERTERS.get(name) == "int" else TEXT
    return {"name": name, "in": "path", "required": True, "schema": kind}
