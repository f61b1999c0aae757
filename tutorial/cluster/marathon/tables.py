"""What Marathon keeps: apps with their versions, instances, deployments."""

from dataclasses import dataclass

from tutorial.cluster.causes import Causes
from tutorial.cluster.jsontext import Json, loads
from tutorial.cluster.mesos.tables import Offer
from tutorial.cluster.state import Index, Table, Tally
from tutorial.cluster.world import World


@dataclass(frozen=True, slots=True)
class App:
    """An app as it should be: `text` is the normalised definition, `line` the journal entry that asked for it."""

    id: str
    text: str
    version: str
    last_scaling: str
    last_config_change: str
    line: int

    @property
    def definition(self) -> Json:
        """The normalised definition; shared, never to be changed."""
        return loads(self.text)


@dataclass(frozen=True, slots=True)
class Health:
    """What one check has found out about a task so far: times in logical ms, -1 for never; failures in a row."""

    first_success_ms: int = -1
    last_success_ms: int = -1
    last_failure_ms: int = -1
    cause: str = ""
    failures: int = 0

    @property
    def alive(self) -> bool:
        """Whether the last look was a success."""
        return self.last_success_ms > self.last_failure_ms


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a readiness check last found of a task; of its answer something is kept where the check asks for that, else
    the status is 0."""

    ready: bool
    status: int = 0
    content_type: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of an app and its current task. Times are logical ms; -1: not yet.

    `number` counts the instances of one configuration from 1, lowest free first; `generation` how often that number
    was given before: together they key every draw made for the instance. `goal` is running or stopped; `retries` are
    those of the event that scheduled its task (see `Event`). `slot` is its place among the instances on its agent: the
    lowest that was free, kept as long as the task. `results` are those of the app's health checks, None where one has
    not looked yet; `readiness` is that of its readiness check, None where nobody has asked.
    """

    id: str
    app_id: str
    number: int
    generation: int
    config_version: str
    version: str
    incarnation: int = 1
    condition: str = "Scheduled"
    goal: str = "running"
    agent: str = ""
    host_ports: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    scheduled_ms: int = -1
    staged_ms: int = -1
    started_ms: int = -1
    retries: int = 0
    slot: int = 0
    causes: Causes = ()
    results: tuple[Health | None, ...] = ()
    readiness: Readiness | None = None

    @property
    def health(self) -> str:
        """healthy, unhealthy, or "" where no check has looked at the running task yet."""
        known = [health for health in self.results if health is not None]
        if not known or self.condition != "Running":
            return ""
        return "healthy" if all(health.alive for health in known) else "unhealthy"

    @property
    def ready(self) -> str:
        """ready, or "" where the running task was not found to be, or was not asked."""
        return "ready" if self.condition == "Running" and self.readiness and self.readiness.ready else ""

    @property
    def task_id(self) -> str:
        """The id of the current task."""
        return f"{self.id}._app.{self.incarnation}"


@dataclass(frozen=True, slots=True)
class Action:
    """What a step of a deployment does with one app: `name` is StartApplication, ScaleApplication, RestartApplication
    or StopApplication; `found` how many instances a restart found when it began, -1 until then."""

    name: str
    app_id: str
    done: bool = False
    found: int = -1


@dataclass(frozen=True, slots=True)
class Deployment:
    """A plan that leads the root group to a version: its steps, one after the other, and the step at work (from 1).

    The actions of a step go on side by side. `before` has the version that each affected app had before, "" for none;
    `groups` has the dependencies that each group had which came, changed or went; None where there was no such group.
    """

    id: str
    version: str
    steps: tuple[tuple[Action, ...], ...]
    step: int
    line: int
    started_ms: int
    before: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[str, ...] | None], ...] = ()

    @property
    def apps(self) -> tuple[str, ...]:
        """The ids of the affected apps, sorted: they are locked."""
        return tuple(sorted({action.app_id for step in self.steps for action in step}))

    @property
    def current(self) -> tuple[Action, ...]:
        """The actions of the step at work."""
        return self.steps[self.step - 1]


@dataclass(frozen=True, slots=True)
class Failure:
    """The last failure of an app's task, as `lastTaskFailure` tells it."""

    task_id: str
    state: str
    message: str
    agent: str
    at_ms: int
    version: str


