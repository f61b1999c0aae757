"""Marathon's events, as its event stream tells them: read off the rows that changed.

Sources: mesosphere/marathon v1.8.222, core/event/Events.scala, core/event/impl/stream, api/v2/json/Formats.scala.
"""

from collections.abc import Callable, Iterator

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.marathon import documents, groups, health
from tutorial.cluster.marathon.tables import (
    APPS,
    BY_APP,
    DEPLOYMENTS,
    FAILURES,
    INSTANCES,
    UNHEARD,
    Health,
    Instance,
    app_of,
)
from tutorial.cluster.state import Change
from tutorial.cluster.world import World

CLIENT = "127.0.0.1"
"""Marathon sees Admin Router, which runs beside it."""
HEARTBEAT = ": heartbeat\r\n\r\n"
"""A comment. Marathon-LB has curl give up what brings less than a byte a second, on an average over five: a mere end of
line would not count."""


def happened(before: World, world: World, changes: tuple[Change, ...], *, by_itself: bool) -> list[Json]:
    """The events of a step of the world: from `before` to `world` by these changes.

    A deployment that ends by itself was done; one that ends because somebody asked for it has failed.
    """
    found: list[Json] = []
    for change in changes:
        maker = _MAKERS.get(change.table)
        if maker is not None:
            found += maker(before, world, change, by_itself)
    return [{**event, "timestamp": world.timestamp()} for event in _once(found)]


def _once(events: list[Json]) -> Iterator[Json]:
    """The events; that a group has changed is told once, however many of its apps have."""
    told: set[tuple[str, str]] = set()
    for event in events:
        group = (event["groupId"], event["version"]) if "groupId" in event else None
        if group is None or group not in told:
            yield event
        if group is not None:
            told.add(group)


def attached(world: World, address: str) -> Json:
    """The first event of a stream: that somebody listens."""
    return {"remoteAddress": address, "eventType": "event_stream_attached", "timestamp": world.timestamp()}


def framed(event: Json, *, light: bool = False) -> str:
    """An event as it goes over the wire; `light` leaves out of plans what is large."""
    if light and "plan" in event:
        event = {**event, "plan": {"id": event["plan"]["id"], "version": event["plan"]["version"]}}
    return f"event: {event['eventType']}\r\ndata: {dumps(event)}\r\n\r\n"


# Apps


def _app(before: World, world: World, change: Change, by_itself: bool) -> Iterator[Json]:  # noqa: FBT001
    if change.after is not None:
        app = world[APPS, change.key]
        uri = f"/v2/apps{app.id}"
        yield {"clientIp": CLIENT, "uri": uri, "appDefinition": documents.bare(app), "eventType": "api_post_event"}
    version = groups.version(world, groups.ROOT) if change.after is None else world[APPS, change.key].version
    group = groups.parent(str(change.key))
    yield {"groupId": group, "version": version, "eventType": "group_change_success"}


# Deployments


def _deployment(before: World, world: World, change: Change, by_itself: bool) -> Iterator[Json]:  # noqa: FBT001
    was, now = before.get(DEPLOYMENTS, change.key), world.get(DEPLOYMENTS, change.key)
    if was is None and now is not None:
        yield _step("deployment_info", before, world, now.step, documents.deployment(world, now))
    elif was is not None and now is None:
        plan = documents.deployment(before, was)
        if by_itself:
            yield _step("deployment_step_success", before, world, was.step, plan)
        kind = "deployment_success" if by_itself else "deployment_failed"
        yield {"id": was.id, "plan": _plan(before, world, plan), "eventType": kind}
    elif was is not None and now is not None and was.step != now.step:
        yield _step("deployment_step_success", before, world, was.step, documents.deployment(before, was))
        yield _step("deployment_info", before, world, now.step, documents.deployment(world, now))


def _step(kind: str, before: World, world: World, step: int, deployment: Json) -> Json:
    current = deployment["steps"][step - 1]
    return {"plan": _plan(before, world, deployment), "currentStep": current, "eventType": kind}


