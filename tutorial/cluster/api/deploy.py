"""From an accepted definition to a deployment: versions, service ports, the lock, the plan's steps.

Sources: mesosphere/marathon v1.8.222, core/deployment/DeploymentPlan.scala, core/group/impl/GroupManagerImpl.scala.
"""

from dataclasses import replace

from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.marathon import backoff, groups
from tutorial.cluster.marathon.documents import deployments_of
from tutorial.cluster.marathon.ports import service_ports, with_service_ports
from tutorial.cluster.marathon.tables import (
    APPS,
    DEPLOYMENTS,
    FAILURES,
    GENERATIONS,
    VERSIONS,
    App,
    Deployment,
)
from tutorial.cluster.world import World

START_MS = 40
"""From the answer to the first action of the plan."""
MOST_DEPLOYMENTS = 100
LOCKED = (
    "App is locked by one or more deployments. Override with the option '?force=true'. "
    "View details at '/v2/deployments/<DEPLOYMENT_ID>'."
)
TOO_MANY = (
    f"Max number ({MOST_DEPLOYMENTS}) of running deployments is achieved. Wait for existing deployments to complete or "
    "cancel one using force=true parameter. You can increase max deployment number by using --max_running_deployments "
    "parameter but be advised that this can have negative effects on the performance."
)


def create(world: World, definition: Json, line: int, *, force: bool) -> tuple[App, Deployment]:
    """A new app and the deployment that starts it."""
    text = dumps(_with_ports(world, definition, ()))
    lock(world, definition["id"], force=force)
    version = _next_version(world, definition["id"])
    app = App(definition["id"], text, version, version, version, line)
    _store(world, app)
    return app, _deployment(world, app.id, version, ("StartApplication", "ScaleApplication"), line)


def change(world: World, app: App, given: Json, line: int, *, force: bool) -> Deployment:
    """The app under a new version, and the deployment that leads there; refused while another one is at work.

    A change that changes nothing has a plan without steps, which meets no other plan.
    """
    definition = _with_ports(world, given, service_ports(app.definition))
    same = _configuration(definition) == _configuration(app.definition)
    if same and definition["instances"] == app.definition["instances"]:
        return _deployment(world, app.id, _next_version(world, app.id), (), line, before=app.version)
    lock(world, app.id, force=force)
    version = _next_version(world, app.id)
    changed = replace(app, text=dumps(definition), version=version, last_scaling=version, line=line)
    _store(world, changed if same else replace(changed, last_config_change=version))
    action = "ScaleApplication" if same or definition["instances"] == 0 else "RestartApplication"
    return _deployment(world, app.id, version, (action,), line, before=app.version)


def restart(world: World, app: App, line: int, *, force: bool) -> Deployment:
    """The same configuration under a new version, and the deployment that replaces every instance."""
    lock(world, app.id, force=force)
    version = _next_version(world, app.id)
    _store(world, replace(app, version=version, last_scaling=version, line=line))
    action = "RestartApplication" if app.definition["instances"] else "ScaleApplication"
    return _deployment(world, app.id, version, (action,), line, before=app.version)


def delete(world: World, app: App, line: int, *, force: bool) -> Deployment:
    """The app is gone at once; the deployment stops what still runs of it."""
    lock(world, app.id, force=force)
    backoff.dropped(world, app)
    world.delete(FAILURES, app.id)
    world.delete(APPS, app.id)
    version = _next_version(world, app.id)
    return _deployment(world, app.id, version, ("StopApplication",), line, before=app.version)


def nothing(world: World, subject: str, line: int) -> Deployment:
    """A deployment without steps, for a call that changes no app."""
    return _deployment(world, subject, _next_version(world, subject), (), line)


def roll_back(world: World, deployment: Deployment, line: int) -> Deployment:
    """A deployment that leads back to what was there before another one, which is cancelled."""
    app = world.get(APPS, deployment.app_id)
    before = world.get(VERSIONS, deployment.before, deployment.app_id)
    if before is None:
        assert app is not None, "what begins with no app is the making of one"
        return delete(world, app, line, force=True)
    if app is None:
        return create(world, before.definition, line, force=True)[1]
    return change(world, app, before.definition, line, force=True)


def lock(world: World, app_id: str, *, force: bool) -> None:
    """Refuse while deployments of the app are at work, or too many in all; `force` cancels the app's own instead."""
    running = deployments_of(world, app_id)
    if running and not force:
        raise Refusal(409, LOCKED, deployments=[{"id": deployment.id} for deployment in running])
    if not running and len(world.rows(DEPLOYMENTS)) >= MOST_DEPLOYMENTS:
        raise Refusal(403, TOO_MANY)
    for deployment in running:
        world.delete(DEPLOYMENTS, deployment.id)


def _configuration(definition: Json) -> Json:
    return {name: value for name, value in definition.items() if name != "instances"}


def _with_ports(world: World, definition: Json, own: tuple[int, ...]) -> Json:
    taken = frozenset(port for app in world.values(APPS) for port in service_ports(app.definition))
    assigned = with_service_ports(definition, own, taken)
    if assigned is None:
        raise Refusal(500, "All ports in the range [10000-20000) are already in use")
    return assigned


def _next_version(world: World, app_id: str) -> str:
    """The instant of the change; a millisecond later for each version that has it already."""
    known: set[object] = {app.version for app in world.values(APPS)}
    known |= {deployment.version for deployment in world.values(DEPLOYMENTS)}
    known |= {version for version, _ in world.rows(VERSIONS, app_id)}
    at_ms = world.now_ms
    while world.timestamp(at_ms) in known:
        at_ms += 1
    return world.timestamp(at_ms)


def _store(world: World, app: App) -> None:
    world.put(APPS, app.id, app)
    world.put(VERSIONS, app.version, app, app.id)
    if (group := groups.parent(app.id)) != groups.ROOT:
        groups.make(world, group, app.version)


def _deployment(
    world: World, app_id: str, version: str, actions: tuple[str, ...], line: int, *, before: str = ""
) -> Deployment:
    """Queue the work on a plan. A plan without steps is done at once, but has an id all the same."""
    count = (world.get(GENERATIONS, (app_id, "deployment", 0)) or 0) + 1
    world.put(GENERATIONS, (app_id, "deployment", 0), count)
    deployment_id = world.uuid4("marathon.deployment", (app_id, count))
    found = Deployment(deployment_id, app_id, version, actions, 1, line, world.now_ms, before)
    if actions:
        world.put(DEPLOYMENTS, found.id, found)
        world.after(START_MS, "marathon.deployment", found.id)
    return found
