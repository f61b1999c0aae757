"""The launch delay of an app's configuration: it grows with each failure and delays the next launch.

Source: mesosphere/marathon v1.8.222, core/launchqueue/impl/RateLimiter.scala.
"""

from tutorial.cluster.marathon.tables import DELAYS, App, Delay
from tutorial.cluster.world import World


def delay_of(world: World, app: App) -> Delay | None:
    """The delay of the app's configuration; None when it never failed, or has been over for the longest delay."""
    delay = world.get(DELAYS, (app.id, app.last_config_change))
    if delay is None or world.now_ms > delay.since_ms + delay.delay_ms + longest_ms(app):
        return None
    return delay


def longest_ms(app: App) -> int:
    """The app's `maxLaunchDelaySeconds` in milliseconds."""
    return int(app.definition["maxLaunchDelaySeconds"]) * 1000


def ready_ms(world: World, app: App) -> int:
    """The moment from which the app's configuration may be launched; not later than now when nothing delays it."""
    delay = delay_of(world, app)
    return world.now_ms if delay is None else max(world.now_ms, delay.since_ms + delay.delay_ms)


def failed(world: World, app: App) -> int:
    """One more failure: the delay is `backoffSeconds` the first time, then grows by `backoffFactor`; returns it."""
    before = delay_of(world, app)
    first = int(app.definition["backoffSeconds"]) * 1000
    grown = first if before is None else before.delay_ms * float(app.definition["backoffFactor"])
    delay_ms = round(min(grown, longest_ms(app)))
    world.put(DELAYS, (app.id, app.last_config_change), Delay(delay_ms, world.now_ms))
    return delay_ms


def advanced(world: World, app: App) -> None:
    """A task of the configuration came further: its delay stays as long as it was, counted from now."""
    if (delay := delay_of(world, app)) is not None:
        world.put(DELAYS, (app.id, app.last_config_change), Delay(delay.delay_ms, world.now_ms))


def dropped(world: World, app: App) -> None:
    """Forget the delay of the app's configuration."""
    world.delete(DELAYS, (app.id, app.last_config_change))
