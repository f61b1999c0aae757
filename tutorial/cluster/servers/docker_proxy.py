"""docker-proxy: a program on the host that serves a published port where the nat table does not.

Source: moby/libnetwork cmd/proxy/tcp_proxy.go.
"""

from tutorial.cluster.host import PROCESSES
from tutorial.cluster.network import tcp
from tutorial.cluster.network.fetch import Serve, Served, Waiting, exchange
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.tables import NAMESPACES, Socket
from tutorial.cluster.world import World


def docker_proxy(world: World, namespace: str, socket: Socket, request: HttpRequest, others: Serve) -> Waiting[Served]:
    """Dial the container that its arguments name, and pass on what comes; when that fails, close.

    The client has been connected for long by then, and the request was not read: all it hears is a reset.
    """
    options = arguments(world, namespace, socket)
    target = HttpRequest(options["-container-ip"], int(options["-container-port"]))
    opened = yield from tcp.connect(world, namespace, target, socket.program)
    if opened.socket is None:
        return Served(None, (opened.leg,), unread=True)
    done = yield from exchange(world, request, opened, others)
    return Served(done.response, (opened.leg, *done.legs))


def arguments(world: World, namespace: str, socket: Socket) -> dict[str, str]:
    """The options with which the process behind a socket was started."""
    known = world.get(NAMESPACES, namespace)
    process = world[PROCESSES, socket.pid, namespace if known is None else known.node]
    return dict(zip(process.argv[1::2], process.argv[2::2], strict=True))
