"""Marathon's REST API for groups of apps.

Sources: mesosphere/marathon v1.8.222, api/v2/GroupsResource.scala, raml/GroupConversion.scala.
"""

import math
from collections.abc import Iterator

from tutorial.cluster.api import batch
from tutorial.cluster.api.marathon import checked, deployment_result, parsed
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import documents, groups
from tutorial.cluster.marathon.definition import path_id
from tutorial.cluster.marathon.tables import APPS, Deployment
from tutorial.cluster.world import World

INVALID = "Object is not valid"


def found(world: World, subject: str) -> str:
    """The id of a group; a refusal with status 404 where there is none."""
    group = path_id(subject)
    if not groups.exists(world, group):
        raise Refusal(404, f"Group '{group}' does not exist")
    return group


def get_group(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/groups, the root with everything in it, and GET /v2/groups/<id>."""
    return json_response(200, groups.document(world, found(world, subject), documents.bare))


def group_versions(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/groups/<id>/versions, newest first."""
    return json_response(200, groups.versions(world, found(world, subject)))


def group_version(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/groups/<id>/versions/<version>: the group as it was."""
    *path, version = subject.split("\n")
    group = found(world, path[0] if path else groups.ROOT)
    apps = groups.apps_at(world, groups.ROOT, _known(world, group, version))
    return json_response(200, {**groups.document(world, group, documents.bare, apps), "version": version})


def _known(world: World, group: str, version: str) -> str:
    if version not in groups.versions(world, group):
        raise Refusal(404, f"Group '{group}' does not exist in version {version}")
    return version


def create_group(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/groups: a group that is not there yet, with its apps and groups."""
    given = parsed(request.body)
    if not isinstance(given.get("id"), str):
        raise Refusal(422, INVALID, details=[{"path": "/id", "errors": ["error.path.missing"]}])
    group = path_id(given["id"])
    if groups.exists(world, group) or world.get(APPS, group) is not None:
        raise Refusal(409, f"Group {group} is already created. Use PUT to change this group.")
    return deployment_result(_update(world, group, given, request, line), 201)


def put_group(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT /v2/groups/<id>: scale every app in it, lead it back to a version, or change what is given; or make it."""
    group, given = path_id(subject), parsed(request.body)
    if "scaleBy" in given:
        return deployment_result(_scale(world, found(world, subject), given["scaleBy"], request, line))
    if "version" in given and set(given) <= {"id", "version"}:
        return deployment_result(_roll_back(world, found(world, subject), str(given["version"]), request, line))
    return deployment_result(_update(world, group, given, request, line), 200 if groups.exists(world, group) else 201)


def delete_group(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/groups/<id>, with all that is in it; without an id everything goes."""
    group = found(world, subject)
    targets = {app.id: None for app in groups.apps_in(world, group)}
    deployment = batch.apply(world, targets, group, line, force=request.flag("force"))
    groups.remove(world, group)
    return deployment_result(deployment)


def put_apps(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT and PATCH /v2/apps: several apps at once; with PATCH each must be there."""
    given = parsed(request.body, list)
    targets: dict[str, Json] = {}
    for index, definition in enumerate(given):
        app_id = _id_of(definition, index)
        app = world.get(APPS, app_id)
        if app is None and request.method == "PATCH":
            raise Refusal(404, f"App '{app_id}' does not exist")
        partial = app is not None and request.flag("partialUpdate", default=True)
        targets[app_id] = _checked(index, definition, app_id, app.definition if app and partial else None)
    return deployment_result(batch.apply(world, targets, groups.ROOT, line, force=request.flag("force")))


def _id_of(definition: Json, index: int) -> str:
    if not isinstance(definition, dict) or not isinstance(definition.get("id"), str):
        raise Refusal(422, INVALID, details=[{"path": f"/apps({index})/id", "errors": ["error.path.missing"]}])
    return path_id(definition["id"])


def _scale(world: World, group: str, factor: Json, request: Request, line: int) -> Deployment:
    if isinstance(factor, bool) or not isinstance(factor, int | float) or factor < 0:
        raise Refusal(400, "Invalid JSON", details=[{"path": "/scaleBy", "errors": ["error.expected.jsnumber"]}])
    targets = {
        app.id: {**app.definition, "instances": math.ceil(app.definition["instances"] * factor)}
        for app in groups.apps_in(world, group)
    }
    return batch.apply(world, targets, group, line, force=request.flag("force"))


def _roll_back(world: World, group: str, version: str, request: Request, line: int) -> Deployment:
    targets: dict[str, Json] = {app.id: None for app in groups.apps_in(world, group)}
    targets |= {app.id: app.definition for app in groups.apps_at(world, group, _known(world, group, version))}
    return batch.apply(world, targets, group, line, force=request.flag("force"))


def _update(world: World, group: str, given: Json, request: Request, line: int) -> Deployment:
    """What is given of a group replaces what was there: its list of apps, its list of groups."""
    targets: dict[str, Json] = {app.id: None for app in groups.apps_in(world, group)}
    made = [group]
    targets |= dict(_targets(world, group, given, made))
    kept = {app.id: app.definition for app in groups.apps_in(world, group)}
    changed = {app_id: target for app_id, target in targets.items() if target is None or target != kept.get(app_id)}
    deployment = batch.apply(world, changed, group, line, force=request.flag("force"))
    for path in made:
        groups.make(world, path, deployment.version)
    return deployment


def _targets(world: World, group: str, given: Json, made: list[str]) -> Iterator[tuple[str, Json]]:
    """The apps that a group is to have with their definitions; the groups on the way are put into `made`."""
    if given.get("apps") is None:
        yield from ((app.id, app.definition) for app in world.values(APPS) if groups.parent(app.id) == group)
    for index, definition in enumerate(given.get("apps") or ()):
        app_id = _inside(group, definition, f"/apps({index})/id")
        yield app_id, _checked(index, definition, app_id, None)
    if given.get("groups") is None:
        inner = [path for path in groups.ids(world) if groups.within(path, group)]
        yield from ((app.id, app.definition) for app in world.values(APPS) if groups.parent(app.id) in inner)
    for index, part in enumerate(given.get("groups") or ()):
        path = _inside(group, part, f"/groups({index})/id")
        made.append(path)
        yield from _targets(world, path, part, made)


def _inside(group: str, part: Json, pointer: str) -> str:
    """The absolute id of an app or group, which must stand in its group; a relative one is meant from there."""
    given = part.get("id") if isinstance(part, dict) else None
    if not isinstance(given, str):
        raise Refusal(422, INVALID, details=[{"path": pointer, "errors": ["error.path.missing"]}])
    path = path_id(given if given.startswith("/") else f"{group}/{given}")
    if groups.parent(path) != group:
        words = f"Identifier is not child of '{group}'. Hint: use relative paths."
        raise Refusal(422, INVALID, details=[{"path": pointer, "errors": [words]}])
    return path


def _checked(index: int, definition: Json, app_id: str, base: Json) -> Json:
    """The normalised definition of one app of several; what is wrong with it is told by its place among them."""
    try:
        return checked({**definition, "id": app_id}, base)
    except Refusal as refusal:
        details = refusal.document.get("details")
        if isinstance(details, list):
            placed = [{**entry, "path": f"/apps({index}){entry['path']}"} for entry in details]
            raise Refusal(refusal.status, str(refusal), details=placed) from refusal
        raise
