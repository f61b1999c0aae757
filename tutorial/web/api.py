"""The HTTP interface to attempts: functions only; `operations.py` says under which paths they answer."""

from django.http import HttpRequest, HttpResponse

from tutorial.web import beginnings, capabilities, documents, origins, records, threads
from tutorial.web.answers import Problem, answer, body, json_body
from tutorial.web.capabilities import VIEW, WRITE, Grant
from tutorial.web.hall import hall
from tutorial.web.room import Room

NO_RIGHT = 4401


async def create(request: HttpRequest) -> HttpResponse:
    """Begin an attempt."""
    json_body(request)
    if wait := hall().newcomers.wait(request.META.get("REMOTE_ADDR", "")):
        raise Problem(429, "rate", "too many new attempts from this address", Retry_After=str(round(wait + 0.5)))
    beginning = await threads.read(beginnings.read, body(request))
    attempt, secrets = await threads.write(
        records.create,
        beginning.lesson,
        beginning.scenario,
        beginning.seed,
        beginning.language,
        beginning.rows,
        at_ms=beginning.at_ms,
    )
    base = origins.public_url(request.scheme or "http", request.get_host())
    document = {
        "id": attempt,
        "write": secrets[WRITE],
        "view": secrets[VIEW],
        "cluster": f"{base}/c/{secrets[capabilities.CLUSTER]}/",
        "socket": f"ws{base.removeprefix('http')}/ws/attempts/{attempt}",
        "page": f"{base}/a/{attempt}#w={secrets[WRITE]}",
    }
    return answer(201, document, {"Location": f"{base}/api/attempts/{attempt}"})


async def state(request: HttpRequest, attempt: str) -> HttpResponse:
    """How an attempt stands."""
    grant, room = await entered(request, attempt)
    async with room.looking() as live:
        return answer(200, {**documents.state(live), "can": grant.kind})


async def journal(request: HttpRequest, attempt: str) -> HttpResponse:
    """All entries of the current branch."""
    _, room = await entered(request, attempt)
    async with room.looking() as live:
        return answer(200, documents.journal(live))


async def output(request: HttpRequest, attempt: str, seq: int) -> HttpResponse:
    """All that a line has printed, both streams in the order of printing."""
    _, room = await entered(request, attempt)
    text = await room.output(seq)
    if text is None:
        raise Problem(404, "unknown_line", f"this attempt has no line {seq}")
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text.encode("utf-8", "replace"), content_type="text/plain; charset=utf-8", headers=headers)


async def revoke(request: HttpRequest, attempt: str, kind: str) -> HttpResponse:
    """Take a capability back; the sockets that came in by it are closed."""
    grant, _ = await entered(request, attempt)
    if grant.kind != WRITE:
        raise Problem(403, "read_only", "only who can write may revoke")
    if kind not in capabilities.KINDS:
        raise Problem(404, "unknown_capability", f"capabilities are {', '.join(capabilities.KINDS)}")
    await threads.write(capabilities.revoke, attempt, kind)
    room = await hall().room(attempt)  # the one of before may have been forgotten meanwhile, and another be full
    if room is not None:
        await room.send_away(kind, NO_RIGHT)
    return HttpResponse(status=204)


async def entered(request: HttpRequest, attempt: str) -> tuple[Grant, Room]:
    """What the request's capability allows, and the room; Problem 401 or 404."""
    secret = capabilities.bearer(request.headers.get("Authorization", ""))
    grant = await threads.read(capabilities.find, secret)
    room = await hall().room(attempt)
    if room is None:
        raise Problem(404, "unknown_attempt", "there is no such attempt")
    if grant is None or grant.attempt != attempt or grant.kind == capabilities.CLUSTER:
        message = "give the attempt's write or view capability as Authorization: Bearer <capability>"
        raise Problem(401, "no_right", message, WWW_Authenticate="Bearer")
    return grant, room
