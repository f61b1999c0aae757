"""Several apps changed by one call: all of it, or nothing where one of them is refused.

Here each app gets a deployment of its own, where Marathon makes one of them all; the answer names the last.
"""

from collections.abc import Mapping

from tutorial.cluster.api import deploy
from tutorial.cluster.api.messages import Refusal
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.documents import deployments_of
from tutorial.cluster.marathon.tables import APPS, Deployment
from tutorial.cluster.world import World


def apply(world: World, targets: Mapping[str, Json], subject: str, line: int, *, force: bool) -> Deployment:
    """Let each app have its normalised definition, or none; `subject` names the whole where nothing is to do."""
    mark = world.mark()
    try:
        if not force:
            _locks(world, targets)
        found = [_one(world, app_id, targets[app_id], line, force=force) for app_id in sorted(targets)]
    except Refusal:
        world.restore(mark)
        raise
    done = [deployment for deployment in found if deployment is not None]
    return done[-1] if done else deploy.nothing(world, subject, line)


def _locks(world: World, targets: Mapping[str, Json]) -> None:
    """Refuse with every deployment that is in the way."""
    running = [deployment for app_id in sorted(targets) for deployment in deployments_of(world, app_id)]
    if running:
        raise Refusal(409, deploy.LOCKED, deployments=[{"id": deployment.id} for deployment in running])


def _one(world: World, app_id: str, definition: Json, line: int, *, force: bool) -> Deployment | None:
    app = world.get(APPS, app_id)
    if app is None:
        return None if definition is None else deploy.create(world, definition, line, force=force)[1]
    if definition is None:
        return deploy.delete(world, app, line, force=force)
    return deploy.change(world, app, definition, line, force=force)
