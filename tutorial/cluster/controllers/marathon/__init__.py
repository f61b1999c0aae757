"""Marathon: deployments create, place and stop instances until the apps are as they should be.

Events read: `marathon.deployment` (id), `marathon.reconcile` (app id), `marathon.relaunch`, `marathon.kill`,
`marathon.decommission` (instance id), `marathon.delayed` (app id), `mesos.offers`, `mesos.status` (task id; which
of its statuses).
Events written: `mesos.revive`, `mesos.accept`, `mesos.kill`. Sources: mesosphere/marathon v1.8.222,
core/deployment/impl, core/launchqueue/impl, core/task/tracker.
"""

from collections.abc import Callable, Iterator

from tutorial.cluster.controllers.marathon import deployments, instances, offers, statuses
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

REACTIONS: dict[str, Callable[[World, str], Iterator[None] | None]] = {
    "marathon.deployment": deployments.work_on,
    "marathon.reconcile": deployments.reconcile,
    "marathon.relaunch": instances.relaunch,
    "marathon.kill": instances.kill,
    "marathon.decommission": instances.decommission,
    "marathon.delayed": offers.delay_over,
    "mesos.offers": offers.match,
}


def on(event: Event, world: World) -> Iterator[None] | None:
    """React to one event."""
    if (reaction := REACTIONS.get(event.kind)) is not None:
        return reaction(world, event.subject)
    if event.kind == "mesos.status":
        return statuses.follow(world, event.subject, int(event.data[0]))
    return None
