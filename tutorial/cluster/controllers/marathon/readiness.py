"""Readiness checks: while a deployment works on an app, Marathon asks each task that it has started, until it is ready.

A look that would find what the last one found need not be waited for, as with health checks.
"""

from dataclasses import astuple, dataclass, replace

from tutorial.cluster.controllers.marathon.deployments import Pauses, reconcile
from tutorial.cluster.controllers.marathon.probes import CONNECT_MS, ask, silence, url_of
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import health, readiness
from tutorial.cluster.marathon.tables import INSTANCES, App, Instance, Readiness, app_of
from tutorial.cluster.network.http import HttpResponse
from tutorial.cluster.network.tcp import SYN_AT_MS
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a task: at which of the instance's tasks, when it began, tries so far."""

    incarnation: int
    began_ms: int
    tries: int = 0


def watch(world: World, instance: Instance) -> None:
    """A task runs: if a deployment waits for it, it is asked at once."""
    if readiness.asked_by(world, instance) is not None:
        _queue(world, instance, Look(instance.incarnation, world.now_ms), 0)


def _queue(world: World, instance: Instance, look: Look, delay_ms: int) -> None:
    """See to a look; only one that may bring a first result is worth waiting for."""
    with world.waited_for():
        worth = instance.readiness is None
        world.after(delay_ms, "marathon.readiness", instance.id, *astuple(look), progress=worth)


def look(world: World, name: str, at: Look) -> Pauses:
    """Ask a task whether it is ready, if somebody still waits for that; where nothing comes back, try again in time."""
    instance = world.get(INSTANCES, name)
    if instance is None or instance.incarnation != at.incarnation or instance.condition != "Running":
        return
    if readiness.asked_by(world, instance) is None:
        return
    app = app_of(world, instance)
    check = readiness.check_of(app)
    found = _asked(world, app, instance, check, at)
    if found is not None:
        yield from _learn(world, app, instance, found)
        return
    tries = at.tries + 1
    tried_ms = SYN_AT_MS[tries] if tries < len(SYN_AT_MS) else _limit_ms(check)
    next_ms = at.began_ms + min(tried_ms, _limit_ms(check))
    _queue(world, instance, replace(at, tries=tries), next_ms - world.now_ms)


def _limit_ms(check: Json) -> int:
    """How long a look may take: the check's time, but no longer than a connection may take."""
    return min(health.seconds(check, "timeout"), CONNECT_MS)


def _asked(world: World, app: App, instance: Instance, check: Json, at: Look) -> Readiness | None:
    """What a look has found; None while nothing has come back."""
    url = url_of(world, app, instance, check)
    if world.now_ms >= at.began_ms + _limit_ms(check):
        seconds = check["timeoutSeconds"]
        slow = f"None timed out after {seconds} second{'' if seconds == 1 else 's'}"
        waited = seconds * 1000 < CONNECT_MS
        return readiness.not_found(check, url, slow if waited else _words(silence(world, app, instance, check)))
    answer = ask(world, app, instance, check)
    if isinstance(answer, HttpResponse):
        return readiness.found(check, answer)
    return None if answer is None else readiness.not_found(check, url, _words(answer))


def _words(cause: str) -> str:
    """The message of an exception without its class."""
    return cause.partition(": ")[2]


def _learn(world: World, app: App, instance: Instance, found: Readiness) -> Pauses:
    """Keep what was found: a ready task is not asked again, another one after the interval."""
    after = replace(instance, readiness=found)
    world.put(INSTANCES, instance.id, after)
    if found.ready:
        yield from reconcile(world, app.id)
        return
    interval_ms = max(1_000, health.seconds(readiness.check_of(app), "interval"))
    _queue(world, after, Look(instance.incarnation, world.now_ms + interval_ms), interval_ms)
