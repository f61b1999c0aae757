"""A HAProxy as a process: it takes up a configuration, or makes way for the one that comes after it.

Source: HAProxy 2.0 doc/management.txt, sections 3 and 4: all ports are bound before anything else is done, and a new
process takes over the sockets of the old one.
"""

from collections.abc import Mapping

from tutorial.cluster.causes import Causes
from tutorial.cluster.network import sockets
from tutorial.cluster.network.tables import SOCKETS
from tutorial.cluster.servers import haproxy_counters, haproxy_health
from tutorial.cluster.servers.balanced import TURNS
from tutorial.cluster.servers.haproxy_tables import RUNNING, Running
from tutorial.cluster.world import World

PROGRAM = "haproxy"


def taken(world: World, host: str, pid: int, ports: Mapping[int, Causes]) -> tuple[int, ...]:
    """The ports that another program of the host listens on, ascending."""
    others = {socket.port for socket in world.values(SOCKETS, host) if socket.protocol == "tcp" and socket.pid != pid}
    return tuple(sorted(others & ports.keys()))


def take_up(world: World, host: str, running: Running, ports: Mapping[int, Causes]) -> bool:
    """Go on with a configuration that binds these ports, each there for its causes: those that it still has are kept,
    others closed and opened. Each backend begins with its first server, and counters with nought. Where a port is
    another program's nothing changes, and the answer is False."""
    if taken(world, host, running.pid, ports):
        return False
    for key, socket in world.rows(SOCKETS, host):
        if socket.pid == running.pid and socket.protocol == "tcp" and socket.port not in ports:
            world.delete(SOCKETS, key, host)
    for port, causes in sorted(ports.items()):
        sockets.listen(world, host, "tcp", sockets.ANY, port, pid=running.pid, program=PROGRAM, causes=causes)
    _begin_anew(world, host, running.pid)
    haproxy_health.take_over(world, host, running)
    world.put(RUNNING, running.pid, running, host)
    world.after(0, "haproxy.started", host, running.pid)
    return True


def gone(world: World, host: str, pid: int) -> None:
    """A process has ended: what it was started with is forgotten."""
    _begin_anew(world, host, pid)
    haproxy_health.forget(world, host, pid)
    world.delete(RUNNING, pid, host)


def _begin_anew(world: World, host: str, pid: int) -> None:
    haproxy_counters.forget(world, host, pid)
    for turn, _ in world.rows(TURNS, host):
        if isinstance(turn, tuple) and turn[0] == pid:
            world.delete(TURNS, turn, host)
