"""Mesos-DNS: every half minute it makes records of the master's state.

Events read: `mesos.status` (task id) and this controller's own. A refresh at which nothing would change is not queued.
Source: dcos/dcos gen/dcos-config.yaml (RefreshSeconds 30).
"""

from tutorial.cluster.mesosdns import zone
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

REFRESH_MS = 30_000


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "mesos.status":
        if zone.note(world, event.subject) and not world.queued("mesosdns.refresh"):
            phase = world.choose("mesosdns.refresh", (), range(REFRESH_MS))
            world.after((phase - world.now_ms) % REFRESH_MS, "mesosdns.refresh")
    elif event.kind == "mesosdns.refresh":
        zone.refresh(world)
