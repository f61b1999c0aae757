"""The programs that listen: what each does with a request. Named by `Socket.program`.

A program is a generator: it may wait in logical time and ask others in its turn. Sources: dcos-labs/httpi main.go; Go's
net/http for the order of headers; moby/libnetwork cmd/proxy/tcp_proxy.go.
"""

from collections.abc import Callable

from tutorial.cluster import clock
from tutorial.cluster.host import PROCESSES
from tutorial.cluster.network import tcp
from tutorial.cluster.network.fetch import Served, Waiting, exchange
from tutorial.cluster.network.http import HttpRequest, HttpResponse
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import NAMESPACES, Socket
from tutorial.cluster.world import World

PI = "3.1415926536"

Program = Callable[[World, str, Socket, HttpRequest], Waiting[Served]]


def httpi(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """Pi to ten places, whatever the path and method; no newline behind it."""
    headers = (
        ("Date", clock.http_date(world.state.epoch_ms + world.now_ms)),
        ("Content-Length", str(len(PI))),
        ("Content-Type", "text/plain; charset=utf-8"),
    )
    yield from ()
    return Served(HttpResponse(200, headers, "" if request.method == "HEAD" else PI))


def docker_proxy(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """Dial the container that its arguments name, and pass on what comes; when that fails, close.

    The client has been connected for long by then, and the request was not read: all it hears is a reset.
    """
    options = arguments(world, namespace, socket)
    target = HttpRequest(options["-container-ip"], int(options["-container-port"]))
    opened = yield from tcp.connect(world, namespace, target, socket.program)
    if opened.socket is None:
        return Served(None, (opened.leg,), unread=True)
    done = yield from exchange(world, request, opened, serve)
    return Served(done.response, (opened.leg, *done.legs))


def arguments(world: World, namespace: str, socket: Socket) -> dict[str, str]:
    """The options with which the process behind a socket was started."""
    known = world.get(NAMESPACES, namespace)
    process = world[PROCESSES, socket.pid, namespace if known is None else known.node]
    return dict(zip(process.argv[1::2], process.argv[2::2], strict=True))


PROGRAMS: dict[str, Program] = {"httpi": httpi, "docker-proxy": docker_proxy}


def serve(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """Let the program behind a socket do its work; NotSimulatedError names one that only listens."""
    program = PROGRAMS.get(socket.program)
    if program is None:
        raise NotSimulatedError(f"{socket.program} on port {socket.port} of {namespace} is not simulated yet")
    return (yield from program(world, namespace, socket, request))