@dataclass(frozen=True, slots=True)
class Delay:
    """The launch delay of one app configuration: seconds (in ms) counted from `since_ms`."""

    delay_ms: int
    since_ms: int


@dataclass(frozen=True, slots=True)
class NoMatch:
    """An offer that an app could not use, and every reason for that; the first one counts."""

    offer: Offer
    reasons: tuple[str, ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class OfferStatistics:
    """What became of the offers since an app waits for one.

    `declined` has a number for each reason, in the order of the funnel; `last` the last unused offer of each agent.
    """

    used: int = 0
    declined: tuple[int, ...] = ()
    last: tuple[NoMatch, ...] = ()
    last_used_ms: int = -1


UNHEARD = frozenset({"Unreachable", "UnreachableInactive"})
"""Conditions of an instance whose agent is unreachable; an inactive one is not counted, and another takes its place."""
APPS: Table[App] = Table("marathon.app")
"""Key: app id."""
VERSIONS: Table[App] = Table("marathon.version")
"""Scope: app id. Key: version."""
BY_APP: Index[Instance] = Index("marathon.instance.app", lambda instance: instance.app_id)
BY_AGENT: Index[Instance] = Index("marathon.instance.agent", lambda instance: instance.agent or None)
WAITING: Index[Instance] = Index(
    "marathon.instance.waiting", lambda instance: "" if instance.condition == "Scheduled" else None
)
"""Those that wait for an offer, of all apps, in group ""."""
STATES: Tally[Instance] = Tally(
    "marathon.instance.states",
    lambda instance: (
        instance.app_id,
        (instance.version, instance.goal, instance.condition, instance.health, instance.ready),
    ),
)
BLOCK = 64
NUMBERED: Index[Instance] = Index(
    "marathon.instance.number",
    lambda instance: (instance.app_id, instance.config_version, instance.number // BLOCK),
)
"""The instances of a configuration by their numbers, so many numbers a group: so the lowest free one is found."""
INSTANCES: Table[Instance] = Table("marathon.instance", (BY_APP, BY_AGENT, WAITING, STATES, NUMBERED))
"""Key: instance id."""
GENERATIONS: Table[int] = Table("marathon.generation")
"""Key: (app id, network mode, number): how many instances have had that number. (app id, "deployment", 0): how many
deployments the app has had. Draws are keyed by these counts, never by the time."""
DEPLOYMENTS: Table[Deployment] = Table("marathon.deployment")
"""Key: deployment id."""
FAILURES: Table[Failure] = Table("marathon.failure")
"""Key: app id."""
DELAYS: Table[Delay] = Table("marathon.delay")
"""Key: (app id, version of its configuration)."""
STATISTICS: Table[OfferStatistics] = Table("marathon.statistics")
"""Key: app id. Only apps have them whose instances wait for an offer."""


def instance_of(task_id: str) -> str:
    """The id of the instance whose task it is, or was."""
    return task_id.rpartition("._app.")[0]


def number_of(
    world: World,
    app_id: str,
    *,
    version: str = "",
    goal: str = "",
    condition: str = "",
    health: str = "",
    ready: str = "",
) -> int:
    """How many instances an app has, of one version, goal, condition, health and readiness where these are given."""
    wanted = (version, goal, condition, health, ready)
    return sum(
        number
        for kind, number in world.tally(STATES, app_id).items()
        if all(part in {"", found} for part, found in zip(wanted, kind, strict=True))
    )


def counted(world: World, app_id: str, *, version: str = "") -> int:
    """How many instances an app has, of one version where it is given, without those that are not counted any more."""
    gone = number_of(world, app_id, version=version, condition="UnreachableInactive")
    return number_of(world, app_id, version=version) - gone


def deployment_of(world: World, app_id: str) -> Deployment | None:
    """The deployment that has locked an app, or None."""
    return next((found for found in world.values(DEPLOYMENTS) if app_id in found.apps), None)


def app_of(world: World, instance: Instance) -> App:
    """The app as it was when the instance was made: what the instance runs, whatever the app has become since."""
    return world[VERSIONS, instance.version, instance.app_id]
