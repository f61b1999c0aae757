"""Listening sockets: who listens where."""

from tutorial.cluster.causes import SCENARIO, Causes
from tutorial.cluster.network.tables import ON_PORT, SOCKETS, Socket
from tutorial.cluster.world import World

ANY = "0.0.0.0"  # noqa: S104 (a simulated socket)


def listen(
    world: World,
    namespace: str,
    protocol: str,
    address: str,
    port: int,
    *,
    pid: int,
    program: str,
    causes: Causes = SCENARIO,
) -> Socket:
    """Open a listening socket and return it; OSError's words are the caller's to say when `find` already has one."""
    socket = Socket(protocol, address, port, pid, program, causes)
    world.put(SOCKETS, (protocol, address, port), socket, namespace)
    return socket


def close_all(world: World, namespace: str, pid: int) -> None:
    """Close every socket of a process that has ended."""
    for key, socket in world.rows(SOCKETS, namespace):
        if socket.pid == pid:
            world.delete(SOCKETS, key, namespace)


def find(world: World, namespace: str, protocol: str, address: str, port: int) -> Socket | None:
    """The socket that takes a packet to this address and port: the exact one before the one on every address."""
    exact = world.get(SOCKETS, (protocol, address, port), namespace)
    return exact or world.get(SOCKETS, (protocol, ANY, port), namespace)


def listening(world: World, namespace: str, protocol: str, port: int) -> Socket | None:
    """The first socket on a port of a namespace, on whatever address; None when nothing listens on it."""
    return next(iter(world.group(SOCKETS, ON_PORT, (protocol, port), namespace)), None)
