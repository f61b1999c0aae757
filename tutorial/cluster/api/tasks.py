"""Marathon's REST API for tasks: listing and killing them.

A plain kill ends the task, and the instance goes on with its next one; `wipe` replaces the instance; `scale` lets the
app have that many fewer. Sources: mesosphere/marathon v1.8.222, api/v2/{AppTasksResource,TasksResource}.scala,
api/TaskKiller.scala.
"""

from tutorial.cluster.api import deploy
from tutorial.cluster.api.marathon import deployment_result, found, parsed
from tutorial.cluster.api.messages import Refusal, Request, Response, json_response
from tutorial.cluster.host import HOSTS
from tutorial.cluster.marathon import documents
from tutorial.cluster.marathon.ports import service_ports
from tutorial.cluster.marathon.tables import APPS, App, Instance
from tutorial.cluster.world import World


def app_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/apps/<id>/tasks."""
    return json_response(200, {"tasks": documents.tasks(world, found(world, subject).id)})


def all_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """GET /v2/tasks: the tasks of every app, with the app's service ports."""
    listed = []
    for app in world.values(APPS):
        ports = list(service_ports(app.definition))
        listed += [{**task, "servicePorts": ports} for task in documents.tasks(world, app.id)]
    return json_response(200, {"tasks": listed})


def kill_app_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/apps/<id>/tasks, all of them or those on `host`."""
    app = found(world, subject)
    host = dict(request.query).get("host")
    chosen = [i for i in _with_task(world, app) if host is None or world[HOSTS, i.agent].ip == host]
    return _kill(world, request, line, chosen)


def kill_app_task(world: World, request: Request, line: int, subject: str) -> Response:
    """DELETE /v2/apps/<id>/tasks/<task id>."""
    app_id, task_id = subject.split("\n")
    chosen = [i for i in _with_task(world, found(world, app_id)) if task_id in {i.task_id, i.id}]
    if not chosen:
        raise Refusal(404, f"Task '{task_id}' does not exist")
    answer = _kill(world, request, line, chosen)
    return answer if request.flag("scale") else json_response(200, {"task": answer.json["tasks"][0]})


def kill_tasks(world: World, request: Request, line: int, subject: str) -> Response:
    """POST /v2/tasks/delete `{"ids": […]}`; ids that nothing has are passed over."""
    ids = parsed(request.body).get("ids")
    if not isinstance(ids, list):
        raise Refusal(400, "Invalid JSON", details=[{"path": "/ids", "errors": ["error.expected.jsarray"]}])
    wanted = {str(name) for name in ids}
    chosen = [i for app in world.values(APPS) for i in _with_task(world, app) if wanted & {i.task_id, i.id}]
    return _kill(world, request, line, chosen)


def _with_task(world: World, app: App) -> list[Instance]:
    return [instance for instance in documents.instances_of(world, app.id) if instance.condition in documents.ACTIVE]


def _kill(world: World, request: Request, line: int, chosen: list[Instance]) -> Response:
    if request.flag("scale") and request.flag("wipe"):
        raise Refusal(400, "You cannot use scale and wipe at the same time.")
    killed = [documents.task(world, instance) for instance in chosen]
    if request.flag("scale") and chosen:
        return _scale_away(world, request, line, chosen)
    for instance in chosen:
        world.after(0, "marathon.decommission" if request.flag("wipe") else "marathon.kill", instance.id)
    return json_response(200, {"tasks": killed})


def _scale_away(world: World, request: Request, line: int, chosen: list[Instance]) -> Response:
    """Each app has as many instances fewer as are killed, by one deployment."""
    wanted = {}
    for app in world.values(APPS):
        if fewer := sum(instance.app_id == app.id and instance.goal == "running" for instance in chosen):
            left = max(0, app.definition["instances"] - fewer)
            wanted[app.id] = {**app.definition, "instances": left}
    deployment = deploy.apply(world, wanted, line, force=request.flag("force"), subject=chosen[0].app_id)
    for instance in chosen:
        world.after(0, "marathon.decommission", instance.id)
    return deployment_result(deployment)
