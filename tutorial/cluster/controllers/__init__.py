"""The controllers: each reads events and the world, writes tables, queues later events. They do not know each other.

Law of this package: what one controller wants of another travels as an event and rows of a table.
"""

from collections.abc import Callable, Iterator

from tutorial.cluster.controllers import (
    checks,
    dcosnet,
    docker,
    edgelb,
    haproxy,
    marathon,
    marathonlb,
    mesos,
    mesosdns,
)
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

CONTROLLERS: tuple[Callable[[Event, World], Iterator[None] | None], ...] = (
    marathon.on,
    mesos.on,
    docker.on,
    checks.on,
    dcosnet.on,
    mesosdns.on,
    marathonlb.on,
    edgelb.on,
    haproxy.on,
)
"""In the order in which each hears of an event. One that has much to do returns an iterator, and does it there."""


def dispatch(event: Event, world: World) -> Iterator[None]:
    """Let every controller react to an event that has just happened; what they queue inherits its retries.

    Yields where the work may be interrupted for others', who must leave this world alone.
    """
    world.retries = event.retries
    try:
        for controller in CONTROLLERS:
            yield from controller(event, world) or ()
    finally:
        world.retries = 0
