"""The overlay's half for Docker: the network `dcos` of each agent's daemon, a bridge like any other to Docker.

Source: dcos/dcos-mesos-modules overlay/agent.cpp (`docker network create …`; then isolation is lifted).
"""

from tutorial.cluster.causes import Cause, Causes
from tutorial.cluster.docker import bridges, firewall
from tutorial.cluster.docker.networks import Network
from tutorial.cluster.overlay.tables import CONTAINER_MTU, NETWORK_NAME, Part
from tutorial.cluster.world import World

BRIDGE = f"d-{NETWORK_NAME}"
CAUSES: Causes = (Cause(0, "overlay"),)
OPTIONS = (
    ("com.docker.network.bridge.enable_ip_masquerade", "false"),
    ("com.docker.network.bridge.name", BRIDGE),
    ("com.docker.network.driver.mtu", str(CONTAINER_MTU)),
)


def add(world: World, own: Part) -> None:
    """Make an agent's network for Docker containers."""
    gateway = own.docker_gateway.partition("/")[0]
    network = Network(
        name=NETWORK_NAME,
        id="",
        driver="bridge",
        bridge=BRIDGE,
        subnet=own.docker_subnet,
        gateway=gateway,
        mtu=CONTAINER_MTU,
        options=OPTIONS,
        causes=CAUSES,
    )
    bridges.add_network(world, own.host, network)
    firewall.lift_isolation(world, own.host, CAUSES)
