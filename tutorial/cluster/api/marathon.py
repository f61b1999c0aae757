"""Marathon's REST API for apps: what it accepts, refuses and answers.

Sources: mesosphere/marathon v1.8.222, api/v2/AppsResource.scala, api/MarathonExceptionMapper.scala.
"""

import json
import re

from tutorial.cluster.api import deploy, embedding
from tutorial.cluster.api.accepting import preferred
from tutorial.cluster.api.messages import JSON_TYPE, Refusal, Request, Response, json_response
from tutorial.cluster.api.selection import selected
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import documents, legacy, rules, schema
from tutorial.cluster.marathon.definition import normalised, path_id, without_nulls
from tutorial.cluster.marathon.tables import APPS, VERSIONS, App, Deployment
from tutorial.cluster.world import World

DEEPEST = 50
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:.]*(Z|[+-]\d\d:?\d\d)?)?)?)?")


def parsed(body: str, kind: type = dict) -> Json:
    """The request's JSON document; a refusal when it is none or not an object (or array, where `kind` says list)."""
    try:
        document = json.loads(body, parse_constant=_no_number)
    except ValueError as error:
        raise Refusal(400, "Invalid JSON", details=str(error)) from error
    except RecursionError:
        document = None
    if document is None or _too_deep(document):
        raise Refusal(400, "Invalid JSON", details=f"nested deeper than {DEEPEST} levels")
    if not isinstance(document, kind):
        expected = "jsobject" if kind is dict else "jsarray"
        raise Refusal(400, "Invalid JSON", details=_details([("/", f"error.expected.{expected}")]))
    return document


def _too_deep(document: Json) -> bool:
    """Whether anything in the document is nested too deeply to be read by recursion."""
    level = [document]
    for _ in range(DEEPEST):
        inner = [part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list)]
        level = [item for items in inner for item in items]
        if not level:
            return False
    return True


def _no_number(name: str) -> Json:
    raise ValueError(f"{name} is not a JSON number")


def _details(violations: list[schema.Violation]) -> list[Json]:
    grouped: dict[str, list[str]] = {}
    for path, message in violations:
        messages = grouped.setdefault(path, [])
        if message not in messages:
            messages.append(message)
    return [{"path": path, "errors": messages} for path, messages in grouped.items()]


def checked(given: Json, base: Json = None) -> Json:
    """The normalised definition of a document, laid over `base`; a refusal of all that is wrong if it breaks a rule."""
    document = without_nulls(given)
    if shape := list(schema.violations(document, schema.APP)):
        details = _details(shape)
        real = all(any(not error.startswith("error.expected") for error in entry["errors"]) for entry in details)
        raise Refusal(422 if real else 400, "Invalid JSON", details=details)
    definition = normalised({**(base or {}), **_migrated(document, update=base is not None)})
    if broken := rules.violations(definition):
        raise Refusal(422, "Object is not valid", details=_details(list(broken)))
    return definition


def _migrated(document: Json, *, update: bool) -> Json:
    if broken := list(legacy.violations(document, update=update)):
        raise Refusal(422, "Object is not valid", details=_details(broken))
    try:
        return legacy.migrated(document, update=update)
    except legacy.Mixture as mixture:
        raise Refusal(500, str(mixture)) from mixture


def found(world: World, app_id: str) -> App:
    """The app with that id; a refusal with status 404 when there is none."""
    app = world.get(APPS, path_id(app_id))
    if app is None:
        raise Refusal(404, f"App '{path_id(app_id)}' does not exist")
    return app


def ping(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /ping: text, or JSON for who would rather have that; nothing for who accepts neither."""
    kind = preferred(request.header("Accept"), ("text/plain", "text/html", JSON_TYPE))
    if kind == JSON_TYPE:
        return json_response(200, "pong")
    return Response(200, (("Content-Type", kind),), "pong") if kind else Response(204)


def list_apps(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps, all or those that the query selects, with the parts that it asks to embed."""
    listed = [embedding.app(world, app, request) for app in selected(world.values(APPS), request)]
    return json_response(200, {"apps": listed})


def create_app(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/apps."""
    definition = checked(parsed(request.body))
    if world.get(APPS, definition["id"]) is not None:
        raise Refusal(409, f"An app with id [{definition['id']}] already exists.")
    deployment = _deployed(world, request, line, definition["id"], definition)
    body = {**documents.app(world, world[APPS, definition["id"]]), "tasks": []}
    return json_response(201, body, marathon_deployment_id=deployment.id)


def _deployed(
    world: World, request: Request, line: int, app_id: str, definition: Json, *, force: bool = False
) -> Deployment:
    """The deployment that leads one app to a definition, or to none."""
    forced = request.flag("force", default=force)
    return deploy.apply(world, {app_id: definition}, line, force=forced, subject=app_id)


def get_app(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>."""
    return json_response(200, {"app": embedding.app(world, found(world, subject), request, embedding.OF_ONE)})


def put_app(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT /v2/apps/<id>: given fields replace existing ones whole; an unknown id creates the app.

    A version alone leads back to what the app was in it. With `partialUpdate=false` the given definition replaces the
    whole of the existing one.
    """
    app = world.get(APPS, path_id(subject))
    if app is not None:
        return _update(world, request, line, app)
    definition = checked({**parsed(request.body), "id": path_id(subject)})
    return deployment_result(_deployed(world, request, line, definition["id"], definition), 201)


def patch_app(world: World, request: Request, line: int, subject: str) -> Response:
    """PATCH /v2/apps/<id>: as PUT, but an unknown id is refused."""
    return _update(world, request, line, found(world, subject))


def _update(world: World, request: Request, line: int, app: App) -> Response:
    given = parsed(request.body)
    if {"version"} <= set(without_nulls(given)) <= {"id", "version"}:
        definition = _of_version(world, app, str(given["version"])).definition
    else:
        base = app.definition if request.flag("partialUpdate", default=True) else None
        definition = checked({**given, "id": app.id}, base)
    return deployment_result(_deployed(world, request, line, app.id, definition))


def _of_version(world: World, app: App, version: str) -> App:
    """The app as it was in a version; a refusal with status 404 when it never was."""
    before = world.get(VERSIONS, version, app.id)
    if before is None:
        raise Refusal(404, f"App '{app.id}' does not exist in version {version}")
    return before


def deployment_result(deployment: Deployment, status: int = 200) -> Response:
    """The answer to a call that begins a deployment."""
    body = {"version": deployment.version, "deploymentId": deployment.id}
    return json_response(status, body, marathon_deployment_id=deployment.id)


def delete_app(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/apps/<id>; a running deployment of the app is cancelled unless `force=false`."""
    return deployment_result(_deployed(world, request, line, found(world, subject).id, None, force=True))


def restart_app(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/apps/<id>/restart."""
    app = found(world, subject)
    forced = request.flag("force")
    wanted = {app.id: app.definition}
    return deployment_result(deploy.apply(world, wanted, line, force=forced, subject=app.id, restart=True))


def app_versions(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/versions, newest first."""
    app = found(world, subject)
    return json_response(200, {"versions": [str(key) for key, _ in reversed(world.rows(VERSIONS, app.id))]})


def app_version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/versions/<version>: the bare app."""
    app_id, version = subject.split("\n")
    if _MOMENT.fullmatch(version) is None:
        raise Refusal(422, f'Invalid format: "{version}"')
    return json_response(200, documents.bare(_of_version(world, found(world, app_id), version)))
