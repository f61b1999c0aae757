"""From accepted definitions to a deployment: service ports, the lock, versions, and one plan for all that is changed.

Sources: mesosphere/marathon v1.8.222, core/deployment/DeploymentPlan.scala, core/group/impl/GroupManagerImpl.scala,
core/deployment/impl/{DeploymentManagerActor,DeploymentPlanReverter}.scala.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.jsontext import Json, dumps
from tutorial.cluster.marathon import backoff, groups, plan
from tutorial.cluster.marathon.plan import Target
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
SCALE_CHECK_MS = 300_000
"""Every five minutes Marathon compares the number of instances with what apps want."""
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
CIRCLE = [{"path": "/", "errors": ["Dependency graph has cyclic dependencies."]}]


@dataclass(frozen=True, slots=True)
class Tree:
    """What becomes of groups: those to be there, with their dependencies (None: as they are), those to go, and those to
    go if nothing is left in them, inner ones first."""

    made: tuple[tuple[str, tuple[str, ...] | None], ...] = ()
    gone: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()


def apply(
    world: World,
    wanted: Mapping[str, Json],
    line: int,
    *,
    force: bool,
    subject: str,
    restart: bool = False,
    tree: Tree = Tree(),
) -> Deployment:
    """Let each app have its normalised definition, or none (None), by one deployment: all of it, or a refusal.

    Apps that have it already are left alone, or with `restart` are restarted. A change that changes no app has a plan
    without steps, which meets no other plan; `subject` names it.
    """
    mark = world.mark()
    try:
        targets = _targets(world, wanted, restart=restart)
        lock(world, [target.app_id for target in targets], force=force)
        version = _next_version(world, wanted)
        before = tuple((target.app_id, _version_of(world, target.app_id)) for target in targets)
        known = groups.dependencies(world)
        for target in targets:
            _store(world, target, version, line)
        _grow(world, tree, version)
        steps = plan.steps(targets, _layers(world) if targets else {})
    except Refusal:
        world.restore(mark)
        raise
    name, changed = targets[0].app_id if targets else subject, _regrouped(world, known)
    count = (world.get(GENERATIONS, (name, "deployment", 0)) or 0) + 1
    world.put(GENERATIONS, (name, "deployment", 0), count)
    deployment_id = world.uuid4("marathon.deployment", (name, count))
    found = Deployment(deployment_id, version, steps, 1, line, world.now_ms, before, changed)
    if steps:
        world.put(DEPLOYMENTS, found.id, found)
        world.after(START_MS, "marathon.deployment", found.id)
    return found


def roll_back(world: World, deployment: Deployment, line: int) -> Deployment:
    """A deployment that leads all that another one has changed back to what it was; that one is cancelled."""
    before = {app_id: world.get(VERSIONS, version, app_id) for app_id, version in deployment.before}
    wanted = {app_id: None if app is None else app.definition for app_id, app in before.items()}
    made = tuple((path, known) for path, known in deployment.groups if known is not None)
    new = tuple(path for path, known in reversed(deployment.groups) if known is None)
    tree = Tree(made, pruned=new)
    return apply(world, wanted, line, force=True, subject=deployment.apps[0], restart=True, tree=tree)


def lock(world: World, app_ids: Iterable[str], *, force: bool) -> None:
    """Refuse while deployments of these apps are at work, or too many in all; `force` cancels the apps' own instead."""
    ids = frozenset(app_ids)
    running = [found for found in world.values(DEPLOYMENTS) if not ids.isdisjoint(found.apps)]
    running.sort(key=lambda found: (found.started_ms, found.id))
    if running and not force:
        raise Refusal(409, LOCKED, deployments=[{"id": deployment.id} for deployment in running])
    if ids and not running and len(world.rows(DEPLOYMENTS)) >= MOST_DEPLOYMENTS:
        raise Refusal(403, TOO_MANY)
    for deployment in running:
        cancel(world, deployment, taken_over=ids)


def cancel(world: World, deployment: Deployment, taken_over: frozenset[str] = frozenset()) -> None:
    """A deployment goes on no more. Its apps are as they are until Marathon next compares, unless another plan has
    taken them over."""
    world.delete(DEPLOYMENTS, deployment.id)
    for app_id in deployment.apps:
        if app_id not in taken_over:
            world.after(SCALE_CHECK_MS - world.now_ms % SCALE_CHECK_MS, "marathon.reconcile", app_id)


def _targets(world: World, wanted: Mapping[str, Json], *, restart: bool) -> list[Target]:
    """What really changes, by app id, with service ports."""
    kept = {app.id: app.definition for app in world.values(APPS)}
    taken = {
        port for definition in (*kept.values(), *filter(None, wanted.values())) for port in service_ports(definition)
    }
    found = []
    for app_id in sorted(wanted):
        before, after = kept.get(app_id), wanted[app_id]
        if after is not None:
            after = _with_ports(after, () if before is None else service_ports(before), frozenset(taken))
            taken |= set(service_ports(after))
        if before != after or (restart and after is not None):
            found.append(Target(app_id, before, after))
    return found


def _with_ports(definition: Json, own: tuple[int, ...], taken: frozenset[int]) -> Json:
    assigned = with_service_ports(definition, own, taken)
    if assigned is None:
        raise Refusal(500, "All ports in the range [10000-20000) are already in use")
    return assigned


def _next_version(world: World, app_ids: Iterable[str]) -> str:
    """The instant of the change; a millisecond later for each version that is there already."""
    known: set[object] = {app.version for app in world.values(APPS)}
    known |= {deployment.version for deployment in world.values(DEPLOYMENTS)}
    known |= {version for app_id in app_ids for version, _ in world.rows(VERSIONS, app_id)}
    at_ms = world.now_ms
    while world.timestamp(at_ms) in known:
        at_ms += 1
    return world.timestamp(at_ms)


def _version_of(world: World, app_id: str) -> str:
    app = world.get(APPS, app_id)
    return "" if app is None else app.version


def _store(world: World, target: Target, version: str, line: int) -> None:
    """The app is at once what it is to be, or gone."""
    before = world.get(APPS, target.app_id)
    if target.after is None:
        assert before is not None, "only what is there changes into nothing"
        backoff.dropped(world, before)
        world.delete(FAILURES, before.id)
        world.delete(APPS, before.id)
        return
    app = _changed(target, before, version, line)
    world.put(APPS, app.id, app)
    world.put(VERSIONS, app.version, app, app.id)
    if (group := groups.parent(app.id)) != groups.ROOT:
        groups.make(world, group, app.version)


def _changed(target: Target, before: App | None, version: str, line: int) -> App:
    text = dumps(target.after)
    if before is None:
        return App(target.app_id, text, version, version, version, line)
    configured = version if target.reconfigured else before.last_config_change
    return App(target.app_id, text, version, version, configured, line)


def _grow(world: World, tree: Tree, version: str) -> None:
    for path in tree.gone:
        groups.remove(world, path)
    for path, dependencies in tree.made:
        groups.make(world, path, version, dependencies)
    for path in tree.pruned:
        if groups.empty(world, path):
            groups.remove(world, path)


def _regrouped(world: World, known: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
    """The dependencies that each group had which is not as it was; None for a new one."""
    now = groups.dependencies(world)
    return tuple((path, known.get(path)) for path in sorted({*known, *now}) if known.get(path) != now.get(path))


def _layers(world: World) -> dict[str, int]:
    definitions = {app.id: app.definition for app in world.values(APPS)}
    found = plan.layers(definitions, groups.dependencies(world))
    if found is None:
        raise Refusal(422, "Object is not valid", details=CIRCLE)
    return found