def _plan(before: World, world: World, deployment: Json) -> Json:
    return {
        "id": deployment["id"],
        "original": groups.document(before, groups.ROOT, documents.bare),
        "target": groups.document(world, groups.ROOT, documents.bare),
        "steps": deployment["steps"],
        "version": deployment["version"],
    }


# Instances and their tasks


def _instance(before: World, world: World, change: Change, by_itself: bool) -> Iterator[Json]:  # noqa: FBT001
    was, now = before.get(INSTANCES, change.key), world.get(INSTANCES, change.key)
    if now is None and was is not None:
        if was.agent and was.condition not in UNHEARD:
            yield _status(world, was, "TASK_KILLED")
        yield _changed(world, was, "Killed")
        if world.get(APPS, was.app_id) is None and not world.count(BY_APP, was.app_id):
            yield {"appId": was.app_id, "eventType": "app_terminated_event"}
    elif now is not None and (was is None or (was.condition, was.incarnation) != (now.condition, now.incarnation)):
        if now.condition in documents.STATES and now.agent:
            yield _status(world, now, documents.STATES[now.condition])
        yield _changed(world, now, now.condition)
    if was is not None and now is not None and was.incarnation == now.incarnation:
        yield from _health(world, was, now)


# Their health


def _health(world: World, was: Instance, now: Instance) -> Iterator[Json]:
    """What the checks have found since: failures, one too many of them, a task that is well or not well any more."""
    for index, check in enumerate(health.checks_of(app_of(world, now))):
        before, after = health.result_of(was, index), health.result_of(now, index)
        if after.last_failure_ms > before.last_failure_ms:
            yield {
                "appId": now.app_id,
                "instanceId": now.id,
                "healthCheck": check,
                "eventType": "failed_health_check_event",
            }
            if health.too_many(before, check):
                yield _unhealthy_kill(world, now, after)
    if (alive := now.health == "healthy") != (was.health == "healthy") and now.condition == "Running":
        version = {"runSpecId": now.app_id, "healthy": alive, "runSpecVersion": now.version}
        changed = {"appId": now.app_id, "instanceId": now.id, "version": now.version, "alive": alive}
        yield {**changed, "eventType": "health_status_changed_event"}
        yield {"instanceId": now.id, **version, "eventType": "instance_health_changed_event"}


def _unhealthy_kill(world: World, instance: Instance, found: Health) -> Json:
    return {
        "appId": instance.app_id,
        "taskId": instance.task_id,
        "instanceId": instance.id,
        "version": instance.version,
        "reason": found.cause,
        "host": world[HOSTS, instance.agent].ip,
        "slaveId": documents.slave_id(world, instance.agent),
        "eventType": "unhealthy_instance_kill_event",
    }


def _status(world: World, instance: Instance, state: str) -> Json:
    failure = world.get(FAILURES, instance.app_id)
    return {
        "slaveId": documents.slave_id(world, instance.agent),
        "taskId": instance.task_id,
        "taskStatus": state,
        "message": failure.message if failure is not None and failure.task_id == instance.task_id else "",
        "appId": instance.app_id,
        "host": world[HOSTS, instance.agent].ip,
        "ipAddresses": [{"ipAddress": address, "protocol": "IPv4"} for address in instance.addresses],
        "ports": list(instance.host_ports),
        "version": instance.version,
        "eventType": "status_update_event",
    }


def _changed(world: World, instance: Instance, condition: str) -> Json:
    placed = bool(instance.agent)
    return {
        "instanceId": instance.id,
        "condition": condition,
        "runSpecId": instance.app_id,
        "slaveId": documents.slave_id(world, instance.agent) if placed else None,
        "host": world[HOSTS, instance.agent].ip if placed else None,
        "runSpecVersion": instance.version,
        "eventType": "instance_changed_event",
    }


_Maker = Callable[[World, World, Change, bool], Iterator[Json]]
_MAKERS: dict[str, _Maker] = {APPS.name: _app, DEPLOYMENTS.name: _deployment, INSTANCES.name: _instance}
