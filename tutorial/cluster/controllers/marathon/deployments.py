"""Deployments: what each step does, again and again, until the app is as the step wants it."""

from dataclasses import replace

from tutorial.cluster.controllers.marathon.instances import launch, stop
from tutorial.cluster.marathon import backoff
from tutorial.cluster.marathon.documents import deployments_of, instances_of
from tutorial.cluster.marathon.scaling import rolling, victims
from tutorial.cluster.marathon.tables import APPS, DEPLOYMENTS, VERSIONS, App, Deployment, Instance
from tutorial.cluster.world import World

STEP_MS = 60


def work_on(world: World, name: str) -> None:
    """Do the current step of a deployment as far as it goes now; when it is done, the next one follows.

    Somebody waits for a deployment, so what it does is waited for, even when a task that fails again sets it going.
    """
    deployment = world.get(DEPLOYMENTS, name)
    if deployment is None:
        return
    with world.waited_for():
        if STEPS[deployment.actions[deployment.step - 1]](world, deployment):
            _go_on(world, deployment)


def _go_on(world: World, deployment: Deployment) -> None:
    if deployment.step == len(deployment.actions):
        world.delete(DEPLOYMENTS, deployment.id)
        return
    world.put(DEPLOYMENTS, deployment.id, replace(deployment, step=deployment.step + 1))
    world.after(STEP_MS, "marathon.deployment", deployment.id)


def reconcile(world: World, app_id: str) -> None:
    """Something happened to an app's instances: its deployments go on.

    Without one, lost instances are replaced, and those of an app that is no more are stopped.
    """
    running = deployments_of(world, app_id)
    for deployment in running:
        work_on(world, deployment.id)
    app = world.get(APPS, app_id)
    if not running and app is None:
        clear(world, app_id)
    elif not running and app is not None:
        scale(world, app, instances_of(world, app_id))


def start_application(_world: World, _deployment: Deployment) -> bool:
    """The first step of a new app has no effect and is done at once."""
    return True


def scale_application(world: World, deployment: Deployment) -> bool:
    """Launch what is missing, kill what is too much; true when exactly as many run as should."""
    app = world[APPS, deployment.app_id]
    instances = instances_of(world, app.id)
    target: int = app.definition["instances"]
    well = [instance for instance in instances if (instance.goal, instance.condition) == ("running", "Running")]
    if len(instances) == len(well) == target:
        return True
    scale(world, app, instances)
    return not target and not instances_of(world, app.id)


def scale(world: World, app: App, instances: list[Instance]) -> None:
    """Bring the number of instances meant to run to what the app says."""
    meant = [instance for instance in instances if instance.goal == "running"]
    missing = app.definition["instances"] - len(meant)
    if missing > 0:
        launch(world, app, missing)
    for victim in victims(world, app.definition, meant, -missing) if missing < 0 else ():
        stop(world, victim)


def restart_application(world: World, deployment: Deployment) -> bool:
    """Replace the instances of other versions by new ones within the app's upgrade strategy.

    Some old ones stop at once, then one for each new one that runs; new ones start as there is room.
    """
    app = world[APPS, deployment.app_id]
    everyone = instances_of(world, app.id)
    deployment = _begun(world, app, deployment, len(everyone))
    new = [instance for instance in everyone if instance.version == deployment.version]
    old = [instance for instance in everyone if instance.version != deployment.version]
    running = sum(instance.condition == "Running" for instance in new)
    target, plan = app.definition["instances"], rolling(app.definition, deployment.found)
    launch(world, app, min(target - len(new), plan.most - len(everyone)))
    alive = [instance for instance in old if instance.goal == "running"]
    gone = deployment.found - len(alive)
    for victim in alive[: max(0, plan.at_once + running - gone)]:
        stop(world, victim)
    return not old and running == target


def _begun(world: World, app: App, deployment: Deployment, found: int) -> Deployment:
    """The deployment with its restart begun: it remembers what it found, and the launch delay is forgotten."""
    if deployment.found >= 0:
        return deployment
    begun = replace(deployment, found=found)
    world.put(DEPLOYMENTS, deployment.id, begun)
    backoff.dropped(world, app)
    return begun


def stop_application(world: World, deployment: Deployment) -> bool:
    """Stop every instance; true when none is left."""
    return clear(world, deployment.app_id)


def clear(world: World, app_id: str) -> bool:
    """Stop every instance of an app that is no more; when none is left, its versions are forgotten: true."""
    for instance in instances_of(world, app_id):
        stop(world, instance)
    if instances_of(world, app_id):
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
