"""Marathon's REST API for what is under way: deployments and the launch queue.

Sources: mesosphere/marathon v1.8.222, api/v2/{DeploymentsResource,QueueResource}.scala, raml/QueueInfoConversion.scala.
"""

from tutorial.cluster.api import deploy
from tutorial.cluster.api.marathon import deployment_result
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import backoff, documents, offer_statistics
from tutorial.cluster.marathon.definition import path_id
from tutorial.cluster.marathon.tables import APPS, DEPLOYMENTS, App
from tutorial.cluster.world import World


def deployments(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/deployments, oldest first."""
    running = sorted(world.values(DEPLOYMENTS), key=lambda found: (found.started_ms, found.id))
    return json_response(200, [documents.deployment(world, found) for found in running])


def delete_deployment(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/deployments/<id>: begin a deployment that leads back; with `force=true` only cancel it."""
    found = world.get(DEPLOYMENTS, subject)
    if found is None:
        raise Refusal(404, f"DeploymentPlan {subject} does not exist")
    if request.flag("force"):
        deploy.cancel(world, found)
        return Response(202)
    return deployment_result(deploy.roll_back(world, found, line))


def queue(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/queue[?embed=lastUnusedOffers]: the apps that have instances left to launch."""
    embed = ("embed", "lastUnusedOffers") in request.query
    items = [item for app in world.values(APPS) for item in _items(world, app, embed=embed)]
    return json_response(200, {"queue": items})


def _items(world: World, app: App, *, embed: bool = False) -> list[Json]:
    instances = documents.instances_of(world, app.id)
    waiting = [instance for instance in instances if instance.condition in {"Scheduled", "Failed", "Finished"}]
    if not waiting:
        return []
    meant = sum(instance.goal == "running" for instance in instances)
    left_ms = backoff.ready_ms(world, app) - world.now_ms
    item = {
        "count": len(waiting) + max(0, app.definition["instances"] - meant),
        "delay": {"timeLeftSeconds": left_ms // 1000, "overdue": left_ms == 0},
        "since": world.timestamp(min(instance.scheduled_ms for instance in waiting)),
        "processedOffersSummary": offer_statistics.summary(world, app.id),
        **({"lastUnusedOffers": offer_statistics.last_unused(world, app.id)} if embed else {}),
        "app": documents.bare(app),
    }
    return [item]


def delete_delay(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/queue/<id>/delay: the next launch need not wait."""
    app = world.get(APPS, path_id(subject))
    if app is None or not _items(world, app):
        raise Refusal(404, f"Application {path_id(subject)} not found in tasks queue.")
    backoff.dropped(world, app)
    for instance in documents.instances_of(world, app.id):
        world.after(0, "marathon.relaunch", instance.id)
    world.after(0, "marathon.delayed", app.id)
    return Response(204)
