"""Marathon: deployments create, place and stop instances until the apps are as they should be.

Events read: `marathon.deployment` (id), `marathon.reconcile` (app id), `marathon.relaunch`, `marathon.kill`,
`marathon.decommission`, `marathon.inactive`, `marathon.expunge` (instance id), `marathon.delayed` (app id),
`marathon.health` (app id; version, which check),
`marathon.health.late` (instance id; a `health.Look`), `marathon.readiness` (instance id; a `readiness.Look`),
`mesos.offers`, `mesos.status` (task id; which of its statuses), `kernel.changed`, `process.exited` (a look at tasks may
have another result now).
Events written: `mesos.revive`, `mesos.accept`, `mesos.kill`. Sources: mesosphere/marathon v1.8.222,
core/deployment/impl, core/health/impl, core/launchqueue/impl, core/task/tracker.
"""

from collections.abc import Callable, Iterator

from tutorial.cluster.controllers.marathon import (
    deployments,
    health,
    instances,
    offers,
    readiness,
    statuses,
    unreachable,
)
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

REACTIONS: dict[str, Callable[[World, str], Iterator[None] | None]] = {
    "marathon.deployment": deployments.work_on,
    "marathon.reconcile": deployments.reconcile,
    "marathon.relaunch": instances.relaunch,
    "marathon.inactive": unreachable.give_up,
    "marathon.expunge": unreachable.expunge,
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
    if event.kind == "marathon.health":
        return health.tick(world, event.subject, str(event.data[0]), int(event.data[1]))
    if event.kind == "marathon.health.late":
        return health.late(world, event.subject, health.Look(*map(int, event.data)))
    if event.kind == "marathon.readiness":
        return readiness.look(world, event.subject, readiness.Look(*map(int, event.data)))
    if event.kind in {"kernel.changed", "process.exited"}:
        health.expect_news(world)
    return None
