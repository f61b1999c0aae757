"""httpi: the smallest server that is worth asking. Sources: dcos-labs/httpi main.go; Go's net/http for the headers."""

from tutorial.cluster import clock
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.world import World

PI = "3.1415926536"


def httpi(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Pi to ten places, whatever the path and method; no newline behind it."""
    headers = (
        ("Date", clock.http_date(world.state.epoch_ms + world.now_ms)),
        ("Content-Length", str(len(PI))),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    yield from ()
    return Served(HttpResponse(200, headers, "" if request.method == "HEAD" else PI))
