"""Marathon: deployments create, place and stop instances until the apps are as they should be.

Events read: `marathon.deployment` (id), `marathon.reconcile` (app id), `mesos.offers`, `mesos.status` (task id).
Events written: `mesos.revive`, `mesos.accept`, `mesos.kill`. Sources: mesosphere/marathon v1.8.222,
core/deployment/impl/{TaskStartActor,TaskReplaceActor}.scala, core/deployment/ScalingProposition.scala.
"""

from dataclasses import replace
from math import ceil, floor

from tutorial.cluster.marathon.definition import mode
from tutorial.cluster.marathon.documents import instances_of
from tutorial.cluster.marathon.ids import instance_id, time_uuid
from tutorial.cluster.marathon.launch import accept
from tutorial.cluster.marathon.placement import reject_reason
from tutorial.cluster.marathon.tables import (
    APPS,
    DELAYS,
    DEPLOYMENTS,
    FAILURES,
    GENERATIONS,
    INSTANCES,
    App,
    Delay,
    Deployment,
    Failure,
    Instance,
)
from tutorial.cluster.mesos.tables import OFFERS, TASKS, Status
from tutorial.cluster.state import Event
from tutorial.cluster.world import World

STEP_MS = 60
FAILED = frozenset({"TASK_FAILED", "TASK_FINISHED", "TASK_ERROR", "TASK_LOST"})
CONDITIONS = {
    "TASK_STAGING": "Staging",
    "TASK_STARTING": "Starting",
    "TASK_RUNNING": "Running",
    "TASK_KILLING": "Killing",
    "TASK_KILLED": "Killed",
    "TASK_FAILED": "Failed",
    "TASK_FINISHED": "Finished",
    "TASK_ERROR": "Failed",
    "TASK_LOST": "Failed",
}
RETRY_WHILE_PROGRESS = 3
"""From the fourth failure on a relaunch in back-off does not keep the world unsettled (see `State.queue`)."""


def on(event: Event, world: World) -> None:
    """React to one event."""
    if event.kind == "marathon.deployment":
        work_on(world, event.subject)
    elif event.kind == "marathon.reconcile":
        reconcile(world, event.subject)
    elif event.kind == "marathon.relaunch":
        relaunch(world, event.subject)
    elif event.kind == "mesos.offers":
        match_offers(world)
    elif event.kind == "mesos.status":
        on_status(world, event.subject)


# Deployments


def work_on(world: World, deployment_id: str) -> None:
    """Do the current step of a deployment as far as it goes now; a finished one leads to the next, the last to the end."""
    deployment = world.get(DEPLOYMENTS, deployment_id)
    if deployment is None:
        return
    action = deployment.actions[deployment.step - 1] if deployment.actions else ""
    if action and not STEPS[action](world, deployment):
        return
    if deployment.step < len(deployment.actions):
        world.put(DEPLOYMENTS, deployment_id, replace(deployment, step=deployment.step + 1))
        world.after(STEP_MS, "marathon.deployment", deployment_id)
        return
    world.delete(DEPLOYMENTS, deployment_id)


def reconcile(world: World, app_id: str) -> None:
    """Something happened to an app's instances: its deployments go on; without one, lost instances are replaced."""
    running = [deployment for deployment in world.values(DEPLOYMENTS) if deployment.app_id == app_id]
    for deployment in running:
        work_on(world, deployment.id)
    app = world.get(APPS, app_id)
    if app is not None and not running:
        scale(world, app)


def start_application(world: World, deployment: Deployment) -> bool:
    """The first step of a new app has no effect; true: it is done."""
    return deployment.app_id == world[APPS, deployment.app_id].id


def scale_application(world: World, deployment: Deployment) -> bool:
    """Launch what is missing, kill what is too much; true when exactly as many run as should."""
    app = world[APPS, deployment.app_id]
    scale(world, app)
    instances = instances_of(world, app.id)
    running = [instance for instance in instances if instance.condition == "Running"]
    target: int = app.definition["instances"]
    return len(instances) == len(running) == target


