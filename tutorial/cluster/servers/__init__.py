"""The programs that listen: what each does with a request. Named by `Socket.program`.

A program is a generator: it may wait in logical time and ask others in its turn, by the function that it is given.
"""

from collections.abc import Callable

from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.docker_proxy import docker_proxy
from tutorial.cluster.servers.haproxy import haproxy
from tutorial.cluster.servers.httpi import PI, httpi
from tutorial.cluster.world import World

__all__ = ["PI", "PROGRAMS", "Program", "serve"]

Program = Callable[[World, str, Socket, HttpRequest, Serve], Waiting[Served]]

PROGRAMS: dict[str, Program] = {"httpi": httpi, "docker-proxy": docker_proxy, "haproxy": haproxy}


def serve(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """Let the program behind a socket do its work; NotSimulatedError names one that only listens."""
    program = PROGRAMS.get(socket.program)
    if program is None:
        raise NotSimulatedError(f"{socket.program} on port {socket.port} of {namespace} is not simulated yet")
    return (yield from program(world, namespace, socket, request, serve))
