"""Ids of the picture's elements for places in the network: the same ids everywhere, no mapping table."""

from tutorial.cluster.network.setup import UNDERLAY
from tutorial.cluster.network.tables import NAMESPACES, Link
from tutorial.cluster.world import World


def node(world: World, namespace: str) -> str:
    """The machine that a namespace belongs to."""
    known = world.get(NAMESPACES, namespace)
    name, kind = (namespace, "host") if known is None else (known.node, known.kind)
    return f"agent:{name}" if kind in {"agent", "public_agent"} else f"host:{name}"


def link(namespace: str, device: str) -> str:
    """A network device."""
    return f"link:{namespace}/{device}"


def wire(segment: str, namespace: str, device: Link) -> str:
    """What a frame travels on: the underlay, which the picture draws, else the card that it comes to."""
    return f"wire:{segment}" if segment == UNDERLAY else link(namespace, device.name)


def socket(namespace: str, protocol: str, port: int) -> str:
    """A port on which something listens."""
    return f"socket:{namespace}/{protocol}/{port}"
