"""Deployments: what each step does, again and again, until the app is as the step wants it."""

from collections.abc import Generator, Iterable
from dataclasses import replace

from tutorial.cluster.controllers.marathon.instances import launch, stop
from tutorial.cluster.marathon import backoff
from tutorial.cluster.marathon.documents import instances_of, meant_to_run
from tutorial.cluster.marathon.health import checks_of
from tutorial.cluster.marathon.readiness import check_of
from tutorial.cluster.marathon.scaling import rolling, victims
from tutorial.cluster.marathon.tables import (
    APPS,
    DEPLOYMENTS,
    VERSIONS,
    Action,
    App,
    Deployment,
    Instance,
    counted,
    deployment_of,
    number_of,
)
from tutorial.cluster.world import World

STEP_MS = 60


Pauses = Generator[None, None, None]
Work = Generator[None, None, bool]
"""Pauses where its work may be interrupted; says at its end whether the action is done."""


def work_on(world: World, name: str) -> Pauses:
    """Do the actions of a deployment's step as far as they go now; when all are done, the next step follows."""
    deployment = world.get(DEPLOYMENTS, name)
    for action in () if deployment is None else deployment.current:
        yield from _act(world, name, action)
    deployment = world.get(DEPLOYMENTS, name)
    if deployment is not None and all(action.done for action in deployment.current):
        _go_on(world, deployment)


def _act(world: World, name: str, action: Action) -> Pauses:
    """Do one action as far as it goes now.

    Somebody waits for a deployment, so what it does is waited for, even when a task that fails again sets it going.
    """
    if action.done:
        return
    with world.waited_for():
        done = yield from ACTIONS[action.name](world, world[DEPLOYMENTS, name], action)
    if done:
        known = next(one for one in world[DEPLOYMENTS, name].current if one.app_id == action.app_id)
        _become(world, name, replace(known, done=True))


def _become(world: World, name: str, action: Action) -> None:
    """One of the actions at work is something else now."""
    deployment = world[DEPLOYMENTS, name]
    step = tuple(action if one.app_id == action.app_id else one for one in deployment.current)
    steps = (*deployment.steps[: deployment.step - 1], step, *deployment.steps[deployment.step :])
    world.put(DEPLOYMENTS, name, replace(deployment, steps=steps))


def _go_on(world: World, deployment: Deployment) -> None:
    if deployment.step < len(deployment.steps):
        world.put(DEPLOYMENTS, deployment.id, replace(deployment, step=deployment.step + 1))
        with world.waited_for():
            world.after(STEP_MS, "marathon.deployment", deployment.id)
        return
    world.delete(DEPLOYMENTS, deployment.id)
    for app_id in deployment.apps:
        if world.get(APPS, app_id) is None:
            _forget(world, app_id)
        elif number_of(world, app_id, goal="running") != world[APPS, app_id].definition["instances"]:
            world.after(0, "marathon.reconcile", app_id)


def reconcile(world: World, app_id: str) -> Pauses:
    """Something happened to an app's instances: the deployment that has locked it goes on, where it works on the app.

    Without one, lost instances are replaced, and those of an app that is no more are stopped.
    """
    deployment, app = deployment_of(world, app_id), world.get(APPS, app_id)
    if deployment is not None:
        if any(action.app_id == app_id and not action.done for action in deployment.current):
            yield from work_on(world, deployment.id)
    elif app is None:
        yield from clear(world, app_id)
    else:
        yield from scale(world, app)


def start_application(_world: World, _deployment: Deployment, _action: Action) -> Work:
    """The beginning of a new app has no effect and is done at once."""
    yield from ()
    return True


def scale_application(world: World, deployment: Deployment, action: Action) -> Work:
    """Launch what is missing, kill what is too much; true when exactly as many run as should."""
    app = world[APPS, action.app_id]
    target: int = app.definition["instances"]
    starts = _starts_some(world, deployment, app)
    run = number_of(world, app.id, condition="Running", health=healthy(app) if starts else "")
    there = number_of(world, app.id, goal="running") == run == counted(world, app.id) == target
    if there and (not starts or counted(world, app.id, version=app.version) == up(world, app)):
        return True
    yield from scale(world, app)
    return not target and not counted(world, app.id)


