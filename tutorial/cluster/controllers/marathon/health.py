"""Health checks that Marathon makes itself, from the leading master: it looks at tasks, counts, and has them killed.

A look that would find what the last one found need not be waited for: the world is settled meanwhile. Whoever writes
into a kernel by hand says so (`kernel.changed`), and the next look is waited for.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace

from tutorial.cluster.controllers.marathon.deployments import Pauses, reconcile
from tutorial.cluster.controllers.marathon.instances import MESSAGE_MS
from tutorial.cluster.controllers.marathon.probes import limit_ms, probe, silence
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import health as law
from tutorial.cluster.marathon.documents import instances_of
from tutorial.cluster.marathon.tables import INSTANCES, VERSIONS, App, Instance, app_of
from tutorial.cluster.mesos.tables import Status
from tutorial.cluster.network.tcp import SYN_AT_MS
from tutorial.cluster.state import MOST_RETRIES, Event
from tutorial.cluster.world import World

NO_CAUSE = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a task that goes on: which check, which of the instance's tasks, since when, tries so far."""

    index: int
    incarnation: int
    began_ms: int
    tries: int = 0


def watch(world: World, instance: Instance) -> None:
    """A task runs: the checks of its app come to it, too."""
    app = app_of(world, instance)
    for index, check in enumerate(law.checks_of(app)):
        if check["protocol"] in law.MARATHON_CHECKS:
            _queue(world, app, index, progress=instance.retries < MOST_RETRIES)


def _queue(world: World, app: App, index: int, *, progress: bool) -> None:
    """See to it that a check of an app's version is made at its next moment, once."""
    data = (app.version, index)
    known = next((event for event in world.queued("marathon.health", app.id) if event.data == data), None)
    if known is None:
        delay_ms = law.next_tick_ms(world, app, law.checks_of(app)[index]) - world.now_ms
        with world.waited_for():
            world.after(delay_ms, "marathon.health", app.id, *data, progress=progress)
    elif progress and not known.worth_waiting:
        _expect(world, known)


def expect_news(world: World) -> None:
    """Something has changed that packets meet: every look that was not worth waiting for is so now."""
    for event in world.state.queue:
        if event.kind in {"marathon.health", "marathon.readiness"} and not event.worth_waiting:
            _expect(world, event)


def _expect(world: World, event: Event) -> None:
    world.cancel(event)
    with world.waited_for():
        world.after(event.at_ms - world.now_ms, event.kind, event.subject, *event.data)


def tick(world: World, app_id: str, version: str, index: int) -> Pauses:
    """Look at every task of an app's version, and come back after the interval while there are any."""
    app = world.get(VERSIONS, version, app_id)
    if app is None:
        return
    for instance in _running(world, app):
        yield from _look(world, app, instance, Look(index, instance.incarnation, world.now_ms))
        yield
    check = law.checks_of(app)[index]
    if left := list(_running(world, app)):
        _queue(world, app, index, progress=any(_newsworthy(instance, index, check) for instance in left))


def _running(world: World, app: App) -> Iterator[Instance]:
    for instance in instances_of(world, app.id):
        if instance.version == app.version and instance.condition == "Running":
            yield instance


def _newsworthy(instance: Instance, index: int, check: Json) -> bool:
    return instance.retries < MOST_RETRIES and law.restless(instance, index, check)


def late(world: World, name: str, look: Look) -> Pauses:
    """Try once more to look at a task that did not answer; when the time is over, it has failed."""
    instance = world.get(INSTANCES, name)
    if instance is None or instance.incarnation != look.incarnation or instance.condition != "Running":
        return
    app = app_of(world, instance)
    check = law.checks_of(app)[look.index]
    if world.now_ms >= look.began_ms + limit_ms(check):
        yield from _learn(world, app, instance, look.index, silence(world, app, instance, check))
    else:
        yield from _look(world, app, instance, look)


def _look(world: World, app: App, instance: Instance, look: Look) -> Pauses:
    """Look at a task; where nothing comes back, try again when the kernel would, until the check's time is over."""
    check = law.checks_of(app)[look.index]
    cause = probe(world, app, instance, check)
    if cause is not None:
        yield from _learn(world, app, instance, look.index, cause)
        return
    tries = look.tries + 1
    tried_ms = SYN_AT_MS[tries] if tries < len(SYN_AT_MS) else limit_ms(check)
    next_ms = look.began_ms + min(tried_ms, limit_ms(check))
    steady = not _newsworthy(instance, look.index, check) and not law.result_of(instance, look.index).alive
    with world.waited_for():
        data = astuple(replace(look, tries=tries))
        world.after(next_ms - world.now_ms, "marathon.health.late", instance.id, *data, progress=not steady)


def _learn(world: World, app: App, instance: Instance, index: int, cause: str) -> Pauses:
    """Take in what a look has found: nothing wrong, or a cause. One failure too many ends the task."""
    check, known = law.checks_of(app)[index], law.result_of(instance, index)
    found = known
    if not cause:
        found = law.succeeded(known, world.now_ms)
    elif not law.in_grace(instance, known, check, world.now_ms):
        found = law.failed(known, world.now_ms, cause)
        if law.too_many(known, check):
            world.after(MESSAGE_MS, "mesos.kill", instance.task_id, retries=instance.retries)
    after = law.with_result(instance, index, found)
    world.put(INSTANCES, instance.id, after)
    if after.health != instance.health:
        yield from reconcile(world, app.id)


def told(world: World, name: str, status: Status) -> Pauses:
    """Take in what Mesos tells of the check that it makes itself; it says no cause."""
    instance = world[INSTANCES, name]
    app = app_of(world, instance)
    for index, check in enumerate(law.checks_of(app) if status.healthy else ()):
        if check["protocol"] not in law.MARATHON_CHECKS:
            yield from _learn(world, app, instance, index, "" if status.healthy == "true" else NO_CAUSE)
