"""The JSON documents of Marathon's API, with their fields in Marathon's order.

Sources: mesosphere/marathon v1.8.222, api/v2/json/Formats.scala, raml/TaskConversion.scala.
"""

from tutorial.cluster.host import HOSTS
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import readiness
from tutorial.cluster.marathon.tables import (
    BY_APP,
    DEPLOYMENTS,
    FAILURES,
    INSTANCES,
    UNHEARD,
    Action,
    App,
    Deployment,
    Health,
    Instance,
    app_of,
    number_of,
)
from tutorial.cluster.world import World

STATES = {
    "Staging": "TASK_STAGING",
    "Starting": "TASK_STARTING",
    "Running": "TASK_RUNNING",
    "Killing": "TASK_KILLING",
    "Failed": "TASK_FAILED",
    "Finished": "TASK_FINISHED",
    "Killed": "TASK_KILLED",
    "Unreachable": "TASK_UNREACHABLE",
    "UnreachableInactive": "TASK_UNREACHABLE",
}
ACTIVE = frozenset({"Provisioned", "Staging", "Starting", "Running", "Killing"}) | UNHEARD


def instances_of(world: World, app_id: str) -> list[Instance]:
    """The instances of an app in the order in which they were scheduled."""
    found = world.group(INSTANCES, BY_APP, app_id)
    return sorted(found, key=lambda instance: (instance.scheduled_ms, instance.number, instance.id))


def meant_to_run(world: World, app_id: str) -> list[Instance]:
    """Those of them that are not to be stopped, in the same order."""
    return [instance for instance in instances_of(world, app_id) if instance.goal == "running"]


def deployments_of(world: World, app_id: str) -> list[Deployment]:
    """The running deployments that an app is part of, oldest first."""
    found = [deployment for deployment in world.values(DEPLOYMENTS) if app_id in deployment.apps]
    return sorted(found, key=lambda deployment: (deployment.started_ms, deployment.id))


def bare(found: App) -> Json:
    """The app without counters: its definition with the version fields at their place."""
    definition = dict(found.definition)
    tail = {
        name: definition.pop(name) for name in ("killSelection", "unreachableStrategy", "tty") if name in definition
    }
    return {
        **definition,
        "version": found.version,
        "versionInfo": {"lastScalingAt": found.last_scaling, "lastConfigChangeAt": found.last_config_change},
        **tail,
    }


def app(world: World, found: App) -> Json:
    """The app with its counters and deployments."""
    return {
        **bare(found),
        "tasksStaged": sum(number_of(world, found.id, condition=state) for state in ("Provisioned", "Staging")),
        "tasksRunning": number_of(world, found.id, condition="Running"),
        "tasksHealthy": number_of(world, found.id, health="healthy"),
        "tasksUnhealthy": number_of(world, found.id, health="unhealthy"),
        "deployments": [{"id": deployment.id} for deployment in deployments_of(world, found.id)],
    }


def last_failure(world: World, found: App) -> Json:
    """How a task of the app has failed last; None where none has."""
    failure = world.get(FAILURES, found.id)
    if failure is None:
        return None
    return {
        "appId": found.id,
        "host": world[HOSTS, failure.agent].ip,
        "message": failure.message,
        "state": failure.state,
        "taskId": failure.task_id,
        "timestamp": world.timestamp(failure.at_ms),
        "version": failure.version,
        "slaveId": slave_id(world, failure.agent),
    }


def slave_id(world: World, agent: str) -> str:
    """The Mesos id of an agent: the master's id, a dash, the agent's number."""
    return f"{world.pinned('mesos.master', ('id',))}-{agent}"


def tasks(world: World, app_id: str) -> list[Json]:
    """The tasks of an app; an instance that never got an offer has none."""
    return [task(world, instance) for instance in instances_of(world, app_id) if instance.condition != "Scheduled"]


def task(world: World, instance: Instance) -> Json:
    """One task, its fields in the order of `TaskConversion`."""
    host = world[HOSTS, instance.agent]
    active = instance.condition in ACTIVE
    started = {"startedAt": world.timestamp(instance.started_ms)} if instance.started_ms >= 0 else {}
    return {
        "appId": instance.app_id,
        "healthCheckResults": [health(world, instance, known) for known in instance.results if known is not None],
        "host": host.ip,
        "id": instance.task_id,
        "ipAddresses": [{"ipAddress": address, "protocol": "IPv4"} for address in instance.addresses],
        "ports": list(instance.host_ports) if active else [],
        "servicePorts": [],
        "slaveId": slave_id(world, instance.agent),
        "state": STATES.get(instance.condition, "TASK_STAGING"),
        **({"stagedAt": world.timestamp(instance.staged_ms)} if active else {}),
        **(started if active else {}),
        "version": instance.version,
        "localVolumes": [],
        "region": host.region,
        "zone": host.zone,
    }


def health(world: World, instance: Instance, known: Health) -> Json:
    """What one check has found out about a task; moments that have not been are left out."""
    times = (
        ("lastSuccess", known.last_success_ms),
        ("lastFailure", known.last_failure_ms),
    )
    first = [("firstSuccess", known.first_success_ms)] if known.first_success_ms >= 0 else []
    return {
        "alive": known.alive,
        "consecutiveFailures": known.failures,
        **{name: world.timestamp(at_ms) for name, at_ms in first},
        "instanceId": instance.id,
        **{name: world.timestamp(at_ms) for name, at_ms in times if at_ms >= 0},
        **({"lastFailureCause": known.cause} if known.last_failure_ms >= 0 else {}),
    }


def readiness_results(world: World, app_id: str) -> list[Json]:
    """What is known of the readiness of tasks that a running deployment has started."""
    return [
        readiness.document(app_of(world, instance), instance, instance.readiness)
        for deployment in deployments_of(world, app_id)
        for instance in instances_of(world, app_id)
        if instance.readiness is not None and instance.version == deployment.version
    ]


def deployment(world: World, found: Deployment) -> Json:
    """One element of GET /v2/deployments."""
    return {
        "id": found.id,
        "version": found.version,
        "affectedApps": list(found.apps),
        "affectedPods": [],
        "steps": steps(found),
        "currentActions": [
            {**_action(action), "readinessCheckResults": readiness_results(world, action.app_id)}
            for action in found.current
        ],
        "currentStep": found.step,
        "totalSteps": len(found.steps),
    }


def steps(found: Deployment) -> list[Json]:
    """The steps of a deployment, each with the actions that go on side by side."""
    return [{"actions": [_action(action) for action in step]} for step in found.steps]


def _action(action: Action) -> Json:
    return {"action": action.name, "app": action.app_id}