def healthy(app: App) -> str:
    """The health that a new instance must have before a deployment goes on: "" where nothing looks at it."""
    return "healthy" if checks_of(app) else ""


def up(world: World, app: App) -> int:
    """How many instances of an app's newest version run, are healthy and are ready, where the app has checks."""
    ready = "ready" if check_of(app) else ""
    return number_of(world, app.id, version=app.version, condition="Running", health=healthy(app), ready=ready)


def _starts_some(world: World, deployment: Deployment, app: App) -> bool:
    """Whether a scaling starts instances: one that only stops some does not ask how the others are."""
    before = world.get(VERSIONS, dict(deployment.before)[app.id], app.id)
    return before is None or bool(before.definition["instances"] < app.definition["instances"])


def scale(world: World, app: App) -> Pauses:
    """Bring the number of instances meant to run to what the app says."""
    missing = app.definition["instances"] - number_of(world, app.id, goal="running")
    if missing > 0:
        launch(world, app, missing)
    elif missing < 0:
        yield from _stop_all(world, victims(world, app.definition, meant_to_run(world, app.id), -missing))


def _stop_all(world: World, instances: Iterable[Instance]) -> Pauses:
    for instance in instances:
        stop(world, instance)
        yield


def restart_application(world: World, deployment: Deployment, action: Action) -> Work:
    """Replace the instances of other versions by new ones within the app's upgrade strategy.

    Some old ones stop at once, then one for each new one that runs; new ones start as there is room.
    """
    app = world[APPS, action.app_id]
    everyone = counted(world, app.id)
    found = _begun(world, app, deployment, action, everyone)
    new = counted(world, app.id, version=deployment.version)
    running = up(world, app)
    target, plan = app.definition["instances"], rolling(app.definition, found)
    surplus = _surplus(world, app, found, plan.at_once + running)
    launch(world, app, min(target - new, plan.most - everyone))
    yield from _stop_all(world, surplus)
    return new == everyone and running == target


def _surplus(world: World, app: App, found: int, ended: int) -> list[Instance]:
    """The old instances to stop, where so many of those that the restart found should have been stopped by now."""
    own = number_of(world, app.id, version=app.version, goal="running")
    alive = number_of(world, app.id, goal="running") - own
    wanted = ended - (found - alive)
    if not alive or wanted <= 0:
        return []
    meant = meant_to_run(world, app.id)
    return [instance for instance in meant if instance.version != app.version][:wanted]


def _begun(world: World, app: App, deployment: Deployment, action: Action, found: int) -> int:
    """How many instances a restart found when it began: now, if it has not yet; the launch delay is forgotten then."""
    if action.found >= 0:
        return action.found
    _become(world, deployment.id, replace(action, found=found))
    backoff.dropped(world, app)
    return found


def stop_application(world: World, _deployment: Deployment, action: Action) -> Work:
    """Stop every instance; true when none is left."""
    return clear(world, action.app_id)


def clear(world: World, app_id: str) -> Work:
    """Stop every instance of an app that is no more; true when none is left, and nobody needs its versions any more."""
    inactive = [found for found in instances_of(world, app_id) if found.condition == "UnreachableInactive"]
    yield from _stop_all(world, [*meant_to_run(world, app_id), *inactive])
    if number_of(world, app_id):
        return False
    _forget(world, app_id)
    return True


def _forget(world: World, app_id: str) -> None:
    """Forget the versions of an app that is no more, unless a deployment has yet to end that may be rolled back."""
    if deployment_of(world, app_id) is None and not number_of(world, app_id):
        for version, _ in world.rows(VERSIONS, app_id):
            world.delete(VERSIONS, version, app_id)


ACTIONS = {
    "StartApplication": start_application,
    "ScaleApplication": scale_application,
    "RestartApplication": restart_application,
    "StopApplication": stop_application,
}
