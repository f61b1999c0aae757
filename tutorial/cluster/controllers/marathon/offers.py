"""Offers: each waiting instance gets one that does; what is left of them is declined."""

from collections.abc import Iterator
from functools import partial

from tutorial.cluster.controllers.marathon.instances import MESSAGE_MS
from tutorial.cluster.marathon import backoff, offer_statistics
from tutorial.cluster.marathon.documents import instances_of
from tutorial.cluster.marathon.launch import accept
from tutorial.cluster.marathon.placement import reject_reason, reject_reasons
from tutorial.cluster.marathon.tables import INSTANCES, WAITING, Instance, NoMatch, app_of, number_of
from tutorial.cluster.mesos.tables import OFFERS
from tutorial.cluster.world import World


def match(world: World, _subject: str) -> Iterator[None]:
    """Give each waiting instance one of the offers that do, by draw; decline what is left. Pauses at each instance.

    A launch delay holds for all instances of a configuration together: when it is over, all of them may be launched.
    """
    ready, launched = [], []
    for instance in waiting(world):
        if _is_ready(world, instance):
            ready.append(instance)
        yield
    for instance in ready:
        if _place(world, instance):
            launched.append(instance)
        yield
    for app in {(app.id, app.last_config_change): app for app in map(partial(app_of, world), launched)}.values():
        backoff.advanced(world, app)
    for app_id in sorted({instance.app_id for instance in ready}):
        _count(world, app_id, ready, launched)
    for key, _ in world.rows(OFFERS):
        world.delete(OFFERS, key)


def _is_ready(world: World, instance: Instance) -> bool:
    """Whether nothing delays a waiting instance; where something does, a later event is seen to."""
    ready_ms = backoff.ready_ms(world, app_of(world, instance))
    if ready_ms > world.now_ms:
        _wake(world, instance, ready_ms)
        return False
    return True


def _place(world: World, instance: Instance) -> bool:
    """Whether one of the offers did for the instance, which is now provisioned on it."""
    app, placed = app_of(world, instance), _placed(world, instance)
    fitting = tuple(offer for offer in world.values(OFFERS) if not reject_reason(world, app.definition, offer, placed))
    if fitting:
        accept(world, app, instance, fitting)
    return bool(fitting)


def _count(world: World, app_id: str, ready: list[Instance], launched: list[Instance]) -> None:
    """Keep why the offers did not do for those of an app's instances that got none."""
    used = sum(instance.app_id == app_id for instance in launched)
    lucky = {instance.id for instance in launched}
    left = [instance for instance in ready if instance.app_id == app_id and instance.id not in lucky]
    if left:
        offer_statistics.count(world, app_id, used, _unused(world, left[0]))
    offer_statistics.forget_if_launched(world, app_id)


def _unused(world: World, instance: Instance) -> list[NoMatch]:
    app, placed = app_of(world, instance), _placed(world, instance)
    return [
        NoMatch(offer, tuple(reject_reasons(world, app.definition, offer, placed)), world.now_ms)
        for offer in world.values(OFFERS)
    ]


def waiting(world: World) -> list[Instance]:
    """The instances that wait for an offer, first come first."""
    return sorted(
        world.group(INSTANCES, WAITING, ""),
        key=lambda instance: (instance.scheduled_ms, instance.app_id, instance.number),
    )


def _placed(world: World, instance: Instance) -> list[str]:
    """The agents of the other instances of the same configuration: older configurations do not count.

    Only constraints ask for them.
    """
    if not app_of(world, instance).definition.get("constraints"):
        return []
    return [
        other.agent
        for other in instances_of(world, instance.app_id)
        if other.agent and other.config_version == instance.config_version and other.goal == "running"
    ]


def _wake(world: World, instance: Instance, at_ms: int) -> None:
    """Come back when the launch delay is over, once for all instances of the app."""
    retries = max(world.retries, instance.retries) + 1
    known = [event for event in world.queued("marathon.delayed", instance.app_id) if event.at_ms == at_ms]
    if not any(event.retries <= retries for event in known):
        world.after(at_ms - world.now_ms, "marathon.delayed", instance.app_id, retries=retries)


def delay_over(world: World, app_id: str) -> None:
    """Ask for offers if instances of the app still wait for one."""
    if number_of(world, app_id, condition="Scheduled"):
        world.after(MESSAGE_MS, "mesos.revive")
