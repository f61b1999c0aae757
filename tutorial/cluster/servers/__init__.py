"""The programs that listen: what each does with a request or, by UDP, with a question. Named by `Socket.program`.

A program is a generator: it may wait in logical time and ask others in its turn, by the function that it is given.
"""

from collections.abc import Callable

from tutorial.cluster.network.dns.exchange import Answer, Answered
from tutorial.cluster.network.dns.messages import Query
from tutorial.cluster.network.fetch import Serve, Served, Waiting
from tutorial.cluster.network.http import HttpRequest
from tutorial.cluster.network.journey import NotSimulatedError
from tutorial.cluster.network.tables import Socket
from tutorial.cluster.servers.dcos_dns import dcos_dns
from tutorial.cluster.servers.docker_proxy import docker_proxy
from tutorial.cluster.servers.edgelb_api import apiserver
from tutorial.cluster.servers.haproxy import haproxy, haproxy_speaks_tls
from tutorial.cluster.servers.httpi import PI, httpi
from tutorial.cluster.servers.mesos_dns import mesos_dns
from tutorial.cluster.servers.mesos_dns_rest import mesos_dns_api
from tutorial.cluster.servers.resolver import resolver
from tutorial.cluster.world import World

__all__ = ["NAME_SERVERS", "PI", "PROGRAMS", "NameServer", "Program", "answer", "serve", "speaks_tls"]

Program = Callable[[World, str, Socket, HttpRequest, Serve], Waiting[Served]]

NameServer = Callable[[World, str, Socket, Query, Answer], Waiting[Answered]]

PROGRAMS: dict[str, Program] = {
    "httpi": httpi,
    "docker-proxy": docker_proxy,
    "haproxy": haproxy,
    "apiserver": apiserver,
    "mesos-dns": mesos_dns_api,
}
NAME_SERVERS: dict[str, NameServer] = {"dcos-net": dcos_dns, "mesos-dns": mesos_dns, "resolver": resolver}


def serve(world: World, namespace: str, socket: Socket, request: HttpRequest) -> Waiting[Served]:
    """Let the program behind a socket do its work; NotSimulatedError names one that only listens."""
    program = PROGRAMS.get(socket.program)
    if program is None:
        raise NotSimulatedError(f"{socket.program} on port {socket.port} of {namespace} is not simulated yet")
    return (yield from program(world, namespace, socket, request, serve))


def answer(world: World, namespace: str, socket: Socket, query: Query) -> Waiting[Answered]:
    """Let the name server behind a UDP socket answer; NotSimulatedError names a program that is none."""
    program = NAME_SERVERS.get(socket.program)
    if program is None:
        raise NotSimulatedError(f"{socket.program} on UDP port {socket.port} of {namespace} is not simulated yet")
    return (yield from program(world, namespace, socket, query, answer))


def speaks_tls(world: World, namespace: str, socket: Socket) -> bool:
    """Whether the program behind a socket expects TLS there."""
    return socket.program == "haproxy" and haproxy_speaks_tls(world, namespace, socket)
