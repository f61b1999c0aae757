"""A lab's programs: a process that listens."""

from tutorial.cluster import host as hosts
from tutorial.cluster.host import Process
from tutorial.cluster.network import sockets
from tutorial.cluster.network.tables import NAMESPACES
from tutorial.cluster.world import World


def start(world: World, namespace: str, name: str, argv: tuple[str, ...], end: tuple[str, int]) -> None:
    """Start a program in a namespace that listens at an address and port; `name` is what faults call it by."""
    node = world[NAMESPACES, namespace].node
    process = hosts.spawn(world, node, Process(0, name, argv, namespace=namespace))
    sockets.listen(world, namespace, "tcp", *end, pid=process.pid, program=argv[0])
