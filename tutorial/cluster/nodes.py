"""The nodes of a cluster before its first app: wires, Docker on agents, dcos-net and name servers, the overlay."""

from tutorial.cluster.dcosnet import kernel as dcosnet
from tutorial.cluster.docker import bridges as docker
from tutorial.cluster.docker.networks import Daemon
from tutorial.cluster.host import AGENT_ROLES, NODE_ROLES, Host
from tutorial.cluster.network import setup
from tutorial.cluster.overlay import bridge as overlay_bridge
from tutorial.cluster.overlay import kernel as overlay_kernel
from tutorial.cluster.overlay.tables import allocate
from tutorial.cluster.servers import names
from tutorial.cluster.world import World

DEFAULTS = Daemon()


def start(
    world: World, hosts: tuple[Host, ...], underlay: setup.Underlay, daemon: Daemon = DEFAULTS, *, overlay: bool = True
) -> None:
    """Plug all machines in and let the systems of every node write their tables, in the order in which they start.

    `daemon`: how Docker is set on every agent. `overlay`: whether the overlay joins the nodes.
    """
    setup.build_underlay(world, hosts, underlay)
    for host in hosts:
        if host.role in AGENT_ROLES:
            docker.start(world, host.id, daemon)
        if host.role in NODE_ROLES:
            dcosnet.start(world, host.id)
    names.install(world, hosts, underlay.gateway, underlay.internet_gateway)
    if overlay:
        _join(world, hosts)


def _join(world: World, hosts: tuple[Host, ...]) -> None:
    """Join all nodes; each agent's Docker gets its network."""
    parts = allocate(world, hosts)
    overlay_kernel.start(world, parts)
    agents = {host.id for host in hosts if host.role in AGENT_ROLES}
    for part in parts:
        if part.host in agents:
            overlay_bridge.add(world, part)
