"""Marathon's REST API: what it accepts, refuses and answers.

Sources: mesosphere/marathon v1.8.222, api/v2/{AppsResource,AppTasksResource,DeploymentsResource,QueueResource}.scala,
api/MarathonExceptionMapper.scala.
"""

import json

from tutorial.cluster.api import deploy
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import documents, rules, schema
from tutorial.cluster.marathon.definition import normalised, path_id, without_nulls
from tutorial.cluster.marathon.tables import APPS, DELAYS, DEPLOYMENTS, INSTANCES, VERSIONS, App
from tutorial.cluster.world import World


def parsed(body: str) -> Json:
    """The request's JSON document; a refusal when it is none or not an object."""
    try:
        document = json.loads(body)
    except ValueError as error:
        raise Refusal(400, "Invalid JSON", details=str(error)) from error
    except RecursionError as error:
        raise Refusal(400, "Invalid JSON", details="nested too deeply") from error
    if not isinstance(document, dict):
        raise Refusal(422, "Invalid JSON", details=_details([("/", "error.expected.jsobject")]))
    return document


def _details(violations: list[schema.Violation]) -> list[Json]:
    grouped: dict[str, list[str]] = {}
    for path, message in violations:
        messages = grouped.setdefault(path, [])
        if message not in messages:
            messages.append(message)
    return [{"path": path, "errors": messages} for path, messages in grouped.items()]


def checked(document: Json) -> Json:
    """The normalised definition of a document that keeps all rules; a refusal with all that is wrong otherwise."""
    shape = list(schema.violations(without_nulls(document), schema.APP))
    if shape:
        tokens = all(message.startswith("error.expected") for _, message in shape)
        raise Refusal(400 if tokens else 422, "Invalid JSON", details=_details(shape))
    definition = normalised(document)
    if broken := rules.violations(definition):
        raise Refusal(422, "Object is not valid", details=_details(list(broken)))
    return definition


def found(world: World, app_id: str) -> App:
    """The app with that id; a refusal with status 404 when there is none."""
    app = world.get(APPS, path_id(app_id))
    if app is None:
        raise Refusal(404, f"App '{path_id(app_id)}' does not exist")
    return app


def ping(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /ping."""
    return json_response(200, "pong")


def list_apps(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps; tasks only when asked to embed them."""
    embedded = [value for key, value in request.query if key == "embed"]
    with_tasks = any(value in {"apps.tasks", "app.tasks"} for value in embedded)
    apps = world.values(APPS)
    if with_tasks:
        listed = [{**documents.app(world, app), "tasks": documents.tasks(world, app.id)} for app in apps]
    else:
        listed = documents.apps(world)
    return json_response(200, {"apps": listed})


def create_app(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/apps."""
    definition = checked(parsed(request.body))
    if world.get(APPS, definition["id"]) is not None:
        raise Refusal(409, f"An app with id [{definition['id']}] already exists.")
    app, deployment = deploy.create(world, definition, line)
    body = {**documents.app(world, app), "tasks": []}
    return json_response(201, body, marathon_deployment_id=deployment.id)


def get_app(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>."""
    return json_response(200, {"app": documents.app_with_tasks(world, found(world, subject))})


def put_app(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT /v2/apps/<id>: given fields replace existing ones whole; an unknown id creates the app."""
    document = {**without_nulls(parsed(request.body)), "id": path_id(subject)}
    app = world.get(APPS, path_id(subject))
    if app is None:
        _, deployment = deploy.create(world, checked(document), line)
        status = 201
    else:
        definition = checked({**app.definition, **document})
        deployment = deploy.change(world, app, definition, line, force=request.flag("force"))
        status = 200
    body = {"version": deployment.version, "deploymentId": deployment.id}
    return json_response(status, body, marathon_deployment_id=deployment.id)


def delete_app(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/apps/<id>; a running deployment of the app is cancelled, as Marathon's default is here."""
    deployment = deploy.delete(world, found(world, subject), line)
    body = {"version": deployment.version, "deploymentId": deployment.id}
    return json_response(200, body, marathon_deployment_id=deployment.id)


def app_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/tasks."""
    return json_response(200, {"tasks": documents.tasks(world, found(world, subject).id)})


def app_versions(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/versions, newest first."""
    app = found(world, subject)
    return json_response(200, {"versions": [str(key) for key, _ in reversed(world.rows(VERSIONS, app.id))]})


def app_version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/versions/<version>: the bare app."""
    app_id, version = subject.split("\n")
    app = world.get(VERSIONS, version, found(world, app_id).id)
    if app is None:
        raise Refusal(404, f"App '{path_id(app_id)}' does not exist in version {version}")
    return json_response(200, documents.bare(app))


def all_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/tasks: the tasks of every app, with the app's service ports."""
    listed = []
    for app in world.values(APPS):
        ports = deploy.service_ports(app.definition)
        listed += [{**task, "servicePorts": list(ports)} for task in documents.tasks(world, app.id)]
    return json_response(200, {"tasks": listed})


def deployments(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/deployments, oldest first."""
    running = sorted(world.values(DEPLOYMENTS), key=lambda found: (found.started_ms, found.id))
    return json_response(200, [documents.deployment(found) for found in running])


def queue(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/queue: the apps that have instances left to launch."""
    waiting = [i.app_id for i in world.values(INSTANCES) if i.condition in {"Scheduled", "Failed"}]
    items = []
    for app in world.values(APPS):
        if app.id in waiting:
            delay = world.get(DELAYS, app.id)
            left = 0 if delay is None else max(0, delay.since_ms + delay.delay_ms - world.now_ms)
            items.append(
                {
                    "count": waiting.count(app.id),
                    "delay": {"timeLeftSeconds": left // 1000, "overdue": left == 0},
                    "since": world.timestamp(min(i.scheduled_ms for i in documents.instances_of(world, app.id))),
                    "app": documents.bare(app),
                }
            )
    return json_response(200, {"queue": items})
