"""From an accepted definition to a deployment: versions, service ports, the lock, the plan's steps.

Sources: mesosphere/marathon v1.8.222, core/deployment/DeploymentPlan.scala, core/group/impl/GroupManagerImpl.scala.
"""

from dataclasses import replace

from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.marathon.documents import deployments_of
from tutorial.cluster.marathon.ports import service_ports, with_service_ports
from tutorial.cluster.marathon.tables import APPS, DELAYS, DEPLOYMENTS, GENERATIONS, VERSIONS, App, Deployment
from tutorial.cluster.world import World

__all__ = ["change", "create", "delete", "service_ports"]

START_MS = 40
"""From the answer to the first action of the plan."""


def create(world: World, definition: Json, line: int) -> tuple[App, Deployment]:
    """A new app and the deployment that starts it."""
    text = dumps(_with_ports(world, definition, ()))
    version = _next_version(world)
    app = App(definition["id"], text, version, version, version, line)
    _store(world, app)
    return app, _deployment(world, app.id, version, ("StartApplication", "ScaleApplication"), line)


def change(world: World, app: App, definition: Json, line: int, *, force: bool) -> Deployment:
    """The app under a new version, and the deployment that leads there; refused while another one is at work."""
    _lock(world, app, force=force)
    definition = _with_ports(world, definition, service_ports(app.definition))
    version = _next_version(world)
    same = _configuration(definition) == _configuration(app.definition)
    if same and definition["instances"] == app.definition["instances"]:
        return _deployment(world, app.id, app.version, (), line)
    changed = replace(app, text=dumps(definition), version=version, last_scaling=version, line=line)
    if not same:
        changed = replace(changed, last_config_change=version)
        world.delete(DELAYS, app.id)
    _store(world, changed)
    scaling = same or definition["instances"] == 0
    return _deployment(world, app.id, version, ("ScaleApplication" if scaling else "RestartApplication",), line)


def delete(world: World, app: App, line: int) -> Deployment:
    """The deployment that stops the app."""
    _lock(world, app, force=True)
    return _deployment(world, app.id, _next_version(world), ("StopApplication",), line)


def _configuration(definition: Json) -> Json:
    return {name: value for name, value in definition.items() if name != "instances"}


def _with_ports(world: World, definition: Json, own: tuple[int, ...]) -> Json:
    taken = frozenset(port for app in world.values(APPS) for port in service_ports(app.definition))
    assigned = with_service_ports(definition, own, taken)
    if assigned is None:
        raise Refusal(500, "All ports in the range [10000-20000) are already in use")
    return assigned


def _next_version(world: World) -> str:
    """The instant of the change; a millisecond later for each version that has it already."""
    known = {app.version for app in world.values(APPS)}
    at_ms = world.now_ms
    while world.timestamp(at_ms) in known:
        at_ms += 1
    return world.timestamp(at_ms)


def _store(world: World, app: App) -> None:
    world.put(APPS, app.id, app)
    world.put(VERSIONS, app.version, app, app.id)


def _lock(world: World, app: App, *, force: bool) -> None:
    """Refuse while deployments of the app are at work; `force` cancels them instead."""
    running = deployments_of(world, app.id)
    if running and not force:
        message = (
            "App is locked by one or more deployments. Override with the option '?force=true'. "
            "View details at '/v2/deployments/<DEPLOYMENT_ID>'."
        )
        raise Refusal(409, message, deployments=[{"id": deployment.id} for deployment in running])
    for deployment in running:
        world.delete(DEPLOYMENTS, deployment.id)


def _deployment(world: World, app_id: str, version: str, actions: tuple[str, ...], line: int) -> Deployment:
    """Queue the work on a plan. A plan without steps is done at once, but has an id all the same."""
    count = (world.get(GENERATIONS, (app_id, "deployment", 0)) or 0) + 1
    world.put(GENERATIONS, (app_id, "deployment", 0), count)
    deployment_id = world.uuid4("marathon.deployment", (app_id, count))
    found = Deployment(deployment_id, app_id, version, actions, 1, line, world.now_ms)
    if actions:
        world.put(DEPLOYMENTS, found.id, found)
        world.after(START_MS, "marathon.deployment", found.id)
    return found
