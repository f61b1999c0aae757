"""The programs that listen: what each answers to a request. Named by `Socket.program`.

Sources: dcos-labs/httpi main.go; Go's net/http for the order of headers.
"""

from collections.abc import Callable

from tutorial.cluster import clock
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.world import World

PI = "3.1415926536"

Program = Callable[[World, str, Socket, HttpRequest], HttpResponse]


def httpi(world: World, namespace: str, socket: Socket, request: HttpRequest) -> HttpResponse:
    """Pi to ten places, whatever the path and method; no newline behind it."""
    headers = (
        ("Date", clock.http_date(world.state.epoch_ms + world.now_ms)),
        ("Content-Length", str(len(PI))),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    return HttpResponse(200, headers, "" if request.method == "HEAD" else PI)


PROGRAMS: dict[str, Program] = {"httpi": httpi}


def serve(world: World, namespace: str, socket: Socket, request: HttpRequest) -> HttpResponse:
    """Let the program behind a socket answer."""
    return PROGRAMS[socket.program](world, namespace, socket, request)
