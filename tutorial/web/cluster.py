"""`/c/<capability>/…`: the attempt's cluster as a DC/OS master shows it. What changes it becomes an entry."""

from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse

from tutorial.cluster import api
from tutorial.web import capabilities, threads
from tutorial.web.answers import Problem, answer, body, problem
from tutorial.web.frames import Refused
from tutorial.web.hall import hall
from tutorial.web.room import NoSuchAttempt

READING = frozenset({"GET", "HEAD"})
CHANGING = frozenset({"POST", "PUT", "DELETE", "PATCH"})


async def cluster(request: HttpRequest, secret: str, rest: str = "") -> HttpResponse:
    """The cluster's answer, status and body as its APIs give them; our own refusals have a `message`, too."""
    try:
        response = await _asked(request, secret, rest or "")
    except Problem as wrong:
        return answer(wrong.status, {"message": wrong.message}, wrong.headers)
    except NoSuchAttempt:
        return answer(404, {"message": "there is no such cluster"})
    made = HttpResponse(response.body.encode("utf-8", "replace"), status=response.status)
    del made.headers["Content-Type"]
    for name, value in (*response.headers, ("Cache-Control", "no-store")):
        made.headers[name] = value
    return made


async def _asked(request: HttpRequest, secret: str, rest: str) -> api.Response:
    method = request.method or ""
    if method not in READING | CHANGING:
        raise Problem(405, "method", f"{method} is not answered here")
    grant = await threads.read(capabilities.find, secret)
    room = await hall().room(grant.attempt) if grant and grant.kind == capabilities.CLUSTER else None
    if room is None:
        raise NoSuchAttempt
    query = tuple(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True))
    asked = api.Request(method, f"/{rest}", query, (), body(request))
    try:
        if method in READING:
            return await room.cluster(asked)
        line = await room.enter("http", "", asked.dump())
    except Refused as refused:
        raise problem(refused) from refused
    assert line is not None, "a request is always an entry"
    assert line.response is not None, "and is always answered"
    return line.response