def scale(world: World, app: App) -> None:
    """Bring the number of instances meant to run to what the app says."""
    meant = [instance for instance in instances_of(world, app.id) if instance.goal == "running"]
    missing = app.definition["instances"] - len(meant)
    launch(world, app, max(0, missing))
    for victim in victims(app, meant)[: max(0, -missing)]:
        stop(world, victim)


def victims(app: App, instances: list[Instance]) -> list[Instance]:
    """The instances in the order in which scaling down kills them: not running first, then by `killSelection`."""
    rank = {"Staging": 1, "Starting": 2, "Running": 3}
    youngest = app.definition["killSelection"] == "YOUNGEST_FIRST"

    def key(instance: Instance) -> tuple[int, int, int]:
        age = instance.started_ms if instance.condition == "Running" else instance.staged_ms
        return rank.get(instance.condition, 0), -age if youngest else age, -instance.number

    return sorted(instances, key=key)


def restart_application(world: World, deployment: Deployment) -> bool:
    """Replace the instances of other configurations by new ones within the app's upgrade strategy."""
    app = world[APPS, deployment.app_id]
    everyone = instances_of(world, app.id)
    new = [instance for instance in everyone if _current(app, instance, deployment)]
    old = [instance for instance in everyone if not _current(app, instance, deployment)]
    running = [instance for instance in new if instance.condition == "Running"]
    target, strategy = app.definition["instances"], app.definition["upgradeStrategy"]
    least = ceil(target * strategy["minimumHealthCapacity"])
    most = floor(target * (1 + strategy["maximumOverCapacity"]))
    most = most + 1 if least == most <= len(old) else most
    launch(world, app, min(target - len(new), most - len(everyone)))
    alive = [instance for instance in old if instance.goal == "running"]
    for victim in alive[: max(0, len(alive) + len(running) - least)]:
        stop(world, victim)
    return not old and len(running) == target


def _current(app: App, instance: Instance, deployment: Deployment) -> bool:
    restarted = instance.scheduled_ms < deployment.started_ms
    return instance.config_version == app.last_config_change and not restarted


def stop_application(world: World, deployment: Deployment) -> bool:
    """Stop every instance; the app is gone when none is left."""
    left = instances_of(world, deployment.app_id)
    for instance in left:
        stop(world, instance)
    if not instances_of(world, deployment.app_id):
        world.delete(APPS, deployment.app_id)
        world.delete(DELAYS, deployment.app_id)
        world.delete(FAILURES, deployment.app_id)
        return True
    return False


STEPS = {
    "StartApplication": start_application,
    "ScaleApplication": scale_application,
    "RestartApplication": restart_application,
    "StopApplication": stop_application,
}

# Instances


def launch(world: World, app: App, count: int) -> None:
    """Schedule new instances of the app's configuration and ask Mesos for offers."""
    for _ in range(count):
        instance = _scheduled(world, app)
        world.put(INSTANCES, instance.id, instance)
    if count > 0:
        world.after(STEP_MS, "mesos.revive")


def _scheduled(world: World, app: App) -> Instance:
    """A new instance with the lowest number that no instance of its configuration has."""
    network_mode = mode(app.definition)
    used = {i.number for i in instances_of(world, app.id) if i.config_version == app.last_config_change}
    number = next(number for number in range(1, len(used) + 2) if number not in used)
    generation = (world.get(GENERATIONS, (app.id, network_mode, number)) or 0) + 1
    world.put(GENERATIONS, (app.id, network_mode, number), generation)
    uuid = time_uuid(world, "marathon.instance", (app.id, network_mode, number, generation))
    return Instance(
        id=instance_id(app.id, uuid),
        app_id=app.id,
        number=number,
        generation=generation,
        config_version=app.last_config_change,
        version=app.version,
        scheduled_ms=world.now_ms,
    )


def stop(world: World, instance: Instance) -> None:
    """An instance shall not run any more: forget it if it has no task, else have its task killed, once."""
    if instance.condition in {"Scheduled", "Failed", "Finished", "Killed"}:
        world.delete(INSTANCES, instance.id)
        world.after(0, "marathon.reconcile", instance.app_id)
    elif instance.goal == "running":
        world.put(INSTANCES, instance.id, replace(instance, goal="stopped"))
        world.after(STEP_MS, "mesos.kill", instance.task_id)


