"""Published ports: what a container's host serves for it, by three rules and by a program that stands by.

Without the userland proxy the daemon keeps the port for itself, but nothing here listens: the real one holds it by a
socket at which it never looks.

Source: moby/libnetwork 18.09, portmapper/mapper.go, portmapper/proxy.go, portallocator/portallocator.go.
"""

from dataclasses import replace

from tutorial.cluster import host as hosts
from tutorial.cluster.docker import firewall
from tutorial.cluster.docker.networks import ENDPOINTS, NETWORKS, Endpoint, settings
from tutorial.cluster.docker.tables import Published, Refused
from tutorial.cluster.host import Process
from tutorial.cluster.network import sockets
from tutorial.cluster.world import World

PROXY = "docker-proxy"


def publish(world: World, host: str, container: str, port: Published) -> None:
    """Publish a port of a container that is on a network; Refused, in the daemon's words, when it is taken."""
    endpoint = world[ENDPOINTS, container, host]
    if (words := _taken(world, host, port)) is not None:
        failed = f"driver failed programming external connectivity on endpoint {container} ({endpoint.id})"
        raise Refused(f"{failed}: {words}")
    firewall.publish(world, host, world[NETWORKS, endpoint.network, host], endpoint.ip, port)
    proxy = settings(world, host).userland_proxy
    served = replace(port, pid=_proxy(world, host, endpoint, port)) if proxy else port
    world.put(ENDPOINTS, container, replace(endpoint, published=(*endpoint.published, served)), host)


def _taken(world: World, host: str, port: Published) -> str | None:
    """Why a port of the host cannot be had: the daemon has given it away, or another program listens there."""
    where, wanted = f"0.0.0.0:{port.host_port}", (port.protocol, port.host_port)
    given = (found for endpoint in world.values(ENDPOINTS, host) for found in endpoint.published)
    if any((found.protocol, found.host_port) == wanted for found in given):
        return f"Bind for {where} failed: port is already allocated"
    if sockets.listening(world, host, *wanted) is not None:
        failed = "Error starting userland proxy: " if settings(world, host).userland_proxy else ""
        return f"{failed}listen {port.protocol} {where}: bind: address already in use"
    return None


def _proxy(world: World, host: str, endpoint: Endpoint, port: Published) -> int:
    """Start the program that serves the port where the rules do not; returns its pid."""
    ends = ("-host-ip", sockets.ANY, "-host-port", str(port.host_port))
    argv = (PROXY, "-proto", port.protocol, *ends, "-container-ip", endpoint.ip, "-container-port", str(port.port))
    process = hosts.spawn(world, host, Process(0, PROXY, argv, namespace=host, causes=port.causes))
    where = (world, host, port.protocol, sockets.ANY, port.host_port)
    sockets.listen(*where, pid=process.pid, program=PROXY, causes=port.causes)
    return process.pid


def withdraw(world: World, host: str, endpoint: Endpoint) -> None:
    """Take back all ports of an endpoint: their programs and what is there still of their rules."""
    network = world[NETWORKS, endpoint.network, host]
    for port in endpoint.published:
        if port.pid:
            sockets.close_all(world, host, port.pid)
            hosts.end(world, host, port.pid)
        firewall.withdraw(world, host, network, endpoint.ip, port)
