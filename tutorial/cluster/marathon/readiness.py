"""When a task that a deployment has started is ready, and where its readiness check looks.

Sources: mesosphere/marathon v1.8.222, core/readiness/{ReadinessCheck,ReadinessCheckExecutor}.scala,
core/readiness/impl/ReadinessCheckExecutorImpl.scala, core/deployment/impl/ReadinessBehavior.scala.
"""

from dataclasses import replace

from tutorial.cluster.jsontext import Json
from tutorial.cluster.marathon.definition import ports
from tutorial.cluster.marathon.tables import App, Deployment, Instance, Readiness, app_of, deployment_of
from tutorial.cluster.network.http import HttpResponse
from tutorial.cluster.world import World


def check_of(app: App) -> Json:
    """The readiness check of an app, its port by its place among the app's ports, too; None when it has none."""
    check = next(iter(app.definition.get("readinessChecks", ())), None)
    if check is None:
        return None
    names = [port.get("name") for port in ports(app.definition)]
    return {**check, "portIndex": names.index(check["portName"])}


def asked_by(world: World, instance: Instance) -> Deployment | None:
    """The deployment that has started an instance and works on its app now; None where nobody waits for it.

    Only while its app's action is at work is a task asked whether it is ready.
    """
    deployment = deployment_of(world, instance.app_id)
    if deployment is None or deployment.version != instance.version or check_of(app_of(world, instance)) is None:
        return None
    at_work = any(action.app_id == instance.app_id and not action.done for action in deployment.current)
    return deployment if at_work else None


def found(check: Json, response: HttpResponse) -> Readiness:
    """What an answer says of a task; the answer itself is only kept where the check says so."""
    ready = response.status in check["httpStatusCodesForReady"]
    if not check["preserveLastResponse"]:
        return Readiness(ready)
    kind = next((value for name, value in response.headers if name.lower() == "content-type"), "")
    return Readiness(ready, response.status, kind.partition(";")[0].strip(), response.body)


def not_found(check: Json, url: str, words: str) -> Readiness:
    """What is said of a task that could not be asked: as if a gateway had answered, and never ready."""
    answer = HttpResponse(504, (("Content-Type", "text/plain"),), f"Marathon could not query {url}: {words}")
    return replace(found(check, answer), ready=False)


def document(app: App, instance: Instance, known: Readiness) -> Json:
    """One readiness check result."""
    answer = {"status": known.status, "contentType": known.content_type, "body": known.body}
    return {
        "name": check_of(app)["name"],
        "taskId": instance.task_id,
        "ready": known.ready,
        **({"lastResponse": answer} if known.status else {}),
    }
