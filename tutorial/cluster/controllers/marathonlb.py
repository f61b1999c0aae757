"""Marathon-LB: every event of Marathon's has it write HAProxy's configuration anew.

Events read: `mesos.status` (task id), `marathon.deployment`, `marathon.health`, `marathon.health.late`,
`marathonlb.signalled` (host id; the signal, the process) and this controller's own, `marathonlb.regenerate` and
`marathonlb.reload` (host id). Events that come while one is being worked on are one more look at most. Source:
mesosphere/marathon-lb marathon_lb.py (MarathonEventProcessor), run.
"""

from collections.abc import Iterator

from tutorial.cluster.causes import Cause
from tutorial.cluster.marathon import documents
from tutorial.cluster.marathon.tables import APPS, INSTANCES, Instance
from tutorial.cluster.marathonlb import running
from tutorial.cluster.marathonlb.names import flat
from tutorial.cluster.servers.haproxy_lua import SIGNALLED
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

BOOT_MS = 1_500
"""From the start of its container to its first look (unverified)."""
LOOK_MS = 150
"""From an event to a configuration that has been checked (unverified)."""
RELOAD_MS = 300
"""Until the new HAProxy has taken over (unverified)."""
NEWS = frozenset({"mesos.status", "marathon.deployment"})
HEALTH = frozenset({"marathon.health", "marathon.health.late"})


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "mesos.status" and (host := running.follow(world, event.subject)):
        _look(world, host, BOOT_MS)
    if event.kind in NEWS or event.kind in HEALTH:
        hosts = [str(key) for key, _ in world.rows(running.INSTANCES)]
        if hosts and (event.kind in NEWS or _health_changed(world)):
            for host in hosts:
                _look(world, host, LOOK_MS)
    elif event.kind == SIGNALLED:
        signal, pid = event.data
        _signalled(world, event.subject, str(signal), pid)
    elif event.kind == "marathonlb.regenerate":
        if running.regenerate(world, event.subject, list(_apps(world))):
            world.after(RELOAD_MS, "marathonlb.reload", event.subject)
    elif event.kind == "marathonlb.reload":
        running.reload(world, event.subject, _causes(world))


def _signalled(world: World, host: str, signal: str, pid: object) -> None:
    """SIGHUP has it look at Marathon, SIGUSR1 start HAProxy anew with what is written already. Nobody hears them where
    the HAProxy of another program was asked.
    """
    here = world.get(running.INSTANCES, host)
    if here is None or here.pid != pid:
        return
    if signal == "SIGHUP":
        _look(world, host, LOOK_MS)
    else:
        world.after(RELOAD_MS, "marathonlb.reload", host)


def _look(world: World, host: str, delay_ms: int) -> None:
    """One more look, unless one is to come."""
    if not world.queued("marathonlb.regenerate", host):
        world.after(delay_ms, "marathonlb.regenerate", host)


def _health_changed(world: World) -> bool:
    """Whether a look at tasks has found one well that was not, or the other way round."""
    rows = (change for change in world.changes() if change.table == INSTANCES.name)
    return any(_alive(change.before) != _alive(change.after) for change in rows)


def _alive(instance: object) -> tuple[bool, ...]:
    return tuple(known.alive for known in instance.results if known) if isinstance(instance, Instance) else ()


def _apps(world: World) -> Iterator[dict[str, object]]:
    """What `GET /v2/apps?embed=apps.tasks` answers."""
    for app in world.values(APPS):
        yield {**documents.app(world, app), "tasks": documents.tasks(world, app.id)}


def _causes(world: World) -> dict[str, Cause]:
    """The line and the part of the definition that each app's ports come from."""
    return {flat(app.id): Cause(app.line, "marathonlb", app.id, app.version, "/labels") for app in world.values(APPS)}
