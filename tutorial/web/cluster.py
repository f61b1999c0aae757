"""`/c/<capability>/…`: the attempt's cluster as a DC/OS master shows it. What changes it becomes an entry."""

import asyncio
import re
from functools import partial
from urllib.parse import parse_qsl, quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tutorial.cluster import api
from tutorial.web import attach, capabilities, threads
from tutorial.web.answers import Problem, answer, body, problem
from tutorial.web.frames import Refused
from tutorial.web.hall import hall
from tutorial.web.origins import public_url
from tutorial.web.room import NoSuchAttempt, Room
from tutorial.web.streams import Stream

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
TOLD = ("Accept", "Content-Type")
"""The headers that say something of a question; no others are read. Of a change what its answer needs is kept."""
MOST_OF_A_HEADER = 500
EVENTS = "text/event-stream"
AT = re.compile(r"/at/([^/]+)(/.*)?", re.DOTALL)
"""Where web servers of the cluster are looked at, by their addresses and ports."""
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For pages that are not ours: no scripts, no forms, an origin of their own; their styles stand in them."""


async def cluster(request: HttpRequest, secret: str, rest: str = "") -> HttpResponseBase:
    """The cluster's answer, status and body as its APIs give them; our own refusals have a `message`, too."""
    try:
        room = await _room(request, secret)
        asked = _request(request, rest or "")
        if (found := AT.fullmatch(asked.path)) is not None:
            return await _page(room, request, found[1], found[2] or "/")
        if (asked.method, api.plain(asked.path)) == ("GET", attach.PATH):
            site = public_url(request.scheme or "http", request.get_host())
            headers = {"Content-Type": "text/x-shellscript", "Cache-Control": "no-store"}
            return HttpResponse(await attach.script(room, site, secret), headers=headers)
        if api.streams(asked):
            return await _stream(room, request, asked)
        response = await _asked(room, asked)
    except Problem as wrong:
        return answer(wrong.status, {"message": wrong.message}, wrong.headers)
    except NoSuchAttempt:
        return answer(404, {"message": "there is no such cluster"})
    return _made(response)


def _made(response: api.Response) -> HttpResponse:
    """An answer of the cluster's."""
    made = HttpResponse(response.body.encode(response.encoding, "replace"), status=response.status)
    del made.headers["Content-Type"]
    for name, value in (*response.headers, ("Cache-Control", "no-store")):
        made.headers[name] = value
    return made


async def _page(room: Room, request: HttpRequest, end: str, path: str) -> HttpResponse:
    """What a web server of the cluster shows a browser: somebody else's markup, so it is shown in a sandbox."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, "method", "web servers of the cluster are only looked at here", Allow="GET, HEAD")
    query = request.META.get("QUERY_STRING", "")
    made = _made(await room.browse(end, f"{quote(path)}?{query}" if query else quote(path)))
    made.headers["Content-Security-Policy"] = SANDBOX
    made.headers.setdefault("Content-Type", "text/plain; charset=utf-8")
    return made


async def by_token(request: HttpRequest, rest: str) -> HttpResponseBase:
    """The same for a client that keeps no path, where its `Authorization: token=…` is the capability.

    The DC/OS CLI asks for names by an absolute path, whatever the path of the cluster's address is.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition("=")
    return await cluster(request, secret if scheme == "token" else "", rest)


async def _room(request: HttpRequest, secret: str) -> Room:
    if request.method not in METHODS:
        raise Problem(405, "method", f"{request.method} is not answered here")
    grant = await threads.read(capabilities.find, secret)
    room = await hall().room(grant.attempt) if grant and grant.kind == capabilities.CLUSTER else None
    if room is None:
        raise NoSuchAttempt
    return room


def _request(request: HttpRequest, rest: str) -> api.Request:
    query = tuple(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True))
    # HEAD is GET for all who answer; the server leaves the body out, but says how long it would be.
    method = "GET" if request.method == "HEAD" else request.method or ""
    headers = tuple((name, request.headers[name][:MOST_OF_A_HEADER]) for name in TOLD if name in request.headers)
    asked = api.Request(method, f"/{rest}", query, headers, body(request))
    return api.remembered(asked) if api.changes(asked) else asked


async def _asked(room: Room, asked: api.Request) -> api.Response:
    try:
        if not api.changes(asked):
            return await room.cluster(asked)
        line = await room.enter("http", "", asked.dump())
    except Refused as refused:
        raise problem(refused) from refused
    assert line is not None, "a request is always an entry"
    assert line.response is not None, "and is always answered"
    return line.response


async def _stream(room: Room, request: HttpRequest, asked: api.Request) -> HttpResponseBase:
    """Marathon's events as they come, until the client goes."""
    accepted = asked.header("Accept")
    if accepted and not any(kind in accepted for kind in (EVENTS, "text/*", "*/*")):
        raise Problem(406, "not_acceptable", f"events come as {EVENTS}; ask for that")
    if request.method == "HEAD":
        return HttpResponse(content_type=EVENTS, headers={"Cache-Control": "no-store"})
    types = [value for name, value in asked.query if name == "event_type"]
    stream = Stream(types, light=("plan-format", "light") in asked.query)
    try:
        await room.listen(stream, request.META.get("REMOTE_ADDR", ""))
    except Refused as refused:
        raise problem(refused) from refused
    return EventsResponse(room, stream)


class EventsResponse(StreamingHttpResponse):
    """A stream's chunks; however it ends, its place is free again."""

    def __init__(self, room: Room, stream: Stream) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(stream.chunks(), content_type=EVENTS, headers=headers)
        self._leave = partial(asyncio.get_running_loop().call_soon_threadsafe, room.unlisten, stream)

    def close(self) -> None:
        """The client has gone, or the stream is over; Django says so from a thread."""
        super().close()
        self._leave()
