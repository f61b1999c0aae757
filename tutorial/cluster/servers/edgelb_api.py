"""The API server of Edge-LB, as its own port shows it: whoever asks by Admin Router is answered by `cluster.api`."""

from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.world import World

VERSION = "v1.4.0"
ANSWERS = {"/ping": "pong", "/version": VERSION}


def apiserver(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Answer whether it is there, and which version it is."""
    yield from ()
    path = request.path.partition("?")[0]
    if path not in ANSWERS:
        raise NotSimulatedError(
            f"{path} is answered at /service/edgelb of the master alone; supported: {' '.join(ANSWERS)}"
        )
    body = ANSWERS[path]
    return Served(HttpResponse(200, (("Content-Type", "text/plain"), ("Content-Length", str(len(body)))), body))
