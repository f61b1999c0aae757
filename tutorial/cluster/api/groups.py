"""Marathon's REST API for groups of apps.

Sources: mesosphere/marathon v1.8.222, api/v2/GroupsResource.scala, raml/GroupConversion.scala.
"""

import math
from dataclasses import dataclass, field

from tutorial.cluster.api import deploy
from tutorial.cluster.api.marathon import checked, deployment_result, parsed
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon import documents, groups
from tutorial.cluster.marathon.definition import canonical, path_id
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
    if groups.exists(world, group):
        raise Refusal(409, f"Group {group} is already created. Use PUT to change this group.")
    if world.get(APPS, group) is not None:
        raise Refusal(409, f"An app with the path {group} already exists.")
    return deployment_result(_update(world, group, given, request, line), 201)


def put_group(world: World, request: Request, line: int, subject: str) -> Response:
    """PUT /v2/groups/<id>: scale every app in it, lead it back to a version, or change what is given; or make it.

    With `dryRun=true` nothing is changed, and the answer has the steps that it would take.
    """
    given, mark = parsed(request.body), world.mark()
    deployment = _put(world, _meant(subject, given), given, request, line)
    if request.flag("dryRun"):
        world.restore(mark)
        return json_response(200, {"steps": documents.steps(deployment)})
    return deployment_result(deployment)


def _meant(subject: str, given: Json) -> str:
    """The group that a call is about: the one that its document names, from the one in its path on."""
    named, group = given.get("id"), path_id(subject)
    return canonical(named, group) if isinstance(named, str) else group


def _put(world: World, group: str, given: Json, request: Request, line: int) -> Deployment:
    if "scaleBy" in given:
        return _scale(world, found(world, group), given["scaleBy"], request, line)
    if "version" in given and set(given) <= {"id", "version"}:
        return _roll_back(world, found(world, group), str(given["version"]), request, line)
    return _update(world, group, given, request, line)


def delete_group(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/groups/<id>, with all that is in it; without an id everything goes."""
    group = found(world, subject)
    return deployment_result(_deployed(world, group, _Wish(gone=[group]), request, line))


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
    forced = request.flag("force")
    return deployment_result(deploy.apply(world, targets, line, force=forced, subject=groups.ROOT))


def _id_of(definition: Json, index: int) -> str:
    if not isinstance(definition, dict) or not isinstance(definition.get("id"), str):
        raise Refusal(422, INVALID, details=[{"path": f"/apps({index})/id", "errors": ["error.path.missing"]}])
    return path_id(definition["id"])


@dataclass(slots=True)
class _Wish:
    """What is to become of a group: the apps that it is to have, groups with their dependencies, groups that go."""

    apps: dict[str, Json] = field(default_factory=dict)
    made: list[tuple[str, tuple[str, ...] | None]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def _deployed(world: World, group: str, wish: _Wish, request: Request, line: int) -> Deployment:
    """The deployment that leads a group to what it is to be: apps that are not named are gone."""
    wanted = {app.id: None for app in groups.apps_in(world, group)} | wish.apps
    tree = deploy.Tree(tuple(wish.made), tuple(wish.gone))
    forced = request.flag("force") or request.flag("dryRun")
    return deploy.apply(world, wanted, line, force=forced, subject=group, tree=tree)


def _scale(world: World, group: str, factor: Json, request: Request, line: int) -> Deployment:
    if isinstance(factor, bool) or not isinstance(factor, int | float) or factor < 0:
        raise Refusal(400, "Invalid JSON", details=[{"path": "/scaleBy", "errors": ["error.expected.jsnumber"]}])
    apps = {
        app.id: {**app.definition, "instances": math.ceil(app.definition["instances"] * factor)}
        for app in groups.apps_in(world, group)
    }
    return _deployed(world, group, _Wish(apps), request, line)


def _roll_back(world: World, group: str, version: str, request: Request, line: int) -> Deployment:
    apps = {app.id: app.definition for app in groups.apps_at(world, group, _known(world, group, version))}
    return _deployed(world, group, _Wish(apps), request, line)


def _update(world: World, group: str, given: Json, request: Request, line: int) -> Deployment:
    """What is given of a group replaces what was there: its list of apps, its list of groups, its dependencies."""
    wish = _Wish()
    _take_in(world, group, given, wish)
    return _deployed(world, group, wish, request, line)


def _take_in(world: World, group: str, given: Json, wish: _Wish) -> None:
    """Add what a group is to be to a wish: what is not given stays as it is."""
    wish.made.append((group, _dependencies(group, given)))
    if given.get("apps") is None:
        wish.apps |= {app.id: app.definition for app in world.values(APPS) if groups.parent(app.id) == group}
    for index, definition in enumerate(given.get("apps") or ()):
        app_id = _inside(group, definition, f"/apps({index})/id")
        wish.apps[app_id] = _checked(index, definition, app_id, None)
    inner = [path for path in groups.ids(world) if groups.parent(path) == group]
    if given.get("groups") is None:
        wish.apps |= {app.id: app.definition for path in inner for app in groups.apps_in(world, path)}
        return
    kept = {_inside(group, part, f"/groups({index})/id"): part for index, part in enumerate(given["groups"])}
    wish.gone += [path for path in inner if path not in kept]
    for path, part in kept.items():
        _take_in(world, path, part, wish)


def _dependencies(group: str, given: Json) -> tuple[str, ...] | None:
    """The dependencies that are given of a group, as absolute ids; None where none are."""
    found = given.get("dependencies")
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(path, str) for path in found):
        raise Refusal(400, "Invalid JSON", details=[{"path": "/dependencies", "errors": ["error.expected.jsarray"]}])
    return tuple(dict.fromkeys(canonical(path, group) for path in found))


def _inside(group: str, part: Json, pointer: str) -> str:
    """The absolute id of an app or group, which must stand in its group; a relative one is meant from there."""
    given = part.get("id") if isinstance(part, dict) else None
    if not isinstance(given, str):
        raise Refusal(422, INVALID, details=[{"path": pointer, "errors": ["error.path.missing"]}])
    path = canonical(given, group)
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