def match_offers(world: World) -> None:
    """Give each waiting instance one of the offers that do; what is left of the offers is declined."""
    waiting = [instance for instance in world.values(INSTANCES) if instance.condition == "Scheduled"]
    for instance in sorted(waiting, key=lambda i: (i.scheduled_ms, i.app_id, i.number)):
        app = world.get(APPS, instance.app_id)
        if app is None or _delayed(world, app.id):
            continue
        placed = [
            other.agent
            for other in instances_of(world, app.id)
            if other.agent and other.config_version == instance.config_version and other.goal == "running"
        ]
        offers = world.values(OFFERS)
        fitting = [offer for offer in offers if not reject_reason(world, app.definition, offer, placed)]
        if fitting:
            accept(world, app, instance, tuple(fitting))
    for key, _ in world.rows(OFFERS):
        world.delete(OFFERS, key)


def _delayed(world: World, app_id: str) -> bool:
    delay = world.get(DELAYS, app_id)
    return delay is not None and world.now_ms < delay.since_ms + delay.delay_ms


# Status updates


def on_status(world: World, task_id: str) -> None:
    """A task changed its state: the instance follows; an ended one is removed, or scheduled again with the next task."""
    task = world.get(TASKS, task_id)
    instance = next((i for i in world.values(INSTANCES) if i.task_id == task_id), None)
    if task is None or instance is None:
        return
    status = task.statuses[-1]
    if instance.goal == "stopped" and task.over:
        world.delete(INSTANCES, instance.id)
    elif task.over:
        ended(world, instance, status)
    else:
        started = status.at_ms if status.state == "TASK_RUNNING" else instance.started_ms
        addresses = (status.address,) if status.address else instance.addresses
        follows = replace(instance, condition=CONDITIONS[status.state], started_ms=started, addresses=addresses)
        world.put(INSTANCES, instance.id, follows)
    reconcile(world, instance.app_id)


def ended(world: World, instance: Instance, status: Status) -> None:
    """A task ended while its instance should run: the same instance is launched again, after a growing delay."""
    condition = CONDITIONS[status.state]
    world.put(INSTANCES, instance.id, replace(instance, condition=condition, addresses=()))
    delay_ms = STEP_MS
    if status.state in FAILED:
        failure = Failure(
            instance.task_id, status.state, status.message, instance.agent, status.at_ms, instance.version
        )
        world.put(FAILURES, instance.app_id, failure)
        delay_ms = _next_delay(world, instance.app_id)
        world.put(DELAYS, instance.app_id, Delay(delay_ms, world.now_ms))
    progress = instance.incarnation <= RETRY_WHILE_PROGRESS
    world.after(delay_ms, "marathon.relaunch", instance.id, progress=progress)


def _next_delay(world: World, app_id: str) -> int:
    """The launch delay after one more failure: `backoffSeconds` first, then times `backoffFactor`, up to the maximum."""
    definition, before = world[APPS, app_id].definition, world.get(DELAYS, app_id)
    if before is None:
        return int(definition["backoffSeconds"]) * 1000
    longest = int(definition["maxLaunchDelaySeconds"]) * 1000
    return min(round(before.delay_ms * float(definition["backoffFactor"])), longest)


def relaunch(world: World, instance_id: str) -> None:
    """Schedule an ended instance again under its next incarnation, with a new task, perhaps on another agent."""
    instance = world.get(INSTANCES, instance_id)
    if instance is None or instance.condition not in {"Failed", "Finished", "Killed"}:
        return
    again = replace(
        instance,
        condition="Scheduled",
        incarnation=instance.incarnation + 1,
        agent="",
        host_ports=(),
        staged_ms=-1,
        started_ms=-1,
    )
    world.put(INSTANCES, instance_id, again)
    world.after(STEP_MS, "mesos.revive")
