"""Edge-LB: every change of a task or pool has the HAProxy of its load balancers configured anew.

Events read: `mesos.status` (task id), `edgelb.changed` (name of a pool) and this controller's own, `edgelb.render` and
`edgelb.reload` (task id of a load balancer). Events that come while one is waited for are one more look at most.
"""

from tutorial.cluster.edgelb import running
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

BOOT_MS = 1_500
"""From the start of its container to its first look (unverified)."""
LOOK_MS = 150
"""From an event to a configuration that has been checked (unverified)."""
RELOAD_MS = 300
"""Until the new HAProxy has taken over (unverified)."""
SPACING_MS = 3_000
"""Between two reloads. Source: Edge-LB 1.4 usage."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "mesos.status":
        begun = running.follow(world, event.subject)
        _look(world, BOOT_MS if begun else LOOK_MS)
    elif event.kind == "edgelb.changed":
        _look(world, LOOK_MS)
    elif event.kind == "edgelb.render":
        if running.render(world, event.subject) and not world.queued("edgelb.reload", event.subject):
            last_ms = world[running.BALANCERS, event.subject].reloaded_ms
            spaced_ms = last_ms + SPACING_MS - world.now_ms if last_ms >= 0 else 0
            world.after(max(RELOAD_MS, spaced_ms), "edgelb.reload", event.subject)
    elif event.kind == "edgelb.reload":
        running.reload(world, event.subject)


def _look(world: World, delay_ms: int) -> None:
    """One more look for each load balancer, unless one is to come."""
    for task_id, _ in world.rows(running.BALANCERS):
        if not world.queued("edgelb.render", str(task_id)):
            world.after(delay_ms, "edgelb.render", str(task_id))
