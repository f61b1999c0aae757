"""Deployments: what each step does, again and again, until the app is as the step wants it."""

from collections.abc import Generator, Iterable
from dataclasses import replace

from tutorial.cluster.controllers.marathon.instances import launch, stop
from tutorial.cluster.marathon import backoff
from tutorial.cluster.marathon.documents import deployments_of, instances_of, meant_to_run
from tutorial.cluster.marathon.health import checks_of
from tutorial.cluster.marathon.scaling import rolling, victims
from tutorial.cluster.marathon.tables import APPS, DEPLOYMENTS, VERSIONS, App, Deployment, Instance, counted, number_of
from tutorial.cluster.world import World

STEP_MS = 60


Pauses = Generator[None, None, None]
Step = Generator[None, None, bool]
"""Pauses where its work may be interrupted; says at its end whether the step is done."""


def work_on(world: World, name: str) -> Pauses:
    """Do the current step of a deployment as far as it goes now; when it is done, the next one follows.

    Somebody waits for a deployment, so what it does is waited for, even when a task that fails again sets it going.
    """
    deployment = world.get(DEPLOYMENTS, name)
    if deployment is None:
        return
    with world.waited_for():
        done = yield from STEPS[deployment.actions[deployment.step - 1]](world, deployment)
        if done:
            _go_on(world, deployment)


def _go_on(world: World, deployment: Deployment) -> None:
    if deployment.step == len(deployment.actions):
        world.delete(DEPLOYMENTS, deployment.id)
        return
    world.put(DEPLOYMENTS, deployment.id, replace(deployment, step=deployment.step + 1))
    world.after(STEP_MS, "marathon.deployment", deployment.id)


def reconcile(world: World, app_id: str) -> Pauses:
    """Something happened to an app's instances: its deployments go on.

    Without one, lost instances are replaced, and those of an app that is no more are stopped.
    """
    running = deployments_of(world, app_id)
    for deployment in running:
        yield from work_on(world, deployment.id)
    app = world.get(APPS, app_id)
    if not running and app is None:
        yield from clear(world, app_id)
    elif not running and app is not None:
        yield from scale(world, app)


def start_application(_world: World, _deployment: Deployment) -> Step:
    """The first step of a new app has no effect and is done at once."""
    yield from ()
    return True


def scale_application(world: World, deployment: Deployment) -> Step:
    """Launch what is missing, kill what is too much; true when exactly as many run as should."""
    app = world[APPS, deployment.app_id]
    target: int = app.definition["instances"]
    health = ready(app) if _starts_some(world, deployment, target) else ""
    meant, run = number_of(world, app.id, goal="running"), number_of(world, app.id, condition="Running", health=health)
    if meant == run == counted(world, app.id) == target:
        return True
    yield from scale(world, app)
    return not target and not counted(world, app.id)


def ready(app: App) -> str:
    """The health that a new instance must have before a deployment goes on: "" where nothing looks at it."""
    return "healthy" if checks_of(app) else ""


def _starts_some(world: World, deployment: Deployment, target: int) -> bool:
    """Whether a scaling starts instances: one that only stops some does not ask how the others are."""
    before = world.get(VERSIONS, deployment.before, deployment.app_id)
    return before is None or bool(before.definition["instances"] < target)


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


def restart_application(world: World, deployment: Deployment) -> Step:
    """Replace the instances of other versions by new ones within the app's upgrade strategy.

    Some old ones stop at once, then one for each new one that runs; new ones start as there is room.
    """
    app = world[APPS, deployment.app_id]
    everyone = counted(world, app.id)
    deployment = _begun(world, app, deployment, everyone)
    new = counted(world, app.id, version=deployment.version)
    running = number_of(world, app.id, version=deployment.version, condition="Running", health=ready(app))
    target, plan = app.definition["instances"], rolling(app.definition, deployment.found)
    surplus = _surplus(world, deployment, plan.at_once + running)
    launch(world, app, min(target - new, plan.most - everyone))
    yield from _stop_all(world, surplus)
    return new == everyone and running == target


def _surplus(world: World, deployment: Deployment, ended: int) -> list[Instance]:
    """The old instances to stop, where so many of those that the restart found should have been stopped by now."""
    own = number_of(world, deployment.app_id, version=deployment.version, goal="running")
    alive = number_of(world, deployment.app_id, goal="running") - own
    wanted = ended - (deployment.found - alive)
    if not alive or wanted <= 0:
        return []
    meant = meant_to_run(world, deployment.app_id)
    return [instance for instance in meant if instance.version != deployment.version][:wanted]


def _begun(world: World, app: App, deployment: Deployment, found: int) -> Deployment:
    """The deployment with its restart begun: it remembers what it found, and the launch delay is forgotten."""
    if deployment.found >= 0:
        return deployment
    begun = replace(deployment, found=found)
    world.put(DEPLOYMENTS, deployment.id, begun)
    backoff.dropped(world, app)
    return begun


def stop_application(world: World, deployment: Deployment) -> Step:
    """Stop every instance; true when none is left."""
    return clear(world, deployment.app_id)


def clear(world: World, app_id: str) -> Step:
    """Stop every instance of an app that is no more; when none is left, its versions are forgotten: true."""
    inactive = [found for found in instances_of(world, app_id) if found.condition == "UnreachableInactive"]
    yield from _stop_all(world, [*meant_to_run(world, app_id), *inactive])
    if number_of(world, app_id):
        return False
    for version, _ in world.rows(VERSIONS, app_id):
        world.delete(VERSIONS, version, app_id)
    return True


STEPS = {
    "StartApplication": start_application,
    "ScaleApplication": scale_application,
    "RestartApplication": restart_application,
    "StopApplication": stop_application,
}
